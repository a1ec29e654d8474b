//! What is handed over for an estate whose requests wait.

use time::OffsetDateTime;
use time::macros::datetime;

use crate::cert::{CertificateId, Contents, Curve, KeySpec, Subject, Validity};
use crate::desired::{self, Desired};
use crate::inventory::{Content, File, Inventory, Order, OrderState, Root, Snapshot};
use crate::manifest::Manifest;
use crate::mint::{self, Authority};
use crate::plan::{Selection, Terms, plan};
use crate::secret::PrivateKey;
use crate::x509::{Request, sha256_hex};

use super::{Folder, Handover, handover};

const EC: KeySpec = KeySpec::Ec(Curve::P256);
const NOW: OffsetDateTime = datetime!(2026-11-25 12:00 UTC);
const ASKED: OffsetDateTime = datetime!(2026-11-20 9:00 UTC);

const ESTATE: &str = r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
simple_urls: { meet: ["https://meet.contoso.com"], dialin: ["https://dialin.contoso.com"] }
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }
oauth: { key: { algorithm: rsa, size: 2048 } }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y, template: WebServer, subject: { organization: Contoso, country: US } }
  - { name: public, type: request, class: public, validity: 199d }
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    load_balancing: dns
    web_services: { internal: webint.contoso.net, external: webext.contoso.com }
    servers: [con.contoso.net]
  - fqdn: edge.contoso.net
    role: edge
    next_hop: pool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
    servers: [edge01.contoso.net, edge02.contoso.net]
    certificates: [{ usage: edge-external, issuer: public }]
"#;

/// An estate with what lies in its inventory.
struct Estate {
    desired: Desired,
    files: Vec<File>,
}

impl Estate {
    /// Nothing was asked yet.
    fn new(text: &str) -> Self {
        let manifest = Manifest::parse("forecert.yaml", text.as_bytes());
        let manifest = manifest.unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
        let desired = desired::resolve(&manifest);
        Self {
            desired: desired.unwrap_or_else(|found| panic!("{found:?}")),
            files: Vec::new(),
        }
    }

    /// Everything was asked of those who sign it.
    fn asked(text: &str) -> Self {
        let mut estate = Self::new(text);
        let ids: Vec<CertificateId> = estate.desired.certificates.keys().cloned().collect();
        for id in ids {
            estate.request(&id, 1, None, |_| {});
        }
        estate
    }

    fn file(&mut self, id: &CertificateId, number: u32, name: &str, text: &str) {
        let path = format!("{}/{number:04}/{name}", id.folder());
        self.files.push(File {
            root: Root::Inventory,
            shown: format!("inventory/{path}"),
            path,
            content: Content::Bytes(text.as_bytes().to_vec().into()),
            mode: None,
        });
    }

    /// A request of what is declared, or of something near it.
    fn request(
        &mut self,
        id: &CertificateId,
        number: u32,
        handle: Option<&str>,
        edit: impl Fn(&mut Contents),
    ) -> Request {
        let declared = &self.desired.certificates[id];
        let mut contents = declared.contents.clone();
        edit(&mut contents);
        let order = Order::new(&declared.issuer, OrderState::Pending, ASKED);
        let order = order.with_handle(handle.map(str::to_owned));
        let key = PrivateKey::generate(&contents.key).unwrap();
        let request = mint::request(&contents, &key).unwrap();
        self.file(id, number, "request.csr", &request.pem());
        self.file(id, number, "order.json", &order.to_json());
        request
    }

    /// A request that was answered with a certificate up to this moment.
    fn answered(&mut self, id: &CertificateId, number: u32, end: OffsetDateTime) {
        let request = self.request(id, number, None, |_| {});
        let key = PrivateKey::generate(&EC).unwrap();
        let root = Contents {
            subject: Subject::default().with("CN", Some("Root")),
            key: EC,
            ..request.contents().clone()
        };
        let validity = Validity {
            not_before: datetime!(2024-12-01 0:00 UTC),
            not_after: end,
        };
        let root = Authority::new(mint::root(&root, &key, validity).unwrap(), key).unwrap();
        let url = "http://pki.contoso.net/root.crl";
        let leaf = mint::leaf(&request, request.contents(), &root, validity, url).unwrap();
        self.file(id, number, "certificate.pem", &leaf.pem());
    }

