//! The plan as a machine reads it, and as it is saved: one published format.
//!
//! A saved plan is evidence of what was approved, not instructions: apply plans anew
//! and compares.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::finding::Finding;
use crate::plan::{Action, Entry, Plan, Selection, Step};
use crate::schema;
use crate::x509;

/// The version of the format that this forecert writes. A minor step only adds.
const FORMAT_VERSION: &str = "1.0";

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanDocument {
    /// The version of this format, `MAJOR.MINOR`. A reader refuses a newer major.
    pub format_version: String,
    /// The moment the plan holds for.
    #[serde(with = "time::serde::rfc3339")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub as_of: OffsetDateTime,
    /// What the plan is restricted to; empty for everything.
    pub selection: Selection,
    /// How often each action occurs.
    pub summary: BTreeMap<String, usize>,
    /// The certificates, the most urgent first, then in the order of work.
    pub certificates: Vec<CertificateDocument>,
    /// What is worth knowing beside.
    pub findings: Vec<FindingDocument>,
    /// SHA-256 over the document without this field: tells a plan that was edited.
    pub integrity: String,
}

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

/// A fault or a remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingDocument {
    /// Stable.
    pub code: String,
    /// `error`, `warning` or `remark`.
    pub severity: String,
    /// For people.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The certificate it is about.
    pub id: Option<String>,
    /// The file it is about.
    pub path: Option<String>,
    /// The line in the manifest, from 1.
    pub line: Option<usize>,
    /// The column in the manifest, from 1, in characters.
    pub column: Option<usize>,
}

/// Why a plan file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Not a plan.
    #[error("it is not a forecert plan: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Written by a later forecert.
    #[error("it has format version {0}; this forecert reads 1")]
    Version(String),
    /// Its contents do not fit its checksum.
    #[error("it was changed after `forecert plan` wrote it")]
    Edited,
}

impl PlanDocument {
    /// The document of a plan. `manifest` is the text that findings point into.
    pub fn new(plan: &Plan, manifest: &str) -> Self {
        let summary = plan.summary().into_iter();
        let summary = summary.map(|(action, count)| (action.name().to_owned(), count));
        let mut document = Self {
            format_version: FORMAT_VERSION.to_owned(),
            as_of: plan.as_of,
            selection: plan.selection.clone(),
            summary: summary.collect(),
            certificates: plan.entries.iter().map(CertificateDocument::new).collect(),
            findings: plan
                .findings
                .iter()
                .map(|finding| FindingDocument::new(finding, manifest))
                .collect(),
            integrity: String::new(),
        };
        document.integrity = document.checksum();
        document
    }

    /// The document as text.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a plan is plain data");
        text.push('\n');
        text
    }

    /// Reads a saved plan.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        #[derive(Deserialize)]
        struct Version {
            format_version: String,
        }
        let Version { format_version } = serde_json::from_slice(bytes)?;
        if format_version.split('.').next() != Some("1") {
            return Err(DocumentError::Version(format_version));
        }
        let document: Self = serde_json::from_slice(bytes)?;
        if document.checksum() != document.integrity {
            return Err(DocumentError::Edited);
        }
        Ok(document)
    }

    /// What an approval rests on, a line each: selection, actions, generations, keys
    /// and what is asked for. Ages, messages and findings are left out.
    pub fn essence(&self) -> Vec<String> {
        let selection = serde_json::to_string(&self.selection).expect("plain data");
        let mut lines = vec![format!("selection {selection}")];
        for certificate in &self.certificates {
            let codes: Vec<&str> = certificate
                .reasons
                .iter()
                .map(|reason| reason.code.as_str())
                // Whether time is nearly up or just up makes no other certificate.
                .filter(|code| !matches!(*code, "expiring" | "expired"))
                .collect();
            let key = certificate.key.as_ref();
            let key = key.map(|key| format!("{} {} {}", key.fate, key.algorithm, key.size));
            let subject = certificate.subject.as_ref().map(|subject| &subject.text);
            let validity = certificate.validity_days.map(|days| format!("{days}d"));
            lines.push(format!(
                "{} {} generation {} because {}; key {}; issuer {}; subject {}; dns {}; eku {}; \
                 key usage {}; template {}; validity {}; adopts {}",
                certificate.action,
                certificate.id,
                certificate.generation.unwrap_or_default(),
                codes.join(", "),
                key.unwrap_or_default(),
                certificate.issuer.as_deref().unwrap_or_default(),
                subject.map_or("", String::as_str),
                certificate.dns.join(", "),
                certificate.eku.join(", "),
                certificate.key_usage.join(", "),
                certificate.template.as_deref().unwrap_or_default(),
                validity.unwrap_or_default(),
                certificate.adopts.as_deref().unwrap_or_default(),
            ));
        }
        lines.sort();
        lines
    }

    fn checksum(&self) -> String {
        let bare = Self {
            integrity: String::new(),
            ..self.clone()
        };
        let bytes = serde_json::to_vec(&bare).expect("a plan is plain data");
        format!("#{}", x509::sha256_hex(&bytes))
    }
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

    fn new(entry: &Entry) -> Self {
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
                Step::Rest | Step::Make { .. } | Step::Answer { .. } => None,
            },
            not_after: current.map(|current| current.not_after),
            fingerprint: current.map(|current| current.fingerprint.to_string()),
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

