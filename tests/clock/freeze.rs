//! Renewals in a freeze.

use forecert::cert::Validity;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::estate::{Estate, More, SECOND};

/// Its renewal is due on 2028-02-29.
const UNTIL: OffsetDateTime = datetime!(2028-03-30 0:00 UTC);

/// The renewal's day in the middle of it.
const FREEZE: &str = "freeze: [{ from: 2028-02-20, until: 2028-03-05, reason: fair }]";

/// The freeze is over.
const END: OffsetDateTime = datetime!(2028-03-06 0:00 UTC);

fn validity(not_after: OffsetDateTime) -> Validity {
    Validity {
        not_before: datetime!(2027-03-01 0:00 UTC),
        not_after,
    }
}

fn verdict(estate: &Estate, now: OffsetDateTime) -> String {
    estate.verdict(now)
}

fn frozen(issuer: &'static str, not_after: OffsetDateTime) -> Estate {
    let estate = Estate::asking(More {
        top: FREEZE,
        issuer,
        ..More::default()
    });
    estate.holding(validity(not_after))
}

#[test]
fn a_freeze_holds_a_renewal_from_its_due_moment_to_the_end_of_its_last_day() {
    let estate = frozen("", UNTIL);
    let due = datetime!(2028-02-29 0:00 UTC);
    let held = ["keep", "keep expiring frozen", "keep expiring frozen"];
    estate.around(due, verdict, held.map(str::to_owned));
    let over = ["keep expiring frozen", "renew expiring", "renew expiring"];
    estate.around(END, verdict, over.map(str::to_owned));
}

#[test]
fn a_freeze_holds_what_was_due_before_it_began() {
    let estate = frozen("", datetime!(2028-03-10 0:00 UTC));
    let begin = datetime!(2028-02-20 0:00 UTC);
    let held = [
        "renew expiring",
        "keep expiring frozen",
        "keep expiring frozen",
    ];
    estate.around(begin, verdict, held.map(str::to_owned));
}

#[test]
fn a_held_renewal_is_told_once_and_is_due_when_the_freeze_is_over() {
    let estate = frozen("", UNTIL);
    let now = datetime!(2028-03-01 0:00 UTC);
    assert_eq!(estate.findings(now), ["Remark frozen"]);
    let plan = estate.plan(now);
    let current = plan.entries[0].current.as_ref().expect("one in use");
    assert_eq!(current.renewal_due, END);
    assert!(!plan.makes());
}

#[test]
fn a_freeze_does_not_hold_what_would_end_before_it_does() {
    let now = datetime!(2028-03-01 0:00 UTC);
    let ends = |not_after| frozen("", not_after).verdict(now);
    assert_eq!(ends(END - SECOND), "renew expiring frozen_but_ending");
    assert_eq!(ends(END), "keep expiring frozen");
    assert_eq!(ends(END + SECOND), "keep expiring frozen");
}

#[test]
fn a_freeze_does_not_hold_what_its_issuer_could_not_answer_after_it() {
    let now = datetime!(2028-03-01 0:00 UTC);
    let ends = |not_after| frozen(", lead_time: 10d", not_after).verdict(now);
    let last = END + Duration::days(10);
    assert_eq!(ends(last - SECOND), "renew expiring frozen_but_ending");
    assert_eq!(ends(last), "keep expiring frozen");
    assert_eq!(ends(last + SECOND), "keep expiring frozen");
}

#[test]
fn what_is_over_is_not_held() {
    let estate = frozen("", datetime!(2028-02-25 0:00 UTC));
    let now = datetime!(2028-03-01 0:00 UTC);
    assert_eq!(estate.verdict(now), "renew expired");
}

#[test]
fn a_freeze_holds_nothing_but_renewals() {
    let estate = Estate::asking(More {
        top: FREEZE,
        ..More::default()
    });
    let now = datetime!(2028-03-01 0:00 UTC);
    assert_eq!(estate.verdict(now), "create missing");
}

#[test]
fn a_renewal_that_was_asked_for_before_a_freeze_is_still_urgent_in_it() {
    let estate = frozen("", datetime!(2028-03-10 0:00 UTC));
    estate.apply(datetime!(2028-02-19 0:00 UTC));
    let now = datetime!(2028-03-01 0:00 UTC);
    assert_eq!(estate.verdict(now), "wait awaiting_issuer expiring");
}

#[test]
fn after_apply_nothing_is_to_be_done_in_a_freeze_or_out_of_it() {
    for day in 0..60 {
        let now = datetime!(2028-02-10 0:00 UTC) + Duration::days(day);
        let estate = Estate::local(More {
            top: FREEZE,
            ..More::default()
        });
        estate.apply(datetime!(2027-03-10 0:00 UTC));
        estate.apply(now);
        assert!(!estate.plan(now).makes(), "{now}");
    }
}
