//! A deployment of one server with elliptic-curve keys, and the authority that its
//! requests are carried to.

use std::cell::Cell;

use forecert::cert::{Contents, Curve, KeySpec, Subject, Validity};
use forecert::inventory::{Object, Opener, recognise};
use forecert::mint::{self, Authority};
use forecert::secret::PrivateKey;
use forecert::x509::{Certificate, Request};
use time::{Duration, OffsetDateTime};

use crate::support::{Deployment, Run};

/// The one certificate of [`WAITING`] and [`LOCAL`].
pub const ID: &str = "sbc.contoso.net/sbc01.contoso.net/tls";

/// One certificate, asked of an authority that signs later.
pub const WAITING: &str = r#"
version: 1
rules: "2026.1"
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 }, renew_before: 30d }
issuers:
  - name: enterprise
    type: request
    class: enterprise
    validity: 1y
    trust: [pki/root.pem]
    subject: { organization: Contoso, organizational_unit: Voice, country: US }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, per: server, common_name: "{server}", dns: ["{server}", sip.contoso.net] }
"#;

/// The same, signed by an authority of its own.
pub const LOCAL: &str = r#"
version: 1
rules: "2026.1"
defaults: { issuer: lab, key: { algorithm: ec, size: 256 }, renew_before: 30d }
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
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, per: server, common_name: "{server}", dns: ["{server}", sip.contoso.net] }
"#;

/// A deployment with its foreign authority.
pub struct Estate {
    pub deployment: Deployment,
    pub authority: Authority,
    answers: Cell<u32>,
}

/// An authority under a name, valid for ten years around now.
pub fn authority(name: &str) -> Authority {
    let spec = KeySpec::Ec(Curve::P256);
    let key = PrivateKey::generate(&spec).expect("a key");
    let contents = Contents {
        subject: Subject::default().with("CN", Some(name)),
        names: Default::default(),
        other_names: Default::default(),
        key: spec,
        key_usage: None,
        extended_key_usage: Default::default(),
        template: None,
    };
    let validity = Validity {
        not_before: now() - Duration::days(3650),
        not_after: now() + Duration::days(3650),
    };
    let root = mint::root(&contents, &key, validity).expect("a root");
    Authority::new(root, key).expect("an authority")
}

pub fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
        .replace_nanosecond(0)
        .expect("zero is a nanosecond")
}

/// A year, begun an hour ago.
pub fn a_year() -> Validity {
    Validity {
        not_before: now() - Duration::hours(1),
        not_after: now() + Duration::days(365),
    }
}

/// What an authority makes of a request: what is asked, changed by `edit`.
pub fn signed(
    authority: &Authority,
    request: &Request,
    validity: Validity,
    edit: impl FnOnce(&mut Contents),
) -> Certificate {
    let mut contents = request.contents().clone();
    contents.template = None;
    edit(&mut contents);
    let url = "http://pki.contoso.net/foreign.crl";
    mint::leaf(request, &contents, authority, validity, url).expect("a certificate")
}

impl Estate {
    /// With the inventory marked and nothing made.
    pub fn new(manifest: &str) -> Self {
        let deployment = Deployment::new(manifest);
        let authority = authority("Contoso Root");
        deployment.write("pki/root.pem", authority.certificate.pem());
        std::fs::create_dir_all(deployment.path("inventory/.forecert")).expect("a folder");
        Self {
            deployment,
            authority,
            answers: Cell::new(0),
        }
    }

    /// With everything applied.
    pub fn applied(manifest: &str) -> Self {
        let estate = Self::new(manifest);
        let _ = estate.apply().exits(0);
        estate
    }

    /// Applied and answered as asked.
    pub fn answered(manifest: &str) -> Self {
        let estate = Self::applied(manifest);
        let answer = estate.answer(1, a_year(), |_| {});
        let _ = estate.run(&["accept", &answer]).exits(0);
        estate
    }

    pub fn run(&self, args: &[&str]) -> Run {
        self.deployment.forecert(args)
    }

    pub fn apply(&self) -> Run {
        self.run(&["apply", "--yes"])
    }

    /// Replaces a text in the manifest, which must be there.
    pub fn edit(&self, from: &str, to: &str) {
        let manifest = self.deployment.read("forecert.yaml");
        assert!(manifest.contains(from), "`{from}` is not in the manifest");
        self.deployment
            .write("forecert.yaml", manifest.replace(from, to));
    }

