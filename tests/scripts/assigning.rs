//! -Assign and -Rollback: which calls are made, and which are refused.

use time::OffsetDateTime;
use time::macros::datetime;

use crate::machine::{END, NEW, NOW, OLD, bare, held, install, oauth, served, staged};
use crate::run::{Windows, run};

/// When the certificate of the samples rolls is 2026-12-01 12:00, at last a day later.
pub const LATE: OffsetDateTime = datetime!(2026-12-20 12:00 UTC);

fn front_end(switch: &str, windows: &mut Windows) -> i64 {
    windows.assigned.push(served("OAuthTokenIssuer", OLD));
    run(&install("front-end"), switch, windows)
}

/// What was done, but for the files.
pub fn calls(windows: &Windows) -> Vec<&str> {
    let deeds = windows.deeds.iter().map(String::as_str);
    deeds.filter(|deed| !deed.starts_with("write")).collect()
}

#[test]
fn a_first_assignment_is_one_call_for_all_types() {
    let mut windows = staged(&[], LATE);
    assert_eq!(front_end("Assign", &mut windows), 0, "{}", windows.printed);
    assert_eq!(
        windows.deeds,
        [
            "Set-CsCertificate -Type Default,WebServicesInternal,WebServicesExternal -Thumbprint AAAA",
            "write receipt.json",
        ]
    );
    assert!(windows.printed.contains("one server of the pool at a time"));
}

#[test]
fn a_second_assignment_does_nothing() {
    let mut windows = staged(&[], LATE);
    assert_eq!(front_end("Assign", &mut windows), 0);
    windows.deeds.clear();
    assert_eq!(front_end("Assign", &mut windows), 0);
    assert_eq!(windows.deeds, ["write receipt.json"]);
}

#[test]
fn only_the_types_that_lack_it_are_assigned() {
    let mut windows = staged(&["WebServicesInternal"], LATE);
    windows.assigned.push(served("Default", NEW));
    assert_eq!(front_end("Assign", &mut windows), 0);
    let call = "Set-CsCertificate -Type WebServicesInternal,WebServicesExternal -Thumbprint AAAA";
    assert_eq!(calls(&windows), [call]);
}

#[test]
fn what_was_assigned_is_kept_over_a_second_run_and_assigned_again_by_a_rollback() {
    let mut windows = staged(
        &["Default", "WebServicesInternal", "WebServicesExternal"],
        LATE,
    );
    assert_eq!(front_end("Assign", &mut windows), 0);
    assert_eq!(windows.deeds[0], "write previous.json");
    assert_eq!(front_end("Assign", &mut windows), 0);
    windows.deeds.clear();
    assert_eq!(
        front_end("Rollback", &mut windows),
        0,
        "{}",
        windows.printed
    );
    let call =
        "Set-CsCertificate -Type Default,WebServicesExternal,WebServicesInternal -Thumbprint BBBB";
    assert_eq!(calls(&windows), [call]);
    windows.deeds.clear();
    assert_eq!(front_end("Rollback", &mut windows), 0);
    assert_eq!(calls(&windows), [""; 0]);
}

#[test]
fn a_rollback_needs_what_it_goes_back_to() {
    let mut windows = staged(&["Default"], LATE);
    assert_eq!(front_end("Rollback", &mut windows), 1);
    assert!(windows.printed.contains("there is nothing to go back to"));
    assert_eq!(front_end("Assign", &mut windows), 0);
    windows
        .stores
        .get_mut("My")
        .unwrap()
        .retain(|one| one.thumbprint == NEW);
    windows.deeds.clear();
    assert_eq!(front_end("Rollback", &mut windows), 1);
    assert_eq!(calls(&windows), [""; 0]);
}

#[test]
fn what_is_not_staged_or_not_valid_is_not_assigned() {
    let expired = NOW - time::Duration::days(1);
    for (held, said) in [
        (
            vec![],
            "it is not in the store of this machine: run -Stage first",
        ),
        (
            vec![held(NEW, END, false)],
            "its private key is not on this machine: run -Stage first",
        ),
        (
            vec![held(NEW, expired, true)],
            "it expired at 2026-11-24T22:00:00Z",
        ),
    ] {
        let mut windows = staged(&[], LATE);
        windows.stores.insert("My".into(), held);
        assert_eq!(front_end("Assign", &mut windows), 1);
        assert!(windows.printed.contains(said), "{}", windows.printed);
        assert_eq!(calls(&windows), [""; 0]);
    }
}

