//! What an authority may change, and what it may not: proof, remarks, refusals.

use forecert::cert::{Contents, Curve, ExtendedKeyUsage, KeySpec, KeyUsage, Subject};
use forecert::mint;
use forecert::secret::PrivateKey;
use forecert::x509::{Certificate, Request};
use time::Duration;

use crate::estate::{Estate, ID, WAITING, a_year, authority, signed};

/// Takes the answer in and keeps it; the remarks speak of what is different.
#[track_caller]
fn kept(edit: impl FnOnce(&mut Contents), remarks: &[&str]) {
    let estate = Estate::applied(WAITING);
    let answer = estate.answer(1, a_year(), edit);
    let run = estate.run(&["accept", &answer]).exits(0);
    for remark in remarks {
        assert!(run.stdout.contains(remark), "{}", run.stdout);
    }
    assert_eq!(estate.verdict(), "keep 1 none");
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
    let _ = estate.run(&["verify"]).exits(0);
}

/// Refuses a certificate for this reason, with a cure, and writes nothing.
#[track_caller]
fn refused(estate: &Estate, certificate: &Certificate, codes: &[&str]) {
    let answer = estate.handed_in(certificate);
    let files = estate.deployment.files();
    let run = estate
        .run(&["accept", &answer, "--format", "json"])
        .exits(65);
    let json = run.json();
    let reasons = json["refused"][0]["reasons"].as_array().expect("reasons");
    let found: Vec<&str> = reasons
        .iter()
        .map(|reason| reason["code"].as_str().expect("a code"))
        .collect();
    assert_eq!(found, codes);
    assert!(reasons.iter().all(|reason| reason["help"].is_string()));
    let run = estate.run(&["accept", &answer]).exits(65);
    assert!(run.stdout.contains("refused"), "{}", run.stdout);
    assert_eq!(estate.deployment.files(), files);
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
}

#[track_caller]
fn refused_when(edit: impl FnOnce(&mut Contents), codes: &[&str]) {
    let estate = Estate::applied(WAITING);
    let certificate = signed(&estate.authority, &estate.request(1), a_year(), edit);
    refused(&estate, &certificate, codes);
}

#[test]
fn an_authority_may_drop_the_organizational_unit() {
    let drop = |contents: &mut Contents| contents.subject.0.retain(|(name, _)| name != "OU");
    kept(drop, &["the issuer did it differently: subject"]);
}

#[test]
fn an_authority_may_turn_the_subject_around() {
    kept(|contents| contents.subject.0.reverse(), &["subject"]);
}

#[test]
fn an_authority_may_add_names_and_usages() {
    kept(
        |contents| {
            contents.names.insert("www.contoso.net".into());
            contents
                .extended_key_usage
                .insert(ExtendedKeyUsage::ClientAuth);
        },
        &["not wanted www.contoso.net", "not wanted clientAuth"],
    );
}

#[test]
fn an_authority_may_shorten_the_validity() {
    let estate = Estate::applied(WAITING);
    let mut validity = a_year();
    validity.not_after -= Duration::days(275);
    let answer = estate.answer(1, validity, |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn an_authority_may_not_leave_out_a_name() {
    let drop = |contents: &mut Contents| {
        contents.names.remove("sip.contoso.net");
    };
    refused_when(drop, &["names_differ"]);
}

#[test]
fn an_authority_may_not_change_the_key_usage() {
    refused_when(
        |contents| contents.key_usage = Some([KeyUsage::KeyAgreement].into()),
        &["key_usage_differs"],
    );
}

#[test]
fn an_authority_may_not_drop_the_common_name() {
    let drop = |contents: &mut Contents| contents.subject.0.retain(|(name, _)| name != "CN");
    refused_when(drop, &["common_name_differs"]);
}

#[test]
fn an_authority_may_not_drop_server_authentication() {
    refused_when(
        |contents| contents.extended_key_usage = [ExtendedKeyUsage::ClientAuth].into(),
        &["usages_differ"],
    );
}

#[test]
fn every_reason_against_a_certificate_is_told_at_once() {
    refused_when(
        |contents| {
            contents.names.remove("sip.contoso.net");
            contents.extended_key_usage = [ExtendedKeyUsage::ClientAuth].into();
            contents.key_usage = Some([KeyUsage::KeyAgreement].into());
        },
        &["names_differ", "key_usage_differs", "usages_differ"],
    );
}

#[test]
fn a_certificate_for_another_key_is_refused_and_says_what_it_looks_like() {
    let estate = Estate::applied(WAITING);
    let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256)).unwrap();
    let request: Request = mint::request(estate.request(1).contents(), &key).unwrap();
    let certificate = signed(&estate.authority, &request, a_year(), |_| {});
    refused(&estate, &certificate, &["other_key"]);
    let answer = estate.handed_in(&certificate);
    let run = estate.run(&["accept", &answer]).exits(65);
    assert!(run.stdout.contains(ID), "{}", run.stdout);
}

#[test]
fn a_certificate_that_nobody_asked_for_is_refused() {
    let estate = Estate::applied(WAITING);
    let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256)).unwrap();
    let mut contents = estate.request(1).contents().clone();
    contents.subject = Subject::default().with("CN", Some("www.fabrikam.com"));
    contents.names = ["www.fabrikam.com".to_owned()].into();
    let request = mint::request(&contents, &key).unwrap();
    let certificate = signed(&estate.authority, &request, a_year(), |_| {});
    refused(&estate, &certificate, &["not_asked_here"]);
}

