//! An estate of so many servers in which everything is in order, and its files.

use forecert::cert::{CertificateId, Validity};
use forecert::desired::Desired;
use forecert::inventory::{
    CERTIFICATE, CHAIN, Content, File, KeyDirectory, ORDER, Order, OrderState, REQUEST, Root,
    Snapshot,
};
use forecert::manifest::Manifest;
use forecert::mint::{self, Authority};
use forecert::secret::PrivateKey;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// The moment at which it is looked at.
pub const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

/// The numbers of servers that are measured.
pub const SIZES: [usize; 4] = [250, 500, 1000, 2000];

/// A pool of so many servers with a certificate each.
pub fn manifest(servers: usize) -> Manifest {
    let servers: Vec<String> = (0..servers)
        .map(|n| format!("s{n:04}.contoso.net"))
        .collect();
    let text = format!(
        r#"version: 1
rules: "2026.1"
defaults: {{ issuer: lab, key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.com/lab.crl"
    authority: {{ key: {{ algorithm: ec, size: 256 }} }}
pools:
  - fqdn: pool.contoso.net
    role: custom
    servers: [{}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{pool}}", "{{server}}"], eku: [server-auth] }}
"#,
        servers.join(", ")
    );
    Manifest::parse("forecert.yaml", text.as_bytes()).expect("a valid manifest")
}

/// The files that an apply makes, without a disk below.
pub struct Made {
    pub snapshot: Snapshot,
}

impl Made {
    pub fn of(desired: &Desired) -> Self {
        let mut made = Self {
            snapshot: Snapshot {
                key_directories: vec![KeyDirectory {
                    root: Root::Keys,
                    shown: "keys".to_owned(),
                    mode: Some(0o700),
                }],
                authority_keys: vec!["lab".to_owned()],
                ..Snapshot::default()
            },
        };
        let id = CertificateId::parse("issuer/lab").expect("an id");
        let contents = &desired.certificates[&id].contents;
        let key = PrivateKey::generate(&contents.key).expect("a key");
        let root = mint::root(contents, &key, validity(3650)).expect("a root");
        let lab = || Root::Authority("lab".to_owned());
        made.file(lab(), "keys/0001.pem", key.pem().as_bytes());
        made.file(lab(), &format!("0001/{CERTIFICATE}"), root.pem().as_bytes());
        let authority = Authority::new(root.clone(), key).expect("its key");
        let order = Order::new("lab", OrderState::Pending, NOW).to_json();
        for declared in desired.certificates.values().filter(|one| one.id != id) {
            let contents = &declared.contents;
            let folder = declared.id.folder();
            let key = PrivateKey::generate(&contents.key).expect("a key");
            let request = mint::request(contents, &key).expect("a request");
            let url = "http://pki.contoso.com/lab.crl";
            let leaf = mint::leaf(&request, contents, &authority, validity(730), url);
            let leaf = leaf.expect("a certificate");
            made.file(
                Root::Keys,
                &format!("{folder}/0001.pem"),
                key.pem().as_bytes(),
            );
            for (name, text) in [
                (REQUEST, request.pem()),
                (ORDER, order.clone()),
                (CHAIN, root.pem()),
                (CERTIFICATE, leaf.pem()),
            ] {
                let path = format!("{folder}/0001/{name}");
                made.file(Root::Inventory, &path, text.as_bytes());
            }
        }
        made
    }

    fn file(&mut self, root: Root, path: &str, bytes: &[u8]) {
        self.snapshot.files.push(File {
            root,
            path: path.to_owned(),
            shown: path.to_owned(),
            content: Content::Bytes(bytes.to_vec().into()),
            mode: Some(0o600),
        });
    }
}

fn validity(days: i64) -> Validity {
    Validity {
        not_before: NOW - Duration::days(1),
        not_after: NOW + Duration::days(days),
    }
}