    fn handed_over_at(&self, now: OffsetDateTime) -> Handover {
        let inventory = Inventory::read(&Snapshot {
            files: self.files.clone(),
            ..Snapshot::default()
        });
        let selection = Selection::default();
        let terms = Terms {
            now,
            selection: &selection,
        };
        let plan = plan(&self.desired, &inventory, &terms);
        handover(&self.desired, &inventory, &plan)
    }

    fn handed_over(&self) -> Handover {
        self.handed_over_at(NOW)
    }
}

fn id(text: &str) -> CertificateId {
    CertificateId::parse(text).unwrap()
}

fn text<'a>(files: &'a [(String, Vec<u8>)], name: &str) -> &'a str {
    let (_, bytes) = files.iter().find(|(own, _)| own == name).expect(name);
    std::str::from_utf8(bytes).unwrap()
}

fn folder<'a>(handover: &'a Handover, issuer: &str) -> &'a Folder {
    let mut folders = handover.folders.iter();
    folders.find(|folder| folder.issuer == issuer).unwrap()
}

/// Without what differs from key to key, and with plain line ends.
fn masked(text: &str) -> String {
    let digest = |word: &str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = text.split_inclusive([' ', '\n', '`']);
    let words = words.map(|word| {
        let bare = word.trim_end_matches([' ', '\r', '\n', '`']);
        match digest(bare) {
            true => word.replace(bare, "DIGEST"),
            false => word.to_owned(),
        }
    });
    words.collect::<String>().replace("\r\n", "\n")
}

#[test]
fn each_issuer_gets_its_requests_under_names_that_windows_takes() {
    let handover = Estate::asked(ESTATE).handed_over();
    let paths: Vec<String> = handover.all().map(|(path, _)| path).collect();
    assert_eq!(
        paths,
        [
            "index.txt",
            "enterprise/Submit-Requests.ps1",
            "enterprise/edge.contoso.net_edge-internal.req",
            "enterprise/oauth.req",
            "enterprise/pool01.contoso.net__con.contoso.net_default.req",
            "enterprise/requests.md",
            "enterprise/requests.txt",
            "public/edge.contoso.net_edge-external.req",
            "public/requests.md",
            "public/requests.txt",
        ]
    );
    for (path, bytes) in handover.all().filter(|(path, _)| path.ends_with(".req")) {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(
            text.starts_with("-----BEGIN CERTIFICATE REQUEST-----\r\n"),
            "{path}"
        );
    }
}

#[test]
fn an_issuer_that_is_called_as_a_device_has_another_folder() {
    let estate = Estate::asked(
        &ESTATE
            .replace("public", "con")
            .replace("class: con", "class: public"),
    );
    let handover = estate.handed_over();
    assert_eq!(folder(&handover, "con").name, "_con");
    assert!(text(&handover.files, "index.txt").contains("1. _con/edge.contoso.net"));
}

