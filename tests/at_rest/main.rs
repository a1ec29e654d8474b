//! Keys encrypted at rest: what others read of them, and that no run makes a key in clear, a
//! second passphrase, or another key where one stays closed.

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/tools.rs"]
mod tools;

use std::collections::BTreeMap;
use std::fs;

use support::{Deployment, Run};
use tools::tool_or_pass;

const PASSPHRASE: &str = "Correct horse ~ battery 4711!";

/// A local authority signs one certificate, and another is asked for.
const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
keys: { directory: keys, encryption: { passphrase: { env: KEY_PASSPHRASE } } }
defaults: { issuer: lab, key: { algorithm: ec, size: 256 } }
issuers:
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.net/lab.crl"
    authority: { key: { algorithm: ec, size: 256 } }
  - { name: enterprise, type: request, class: enterprise, validity: 1y }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, common_name: "{server}", dns: ["{server}"] }
      - { usage: other, issuer: enterprise, common_name: "{server}", dns: ["{server}"] }
"#;

const CLEAR: &str = "encryption: none";
const ENCRYPTED: &str = "encryption: { passphrase: { env: KEY_PASSPHRASE } }";

/// A deployment with a passphrase in its environment.
struct Estate {
    deployment: Deployment,
}

impl Estate {
    fn new(manifest: &str) -> Self {
        let deployment = Deployment::new(manifest);
        fs::create_dir_all(deployment.path("inventory/.forecert")).expect("a folder");
        Self { deployment }
    }

    fn applied(manifest: &str) -> Self {
        let estate = Self::new(manifest);
        let _ = estate.run(Some(PASSPHRASE), &["apply", "--yes"]).exits(0);
        estate
    }

    fn run(&self, passphrase: Option<&str>, args: &[&str]) -> Run {
        let mut command = self.deployment.command(env!("CARGO_BIN_EXE_forecert"));
        command.args(args).env("COLUMNS", "200");
        if let Some(passphrase) = passphrase {
            command.env("KEY_PASSPHRASE", passphrase);
        }
        Run::of(command.output().expect("forecert runs"))
    }

    /// The keys by their paths.
    fn keys(&self) -> BTreeMap<String, String> {
        let files = self.deployment.files().into_iter();
        let keys = files.filter(|(path, _)| path.ends_with(".pem") && path.contains("keys/"));
        keys.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("PEM")))
            .collect()
    }
}

#[test]
fn every_key_is_encrypted_that_of_an_authority_too_and_the_plan_is_empty_afterwards() {
    let estate = Estate::applied(MANIFEST);
    let keys = estate.keys();
    assert_eq!(keys.len(), 3, "{:?}", keys.keys());
    for (path, text) in &keys {
        assert!(
            text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
            "{path}"
        );
    }
    let plan = ["plan", "--detailed-exitcode"];
    let _ = estate.run(Some(PASSPHRASE), &plan).exits(3);
    let before = estate.deployment.files();
    let _ = estate.run(Some(PASSPHRASE), &["apply", "--yes"]).exits(0);
    assert_eq!(estate.deployment.files(), before);
}

#[test]
fn openssl_opens_every_key_and_reads_how_it_is_encrypted() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::applied(MANIFEST);
    for path in estate.keys().keys() {
        let password = format!("pass:{PASSPHRASE}");
        let args = [
            "pkey", "-in", path, "-passin", &password, "-noout", "-check",
        ];
        let _ = estate.deployment.tool("openssl", &args);
        let shown = estate
            .deployment
            .tool("openssl", &["asn1parse", "-in", path]);
        for part in [
            "PBES2",
            "PBKDF2",
            "hmacWithSHA256",
            "aes-256-cbc",
            ":0927C0",
        ] {
            assert!(shown.contains(part), "{path}: {part}\n{shown}");
        }
    }
}

#[test]
fn python_opens_every_key() {
    let python = tool_or_pass!("python3");
    let estate = Estate::applied(MANIFEST);
    let script = "\
import sys
from cryptography.hazmat.primitives.serialization import load_pem_private_key
for path in sys.argv[2:]:
    print(load_pem_private_key(open(path, 'rb').read(), sys.argv[1].encode()).key_size)
";
    let keys = estate.keys();
    let mut args = vec!["-c", script, PASSPHRASE];
    args.extend(keys.keys().map(String::as_str));
    assert_eq!(estate.deployment.tool(&python, &args), "256\n256\n256\n");
}

#[test]
fn a_wrong_passphrase_blocks_and_makes_nothing() {
    let estate = Estate::applied(MANIFEST);
    let before = estate.deployment.files();
    let wrong = Some("Correct hearse");
    let run = estate.run(wrong, &["plan", "--detailed-exitcode"]).exits(4);
    assert!(
        run.stdout.contains("the passphrase does not open it"),
        "{}",
        run.stdout
    );
    let run = estate
        .run(wrong, &["plan", "--format", "json"])
        .exits(0)
        .json();
    let reasons = run["certificates"].as_array().expect("certificates").iter();
    let codes: Vec<&str> = reasons
        .filter_map(|one| one["reasons"][0]["code"].as_str())
        .collect();
    assert!(codes.contains(&"key_unreadable"), "{codes:?}");
    let _ = estate.run(wrong, &["verify"]).exits(4);
    let run = estate.run(wrong, &["apply", "--yes"]);
    assert_ne!(run.code, 0, "{}", run.stdout);
    assert_eq!(estate.deployment.files(), before);
}

