//! The plan as a machine reads it, and as it is saved: one published format.
//!
//! A saved plan is evidence of what was approved, not instructions: apply plans anew
//! and compares.

mod certificate;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::finding::Finding;
use crate::plan::{Plan, Selection};
use crate::schema;
use crate::x509;

pub use certificate::{CertificateDocument, KeyDocument, ReasonDocument};

/// The version of the format that this forecert writes. A minor step only adds.
const FORMAT_VERSION: &str = "1.0";

/// Reasons that come and go with the day and make no other certificate.
const TOLD_BY_THE_CLOCK: [&str; 6] = [
    "expiring",
    "expired",
    "frozen",
    "frozen_but_ending",
    "held_until",
    "awaiting_issuer",
];

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
                .filter(|code| !TOLD_BY_THE_CLOCK.contains(code))
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
    use crate::plan::{Action, Entry, Reason, Step};

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
            needed_by: None,
            send_by: None,
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
