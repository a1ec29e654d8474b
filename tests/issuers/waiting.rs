//! Requests that an issuer has not decided: they are asked again and never handed in twice.

use crate::estate::{APPLY, Estate, POLL};
use crate::tools::tool_or_pass;

#[test]
fn a_second_apply_asks_how_it_stands_and_hands_nothing_in() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a", "b"], "");
    estate.mood("a", "pending");
    let run = estate.deployment.forecert(&APPLY).exits(0);
    assert!(
        run.stdout
            .contains("version 1 waits at enterprise (order a.contoso.net)"),
        "{}",
        run.stdout
    );
    assert_eq!(estate.order("a", 1)["handle"], "a.contoso.net");
    assert_eq!(
        estate.planned("a"),
        ("wait".into(), "awaiting_issuer".into())
    );
    let _ = estate
        .deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(3);

    for command in ["plan", "status"] {
        let said = estate.deployment.forecert(&[command]).stderr;
        assert!(said.contains("To ask issuers how it stands: "), "{said}");
    }
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    let _ = estate.deployment.forecert(&POLL).exits(0);
    assert_eq!(estate.calls(), ["poll a", "poll a", "submit a", "submit b"]);

    estate.mood("a", "issued");
    let run = estate.deployment.forecert(&POLL).exits(0);
    assert!(run.stdout.contains("version 1 issued"), "{}", run.stdout);
    assert_eq!(estate.planned("a").0, "keep");
    assert_eq!(estate.signed(), 2);
    let run = estate.deployment.forecert(&POLL).exits(0);
    assert_eq!(
        run.stdout,
        "No request is with an issuer that can be asked.\n"
    );
}

#[test]
fn only_asking_makes_nothing() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    let _ = estate.deployment.forecert(&["init"]).exits(0);
    let run = estate.deployment.forecert(&POLL).exits(0);
    assert_eq!(
        run.stdout,
        "No request is with an issuer that can be asked.\n"
    );
    assert!(run.stderr.contains("To carry it out: "), "{}", run.stderr);
    assert_eq!(estate.calls(), [""; 0]);
    assert!(
        !estate
            .deployment
            .path("keys")
            .join("sbc.contoso.net")
            .exists()
    );
}

#[test]
fn an_issuer_that_says_when_it_will_have_decided_is_waited_for() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    estate.mood("a", "soon");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), ["poll a", "poll a", "submit a"]);
    assert_eq!(estate.planned("a").0, "keep");
}

#[test]
fn an_issuer_is_not_asked_before_the_moment_it_named() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    estate.mood("a", "later");
    let run = estate.deployment.forecert(&APPLY).exits(0);
    assert!(
        run.stdout.contains("the officer is at lunch"),
        "{}",
        run.stdout
    );
    assert!(estate.order("a", 1)["poll_after"].is_string());
    let _ = estate.deployment.forecert(&POLL).exits(0);
    assert_eq!(estate.calls(), ["submit a"]);
}

#[test]
fn whoever_waits_is_told_once_it_is_decided() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    estate.mood("a", "pending");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    let waiting = estate
        .deployment
        .command(env!("CARGO_BIN_EXE_forecert"))
        .args(["apply", "--poll", "--wait", "1m"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while !estate.calls().contains(&"poll a".to_owned()) {
        std::thread::yield_now();
    }
    estate.mood("a", "issued");
    let output = waiting.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("version 1 issued"));
    assert_eq!(estate.signed(), 1);
}
