//! PKCS#12 files that lie in the tree: what is in them is used like anything else.

use forecert::pfx::Encryption;

use crate::estate::{Estate, WAITING, verdict};
use crate::pfx::{Foreign, SECRET};

/// The manifest with a password in a file.
fn with_secrets() -> String {
    WAITING.replacen("issuers:", "secrets: [{ file: pfx.txt }]\nissuers:", 1)
}

/// An estate with nothing made, and with a fitting certificate and its key in one file.
fn with_pfx(place: &str, encryption: Encryption) -> Estate {
    let source = Estate::answered(WAITING);
    let estate = Estate::new(&with_secrets());
    let root = source.authority.certificate.pem();
    estate.deployment.write("pki/root.pem", root);
    let pfx = Foreign::version(&source, 1).pfx(&source, encryption);
    estate.deployment.write(place, pfx);
    estate.deployment.write("pfx.txt", format!("{SECRET}\r\n"));
    estate
}

#[test]
fn a_pfx_that_its_server_cannot_open_is_held_against_the_windows_of_that_server() {
    let estate = with_pfx("inventory/old/sbc.pfx", Encryption::Aes256Sha256);
    let told = |os: &str| {
        let manifest = with_secrets().replace(
            "servers: [sbc01.contoso.net]",
            &format!("servers: [{{ fqdn: sbc01.contoso.net{os} }}]"),
        );
        estate.deployment.write("forecert.yaml", manifest);
        estate.finding("pfx_encryption")
    };
    let unknown = told("");
    assert!(
        unknown.contains("Windows before Server 2019 calls its password wrong"),
        "{unknown}"
    );
    let old = told(", os: windows-server-2012-r2");
    let expected = "Windows Server 2012 R2 of `sbc01.contoso.net` cannot open it";
    assert!(old.contains(expected), "{old}");
    assert!(old.contains("`forecert bundle` writes it"), "{old}");
    assert_eq!(told(", os: windows-server-2022"), "");
}

#[test]
fn a_pfx_in_the_inventory_is_adopted_and_never_moved() {
    for encryption in [Encryption::TripleDesSha1, Encryption::Aes256Sha256] {
        let estate = with_pfx("inventory/old/sbc.pfx", encryption);
        let before = estate.deployment.files();
        assert_eq!(estate.verdict(), "adopt 1 kept found");
        let message = estate.planned(&[])["reasons"][0]["message"].to_string();
        assert!(message.contains("old/sbc.pfx` satisfies"), "{message}");
        let is_new = encryption == Encryption::Aes256Sha256;
        let findings = estate.findings();
        assert_eq!(findings.contains(&"pfx_encryption".to_owned()), is_new);
        assert!(findings.contains(&"key_in_inventory".to_owned()));
        let _ = estate.apply().exits(0);
        assert_eq!(estate.verdict(), "keep 1 none");
        let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
        let _ = estate.run(&["verify"]).exits(0);
        let after = estate.deployment.files();
        assert!(before.iter().all(|file| after.contains(file)));
        assert!(estate.has(&estate.part(1, "chain.pem")));
        // What has been taken in needs no more advice.
        assert!(!estate.findings().contains(&"pfx_encryption".to_owned()));
        for (path, bytes) in after {
            let holds = bytes
                .windows(SECRET.len())
                .any(|it| it == SECRET.as_bytes());
            assert_eq!(holds, path == "pfx.txt", "{path}");
        }
    }
}

