//! What is killed: a deployment, a command, and what must hold once the command has
//! been run again.

use std::fs;
use std::path::Path;

use forecert::cert::{Contents, Curve, KeySpec, Subject, Validity};
use forecert::mint::{self, Authority};
use forecert::pfx::{Container, Encryption, Password, SCHANNEL};
use forecert::secret::{PrivateKey, random};
use forecert::x509::{Certificate, Request};
use time::{Duration, OffsetDateTime};

use crate::forecert;
use crate::support::Deployment;

/// A deployment and a command.
pub struct Scenario {
    pub deployment: Deployment,
    pub command: &'static [&'static str],
    /// Also right as the exit code of the same command, run again.
    again: &'static [i32],
    /// `plan --detailed-exitcode` afterwards.
    planned: i32,
    /// What verifies afterwards.
    verified: &'static [&'static str],
    /// Files that must be there afterwards.
    files: &'static [&'static str],
}

impl Scenario {
    /// The next run of the same command, by nobody in particular.
    #[track_caller]
    pub fn again(&self, root: &Path, when: &str) {
        let (code, text) = forecert(root, self.command);
        let code = code.unwrap_or(-1);
        assert!(
            code == 0 || self.again.contains(&code),
            "{when}: again {code}\n{text}"
        );
    }

    /// What must hold at the end.
    #[track_caller]
    pub fn holds(&self, root: &Path, when: &str) {
        let (code, text) = forecert(root, &["plan", "--detailed-exitcode"]);
        assert_eq!(code, Some(self.planned), "{when}: plan\n{text}");
        let (code, text) = forecert(root, self.verified);
        assert_eq!(code, Some(0), "{when}: verify\n{text}");
        for file in self.files {
            assert!(root.join(file).is_file(), "{when}: `{file}` is not there");
        }
    }
}

const APPLY: &[&str] = &["apply", "--yes", "--jobs", "1"];
const VERIFY: &[&str] = &["verify"];

/// EC keys throughout, since each is made some eighty times over.
fn manifest(certificates: &str, servers: &str) -> String {
    format!(
        r#"version: 1
rules: "2026.1"
defaults: {{ issuer: lab, key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - {{ name: enterprise, type: request, class: enterprise, validity: 2y, trust: [root.pem] }}
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.com/lab.crl"
    authority: {{ key: {{ algorithm: ec, size: 256 }} }}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [{servers}]
    certificates:
{certificates}"#
    )
}

const TLS: &str = "      - { usage: tls, per: server, common_name: \"{server}\", dns: [\"{pool}\"], eku: [server-auth] }\n";
const ASKED: &str = "      - { usage: asked, per: server, issuer: enterprise, common_name: \"{server}\", dns: [\"{pool}\"], eku: [server-auth] }\n";
const KEPT: &str = "      - { usage: tls, per: server, renewal_key: keep, common_name: \"{server}\", dns: [\"{pool}\"], eku: [server-auth] }\n";

/// The folders of the servers' certificates.
const A: &str = "sbc.contoso.net/a.contoso.net";
const B: &str = "sbc.contoso.net/b.contoso.net";

fn deployment(certificates: &str, servers: &str) -> Deployment {
    let deployment = Deployment::new(&manifest(certificates, servers));
    let (root, _) = authority();
    deployment.write("root.pem", root.pem());
    deployment
}

/// A local CA made on first use, a leaf of it, and a request.
pub fn everything_anew() -> Scenario {
    Scenario {
        deployment: deployment(&format!("{TLS}{ASKED}"), "a.contoso.net"),
        command: &["apply", "--yes", "--jobs", "1", "--create-inventory"],
        again: &[],
        planned: 3,
        verified: &["verify", "--usage", "tls"],
        files: &["ca/lab.crl"],
    }
}

/// A certificate that lies elsewhere in the inventory, with its key.
pub fn adoption() -> Scenario {
    let deployment = deployment(TLS, "a.contoso.net");
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let made = format!("inventory/{A}/tls/0001/certificate.pem");
    deployment.write("inventory/old/a.pem", deployment.read(&made));
    deployment.write(
        "inventory/old/a.key",
        deployment.read(&format!("keys/{A}/tls/0001.pem")),
    );
    chmod(&deployment.path("inventory/old/a.key"), 0o600);
    fs::remove_dir_all(deployment.path("inventory/sbc.contoso.net")).expect("it was made");
    fs::remove_dir_all(deployment.path("keys")).expect("it was made");
    Scenario {
        deployment,
        command: APPLY,
        again: &[],
        planned: 0,
        verified: VERIFY,
        files: &["inventory/old/a.pem"],
    }
}

/// One certificate that is renewed and keeps its key, and one whose request lacks the
/// certificate.
pub fn renewal() -> Scenario {
    let deployment = deployment(KEPT, "a.contoso.net, b.contoso.net");
    // An authority that is old enough to have signed something that ends soon.
    let (root, key) = authority();
    deployment.write("ca/0001/certificate.pem", root.pem());
    deployment.write("ca/keys/0001.pem", key.pem().as_bytes());
    chmod(&deployment.path("ca/keys"), 0o700);
    chmod(&deployment.path("ca/keys/0001.pem"), 0o600);
    let authority = Authority::new(root, key).expect("its key");
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let folder = format!("inventory/{A}/tls/0001");
    let request = request_of(&deployment.read(&format!("{folder}/request.csr")));
    let old = signed(&request, &authority, 700, 5);
    deployment.write(&format!("{folder}/certificate.pem"), old.pem());
    for name in ["certificate.pem", "chain.pem"] {
        let path = deployment.path(&format!("inventory/{B}/tls/0001/{name}"));
        fs::remove_file(path).expect("it was made");
    }
    Scenario {
        deployment,
        command: APPLY,
        again: &[],
        planned: 0,
        verified: VERIFY,
        files: &[
            "keys/sbc.contoso.net/a.contoso.net/tls/0002.pem",
            "inventory/sbc.contoso.net/a.contoso.net/tls/0002/certificate.pem",
            "inventory/sbc.contoso.net/b.contoso.net/tls/0001/certificate.pem",
        ],
    }
}

/// An answer to a request, and one issued anew for a key that has its certificate.
pub fn acceptance() -> Scenario {
    let deployment = deployment(ASKED, "a.contoso.net, b.contoso.net");
    let (root, key) = authority();
    let authority = Authority::new(root.clone(), key).expect("its key");
    deployment.write("root.pem", root.pem());
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let answer = |folder: &str, ago: i64, days: i64| {
        let request = format!("inventory/{folder}/asked/0001/request.csr");
        let request = request_of(&deployment.read(&request));
        signed(&request, &authority, ago, days).pem()
    };
    deployment.write("first.pem", answer(B, 10, 400));
    let _ = deployment.forecert(&["accept", "first.pem"]).exits(0);
    deployment.write("answers/a.pem", answer(A, 1, 700));
    deployment.write("answers/b.pem", answer(B, 1, 700));
    Scenario {
        deployment,
        command: &["accept", "answers"],
        again: &[],
        planned: 0,
        verified: VERIFY,
        files: &[
            "keys/sbc.contoso.net/b.contoso.net/asked/0002.pem",
            "inventory/sbc.contoso.net/b.contoso.net/asked/0002/chain.pem",
            "inventory/sbc.contoso.net/a.contoso.net/asked/0001/chain.pem",
        ],
    }
}

/// An answer that came with a key of its own, and closes the request.
pub fn other_key() -> Scenario {
    let deployment = deployment(ASKED, "a.contoso.net");
    let (root, key) = authority();
    let authority = Authority::new(root.clone(), key).expect("its key");
    deployment.write("root.pem", root.pem());
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let asked = format!("inventory/{A}/asked/0001/request.csr");
    let asked = request_of(&deployment.read(&asked));
    let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256)).expect("a key");
    let request = mint::request(asked.contents(), &key).expect("a request");
    let certificate = signed(&request, &authority, 1, 700);
    let container = Container {
        key: &key,
        certificate: &certificate,
        chain: &[root],
        root: true,
        friendly_name: "a",
        provider: SCHANNEL,
        local_machine: true,
    };
    let password = Password::new("secret".to_owned().into());
    let pfx = container.write(Encryption::TripleDesSha1, &password, random());
    deployment.write("a.pfx", pfx.expect("a file"));
    deployment.write("pfx.txt", "secret");
    let manifest = deployment.read("forecert.yaml");
    let with = manifest.replacen("issuers:", "secrets: [{ file: pfx.txt }]\nissuers:", 1);
    deployment.write("forecert.yaml", with);
    Scenario {
        deployment,
        command: &["accept", "--adopt", "a.pfx"],
        again: &[],
        planned: 0,
        verified: VERIFY,
        files: &[
            "keys/sbc.contoso.net/a.contoso.net/asked/0002.pem",
            "inventory/sbc.contoso.net/a.contoso.net/asked/0002/chain.pem",
        ],
    }
}

