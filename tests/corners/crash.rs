//! An apply or accept that was cut off.

use crate::estate::{Estate, ID, LOCAL, WAITING, a_year, entry, verdict};

#[test]
fn a_key_without_its_generation_is_taken_up_again_and_stays_as_it_is() {
    let estate = Estate::applied(WAITING);
    estate.remove(&format!("inventory/{ID}/0001"));
    let keys = estate.keys();
    assert_eq!(
        estate.verdict(),
        "resume 1 kept missing key_without_request"
    );
    let _ = estate.apply().exits(0);
    assert_eq!(estate.keys(), keys);
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
}

#[test]
fn a_key_without_its_generation_of_another_algorithm_is_passed_by_and_stays() {
    let estate = Estate::applied(WAITING);
    estate.remove(&format!("inventory/{ID}/0001"));
    let keys = estate.keys();
    estate.edit("size: 256", "size: 384");
    assert_eq!(estate.verdict(), "create 2 new missing");
    let _ = estate.apply().exits(0);
    assert_eq!(estate.keys()[0], keys[0]);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer");
}

#[test]
fn a_request_without_its_certificate_is_answered_by_a_local_authority_with_the_same_key() {
    let estate = Estate::applied(LOCAL);
    estate.remove(&estate.part(1, "certificate.pem"));
    estate.remove(&estate.part(1, "chain.pem"));
    let keys = estate.keys();
    assert_eq!(
        estate.verdict(),
        "resume 1 kept request_without_certificate"
    );
    let _ = estate.apply().exits(0);
    assert_eq!(estate.keys(), keys);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn a_chain_without_its_certificate_is_no_answer_and_is_written_again() {
    let estate = Estate::applied(WAITING);
    let other = crate::estate::authority("Somebody");
    estate
        .deployment
        .write(&estate.part(1, "chain.pem"), other.certificate.pem());
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
    let answer = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
    assert_eq!(
        estate.deployment.read(&estate.part(1, "chain.pem")),
        estate.authority.certificate.pem()
    );
    let _ = estate.run(&["verify"]).exits(0);
}

#[test]
fn a_renewal_cut_off_after_its_key_takes_the_key_up_again() {
    let estate = Estate::answered(WAITING);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let _ = estate.apply().exits(0);
    estate.remove(&format!("inventory/{ID}/0002"));
    let keys = estate.keys();
    assert_eq!(
        estate.verdict(),
        "replace 2 kept names_differ key_without_request"
    );
    let _ = estate.apply().exits(0);
    assert_eq!(estate.keys(), keys);
}

#[test]
fn a_copied_key_left_behind_is_no_new_key_for_who_wants_one() {
    // An accept of a reissue was cut off between the copy of the key and the folder.
    let estate = Estate::answered(WAITING);
    let key = estate.deployment.read(&estate.key(1));
    estate.deployment.write(&estate.key(2), &key);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    assert_eq!(estate.verdict(), "replace 3 new names_differ");
    let _ = estate.apply().exits(0);
    assert_ne!(estate.deployment.read(&estate.key(3)), key);
    assert_eq!(estate.deployment.read(&estate.key(2)), key);
}

#[test]
fn a_kept_key_left_behind_by_a_renewal_is_taken_up_again() {
    let estate = Estate::answered(&WAITING.replace("30d }", "30d, renewal_key: keep }"));
    let key = estate.deployment.read(&estate.key(1));
    estate.deployment.write(&estate.key(2), &key);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    assert_eq!(
        estate.verdict(),
        "replace 2 kept names_differ key_without_request"
    );
    let _ = estate.apply().exits(0);
    assert_eq!(
        estate.request(2).public_key(),
        estate.request(1).public_key()
    );
}

#[test]
fn a_reissue_is_taken_in_although_a_key_was_left_behind_at_the_next_number() {
    let estate = Estate::answered(WAITING);
    let other = Estate::applied(WAITING);
    let left = other.deployment.read(&other.key(1));
    estate.deployment.write(&estate.key(2), &left);
    let answer = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "keep 3 none");
    assert_eq!(estate.deployment.read(&estate.key(2)), left);
}

#[test]
fn an_adoption_cut_off_after_its_key_is_completed_in_its_place() {
    let source = Estate::answered(WAITING);
    let estate = Estate::new(WAITING);
    let root = source.authority.certificate.pem();
    estate.deployment.write("pki/root.pem", root);
    let certificate = source.certificate(1).pem();
    let key = source.deployment.read(&source.key(1));
    estate
        .deployment
        .write("inventory/old/sbc.pem", &certificate);
    estate.deployment.write("inventory/old/sbc.key", &key);
    estate.deployment.write(&estate.key(1), &key);
    assert_eq!(estate.verdict(), "adopt 1 kept found");
    let _ = estate.apply().exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn an_authority_whose_key_was_copied_already_is_adopted_all_the_same() {
    let estate = Estate::new(LOCAL);
    let certificate = estate.authority.certificate.pem();
    let key = estate.authority.key.pem();
    estate.deployment.write("ca/contoso.pem", &certificate);
    estate.deployment.write("ca/contoso.key", &*key);
    estate.deployment.write("ca/keys/0001.pem", &*key);
    let _ = estate.apply().exits(0);
    assert_eq!(
        verdict(&entry(&estate.plan(&[]), "issuer/lab")),
        "keep 1 none"
    );
    assert_eq!(estate.verdict(), "keep 1 none");
    assert!(
        estate
            .certificate(1)
            .is_signed_by(&estate.authority.certificate)
    );
}

#[test]
fn what_was_left_half_made_is_moved_away_and_in_nobodys_way() {
    let estate = Estate::new(WAITING);
    let staging = format!("inventory/{ID}/.staging-abc/request.csr");
    estate.deployment.write(&staging, "half");
    estate
        .deployment
        .write(&format!("keys/{ID}/.staging-key"), "half");
    assert_eq!(estate.verdict(), "create 1 new missing");
    let _ = estate.apply().exits(0);
    assert!(estate.has("inventory/.forecert/abandoned/staging-abc/request.csr"));
    assert!(estate.has("keys/.abandoned/staging-key"));
    assert!(!estate.has(&staging));
}
