//! Large manifests, and files made to exhaust.

use std::fmt::Write;

use super::{SMALLEST, rejected};
use crate::manifest::Manifest;

#[test]
fn five_thousand_servers_are_read() {
    let mut text = SMALLEST.replace("standard-edition }", "standard-edition }\n");
    for pool in 0..250 {
        write!(
            text,
            "  - fqdn: pool{pool:03}.contoso.net\n    role: front-end\n    load_balancing: hardware\n    \
             web_services: {{ external: web{pool:03}.contoso.com }}\n    servers:\n"
        )
        .unwrap();
        for server in 0..20 {
            writeln!(
                text,
                "      - {{ fqdn: fe{server:02}-{pool:03}.contoso.net, os: windows-server-2019 }}"
            )
            .unwrap();
        }
    }
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
    let servers: usize = manifest
        .model
        .pools
        .iter()
        .map(|pool| pool.servers.len())
        .sum();
    assert_eq!(servers, 5_000);
}

#[test]
fn ten_megabytes_of_aliases_are_refused() {
    let text = format!("a: &a [x]\nb: [{}]\n", "*a,".repeat(10_000_000 / 3));
    assert_eq!(rejected(&text).findings[0].code, "too_large");
}

#[test]
fn an_alias_bomb_is_refused_unexpanded() {
    let mut text = "a0: &a0 [lol]\n".to_owned();
    for level in 1..10 {
        let aliases = format!("*a{},", level - 1).repeat(9);
        writeln!(text, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    assert!(
        rejected(&text)
            .findings
            .iter()
            .any(|finding| finding.code == "alias")
    );
}

#[test]
fn a_long_scalar_with_many_aliases_is_refused() {
    let text = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        "*a,".repeat(20_000)
    );
    let rejected = rejected(&text);
    assert_eq!(rejected.findings[0].code, "alias");
    let last = rejected.findings.last().unwrap();
    assert_eq!(last.code, "further_problems");
    assert_eq!(rejected.findings.len(), 201);
}

#[test]
fn more_values_than_a_manifest_has_are_refused() {
    let text = format!("a: [{}]\n", "x,".repeat(300_000));
    assert_eq!(rejected(&text).findings[0].code, "too_large");
}

#[test]
fn four_megabytes_of_anything_come_to_an_end() {
    for unit in [
        "#", " ", "\n", "-", "- ", "a", "a ", "a\n", "a: ", "a:\n", "? ", "'", "\"", "[", "{", "]",
        "&a ", "*a ", "!a ", "%", "|\n", "a: |\n ", "é", "\t", "\r", ", ", "a: 1\n", "? a\n",
        "[a]: ", "\"\\x41", "--- ", "...\n",
    ] {
        let text = unit.repeat(super::super::text::MAX_BYTES / unit.len());
        assert!(!rejected(&text).findings.is_empty());
    }
}
