//! How long it takes to draw a bundle in which every server has its folder, and the
//! order of installation. The time must grow with the number of
//! servers and no faster.

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use forecert::bundle::holding::oauth_hosts;
use forecert::bundle::{self, Task, Wishes};
use forecert::cert::{CertificateId, Validity};
use forecert::desired::{Desired, resolve};
use forecert::inventory::{
    CERTIFICATE, CHAIN, Content, File, Inventory, KeyDirectory, ORDER, Order, OrderState, REQUEST,
    Root, Snapshot,
};
use forecert::manifest::Manifest;
use forecert::mint::{self, Authority};
use forecert::plan::{Plan, Selection, Terms, plan};
use forecert::secret::PrivateKey;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
const SIZES: [usize; 4] = [250, 500, 1000, 2000];

/// A pool of so many servers with a certificate each.
fn manifest(servers: usize) -> Manifest {
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
struct Made {
    snapshot: Snapshot,
}

impl Made {
    fn of(desired: &Desired) -> Self {
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

fn planned(desired: &Desired, inventory: &Inventory) -> Plan {
    let selection = Selection::default();
    let terms = Terms {
        now: NOW,
        selection: &selection,
    };
    plan(desired, inventory, &terms)
}

fn benchmark(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bundle");
    group.sample_size(20);
    for size in SIZES {
        group.throughput(Throughput::Elements(size as u64));
        let desired = resolve(&manifest(size)).expect("a valid manifest");
        let made = Made::of(&desired);
        let inventory = Inventory::read(&made.snapshot);
        let plan = planned(&desired, &inventory);
        let hosts = oauth_hosts(&desired);
        let settled = BTreeMap::new();
        let design = || {
            bundle::design(
                black_box(&desired),
                black_box(&inventory),
                black_box(&plan),
                &hosts,
                &settled,
            )
        };
        let drawn = design();
        let none = BTreeMap::new();
        let tasks = bundle::tasks(&drawn, &none, Wishes::default());
        assert_eq!(tasks, vec![Task::Make; size]);
        group.bench_function(BenchmarkId::new("design", size), |bencher| {
            bencher.iter(design);
        });
        group.bench_function(BenchmarkId::new("order", size), |bencher| {
            bencher.iter(|| bundle::order(black_box(&desired), black_box(&drawn.holdings)));
        });
    }
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