#[test]
fn a_sheet_says_what_is_asked_and_why_and_how_it_is_submitted() {
    let mut estate = Estate::new(ESTATE);
    estate.request(
        &id("edge.contoso.net/edge-internal"),
        1,
        Some("4711"),
        |_| {},
    );
    let handover = estate.handed_over();
    let enterprise = folder(&handover, "enterprise");
    assert_eq!(
        masked(text(&enterprise.files, "requests.txt")),
        "\
Requests to enterprise
======================

These requests are open, in the order in which they should be signed.

Send the certificates back with those of the authorities that issued them, as
.cer, .p7b or PEM files.

Submit-Requests.ps1 submits them all. The line below each is for PowerShell, and
lets you choose the CA; -config 'SERVER\\CA' names it.

To compare a file: certutil -hashfile FILE SHA256. The digest of the key is over
its SubjectPublicKeyInfo, which the certificate has too.

1. edge.contoso.net_edge-internal.req
-------------------------------------

certificate             edge.contoso.net/edge-internal
version                 1
subject                 CN=edge.contoso.net, O=Contoso, C=US
DNS names               edge.contoso.net
key                     EC P-256
key usage               digitalSignature
extended key usage      serverAuth
template                WebServer
validity asked          730 days (2 years)
used for                Internal
on                      edge01.contoso.net
                        edge02.contoso.net
why                     there is no certificate in use yet
waits since             2026-11-20
order                   4711
SHA-256, file           DIGEST
SHA-256, key            DIGEST

certreq -submit -attrib 'CertificateTemplate:WebServer' \
'edge.contoso.net_edge-internal.req' 'edge.contoso.net_edge-internal.cer' \
'edge.contoso.net_edge-internal.p7b'

"
    );
    let (_, request) = &enterprise.files[1];
    let sheet = text(&enterprise.files, "requests.txt");
    assert!(sheet.contains(&sha256_hex(request)));
    let page = text(&enterprise.files, "requests.md");
    assert!(
        page.contains("| on | `edge01.contoso.net`<br>`edge02.contoso.net` |\n"),
        "{page}"
    );
}

#[test]
fn a_public_issuer_gets_the_text_for_its_form_and_no_certreq() {
    let estate = Estate::asked(ESTATE);
    let handover = estate.handed_over();
    let public = folder(&handover, "public");
    let pem = text(&public.files, "edge.contoso.net_edge-external.req");
    assert!(text(&public.files, "requests.txt").contains(pem));
    let page = text(&public.files, "requests.md");
    assert!(page.contains(&format!("```\n{}```\n", pem.replace("\r\n", "\n"))));
    for (name, bytes) in &public.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("certreq") && !name.ends_with(".ps1"),
            "{name}"
        );
    }
}

#[test]
fn the_longest_lead_time_leaves_first_and_the_reason_is_said() {
    let mut estate = Estate::new(ESTATE);
    let internal = id("edge.contoso.net/edge-internal");
    estate.answered(&internal, 1, datetime!(2026-12-05 12:00 UTC));
    estate.request(&internal, 2, None, |_| {});
    for other in [
        "edge.contoso.net/edge-external",
        "oauth",
        "pool01.contoso.net/con.contoso.net/default",
    ] {
        estate.request(&id(other), 1, None, |_| {});
    }
    let handover = estate.handed_over();
    assert_eq!(
        masked(text(&handover.files, "index.txt")),
        "\
Open requests, in the order in which they should leave
======================================================

What is needed by a day comes first, by the day on which it must be asked for.
Then what takes longest leaves first: public issuers before the organization's
own. Then comes what is installed first, then what ends first.

  1. public/edge.contoso.net_edge-external.req
     edge.contoso.net/edge-external, version 1, waits since 2026-11-20
     public issuer; step 3; there is no certificate in use yet
  2. enterprise/oauth.req
     oauth, version 1, waits since 2026-11-20
     issuer of the organization; step 1; there is no certificate in use yet
  3. enterprise/pool01.contoso.net__con.contoso.net_default.req
     pool01.contoso.net/con.contoso.net/default, version 1, waits since
     2026-11-20
     issuer of the organization; step 2; there is no certificate in use yet
  4. enterprise/edge.contoso.net_edge-internal.req
     edge.contoso.net/edge-internal, version 2, waits since 2026-11-20
     issuer of the organization; step 3; it renews version 1, which ends on
     2026-12-05
"
    );
}

