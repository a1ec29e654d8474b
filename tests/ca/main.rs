//! A local authority that is renewed, with its key and with another one; its revocation
//! list; and what becomes of what it signed. OpenSSL judges the chains.

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/tools.rs"]
mod tools;

#[path = "../support/below.rs"]
mod below;

mod intermediate;
mod trust;

use support::{Deployment, Run};
use tools::tool_or_pass;

const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
defaults: { key: { algorithm: ec, size: 256 } }
issuers:
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.net/lab.crl"
    validity: 1y
    authority: { validity: 2y, key: { algorithm: ec, size: 256 } }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net, sbc02.contoso.net]
    certificates:
      - { usage: tls, common_name: "{server}", dns: ["{server}"] }
"#;

/// A deployment whose authority and certificates are there.
struct Estate(Deployment);

impl Estate {
    fn applied() -> Self {
        let deployment = Deployment::new(MANIFEST);
        let _ = deployment.forecert(&["init"]).exits(0);
        let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
        Self(deployment)
    }

    fn run(&self, args: &[&str]) -> Run {
        self.0.forecert(args)
    }

    /// The folder of a version of a server's certificate.
    fn leaf(&self, server: &str, version: u32) -> String {
        format!("inventory/sbc.contoso.net/{server}.contoso.net/tls/{version:04}")
    }

    /// Whether OpenSSL proves a certificate by a root, with the list that the root signed.
    fn openssl_proves(&self, leaf: &str, root: u32, list: &str) -> bool {
        let root = format!("ca/{root:04}/certificate.pem");
        let run = |args: &[&str]| {
            let output = self
                .0
                .command("openssl")
                .args(args)
                .output()
                .expect("openssl");
            output.status.success()
        };
        let pem = "list.pem";
        let converted = run(&["crl", "-inform", "DER", "-in", list, "-out", pem]);
        let leaf = format!("{leaf}/certificate.pem");
        let args = [
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-crl_check",
        ];
        converted && run(&[&args[..], &["-CAfile", &root, "-CRLfile", pem, &leaf]].concat())
    }

    fn actions(&self) -> Vec<String> {
        let plan = self.run(&["plan", "--format", "json"]).json();
        let certificates = plan["certificates"]
            .as_array()
            .expect("certificates")
            .iter();
        let action = |one: &serde_json::Value| {
            let reason = one["reasons"][0]["code"].as_str().unwrap_or_default();
            let action = one["action"].as_str().unwrap_or_default();
            format!("{action} {reason}").trim_end().to_owned()
        };
        certificates.map(action).collect()
    }
}

#[test]
fn with_its_key_an_authority_proves_what_it_signed_before() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::applied();
    let before = estate.0.files();
    let run = estate.run(&["ca", "renew", "lab", "--yes"]).exits(0);
    assert!(run.stdout.contains("The key stays"), "{}", run.stdout);
    // Nothing that was there is another one, but for the list.
    let after = estate.0.files();
    for (path, bytes) in &before {
        let now = after.iter().find(|(other, _)| other == path);
        let same = now.is_some_and(|(_, now)| now == bytes);
        assert!(same || path == "ca/lab.crl", "{path}");
    }
    let key = |version: u32| estate.0.read(&format!("ca/keys/{version:04}.pem"));
    assert_eq!(key(1), key(2));
    assert_eq!(estate.actions(), ["keep", "keep", "keep"]);
    let _ = estate.run(&["verify"]).exits(0);
    for root in [1, 2] {
        for server in ["sbc01", "sbc02"] {
            let leaf = estate.leaf(server, 1);
            assert!(
                estate.openssl_proves(&leaf, root, "ca/lab.crl"),
                "{leaf} by {root}"
            );
        }
    }
}

#[test]
fn with_another_key_everything_that_was_signed_follows_and_then_nothing() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::applied();
    let list = std::fs::read(estate.0.path("ca/lab.crl")).expect("a list");
    let run = estate
        .run(&["ca", "renew", "lab", "--new-key", "--yes"])
        .exits(0);
    assert!(run.stdout.contains("2 certificates"), "{}", run.stdout);
    // The old list is kept, and proves the old certificates until they are replaced.
    let kept = std::fs::read(estate.0.path("ca/lab-0001.crl")).expect("the old list");
    assert_eq!(kept, list);
    let old = estate.leaf("sbc01", 1);
    assert!(estate.openssl_proves(&old, 1, "ca/lab-0001.crl"));
    assert!(!estate.openssl_proves(&old, 2, "ca/lab.crl"));
    assert_eq!(
        estate.actions(),
        ["keep", "replace issuer_renewed", "replace issuer_renewed"]
    );
    let _ = estate.run(&["apply", "--yes"]).exits(0);
    assert_eq!(estate.actions(), ["keep", "keep", "keep"]);
    let _ = estate.run(&["verify"]).exits(0);
    for server in ["sbc01", "sbc02"] {
        let new = estate.leaf(server, 2);
        assert!(estate.openssl_proves(&new, 2, "ca/lab.crl"));
        assert!(!estate.openssl_proves(&new, 1, "ca/lab-0001.crl"));
    }
}