#[test]
fn a_server_without_lync_is_told_so() {
    let mut windows = bare();
    assert_eq!(run(&install("mediation"), "Assign", &mut windows), 1);
    assert!(windows.printed.contains("install the components first"));
    assert_eq!(windows.deeds, ["write receipt.json"]);
}

#[test]
fn a_front_end_waits_for_the_oauth_certificate_so_long_and_no_longer() {
    let mut windows = staged(&[], LATE);
    assert_eq!(run(&install("front-end"), "Assign", &mut windows), 1);
    assert!(windows.now - NOW >= time::Duration::minutes(30));
    assert!(windows.now - NOW < time::Duration::minutes(31));
    assert!(windows.printed.contains("run Install-OAuth.ps1"));
    assert!(
        windows
            .printed
            .contains("Import-CsConfiguration -LocalStore")
    );
    // What is the server's own is assigned all the same.
    assert_eq!(calls(&windows).len(), 1);
}

#[test]
fn a_front_end_says_whether_the_oauth_certificate_of_the_bundle_is_there_or_another() {
    for (there, said) in [
        (NEW, format!("it is here: {NEW}, which the bundle has")),
        (
            OLD,
            format!("still another one is here: {OLD}, not {NEW} which the bundle has"),
        ),
    ] {
        let mut windows = staged(&[], LATE);
        windows.assigned.push(served("OAuthTokenIssuer", there));
        assert_eq!(run(&install("front-end"), "Assign", &mut windows), 0);
        assert!(windows.printed.contains(&said), "{}", windows.printed);
        // Either is enough.
        assert_eq!(windows.now, NOW);
    }
    let mut folder = crate::machine::folder("front-end");
    folder.target.oauth = None;
    let script = forecert::bundle::script::install(&folder);
    let mut windows = staged(&[], LATE);
    windows.assigned.push(served("OAuthTokenIssuer", OLD));
    assert_eq!(run(&script, "Assign", &mut windows), 0);
    let said = format!("it is here: {OLD}\n");
    assert!(windows.printed.contains(&said), "{}", windows.printed);
}

#[test]
fn a_trial_calls_nothing_and_does_not_wait() {
    let mut windows = staged(&["Default"], LATE);
    windows.what_if = true;
    run(&install("front-end"), "Assign", &mut windows);
    assert_eq!(windows.deeds, [""; 0]);
    assert_eq!(windows.now, NOW);
    assert!(
        windows
            .printed
            .contains("What if: Default, WebServicesInternal, WebServicesExternal: assign")
    );
}

#[test]
fn services_are_restarted_where_that_is_asked_for_and_nothing_failed() {
    let mut windows = staged(&[], LATE);
    windows.restart = true;
    assert_eq!(front_end("Assign", &mut windows), 0);
    assert_eq!(
        calls(&windows)[1..],
        ["Stop-CsWindowsService -Graceful", "Start-CsWindowsService"]
    );
    let mut windows = staged(&[], LATE);
    windows.restart = true;
    windows.stores.clear();
    assert_eq!(front_end("Assign", &mut windows), 1);
    assert_eq!(calls(&windows), [""; 0]);
}

#[test]
fn a_receipt_of_what_is_assigned_is_written_alone() {
    let mut windows = staged(&["Default"], LATE);
    let target = crate::machine::folder("front-end").target;
    let script = forecert::bundle::script::get_assigned(&target);
    assert_eq!(run(&script, "", &mut windows), 0, "{}", windows.printed);
    assert_eq!(windows.deeds, ["write receipt.json"]);
    let receipt: serde_json::Value = serde_json::from_str(&windows.texts["receipt.json"]).unwrap();
    let expected = serde_json::json!([{ "type": "Default", "thumbprint": OLD, "effective": null }]);
    assert_eq!(receipt["assigned"], expected);
}

#[test]
fn a_script_without_a_switch_does_nothing_and_says_how_to_call_it() {
    let mut windows = bare();
    for script in [install("front-end"), install("custom"), oauth()] {
        assert_eq!(run(&script, "Show", &mut windows), 0);
    }
    assert_eq!(windows.deeds, [""; 0]);
    assert!(
        windows
            .printed
            .contains("-File .\\Install-Certificates.ps1 -Assign")
    );
    assert!(windows.printed.contains("There is no -Assign"));
}
