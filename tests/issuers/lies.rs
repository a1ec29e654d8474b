//! Issuers that lie, hang or flood: a clear failure for that certificate, the rest goes on,
//! nothing is lost.

use crate::estate::{APPLY, Estate};
use crate::tools::tool_or_pass;

/// The first of two servers is answered so; what is said of it, and how its order stands.
fn answered_with(mood: &str, more: &str) -> (Estate, String, String) {
    let estate = Estate::new(&["a", "b"], more);
    estate.mood("a", mood);
    let run = estate.deployment.forecert(&APPLY).exits(6);
    assert!(
        run.stdout.contains("Apply: 1 done, 1 failed"),
        "{mood}: {}",
        run.stdout
    );
    assert_eq!(estate.planned("b").0, "keep", "{mood}");
    let order = estate.order("a", 1)["state"].as_str().unwrap().to_owned();
    (estate, run.stdout, order)
}

#[test]
fn a_certificate_that_was_not_asked_for_is_refused_and_kept() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    for (mood, why) in [
        ("other-key", "it has another key than the request"),
        (
            "other-names",
            "it is not what was asked for: names: missing a.contoso.net",
        ),
        ("expired", "it ended on "),
        (
            "other-chain",
            "it was issued by `CN=stranger`, which does not chain to the `trust` of `enterprise`",
        ),
    ] {
        let (estate, said, order) = answered_with(mood, "");
        let expected = format!("answered with a certificate that is refused: {why}");
        assert!(said.contains(&expected), "{mood}: {said}");
        assert_eq!(order, "unproved", "{mood}");
        let kept = estate.deployment.path("inventory/.forecert/refused");
        assert_eq!(std::fs::read_dir(kept).unwrap().count(), 1, "{mood}");
        let planned = estate.planned("a");
        assert_eq!(
            planned,
            ("blocked".into(), "answer_refused".into()),
            "{mood}"
        );
        let plan = estate.deployment.forecert(&["plan"]).stdout;
        assert!(
            plan.contains("accept what is kept in `.forecert/refused`"),
            "{plan}"
        );
        // Nothing is asked a second time before somebody has looked.
        let _ = estate.deployment.forecert(&APPLY).exits(1);
        assert_eq!(estate.calls(), ["submit a", "submit b"], "{mood}");
    }
}

#[test]
fn a_refused_answer_blocks_also_where_a_person_is_asked_from_then_on() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let (estate, _, _) = answered_with("other-key", "");
    let text = estate.deployment.read("forecert.yaml");
    let text = text.replace("type: command", "type: request");
    let text = text.replace("    program: ./ca.sh\n", "");
    estate.deployment.write("forecert.yaml", text);
    assert_eq!(
        estate.planned("a"),
        ("blocked".into(), "answer_refused".into())
    );
}

#[test]
fn a_refused_certificate_is_taken_in_once_it_proves() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let (estate, _, _) = answered_with("other-chain", "");
    let text = estate.deployment.read("forecert.yaml");
    let trusted = text.replace("[ca/root.pem]", "[ca/root.pem, ca/stranger.pem]");
    estate.deployment.write("forecert.yaml", trusted);
    let _ = estate
        .deployment
        .forecert(&["accept", "inventory/.forecert/refused"])
        .exits(0);
    assert_eq!(estate.planned("a").0, "keep");
    assert_eq!(estate.order("a", 1)["state"], "pending");
    let _ = estate.deployment.forecert(&["verify"]).exits(0);
}

#[test]
fn an_answer_that_does_not_come_leaves_the_order_unknown_to_a_person() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    for (mood, why) in [
        ("hangs", "it gave no answer in 2 seconds"),
        (
            "closes",
            "its answer is not what `forecert schema command` says",
        ),
        ("floods", "its answer is longer than 1048576 bytes"),
    ] {
        let (estate, said, order) = answered_with(mood, "    timeout: 2s\n");
        assert!(said.contains(why), "{mood}: {said}");
        assert_eq!(order, "submitting", "{mood}");
        let planned = estate.planned("a");
        assert_eq!(
            planned,
            ("blocked".into(), "submission_unknown".into()),
            "{mood}"
        );
        let _ = estate.deployment.forecert(&APPLY).exits(1);
        assert_eq!(estate.calls(), ["submit a", "submit b"], "{mood}");
    }
}

#[test]
fn what_was_signed_and_lost_on_the_way_is_looked_up() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let (estate, _, _) = answered_with("floods", "    lookup: true\n");
    assert_eq!(
        estate.planned("a"),
        ("resume".into(), "submission_looked_up".into())
    );
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), ["lookup a", "submit a", "submit b"]);
    assert_eq!(estate.planned("a").0, "keep");
}
