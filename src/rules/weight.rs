//! How much a finding weighs: by the table, by the manifest, and by exceptions.

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::checks::{self, Check, Level};
use crate::desired::{Desired, PlacedException};
use crate::finding::{Finding, Severity};

/// The findings as the manifest weighs them: what it allows is left out, what it denies is
/// an error. An exception that holds at the moment leaves its finding out. What is no check
/// stays as it is.
pub fn weighed(findings: Vec<Finding>, desired: &Desired, now: OffsetDateTime) -> Vec<Finding> {
    let findings = findings.into_iter().filter_map(|mut finding| {
        let Some(check) = checks::find(finding.code) else {
            return Some(finding);
        };
        let mut exceptions = desired.exceptions.iter();
        if exceptions.any(|one| one.exception.holds(now) && covers(one, &finding, desired)) {
            return None;
        }
        let declared = desired.severities.get(check.code).copied();
        let level = declared.unwrap_or(check.severity);
        finding.severity = match level {
            Level::Allow => return None,
            Level::Remark => Severity::Remark,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        let lines = lines(check, &finding, desired);
        let cure = finding.help.get_or_insert_default();
        if level == Level::Deny && !cure.ends_with(&lines) {
            cure.push_str(&lines);
        }
        Some(finding)
    });
    findings.collect()
}

/// Whether an exception is about what a finding is about: by the certificate that it names,
/// or by its place within the declaration.
fn covers(one: &PlacedException, finding: &Finding, desired: &Desired) -> bool {
    if one.exception.code != finding.code {
        return false;
    }
    let place = finding.labels.first().map(|label| label.span.start);
    if place.is_some_and(|place| one.declaration.contains(&place)) {
        return true;
    }
    let about = finding.about.as_ref();
    let about = about.and_then(|id| CertificateId::parse(id).ok());
    let about = about.and_then(|id| desired.certificates.get(&id));
    about.is_some_and(|about| about.exceptions.contains(&one.exception))
}

/// The findings for which the work is refused.
pub fn denied<'a>(findings: &'a [Finding], desired: &Desired) -> Vec<&'a Finding> {
    let is_denied = |finding: &&Finding| {
        let check = checks::find(finding.code);
        let level = check.map(|check| {
            let declared = desired.severities.get(check.code).copied();
            declared.unwrap_or(check.severity)
        });
        level == Some(Level::Deny) && finding.is_error()
    };
    findings.iter().filter(is_denied).collect()
}

/// The lines that accept what is denied, to paste.
fn lines(check: &Check, finding: &Finding, desired: &Desired) -> String {
    let code = check.code;
    let place = finding.labels.first().map(|label| label.span.start);
    let of_certificate = finding.about.is_some()
        || place.is_some_and(|place| desired.declarations.iter().any(|one| one.contains(&place)));
    if of_certificate {
        return format!(
            "\nto accept it for a time, on that certificate:\n  \
             allow: [{{ code: {code}, reason: ticket 4711, until: 2027-12-31 }}]"
        );
    }
    format!("\nto accept it everywhere:\n  rules_severity: [{{ code: {code}, severity: warn }}]")
}

/// The checks that a plan does not make, so that it cannot tell whether an exception for
/// them is needed.
const ELSEWHERE: [&str; 3] = [
    "edge_members_differ",
    "no_crl_distribution_point",
    "signature_legacy",
];

/// Exceptions that hold and that none of these findings needs.
pub(super) fn unused(findings: &[Finding], desired: &Desired, now: OffsetDateTime) -> Vec<Finding> {
    let idle = desired.exceptions.iter().filter(|one| {
        let code = one.exception.code.as_str();
        let mut covered = findings.iter();
        checks::find(code).is_some()
            && !ELSEWHERE.contains(&code)
            && one.exception.holds(now)
            && !covered.any(|finding| covers(one, finding, desired))
    });
    let told = idle.map(|one| {
        let code = &one.exception.code;
        let message = format!("nothing needs the exception for `{code}`");
        Finding::remark("exception_unused", message)
            .at(one.span.clone(), "waives nothing")
            .help("take it out of `allow`")
    });
    told.collect()
}
