//! Issued, denied, not taken: what becomes of each, and what is said.

use crate::estate::{APPLY, Estate};
use crate::tools::tool_or_pass;

#[test]
fn what_an_issuer_signs_at_once_is_there_and_the_plan_is_empty() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a", "b", "c"], "");
    let run = estate.deployment.forecert(&APPLY).exits(0);
    assert!(run.stdout.contains("Apply: 3 done"), "{}", run.stdout);
    let _ = estate
        .deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    let _ = estate.deployment.forecert(&["verify"]).exits(0);
    assert_eq!(estate.calls(), ["submit a", "submit b", "submit c"]);
    assert_eq!(estate.order("a", 1)["state"], "pending");
}

#[test]
fn a_refusal_has_the_issuers_words_and_stays_until_it_is_withdrawn() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a", "b"], "");
    estate.mood("a", "denied");
    let run = estate.deployment.forecert(&APPLY).exits(6);
    assert!(
        run.stdout
            .contains("failed: the issuer refused: the template does not allow a.contoso.net"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("Apply: 1 done, 1 failed"),
        "{}",
        run.stdout
    );
    assert_eq!(estate.order("a", 1)["state"], "denied");
    assert_eq!(estate.planned("a"), ("blocked".into(), "denied".into()));

    let _ = estate.deployment.forecert(&APPLY).exits(1);
    assert_eq!(estate.calls(), ["submit a", "submit b"]);

    estate.mood("a", "issued");
    let id = "sbc.contoso.net/a.contoso.net/tls";
    let _ = estate
        .deployment
        .forecert(&["withdraw", id, "--reason", "template corrected"])
        .exits(0);
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), ["submit a", "submit a", "submit b"]);
    assert_eq!(estate.order("a", 2)["state"], "pending");
}

#[test]
fn what_an_issuer_did_not_take_is_handed_in_by_the_next_apply() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    estate.mood("a", "not_taken");
    let run = estate.deployment.forecert(&APPLY).exits(1);
    assert!(
        run.stdout.contains(
            "`enterprise` gave no answer: the program did not hand it in: no route to the CA"
        ),
        "{}",
        run.stdout
    );
    assert_eq!(estate.order("a", 1)["state"], "prepared");
    let planned = estate.planned("a");
    assert_eq!(planned, ("resume".into(), "request_not_submitted".into()));

    estate.mood("a", "issued");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.signed(), 1);
    assert_eq!(estate.planned("a").0, "keep");
}

#[test]
fn a_request_that_never_left_and_is_not_needed_any_more_is_said_to_be_so() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "");
    estate.mood("a", "not_taken");
    let _ = estate.deployment.forecert(&APPLY).exits(1);
    let text = estate.deployment.read("forecert.yaml");
    let text = text.replace("dns: [\"{server}\"]", "dns: [\"{server}\", \"{pool}\"]");
    estate.deployment.write("forecert.yaml", text);
    let plan = estate.deployment.forecert(&["plan"]).exits(0);
    let said = "version 1 was made for `enterprise`, has not left, and is no longer what is needed";
    assert!(plan.stderr.contains(said), "{}", plan.stderr);
    estate.mood("a", "issued");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.signed(), 1);
}

#[test]
fn an_issuer_that_is_busy_is_given_the_time_it_asks_for() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a", "b"], "    parallel: 1\n");
    estate.mood("a", "busy");
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    // Whoever came next was not even asked, and both were handed in after the pause.
    let calls = estate.calls();
    assert_eq!(calls.iter().filter(|call| *call == "submit b").count(), 1);
    assert_eq!(estate.signed(), 2);
}

#[test]
fn a_request_that_may_not_leave_yet_is_made_and_held() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let estate = Estate::new(&["a"], "    submit_after: 2090-01-01\n");
    let run = estate.deployment.forecert(&APPLY).exits(0);
    assert!(
        run.stdout
            .contains("version 1 made, does not leave for enterprise yet"),
        "{}",
        run.stdout
    );
    assert_eq!(estate.planned("a"), ("wait".into(), "held_until".into()));
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), [""; 0]);
    let text = estate.deployment.read("forecert.yaml");
    let due = text.replace("    submit_after: 2090-01-01\n", "");
    estate.deployment.write("forecert.yaml", due);
    let _ = estate.deployment.forecert(&APPLY).exits(0);
    assert_eq!(estate.calls(), ["submit a"]);
}

#[test]
fn a_plan_starts_no_program() {
    tool_or_pass!("jq");
    let estate = Estate::new(&["a"], "");
    for command in ["plan", "validate", "status", "graph"] {
        let args: &[&str] = match command {
            "status" => &["status"],
            other => &[other],
        };
        let _ = estate.deployment.forecert(args);
    }
    assert_eq!(estate.calls(), [""; 0]);
}