/// A request that is closed.
pub fn withdrawal() -> Scenario {
    let deployment = deployment(&format!("{TLS}{ASKED}"), "a.contoso.net");
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    Scenario {
        deployment,
        command: &[
            "withdraw",
            "sbc.contoso.net/a.contoso.net/asked",
            "--reason",
            "a test",
        ],
        // It was withdrawn before the kill, so there is nothing left to withdraw.
        again: &[64],
        planned: 2,
        verified: &["verify", "--usage", "tls"],
        files: &[],
    }
}

/// An authority gets a new certificate and a new key; what it signed follows later.
pub fn authority_renewed() -> Scenario {
    let deployment = deployment(TLS, "a.contoso.net");
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    Scenario {
        deployment,
        command: &["ca", "renew", "lab", "--new-key", "--yes"],
        again: &[],
        planned: 2,
        verified: &["verify", "--id", "issuer/lab"],
        files: &["ca/lab.crl", "ca/lab-0001.crl"],
    }
}

/// An enterprise's root, as it were.
fn authority() -> (Certificate, PrivateKey) {
    let key = KeySpec::Ec(Curve::P256);
    let contents = Contents {
        subject: Subject(vec![("CN".to_owned(), "contoso root".to_owned())]),
        names: Default::default(),
        other_names: Default::default(),
        key: key.clone(),
        key_usage: None,
        extended_key_usage: Default::default(),
        template: None,
    };
    let key = PrivateKey::generate(&key).expect("a key");
    let root = mint::root(&contents, &key, validity(800, 3000)).expect("a root");
    (root, key)
}

fn signed(request: &Request, authority: &Authority, ago: i64, days: i64) -> Certificate {
    let url = "http://pki.contoso.com/root.crl";
    let validity = validity(ago, days);
    mint::leaf(request, request.contents(), authority, validity, url).expect("a certificate")
}

fn validity(ago: i64, days: i64) -> Validity {
    let now = OffsetDateTime::now_utc()
        .replace_nanosecond(0)
        .expect("zero");
    Validity {
        not_before: now - Duration::days(ago),
        not_after: now + Duration::days(days),
    }
}

fn request_of(pem: &str) -> Request {
    let blocks = forecert::x509::armor::blocks(pem.as_bytes());
    let block = blocks.into_iter().next().expect("a block").expect("whole");
    Request::parse(&block.der).expect("a request")
}

fn chmod(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("its mode");
}
