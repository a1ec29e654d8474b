//! An estate of a Front End, an Edge pool and a reverse proxy, of which one thing at a time
//! is changed; and one whose reverse proxy is answered by an authority of OpenSSL's.

use std::fs;

use forecert::rules;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::below;
use crate::support::{Deployment, Run};

/// Without anything that a check finds, but for what is said of every public issuer.
pub const SOUND: &str = r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
simple_urls: { meet: ["https://meet.contoso.com"], dialin: ["https://dialin.contoso.com"] }
defaults: { issuer: enterprise }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y, trust: [root.pem] }
  - { name: public, type: request, class: public, validity: 90d, trust: [root.pem] }
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    web_services: { internal: webint.contoso.net, external: webext.contoso.com }
    servers: [fe01.contoso.net, fe02.contoso.net]
  - fqdn: edge.contoso.net
    role: edge
    next_hop: pool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
    servers: [edge01.contoso.net, edge02.contoso.net]
    certificates:
      - { usage: edge-external, issuer: public }
  - fqdn: rp.contoso.com
    role: reverse-proxy
    servers: [rp01.contoso.com]
    certificates:
      - { usage: farm, issuer: public }
"#;

/// The day on which most is asked.
pub const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

/// The sound estate with one stretch of its text replaced.
pub fn with(from: &str, to: &str) -> String {
    assert_eq!(SOUND.matches(from).count(), 1, "`{from}` is there once");
    SOUND.replace(from, to)
}

/// What a plan for a manifest says with the checks, before anything is there.
pub fn codes_at(manifest: &str, now: OffsetDateTime) -> Vec<&'static str> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("inventory/.forecert")).expect("a folder");
    fs::write(
        folder.path().join("root.pem"),
        below::FOREIGN.certificate.pem(),
    )
    .expect("a file");
    let desired = below::desired(manifest);
    let inventory = below::inventory(folder.path(), &desired);
    let mut plan = below::planned(&desired, &inventory, now);
    rules::check(&mut plan, &desired, &inventory);
    plan.findings.iter().map(|finding| finding.code).collect()
}

pub fn codes(manifest: &str) -> Vec<&'static str> {
    codes_at(manifest, NOW)
}

/// A check finds the one and passes over the other.
#[track_caller]
pub fn told(code: &str, faulty: &str) {
    assert!(!codes(SOUND).contains(&code), "the sound estate");
    assert!(codes(faulty).contains(&code), "{:?}", codes(faulty));
}

/// Answers of OpenSSL to the request for the reverse proxy.
pub struct Answered {
    pub deployment: Deployment,
}

/// How an answer is signed.
#[derive(Clone, Copy)]
pub struct Signing {
    /// The digest of the leaf's signature, such as `-sha256`.
    pub leaf: &'static str,
    /// Whether the authority that signs it is signed with RSASSA-PSS.
    pub pss_above: bool,
    /// Whether the leaf names a revocation list.
    pub names_list: bool,
}

pub const PLAIN: Signing = Signing {
    leaf: "-sha256",
    pss_above: false,
    names_list: true,
};

/// The certificate that is answered.
pub const ID: &str = "rp.contoso.com/farm";

impl Answered {
    /// A deployment whose request is answered; `manifest` is a change of the sound one.
    pub fn new(manifest: &str) -> Self {
        let deployment = Deployment::new(manifest);
        let openssl = |args: &[&str]| deployment.tool("openssl", args);
        let new = |name: &str, subject: &str| {
            let key = format!("{name}.key");
            openssl(&["genrsa", "-out", &key, "2048"]);
            let csr = format!("{name}.csr");
            openssl(&["req", "-new", "-key", &key, "-subj", subject, "-out", &csr]);
        };
        deployment.write("ca.cnf", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n");
        new("root", "/CN=Root");
        let sign = [
            "x509", "-req", "-in", "root.csr", "-signkey", "root.key", "-sha256",
        ];
        openssl(
            &[
                &sign[..],
                &["-days", "3650", "-extfile", "ca.cnf", "-out", "root.pem"],
            ]
            .concat(),
        );
        new("middle", "/CN=Issuing");
        let run = deployment.forecert(&["init"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let run = deployment.forecert(&["apply", "--yes", "--id", ID]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        Self { deployment }
    }

    /// The files of an answer, the issuing authority with it.
    pub fn answer(&self, signing: Signing) -> Vec<String> {
        let openssl = |args: &[&str]| self.deployment.tool("openssl", args);
        let mut middle = vec!["x509", "-req", "-in", "middle.csr", "-CA", "root.pem"];
        middle.extend([
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-sha256",
            "-days",
            "1000",
        ]);
        middle.extend(["-extfile", "ca.cnf", "-out", "middle.pem"]);
        if signing.pss_above {
            middle.extend(["-sigopt", "rsa_padding_mode:pss"]);
        }
        openssl(&middle);
        let request = format!("inventory/{ID}/0001/request.csr");
        let list = match signing.names_list {
            true => "crlDistributionPoints=URI:http://pki.contoso.com/x.crl\n",
            false => "authorityKeyIdentifier=keyid\n",
        };
        self.deployment.write("leaf.cnf", list);
        let mut leaf = vec!["x509", "-req", "-in", &request, "-CA", "middle.pem"];
        leaf.extend([
            "-CAkey",
            "middle.key",
            "-CAcreateserial",
            signing.leaf,
            "-days",
            "90",
        ]);
        leaf.extend([
            "-copy_extensions",
            "copy",
            "-extfile",
            "leaf.cnf",
            "-out",
            "leaf.pem",
        ]);
        openssl(&leaf);
        vec!["leaf.pem".to_owned(), "middle.pem".to_owned()]
    }

    /// Takes an answer in.
    pub fn accept(&self, signing: Signing) -> Run {
        let files = self.answer(signing);
        let mut args = vec!["accept"];
        args.extend(files.iter().map(String::as_str));
        self.deployment.forecert(&args)
    }

    /// The codes that a command says in JSON about the certificate, but that it holds for
    /// another time than asked.
    pub fn codes(&self, command: &[&str]) -> Vec<String> {
        let args = [command, &["--id", ID, "--format", "json"]].concat();
        let json = self.deployment.forecert(&args).json();
        let findings = json["findings"].as_array().expect("findings").iter();
        findings
            .filter_map(|one| one["code"].as_str().map(str::to_owned))
            .filter(|code| code != "issued_differently")
            .collect()
    }
}
