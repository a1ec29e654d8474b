//! What changes no action and must be said all the same.

use forecert::cert::Validity;
use forecert::mint;
use time::Duration;

use crate::estate::{Estate, ID, WAITING, a_year, authority, now};

/// Answered, and the same request answered once more as version 2.
fn reissued() -> Estate {
    let estate = Estate::answered(WAITING);
    let again = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &again]).exits(0);
    estate
}

#[test]
fn one_certificate_is_not_counted_as_several() {
    let run = Estate::new(WAITING).run(&["validate"]).exits(0);
    let counted = "forecert.yaml is valid: it declares 1 certificate.\n";
    assert!(run.stdout.starts_with(counted), "{}", run.stdout);
}

#[test]
fn a_version_with_the_key_of_a_withdrawn_one_is_named() {
    let estate = reissued();
    assert!(!estate.findings().contains(&"withdrawn_key".to_owned()));
    let withdraw = [
        "withdraw",
        ID,
        "--generation",
        "2",
        "--reason",
        "key compromised",
    ];
    let _ = estate.run(&withdraw).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
    let told = estate.finding("withdrawn_key");
    assert!(
        told.contains("version 1 has the key of version 2"),
        "{told}"
    );
    assert!(told.contains("key compromised"), "{told}");
    let second = estate.handed_in(&estate.certificate(2));
    let again = estate.run(&["accept", &second]).exits(0);
    assert!(
        again.stdout.contains("this version was withdrawn"),
        "{}",
        again.stdout
    );
}

#[test]
fn a_second_certificate_for_a_key_that_is_not_here_is_refused_with_the_place_to_take_it() {
    let estate = Estate::answered(WAITING);
    let again = estate.answer(1, a_year(), |_| {});
    std::fs::rename(
        estate.deployment.path("keys"),
        estate.deployment.path("away"),
    )
    .unwrap();
    let before = estate.deployment.files();
    let refused = estate.run(&["accept", &again]).exits(65);
    assert!(
        refused.stdout.contains("keys_not_here"),
        "{}",
        refused.stdout
    );
    assert!(
        refused.stdout.contains("where the private keys are"),
        "{}",
        refused.stdout
    );
    let kept = |path: &str| !path.ends_with("holder.json");
    let after = estate.deployment.files();
    let count = |files: &[(String, Vec<u8>)]| files.iter().filter(|(p, _)| kept(p)).count();
    assert_eq!(count(&after), count(&before));
}

#[test]
fn of_two_answers_from_one_moment_the_longer_one_is_in_use() {
    // Often enough that an order by chance would be seen.
    for round in 0..8 {
        let short_first = round % 2 == 0;
        let estate = Estate::applied(WAITING);
        let long = a_year();
        let short = Validity {
            not_after: now() + Duration::days(200),
            ..long
        };
        let order = if short_first {
            [short, long]
        } else {
            [long, short]
        };
        let answers = order.map(|validity| estate.answer(1, validity, |_| {}));
        let _ = estate.run(&["accept", &answers[0], &answers[1]]).exits(0);
        let end = estate.planned(&[])["not_after"].clone();
        let longest = estate.certificate(2).validity().not_after;
        assert!(longest > estate.certificate(1).validity().not_after);
        let format = time::format_description::well_known::Rfc3339;
        assert_eq!(end, longest.format(&format).unwrap());
    }
}

#[test]
fn another_validity_is_told_when_it_is_taken_in_and_afterwards() {
    let estate = Estate::applied(WAITING);
    let short = Validity {
        not_after: now() + Duration::days(100),
        ..a_year()
    };
    let answer = estate.answer(1, short, |_| {});
    let taken = estate.run(&["accept", &answer]).exits(0);
    let told = "validity: 100 days instead of 365";
    assert!(taken.stdout.contains(told), "{}", taken.stdout);
    assert!(estate.finding("issued_differently").contains(told));
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn a_version_without_its_order_record_is_told_and_kept() {
    let estate = Estate::answered(WAITING);
    estate.remove(&estate.part(1, "order.json"));
    assert_eq!(estate.findings(), ["order_missing"]);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn verify_holds_while_a_renewal_is_awaited_and_the_old_one_serves() {
    let estate = Estate::applied(WAITING);
    let ending = Validity {
        not_before: now() - Duration::days(340),
        not_after: now() + Duration::days(20),
    };
    let answer = estate.answer(1, ending, |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    let due = estate.run(&["verify"]).exits(0);
    assert!(due.stdout.contains("is to be renewed"), "{}", due.stdout);
    let _ = estate.apply().exits(0);
    let awaited = estate.run(&["verify"]).exits(0);
    assert!(awaited.stdout.contains("is awaited"), "{}", awaited.stdout);
    let over = (now() + Duration::days(22)).date().to_string();
    let _ = estate.run(&["verify", "--as-of", &over]).exits(4);
}

#[test]
fn a_revocation_list_that_its_issuer_did_not_sign_is_not_believed() {
    let estate = Estate::answered(WAITING);
    let list =
        |authority| mint::revocation_list(authority, now(), now() + Duration::days(30), 1).unwrap();
    let folder = "inventory/lists/root.crl";
    estate.deployment.write(folder, list(&estate.authority));
    assert_eq!(estate.findings(), [""; 0]);
    estate
        .deployment
        .write(folder, list(&authority("Contoso Root")));
    assert_eq!(estate.findings(), ["revocation_list_unproved"]);
}
