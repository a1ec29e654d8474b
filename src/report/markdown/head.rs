//! What is said before the blocks: the verdict, what is urgent, how many of which, what
//! the plan is restricted to, and what is awaited.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use time::OffsetDateTime;

use crate::cert::day;
use crate::markdown::code;
use crate::plan::{Action, CertificateDocument, PlanDocument, Selection};
use crate::report::markdown::prose::prose;
use crate::report::markdown::weight::Weight;
use crate::report::words::{age, counted, minute};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// More than this are counted: the head must leave room for the blocks.
const LISTED: usize = 10;

/// Longer than this, in bytes, what is urgent does not become.
const LENGTH: usize = 10_000;

/// The code of the finding that says that no key was checked.
const KEYS_NOT_HERE: &str = "keys_not_here";

/// Whether a finding is told in the head and not among the others.
pub(super) fn tells(code: &str) -> bool {
    code == KEYS_NOT_HERE
}

/// The one line of a plan in which everything is in order; none for another.
pub(super) fn nothing(document: &PlanDocument) -> Option<String> {
    let weighs = |certificate| Weight::of(certificate).is_some();
    if document.certificates.iter().any(weighs) {
        return None;
    }
    let number = document.certificates.len();
    let are = if number == 1 { "is" } else { "are" };
    let mut line = format!(
        "**Nothing to do**: {} {are} in order as of {}.",
        numbered(number, "certificate"),
        minute(document.as_of)
    );
    line.push_str(&restriction(&document.selection));
    line.push_str(no_keys(document));
    line.push('\n');
    Some(line)
}

/// Heading and what follows it.
pub(super) fn head(document: &PlanDocument, title: &str) -> String {
    let weights: Vec<(Weight, &CertificateDocument)> = document
        .certificates
        .iter()
        .filter_map(|certificate| Some((Weight::of(certificate)?, certificate)))
        .collect();
    let mut text = format!("### {title}: {}\n", verdict(&weights));
    let urgent: Vec<_> = weights
        .iter()
        .filter(|(weight, _)| *weight == Weight::Urgent)
        .collect();
    if !urgent.is_empty() {
        text.push_str("\n**Urgent**: these end while their next version is with the issuer.\n\n");
        let mut listed = 0;
        for (_, certificate) in urgent.iter().take(LISTED) {
            let why = why(certificate, document.as_of);
            let line = format!("- {}: {why}\n", code(&certificate.id));
            if text.len() + line.len() > LENGTH {
                break;
            }
            text.push_str(&line);
            listed += 1;
        }
        if urgent.len() > listed {
            writeln!(text, "- and {} more", number(urgent.len() - listed)).expect(INFALLIBLE);
        }
    }
    let counts: Vec<String> = Action::ALL
        .into_iter()
        .filter_map(|action| {
            let count = document.summary.get(action.name())?;
            (*count > 0).then(|| format!("{} {}", number(*count), counted(action)))
        })
        .collect();
    let as_of = minute(document.as_of);
    write!(text, "\n{}, as of {as_of}.", counts.join(", ")).expect(INFALLIBLE);
    text.push_str(&restriction(&document.selection));
    text.push_str(no_keys(document));
    text.push('\n');
    text.push_str(&awaited(&weights, document.as_of));
    text
}

/// Why a certificate is treated as it is, with the age of a request.
pub(super) fn why(certificate: &CertificateDocument, as_of: OffsetDateTime) -> String {
    let reasons = certificate.reasons.iter().map(|reason| {
        let since = certificate
            .waiting_since
            .filter(|_| reason.code == "awaiting_issuer");
        let when = since.map(|since| format!(" on {}, {}", day(since), age(since, as_of)));
        format!("{}{}", prose(&reason.message), when.unwrap_or_default())
    });
    reasons.collect::<Vec<_>>().join("; ")
}

/// A number with its thousands apart.
pub(super) fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its noun.
pub(super) fn numbered(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(count))
}

fn verdict(weights: &[(Weight, &CertificateDocument)]) -> String {
    let of = |wanted: &dyn Fn(Weight) -> bool| {
        let found = weights.iter().filter(|(weight, _)| wanted(*weight));
        found.count()
    };
    let makes = |weight: Weight| (Weight::Loses..=Weight::Makes).contains(&weight);
    let parts = [
        (of(&|weight| weight == Weight::Urgent), "urgent"),
        (of(&|weight| weight == Weight::Blocked), "blocked"),
        (of(&makes), "to make"),
        (of(&|weight| weight == Weight::Waits), "awaited"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", number(count)))
        .collect();
    if parts.is_empty() {
        return "nothing to do".to_owned();
    }
    parts.join(", ")
}

fn restriction(selection: &Selection) -> String {
    let Selection {
        pools,
        servers,
        usages,
        ids,
        expiring_within_days,
    } = selection;
    let kinds = [
        ("pool", pools),
        ("server", servers),
        ("usage", usages),
        ("id", ids),
    ];
    let mut parts: Vec<String> = kinds
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(kind, values)| {
            let listed: Vec<String> = values.iter().take(LISTED).map(|one| code(one)).collect();
            let more = values.len() - listed.len();
            let more = (more > 0).then(|| format!(" and {more} more"));
            format!("{kind} {}{}", listed.join(", "), more.unwrap_or_default())
        })
        .collect();
    parts.extend(expiring_within_days.map(|days| format!("what ends within {days} days")));
    if parts.is_empty() {
        return String::new();
    }
    format!(" **Restricted** to {}.", parts.join("; "))
}

fn no_keys(document: &PlanDocument) -> &'static str {
    let mut findings = document.findings.iter();
    if findings.any(|finding| finding.code == KEYS_NOT_HERE) {
        " No private key was checked: there is no key directory here."
    } else {
        ""
    }
}

/// How many each issuer owes, and for how long.
fn awaited(weights: &[(Weight, &CertificateDocument)], as_of: OffsetDateTime) -> String {
    let mut issuers: BTreeMap<&str, Vec<OffsetDateTime>> = BTreeMap::new();
    for (_, certificate) in weights {
        if certificate.deed() == Some(Action::Wait) {
            let issuer = certificate.issuer.as_deref().unwrap_or("somebody");
            let since = certificate.waiting_since.unwrap_or(as_of);
            issuers.entry(issuer).or_default().push(since);
        }
    }
    let mut lines: Vec<(OffsetDateTime, String)> = issuers
        .into_iter()
        .filter_map(|(issuer, since)| {
            let oldest = since.iter().copied().min()?;
            let (number, age) = (number(since.len()), age(oldest, as_of));
            let of = if since.len() == 1 { "" } else { "the oldest " };
            let line = format!("{number} from {}, {of}asked for {age}", code(issuer));
            Some((oldest, line))
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    lines.sort();
    let more = lines.len().saturating_sub(LISTED);
    let mut lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    lines.truncate(LISTED);
    lines.extend((more > 0).then(|| format!("{more} more issuers")));
    format!("\nAwaited: {}.\n", lines.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let numbers = [0, 999, 1_000, 65_536, 1_048_576].map(number);
        assert_eq!(numbers, ["0", "999", "1,000", "65,536", "1,048,576"]);
        assert_eq!(numbered(1, "pool"), "1 pool");
        assert_eq!(numbered(1_412, "pool"), "1,412 pools");
    }
}
