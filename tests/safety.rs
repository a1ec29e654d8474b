//! What must never pass in silence: keys, trust and revocation lists that are gone.

mod support;

use support::Deployment;

const LAB: &str = r#"version: 1
rules: "2026.1"
defaults: { issuer: lab2, key: { algorithm: ec, size: 256 } }
issuers:
  - { name: lab2, type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.example.com/lab.crl", authority: { key: { algorithm: ec, size: 256 } } }
  - { name: enterprise, type: request, class: enterprise, validity: 1y }
pools:
  - fqdn: farm.example.com
    role: custom
    servers: [web01.example.com]
    certificates: [{ usage: tls, dns: ["{server}"] }]
"#;

fn made(manifest: &str) -> Deployment {
    let deployment = Deployment::new(manifest);
    deployment.forecert(&["init"]).exits(0);
    deployment.forecert(&["apply", "--yes"]).exits(0);
    deployment
}

fn codes(deployment: &Deployment, args: &[&str], exit: i32) -> Vec<String> {
    let run = deployment
        .forecert(&[args, &["--format", "json"]].concat())
        .exits(exit);
    let findings = run.json()["findings"].clone();
    let findings = findings.as_array().expect("findings").iter();
    findings
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn keys_that_are_gone_are_told_by_plan_and_fail_verify() {
    let deployment = made(LAB);
    std::fs::rename(deployment.path("keys"), deployment.path("away")).unwrap();
    assert_eq!(
        codes(&deployment, &["plan", "--detailed-exitcode"], 0),
        ["keys_not_here"]
    );
    assert_eq!(codes(&deployment, &["verify"], 4), ["keys_not_here"]);
    assert_eq!(
        codes(&deployment, &["verify", "--without-keys"], 0),
        [""; 0]
    );
}

#[test]
fn a_revocation_list_that_is_gone_or_ends_is_told_and_made_anew_by_apply() {
    let deployment = made(LAB);
    std::fs::remove_file(deployment.path("ca/lab2.crl")).unwrap();
    assert_eq!(
        codes(&deployment, &["plan", "--detailed-exitcode"], 0),
        ["crl_missing"]
    );
    deployment.forecert(&["apply", "--yes"]).exits(0);
    assert_eq!(codes(&deployment, &["plan"], 0), [""; 0]);
    let year = time::OffsetDateTime::now_utc().year() + 1;
    let later = format!("{year}-12-31");
    assert_eq!(
        codes(&deployment, &["plan", "--as-of", &later], 0)[0],
        "crl_expired"
    );
}

#[test]
fn an_authority_is_not_withdrawn() {
    let deployment = made(LAB);
    let run = deployment
        .forecert(&[
            "withdraw",
            "issuer/lab2",
            "--generation",
            "1",
            "--reason",
            "lost",
        ])
        .exits(64);
    assert!(
        run.stderr
            .contains("is an authority, which is not withdrawn"),
        "{}",
        run.stderr
    );
    std::fs::remove_file(deployment.path("ca/keys/0001.pem")).unwrap();
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(4);
    assert!(
        plan.stdout
            .contains("declare a new issuer under a new name"),
        "{}",
        plan.stdout
    );
    assert!(
        !plan.stdout.contains("forecert withdraw issuer"),
        "{}",
        plan.stdout
    );
}

#[test]
fn a_key_in_the_inventory_is_told_since_an_inventory_may_be_committed() {
    let deployment = made(LAB);
    let key = deployment.read("keys/farm.example.com/web01.example.com/tls/0001.pem");
    deployment.write("inventory/old/web01.key", key);
    assert!(codes(&deployment, &["plan"], 0).contains(&"key_in_inventory".to_owned()));
}

#[test]
fn trust_that_is_declared_and_cannot_be_read_proves_nothing() {
    let deployment = made(&LAB.replace("validity: 1y }", "validity: 1y, trust: [pki/root.pem] }"));
    assert!(codes(&deployment, &["verify"], 4).contains(&"trust_missing".to_owned()));
}

#[test]
fn an_exception_that_has_ended_and_an_address_that_has_moved_are_told() {
    let deployment = made(LAB);
    let ended = LAB
        .replace(
            "{ usage: tls,",
            "{ usage: tls, allow: [{ code: chain_unproved, reason: ticket, until: 2026-01-31 }],",
        )
        .replace("example.com/lab.crl", "example.com/new.crl");
    deployment.write("forecert.yaml", ended);
    let found = codes(&deployment, &["plan", "--detailed-exitcode"], 0);
    assert_eq!(found, ["crl_url_differs", "exception_expired"]);
}

#[test]
fn an_authority_that_signs_nothing_here_is_no_answer() {
    let deployment = made(LAB);
    let known = deployment
        .forecert(&["accept", "ca/0001/certificate.pem"])
        .exits(0);
    assert!(known.stdout.contains("known already"), "{}", known.stdout);
    let other = made(LAB);
    let path = other.path("ca/0001/certificate.pem");
    let run = deployment
        .forecert(&["accept", &path.to_string_lossy()])
        .exits(65);
    assert!(run.stdout.contains("signs nothing here"), "{}", run.stdout);
}
