//! Bad input, one test each: the exit code, a message with place, reason and cure, and
//! nothing written.

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod containers;
#[cfg(target_os = "linux")]
mod file_system;
mod hidden;
mod inventory;
mod manifest;
mod plan_file;

use support::{Deployment, Run};

/// One server with a certificate of a local CA, EC keys throughout.
const SMALL: &str = r#"version: 1
rules: "2026.1"
defaults: { issuer: lab, key: { algorithm: ec, size: 256 } }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y }
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.com/lab.crl"
    authority: { key: { algorithm: ec, size: 256 } }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [a.contoso.net]
    certificates:
      - { usage: tls, per: server, common_name: "{server}", dns: ["{pool}"], eku: [server-auth] }
"#;

/// The certificate of [`SMALL`].
const TLS: &str = "sbc.contoso.net/a.contoso.net/tls";

/// One that waits for its issuer beside it.
const ASKED: &str = "      - { usage: asked, per: server, issuer: enterprise, common_name: \
                     \"{server}\", dns: [\"{pool}\"], eku: [server-auth] }\n";

/// Everything made, nothing left to do.
fn made() -> Deployment {
    let deployment = Deployment::new(SMALL);
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    deployment
}

/// Made, with one request that waits.
fn awaiting() -> Deployment {
    let deployment = Deployment::new(&format!("{SMALL}{ASKED}"));
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    deployment
}

/// The run ends with the code, says all the words on stderr, offers a cure, and leaves
/// every file as it was.
#[track_caller]
fn refused(deployment: &Deployment, args: &[&str], code: i32, words: &[&str]) {
    let _ = refusal(deployment, args, code, words);
}

/// The same, where there is more to be looked at.
#[track_caller]
fn refusal(deployment: &Deployment, args: &[&str], code: i32, words: &[&str]) -> Run {
    let before = deployment.files();
    let run = deployment.forecert(args).exits(code);
    for word in words.iter().chain(&["help: "]) {
        assert!(
            run.stderr.contains(word) || run.stdout.contains(word),
            "`{word}` is not said\n--- stdout\n{}\n--- stderr\n{}",
            run.stdout,
            run.stderr
        );
    }
    assert!(deployment.files() == before, "something was written");
    run
}
