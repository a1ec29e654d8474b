//! For the tests of this module: an estate whose certificates are made in memory.

use std::collections::BTreeMap;
use std::ops::Range;

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::cert::{CertificateId, Contents, Curve, KeySpec, Subject, Validity};
use crate::desired::{Desired, resolve};
use crate::inventory::{
    CERTIFICATE, CHAIN, Content, File, Inventory, KeyDirectory, ORDER, Order, OrderState, REQUEST,
    Root, Snapshot,
};
use crate::manifest::Manifest;
#[cfg(test)]
use crate::mint::{self, Authority};
use crate::plan::{Plan, Selection, Terms, plan};
use crate::secret::PrivateKey;
use crate::x509::{Certificate, armor};

use super::holding::oauth_hosts;
use super::script::Roll;
use super::{Design, design};

/// The clock of these tests.
pub(super) const NOW: OffsetDateTime = datetime!(2027-03-01 12:00 UTC);

/// A root, an authority below it, and that one's key.
pub(super) const ROOT: &str = include_str!("../../tests/bundle/pki/root.pem");
pub(super) const ISSUING: &str = include_str!("../../tests/bundle/pki/issuing.pem");
const ISSUING_KEY: &str = include_str!("../../tests/bundle/pki/issuing.key");

/// One of everything, and an issuer for each that others do not meet.
pub(super) const ESTATE: &str = r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
simple_urls:
  meet: ["https://meet.contoso.com"]
  dialin: ["https://dialin.contoso.com"]
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }
oauth: { issuer: enterprise, key: { algorithm: rsa, size: 2048 } }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y }
  - { name: dmz, type: request, class: enterprise, validity: 2y }
  - { name: public, type: request, class: public, validity: 199d }
  - { name: office, type: request, class: enterprise, validity: 2y }
  - { name: gate, type: request, class: enterprise, validity: 2y }
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    load_balancing: dns
    web_services: { internal: webint.contoso.net, external: webext.contoso.com }
    servers: [fe01.contoso.net, { fqdn: fe02.contoso.net, os: windows-server-2012-r2 }]
  - fqdn: edge.contoso.net
    role: edge
    next_hop: pool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com, av_certificate: separate }
    servers: [edge01.contoso.net, edge02.contoso.net]
    certificates:
      - { usage: edge-internal, issuer: dmz }
      - { usage: edge-external, issuer: public }
      - { usage: edge-av, issuer: dmz }
  - fqdn: med.contoso.net
    role: mediation
    next_hop: pool01.contoso.net
    servers: [med01.contoso.net]
  - fqdn: wac.contoso.net
    role: office-web-apps
    office_web_apps: { external: wac.contoso.com }
    servers: [wac01.contoso.net]
    certificates:
      - { usage: farm, issuer: office }
  - fqdn: rp01.contoso.com
    role: reverse-proxy
    certificates:
      - { usage: farm, same_as: edge.contoso.net/edge-external }
    servers: [rp01.contoso.com]
  - fqdn: sbc.contoso.net
    role: custom
    depends_on: [med.contoso.net]
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, per: server, common_name: "{server}", dns: ["{server}"], eku: [server-auth], issuer: gate }
"#;

/// A root of its own.
pub(super) fn root(name: &str) -> Authority {
    let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256))
        .ok()
        .unwrap();
    let contents = Contents {
        subject: Subject::default().with("CN", Some(name)),
        names: [].into(),
        other_names: [].into(),
        key: KeySpec::Ec(Curve::P256),
        key_usage: None,
        extended_key_usage: [].into(),
        template: None,
    };
    let validity = Validity {
        not_before: datetime!(2020-01-01 0:00 UTC),
        not_after: datetime!(2090-01-01 0:00 UTC),
    };
    Authority::new(mint::root(&contents, &key, validity).unwrap(), key).unwrap()
}

/// The authority below [`ROOT`].
pub(super) fn issuing() -> Authority {
    let key = PrivateKey::from_pem(ISSUING_KEY.as_bytes()).ok().unwrap();
    Authority::new(parsed(ISSUING), key).unwrap()
}

pub(super) fn parsed(pem: &str) -> Certificate {
    let block = armor::blocks(pem.as_bytes()).remove(0).unwrap();
    Certificate::parse(&block.der).unwrap()
}

/// From an hour before the clock for so many days.
pub(super) fn days(days: i64) -> Range<OffsetDateTime> {
    NOW - Duration::hours(1)..NOW + Duration::days(days)
}

/// A manifest, and what lies in its inventory.
pub(super) struct Estate {
    pub desired: Desired,
    snapshot: Snapshot,
}

impl Estate {
    pub fn new(manifest: &str) -> Self {
        let manifest = Manifest::parse("forecert.yaml", manifest.as_bytes());
        let manifest = manifest.unwrap_or_else(|rejected| panic!("{:#?}", rejected.findings));
        let desired = resolve(&manifest).unwrap_or_else(|findings| panic!("{findings:#?}"));
        let keys = KeyDirectory {
            root: Root::Keys,
            shown: "keys".to_owned(),
            mode: Some(0o700),
        };
        let snapshot = Snapshot {
            key_directories: vec![keys],
            ..Snapshot::default()
        };
        Self { desired, snapshot }
    }

