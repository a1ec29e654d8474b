//! A local authority under somebody else's root: its request goes out like any other, and it
//! signs when it is answered.

use crate::support::{Deployment, Run};
use crate::tools::tool_or_pass;

const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
defaults: { issuer: lab, key: { algorithm: ec, size: 256 } }
issuers:
  - { name: offline-root, type: request, class: enterprise, validity: 5y, trust: [root.pem] }
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.net/lab.crl"
    validity: 1y
    authority: { issuer: offline-root, validity: 5y, key: { algorithm: ec, size: 256 } }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, common_name: "{server}", dns: ["{server}"] }
"#;

const AUTHORITY: &str = "basicConstraints=critical,CA:TRUE\n\
                         keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";

/// A deployment, and the root that OpenSSL keeps.
struct Estate(Deployment);

impl Estate {
    fn new() -> Self {
        let deployment = Deployment::new(MANIFEST);
        let openssl = |args: &[&str]| deployment.tool("openssl", args);
        deployment.write("root.cnf", AUTHORITY);
        openssl(&[
            "ecparam",
            "-name",
            "prime256v1",
            "-genkey",
            "-noout",
            "-out",
            "root.key",
        ]);
        openssl(&[
            "req",
            "-new",
            "-key",
            "root.key",
            "-subj",
            "/CN=Offline Root",
            "-out",
            "r.csr",
        ]);
        let sign = [
            "x509", "-req", "-in", "r.csr", "-signkey", "root.key", "-days", "3650",
        ];
        openssl(&[&sign[..], &["-extfile", "root.cnf", "-out", "root.pem"]].concat());
        let _ = deployment.forecert(&["init"]).exits(0);
        Self(deployment)
    }

    fn run(&self, args: &[&str]) -> Run {
        self.0.forecert(args)
    }

    /// The root signs the request of a version, as it is asked or as `config` says.
    fn answered(&self, version: u32, config: Option<&str>) -> &'static str {
        let request = format!("ca/{version:04}/request.csr");
        let mut args = vec!["x509", "-req", "-in", &request, "-CA", "root.pem"];
        args.extend(["-CAkey", "root.key", "-CAcreateserial", "-days", "1800"]);
        args.extend(["-out", "answer.pem"]);
        match config {
            None => args.extend(["-copy_extensions", "copy"]),
            Some(config) => {
                self.0.write("answer.cnf", config);
                args.extend(["-extfile", "answer.cnf"]);
            }
        }
        let _ = self.0.tool("openssl", &args);
        "answer.pem"
    }

    fn entries(&self) -> Vec<String> {
        let plan = self.run(&["plan", "--format", "json"]).json();
        let certificates = plan["certificates"]
            .as_array()
            .expect("certificates")
            .iter();
        let words = |one: &serde_json::Value| {
            let reason = one["reasons"][0]["code"].as_str().unwrap_or_default();
            let action = one["action"].as_str().unwrap_or_default();
            format!("{action} {reason}").trim_end().to_owned()
        };
        certificates.map(words).collect()
    }

    fn openssl_proves(&self, version: u32) -> bool {
        let folder = format!("inventory/sbc.contoso.net/sbc01.contoso.net/tls/{version:04}");
        let (chain, leaf) = (
            format!("{folder}/chain.pem"),
            format!("{folder}/certificate.pem"),
        );
        let args = [
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-CAfile",
            "root.pem",
        ];
        let args = [&args[..], &["-untrusted", &chain, &leaf]].concat();
        let output = self
            .0
            .command("openssl")
            .args(args)
            .output()
            .expect("openssl");
        output.status.success()
    }
}

