//! What each script calls: held against what is recorded in `tests/scripts/*.txt`, and
//! against what the documentation of the cmdlets has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::grammar::{Call, Script};
use crate::known::{COMMON, KNOWN};
use crate::samples;

#[test]
fn the_calls_of_each_script_are_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    for (kind, text) in samples::all("plain") {
        let made = recorded(&Script::read(&text));
        let path = folder.join(format!("{kind}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            committed, made,
            "{kind}: UPDATE_GOLDEN=1 cargo test --test scripts writes the file anew"
        );
    }
}

#[test]
fn every_cmdlet_and_each_of_its_parameters_is_in_the_documentation() {
    for (kind, text) in samples::all("plain") {
        let script = Script::read(&text);
        let own = script.functions();
        for call in script.calls() {
            if !own.contains(call.name.as_str()) {
                let faults = unknown(&call);
                assert!(faults.is_empty(), "{kind}, line {}: {faults:?}", call.line);
            }
        }
    }
}

#[test]
fn a_misspelt_cmdlet_or_parameter_is_found() {
    for (text, fault) in [
        ("Set-CsCertificates -Type Default", "Set-CsCertificates"),
        ("Set-CsCertificate -Thumb $x", "Set-CsCertificate -Thumb"),
        ("Start-Sleep -Second 1", "Start-Sleep -Second"),
    ] {
        let calls = Script::read(text).calls();
        assert_eq!(unknown(&calls[0]), [fault]);
    }
}

#[test]
fn own_functions_are_called_by_position() {
    for (kind, text) in samples::all("plain") {
        let script = Script::read(&text);
        let own = script.functions();
        let calls = script.calls();
        let mut calls = calls.iter().filter(|call| own.contains(call.name.as_str()));
        let named = calls.find(|call| !call.parameters.is_empty());
        assert!(named.is_none(), "{kind}: {named:?}");
    }
}

/// A line for each cmdlet as it is called; the script's own functions have none.
fn recorded(script: &Script) -> String {
    let own = script.functions();
    let calls = script.calls().into_iter();
    let lines: BTreeSet<String> = calls
        .filter(|call| !own.contains(call.name.as_str()))
        .map(|call| {
            let parameters = call.parameters.iter().map(|name| format!(" -{name}"));
            format!("{}{}\n", call.name, parameters.collect::<String>())
        })
        .collect();
    lines.into_iter().collect()
}

/// What of a call no documentation has.
fn unknown(call: &Call) -> Vec<String> {
    let Some((name, parameters)) = KNOWN.iter().find(|(name, _)| *name == call.name) else {
        return vec![call.name.clone()];
    };
    let known = |given: &&String| {
        let mut all = parameters.iter().chain(COMMON);
        all.any(|known| known == *given)
    };
    let strange = call.parameters.iter().filter(|given| !known(given));
    strange.map(|given| format!("{name} -{given}")).collect()
}
