//! Answers that came with a key of their own: offered, and taken in on consent.

use forecert::pfx::Encryption;

use crate::estate::{Estate, ID, WAITING, a_year};
use crate::pfx::{Foreign, SECRET};

/// A request that waits, and a PFX file with another key for it beside the inventory.
fn awaiting(days_ago: i64) -> Estate {
    let estate =
        Estate::applied(&WAITING.replacen("issuers:", "secrets: [{ file: pfx.txt }]\nissuers:", 1));
    estate.deployment.write("pfx.txt", SECRET);
    let pfx = Foreign::of(&estate, days_ago).pfx(&estate, Encryption::TripleDesSha1);
    estate.deployment.write("answer.pfx", pfx);
    estate
}

#[test]
fn a_pfx_with_the_key_that_was_asked_for_is_an_answer_like_any_other() {
    let estate = awaiting(0);
    let answer = estate.answer(1, a_year(), |_| {});
    let certificate = estate.deployment.read(&answer);
    let key = estate.deployment.read(&estate.key(1));
    let blocks = forecert::x509::armor::blocks(certificate.as_bytes());
    let der = &blocks[0].as_ref().unwrap().der;
    let answer = Foreign {
        key: forecert::secret::PrivateKey::from_pem(key.as_bytes()).unwrap(),
        certificate: forecert::x509::Certificate::parse(der).unwrap(),
    };
    let answer = answer.pfx(&estate, Encryption::Aes256Sha256);
    estate.deployment.write("answers/asked.pfx", answer);
    let run = estate.run(&["accept", "answers"]).exits(0);
    assert!(
        run.stdout.contains("version 1 has its certificate"),
        "{run:?}"
    );
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_pfx_with_another_key_is_refused_with_the_offer() {
    let estate = awaiting(0);
    let before = estate.deployment.files();
    let run = estate.run(&["accept", "answer.pfx"]).exits(65);
    for words in [
        "error[other_key]",
        "version 1",
        "which came with it",
        "forecert accept --adopt 'answer.pfx'",
        "closes the request",
    ] {
        assert!(run.stdout.contains(words), "{words}\n{}", run.stdout);
    }
    assert!(estate.deployment.files() == before, "something was written");
}

#[test]
fn a_pfx_with_another_key_is_taken_in_on_consent_and_closes_the_request() {
    let estate = awaiting(0);
    let run = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(0);
    let words = "version 2 uses the key that came with it; the request of version 1 is closed";
    assert!(run.stdout.contains(words), "{}", run.stdout);
    assert!(!run.stdout.contains("PRIVATE") && !run.stderr.contains("PRIVATE"));
    assert_eq!(estate.verdict(), "keep 2 none");
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
    let _ = estate.run(&["verify"]).exits(0);
    let order = estate.deployment.read(&estate.part(1, "order.json"));
    assert!(
        order.contains("\"withdrawn\"") && order.contains("came with"),
        "{order}"
    );
    let order = estate.deployment.read(&estate.part(2, "order.json"));
    assert!(order.contains("\"origin\": \"answer.pfx\""), "{order}");
    assert!(estate.has(&estate.part(2, "chain.pem")));
    let key = estate.deployment.read(&estate.key(2));
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
    // Once more changes nothing.
    let before = estate.deployment.files();
    let run = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(0);
    assert!(
        run.stdout.contains("already here as version 2"),
        "{}",
        run.stdout
    );
    assert!(estate.deployment.files() == before);
}

#[test]
fn a_run_that_was_cut_off_before_the_request_was_closed_is_completed() {
    let estate = awaiting(0);
    let order = estate.deployment.read(&estate.part(1, "order.json"));
    let _ = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(0);
    estate
        .deployment
        .write(&estate.part(1, "order.json"), order);
    let run = estate.run(&["accept", "--adopt", "--format", "json", "answer.pfx"]);
    let taken = run.exits(0).json()["taken"][0].clone();
    assert_eq!(
        (&taken["as"], &taken["generation"]),
        (&"already_here".into(), &2.into())
    );
    assert_eq!(taken["closed"], serde_json::json!([1]));
    assert_eq!(estate.verdict(), "keep 2 none");
}

#[test]
fn a_key_and_its_certificate_in_two_files_of_pem_are_offered_too() {
    let estate = awaiting(0);
    let foreign = Foreign::of(&estate, 0);
    estate
        .deployment
        .write("new.cer", foreign.certificate.pem());
    estate
        .deployment
        .write("new.key", foreign.key.pem().as_bytes());
    let run = estate.run(&["accept", "new.cer"]).exits(65);
    assert!(!run.stdout.contains("--adopt"), "{}", run.stdout);
    let run = estate.run(&["accept", "new.cer", "new.key"]);
    let offer = "forecert accept --adopt 'new.cer' 'new.key'";
    assert!(run.stdout.contains(offer), "{}", run.stdout);
    let _ = estate.run(&["accept", "--adopt", "new.cer", "new.key"]);
    assert_eq!(estate.verdict(), "keep 2 none");
}

#[test]
fn a_pfx_in_the_inventory_with_another_key_than_the_one_asked_for_is_offered() {
    let estate = awaiting(0);
    let pfx = std::fs::read(estate.deployment.path("answer.pfx")).unwrap();
    estate.deployment.write("inventory/old/sbc.pfx", pfx);
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
    let offer = estate.finding("other_key");
    let command = "forecert accept --adopt 'inventory/old/sbc.pfx'";
    assert!(offer.contains(command), "{offer}");
    let _ = estate
        .run(&["accept", "--adopt", "inventory/old/sbc.pfx"])
        .exits(0);
    assert_eq!(estate.verdict(), "keep 2 none");
    assert_eq!(estate.finding("other_key"), "");
}

#[test]
fn a_pfx_that_falls_short_is_refused_for_what_it_lacks() {
    let estate = awaiting(0);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let run = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(65);
    assert!(run.stdout.contains("error[names_differ]"), "{}", run.stdout);
    assert!(!estate.has(&estate.key(2)));
    let other = Estate::applied(WAITING);
    let pfx = Foreign::of(&other, 0).pfx(&other, Encryption::TripleDesSha1);
    let estate = awaiting(0);
    estate.deployment.write("other.pfx", pfx);
    let run = estate.run(&["accept", "--adopt", "other.pfx"]).exits(65);
    assert!(
        run.stdout.contains("error[chain_unproved]"),
        "{}",
        run.stdout
    );
    assert!(!estate.has(&estate.key(2)));
}

#[test]
fn a_pfx_is_not_taken_in_where_its_key_would_be_committed_or_keys_are_missing() {
    let estate = awaiting(0);
    estate.deployment.tool("git", &["init", "-q"]);
    let run = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(1);
    assert!(
        run.stdout.contains("git would commit `keys`"),
        "{}",
        run.stdout
    );
    assert!(!estate.has(&estate.part(2, "order.json")));
    estate.deployment.write(".gitignore", "keys/\n");
    std::fs::rename(
        estate.deployment.path("keys"),
        estate.deployment.path("gone"),
    )
    .unwrap();
    let run = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(65);
    assert!(
        run.stdout.contains("error[keys_not_here]"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_pfx_is_taken_in_with_a_warning_where_git_cannot_be_asked() {
    let estate = awaiting(0);
    // No working tree that git knows: it fails with a fatal error.
    estate.deployment.write(".git", "gitdir: /nowhere\n");
    let run = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(0);
    for words in [
        "[keys_not_checked]",
        "cannot ask git whether it would commit `keys`",
        "make sure that the keys are ignored",
    ] {
        assert!(run.stdout.contains(words), "{words}\n{}", run.stdout);
    }
    assert!(estate.has(&estate.key(2)));
    // Where no key is written there is nothing to say.
    let run = estate.run(&["accept", "--adopt", "answer.pfx"]).exits(0);
    assert!(!run.stdout.contains("keys_not_checked"), "{}", run.stdout);
}

#[test]
fn a_pfx_that_no_password_opens_is_refused_with_the_cure() {
    let estate = awaiting(0);
    estate.deployment.write("pfx.txt", "wrong");
    let run = estate.run(&["accept", "answer.pfx"]).exits(65);
    for words in [
        "error[pfx_password]",
        "`answer.pfx`",
        "- { env: PFX_PASSWORD }",
    ] {
        assert!(run.stdout.contains(words), "{words}\n{}", run.stdout);
    }
    estate.remove("pfx.txt");
    let run = estate.run(&["accept", "answer.pfx"]).exits(65);
    assert!(run.stdout.contains("[secret_missing]"), "{}", run.stdout);
}

#[test]
fn an_answer_that_arrives_with_a_pfx_is_not_closed_by_it() {
    let estate = awaiting(10);
    let answer = estate.answer(1, a_year(), |_| {});
    let _ = estate
        .run(&["accept", "--adopt", "answer.pfx", &answer])
        .exits(0);
    let order = estate.deployment.read(&estate.part(1, "order.json"));
    assert!(!order.contains("withdrawn"), "{order}");
    assert!(estate.has(&estate.part(1, "certificate.pem")));
    assert!(estate.has(&format!("inventory/{ID}/0002/certificate.pem")));
}