#[test]
fn a_pfx_among_the_keys_is_adopted_and_lies_where_keys_belong() {
    let estate = with_pfx("keys/old/sbc.pfx", Encryption::TripleDesSha1);
    assert_eq!(estate.verdict(), "adopt 1 kept found");
    assert!(!estate.findings().contains(&"key_in_inventory".to_owned()));
    let _ = estate.apply().exits(0);
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_pfx_whose_password_is_not_known_stays_closed_and_says_how_to_open_it() {
    let estate = with_pfx("inventory/old/sbc.pfx", Encryption::TripleDesSha1);
    for (secret, words) in [
        ("wrong\n", "the password from `secrets` does not open it"),
        ("", "has a password, and none is at hand"),
    ] {
        estate.deployment.write("pfx.txt", secret);
        assert_eq!(estate.verdict(), "create 1 new missing");
        let closed = estate.finding("pfx_password");
        assert!(closed.contains(words), "{closed}");
        assert!(
            closed.contains("secrets:\n    - { env: PFX_PASSWORD }"),
            "{closed}"
        );
        let missing = estate.finding("secret_missing");
        assert_eq!(
            missing.contains("`pfx.txt` is empty"),
            secret.is_empty(),
            "{missing}"
        );
    }
    estate.remove("pfx.txt");
    let human = estate.run(&["plan"]).exits(0);
    assert!(
        human.stderr.contains("secrets: [{ file: pfx.txt }]"),
        "{human:?}"
    );
    assert!(human.stderr.contains("no password from here"), "{human:?}");
}

#[test]
fn a_pfx_that_a_password_in_a_variable_opens_is_adopted() {
    let estate = with_pfx("inventory/old/sbc.pfx", Encryption::TripleDesSha1);
    estate.edit(
        "{ file: pfx.txt }",
        "{ env: NOT_THIS }, { env: PFX_PASSWORD }",
    );
    let program = env!("CARGO_BIN_EXE_forecert");
    let mut command = estate.deployment.command(program);
    command.env("PFX_PASSWORD", SECRET);
    let output = command.args(["plan", "--format", "json"]).output().unwrap();
    let plan: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let entry = crate::estate::entry(&plan, crate::estate::ID);
    assert_eq!(verdict(&entry), "adopt 1 kept found");
    // Nobody misses the variable that is not set.
    assert!(!String::from_utf8_lossy(&output.stdout).contains("secret_missing"));
}

#[test]
fn a_pfx_without_its_issuer_is_adopted_and_the_chain_is_asked_for() {
    let source = Estate::answered(WAITING);
    let estate = Estate::new(&with_secrets().replace("    trust: [pki/root.pem]\n", ""));
    estate.remove("pki/root.pem");
    let pfx = Foreign::version(&source, 1).with_chain(&[], Encryption::TripleDesSha1);
    estate.deployment.write("inventory/old/sbc.pfx", pfx);
    estate.deployment.write("pfx.txt", SECRET);
    let missing = estate.finding("pfx_chain_missing");
    assert!(missing.contains("`CN=Contoso Root`"), "{missing}");
    assert_eq!(estate.verdict(), "adopt 1 kept found");
    let _ = estate.apply().exits(0);
    assert_eq!(estate.finding("pfx_chain_missing"), "");
    assert!(estate.findings().contains(&"chain_incomplete".to_owned()));
}

#[test]
fn a_pfx_that_is_older_than_what_is_here_is_stale() {
    let estate = Estate::answered(&with_secrets());
    estate.deployment.write("pfx.txt", SECRET);
    let current = Foreign::version(&estate, 1).pfx(&estate, Encryption::TripleDesSha1);
    estate.deployment.write("inventory/current.pfx", current);
    assert_eq!(estate.finding("pfx_stale"), "");
    let older = Foreign::of(&estate, 100).pfx(&estate, Encryption::TripleDesSha1);
    estate.deployment.write("inventory/older.pfx", older);
    let stale = estate.finding("pfx_stale");
    assert!(
        stale.starts_with("`inventory/older.pfx` is out of date: version 1 of"),
        "{stale}"
    );
    let later = estate.run(&["plan", "--as-of", "2099-01-01"]).exits(0);
    assert!(
        later
            .stderr
            .contains("`inventory/current.pfx` is out of date: its certificate ended")
    );
}
