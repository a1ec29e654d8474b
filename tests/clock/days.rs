//! Days that people plan by.

use forecert::cert::Validity;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::estate::{Estate, More};

const NEEDED: &str = "needed_by: 2028-03-14";

/// The last moment for what takes two weeks: a leap day.
const SEND_BY: OffsetDateTime = datetime!(2028-02-29 0:00 UTC);

fn needed(issuer: &'static str) -> Estate {
    Estate::asking(More {
        top: NEEDED,
        issuer,
        ..More::default()
    })
}

fn late(estate: &Estate, now: OffsetDateTime) -> bool {
    let findings = estate.findings(now);
    findings.iter().any(|told| told == "Warning late")
}

fn verdict(estate: &Estate, now: OffsetDateTime) -> String {
    estate.verdict(now)
}

#[test]
fn what_is_not_asked_for_is_late_after_the_last_moment_to_ask() {
    let estate = needed(", lead_time: 14d");
    estate.around(SEND_BY, late, [false, false, true]);
    assert_eq!(estate.verdict(SEND_BY), "create missing needed_by");
    let plan = estate.plan(SEND_BY);
    let entry = &plan.entries[0];
    assert_eq!(entry.needed_by, Some(datetime!(2028-03-14 0:00 UTC)));
    assert_eq!(entry.send_by, Some(SEND_BY));
}

#[test]
fn what_was_asked_for_is_late_after_the_day_itself() {
    let estate = needed(", lead_time: 14d");
    estate.apply(datetime!(2028-01-01 0:00 UTC));
    estate.around(SEND_BY, late, [false; 3]);
    estate.around(datetime!(2028-03-14 0:00 UTC), late, [false, false, true]);
}

#[test]
fn what_is_there_is_not_late() {
    let estate = needed(", lead_time: 14d").holding(Validity {
        not_before: datetime!(2028-01-01 0:00 UTC),
        not_after: datetime!(2029-01-01 0:00 UTC),
    });
    for now in [SEND_BY, datetime!(2028-04-01 0:00 UTC)] {
        assert_eq!(estate.findings(now), [""; 0]);
        assert_eq!(estate.verdict(now), "keep");
        assert_eq!(estate.plan(now).entries[0].send_by, None);
    }
}

#[test]
fn a_renewal_that_is_not_here_is_an_error_inside_the_lead_time() {
    let not_after = datetime!(2028-03-14 0:00 UTC);
    let estate = Estate::asking(More {
        issuer: ", lead_time: 14d",
        ..More::default()
    });
    let estate = estate.holding(Validity {
        not_before: datetime!(2027-03-01 0:00 UTC),
        not_after,
    });
    let told = |estate: &Estate, now| estate.findings(now).join(" ");
    let error = || "Error renewal_late".to_owned();
    // Whether it is asked for or not.
    estate.around(SEND_BY, told, [String::new(), String::new(), error()]);
    estate.apply(datetime!(2028-02-20 0:00 UTC));
    estate.around(SEND_BY, told, [String::new(), String::new(), error()]);
    estate.around(not_after, told, [error(), error(), String::new()]);
    assert!(estate.plan(SEND_BY).entries[0].is_urgent());
}

#[test]
fn a_request_that_is_held_back_leaves_at_its_moment() {
    let estate = Estate::asking(More {
        issuer: ", submit_after: 2028-02-29",
        ..More::default()
    });
    estate.apply(datetime!(2028-01-01 0:00 UTC));
    let expected = [
        "wait held_until",
        "wait awaiting_issuer",
        "wait awaiting_issuer",
    ];
    estate.around(SEND_BY, verdict, expected.map(str::to_owned));
    assert!(!estate.plan(SEND_BY - Duration::DAY).makes());
}

#[test]
fn what_would_have_too_little_left_on_the_day_is_told() {
    let estate = Estate::public(More {
        top: "needed_by: 2027-03-01",
        defaults: ", min_remaining: 100d",
        ..More::default()
    });
    let short = |estate: &Estate, now| {
        let findings = estate.findings(now);
        findings
            .iter()
            .any(|told| told == "Warning remaining_too_little")
    };
    // 199 days from then on, 100 of them are left on the first of March.
    let enough = datetime!(2026-11-22 0:00 UTC);
    estate.around(enough, short, [true, false, false]);
}

#[test]
fn what_public_authorities_may_issue_on_the_day_of_asking_counts() {
    let estate = Estate::public(More {
        top: "needed_by: 2027-04-01",
        defaults: ", min_remaining: 90d",
        ..More::default()
    });
    let short = |estate: &Estate, now| {
        let findings = estate.findings(now);
        findings
            .iter()
            .any(|told| told == "Warning remaining_too_little")
    };
    // From the 15th of March 2027 on 100 days are the most: 83 would be left.
    estate.around(datetime!(2027-03-15 0:00 UTC), short, [false, true, true]);
    // 90 of 100 days are left again from here on.
    estate.around(datetime!(2027-03-22 0:00 UTC), short, [true, false, false]);
}

#[test]
fn what_a_held_request_will_have_left_counts_from_the_day_it_leaves() {
    let estate = Estate::public(More {
        top: "needed_by: 2027-03-01",
        defaults: ", min_remaining: 100d",
        issuer: ", submit_after: 2026-11-22",
        ..More::default()
    });
    assert_eq!(estate.findings(datetime!(2026-10-01 0:00 UTC)), [""; 0]);
}
