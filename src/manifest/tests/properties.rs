//! What holds for every text: nothing panics, spans fit the text, and what passes
//! the check of the shape is read.

use proptest::prelude::*;

use super::SMALLEST;
use crate::finding::Finding;
use crate::manifest::tree::{Kind, Tree};
use crate::manifest::{Manifest, Source, starter};

/// Values that one reader might take for something else than the other.
const VALUES: [&str; 30] = [
    "",
    "~",
    "null",
    "true",
    "no",
    "1",
    "0",
    "-0",
    "2048",
    "4294967296",
    "0x10",
    "1_000",
    "2026.1",
    "1e3",
    ".inf",
    "\"\"",
    "'it''s'",
    "\"é\\u00e9\"",
    "[]",
    "{}",
    "[a, b]",
    "{ fqdn: a }",
    "{a}",
    "x y",
    "\"{server}\"",
    "rsa",
    "edge",
    "request",
    "2027-03-01",
    "'multi\n\n    line'",
];

/// Pieces of text that YAML gives a meaning to.
const PIECES: [&str; 20] = [
    ":", ": ", "- ", "\n", "  ", "\t", "[", "]", "{", "}", ",", "#", " #", "\"", "'", "&a ", "*a",
    "!x ", "| \n", "é",
];

fn check(text: &str) -> Result<Vec<Finding>, TestCaseError> {
    let (source, findings) = match Manifest::parse("forecert.yaml", text.as_bytes()) {
        Ok(manifest) => (manifest.source, Vec::new()),
        Err(rejected) => {
            prop_assert!(rejected.findings.iter().any(|finding| finding.is_error()));
            (rejected.source, rejected.findings)
        }
    };
    for finding in &findings {
        prop_assert!(finding.help.is_some());
        for label in &finding.labels {
            prop_assert!(
                source.text().get(label.span.clone()).is_some(),
                "{:?}",
                label
            );
        }
    }
    check_places(&source)?;
    Ok(findings)
}

/// Each plain text stands in the source as it was read.
fn check_places(source: &Source) -> Result<(), TestCaseError> {
    let Tree { nodes, .. } = source.tree();
    for node in nodes {
        let written = source.text().get(node.span.clone());
        prop_assert!(written.is_some(), "{:?}", node);
        if let Kind::Scalar { text, plain: true } = &node.kind
            && !text.is_empty()
            && !text.contains(char::is_whitespace)
        {
            prop_assert!(written.unwrap().ends_with(text.as_str()), "{:?}", node);
        }
        if let Kind::Mapping { entries, .. } = &node.kind {
            for entry in entries {
                prop_assert!(source.text().get(entry.span.clone()).is_some());
            }
        }
    }
    Ok(())
}

/// Bases to change: the smallest manifest, and one with everything.
fn base() -> impl Strategy<Value = String> {
    let whole = starter()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(example) if !example.starts_with(' ') || example.starts_with("  ") => example,
            _ => line,
        })
        .flat_map(|line| [line, "\n"])
        .collect::<String>();
    prop_oneof![
        Just(SMALLEST.to_owned()),
        Just(whole.clone()),
        Just(format!("\u{FEFF}# é\r\n{}", whole.replace('\n', "\r\n"))),
    ]
}

/// `text` with the value number `at` replaced.
fn replaced(text: &str, at: prop::sample::Index, value: &str) -> String {
    let source = match Manifest::parse("forecert.yaml", text.as_bytes()) {
        Ok(manifest) => manifest.source,
        Err(rejected) => rejected.source,
    };
    let nodes = &source.tree().nodes;
    if nodes.is_empty() {
        return text.to_owned();
    }
    let mut text = source.text().to_owned();
    text.replace_range(at.get(nodes).span.clone(), value);
    text
}

fn char_boundary(text: &str, at: prop::sample::Index) -> usize {
    let mut at = at.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_manifest_with_other_values_is_read_or_refused_by_its_shape(
        text in base(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&VALUES[..])), 1..4),
    ) {
        let text = changes.into_iter().fold(text, |text, (at, value)| replaced(&text, at, value));
        for finding in check(&text)? {
            prop_assert_ne!(finding.code, "manifest_unreadable", "{}\n{}", finding.message, text);
        }
    }

    #[test]
    fn a_manifest_with_pieces_put_in_and_taken_out_never_panics(
        text in base(),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..6_usize, prop::sample::select(&PIECES[..])), 1..6),
    ) {
        let mut text = text;
        for (at, length, piece) in changes {
            let start = char_boundary(&text, at);
            let end = text[start..].char_indices().nth(length).map_or(text.len(), |(end, _)| start + end);
            text.replace_range(start..end, piece);
        }
        check(&text)?;
    }

    #[test]
    fn no_text_panics(text in "[ -~é\n\r\t\u{FEFF}\u{85}🔑]{0,60}") {
        check(&text)?;
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = Manifest::parse("forecert.yaml", &bytes);
    }
}