#[test]
fn a_request_that_is_needed_no_longer_is_listed_to_be_cancelled_and_has_no_file() {
    let mut estate = Estate::new(ESTATE);
    let oauth = id("oauth");
    estate.request(&oauth, 1, Some("4711\u{1b}[31m"), |contents| {
        contents.names.insert("old.contoso.com".to_owned());
    });
    estate.request(&oauth, 2, None, |_| {});
    let handover = estate.handed_over();
    let enterprise = folder(&handover, "enterprise");
    let line = "- oauth, version 1, asked on 2026-11-20, order 4711\\u{1b}[31m: something else is\n  \
                declared since\n";
    let sheet = masked(text(&enterprise.files, "requests.txt"));
    assert!(sheet.ends_with(line), "{sheet}");
    let index = masked(text(&handover.files, "index.txt"));
    assert!(
        index.contains("- at enterprise: oauth, version 1, asked on"),
        "{index}"
    );
    let page = text(&enterprise.files, "requests.md");
    let row =
        "| `oauth` | 1 | `4711\\u{1b}[31m` | 2026-11-20 | something else is declared since |\n";
    assert!(page.ends_with(row), "{page}");
    let requests = enterprise
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".req"));
    assert_eq!(requests.count(), 1);
}

#[test]
fn an_order_with_an_issuer_that_is_gone_stands_in_the_index_alone() {
    let mut estate = Estate::asked(ESTATE);
    estate.desired = Estate::new(
        &ESTATE
            .replace("issuer: public }]", "issuer: other }]")
            .replace("name: public", "name: other"),
    )
    .desired;
    let handover = estate.handed_over();
    let issuers: Vec<&str> = handover
        .folders
        .iter()
        .map(|one| one.issuer.as_str())
        .collect();
    assert_eq!(issuers, ["enterprise"]);
    let index = masked(text(&handover.files, "index.txt"));
    assert!(
        index.contains("- at public: edge.contoso.net/edge-external, version 1"),
        "{index}"
    );
}

#[test]
fn words_of_the_manifest_become_neither_markup_nor_a_command() {
    let hostile = ESTATE
        .replace(
            "template: WebServer",
            "template: \"it's $(calc) `x`\u{2019};calc\"",
        )
        .replace(
            "organization: Contoso",
            "organization: '<b>|`@evil [x](http://y)'",
        );
    let handover = Estate::asked(&hostile).handed_over();
    let enterprise = folder(&handover, "enterprise");
    let script = text(&enterprise.files, "Submit-Requests.ps1");
    assert!(script.starts_with('\u{feff}'));
    let entry = "    @{ Name = 'oauth'; Version = 1; Attributes = 'CertificateTemplate:it''s $(calc) \
                 `x`\u{2019}\u{2019};calc' }\r\n";
    assert!(script.contains(entry), "{script}");
    let page = text(&enterprise.files, "requests.md");
    let subject = "| subject | `CN=contoso.com, O=<b>`&#124;`` `@evil [x](http://y), C=US `` |\n";
    assert!(page.contains(subject), "{page}");
}

#[test]
fn a_template_that_could_end_its_attribute_is_left_to_the_request() {
    let text_of = ESTATE.replace("template: WebServer", r#"template: 'Web\nSAN:dns=evil'"#);
    let handover = Estate::asked(&text_of).handed_over();
    let enterprise = folder(&handover, "enterprise");
    let script = text(&enterprise.files, "Submit-Requests.ps1");
    assert!(
        script.contains("@{ Name = 'oauth'; Version = 1; Attributes = '' }"),
        "{script}"
    );
    let sheet = text(&enterprise.files, "requests.txt");
    assert!(sheet.contains("\r\ncertreq -submit 'oauth.req' 'oauth.cer' 'oauth.p7b'\r\n"));
}

#[test]
fn it_is_the_same_on_another_day_and_nothing_where_nothing_waits() {
    let estate = Estate::asked(ESTATE);
    let later = datetime!(2027-06-01 0:00 UTC);
    assert_eq!(estate.handed_over(), estate.handed_over_at(later));
    assert_eq!(Estate::new(ESTATE).handed_over(), Handover::default());
}
