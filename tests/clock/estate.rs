//! A deployment of one server whose requests go to the foreign authority, or of one that an
//! authority of its own signs for.

use forecert::cert::{CertificateId, Validity};
use forecert::desired::Desired;
use forecert::inventory::Inventory;
use forecert::plan::{self, Plan};
use time::{Duration, OffsetDateTime};

use crate::below::{self, FOREIGN};

/// The one certificate.
pub const ID: &str = "sbc.contoso.net/sbc01.contoso.net/tls";

/// One second.
pub const SECOND: Duration = Duration::SECOND;

/// Asks the foreign authority; text is put in at the marks.
const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
TOP
defaults: { key: { algorithm: ec, size: 256 } DEFAULTS }
issuers:
  - { name: ISSUER }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, per: server, common_name: "{server}", dns: ["{server}"] TERMS }
"#;

/// What a manifest has more, each with its leading comma where it has one.
#[derive(Clone, Copy, Default)]
pub struct More {
    pub top: &'static str,
    pub defaults: &'static str,
    pub issuer: &'static str,
    pub terms: &'static str,
}

pub struct Estate {
    folder: tempfile::TempDir,
    pub desired: Desired,
}

impl Estate {
    /// Asks the foreign authority.
    pub fn asking(more: More) -> Self {
        Self::of(
            more,
            "enterprise, type: request, class: enterprise, validity: 1y, trust: [root.pem]",
        )
    }

    /// Asks a public one.
    pub fn public(more: More) -> Self {
        Self::of(
            more,
            "public, type: request, class: public, validity: 199d, trust: [root.pem]",
        )
    }

    /// Asks a public one for a year.
    pub fn of_public_year() -> Self {
        Self::of(
            More::default(),
            "public, type: request, class: public, validity: 1y, trust: [root.pem]",
        )
    }

    /// Has an authority of its own.
    pub fn local(more: More) -> Self {
        Self::of(
            more,
            "lab, type: local-ca, class: enterprise, directory: ca, validity: 1y, \
             crl_url: \"http://pki.contoso.net/lab.crl\", \
             authority: { key: { algorithm: ec, size: 256 } }",
        )
    }

    fn of(more: More, issuer: &str) -> Self {
        let text = MANIFEST
            .replace("TOP", more.top)
            .replace("DEFAULTS", more.defaults)
            .replace("ISSUER", &format!("{issuer}{}", more.issuer))
            .replace("TERMS", more.terms);
        let folder = tempfile::tempdir().expect("a folder");
        let inventory = folder.path().join("inventory/.forecert");
        std::fs::create_dir_all(inventory).expect("a folder");
        let root = FOREIGN.certificate.pem();
        std::fs::write(folder.path().join("root.pem"), root).expect("a file");
        let desired = below::desired(&text);
        Self { folder, desired }
    }

    pub fn apply(&self, now: OffsetDateTime) {
        let outcome = below::apply(self.folder.path(), &self.desired, now);
        assert!(outcome.is_complete(), "{outcome:?}");
    }

    /// The authority of its own gets a new certificate with its key.
    pub fn renew_authority(&self, now: OffsetDateTime) {
        let inventory = self.inventory();
        let plan = plan::succession("lab", false, &self.desired, &inventory, now);
        let outcome = below::carried(
            self.folder.path(),
            &self.desired,
            plan.expect("a plan"),
            now,
        );
        assert!(outcome.is_complete(), "{outcome:?}");
    }

    /// All that is open is answered with this validity.
    pub fn answer(&self, validity: Validity) {
        let base = self.folder.path();
        below::answer(base, &self.desired, validity.not_before, |_| validity);
    }

    /// Made and answered with this validity.
    pub fn holding(self, validity: Validity) -> Self {
        self.apply(validity.not_before);
        self.answer(validity);
        self
    }

    pub fn inventory(&self) -> Inventory {
        below::inventory(self.folder.path(), &self.desired)
    }

    pub fn plan(&self, now: OffsetDateTime) -> Plan {
        below::planned(&self.desired, &self.inventory(), now)
    }

    /// What the plan of a moment says of the certificate: the action and the reasons.
    pub fn verdict(&self, now: OffsetDateTime) -> String {
        let plan = self.plan(now);
        let id = CertificateId::parse(ID).expect("an id");
        let entry = plan.entry(&id).expect("the certificate");
        let reasons = entry.reasons.iter().map(|reason| reason.code);
        let words: Vec<&str> = [entry.action.name()].into_iter().chain(reasons).collect();
        words.join(" ")
    }

    /// The codes of a plan's findings, of a severity as it is named. That an answer holds
    /// for another time than asked is no matter here.
    pub fn findings(&self, now: OffsetDateTime) -> Vec<String> {
        let findings = self.plan(now).findings;
        let told = findings.iter();
        let told = told.filter(|finding| finding.code != "issued_differently");
        told.map(|finding| format!("{:?} {}", finding.severity, finding.code))
            .collect()
    }

    /// Holds what a question answers a second before, at and a second after a moment.
    #[track_caller]
    pub fn around<T: PartialEq + std::fmt::Debug>(
        &self,
        moment: OffsetDateTime,
        ask: impl Fn(&Self, OffsetDateTime) -> T,
        answers: [T; 3],
    ) {
        let found = [moment - SECOND, moment, moment + SECOND].map(|now| ask(self, now));
        assert_eq!(found, answers, "around {moment}");
    }
}
