//! Closing requests and retiring versions.

use crate::estate::{Estate, ID, WAITING, a_year};

#[test]
fn what_is_withdrawn_already_is_not_withdrawn_again() {
    let estate = Estate::applied(WAITING);
    let _ = estate.run(&["withdraw", ID, "--reason", "typo"]).exits(0);
    let files = estate.deployment.files();
    let args = ["withdraw", ID, "--generation", "1", "--reason", "again"];
    let run = estate.run(&args).exits(64);
    assert!(run.stderr.contains("withdrawn already"), "{}", run.stderr);
    let run = estate.run(&["withdraw", ID, "--reason", "x"]).exits(64);
    assert!(run.stderr.contains("no open request"), "{}", run.stderr);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn what_is_unknown_is_not_withdrawn() {
    let estate = Estate::applied(WAITING);
    let files = estate.deployment.files();
    let args = [
        "withdraw",
        "sbc.contoso.net/sbc09.contoso.net/tls",
        "--reason",
        "x",
    ];
    let run = estate.run(&args).exits(64);
    assert!(run.stderr.contains("no version"), "{}", run.stderr);
    let args = ["withdraw", ID, "--generation", "7", "--reason", "x"];
    let _ = estate.run(&args).exits(64);
    let _ = estate.run(&["withdraw", "what", "--reason", "x"]).exits(64);
    let _ = estate.run(&["withdraw", ID, "--reason", "  "]).exits(64);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn of_several_open_requests_one_must_be_named() {
    let estate = Estate::applied(WAITING);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let _ = estate.apply().exits(0);
    let run = estate.run(&["withdraw", ID, "--reason", "x"]).exits(64);
    assert!(run.stderr.contains("versions 1 and 2"), "{}", run.stderr);
    let args = [
        "withdraw",
        ID,
        "--generation",
        "1",
        "--reason",
        "superseded",
    ];
    let _ = estate.run(&args).exits(0);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer");
    assert_eq!(estate.findings(), Vec::<String>::new());
}

#[test]
fn an_answer_to_a_withdrawn_request_opens_it_again() {
    let estate = Estate::applied(WAITING);
    let _ = estate.run(&["withdraw", ID, "--reason", "typo"]).exits(0);
    let answer = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn a_retired_certificate_does_not_come_back_by_adoption() {
    let source = Estate::answered(WAITING);
    let estate = Estate::new(WAITING);
    let root = source.authority.certificate.pem();
    estate.deployment.write("pki/root.pem", root);
    let certificate = source.certificate(1).pem();
    estate
        .deployment
        .write("inventory/old/sbc.pem", &certificate);
    let key = source.deployment.read(&source.key(1));
    estate.deployment.write("inventory/old/sbc.key", key);
    let _ = estate.apply().exits(0);
    let args = [
        "withdraw",
        ID,
        "--generation",
        "1",
        "--reason",
        "key stolen",
    ];
    let _ = estate.run(&args).exits(0);
    assert_eq!(estate.verdict(), "create 2 new missing");
}

#[test]
fn a_retired_version_of_somebody_no_longer_declared_is_not_adopted() {
    let estate = Estate::answered(WAITING);
    let args = [
        "withdraw",
        ID,
        "--generation",
        "1",
        "--reason",
        "key stolen",
    ];
    let _ = estate.run(&args).exits(0);
    estate.edit("usage: tls", "usage: sip-tls");
    let plan = estate.plan(&[]);
    let id = "sbc.contoso.net/sbc01.contoso.net/sip-tls";
    assert_eq!(
        crate::estate::verdict(&crate::estate::entry(&plan, id)),
        "create 1 new missing"
    );
}

#[test]
fn a_lost_key_is_answered_by_retiring_its_version() {
    let estate = Estate::answered(WAITING);
    estate.remove(&estate.key(1));
    assert_eq!(estate.verdict(), "blocked 1 none key_missing");
    let args = ["withdraw", ID, "--generation", "1", "--reason", "disk lost"];
    let _ = estate.run(&args).exits(0);
    assert_eq!(estate.verdict(), "create 2 new missing");
}