#[test]
fn a_new_key_is_never_made_under_a_second_passphrase() {
    let estate = Estate::applied(MANIFEST);
    let more = MANIFEST.replace(
        "[sbc01.contoso.net]",
        "[sbc01.contoso.net, sbc02.contoso.net]",
    );
    estate.deployment.write("forecert.yaml", more);
    let before = estate.deployment.files();
    let run = estate
        .run(Some("Correct hearse"), &["apply", "--yes"])
        .exits(1);
    assert!(run.stderr.contains("passphrase_differs"), "{}", run.stderr);
    assert_eq!(estate.deployment.files(), before);
    let _ = estate.run(Some(PASSPHRASE), &["apply", "--yes"]).exits(0);
    assert_eq!(estate.keys().len(), 5);
}

#[test]
fn without_the_passphrase_nothing_is_made_in_clear() {
    let estate = Estate::new(MANIFEST);
    let run = estate.run(None, &["apply", "--yes"]).exits(1);
    assert!(run.stderr.contains("passphrase_missing"), "{}", run.stderr);
    assert!(
        run.stderr.contains("`KEY_PASSPHRASE` is not set"),
        "{}",
        run.stderr
    );
    assert!(estate.keys().is_empty());
    // What needs no key is answered all the same.
    let _ = estate.run(None, &["plan"]).exits(0);
    let _ = estate.run(None, &["validate"]).exits(0);
}

#[test]
fn keys_from_before_are_used_told_and_left_as_they_are() {
    let estate = Estate::applied(&MANIFEST.replace(ENCRYPTED, CLEAR));
    let before = estate.keys();
    let more = MANIFEST.replace(
        "[sbc01.contoso.net]",
        "[sbc01.contoso.net, sbc02.contoso.net]",
    );
    estate.deployment.write("forecert.yaml", more);
    let run = estate.run(Some(PASSPHRASE), &["plan"]).exits(0);
    assert!(
        run.stderr.contains("3 private keys are in clear"),
        "{}",
        run.stderr
    );
    let _ = estate.run(Some(PASSPHRASE), &["apply", "--yes"]).exits(0);
    let after = estate.keys();
    assert_eq!(after.len(), 5);
    for (path, text) in &after {
        match before.get(path) {
            Some(earlier) => assert_eq!(earlier, text, "{path}"),
            None => assert!(text.contains("ENCRYPTED"), "{path}"),
        }
    }
}

#[test]
fn a_key_that_openssl_encrypted_opens_under_every_common_scheme() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::applied(&MANIFEST.replace(ENCRYPTED, CLEAR));
    let path = "keys/sbc.contoso.net/sbc01.contoso.net/tls/0001.pem";
    assert!(
        estate.keys().contains_key(path),
        "{:?}",
        estate.keys().keys()
    );
    fs::rename(
        estate.deployment.path(path),
        estate.deployment.path("clear.key"),
    )
    .expect("moved");
    estate.deployment.write("forecert.yaml", MANIFEST);
    let password = format!("pass:{PASSPHRASE}");
    for scheme in [
        &[
            "-v2",
            "aes-256-cbc",
            "-v2prf",
            "hmacWithSHA256",
            "-iter",
            "600000",
        ][..],
        &["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
        &["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512"],
        &["-v1", "PBE-SHA1-3DES"],
    ] {
        let mut args = vec!["pkcs8", "-topk8", "-in", "clear.key", "-out", path];
        args.extend(["-passout", &password]);
        args.extend(scheme);
        let _ = estate.deployment.tool("openssl", &args);
        let run = estate.run(Some(PASSPHRASE), &["plan", "--detailed-exitcode"]);
        assert_eq!(run.code, 3, "{scheme:?}: {}", run.stdout);
    }
}

#[test]
fn a_bundle_is_made_of_encrypted_keys() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::applied(&MANIFEST.replace(
        "      - { usage: other, issuer: enterprise, common_name: \"{server}\", dns: [\"{server}\"] }\n",
        "",
    ));
    estate.deployment.write("pfx.txt", "pfx-password\n");
    let manifest = estate.deployment.read("forecert.yaml");
    let manifest = format!("{manifest}bundle: {{ password: {{ file: pfx.txt }} }}\n");
    estate.deployment.write("forecert.yaml", manifest);
    let _ = estate.run(Some(PASSPHRASE), &["bundle"]).exits(0);
    let pfx = estate.deployment.files().into_iter();
    let pfx = pfx
        .map(|(path, _)| path)
        .find(|path| path.ends_with(".pfx"));
    let pfx = pfx.expect("a PFX file");
    let args = [
        "pkcs12",
        "-in",
        &pfx,
        "-passin",
        "pass:pfx-password",
        "-noout",
        "-legacy",
    ];
    let _ = estate.deployment.tool("openssl", &args);
}

#[test]
fn the_passphrase_is_nowhere() {
    let estate = Estate::new(MANIFEST);
    for args in [
        &["apply", "--yes", "-v"][..],
        &["plan", "-v"],
        &["status", "-v"],
        &["verify", "-v"],
        &["bundle", "-v"],
        &["explain", "oauth"],
    ] {
        let run = estate.run(Some(PASSPHRASE), args);
        assert!(!run.stdout.contains(PASSPHRASE) && !run.stderr.contains(PASSPHRASE));
    }
    for (path, bytes) in estate.deployment.files() {
        let found = bytes.windows(PASSPHRASE.len());
        assert!(
            !found.into_iter().any(|part| part == PASSPHRASE.as_bytes()),
            "{path}"
        );
    }
}

#[test]
fn a_passphrase_that_tools_read_in_different_ways_is_refused() {
    let estate = Estate::new(MANIFEST);
    let run = estate.run(Some("Zürich"), &["plan"]).exits(1);
    assert!(run.stderr.contains("printable ASCII"), "{}", run.stderr);
    assert!(!run.stderr.contains("Zürich"));
}
