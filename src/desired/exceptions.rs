//! What the manifest says of checks: how much each weighs, and exceptions on certificates.

use std::collections::BTreeMap;
use std::ops::Range;

use time::{Date, OffsetDateTime, UtcOffset};

use crate::checks::{self, CHECKS, Level};
use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Allow, Model, Severity};

use super::pools::Pool;
use super::problems::Problems;
use super::reference::cure;

/// What a person may waive beside the checks: proofs of an answer that is taken in.
const PROOFS: [&str; 2] = ["chain_unproved", "signature_forbidden"];

/// A check that is waived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The check's code.
    pub code: String,
    /// Why.
    pub reason: String,
    /// The day on which it ends; nothing where it does not.
    pub until: Option<Date>,
}

impl Exception {
    /// Whether it holds at a moment: to the end of its last day in UTC.
    pub fn holds(&self, now: OffsetDateTime) -> bool {
        let today = now.to_offset(UtcOffset::UTC).date();
        self.until.is_none_or(|until| today <= until)
    }
}

/// An exception with the declaration that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedException {
    /// The exception.
    pub exception: Exception,
    /// The whole declaration of the certificate.
    pub declaration: Range<usize>,
    /// Where the exception itself stands.
    pub span: Range<usize>,
}

/// Reads the exceptions of one declaration.
pub(super) fn read(allow: &[Allow], path: &Path, problems: &mut Problems<'_>) -> Vec<Exception> {
    let known: Vec<&str> = PROOFS
        .into_iter()
        .chain(CHECKS.iter().map(|check| check.code))
        .collect();
    let mut exceptions = Vec::new();
    for (index, allow) in allow.iter().enumerate() {
        let path = path.index(index);
        if allow.reason.trim().is_empty() {
            problems.report(
                Finding::error("reason_missing", "an exception needs a reason")
                    .help("say who agreed, such as `ticket 4711`")
                    .at(problems.value(&path.key("reason")), "empty"),
            );
        }
        if !known.contains(&allow.code.as_str()) {
            let place = problems.value(&path.key("code"));
            problems.report(
                Finding::error(
                    "unknown_check",
                    format!("no check is called `{}`", allow.code),
                )
                .help(cure(&allow.code, &known))
                .at(place, "not a check that can be waived"),
            );
        }
        let until = allow.until.as_ref();
        exceptions.push(Exception {
            code: allow.code.clone(),
            reason: allow.reason.clone(),
            until: until.and_then(|text| problems.date(text, &path.key("until"))),
        });
    }
    exceptions
}

/// The declarations of certificates, and the exceptions in them. Their faults were reported.
pub(super) fn placed(
    model: &Model,
    pools: &[Pool<'_>],
    problems: &Problems<'_>,
) -> (Vec<Range<usize>>, Vec<PlacedException>) {
    let mut declarations = Vec::new();
    let mut exceptions = Vec::new();
    let mut take = |allow: &[Allow], path: &Path| {
        let declaration = problems.value(path);
        for (index, allow) in allow.iter().enumerate() {
            let until = allow.until.as_ref().map(|text| {
                let format = time::macros::format_description!("[year]-[month]-[day]");
                Date::parse(text, format).unwrap_or(Date::MIN)
            });
            exceptions.push(PlacedException {
                exception: Exception {
                    code: allow.code.clone(),
                    reason: allow.reason.clone(),
                    until,
                },
                declaration: declaration.clone(),
                span: problems.value(&path.key("allow").index(index).key("code")),
            });
        }
        declarations.push(declaration);
    };
    if let Some(oauth) = &model.oauth {
        take(&oauth.allow, &Path::root().key("oauth"));
    }
    for pool in pools {
        for (index, certificate) in pool.model.certificates.iter().enumerate() {
            let path = pool.path.key("certificates").index(index);
            take(&certificate.allow, &path);
        }
    }
    (declarations, exceptions)
}

/// How much each check weighs that the manifest speaks of.
pub(super) fn severities(
    model: &Model,
    problems: &mut Problems<'_>,
) -> BTreeMap<&'static str, Level> {
    let path = Path::root().key("rules_severity");
    let known: Vec<&str> = CHECKS.iter().map(|check| check.code).collect();
    let mut levels = BTreeMap::new();
    let mut places: BTreeMap<&str, Range<usize>> = BTreeMap::new();
    for (index, declared) in model.rules_severity.iter().enumerate() {
        let place = problems.value(&path.index(index).key("code"));
        let code = declared.code.as_str();
        let Some(check) = checks::find(code) else {
            problems.report(
                Finding::error("unknown_check", format!("no check is called `{code}`"))
                    .help(cure(code, &known))
                    .at(place, "`forecert explain --checks` lists them"),
            );
            continue;
        };
        if let Some(first) = places.get(check.code) {
            problems.report(
                Finding::error(
                    "severity_twice",
                    format!("the check `{code}` is weighed twice"),
                )
                .help("leave one of them")
                .at(place, "again")
                .at(first.clone(), "first"),
            );
            continue;
        }
        places.insert(check.code, place);
        let level = match declared.severity {
            Severity::Allow => Level::Allow,
            Severity::Remark => Level::Remark,
            Severity::Warn => Level::Warn,
            Severity::Deny => Level::Deny,
        };
        levels.insert(check.code, level);
    }
    levels
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, desired, estate_with, places};

    fn with(severities: &str) -> String {
        estate_with(
            "sip_domains:",
            &format!("rules_severity: [{severities}]\nsip_domains:"),
        )
    }

    #[test]
    fn each_check_is_weighed_once_and_by_its_code() {
        let desired = desired(&with("{ code: ec_key, severity: deny }"));
        assert_eq!(desired.severities.len(), 1);
        assert_eq!(desired.severities["ec_key"].name(), "deny");
        let unknown = with("{ code: ec_keys, severity: deny }");
        assert_eq!(places("unknown_check", &unknown), ["ec_keys"]);
        let twice = with("{ code: ec_key, severity: deny }, { code: ec_key, severity: warn }");
        assert_eq!(codes(&twice), ["severity_twice"]);
    }

    #[test]
    fn an_exception_stands_in_the_declaration_of_its_certificate() {
        let text = estate_with(
            "usage: edge-external,",
            "usage: edge-external, allow: [{ code: validity_over_limit, reason: ticket 4711 }],",
        );
        let desired = desired(&text);
        let one = &desired.exceptions[0];
        assert!(text[one.declaration.clone()].starts_with("{ usage: edge-external"));
        assert_eq!(&text[one.span.clone()], "validity_over_limit");
        assert_eq!(desired.declarations.len(), 2);
    }
}
