//! What a manifest may hold, and what is refused before anything is made of it.

use forecert::finding::Finding;
use forecert::manifest::Manifest;
use proptest::prelude::*;

const GOOD: &str = include_str!("../examples/contoso/forecert.yaml");

fn refused(bytes: &[u8]) -> (String, Vec<Finding>) {
    match Manifest::parse("forecert.yaml", bytes) {
        Ok(_) => panic!("it was taken"),
        Err(rejected) => (rejected.source.text().to_owned(), rejected.findings),
    }
}

/// The code of the only fault, and what is underlined.
fn fault(text: &str) -> (&'static str, String) {
    let (shown, findings) = refused(text.as_bytes());
    assert_eq!(findings.len(), 1, "{findings:?}");
    let span = findings[0].labels.first().map(|label| label.span.clone());
    (
        findings[0].code,
        span.map(|span| shown[span].to_owned()).unwrap_or_default(),
    )
}

#[test]
fn what_yaml_can_do_and_a_manifest_has_no_use_for_is_refused_at_its_place() {
    for (text, code, underlined) in [
        ("", "empty_manifest", ""),
        ("# only a comment\n", "empty_manifest", ""),
        ("---\n", "empty_manifest", ""),
        ("{}\n", "wrong_type", "{}"),
        ("just text\n", "wrong_type", "just text"),
        ("- a\n- b\n", "wrong_type", "- a"),
        ("é: &x 1\n", "anchor", "&x 1"),
        ("a: 1\nb: !!str 2\n", "tag", "!!str 2"),
        ("a: 1\n---\nb: 2\n", "several_documents", "---"),
        ("<<: {a: 1}\n", "merge_key", "<<"),
        ("é: 1\r\nb: 2\r\né: 3\r\n", "duplicate_key", "é"),
        ("? [a, b]\n: 1\n", "complex_key", "["),
        ("a: [1, 2\n", "not_yaml", ""),
        ("a: \"x\nb: 1\n", "not_yaml", "\""),
        ("a: 1\n\tb: 2\n", "not_yaml", "1"),
        ("a: 1\0\n", "not_yaml", "\0"),
    ] {
        assert_eq!(fault(text), (code, underlined.to_owned()), "{text:?}");
    }
}

#[test]
fn an_alias_is_refused_where_it_stands() {
    let (shown, findings) = refused(b"a: &x 1\nb: *x\n");
    let found: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.code, &shown[finding.labels[0].span.clone()]))
        .collect();
    assert_eq!(found, [("anchor", "&x 1"), ("alias", "*x")]);
}

#[test]
fn a_key_that_stands_twice_is_shown_at_both_places() {
    let (shown, findings) = refused(b"version: 1\nrules: x\nversion: 2\n");
    let labels: Vec<(usize, &str)> = findings[0]
        .labels
        .iter()
        .map(|label| (label.span.start, label.text.as_str()))
        .collect();
    assert_eq!(shown.find("version: 2"), Some(labels[0].0));
    assert_eq!(labels[1], (0, "first"));
}

#[test]
fn text_in_another_encoding_is_named() {
    let utf16: Vec<u8> = "version: 1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (_, findings) = refused(&[&[0xff, 0xfe], &utf16[..]].concat());
    assert_eq!(findings[0].code, "not_utf8");
    assert!(findings[0].message.contains("UTF-16"));
    let (shown, findings) = refused(b"version: 1 # \xe9\n");
    assert_eq!(
        (findings[0].code, shown.as_str()),
        ("not_utf8", "version: 1 # ")
    );
}

#[test]
fn ten_megabytes_of_aliases_are_refused_without_being_expanded() {
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x]\nb: [");
    while bomb.len() < 10 << 20 {
        bomb.push_str("*a, ");
    }
    bomb.push_str("]\n");
    assert_eq!(fault(&bomb).0, "too_large");
    let small = format!("{}]\n", &bomb[..1 << 20]);
    let (_, findings) = refused(small.as_bytes());
    assert!(findings.len() <= 51, "{}", findings.len());
    assert_eq!(findings[0].code, "anchor");
}

#[test]
fn a_text_a_hundred_thousand_levels_deep_is_refused() {
    let brackets = format!("a: {}", "[".repeat(100_000));
    assert!(["too_deep", "not_yaml"].contains(&fault(&brackets).0));
    let block: String = (0..2000)
        .map(|level| format!("{}a:\n", " ".repeat(level)))
        .collect();
    assert_eq!(fault(&block).0, "too_deep");
}

#[test]
fn five_thousand_servers_are_read() {
    let servers: Vec<String> = (0..5000)
        .map(|n| format!("      - s{n}.example.com\n"))
        .collect();
    let text = format!(
        "version: 1\nrules: \"2026.1\"\nissuers:\n  - {{ name: a, type: request, class: \
         enterprise, validity: 1y }}\npools:\n  - fqdn: pool.example.com\n    role: custom\n    \
         certificates: [{{ usage: tls, dns: [\"{{server}}\"] }}]\n    servers:\n{}",
        servers.concat()
    );
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
    assert_eq!(manifest.model.pools[0].servers.len(), 5000);
    let desired = forecert::desired::resolve(&manifest).unwrap();
    assert_eq!(desired.certificates.len(), 5000);
}

#[test]
fn the_examples_and_the_estates_are_manifests() {
    for (name, text) in [
        (
            "quickstart",
            include_str!("../examples/quickstart/forecert.yaml"),
        ),
        ("contoso", GOOD),
        ("custom", include_str!("../examples/custom/forecert.yaml")),
        (
            "contoso-sfb2015",
            include_str!("estates/contoso-sfb2015.yaml"),
        ),
        (
            "tenant-sfb2015",
            include_str!("estates/tenant-sfb2015.yaml"),
        ),
    ] {
        for text in [
            text.to_owned(),
            text.replace('\n', "\r\n"),
            format!("\u{feff}{text}"),
        ] {
            let manifest = Manifest::parse(name, text.as_bytes());
            let manifest = manifest.unwrap_or_else(|bad| panic!("{name}: {:?}", bad.findings));
            if let Err(findings) = forecert::desired::resolve(&manifest) {
                panic!("{name}: {findings:?}");
            }
        }
    }
}

proptest! {
    /// Whatever passes the check of shape is read by serde_yaml too; and nothing panics.
    #[test]
    fn the_shape_promises_no_more_than_serde_keeps(
        at in 0usize..10_000,
        length in 0usize..12,
        put in prop::sample::select(vec![
            "", " ", "\n", ":", "- ", "[", "]", "{", "}", "\"", "'", "#", "1", "true", "~", "é",
            "&a", "*a", "\t", "a: b", "0x1", "2026.1", "|\n", ">-\n", "\r\n", ",",
        ]),
    ) {
        let mut text: Vec<char> = GOOD.chars().collect();
        let start = at % text.len();
        let end = (start + length).min(text.len());
        text.splice(start..end, put.chars());
        let text: String = text.into_iter().collect();
        if let Err(rejected) = Manifest::parse("forecert.yaml", text.as_bytes()) {
            for finding in rejected.findings {
                prop_assert!(!finding.message.contains("cannot be read:"), "{}", finding.message);
                for label in finding.labels {
                    prop_assert!(rejected.source.text().get(label.span).is_some());
                }
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Manifest::parse("forecert.yaml", text.as_bytes());
    }
}
