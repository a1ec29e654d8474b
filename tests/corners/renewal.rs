//! Time: renewals, kept keys, and certificates that are issued anew.

use forecert::cert::Validity;
use time::{Duration, OffsetDateTime};

use crate::estate::{Estate, LOCAL, WAITING, a_year, now};

fn keeping() -> String {
    WAITING.replace("30d }", "30d, renewal_key: keep }")
}

/// Answered with a certificate that ends in 20 days.
fn ending(manifest: &str) -> Estate {
    let estate = Estate::applied(manifest);
    let validity = Validity {
        not_before: now() - Duration::days(300),
        not_after: now() + Duration::days(20),
    };
    let answer = estate.answer(1, validity, |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    estate
}

#[test]
fn a_renewal_is_due_at_its_second_and_not_before() {
    let estate = Estate::answered(WAITING);
    let end = estate.certificate(1).validity().not_after;
    let due = end - Duration::days(30);
    assert_eq!(estate.verdict_as_of(due - Duration::SECOND), "keep 1 none");
    assert_eq!(estate.verdict_as_of(due), "renew 2 new expiring");
    assert_eq!(estate.verdict_as_of(end), "renew 2 new expiring");
    let over = end + Duration::SECOND;
    assert_eq!(estate.verdict_as_of(over), "renew 2 new expired");
}

#[test]
fn a_short_certificate_is_due_when_a_third_of_it_is_left() {
    let estate = Estate::applied(WAITING);
    let validity = Validity {
        not_before: now() - Duration::days(1),
        not_after: now() + Duration::days(29),
    };
    let answer = estate.answer(1, validity, |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
    let due = validity.not_after - Duration::days(10);
    assert_eq!(estate.verdict_as_of(due - Duration::SECOND), "keep 1 none");
    assert_eq!(estate.verdict_as_of(due), "renew 2 new expiring");
}

#[test]
fn the_old_certificate_accepted_again_is_no_answer_to_a_renewal_with_its_key() {
    let estate = ending(&keeping());
    let old = estate.handed_in(&estate.certificate(1));
    assert_eq!(estate.verdict(), "renew 2 kept expiring");
    let _ = estate.apply().exits(0);
    assert_eq!(
        estate.request(2).public_key(),
        estate.certificate(1).public_key()
    );
    let files = estate.deployment.files();
    let run = estate.run(&["accept", &old]).exits(0);
    assert!(run.stdout.contains("already here as version 1"));
    assert_eq!(estate.deployment.files(), files);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer expiring");
    let new = estate.answer(2, a_year(), |_| {});
    let _ = estate.run(&["accept", &new]).exits(0);
    assert_eq!(estate.verdict(), "keep 2 none");
}

#[test]
fn a_certificate_older_than_the_current_one_is_no_answer_to_a_renewal_with_its_key() {
    let estate = ending(&keeping());
    let _ = estate.apply().exits(0);
    let validity = Validity {
        not_before: now() - Duration::days(400),
        not_after: now() + Duration::days(200),
    };
    let older = estate.answer(1, validity, |_| {});
    let files = estate.deployment.files();
    let run = estate.run(&["accept", &older]).exits(65);
    assert!(run.stdout.contains("older"), "{}", run.stdout);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_second_certificate_for_a_known_key_is_a_new_version_with_that_key() {
    let estate = Estate::answered(WAITING);
    let mut validity = a_year();
    validity.not_after += Duration::days(100);
    let reissue = estate.answer(1, validity, |_| {});
    let run = estate
        .run(&["accept", &reissue, "--format", "json"])
        .exits(0);
    assert_eq!(run.json()["taken"][0]["generation"], 2);
    assert_eq!(run.json()["taken"][0]["as"], "reissue");
    assert_eq!(
        estate.deployment.read(&estate.key(2)),
        estate.deployment.read(&estate.key(1))
    );
    assert_eq!(estate.verdict(), "keep 2 none");
    let _ = estate.run(&["verify"]).exits(0);
    let files = estate.deployment.files();
    let _ = estate.run(&["accept", &reissue]).exits(0);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_reissued_certificate_is_still_held_against_what_was_asked() {
    let estate = Estate::answered(WAITING);
    let reissue = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &reissue]).exits(0);
    // A name that goes out of the manifest is a new request, not a surplus of the issuer's.
    estate.edit(", sip.contoso.net]", "]");
    assert_eq!(estate.verdict(), "replace 3 new names_differ");
}

#[test]
fn two_certificates_for_one_open_request_are_its_answer_and_a_reissue() {
    let estate = Estate::applied(WAITING);
    let mut later = a_year();
    later.not_before += Duration::minutes(5);
    later.not_after += Duration::minutes(5);
    let second = estate.answer(1, later, |_| {});
    let first = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &second, &first]).exits(0);
    assert_eq!(estate.certificate(2).validity(), later);
    assert_eq!(estate.verdict(), "keep 2 none");
}

#[test]
fn a_local_authority_renews_at_once_and_the_plan_is_empty_afterwards() {
    let estate = Estate::applied(LOCAL);
    let end: OffsetDateTime = estate.certificate(1).validity().not_after;
    assert_eq!(
        estate.verdict_as_of(end - Duration::days(29)),
        "renew 2 new expiring"
    );
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_renewal_that_could_not_outlive_what_it_renews_is_not_made() {
    // The authority ends with the certificate: each renewal would end on the same day.
    let estate = Estate::applied(&LOCAL.replace(
        "authority: { key",
        "validity: 2y\n    authority: { validity: 1y, key",
    ));
    let end = estate.certificate(1).validity().not_after;
    assert_eq!(
        estate.verdict_as_of(end - Duration::days(10)),
        "blocked 1 none issuer_expiring"
    );
}

#[test]
fn of_two_renewals_with_the_same_key_the_late_one_may_be_answered_first() {
    let estate = ending(&keeping());
    let _ = estate.apply().exits(0);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let _ = estate.apply().exits(0);
    let mut later = a_year();
    later.not_before += Duration::minutes(5);
    let late = estate.answer(3, later, |_| {});
    let _ = estate.run(&["accept", &late]).exits(0);
    let early = estate.answer(2, a_year(), |_| {});
    let run = estate.run(&["accept", &early]).exits(0);
    assert!(run.stdout.contains("version 2 has its certificate"));
    assert_eq!(estate.verdict(), "keep 3 none");
}

#[test]
fn a_renewal_overtaken_by_a_reissue_is_no_longer_waited_for() {
    let estate = ending(WAITING);
    let _ = estate.apply().exits(0);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer expiring");
    let reissue = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &reissue]).exits(0);
    assert_eq!(estate.verdict(), "keep 3 none");
    assert!(estate.finding("superseded").contains("version 2 waits"));
    let late = estate.answer(2, a_year(), |_| {});
    let _ = estate.run(&["accept", &late]).exits(0);
    assert_eq!(estate.verdict(), "keep 3 none");
    assert_eq!(estate.findings(), Vec::<String>::new());
}
