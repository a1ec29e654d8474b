//! One failure stops only what it signs.

use crate::support::{self, Deployment, Run};

const MANIFEST: &str = r#"version: 1
rules: "2026.1"
defaults: { key: { algorithm: ec, size: 256 } }
issuers:
  - { name: good, type: local-ca, class: enterprise, directory: good, crl_url: "http://pki.example.com/good.crl", authority: { key: { algorithm: ec, size: 256 } } }
  - { name: weak, type: local-ca, class: enterprise, directory: weak, crl_url: "http://pki.example.com/weak.crl" }
  - { name: elsewhere, type: request, class: enterprise, validity: 1y }
pools:
  - fqdn: farm.example.com
    role: custom
    servers: [a.example.com, b.example.com]
    certificates:
      - { usage: good, issuer: good, dns: ["{server}"] }
      - { usage: weak, issuer: weak, dns: ["{server}"] }
      - { usage: asked, issuer: elsewhere, dns: ["{server}"] }
"#;

#[test]
fn an_authority_that_cannot_sign_stops_its_own_certificates_and_no_other() {
    if !support::has("openssl") {
        println!("passed over: openssl is missing");
        return;
    }
    let deployment = Deployment::new(MANIFEST);
    let _ = deployment.forecert(&["init"]).exits(0);
    // Too short a key to sign with, which only signing finds out.
    deployment.write("weak/readme.txt", "made elsewhere\n");
    let subject = [
        "-subj",
        "/CN=Weak",
        "-keyout",
        "weak/ca.key",
        "-out",
        "weak/ca.pem",
    ];
    let make = [
        "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-days", "3650",
    ];
    deployment.tool("openssl", &[&make[..], &subject[..]].concat());
    let apply = deployment.forecert(&["apply", "--yes"]).exits(6);
    for (id, became) in [
        ("a.example.com/good ", "version 1 issued"),
        ("b.example.com/good ", "version 1 issued"),
        ("a.example.com/asked ", "version 1 asked of elsewhere"),
        ("b.example.com/asked ", "version 1 asked of elsewhere"),
        ("a.example.com/weak ", "not reached: `issuer/weak`"),
        ("b.example.com/weak ", "not reached: `issuer/weak`"),
    ] {
        assert!(says(&apply, id, became), "{id}: {}", apply.stdout);
    }
    assert!(
        apply.stdout.contains("1 failed, 2 not reached"),
        "{}",
        apply.stdout
    );
}

#[test]
fn a_certificate_whose_place_is_taken_fails_alone() {
    let deployment = Deployment::new(MANIFEST);
    let _ = deployment.forecert(&["init"]).exits(0);
    let _ = deployment
        .forecert(&["plan", "--out", "plan.json"])
        .exits(0);
    deployment.write(
        "keys/farm.example.com/a.example.com",
        "a file where a folder belongs\n",
    );
    let apply = deployment.forecert(&["apply", "plan.json"]).exits(6);
    assert!(
        apply.stdout.contains("3 failed, 0 not reached"),
        "{}",
        apply.stdout
    );
    let issued = says(&apply, "b.example.com/weak ", "version 1 issued");
    assert!(issued, "{}", apply.stdout);
    std::fs::remove_file(deployment.path("keys/farm.example.com/a.example.com")).unwrap();
    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    let _ = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(3);
}

/// Whether a line is about a certificate and says what became of it.
fn says(apply: &Run, id: &str, became: &str) -> bool {
    let mut lines = apply.stdout.lines();
    lines.any(|line| line.contains(id) && line.contains(became))
}
