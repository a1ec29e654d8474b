//! -Assign where one certificate takes over from another: A/V, and OAuth for the deployment.

use time::OffsetDateTime;
use time::macros::datetime;

use crate::assigning::{LATE, calls};
use crate::machine::{END, NEW, NOW, OLD, held, install, oauth, served, staged};
use crate::run::{Windows, run};

const AV: &str = "AudioVideoAuthentication";

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