#[test]
fn a_certificate_of_an_authority_that_is_not_trusted_is_refused_unless_waived() {
    let estate = Estate::applied(WAITING);
    let other = authority("Contoso Root");
    let certificate = signed(&other, &estate.request(1), a_year(), |_| {});
    refused(&estate, &certificate, &["chain_unproved"]);
    let allow = "sip.contoso.net], allow: [{ code: chain_unproved, reason: ticket }] }";
    estate.edit("sip.contoso.net] }", allow);
    let answer = estate.handed_in(&certificate);
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn a_certificate_that_is_over_is_refused() {
    let estate = Estate::applied(WAITING);
    let mut validity = a_year();
    validity.not_before -= Duration::days(800);
    validity.not_after -= Duration::days(400);
    let certificate = signed(&estate.authority, &estate.request(1), validity, |_| {});
    refused(&estate, &certificate, &["expired"]);
}

#[test]
fn an_authority_certificate_for_a_requests_key_is_no_answer() {
    let estate = Estate::applied(WAITING);
    let key = estate.deployment.read(&estate.key(1));
    let key = PrivateKey::from_pem(key.as_bytes()).unwrap();
    let contents = estate.request(1).contents().clone();
    let root = mint::root(&contents, &key, a_year()).unwrap();
    refused(&estate, &root, &["is_authority"]);
}

#[test]
fn of_two_certificates_the_right_one_is_taken_in_and_the_wrong_one_refused() {
    let estate = Estate::applied(WAITING);
    let right = estate.answer(1, a_year(), |_| {});
    let wrong = estate.answer(1, a_year(), |contents| {
        contents.names.remove("sip.contoso.net");
    });
    let _ = estate.run(&["accept", &wrong, &right]).exits(6);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn an_answer_that_fits_two_open_requests_alike_is_refused_with_the_candidates() {
    let estate = Estate::applied(WAITING);
    // Somebody copied a version with its key: two open requests of one key.
    for file in ["request.csr", "order.json"] {
        let text = estate.deployment.read(&estate.part(1, file));
        estate.deployment.write(&estate.part(2, file), text);
    }
    let key = estate.deployment.read(&estate.key(1));
    estate.deployment.write(&estate.key(2), key);
    let certificate = signed(&estate.authority, &estate.request(1), a_year(), |_| {});
    let answer = estate.handed_in(&certificate);
    let files = estate.deployment.files();
    let run = estate
        .run(&["accept", &answer, "--format", "json"])
        .exits(65);
    let reason = &run.json()["refused"][0]["reasons"][0];
    assert_eq!(reason["code"], "ambiguous");
    let message = reason["message"].as_str().unwrap();
    assert!(message.contains("version 1 of") && message.contains("version 2 of"));
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_chain_alone_completes_a_chain_and_comes_back_as_nothing_new() {
    let manifest = WAITING.replace("    trust: [pki/root.pem]\n", "");
    let estate = Estate::applied(&manifest);
    let answer = estate.answer(1, a_year(), |_| {});
    let run = estate.run(&["accept", &answer]).exits(0);
    let words: Vec<&str> = run.stdout.split_whitespace().collect();
    let told = "has no `trust`: whoever signed this was taken at its word";
    assert!(words.join(" ").contains(told), "{}", run.stdout);
    assert_eq!(estate.findings(), ["chain_incomplete"]);
    let run = estate.run(&["accept", "pki/root.pem"]).exits(0);
    assert!(run.stdout.contains("has its chain"), "{}", run.stdout);
    assert_eq!(estate.findings(), Vec::<String>::new());
    let files = estate.deployment.files();
    let _ = estate.run(&["accept", "pki/root.pem"]).exits(0);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn an_answer_from_the_wrong_authority_lying_in_the_tree_is_not_adopted() {
    let estate = Estate::applied(WAITING);
    let answer = estate.answer(1, a_year(), |_| {});
    let text = estate.deployment.read(&answer);
    estate.deployment.write("inventory/mail/answer.cer", text);
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
    assert_eq!(estate.findings(), ["answer_found"]);
}

#[test]
fn an_answer_for_what_is_no_longer_declared_is_taken_in_with_a_warning() {
    let estate = Estate::applied(WAITING);
    estate.edit("usage: tls", "usage: sip-tls");
    let answer = estate.answer(1, a_year(), |_| {});
    let run = estate.run(&["accept", &answer]).exits(0);
    assert!(run.stdout.contains("no longer in the manifest"));
    assert!(estate.has(&estate.part(1, "certificate.pem")));
}

#[test]
fn where_the_trusted_certificate_is_missing_nothing_passes_as_proved() {
    let estate = Estate::applied(WAITING);
    let right = signed(&estate.authority, &estate.request(1), a_year(), |_| {});
    let wrong = signed(&authority("Evil"), &estate.request(1), a_year(), |_| {});
    for broken in [true, false] {
        match broken {
            true => estate.deployment.write("pki/root.pem", "cut off"),
            false => estate.remove("pki/root.pem"),
        }
        refused(&estate, &wrong, &["trust_missing"]);
        refused(&estate, &right, &["trust_missing"]);
    }
}

#[test]
fn a_kept_certificate_stays_where_the_trusted_certificate_is_missing() {
    let estate = Estate::answered(WAITING);
    estate.remove("pki/root.pem");
    assert_eq!(estate.verdict(), "keep 1 none");
    assert_eq!(estate.findings(), ["unreadable_file"]);
}
