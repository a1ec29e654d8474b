//! Versions that are not whole: they block, and are never passed over.

use crate::estate::{Estate, ID, LOCAL, WAITING, a_year, entry, verdict};

#[test]
fn a_truncated_certificate_blocks() {
    let estate = Estate::answered(WAITING);
    let path = estate.part(1, "certificate.pem");
    let text = estate.deployment.read(&path);
    for cut in [0, 40, text.len() / 2] {
        estate.deployment.write(&path, &text[..cut]);
        assert_eq!(estate.verdict(), "blocked 1 none damaged", "{cut}");
    }
    let files = estate.deployment.files();
    let _ = estate.apply().exits(1);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_missing_order_beside_a_request_blocks() {
    let estate = Estate::applied(WAITING);
    estate.remove(&estate.part(1, "order.json"));
    assert_eq!(estate.verdict(), "blocked 1 none damaged");
}

#[test]
fn an_order_of_a_later_format_or_of_no_format_blocks() {
    let estate = Estate::applied(WAITING);
    for text in ["", "{", r#"{"format_version": "9.0"}"#, "[]"] {
        estate.deployment.write(&estate.part(1, "order.json"), text);
        assert_eq!(estate.verdict(), "blocked 1 none damaged", "{text}");
    }
}

#[test]
fn a_key_of_somebody_else_blocks() {
    let estate = Estate::answered(WAITING);
    let other = Estate::applied(WAITING);
    let key = other.deployment.read(&other.key(1));
    estate.deployment.write(&estate.key(1), key);
    assert_eq!(estate.verdict(), "blocked 1 none damaged");
}

#[test]
fn a_certificate_of_another_key_than_its_request_blocks() {
    let estate = Estate::answered(WAITING);
    let other = Estate::answered(WAITING);
    let certificate = other.certificate(1).pem();
    let path = estate.part(1, "certificate.pem");
    estate.deployment.write(&path, certificate);
    assert_eq!(estate.verdict(), "blocked 1 none damaged");
}

#[test]
fn a_damaged_highest_version_is_no_reason_to_fall_back_to_an_earlier_one() {
    let estate = Estate::answered(WAITING);
    let reissue = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &reissue]).exits(0);
    assert_eq!(estate.verdict(), "keep 2 none");
    estate
        .deployment
        .write(&estate.part(2, "certificate.pem"), "");
    // The version that is damaged is named, not the one in use: the cure retires it.
    assert_eq!(estate.verdict(), "blocked 2 none damaged");
    let run = estate.run(&["plan"]).exits(0);
    assert!(run.stdout.contains("--generation 2"), "{}", run.stdout);
}

#[test]
fn a_damaged_version_below_an_order_that_nobody_waits_for_blocks_too() {
    let estate = Estate::answered(WAITING);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let _ = estate.apply().exits(0);
    estate.edit("sips.contoso.net", "sip.contoso.net");
    assert_eq!(estate.verdict(), "keep 1 none");
    estate
        .deployment
        .write(&estate.part(1, "certificate.pem"), "");
    assert!(
        estate.verdict().starts_with("blocked"),
        "{}",
        estate.verdict()
    );
}

#[test]
fn a_damaged_version_that_blocks_nothing_is_still_spoken_of() {
    let estate = Estate::answered(WAITING);
    let reissue = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &reissue]).exits(0);
    estate
        .deployment
        .write(&estate.part(1, "certificate.pem"), "");
    assert_eq!(estate.verdict(), "keep 2 none");
    assert!(estate.finding("damaged").contains("0001/certificate.pem"));
}

#[test]
fn an_emptied_version_blocks_instead_of_failing_over_and_over() {
    let estate = Estate::applied(WAITING);
    for file in ["request.csr", "order.json"] {
        estate.remove(&estate.part(1, file));
    }
    assert_eq!(estate.verdict(), "blocked 1 none damaged");
    estate
        .deployment
        .write(&estate.part(1, "notes.txt"), "moved to the vault");
    assert_eq!(estate.verdict(), "blocked 1 none damaged");
}

#[test]
fn something_else_at_the_place_of_a_key_blocks() {
    let estate = Estate::new(WAITING);
    for (text, label) in [("not a key", "text"), ("", "nothing")] {
        estate.deployment.write(&estate.key(1), text);
        assert_eq!(estate.verdict(), "blocked 1 none key_unreadable", "{label}");
    }
}

#[test]
fn a_retired_damaged_version_is_in_nobodys_way() {
    let estate = Estate::answered(WAITING);
    estate
        .deployment
        .write(&estate.part(1, "certificate.pem"), "");
    let args = ["withdraw", ID, "--generation", "1", "--reason", "damaged"];
    let _ = estate.run(&args).exits(0);
    assert_eq!(estate.verdict(), "create 2 new missing");
}

#[test]
fn an_answer_to_a_damaged_version_is_refused_with_what_is_wrong_with_it() {
    let estate = Estate::applied(WAITING);
    let answer = estate.answer(1, a_year(), |_| {});
    estate
        .deployment
        .write(&estate.part(1, "certificate.pem"), "cut off");
    let files = estate.deployment.files();
    let run = estate.run(&["accept", &answer]).exits(65);
    assert!(run.stdout.contains("damaged"), "{}", run.stdout);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_damaged_authority_blocks_and_is_not_made_anew() {
    let estate = Estate::applied(LOCAL);
    estate.deployment.write("ca/0001/certificate.pem", "");
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let plan = estate.plan(&[]);
    assert_eq!(
        verdict(&entry(&plan, "issuer/lab")),
        "blocked 1 none damaged"
    );
    assert!(estate.verdict().starts_with("blocked"));
    let files = estate.deployment.files();
    let _ = estate.apply().exits(1);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_broken_chain_blocks() {
    let estate = Estate::answered(WAITING);
    let other = crate::estate::authority("Contoso Root");
    estate
        .deployment
        .write(&estate.part(1, "chain.pem"), other.certificate.pem());
    assert_eq!(estate.verdict(), "blocked 1 none chain_broken");
}

#[test]
fn a_damaged_version_below_an_awaited_one_is_spoken_of_and_the_answer_is_awaited() {
    let estate = Estate::answered(WAITING);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let _ = estate.apply().exits(0);
    estate
        .deployment
        .write(&estate.part(1, "certificate.pem"), "");
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer");
    assert!(estate.findings().contains(&"damaged".to_owned()));
}
