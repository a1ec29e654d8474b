//! -Assign and -Rollback: which calls are made, and which are refused.

use time::OffsetDateTime;
use time::macros::datetime;

use crate::machine::{END, NEW, NOW, OLD, bare, held, install, oauth, served, staged};
use crate::run::{Windows, run};

const AV: &str = "AudioVideoAuthentication";
/// When the certificate of the samples rolls is 2026-12-01 12:00, at last a day later.
const LATE: OffsetDateTime = datetime!(2026-12-20 12:00 UTC);

fn front_end(switch: &str, windows: &mut Windows) -> i64 {
    windows.assigned.push(served("OAuthTokenIssuer", OLD));
    run(&install("front-end"), switch, windows)
}

/// What was done, but for the files.
fn calls(windows: &Windows) -> Vec<&str> {
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
fn a_certificate_that_can_rolls_to_its_date() {
    let mut windows = staged(&[AV], LATE);
    assert_eq!(
        run(&install("edge"), "Assign", &mut windows),
        0,
        "{}",
        windows.printed
    );
    let call = "Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint AAAA -Roll \
                -EffectiveDate 2026-12-01T12:00:00Z";
    assert_eq!(calls(&windows), [call]);
    assert!(
        windows
            .printed
            .contains("Remove-CsCertificate -Type AudioVideoAuthentication -Previous")
    );
    assert!(
        windows
            .printed
            .contains("do the same on every server of the pool before")
    );
    windows.deeds.clear();
    assert_eq!(run(&install("edge"), "Assign", &mut windows), 0);
    assert_eq!(calls(&windows), [""; 0]);
    assert_eq!(run(&install("edge"), "Rollback", &mut windows), 0);
    let back = "Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint BBBB";
    assert_eq!(calls(&windows), [back]);
}

#[test]
fn a_roll_is_refused_where_its_date_is_past_or_too_late_or_the_old_end_is_not_known() {
    let mut past = staged(&[AV], LATE);
    past.now = datetime!(2026-12-01 12:00 UTC);
    // Seven hours before the end of the old one, where eight are needed.
    let too_late = staged(&[AV], datetime!(2026-12-01 19:00 UTC));
    let mut unknown = staged(&[AV], LATE);
    unknown.stores.get_mut("My").unwrap().pop();
    for (mut windows, said) in [
        (past, "the effective date 2026-12-01T12:00:00Z is past"),
        (too_late, "is too late: after 2026-12-01T11:00:00Z"),
        (unknown, "its end cannot be read"),
    ] {
        assert_eq!(run(&install("edge"), "Assign", &mut windows), 1);
        assert!(
            windows.printed.contains(said),
            "{said}:\n{}",
            windows.printed
        );
        assert_eq!(calls(&windows), [""; 0]);
    }
}

/// A server whose A/V certificate is none that the folder knows.
fn brownfield(begins: OffsetDateTime, ends: OffsetDateTime) -> Windows {
    let mut windows = staged(&[], LATE);
    let other = "E".repeat(40);
    windows.assigned = vec![served(AV, &other)];
    let mut wizards = held(&other, ends, true);
    wizards.not_before = begins;
    windows.stores.get_mut("My").unwrap().push(wizards);
    windows
}

const LONG_AGO: OffsetDateTime = datetime!(2019-01-01 0:00 UTC);
const AT_ONCE: &str = "Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint AAAA";

#[test]
fn a_roll_from_another_certificate_than_the_one_named_is_made_where_its_date_fits() {
    for (ends, rolls) in [
        (datetime!(2026-12-01 20:00 UTC), true),
        (datetime!(2026-12-01 19:59 UTC), false),
    ] {
        let mut windows = brownfield(LONG_AGO, ends);
        let code = run(&install("edge"), "Assign", &mut windows);
        assert_eq!(code, i64::from(!rolls), "{}", windows.printed);
        let call = format!("{AT_ONCE} -Roll -EffectiveDate 2026-12-01T12:00:00Z");
        assert_eq!(calls(&windows), Vec::from_iter(rolls.then_some(&call[..])));
        let (assigned, named) = ("E".repeat(40), OLD);
        let told = format!("{assigned} is assigned, not {named}");
        assert!(windows.printed.contains(&told), "{}", windows.printed);
        let cure = format!("once {assigned} has expired: Remove-CsCertificate");
        assert_eq!(windows.printed.contains(&cure), rolls);
        assert_eq!(windows.printed.contains("next: by hand"), !rolls);
    }
}

#[test]
fn a_newer_certificate_than_that_of_the_folder_is_not_rolled_back() {
    for roll in [true, false] {
        let mut folder = crate::machine::folder("edge");
        folder.entries[0].roll = folder.entries[0].roll.take().filter(|_| roll);
        let script = forecert::bundle::script::install(&folder);
        let mut windows = brownfield(datetime!(2020-01-01 0:01 UTC), LATE);
        assert_eq!(run(&script, "Assign", &mut windows), 1);
        let said = "which began later than the certificate of this folder: make the bundle anew";
        assert!(windows.printed.contains(said), "{}", windows.printed);
        assert_eq!(calls(&windows), [""; 0]);
        windows.at_once = true;
        assert_eq!(run(&script, "Assign", &mut windows), 0);
        assert_eq!(calls(&windows), [AT_ONCE]);
    }
}

#[test]
fn what_the_bundle_does_not_know_is_not_switched_at_once_unless_told_so() {
    let mut folder = crate::machine::folder("edge");
    folder.entries[0].roll = None;
    let script = forecert::bundle::script::install(&folder);
    // Halfway to eight hours before its end, and a week at most.
    for (ends, date) in [
        (datetime!(2026-11-26 08:00 UTC), "2026-11-25T23:00:00Z"),
        (datetime!(2026-12-10 06:00 UTC), "2026-12-02T22:00:00Z"),
        (END, "2026-12-02T22:00:00Z"),
    ] {
        let mut windows = brownfield(LONG_AGO, ends);
        assert_eq!(run(&script, "Assign", &mut windows), 1);
        assert_eq!(calls(&windows), [""; 0]);
        assert!(windows.printed.contains("the bundle does not know it"));
        let line = format!(
            "next: by hand, the same on every server of the pool: Set-CsCertificate -Type \
             AudioVideoAuthentication -Thumbprint {NEW} -Roll -EffectiveDate ([datetime]'{date}')\n"
        );
        assert!(windows.printed.contains(&line), "{}", windows.printed);
        windows.at_once = true;
        assert_eq!(run(&script, "Assign", &mut windows), 0);
        assert_eq!(calls(&windows), [AT_ONCE]);
        assert!(windows.printed.contains("WARNING"));
    }
}

#[test]
fn what_ends_too_soon_to_roll_from_is_followed_at_once_with_a_warning() {
    let mut folder = crate::machine::folder("edge");
    folder.entries[0].roll = None;
    let script = forecert::bundle::script::install(&folder);
    // An hour and the eight.
    let soon = NOW + time::Duration::hours(9);
    for (ends, switches) in [
        (soon, false),
        (soon - time::Duration::minutes(1), true),
        (NOW + time::Duration::minutes(1), true),
    ] {
        let mut windows = brownfield(LONG_AGO, ends);
        let code = run(&script, "Assign", &mut windows);
        assert_eq!(code, i64::from(!switches), "{}", windows.printed);
        assert_eq!(calls(&windows), Vec::from_iter(switches.then_some(AT_ONCE)));
        let warned = windows.printed.contains("too soon to roll from it");
        assert_eq!(warned, switches);
    }
}

#[test]
fn a_shared_certificate_is_assigned_at_once_with_a_warning() {
    let mut folder = crate::machine::folder("edge");
    folder.entries[0].roll = None;
    folder.entries[0].types = ["AccessEdgeExternal", "DataEdgeExternal", AV]
        .map(str::to_owned)
        .into();
    let script = forecert::bundle::script::install(&folder);
    let mut windows = brownfield(LONG_AGO, LATE);
    assert_eq!(run(&script, "Assign", &mut windows), 0);
    let call = "Set-CsCertificate -Type \
                AccessEdgeExternal,DataEdgeExternal,AudioVideoAuthentication -Thumbprint AAAA";
    assert_eq!(calls(&windows), [call]);
    assert!(windows.printed.contains("1 warning(s)"));
    assert!(windows.printed.contains("it shares its certificate"));
}

#[test]
fn the_oauth_certificate_of_a_wizard_is_not_switched_at_once_either() {
    let mut deployment = crate::samples::oauth("");
    deployment.entry.roll = None;
    let script = forecert::bundle::script::oauth(&deployment);
    let mut windows = staged(&["OAuthTokenIssuer"], LATE);
    assert_eq!(run(&script, "Assign", &mut windows), 1);
    let line = format!(
        "next: by hand: Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint \
         {NEW} -Roll -EffectiveDate ([datetime]'2026-12-02T22:00:00Z')\n"
    );
    assert!(windows.printed.contains(&line), "{}", windows.printed);
    assert_eq!(windows.deeds, ["write receipt.json"]);
}

#[test]
fn a_roll_at_the_last_safe_moment_is_made() {
    let mut windows = staged(&[AV], datetime!(2026-12-01 20:00 UTC));
    assert_eq!(
        run(&install("edge"), "Assign", &mut windows),
        0,
        "{}",
        windows.printed
    );
}

#[test]
fn where_there_is_nothing_to_roll_from_it_is_assigned_at_once() {
    let call = "Set-CsCertificate -Type AudioVideoAuthentication -Thumbprint AAAA";
    for mut windows in [
        staged(&[], LATE),
        staged(&[AV], NOW - time::Duration::hours(1)),
    ] {
        assert_eq!(
            run(&install("edge"), "Assign", &mut windows),
            0,
            "{}",
            windows.printed
        );
        assert_eq!(calls(&windows), [call]);
    }
}

#[test]
fn the_oauth_certificate_is_assigned_globally_and_replicated() {
    let mut windows = staged(&[], LATE);
    windows.behind = [
        vec!["fe02.contoso.net", "edge01.contoso.net"],
        vec!["edge01.contoso.net"],
    ]
    .into();
    assert_eq!(
        run(&oauth(), "Assign", &mut windows),
        0,
        "{}",
        windows.printed
    );
    assert_eq!(
        calls(&windows),
        [
            "Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint AAAA",
            "Invoke-CsManagementStoreReplication",
        ]
    );
    assert!(windows.printed.contains("edge01.contoso.net is behind"));
    assert!(!windows.printed.contains("fe02.contoso.net is behind"));
    windows.deeds.clear();
    assert_eq!(run(&oauth(), "Assign", &mut windows), 0);
    assert_eq!(windows.deeds, ["write receipt.json"]);
}

#[test]
fn the_oauth_certificate_rolls_a_day_before_the_old_one_ends() {
    let mut windows = staged(&["OAuthTokenIssuer"], datetime!(2026-12-02 12:00 UTC));
    windows.behind = [vec!["edge01.contoso.net"]].into();
    assert_eq!(
        run(&oauth(), "Assign", &mut windows),
        0,
        "{}",
        windows.printed
    );
    let call = "Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint AAAA -Roll \
                -EffectiveDate 2026-12-01T12:00:00Z";
    let replicate = "Invoke-CsManagementStoreReplication";
    assert_eq!(calls(&windows), [call, replicate]);
    assert!(windows.printed.contains("edge01.contoso.net is behind"));
    windows.deeds.clear();
    assert_eq!(run(&oauth(), "Rollback", &mut windows), 0);
    let back = "Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint BBBB";
    assert_eq!(calls(&windows), [back, replicate]);
    let mut windows = staged(&["OAuthTokenIssuer"], datetime!(2026-12-02 11:59 UTC));
    assert_eq!(run(&oauth(), "Assign", &mut windows), 1);
    assert_eq!(calls(&windows), [""; 0]);
}

#[test]
fn the_receipt_of_the_oauth_script_is_of_the_whole_server() {
    let mut windows = staged(&["Default"], LATE);
    assert_eq!(run(&oauth(), "Assign", &mut windows), 0);
    let receipt: serde_json::Value = serde_json::from_str(&windows.texts["receipt.json"]).unwrap();
    let expected = serde_json::json!([
        { "type": "Default", "thumbprint": OLD, "effective": null },
        { "type": "OAuthTokenIssuer", "thumbprint": NEW, "effective": null },
    ]);
    assert_eq!(receipt["assigned"], expected);
}

#[test]
fn a_receipt_has_what_the_deployment_has_before_it_is_replicated() {
    let mut windows = staged(&[], LATE);
    windows.replica = Some(vec![
        served("Default", OLD),
        served("OAuthTokenIssuer", OLD),
    ]);
    windows.assigned = vec![served("OAuthTokenIssuer", NEW)];
    assert_eq!(run(&oauth(), "Assign", &mut windows), 0);
    let receipt: serde_json::Value = serde_json::from_str(&windows.texts["receipt.json"]).unwrap();
    let expected = serde_json::json!([
        { "type": "Default", "thumbprint": OLD, "effective": null },
        { "type": "OAuthTokenIssuer", "thumbprint": OLD, "effective": null },
        { "type": "OAuthTokenIssuer", "thumbprint": NEW, "effective": null },
    ]);
    assert_eq!(receipt["assigned"], expected);
}

#[test]
fn a_global_assignment_that_cannot_be_read_is_replaced_only_when_told_so() {
    let mut windows = staged(&["OAuthTokenIssuer"], LATE);
    windows.unread = true;
    assert_eq!(run(&oauth(), "Assign", &mut windows), 1);
    let said = "look at Get-CsCertificate -Identity Global -Type OAuthTokenIssuer by hand";
    assert!(windows.printed.contains(said), "{}", windows.printed);
    assert_eq!(windows.deeds, ["write receipt.json"]);
    windows.deeds.clear();
    windows.at_once = true;
    assert_eq!(run(&oauth(), "Assign", &mut windows), 0);
    assert_eq!(
        windows.deeds,
        [
            "Set-CsCertificate -Identity Global -Type OAuthTokenIssuer -Thumbprint AAAA",
            "Invoke-CsManagementStoreReplication",
            "write receipt.json",
        ]
    );
    assert!(windows.printed.contains("nothing is kept for -Rollback"));
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