#[test]
fn its_request_goes_out_and_it_signs_when_it_is_answered() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::new();
    assert_eq!(
        estate.entries(),
        ["create missing", "blocked issuer_awaited"]
    );
    let _ = estate.run(&["apply", "--yes"]);
    assert_eq!(
        estate.entries(),
        ["wait awaiting_issuer", "blocked issuer_awaited"]
    );
    // OpenSSL reads what it asks for.
    let shown = estate.0.tool(
        "openssl",
        &["req", "-in", "ca/0001/request.csr", "-noout", "-text"],
    );
    for part in [
        "CA:TRUE, pathlen:0",
        "Certificate Sign, CRL Sign",
        "CN = lab issuing",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    let _ = estate.run(&["bundle", "--requests"]);
    assert!(
        estate
            .0
            .path("bundle/requests/offline-root/issuer_lab.req")
            .exists()
    );
    let answer = estate.answered(1, None);
    let run = estate.run(&["accept", answer]).exits(0);
    assert!(run.stdout.contains("issuer/lab"), "{}", run.stdout);
    assert_eq!(estate.entries(), ["keep", "create missing"]);
    let _ = estate.run(&["apply", "--yes"]).exits(0);
    assert_eq!(estate.entries(), ["keep", "keep"]);
    let _ = estate.run(&["verify"]).exits(0);
    assert!(estate.openssl_proves(1));
    // The same answer once more is nothing new.
    let before = estate.0.files();
    let _ = estate.run(&["accept", answer]).exits(0);
    assert_eq!(estate.0.files(), before);
}

#[test]
fn an_answer_that_must_not_sign_is_refused() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::new();
    let _ = estate.run(&["apply", "--yes"]);
    let before = estate.entries();
    let config = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyCertSign,cRLSign\n";
    let answer = estate.answered(1, Some(config));
    let run = estate.run(&["accept", answer]);
    assert_ne!(run.code, 0, "{}", run.stdout);
    let said = run.stdout + &run.stderr;
    assert!(said.contains("must not sign others"), "{said}");
    let config = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature\n";
    let run = estate.run(&["accept", estate.answered(1, Some(config))]);
    assert_ne!(run.code, 0, "{}", run.stdout);
    assert_eq!(estate.entries(), before);
}

#[test]
fn it_is_renewed_by_a_request_of_its_own_and_the_old_one_signs_until_then() {
    let _ = tool_or_pass!("openssl");
    let estate = Estate::new();
    let _ = estate.run(&["apply", "--yes"]);
    let _ = estate.run(&["accept", estate.answered(1, None)]).exits(0);
    let _ = estate.run(&["apply", "--yes"]).exits(0);
    let _ = estate.run(&["ca", "renew", "lab", "--yes"]).exits(0);
    assert_eq!(estate.entries(), ["wait awaiting_issuer", "keep"]);
    let _ = estate.run(&["verify"]).exits(0);
    let _ = estate.run(&["accept", estate.answered(2, None)]).exits(0);
    assert_eq!(estate.entries(), ["keep", "keep"]);
    let _ = estate.run(&["verify"]).exits(0);
    // With another key, what it signed follows.
    let _ = estate
        .run(&["ca", "renew", "lab", "--new-key", "--yes"])
        .exits(0);
    let _ = estate.run(&["accept", estate.answered(3, None)]).exits(0);
    assert_eq!(estate.entries(), ["keep", "replace issuer_renewed"]);
    let _ = estate.run(&["apply", "--yes"]).exits(0);
    assert_eq!(estate.entries(), ["keep", "keep"]);
    let _ = estate.run(&["verify"]).exits(0);
    assert!(estate.openssl_proves(2));
}

#[test]
fn a_local_authority_signs_no_other_one() {
    let manifest = MANIFEST.replace(
        "type: request, class: enterprise, validity: 5y, trust: [root.pem] }",
        "type: local-ca, class: enterprise, directory: root, crl_url: \"http://a.contoso.net/x\" }",
    );
    let run = Deployment::new(&manifest).forecert(&["validate"]).exits(65);
    assert!(
        run.stderr.contains("authority_issuer_local"),
        "{}",
        run.stderr
    );
}