    /// The path of a file of a version.
    pub fn part(&self, version: u32, file: &str) -> String {
        format!("inventory/{ID}/{version:04}/{file}")
    }

    /// The path of a version's key.
    pub fn key(&self, version: u32) -> String {
        format!("keys/{ID}/{version:04}.pem")
    }

    pub fn has(&self, relative: &str) -> bool {
        self.deployment.path(relative).exists()
    }

    pub fn remove(&self, relative: &str) {
        let path = self.deployment.path(relative);
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(path)
        } else {
            std::fs::remove_file(path)
        };
        removed.expect(relative);
    }

    pub fn request(&self, version: u32) -> Request {
        let text = self.deployment.read(&self.part(version, "request.csr"));
        match recognise(text.as_bytes(), &mut Opener::closed())
            .remove(0)
            .object
        {
            Ok(Object::Request(request)) => *request,
            _ => panic!("version {version} holds no request"),
        }
    }

    pub fn certificate(&self, version: u32) -> Certificate {
        let text = self.deployment.read(&self.part(version, "certificate.pem"));
        match recognise(text.as_bytes(), &mut Opener::closed())
            .remove(0)
            .object
        {
            Ok(Object::Certificate(certificate)) => *certificate,
            _ => panic!("version {version} holds no certificate"),
        }
    }

    /// Has the foreign authority sign the request of a version, and writes the answer
    /// outside of the inventory.
    pub fn answer(
        &self,
        version: u32,
        validity: Validity,
        edit: impl FnOnce(&mut Contents),
    ) -> String {
        let certificate = signed(&self.authority, &self.request(version), validity, edit);
        self.handed_in(&certificate)
    }

    /// Writes a certificate outside of the inventory.
    pub fn handed_in(&self, certificate: &Certificate) -> String {
        self.answers.set(self.answers.get() + 1);
        let path = format!("answers/{}.pem", self.answers.get());
        self.deployment.write(&path, certificate.pem());
        path
    }

    /// What is planned for the one certificate, as JSON.
    pub fn planned(&self, extra: &[&str]) -> serde_json::Value {
        let plan = self.plan(extra);
        entry(&plan, ID)
    }

    /// The whole plan as JSON.
    pub fn plan(&self, extra: &[&str]) -> serde_json::Value {
        let args = [&["plan", "--format", "json"], extra].concat();
        self.run(&args).exits(0).json()
    }

    /// Action, version, key's fate and reasons in one line.
    pub fn verdict(&self) -> String {
        verdict(&self.planned(&[]))
    }

    pub fn verdict_as_of(&self, moment: OffsetDateTime) -> String {
        let format = time::format_description::well_known::Rfc3339;
        let moment = moment.format(&format).expect("a moment");
        verdict(&self.planned(&["--as-of", &moment]))
    }

    /// The codes of the plan's findings.
    pub fn findings(&self) -> Vec<String> {
        let plan = self.plan(&[]);
        let findings = plan["findings"].as_array().expect("findings");
        findings.iter().map(|found| text(&found["code"])).collect()
    }

    /// The whole text of the plan's findings of a code, help included.
    pub fn finding(&self, code: &str) -> String {
        let plan = self.plan(&[]);
        let findings = plan["findings"].as_array().expect("findings");
        let found = findings.iter().filter(|found| found["code"] == code);
        let texts: Vec<String> = found
            .map(|found| format!("{} | {}", text(&found["message"]), text(&found["help"])))
            .collect();
        texts.join("\n")
    }

    /// Every key file with its content.
    pub fn keys(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = self.deployment.files();
        files.retain(|(path, _)| path.starts_with("keys/") || path.starts_with("ca/keys/"));
        files
    }
}

/// What a plan says of a certificate.
pub fn entry(plan: &serde_json::Value, id: &str) -> serde_json::Value {
    let certificates = plan["certificates"].as_array().expect("certificates");
    let found = certificates.iter().find(|found| found["id"] == id);
    found
        .unwrap_or_else(|| panic!("`{id}` is not planned"))
        .clone()
}

pub fn verdict(entry: &serde_json::Value) -> String {
    let reasons = entry["reasons"].as_array().expect("reasons");
    let reasons: Vec<String> = reasons.iter().map(|reason| text(&reason["code"])).collect();
    let mut words = vec![
        text(&entry["action"]),
        entry["generation"].to_string(),
        text(&entry["key"]["fate"]),
    ];
    words.extend(reasons);
    words.join(" ")
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