impl FindingDocument {
    /// The document of a finding.
    pub fn new(finding: &Finding, manifest: &str) -> Self {
        let place = finding.labels.first().map(|label| {
            let before = manifest.get(..label.span.start).unwrap_or(manifest);
            let line = before.rsplit('\n').next().unwrap_or_default();
            (before.matches('\n').count() + 1, line.chars().count() + 1)
        });
        let severity = serde_json::to_value(finding.severity).expect("a severity is a word");
        Self {
            code: finding.code.to_owned(),
            severity: severity.as_str().unwrap_or_default().to_owned(),
            message: finding.message.clone(),
            help: finding.help.clone(),
            id: finding.about.clone(),
            path: finding.path.clone(),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
        }
    }
}

/// The JSON schema of a plan.
pub fn schema() -> String {
    schema::text::<PlanDocument>("forecert plan")
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::cert::CertificateId;
    use crate::plan::Reason;

    fn document(action: Action, message: &str, code: &'static str) -> PlanDocument {
        let entry = Entry {
            id: CertificateId::Oauth,
            declared: None,
            action,
            step: Step::Rest,
            reasons: vec![Reason::new(code, message)],
            generation: Some(2),
            current: None,
            change: None,
            since: None,
        };
        let plan = Plan {
            as_of: datetime!(2026-11-22 12:00 UTC),
            entries: vec![entry],
            findings: Vec::new(),
            selection: Selection::default(),
        };
        PlanDocument::new(&plan, "")
    }

    #[test]
    fn a_plan_reads_as_it_was_written_and_not_once_it_was_edited() {
        let document = document(Action::Wait, "asked of `public`", "awaiting_issuer");
        let json = document.to_json();
        assert_eq!(PlanDocument::parse(json.as_bytes()).unwrap(), document);
        let edited = json.replace("\"generation\": 2", "\"generation\": 3");
        assert!(matches!(
            PlanDocument::parse(edited.as_bytes()),
            Err(DocumentError::Edited)
        ));
        let later = json.replace("\"1.0\"", "\"2.0\"");
        assert!(matches!(
            PlanDocument::parse(later.as_bytes()),
            Err(DocumentError::Version(version)) if version == "2.0"
        ));
    }

    #[test]
    fn an_approval_rests_on_actions_and_causes_and_not_on_words_and_ages() {
        let agreed = document(Action::Renew, "ends on 2026-12-01", "expiring");
        let words = document(Action::Renew, "ended on 2026-12-01", "expired");
        assert_eq!(agreed.essence(), words.essence());
        let cause = document(Action::Renew, "", "issuer_replaced");
        assert_ne!(agreed.essence(), cause.essence());
        let action = document(Action::Wait, "ends on 2026-12-01", "expiring");
        assert_ne!(agreed.essence(), action.essence());
    }
}
