//! What somebody changed behind forecert's back: `verify` tells, whichever byte it is.

use std::fs;

use base64ct::{Base64, Encoding as _};
use forecert::desired::Desired;
use forecert::finding::Finding;
use forecert::verify::verify;

use crate::below;
use crate::estate::now;
use crate::support::Deployment;

/// Two certificates of one authority.
const TWO: &str = r#"
version: 1
rules: "2026.1"
defaults: { issuer: lab, key: { algorithm: ec, size: 256 } }
issuers:
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.net/lab.crl"
    authority: { key: { algorithm: ec, size: 256 } }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net, sbc02.contoso.net]
    certificates:
      - { usage: tls, per: server, common_name: "{server}", dns: ["{server}"] }
"#;

const REQUEST: &str = "inventory/sbc.contoso.net/sbc01.contoso.net/tls/0001/request.csr";
const LEAF: &str = "inventory/sbc.contoso.net/sbc01.contoso.net/tls/0001/certificate.pem";
const CHAIN: &str = "inventory/sbc.contoso.net/sbc01.contoso.net/tls/0001/chain.pem";
const KEY: &str = "keys/sbc.contoso.net/sbc01.contoso.net/tls/0001.pem";
const OTHER_LEAF: &str = "inventory/sbc.contoso.net/sbc02.contoso.net/tls/0001/certificate.pem";
const OTHER_KEY: &str = "keys/sbc.contoso.net/sbc02.contoso.net/tls/0001.pem";
const ROOT: &str = "ca/0001/certificate.pem";
const ROOT_KEY: &str = "ca/keys/0001.pem";
const LIST: &str = "ca/lab.crl";

fn made() -> Deployment {
    let deployment = Deployment::new(TWO);
    let apply = ["apply", "--yes", "--create-inventory"];
    let _ = deployment.forecert(&apply).exits(0);
    deployment
}

/// The codes of the faults that `verify` finds, each once; it must find one.
fn told(deployment: &Deployment) -> Vec<String> {
    let run = deployment
        .forecert(&["verify", "--format", "json"])
        .exits(4);
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let faults = findings.filter(|found| found["severity"] == "error");
    let mut codes: Vec<String> = faults
        .map(|found| found["code"].as_str().expect("a code").to_owned())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

fn swap(deployment: &Deployment, one: &str, other: &str) {
    let (first, second) = (deployment.read(one), deployment.read(other));
    // What is there is written over, so that a key's mode stays what it is.
    fs::write(deployment.path(one), second).expect("a file");
    fs::write(deployment.path(other), first).expect("a file");
}

#[test]
fn swapped_keys_and_swapped_certificates_are_told_of_both_servers() {
    for (one, other) in [(KEY, OTHER_KEY), (LEAF, OTHER_LEAF)] {
        let deployment = made();
        swap(&deployment, one, other);
        assert_eq!(told(&deployment), ["damaged"]);
        let run = deployment.forecert(&["verify"]).exits(4);
        for server in ["sbc01", "sbc02"] {
            let id = format!("`sbc.contoso.net/{server}.contoso.net/tls` is blocked");
            assert!(run.stdout.contains(&id), "{}", run.stdout);
        }
    }
}

#[test]
fn a_chain_without_the_issuer_is_told() {
    let deployment = made();
    fs::remove_file(deployment.path(CHAIN)).expect("a file");
    assert_eq!(told(&deployment), ["chain_incomplete"]);
    // Another authority under the same name proves nothing.
    let other = made();
    fs::write(deployment.path(CHAIN), other.read(ROOT)).expect("a file");
    assert_eq!(told(&deployment), ["chain_broken"]);
}

#[test]
#[cfg(unix)]
fn a_key_that_others_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    for key in [KEY, ROOT_KEY] {
        let deployment = made();
        let path = deployment.path(key);
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("a mode");
        assert_eq!(told(&deployment), ["key_mode"]);
    }
}

#[test]
fn a_revocation_list_that_is_gone_or_somebody_elses_is_told_and_made_anew() {
    let other = made();
    for is_gone in [true, false] {
        let deployment = made();
        let (list, foreign) = (deployment.path(LIST), other.path(LIST));
        if is_gone {
            fs::remove_file(list).expect("a file");
        } else {
            let _ = fs::copy(foreign, list).expect("a file");
        }
        assert_eq!(told(&deployment), ["crl_missing"]);
        let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
        let _ = deployment.forecert(&["verify"]).exits(0);
    }
}

/// What `verify` says, below the command line.
fn findings(deployment: &Deployment, desired: &Desired) -> Vec<Finding> {
    let inventory = below::inventory(deployment.root(), desired);
    let plan = below::planned(desired, &inventory, now());
    let findings = verify(desired, &inventory, &plan, true).into_iter();
    findings.filter(Finding::is_error).collect()
}

/// The label of a PEM file and what is in it; or what is no PEM as it is.
fn unarmored(bytes: &[u8]) -> (Option<String>, Vec<u8>) {
    let text = std::str::from_utf8(bytes).ok();
    let Some(text) = text.and_then(|text| text.strip_prefix("-----BEGIN ")) else {
        return (None, bytes.to_vec());
    };
    let (label, rest) = text.split_once("-----").expect("a label");
    let body = rest.split("-----END").next().expect("a body");
    let body: String = body.split_whitespace().collect();
    (
        Some(label.to_owned()),
        Base64::decode_vec(&body).expect("Base64"),
    )
}

fn armored(label: &str, der: &[u8]) -> String {
    let body = Base64::encode_string(der);
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// Flips a bit of each byte in turn, in DER: a changed letter of PEM is no longer Base64
/// half of the time. `codes` are those that may be said.
fn flips(deployment: &Deployment, path: &str, codes: &[&str]) {
    let desired = below::desired(TWO);
    let path = deployment.path(path);
    let before = fs::read(&path).expect("a file");
    let (label, der) = unarmored(&before);
    assert_eq!(findings(deployment, &desired), []);
    let mut missed = Vec::new();
    for at in 0..der.len() {
        let mut changed = der.clone();
        changed[at] ^= 1 << (at % 8);
        let written = match &label {
            Some(label) => armored(label, &changed).into_bytes(),
            None => changed,
        };
        fs::write(&path, written).expect("a file");
        let findings = findings(deployment, &desired);
        let first = findings.first().map_or("nothing", |found| found.code);
        if !codes.contains(&first) {
            missed.push(format!("byte {at} ({:02x}): {first}", der[at]));
        }
    }
    assert_eq!(missed, [""; 0], "{}", path.display());
    fs::write(&path, &before).expect("a file");
    assert_eq!(self::findings(deployment, &desired), []);
}

#[test]
fn a_certificate_of_which_any_byte_is_another_is_told_and_never_replaced() {
    flips(&made(), LEAF, &["damaged", "chain_broken"]);
}

#[test]
fn a_chain_of_which_any_byte_is_another_is_told() {
    flips(&made(), CHAIN, &["damaged", "chain_broken"]);
}

#[test]
fn a_request_of_which_any_byte_is_another_is_told() {
    flips(&made(), REQUEST, &["damaged"]);
}

#[test]
fn an_authority_of_which_any_byte_is_another_is_told() {
    // One that names another issuer than itself is no root any more.
    flips(&made(), ROOT, &["damaged", "chain_incomplete"]);
}

#[test]
fn a_revocation_list_of_which_any_byte_is_another_is_told() {
    flips(&made(), LIST, &["crl_missing"]);
}

#[test]
fn a_key_of_which_any_byte_is_another_is_told() {
    flips(&made(), KEY, &["damaged", "key_unreadable"]);
}
