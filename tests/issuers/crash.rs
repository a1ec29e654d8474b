//! A run that dies at any step of an order is taken up by the next one, and nothing is
//! ordered twice.

use crate::estate::{APPLY, Estate, POLL};
use crate::tools::tool_or_pass;

/// Runs `apply`, which is killed from outside.
fn dies(estate: &Estate, args: &[&str]) {
    let _ = estate.deployment.forecert(args).exits(-1);
}

#[test]
fn a_run_that_dies_before_the_request_arrives_hands_it_in_later() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "    lookup: true\n");
    estate.mood("a", "dies-before");
    dies(&estate, &APPLY);
    assert_eq!(estate.order("a", 1)["state"], "submitting");
    estate.mood("a", "issued");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), ["lookup a", "submit a", "submit a"]);
    assert_eq!((estate.signed(), estate.planned("a").0), (1, "keep".into()));
}

#[test]
fn a_run_that_dies_after_the_request_was_signed_finds_the_certificate() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "    lookup: true\n");
    estate.mood("a", "dies-after");
    dies(&estate, &APPLY);
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), ["lookup a", "submit a"]);
    assert_eq!((estate.signed(), estate.planned("a").0), (1, "keep".into()));
}

#[test]
fn a_run_that_dies_while_it_asks_how_it_stands_asks_again() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    estate.mood("a", "pending");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    estate.mood("a", "dies-after");
    dies(&estate, &POLL);
    assert_eq!(estate.order("a", 1)["handle"], "a.contoso.net");
    estate.mood("a", "issued");
    let _ = estate.deployment.forecert(&POLL).exits(0);
    assert_eq!(estate.calls(), ["poll a", "poll a", "submit a"]);
    assert_eq!(estate.planned("a").0, "keep");
}

#[test]
fn an_issuer_that_cannot_look_up_is_asked_again_only_by_a_person() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    estate.mood("a", "dies-after");
    dies(&estate, &APPLY);
    let _ = estate.deployment.forecert(&APPLY).exits(1);
    assert_eq!(estate.calls(), ["submit a"]);
    assert_eq!(
        estate.planned("a"),
        ("blocked".into(), "submission_unknown".into())
    );
    // Whoever keeps the issuer hands over what it signed.
    let _ = estate
        .deployment
        .forecert(&["accept", "ca/done/a.contoso.net.pem"])
        .exits(0);
    assert_eq!(estate.planned("a").0, "keep");
}

#[test]
fn a_run_that_dies_behind_the_certificate_has_lost_nothing() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    // As it stands when the certificate is written and the order is not.
    let path = "inventory/sbc.contoso.net/a.contoso.net/tls/0001/order.json";
    let order = estate.deployment.read(path);
    estate
        .deployment
        .write(path, order.replace("pending", "submitting"));
    assert_eq!(estate.planned("a").0, "keep");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), ["submit a"]);
}