#[test]
fn an_authority_can_be_renewed_again_and_again() {
    let estate = Estate::applied();
    for _ in 0..2 {
        let _ = estate
            .run(&["ca", "renew", "lab", "--new-key", "--yes"])
            .exits(0);
        let _ = estate.run(&["ca", "renew", "lab", "--yes"]).exits(0);
        let _ = estate.run(&["apply", "--yes"]).exits(0);
        let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
        let _ = estate.run(&["verify"]).exits(0);
    }
    assert!(estate.0.path("ca/0005/certificate.pem").exists());
}

#[test]
fn a_list_of_the_old_key_in_the_place_of_the_new_one_is_told() {
    let estate = Estate::applied();
    let _ = estate
        .run(&["ca", "renew", "lab", "--new-key", "--yes"])
        .exits(0);
    let _ = estate.run(&["apply", "--yes"]).exits(0);
    let old = std::fs::read(estate.0.path("ca/lab-0001.crl")).expect("the old list");
    estate.0.write("ca/lab.crl", old);
    let run = estate.run(&["verify"]).exits(4);
    assert!(run.stdout.contains("crl_missing"), "{}", run.stdout);
    let _ = estate.run(&["ca", "crl", "lab"]).exits(0);
    let _ = estate.run(&["verify"]).exits(0);
}

#[test]
fn a_list_is_made_anew_when_it_is_asked_for() {
    let estate = Estate::applied();
    std::fs::remove_file(estate.0.path("ca/lab.crl")).expect("removed");
    let run = estate.run(&["ca", "crl"]).exits(0);
    assert!(
        run.stdout.contains("ca/lab.crl is made anew, until "),
        "{}",
        run.stdout
    );
    let _ = estate.run(&["verify"]).exits(0);
}

#[test]
fn what_cannot_be_renewed_says_why_and_changes_nothing() {
    let deployment = Deployment::new(MANIFEST);
    let _ = deployment.forecert(&["init"]).exits(0);
    let run = deployment
        .forecert(&["ca", "renew", "lab", "--yes"])
        .exits(64);
    assert!(
        run.stderr.contains("`lab` has no certificate yet"),
        "{}",
        run.stderr
    );
    let _ = deployment.forecert(&["ca", "crl", "lab"]).exits(64);
    let _ = deployment.forecert(&["ca", "crl"]).exits(64);
    let estate = Estate::applied();
    let before = estate.0.files();
    let run = estate.run(&["ca", "renew", "lap", "--yes"]).exits(64);
    assert!(
        run.stderr.contains("no local authority is called `lap`"),
        "{}",
        run.stderr
    );
    let run = estate.run(&["ca", "renew", "lab"]).exits(64);
    assert!(run.stderr.contains("no terminal"), "{}", run.stderr);
    assert_eq!(estate.0.files(), before);
    let key = estate.0.read("ca/keys/0001.pem");
    std::fs::remove_file(estate.0.path("ca/keys/0001.pem")).expect("removed");
    let run = estate.run(&["ca", "renew", "lab", "--yes"]).exits(4);
    assert!(
        run.stderr
            .contains("the key of version 1 is not in its place"),
        "{}",
        run.stderr
    );
    estate.0.write("ca/keys/0001.pem", key);
}

#[test]
fn a_key_that_a_run_which_was_cut_off_left_behind_is_never_written_over() {
    let estate = Estate::applied();
    let first = estate.0.read("ca/keys/0001.pem");
    estate.0.write("ca/keys/0002.pem", &first);
    let _ = estate
        .run(&["ca", "renew", "lab", "--new-key", "--yes"])
        .exits(0);
    assert_eq!(estate.0.read("ca/keys/0002.pem"), first);
    assert!(estate.0.path("ca/0003/certificate.pem").exists());
}
