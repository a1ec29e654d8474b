//! Nothing in a script is newer than Windows PowerShell 3.0, nothing runs text, and no
//! string is put together where data could run.

use std::collections::BTreeSet;

use crate::grammar::Script;
use crate::samples;

/// Kinds of nodes that later versions brought, or that would run data.
const FORBIDDEN_KINDS: [(&str, &str); 7] = [
    ("class_statement", "classes are of PowerShell 5"),
    ("enum_statement", "enumerations are of PowerShell 5"),
    ("ternary_expression", "of PowerShell 7"),
    ("pipeline_chain_tail", "&& and || are of PowerShell 7"),
    ("parallel_statement", "for workflows only"),
    (
        "expandable_string_literal",
        "a string that takes data in: use -f",
    ),
    (
        "expandable_here_string_literal",
        "a string that takes data in: use -f",
    ),
];

/// Words that later versions brought, or that run text.
const FORBIDDEN_WORDS: [&str; 13] = [
    "::new(",
    "-Parallel",
    "Invoke-Expression",
    "iex ",
    "[scriptblock]::Create",
    "Add-Type",
    "Import-PfxCertificate",
    "Get-FileHash",
    "Import-PowerShellDataFile",
    "Write-Information",
    "??",
    "&&",
    "||",
];

#[test]
fn nothing_is_newer_than_windows_powershell_3() {
    for (kind, text) in samples::all("plain") {
        let script = Script::read(&text);
        for (forbidden, why) in FORBIDDEN_KINDS {
            let found = script.of_kind(forbidden);
            let said: Vec<&str> = found.iter().map(|node| script.says(*node)).collect();
            assert!(said.is_empty(), "{kind}: {why}: {said:?}");
        }
        for word in FORBIDDEN_WORDS {
            assert!(!text.contains(word), "{kind}: {word}");
        }
    }
}

#[test]
fn the_example_around_certreq_is_understood_and_has_nothing_newer() {
    let text = include_str!("../../examples/command/certreq.ps1");
    let script = Script::read(text);
    assert_eq!(script.faults(), [""; 0]);
    for (forbidden, why) in FORBIDDEN_KINDS {
        let found = script.of_kind(forbidden);
        let said: Vec<&str> = found.iter().map(|node| script.says(*node)).collect();
        assert!(said.is_empty(), "{why}: {said:?}");
    }
    for word in FORBIDDEN_WORDS {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn a_newer_construct_is_found() {
    for (text, kind) in [
        ("class A { [int]$B }", "class_statement"),
        ("enum A { B }", "enum_statement"),
        ("$x = \"a $b\"", "expandable_string_literal"),
    ] {
        assert!(!Script::read(text).of_kind(kind).is_empty(), "{text}");
    }
}

#[test]
fn every_function_is_called_by_a_script() {
    let texts: Vec<String> = samples::all("plain")
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let scripts: Vec<Script> = texts.iter().map(|text| Script::read(text)).collect();
    let made: BTreeSet<&str> = scripts.iter().flat_map(Script::functions).collect();
    let calls = scripts.iter().flat_map(Script::calls);
    let called: BTreeSet<String> = calls.map(|call| call.name).collect();
    let idle: Vec<&&str> = made
        .iter()
        .filter(|name| !called.contains(**name))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}
