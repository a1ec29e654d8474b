//! A deployment in a folder of its own, applied as the command does it.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use forecert::apply::{
    ApprovedPlan, Done, Failed, Job, Outcome, Patience, Progress, Services, apply,
};
use forecert::cert::{CertificateId, KeySpec};
use forecert::desired::Desired;
use forecert::inventory::Inventory;
use forecert::pfx::AtRest;
use forecert::plan::{Selection, Terms, plan};
use forecert::secret::PrivateKey;
use forecert::store::{self, Holder, Layout, LockedStore};
use rayon::prelude::*;
use time::OffsetDateTime;

struct Silent;

impl Progress for Silent {
    fn started(&self, _: &CertificateId) {}
    fn done(&self, _: &Done) {}
    fn failed(&self, _: &Failed) {}
}

/// Everything from the lock to the last file.
pub fn applied(desired: &Desired, services: &Services, folder: &Path, jobs: usize) -> Outcome {
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
    let began = Instant::now();
    let job = Job {
        desired,
        inventory: &inventory,
        store: &store,
        now,
        jobs,
        stop: &AtomicBool::new(false),
        services,
        patience: Patience {
            wait: Duration::ZERO,
            elapsed: &|| began.elapsed(),
        },
    };
    apply(&approved, &job, &Silent)
}

/// How many cores there are, and threads for them.
pub fn cores() -> (usize, rayon::ThreadPool) {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
    (jobs, pool.expect("threads"))
}

/// The bare generator of so many RSA keys.
pub fn keys(pool: &rayon::ThreadPool, count: usize) -> Vec<PrivateKey> {
    pool.install(|| {
        let keys = (0..count).into_par_iter();
        let keys = keys.map(|_| PrivateKey::generate(&KeySpec::Rsa(2048)));
        keys.collect::<Result<Vec<_>, _>>().expect("keys")
    })
}
