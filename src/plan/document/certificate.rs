//! One certificate of a plan, as a machine reads it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::plan::{Action, Entry, Step};

/// One certificate of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertificateDocument {
    /// Its stable identity, which is its folder too.
    pub id: String,
    /// The pool's FQDN.
    pub pool: Option<String>,
    /// The server's FQDN; null where the pool shares the certificate.
    pub server: Option<String>,
    /// The role in the manifest; `deployment` for OAuth, `issuer` for an authority.
    pub role: Option<String>,
    /// Microsoft's type names, or the custom usage.
    pub usages: Vec<String>,
    /// `keep`, `create`, `adopt`, `renew`, `replace`, `resume`, `wait`, `blocked` or `orphan`.
    pub action: String,
    /// Why.
    pub reasons: Vec<ReasonDocument>,
    /// The private key; null for an orphan.
    pub key: Option<KeyDocument>,
    /// The subject asked for; null for an orphan.
    pub subject: Option<SubjectDocument>,
    /// The subject alternative names asked for.
    pub dns: Vec<String>,
    /// The extended key usages asked for.
    pub eku: Vec<String>,
    /// The key usages asked for; empty where the extension is left out.
    #[serde(default)]
    pub key_usage: Vec<String>,
    /// The Microsoft certificate template asked for.
    #[serde(default)]
    pub template: Option<String>,
    /// The issuer's name.
    pub issuer: Option<String>,
    /// How long it shall hold, in days.
    #[serde(default)]
    pub validity_days: Option<u32>,
    /// SHA-256 over the certificate that is adopted.
    #[serde(default)]
    pub adopts: Option<String>,
    /// The last second of the certificate in use.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub not_after: Option<OffsetDateTime>,
    /// SHA-256 over the certificate in use.
    pub fingerprint: Option<String>,
    /// Since when it is with the issuer.
    #[serde(with = "time::serde::rfc3339::option")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub waiting_since: Option<OffsetDateTime>,
    /// By when it must be there, where the manifest says so and it is not.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub needed_by: Option<OffsetDateTime>,
    /// The last moment at which its issuer can be asked in time.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "time::serde::rfc3339::option"
    )]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub send_by: Option<OffsetDateTime>,
    /// The step of the order of installation; null for an orphan.
    pub wave: Option<u32>,
    /// Whether the key can leave in a PFX file.
    pub exportable: bool,
    /// Its name among the certificates of a Windows computer; not there for an orphan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// The ids of certificates of other pools that it serves too; not there where there are
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<String>,
    /// The generation that is made, completed or awaited; else the one in use.
    pub generation: Option<u32>,
    /// Before and after as a unified diff, where something is replaced.
    pub diff: Option<String>,
    /// Names that the certificate in use has and the new one lacks.
    pub lost_names: Vec<String>,
}

/// Why an action is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReasonDocument {
    /// Stable.
    pub code: String,
    /// For people.
    pub message: String,
}

/// What becomes of the private key, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyDocument {
    /// `new`, `kept` or `none`.
    pub fate: String,
    /// `rsa` or `ec`.
    pub algorithm: String,
    /// In bits.
    pub size: u32,
}

/// A subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectDocument {
    /// The common name.
    pub common_name: Option<String>,
    /// The whole subject as text.
    pub text: String,
}

impl CertificateDocument {
    /// What happens to it; none where a later forecert wrote a word that this one does not
    /// know.
    pub fn deed(&self) -> Option<Action> {
        let mut all = Action::ALL.into_iter();
        all.find(|action| action.name() == self.action)
    }

    /// Whether the certificate in use ends while another is awaited.
    pub fn is_urgent(&self) -> bool {
        let ends = |code: &str| matches!(code, "expiring" | "expired");
        self.deed() == Some(Action::Wait) && self.reasons.iter().any(|reason| ends(&reason.code))
    }

    pub(super) fn new(entry: &Entry) -> Self {
        let declared = entry.declared.as_ref();
        let contents = entry.contents();
        let current = entry.current.as_ref();
        Self {
            id: entry.id.to_string(),
            pool: entry.id.pool().map(ToString::to_string),
            server: entry.id.server().map(ToString::to_string),
            role: declared.map(|declared| declared.role.to_owned()),
            usages: declared.map_or_else(Vec::new, |declared| declared.usages.clone()),
            action: entry.action.name().to_owned(),
            reasons: entry
                .reasons
                .iter()
                .map(|reason| ReasonDocument {
                    code: reason.code.to_owned(),
                    message: reason.message.clone(),
                })
                .collect(),
            key: contents.map(|contents| KeyDocument {
                fate: entry.step.key_fate().name().to_owned(),
                algorithm: contents.key.algorithm().to_owned(),
                size: contents.key.bits(),
            }),
            subject: contents.map(|contents| SubjectDocument {
                common_name: contents.subject.common_name().map(str::to_owned),
                text: contents.subject.to_string(),
            }),
            dns: declared.map_or_else(Vec::new, |declared| {
                declared
                    .origins
                    .iter()
                    .map(|origin| origin.name.clone())
                    .collect()
            }),
            eku: contents.map_or_else(Vec::new, |contents| {
                contents
                    .extended_key_usage
                    .iter()
                    .map(ToString::to_string)
                    .collect()
            }),
            key_usage: contents
                .and_then(|contents| contents.key_usage.as_ref())
                .map_or_else(Vec::new, |usages| {
                    usages.iter().map(ToString::to_string).collect()
                }),
            template: contents.and_then(|contents| contents.template.clone()),
            issuer: declared.map(|declared| declared.issuer.clone()),
            validity_days: declared.map(|declared| declared.validity.whole_days()),
            adopts: match &entry.step {
                Step::Adopt { fingerprint, .. } => Some(fingerprint.to_string()),
                Step::Rest | Step::Make { .. } | Step::Answer { .. } | Step::Poll { .. } => None,
            },
            not_after: current.map(|current| current.not_after),
            fingerprint: current.map(|current| current.fingerprint.to_string()),
            needed_by: entry.needed_by,
            send_by: entry.send_by,
            waiting_since: entry.since.filter(|_| entry.action == Action::Wait),
            wave: declared.map(|declared| declared.wave),
            exportable: declared.is_some_and(|declared| declared.exportable),
            friendly_name: declared
                .zip(entry.generation)
                .map(|(declared, generation)| declared.friendly_name(generation)),
            serves: declared.map_or_else(Vec::new, |declared| {
                let served = declared.serves.iter();
                served.map(|served| served.id.to_string()).collect()
            }),
            generation: entry.generation,
            diff: entry.change.as_ref().map(|change| change.diff.clone()),
            lost_names: entry
                .change
                .as_ref()
                .map_or_else(Vec::new, |change| change.lost.iter().cloned().collect()),
        }
    }
}
