//! Who signed certificates, as issuers of a manifest.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::Subject;
use crate::finding::is_hidden;

use super::existing::Existing;

/// An issuer.
pub(super) struct Issuer {
    /// Its name in the manifest.
    pub name: String,
    /// Its whole subject, for people.
    pub subject: String,
    /// Whether the CA/Browser Forum's rules seem to hold for it.
    pub is_public: bool,
    /// The longest time that a certificate of it holds, in days.
    pub days: i64,
    /// How many certificates are of it.
    pub certificates: usize,
    /// What all their subjects have beside the common name: keys of the manifest with values.
    pub parts: Vec<(&'static str, String)>,
}

/// The parts of a subject that a manifest knows, with their keys.
const PARTS: [(&str, &str); 5] = [
    ("O", "organization"),
    ("OU", "organizational_unit"),
    ("L", "locality"),
    ("ST", "state"),
    ("C", "country"),
];

/// Organizations whose authorities browsers trust, by a word of their names.
const PUBLIC: [&str; 14] = [
    "digicert",
    "globalsign",
    "entrust",
    "sectigo",
    "comodo",
    "godaddy",
    "symantec",
    "verisign",
    "thawte",
    "geotrust",
    "quovadis",
    "let's encrypt",
    "swisssign",
    "network solutions",
];

/// The issuers, the most frequent first, and which of them each certificate is of.
pub(super) fn of(existing: &[Existing]) -> (Vec<Issuer>, Vec<usize>) {
    let mut counts: BTreeMap<&Subject, (usize, i64)> = BTreeMap::new();
    for one in existing {
        let (count, days) = counts.entry(&one.issuer).or_default();
        *count += 1;
        *days = (*days).max(one.days());
    }
    let mut sorted: Vec<(&Subject, (usize, i64))> = counts.into_iter().collect();
    sorted.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let mut taken = BTreeSet::new();
    let mut issuers = Vec::new();
    let mut places: BTreeMap<&Subject, usize> = BTreeMap::new();
    for (subject, (certificates, days)) in sorted {
        places.insert(subject, issuers.len());
        let text = subject.to_string();
        let lower = text.to_lowercase();
        let base = slug(subject.common_name().unwrap_or("issuer"));
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let name = names.find(|name| taken.insert(name.clone()));
        issuers.push(Issuer {
            name: name.unwrap_or(base),
            is_public: PUBLIC.iter().any(|word| lower.contains(word)),
            parts: shared(existing, subject),
            subject: text,
            days,
            certificates,
        });
    }
    let of = existing.iter().map(|one| places[&one.issuer]).collect();
    (issuers, of)
}

/// The parts that the subjects of all certificates of an issuer share.
fn shared(existing: &[Existing], issuer: &Subject) -> Vec<(&'static str, String)> {
    let of: Vec<&Subject> = existing
        .iter()
        .filter(|one| one.issuer == *issuer)
        .map(|one| &one.contents.subject)
        .collect();
    let value = |subject: &Subject, attribute| {
        let mut values = subject.values(attribute);
        let value = values.next().map(str::to_owned);
        // The manifest knows one of each.
        value.filter(|value| values.next().is_none() && fits(value))
    };
    let part = |(attribute, key): (&'static str, &'static str)| {
        let first = value(of.first()?, attribute)?;
        let is_country = first.len() == 2 && first.bytes().all(|b| b.is_ascii_alphabetic());
        let all = of
            .iter()
            .all(|one| value(one, attribute).as_ref() == Some(&first));
        ((key != "country" || is_country) && all).then_some((key, first))
    };
    PARTS.into_iter().filter_map(part).collect()
}

/// Whether a text may stand in a subject that is asked for: short, and nothing hidden in it.
fn fits(text: &str) -> bool {
    !text.is_empty()
        && text == text.trim()
        && text.chars().count() <= 64
        && !text.contains(is_hidden)
}

/// A text as a word of letters, digits and hyphens.
fn slug(text: &str) -> String {
    let mut word = String::new();
    for c in text.chars().take(24) {
        match c.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9') => word.push(c),
            _ if word.ends_with('-') || word.is_empty() => {}
            _ => word.push('-'),
        }
    }
    let word = word.trim_end_matches('-');
    match word.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => word.to_owned(),
        false => format!("ca-{word}").trim_end_matches('-').to_owned(),
    }
}
