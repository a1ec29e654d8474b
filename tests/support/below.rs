//! A deployment below the command line, at a moment of the test's own.

#![allow(dead_code)] // each test file uses its own part

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use forecert::accept::{self, Arrivals, OtherKeys};
use forecert::apply::{
    self, ApprovedPlan, Done, Failed, Job, Outcome, Patience, Progress, Services,
};
use forecert::cert::{CertificateId, Contents, Curve, KeySpec, Subject, Validity};
use forecert::desired::{self, Desired, DesiredCertificate, IssuerKind};
use forecert::inventory::{Inventory, Passwords};
use forecert::manifest::Manifest;
use forecert::mint::{self, Authority};
use forecert::pfx::AtRest;
use forecert::plan::{Plan, Selection, Terms, plan};
use forecert::secret::PrivateKey;
use forecert::store::{self, Holder, Layout, LockedStore, StoreError};
use time::OffsetDateTime;
use time::macros::datetime;

/// What the requests are carried to.
pub static FOREIGN: LazyLock<Authority> = LazyLock::new(|| authority("Contoso Root"));

/// An authority that signs itself, under a name.
pub fn authority(name: &str) -> Authority {
    let spec = KeySpec::Ec(Curve::P256);
    let key = PrivateKey::generate(&spec).expect("a key");
    let contents = Contents {
        subject: Subject::default().with("CN", Some(name)),
        names: BTreeSet::new(),
        other_names: BTreeSet::new(),
        key: spec,
        key_usage: None,
        extended_key_usage: BTreeSet::new(),
        template: None,
    };
    let validity = Validity {
        not_before: datetime!(2020-01-01 0:00 UTC),
        not_after: datetime!(2090-01-01 0:00 UTC),
    };
    let root = mint::root(&contents, &key, validity).expect("a root");
    Authority::new(root, key).expect("an authority")
}

/// Nobody is told.
pub struct Silent;

impl Progress for Silent {
    fn started(&self, _: &CertificateId) {}
    fn done(&self, _: &Done) {}
    fn failed(&self, failed: &Failed) {
        panic!("`{}`: {:?}", failed.id, failed.failure);
    }
}

/// What a manifest means; it must be right.
#[track_caller]
pub fn desired(text: &str) -> Desired {
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes());
    let manifest = manifest.unwrap_or_else(|rejected| panic!("{:?}\n{text}", rejected.findings));
    desired::resolve(&manifest).unwrap_or_else(|found| panic!("{found:?}\n{text}"))
}

/// Where everything lies when the manifest lies in this folder.
pub fn layout(base: &Path, desired: &Desired) -> Layout {
    let mut authorities = BTreeMap::new();
    let mut trust = BTreeMap::new();
    for (name, issuer) in &desired.issuers {
        if let IssuerKind::LocalCa { directory, .. } = &issuer.kind {
            authorities.insert(name.clone(), base.join(directory));
        }
        let files = issuer.trust.iter().map(|path| base.join(path));
        trust.insert(name.clone(), files.collect());
    }
    Layout {
        inventory: base.join(&desired.inventory),
        keys: base.join(&desired.keys),
        authorities,
        trust,
        base: base.to_owned(),
        at_rest: AtRest::default(),
    }
}

/// What is there.
pub fn inventory(base: &Path, desired: &Desired) -> Inventory {
    Inventory::read(&store::read(&layout(base, desired)).expect("an inventory"))
}

/// The plan for everything, of a moment.
pub fn planned(desired: &Desired, inventory: &Inventory, now: OffsetDateTime) -> Plan {
    let selection = Selection::default();
    let terms = Terms {
        now,
        selection: &selection,
    };
    plan(desired, inventory, &terms)
}

/// The store, for one who writes.
pub fn lock(base: &Path, desired: &Desired, now: OffsetDateTime) -> LockedStore {
    let holder = Holder {
        command: "test".into(),
        host: "here".into(),
        process: 1,
        since: now,
    };
    loop {
        match LockedStore::lock(layout(base, desired), &holder) {
            // A process that another test begins holds a copy of this one's open files
            // until it has become the program.
            Err(StoreError::Locked { .. }) => std::thread::yield_now(),
            locked => return locked.expect("a lock"),
        }
    }
}

/// Makes everything that is planned at a moment.
pub fn apply(base: &Path, desired: &Desired, now: OffsetDateTime) -> Outcome {
    let plan = planned(desired, &inventory(base, desired), now);
    carried(base, desired, plan, now)
}

/// Carries a plan out at a moment.
pub fn carried(base: &Path, desired: &Desired, plan: Plan, now: OffsetDateTime) -> Outcome {
    let store = lock(base, desired, now);
    let inventory = inventory(base, desired);
    let job = Job {
        desired,
        inventory: &inventory,
        store: &store,
        now,
        jobs: 2,
        stop: &AtomicBool::new(false),
        services: &Services::new(),
        patience: Patience::NONE,
    };
    apply::apply(&ApprovedPlan::consented(plan), &job, &Silent)
}

/// The foreign authority answers every open request as it asks, and the answers are taken in.
pub fn answer(
    base: &Path,
    desired: &Desired,
    now: OffsetDateTime,
    validity: impl Fn(&DesiredCertificate) -> Validity,
) {
    for (id, generations) in &inventory(base, desired).generations {
        let open = generations.values().find(|found| found.is_open());
        let request = open.and_then(|open| open.request.as_ref());
        let (Some(request), Some(declared)) = (request, desired.certificates.get(id)) else {
            continue;
        };
        let mut contents = request.contents().clone();
        contents.template = None;
        let url = "http://pki.contoso.net/root.crl";
        let answer = mint::leaf(request, &contents, &FOREIGN, validity(declared), url);
        accept(base, desired, &answer.expect("a certificate").pem(), now);
    }
}

/// An answer is taken in.
#[track_caller]
pub fn accept(base: &Path, desired: &Desired, answer: &str, now: OffsetDateTime) {
    let store = lock(base, desired, now);
    let inventory = inventory(base, desired);
    let arrivals = Arrivals::read([("answer", answer.as_bytes())], &Passwords::default());
    let judgement = accept::judge(&arrivals, desired, &inventory, OtherKeys::Refused, now);
    assert!(judgement.refusals.is_empty(), "{:#?}", judgement.refusals);
    for acceptance in &judgement.acceptances {
        accept::take(acceptance, &arrivals, &inventory, &store, now).expect("room for it");
    }
}
