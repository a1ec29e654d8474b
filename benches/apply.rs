//! How long an apply of 40 requests takes, beside the bare generator of their 40 RSA
//! keys on the same cores: what lies between the two is forecert.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use forecert::apply::{
    ApprovedPlan, Done, Failed, Job, Outcome, Patience, Progress, Services, apply,
};
use forecert::cert::{CertificateId, KeySpec};
use forecert::desired::{Desired, resolve};
use forecert::inventory::Inventory;
use forecert::manifest::Manifest;
use forecert::pfx::AtRest;
use forecert::plan::{Selection, Terms, plan};
use forecert::secret::PrivateKey;
use forecert::store::{self, Holder, Layout, LockedStore};
use rayon::prelude::*;
use time::OffsetDateTime;

const REQUESTS: usize = 40;

fn desired() -> Desired {
    let servers: Vec<String> = (1..=REQUESTS)
        .map(|n| format!("s{n:02}.contoso.net"))
        .collect();
    let text = format!(
        r#"version: 1
rules: "2026.1"
defaults: {{ issuer: enterprise, key: {{ algorithm: rsa, size: 2048 }} }}
issuers:
  - {{ name: enterprise, type: request, class: enterprise, validity: 2y }}
pools:
  - fqdn: pool.contoso.net
    role: custom
    servers: [{}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{pool}}"], eku: [server-auth] }}
"#,
        servers.join(", ")
    );
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).expect("a valid manifest");
    resolve(&manifest).expect("a possible one")
}

struct Silent;

impl Progress for Silent {
    fn started(&self, _: &CertificateId) {}
    fn done(&self, _: &Done) {}
    fn failed(&self, _: &Failed) {}
}

/// Everything from the lock to the last file.
fn applied(desired: &Desired, folder: &Path, jobs: usize) -> Outcome {
    let layout = Layout {
        at_rest: AtRest::default(),
        base: folder.to_owned(),
        inventory: folder.join("inventory"),
        keys: folder.join("keys"),
        authorities: Default::default(),
        trust: Default::default(),
    };
    let now = OffsetDateTime::now_utc();
    LockedStore::create_inventory(&layout).expect("a folder");
    let holder = Holder {
        command: "apply".to_owned(),
        host: "here".to_owned(),
        process: 1,
        since: now,
    };
    let store = LockedStore::lock(layout, &holder).expect("nobody else is here");
    let inventory = Inventory::read(&store::read(store.layout()).expect("an inventory"));
    let selection = Selection::default();
    let terms = Terms {
        now,
        selection: &selection,
    };
    let approved = ApprovedPlan::consented(plan(desired, &inventory, &terms));
    let job = Job {
        desired,
        inventory: &inventory,
        store: &store,
        now,
        jobs,
        stop: &AtomicBool::new(false),
        services: &Services::new(),
        patience: Patience::NONE,
    };
    apply(&approved, &job, &Silent)
}

fn benchmark(criterion: &mut Criterion) {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .expect("threads");
    let desired = desired();
    let mut group = criterion.benchmark_group("40 requests, RSA 2048");
    // The time to find a key varies by itself, so that many samples change little.
    group.sample_size(10);
    group.throughput(Throughput::Elements(REQUESTS as u64));
    group.bench_function("bare key generator", |bencher| {
        bencher.iter(|| {
            pool.install(|| {
                let keys = (0..REQUESTS).into_par_iter();
                let keys = keys.map(|_| PrivateKey::generate(&KeySpec::Rsa(2048)));
                keys.collect::<Result<Vec<_>, _>>().expect("keys")
            })
        });
    });
    group.bench_function("apply", |bencher| {
        bencher.iter_batched(
            || tempfile::tempdir().expect("a temporary folder"),
            |folder| {
                let outcome = applied(&desired, folder.path(), jobs);
                assert_eq!(outcome.done.len(), REQUESTS);
                folder
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