    /// In which an authority has signed everything for a year.
    pub fn of(manifest: &str, by: &Authority) -> Self {
        let mut estate = Self::new(manifest);
        estate.all_signed(|_| by);
        estate
    }

    /// Everything signed for a year, by whom the issuer's name says.
    pub fn all_signed<'a>(&mut self, by: impl Fn(&str) -> &'a Authority) {
        let all = self.desired.certificates.values();
        let all: Vec<(String, String)> = all
            .map(|declared| (declared.id.to_string(), declared.issuer.clone()))
            .collect();
        for (id, issuer) in all {
            self.signed(&id, 1, by(&issuer), days(365));
        }
    }

    /// What an issuer trusts.
    pub fn trusting(&mut self, issuer: &str, pem: &str) {
        let path = format!("{issuer}.pem");
        self.file(Root::Trust(issuer.to_owned()), &path, pem);
    }

    /// A version with its certificate.
    pub fn signed(&mut self, id: &str, version: u32, by: &Authority, valid: Range<OffsetDateTime>) {
        let (request, contents) = self.asked(id, version);
        let validity = Validity {
            not_before: valid.start,
            not_after: valid.end,
        };
        let url = "http://pki.contoso.com/a.crl";
        let leaf = mint::leaf(&request, &contents, by, validity, url).unwrap();
        let folder = CertificateId::parse(id).unwrap().folder();
        let path = |name: &str| format!("{folder}/{version:04}/{name}");
        self.file(Root::Inventory, &path(CERTIFICATE), &leaf.pem());
        self.file(Root::Inventory, &path(CHAIN), &by.certificate.pem());
    }

    /// A version with its key and request.
    pub fn asked(&mut self, id: &str, version: u32) -> (crate::x509::Request, Contents) {
        let id = CertificateId::parse(id).unwrap();
        let declared = &self.desired.certificates[&id];
        let (contents, issuer) = (declared.contents.clone(), declared.issuer.clone());
        let key = PrivateKey::generate(&contents.key).ok().unwrap();
        let request = mint::request(&contents, &key).unwrap();
        let folder = id.folder();
        self.file(
            Root::Keys,
            &format!("{folder}/{version:04}.pem"),
            &key.pem(),
        );
        let order = Order::new(&issuer, OrderState::Pending, NOW - Duration::days(1)).to_json();
        for (name, text) in [(REQUEST, request.pem()), (ORDER, order)] {
            self.file(
                Root::Inventory,
                &format!("{folder}/{version:04}/{name}"),
                &text,
            );
        }
        (request, contents)
    }

    /// Takes files away whose path begins like that.
    pub fn without(&mut self, root: &Root, begin: &str) {
        let count = self.snapshot.files.len();
        let files = &mut self.snapshot.files;
        files.retain(|file| file.root != *root || !file.path.starts_with(begin));
        assert_ne!(self.snapshot.files.len(), count, "`{begin}` was there");
    }

    fn file(&mut self, root: Root, path: &str, text: &str) {
        self.snapshot.files.push(File {
            root,
            path: path.to_owned(),
            shown: path.to_owned(),
            content: Content::Bytes(text.as_bytes().to_vec().into()),
            mode: Some(0o600),
        });
    }

    pub fn inventory(&self) -> Inventory {
        Inventory::read(&self.snapshot)
    }

    pub fn plan(&self, inventory: &Inventory, now: OffsetDateTime) -> Plan {
        let selection = Selection::default();
        let terms = Terms {
            now,
            selection: &selection,
        };
        plan(&self.desired, inventory, &terms)
    }

    /// Looks at what a bundle shall hold.
    pub fn designed<T>(&self, look: impl FnOnce(&Design<'_>) -> T) -> T {
        self.designed_at(NOW, &BTreeMap::new(), look)
    }

    /// The same at another time, with changes that are settled.
    pub fn designed_at<T>(
        &self,
        now: OffsetDateTime,
        settled: &BTreeMap<(CertificateId, u32), Roll>,
        look: impl FnOnce(&Design<'_>) -> T,
    ) -> T {
        let inventory = self.inventory();
        let plan = self.plan(&inventory, now);
        let hosts = oauth_hosts(&self.desired);
        look(&design(&self.desired, &inventory, &plan, &hosts, settled))
    }

    /// The paths in the folder of a recipient.
    pub fn paths(&self, name: &str) -> Vec<String> {
        self.designed(|design| folder(design, name).files.keys().cloned().collect())
    }
}

/// The folder of a recipient.
pub(super) fn folder<'a>(design: &'a Design<'_>, name: &str) -> &'a super::blueprint::Blueprint {
    let mut blueprints = design.blueprints.iter();
    blueprints.find(|one| one.name == name).expect(name)
}

/// The text of a file in it.
pub(super) fn text(design: &Design<'_>, name: &str, path: &str) -> String {
    match &folder(design, name).files[path].content {
        super::blueprint::Content::Plain(bytes) => String::from_utf8(bytes.clone()).unwrap(),
        _ => panic!("`{path}` is encrypted"),
    }
}
