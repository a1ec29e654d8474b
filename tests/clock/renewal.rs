//! When a renewal is due, and when a certificate is over.

use forecert::cert::Validity;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::estate::{Estate, More};

/// From the leap day of one year to a day of the next.
const LEAP: Validity = Validity {
    not_before: datetime!(2028-02-29 0:00 UTC),
    not_after: datetime!(2029-02-28 0:00 UTC),
};

/// 400 days, and the 30th last of them is a leap day.
const BEFORE_LEAP: Validity = Validity {
    not_before: datetime!(2027-02-24 12:00 UTC),
    not_after: datetime!(2028-03-30 12:00 UTC),
};

fn verdict(estate: &Estate, now: OffsetDateTime) -> String {
    estate.verdict(now)
}

#[test]
fn a_renewal_is_due_so_many_days_before_the_end() {
    for validity in [LEAP, BEFORE_LEAP] {
        let estate = Estate::asking(More {
            defaults: ", renew_before: 30d",
            ..More::default()
        });
        let estate = estate.holding(validity);
        let due = validity.not_after - Duration::days(30);
        let expected = ["keep", "renew expiring", "renew expiring"];
        estate.around(due, verdict, expected.map(str::to_owned));
    }
}

#[test]
fn a_renewal_is_due_when_a_third_is_left_at_the_latest() {
    let estate = Estate::asking(More {
        defaults: ", renew_before: 300d",
        ..More::default()
    });
    let estate = estate.holding(LEAP);
    let due = LEAP.not_after - Duration::days(365) / 3;
    let expected = ["keep", "renew expiring", "renew expiring"];
    estate.around(due, verdict, expected.map(str::to_owned));
}

#[test]
fn a_renewal_is_due_at_its_share_of_the_lifetime() {
    let estate = Estate::asking(More {
        terms: ", renew_before: 50%",
        ..More::default()
    });
    let estate = estate.holding(BEFORE_LEAP);
    let due = BEFORE_LEAP.not_after - Duration::days(200);
    let expected = ["keep", "renew expiring", "renew expiring"];
    estate.around(due, verdict, expected.map(str::to_owned));
}

#[test]
fn a_certificate_is_over_after_its_last_second() {
    for validity in [LEAP, BEFORE_LEAP] {
        let estate = Estate::asking(More::default()).holding(validity);
        let expected = ["renew expiring", "renew expiring", "renew expired"];
        estate.around(validity.not_after, verdict, expected.map(str::to_owned));
    }
}

#[test]
fn the_old_certificate_stays_in_use_until_the_new_one_is_here() {
    let estate = Estate::asking(More::default()).holding(LEAP);
    let due = LEAP.not_after - Duration::days(30);
    estate.apply(due);
    assert_eq!(estate.verdict(due), "wait awaiting_issuer expiring");
    let in_use = |now| {
        let plan = estate.plan(now);
        plan.entries[0]
            .current
            .as_ref()
            .map(|current| current.generation)
    };
    assert_eq!(in_use(due), Some(1));
    assert!(estate.plan(due).entries[0].is_urgent());
    let new = Validity {
        not_before: due,
        not_after: due + Duration::days(365),
    };
    estate.answer(new);
    assert_eq!(in_use(due), Some(2));
    assert_eq!(estate.verdict(due), "keep");
}

#[test]
fn a_key_that_is_kept_is_the_old_one() {
    let estate = Estate::asking(More {
        terms: ", renewal_key: keep",
        ..More::default()
    });
    let estate = estate.holding(LEAP);
    let due = LEAP.not_after - Duration::days(30);
    estate.apply(due);
    let inventory = estate.inventory();
    let generations = inventory.generations.values().flat_map(|all| all.values());
    let keys: Vec<_> = generations
        .map(|found| found.request.as_ref().expect("a request").public_key().id)
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
}

#[test]
fn a_revocation_list_ages() {
    let begin = datetime!(2028-01-30 0:00 UTC);
    let estate = Estate::local(More::default());
    estate.apply(begin);
    let inventory = estate.inventory();
    let end = inventory
        .revocations
        .iter()
        .find_map(|list| list.next_update());
    let end = end.expect("a revocation list with an end");
    let list = |estate: &Estate, now| {
        let findings = estate.findings(now).into_iter();
        let lists = findings.filter(|told| told.contains("crl_"));
        lists.collect::<Vec<String>>().join(" ")
    };
    let expiring = "Warning crl_expiring".to_owned();
    let due = end - Duration::days(30);
    estate.around(
        due,
        list,
        [String::new(), expiring.clone(), expiring.clone()],
    );
    let over = "Warning crl_expired".to_owned();
    estate.around(end, list, [expiring.clone(), expiring, over]);
}

#[test]
fn an_authority_nears_its_end_and_is_over() {
    let begin = datetime!(2018-03-02 0:00 UTC);
    let estate = Estate::local(More::default());
    estate.apply(begin);
    let plan = estate.plan(begin);
    let authority = |plan: &forecert::plan::Plan| {
        let mut entries = plan.entries.iter();
        let found = entries.find(|entry| entry.id.issuer().is_some());
        found.expect("an authority").clone()
    };
    let current = authority(&plan).current.expect("one in use");
    // A leap day lies between this and the end.
    assert_eq!(current.not_after, datetime!(2028-02-28 0:00 UTC));
    let told = |estate: &Estate, now| {
        let plan = estate.plan(now);
        let nears = plan
            .findings
            .iter()
            .any(|one| one.code == "issuer_expiring");
        let reasons = authority(&plan).reasons;
        let over = reasons.iter().any(|one| one.code == "issuer_expired");
        (nears, over)
    };
    let due = current.not_after - Duration::days(30);
    estate.around(due, told, [(false, false), (true, false), (true, false)]);
    let end = current.not_after;
    estate.around(end, told, [(true, false), (true, false), (false, true)]);
}

#[test]
fn what_an_authoritys_end_cut_short_is_whole_again_once_the_authority_is_renewed() {
    let estate = Estate::local(More::default());
    estate.apply(datetime!(2018-03-02 0:00 UTC));
    // Nothing the authority signs outlives it: not after 2028-02-28.
    let late = datetime!(2027-12-01 0:00 UTC);
    estate.apply(late);
    let end = |now| {
        let plan = estate.plan(now);
        let leaf = plan
            .entries
            .iter()
            .find(|entry| entry.id.issuer().is_none());
        let current = leaf.and_then(|leaf| leaf.current.clone());
        current.expect("one in use").not_after
    };
    assert_eq!(end(late), datetime!(2028-02-28 0:00 UTC));
    assert!(!estate.plan(late).makes());
    // A renewal would gain nothing, and is not tried again and again.
    let due = datetime!(2028-02-10 0:00 UTC);
    assert_eq!(estate.verdict(due), "blocked issuer_expiring");
    estate.renew_authority(due);
    assert_eq!(estate.verdict(due), "renew expiring");
    estate.apply(due);
    assert_eq!(estate.verdict(due), "keep");
    assert_eq!(end(due), due + Duration::days(365));
    assert!(!estate.plan(due).makes());
}
