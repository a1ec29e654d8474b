//! What is absent is never an order to make everything anew.

use crate::estate::{Estate, ID, LOCAL, WAITING, a_year, entry, verdict};

#[test]
fn a_missing_inventory_is_an_error() {
    let estate = Estate::new(WAITING);
    estate.remove("inventory");
    let files = estate.deployment.files();
    for args in [
        &["plan"][..],
        &["apply", "--yes"],
        &["status"],
        &["verify"],
        &["accept", "pki/root.pem"],
        &["withdraw", ID, "--reason", "x"],
    ] {
        let run = estate.run(args).exits(1);
        let said = run.stderr.replace('\n', " ");
        assert!(said.contains("does not exist"), "{args:?}: {said}");
        assert!(said.contains("--create-inventory"), "{args:?}: {said}");
    }
    assert_eq!(estate.deployment.files(), files);
    let args = ["apply", "--yes", "--create-inventory"];
    let _ = estate.run(&args).exits(0);
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
}

#[test]
fn a_directory_without_the_mark_is_no_inventory() {
    let estate = Estate::applied(WAITING);
    estate.remove("inventory/.forecert");
    let files = estate.deployment.files();
    for args in [
        &["plan"][..],
        &["apply", "--yes"],
        &["accept", "pki/root.pem"],
        &["withdraw", ID, "--reason", "x"],
    ] {
        let run = estate.run(args).exits(1);
        assert!(run.stderr.contains(".forecert"), "{}", run.stderr);
        assert!(run.stderr.contains("not marked"), "{}", run.stderr);
    }
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn without_the_key_directory_plan_works_and_apply_refuses() {
    let estate = Estate::answered(WAITING);
    estate.remove("keys");
    assert_eq!(estate.verdict(), "keep 1 none");
    estate.edit("sip.contoso.net", "sips.contoso.net");
    assert_eq!(estate.verdict(), "replace 2 new names_differ");
    let files = estate.deployment.files();
    let run = estate.apply().exits(1);
    assert!(run.stderr.contains("key directory"), "{}", run.stderr);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn the_keys_of_an_authority_do_not_stand_for_the_key_directory() {
    let estate = Estate::applied(LOCAL);
    estate.remove("keys");
    assert_eq!(estate.verdict(), "keep 1 none");
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let files = estate.deployment.files();
    let run = estate.apply().exits(1);
    assert!(run.stderr.contains("key directory"), "{}", run.stderr);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_missing_authority_blocks_what_it_would_sign_and_is_not_made_anew() {
    let estate = Estate::applied(LOCAL);
    estate.remove("ca");
    let plan = estate.plan(&[]);
    assert_eq!(
        verdict(&entry(&plan, "issuer/lab")),
        "blocked null none issuer_missing"
    );
    assert_eq!(verdict(&entry(&plan, ID)), "keep 1 none");
    estate.edit("sip.contoso.net", "sips.contoso.net");
    assert!(estate.verdict().ends_with("issuer_missing"));
    let _ = estate.apply().exits(1);
    assert!(!estate.has("ca"));
}

#[test]
fn an_authority_whose_certificate_alone_is_gone_is_not_made_anew_from_its_key() {
    let estate = Estate::applied(LOCAL);
    estate.remove("ca/0001");
    let plan = estate.plan(&[]);
    assert_eq!(
        verdict(&entry(&plan, "issuer/lab")),
        "blocked null none issuer_missing"
    );
}

#[test]
fn an_authority_without_its_key_folder_plans_and_does_not_sign() {
    let estate = Estate::applied(LOCAL);
    estate.remove("ca/keys");
    assert_eq!(estate.verdict(), "keep 1 none");
    estate.edit("sip.contoso.net", "sips.contoso.net");
    assert_eq!(estate.verdict(), "replace 2 new names_differ");
    let files = estate.deployment.files();
    let run = estate.apply().exits(1);
    assert!(run.stderr.contains("ca/keys"), "{}", run.stderr);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn a_missing_key_blocks_and_says_where_it_lies() {
    let estate = Estate::answered(WAITING);
    let key = estate.deployment.read(&estate.key(1));
    estate.remove(&estate.key(1));
    assert_eq!(estate.verdict(), "blocked 1 none key_missing");
    estate.deployment.write("keys/backup/sbc.pem", key);
    assert_eq!(estate.verdict(), "blocked 1 none key_missing");
    let message = estate.planned(&[])["reasons"][0]["message"].to_string();
    assert!(message.contains("keys/backup/sbc.pem"), "{message}");
}

#[test]
fn an_encrypted_or_unreadable_key_blocks() {
    let estate = Estate::answered(WAITING);
    let (key, locked) = (estate.key(1), "locked.pem");
    let args = [
        "pkey",
        "-in",
        &key,
        "-aes256",
        "-passout",
        "pass:secret",
        "-out",
        locked,
    ];
    let _ = estate.deployment.tool("openssl", &args);
    let locked = estate.deployment.read(locked);
    for text in [
        &locked,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "?",
    ] {
        estate.deployment.write(&key, text);
        assert_eq!(estate.verdict(), "blocked 1 none key_unreadable", "{text}");
    }
}

#[test]
fn a_missing_key_of_a_waiting_request_blocks() {
    let estate = Estate::applied(WAITING);
    let key = estate.deployment.read(&estate.key(1));
    estate.remove(&estate.key(1));
    assert_eq!(estate.verdict(), "blocked 1 none key_missing");
    let answer = estate.answer(1, a_year(), |_| {});
    let run = estate.run(&["accept", &answer]).exits(0);
    assert!(run.stdout.contains("cannot be used"), "{}", run.stdout);
    assert_eq!(estate.verdict(), "blocked 1 none key_missing");
    estate.deployment.write(&estate.key(1), key);
    assert_eq!(estate.verdict(), "keep 1 none");
}

#[test]
fn what_is_no_longer_declared_is_never_touched() {
    let estate = Estate::answered(WAITING);
    let before = estate.deployment.files();
    estate.edit("usage: tls", "usage: sip-tls");
    estate.edit(
        "common_name: \"{server}\"",
        "common_name: \"other.contoso.net\"",
    );
    let plan = estate.plan(&[]);
    let orphan = entry(&plan, ID);
    assert_eq!(orphan["action"], "orphan");
    let _ = estate.apply().exits(0);
    let after = estate.deployment.files();
    for file in before.iter().filter(|(path, _)| path != "forecert.yaml") {
        assert!(after.contains(file), "{}", file.0);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_entered_blocks_what_it_may_hold() {
    let estate = Estate::answered(WAITING);
    // A link to itself cannot be entered, not even by root.
    let link = |path: &str| {
        let path = estate.deployment.path(path);
        std::os::unix::fs::symlink(path.file_name().unwrap(), &path).unwrap();
    };
    let away = estate.deployment.path("away");
    let pool = estate.deployment.path("inventory/sbc.contoso.net");
    std::fs::rename(&pool, &away).unwrap();
    link("inventory/sbc.contoso.net");
    assert_eq!(estate.verdict(), "blocked null none unreadable");
    let _ = estate.apply().exits(1);
    std::fs::remove_file(&pool).unwrap();
    std::fs::rename(&away, &pool).unwrap();
    assert_eq!(estate.verdict(), "keep 1 none");
    // One that is nobody's is only spoken of.
    link("inventory/old");
    assert_eq!(estate.verdict(), "keep 1 none");
    assert_eq!(estate.findings(), ["unreadable_file"]);
}
