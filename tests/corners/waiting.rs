//! Requests that are with their issuer.

use time::Duration;

use crate::estate::{Estate, WAITING, a_year};

const CHANGED: (&str, &str) = ("sip.contoso.net", "sips.contoso.net");

/// Two versions wait: the first as declared at first, the second as declared now.
fn twice() -> Estate {
    let estate = Estate::applied(WAITING);
    estate.edit(CHANGED.0, CHANGED.1);
    assert_eq!(estate.verdict(), "create 2 new missing");
    let _ = estate.apply().exits(0);
    estate
}

#[test]
fn of_two_waiting_versions_the_late_one_may_be_answered_first() {
    let estate = twice();
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer");
    let late = estate.answer(2, a_year(), |_| {});
    let _ = estate.run(&["accept", &late]).exits(0);
    assert_eq!(estate.verdict(), "keep 2 none");
    let early = estate.answer(1, a_year(), |_| {});
    let run = estate.run(&["accept", &early]).exits(0);
    assert!(run.stdout.contains("version 1"), "{}", run.stdout);
    assert!(estate.has(&estate.part(1, "certificate.pem")));
    assert_eq!(estate.verdict(), "keep 2 none");
}

#[test]
fn of_two_waiting_versions_the_early_one_may_be_answered_first_and_the_late_one_is_awaited() {
    let estate = twice();
    let early = estate.answer(1, a_year(), |_| {});
    let run = estate.run(&["accept", &early, "--format", "json"]).exits(0);
    assert_eq!(run.json()["taken"][0]["generation"], 1);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer");
}

#[test]
fn two_answers_in_one_hand_go_to_their_own_versions() {
    let estate = twice();
    let (early, late) = (
        estate.answer(1, a_year(), |_| {}),
        estate.answer(2, a_year(), |_| {}),
    );
    let _ = estate.run(&["accept", &late, &early]).exits(0);
    assert_eq!(estate.verdict(), "keep 2 none");
    let names = |version| estate.certificate(version).contents().names.clone();
    assert!(names(1).contains("sip.contoso.net"));
    assert!(names(2).contains("sips.contoso.net"));
}

#[test]
fn a_declaration_that_returns_is_waited_for_again_and_the_other_order_is_to_be_cancelled() {
    let estate = twice();
    let superseded = estate.finding("superseded");
    assert!(superseded.contains("version 1 waits at `enterprise`"));
    estate.edit(CHANGED.1, CHANGED.0);
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
    let superseded = estate.finding("superseded");
    assert!(
        superseded.contains("version 2 waits at `enterprise`")
            && superseded.contains("cancel the order there")
            && superseded.contains("--generation 2"),
        "{superseded}"
    );
}

#[test]
fn an_order_at_another_issuer_is_not_waited_for() {
    let estate = Estate::applied(WAITING);
    let second = "  - { name: public, type: request, class: enterprise, validity: 1y, \
                  subject: { organization: Contoso, organizational_unit: Voice, country: US } }\npools:";
    estate.edit("pools:", second);
    estate.edit("issuer: enterprise", "issuer: public");
    assert_eq!(estate.verdict(), "create 2 new missing");
    assert_eq!(estate.findings(), ["superseded"]);
}

#[test]
fn a_refused_request_blocks_until_it_is_withdrawn_and_then_is_asked_again() {
    let estate = Estate::applied(WAITING);
    let order = estate.part(1, "order.json");
    let denied = estate.deployment.read(&order).replace(
        "\"state\": \"pending\",",
        "\"state\": \"denied\", \"reason\": \"the template is not permitted\",",
    );
    estate.deployment.write(&order, denied);
    assert_eq!(estate.verdict(), "blocked 1 none denied");
    assert!(
        estate.planned(&[])["reasons"][0]["message"]
            .as_str()
            .is_some_and(|message| message.contains("the template is not permitted"))
    );
    let files = estate.deployment.files();
    let _ = estate.apply().exits(1);
    assert_eq!(estate.deployment.files(), files);
    let withdraw = ["withdraw", crate::estate::ID, "--reason", "new template"];
    let _ = estate.run(&withdraw).exits(0);
    assert_eq!(estate.verdict(), "create 2 new missing");
    let _ = estate.apply().exits(0);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer");
    assert!(estate.has(&estate.key(1)) && estate.has(&estate.key(2)));
}

#[test]
fn a_refused_request_that_is_no_longer_declared_is_not_called_waiting() {
    let estate = Estate::applied(WAITING);
    let order = estate.part(1, "order.json");
    let denied = estate.deployment.read(&order);
    let denied = denied.replace("\"state\": \"pending\"", "\"state\": \"denied\"");
    estate.deployment.write(&order, denied);
    estate.edit(CHANGED.0, CHANGED.1);
    assert_eq!(estate.verdict(), "create 2 new missing");
    assert_eq!(estate.findings(), Vec::<String>::new());
}

#[test]
fn an_answer_to_a_refused_request_is_taken_in_all_the_same() {
    let estate = Estate::applied(WAITING);
    let order = estate.part(1, "order.json");
    let denied = estate.deployment.read(&order);
    let denied = denied.replace("\"state\": \"pending\"", "\"state\": \"denied\"");
    estate.deployment.write(&order, denied);
    let answer = estate.answer(1, a_year(), |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn a_request_found_half_submitted_is_never_submitted_twice() {
    let estate = Estate::applied(WAITING);
    let order = estate.part(1, "order.json");
    let text = estate.deployment.read(&order);
    let text = text.replace("\"state\": \"pending\"", "\"state\": \"submitting\"");
    estate.deployment.write(&order, text);
    assert_eq!(estate.verdict(), "blocked 1 none submission_unknown");
    let files = estate.deployment.files();
    let _ = estate.apply().exits(1);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_wait_during_which_the_current_one_ends_comes_first() {
    let manifest = WAITING.replace(
        "    servers: [sbc01.contoso.net]",
        "    servers: [aaa.contoso.net, sbc01.contoso.net]",
    );
    let estate = Estate::new(&manifest);
    let _ = estate.apply().exits(0);
    let mut validity = a_year();
    validity.not_after = crate::estate::now() + Duration::days(20);
    validity.not_before = crate::estate::now() - Duration::days(300);
    let answer = estate.answer(1, validity, |_| {});
    let _ = estate.run(&["accept", &answer]).exits(0);
    assert_eq!(estate.verdict(), "renew 2 new expiring");
    let _ = estate.apply().exits(0);
    let plan = estate.plan(&[]);
    assert_eq!(plan["certificates"][0]["id"], crate::estate::ID);
    assert_eq!(estate.verdict(), "wait 2 none awaiting_issuer expiring");
    let late = crate::estate::now() + Duration::days(21);
    assert_eq!(
        estate.verdict_as_of(late),
        "wait 2 none awaiting_issuer expired"
    );
    let run = estate.run(&["status", "--format", "json"]).exits(3);
    assert!(run.stdout.contains("waiting, urgent"), "{}", run.stdout);
}

#[test]
fn a_declaration_that_returns_after_both_were_answered_is_met_by_the_first_again() {
    let estate = twice();
    for version in [1, 2] {
        let answer = estate.answer(version, a_year(), |_| {});
        let _ = estate.run(&["accept", &answer]).exits(0);
    }
    assert_eq!(estate.verdict(), "keep 2 none");
    estate.edit(CHANGED.1, CHANGED.0);
    assert_eq!(estate.verdict(), "keep 1 none");
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
}
