//! -Stage: what it puts into the stores, and what it refuses.

use crate::machine::{NEW, NOW, bare, held, install, oauth};
use crate::run::{Windows, run};

fn stage(windows: &mut Windows) -> i64 {
    run(&install("front-end"), "Stage", windows)
}

#[test]
fn a_new_server_gets_authorities_and_certificates_after_one_password() {
    let mut windows = bare();
    assert_eq!(stage(&mut windows), 0, "{}", windows.printed);
    assert_eq!(
        windows.deeds,
        [
            "add CCCC to Root",
            "add DDDD to CA",
            "ask for the password",
            "add AAAA to My",
            "write receipt.json",
        ]
    );
    assert!(windows.printed.contains("ALL GOOD"));
}

#[test]
fn a_second_run_adds_nothing_and_asks_nothing() {
    let mut windows = bare();
    assert_eq!(stage(&mut windows), 0);
    windows.deeds.clear();
    assert_eq!(stage(&mut windows), 0);
    assert_eq!(windows.deeds, ["write receipt.json"]);
}

#[test]
fn a_trial_changes_nothing_and_asks_nothing() {
    let mut windows = bare();
    windows.what_if = true;
    assert_eq!(stage(&mut windows), 0, "{}", windows.printed);
    assert_eq!(windows.deeds, [""; 0]);
    assert!(
        windows
            .printed
            .contains("What if: LocalMachine\\Root: add CN=Contoso Root")
    );
    assert!(
        windows
            .printed
            .contains("What if: LocalMachine\\My: import default.pfx")
    );
    assert!(
        windows
            .printed
            .contains("ALL GOOD (-WhatIf: nothing was changed)")
    );
}

#[test]
fn a_wrong_password_is_asked_for_again() {
    let mut windows = bare();
    windows.typed = ["correct hose", "correct horse"].into();
    assert_eq!(stage(&mut windows), 0, "{}", windows.printed);
    assert!(
        windows
            .printed
            .contains("That is not the password of this file.")
    );
    assert!(windows.deeds.contains(&"add AAAA to My".to_owned()));
}

#[test]
fn a_wrong_password_that_was_given_fails_with_a_hint() {
    let mut windows = bare();
    windows.password = Some("correct hose".to_owned());
    assert_eq!(stage(&mut windows), 1);
    assert!(
        windows
            .printed
            .contains("default.pfx: the password does not open it")
    );
    assert!(windows.printed.contains("Windows Server 2019 or later"));
    assert!(!windows.deeds.contains(&"add AAAA to My".to_owned()));
}

#[test]
fn a_file_with_another_certificate_is_not_added() {
    let mut windows = bare();
    let other = "E".repeat(40);
    for file in ["default.pfx", "roots/root.cer"] {
        windows
            .certificates
            .insert(file.into(), held(&other, NOW, true));
    }
    assert_eq!(stage(&mut windows), 1);
    assert!(
        windows
            .printed
            .contains("default.pfx is another certificate")
    );
    assert!(
        windows
            .printed
            .contains("roots/root.cer is another certificate")
    );
    let added = windows.deeds.iter().filter(|deed| deed.starts_with("add"));
    assert_eq!(added.collect::<Vec<_>>(), ["add DDDD to CA"]);
}

#[test]
fn a_missing_file_fails_and_the_others_go_on() {
    let mut windows = bare();
    windows.certificates.remove("roots/root.cer");
    assert_eq!(stage(&mut windows), 1);
    assert!(
        windows
            .printed
            .contains("roots/root.cer is missing: copy the whole folder")
    );
    assert!(windows.deeds.contains(&"add AAAA to My".to_owned()));
}

#[test]
fn a_wrong_machine_gets_nothing() {
    let mut windows = bare();
    windows.names = vec!["fe02.contoso.net"];
    assert_eq!(stage(&mut windows), 1);
    assert_eq!(windows.deeds, [""; 0]);
    assert!(windows.printed.contains("this machine is fe02.contoso.net"));
    assert!(!windows.printed.contains("primary DNS suffix"));
}

#[test]
fn a_machine_without_its_suffix_is_told_where_to_set_it() {
    let mut windows = bare();
    windows.names = vec!["fe01"];
    assert_eq!(stage(&mut windows), 1);
    assert_eq!(windows.deeds, [""; 0]);
    assert!(
        windows
            .printed
            .contains("\"Primary DNS suffix of this computer\"")
    );
}

#[test]
fn a_machine_that_waits_for_its_restart_is_taken_with_a_warning() {
    let mut windows = bare();
    windows.names = vec!["fe01.contoso.net", "win-1234"];
    assert_eq!(stage(&mut windows), 0);
    assert!(
        windows
            .printed
            .contains("it is win-1234 now, fe01.contoso.net then")
    );
}

#[test]
fn a_key_that_lync_cannot_use_and_a_chain_that_does_not_build_fail() {
    let mut windows = bare();
    windows.cng = true;
    assert_eq!(stage(&mut windows), 1);
    assert!(windows.printed.contains("Lync needs it in a CSP"));
    assert!(
        windows
            .printed
            .contains("delete the certificate in certlm.msc")
    );
    let mut windows = bare();
    windows.chain_fault = Some("a certificate chain could not be built");
    assert_eq!(stage(&mut windows), 1);
    assert!(
        windows
            .printed
            .contains("its chain does not build: a certificate chain")
    );
}

#[test]
fn a_key_outside_of_a_csp_is_a_warning_where_no_lync_server_runs_and_fails_for_oauth() {
    for role in ["reverse-proxy", "office-web-apps", "custom"] {
        let mut windows = bare();
        windows.cng = true;
        let code = run(&install(role), "Stage", &mut windows);
        assert_eq!(code, 0, "{role}: {}", windows.printed);
        let said = "WARNING pool01.contoso.net/fe01.contoso.net/default: its key is in a CNG";
        assert!(windows.printed.contains(said), "{}", windows.printed);
        assert!(!windows.printed.contains("Lync needs"));
    }
    let mut windows = bare();
    windows.cng = true;
    assert_eq!(run(&oauth(), "Stage", &mut windows), 1);
    assert!(windows.printed.contains("Lync needs it in a CSP"));
}

#[test]
fn a_receipt_says_what_is_there_in_arrays_even_of_one() {
    let mut windows = bare();
    assert_eq!(stage(&mut windows), 0);
    let receipt: serde_json::Value = serde_json::from_str(&windows.texts["receipt.json"]).unwrap();
    let expected = serde_json::json!({
        "receipt": "forecert",
        "format_version": "1.0",
        "server": "fe01.contoso.net",
        "pool": "pool01.contoso.net",
        "at": "2026-11-25T22:00:00Z",
        "computer": "FE01",
        "assigned": [],
        "store": [{
            "thumbprint": NEW,
            "subject": "CN=Contoso",
            "not_after": "2028-11-25T12:00:00Z",
            "has_key": true,
        }],
    });
    assert_eq!(receipt, expected);
}

#[test]
fn a_server_without_the_cmdlet_is_told_where_to_choose_the_certificate() {
    for (role, hint) in [
        (
            "office-web-apps",
            "Set-OfficeWebAppsFarm -CertificateName ''",
        ),
        ("reverse-proxy", "listener or the binding"),
        ("custom", "the application that this server is for"),
    ] {
        let mut windows = bare();
        assert_eq!(
            run(&install(role), "Stage", &mut windows),
            0,
            "{}",
            windows.printed
        );
        assert!(windows.printed.contains(hint), "{}", windows.printed);
    }
}
