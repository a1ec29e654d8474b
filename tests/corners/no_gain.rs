//! Certificates with a key of their own that are no gain: those whose renewal is due, and
//! those that would take the place of a better one.

use forecert::cert::Validity;
use forecert::pfx::Encryption;
use time::Duration;

use crate::estate::{Estate, WAITING, now};
use crate::pfx::{Foreign, SECRET};

/// From so many days ago to so many days ahead.
fn days(ago: i64, ahead: i64) -> Validity {
    Validity {
        not_before: now() - Duration::days(ago),
        not_after: now() + Duration::days(ahead),
    }
}

/// A request that waits.
fn awaiting() -> Estate {
    let secrets = "secrets: [{ file: pfx.txt }]\nissuers:";
    let estate = Estate::applied(&WAITING.replacen("issuers:", secrets, 1));
    estate.deployment.write("pfx.txt", SECRET);
    estate
}

/// Version 1 is in use, and holds for this long.
fn answered(validity: Validity) -> Estate {
    let estate = awaiting();
    let answer = estate.answer(1, validity, |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    estate
}

/// Puts a file there with another key and its certificate, which holds for this long.
fn foreign(estate: &Estate, path: &str, validity: Validity) {
    let pfx = Foreign::valid(estate, validity).pfx(estate, Encryption::TripleDesSha1);
    estate.deployment.write(path, pfx);
}

/// Refused with these words and no offer, with consent and without it.
#[track_caller]
fn refused(estate: &Estate, words: &[&str]) {
    let before = estate.deployment.files();
    for args in [
        &["accept", "new.pfx"][..],
        &["accept", "--adopt", "new.pfx"],
    ] {
        let run = estate.run(args).exits(65);
        for word in words {
            assert!(run.stdout.contains(word), "{word}\n{}", run.stdout);
        }
        assert!(!run.stdout.contains("other_key"), "{}", run.stdout);
    }
    assert!(estate.deployment.files() == before, "something was written");
}

#[test]
fn a_pfx_that_ends_before_the_version_in_use_is_refused_until_that_is_retired() {
    let estate = answered(days(1, 700));
    foreign(&estate, "new.pfx", days(0, 365));
    refused(
        &estate,
        &["error[older_certificate]", "version 1", "withdraw"],
    );
    assert_eq!(estate.verdict(), "keep 1 none");
    let id = crate::estate::ID;
    let retire = ["withdraw", id, "--generation", "1", "--reason", "lost"];
    let _ = estate.run(&retire).exits(0);
    let _ = estate.run(&["accept", "--adopt", "new.pfx"]).exits(0);
    assert_eq!(estate.verdict(), "keep 2 none");
}

#[test]
fn a_pfx_that_begins_before_the_version_in_use_is_refused() {
    let estate = answered(days(1, 300));
    foreign(&estate, "new.pfx", days(40, 400));
    refused(&estate, &["error[older_certificate]"]);
}

#[test]
fn a_pfx_that_is_newer_than_the_version_in_use_and_outlives_it_is_adopted() {
    let estate = answered(days(1, 300));
    foreign(&estate, "new.pfx", days(0, 365));
    let run = estate.run(&["accept", "new.pfx"]).exits(65);
    assert!(run.stdout.contains("--adopt 'new.pfx'"), "{}", run.stdout);
    let _ = estate.run(&["accept", "--adopt", "new.pfx"]).exits(0);
    assert_eq!(estate.verdict(), "keep 2 none");
}

#[test]
fn a_pfx_takes_the_place_of_a_version_that_is_not_what_is_declared_or_has_lost_its_key() {
    for lost in [true, false] {
        let estate = answered(days(1, 700));
        foreign(&estate, "new.pfx", days(40, 365));
        if lost {
            estate.remove(&estate.key(1));
        } else {
            estate.edit(", sip.contoso.net]", "]");
        }
        let _ = estate.run(&["accept", "--adopt", "new.pfx"]).exits(0);
        assert_eq!(estate.verdict(), "keep 2 none");
    }
}

#[test]
fn a_pfx_whose_renewal_is_due_is_not_offered_and_closes_no_request() {
    let estate = awaiting();
    foreign(&estate, "new.pfx", days(300, 20));
    refused(
        &estate,
        &["error[expiring]", "its renewal is due since", "help: "],
    );
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
}

#[test]
fn a_pfx_in_the_inventory_is_not_offered_where_the_version_in_use_outlives_it() {
    let estate = answered(days(300, 20));
    let _ = estate.apply().exits(0);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer expiring");
    // A short one is due when a third of it is left.
    foreign(&estate, "inventory/short.pfx", days(1, 15));
    assert_eq!(estate.finding("other_key"), "");
    foreign(&estate, "inventory/long.pfx", days(1, 60));
    let offer = estate.finding("other_key");
    assert!(offer.contains("'inventory/long.pfx'"), "{offer}");
}
