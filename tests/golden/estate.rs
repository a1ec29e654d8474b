//! What happened in a deployment before it is looked at, below the command line and with
//! a clock of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use forecert::accept::{self, Arrivals, OtherKeys};
use forecert::apply::{self, ApprovedPlan, Done, Failed, Job, Progress};
use forecert::cert::{CertificateId, Contents, Curve, KeySpec, Subject, Validity};
use forecert::desired::{self, Desired, IssuerKind};
use forecert::inventory::{Inventory, OrderState, Passwords};
use forecert::manifest::Manifest;
use forecert::mint::{self, Authority};
use forecert::plan::{Selection, Terms, plan};
use forecert::secret::PrivateKey;
use forecert::store::{self, Holder, Layout, LockedStore, StoreError};
use serde_json::{Value, json};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::scene::Scene;

pub const CONTOSO: &str = include_str!("contoso.yaml");
pub const FARM: &str = include_str!("farm.yaml");
pub const RECEIPTS: &str = include_str!("receipts.yaml");
pub const SBC: &str = include_str!("sbc.yaml");

/// When most deployments begin.
pub const BEGIN: OffsetDateTime = datetime!(2026-11-02 12:00 UTC);

/// What the requests are carried to.
static FOREIGN: LazyLock<Authority> = LazyLock::new(|| {
    let spec = KeySpec::Ec(Curve::P256);
    let key = PrivateKey::generate(&spec).expect("a key");
    let contents = Contents {
        subject: Subject::default().with("CN", Some("Contoso Root")),
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
});

/// Nobody is told.
struct Silent;

impl Progress for Silent {
    fn started(&self, _: &CertificateId) {}
    fn done(&self, _: &Done) {}
    fn failed(&self, failed: &Failed) {
        panic!("`{}`: {:?}", failed.id, failed.failure);
    }
}

/// A year from this moment on.
pub fn a_year(from: OffsetDateTime) -> Validity {
    Validity {
        not_before: from,
        not_after: from + Duration::days(365),
    }
}

impl Scene {
    /// The deployment of [`FARM`], with the authority that its requests are carried to.
    pub fn farm(name: &'static str) -> Self {
        Self::trusting(name, FARM)
    }

    /// With the authority that requests are carried to.
    pub fn trusting(name: &'static str, manifest: &str) -> Self {
        let scene = Self::new(name, manifest);
        scene
            .deployment
            .write("pki/root.pem", FOREIGN.certificate.pem());
        scene
    }

    /// Everything planned at this moment is made.
    pub fn applied(&self, now: OffsetDateTime) {
        let desired = self.desired();
        let store = self.lock(&desired, now);
        let inventory = self.inventory(&desired);
        let selection = Selection::default();
        let terms = Terms {
            now,
            selection: &selection,
        };
        let plan = plan(&desired, &inventory, &terms);
        let job = Job {
            desired: &desired,
            inventory: &inventory,
            store: &store,
            now,
            jobs: 2,
            stop: &AtomicBool::new(false),
        };
        let outcome = apply::apply(&ApprovedPlan::consented(plan), &job, &Silent);
        assert!(outcome.is_complete(), "{outcome:?}");
    }

    /// The open requests of these servers are answered for a year from this moment on.
    pub fn answered(&self, servers: &[&str], now: OffsetDateTime) {
        for server in servers {
            let answer = self.answer(server, a_year(now), |_| {});
            self.accepted(&answer, now);
        }
    }

    /// Every open request is answered as it asks, for as long as its issuer is to.
    pub fn all_answered(&self, now: OffsetDateTime) {
        let desired = self.desired();
        let inventory = self.inventory(&desired);
        for (id, generations) in &inventory.generations {
            let open = generations.values().find(|found| found.is_open());
            let request = open.and_then(|open| open.request.as_ref());
            let (Some(request), Some(declared)) = (request, desired.certificates.get(id)) else {
                continue;
            };
            let mut contents = request.contents().clone();
            contents.template = None;
            let validity = Validity {
                not_before: now,
                not_after: now + declared.validity.duration(),
            };
            let url = "http://pki.contoso.net/root.crl";
            let answer = mint::leaf(request, &contents, &FOREIGN, validity, url);
            self.accepted(&answer.expect("a certificate").pem(), now);
        }
    }

    /// What the authority makes of the highest request of a server.
    pub fn answer(
        &self,
        server: &str,
        validity: Validity,
        edit: impl FnOnce(&mut Contents),
    ) -> String {
        let id = tls(server);
        let inventory = self.inventory(&self.desired());
        let last = inventory.of(&id).next_back().expect("a version");
        let request = last.request.as_ref().expect("a request");
        let mut contents = request.contents().clone();
        contents.template = None;
        edit(&mut contents);
        let url = "http://pki.contoso.net/root.crl";
        mint::leaf(request, &contents, &FOREIGN, validity, url)
            .expect("a certificate")
            .pem()
    }

    /// An answer is taken in.
    fn accepted(&self, answer: &str, now: OffsetDateTime) {
        let desired = self.desired();
        let store = self.lock(&desired, now);
        let inventory = self.inventory(&desired);
        let arrivals = Arrivals::read([("answer", answer.as_bytes())], &Passwords::default());
        let judgement = accept::judge(&arrivals, &desired, &inventory, OtherKeys::Refused, now);
        assert!(judgement.refusals.is_empty(), "{:#?}", judgement.refusals);
        for acceptance in &judgement.acceptances {
            accept::take(acceptance, &arrivals, &inventory, &store, now).expect("room for it");
        }
    }

    /// The issuer refuses the highest request of a server.
    pub fn denied(&self, server: &str, reason: &str, now: OffsetDateTime) {
        let desired = self.desired();
        let id = tls(server);
        let inventory = self.inventory(&desired);
        let last = inventory.of(&id).next_back().expect("a version");
        let order = last.order.as_ref().expect("an order");
        let order = order.turned(OrderState::Denied, Some(reason), now);
        let store = self.lock(&desired, now);
        store.set_order(&id, last.number, &order).expect("a file");
    }

    /// A server's receipt of a day: what is assigned there, type by type, and what else is in
    /// its store with its key, each by id and version.
    pub fn receipt(
        &self,
        server: &str,
        day: &str,
        assigned: &[(&str, &str, u32)],
        store: &[(&str, u32)],
    ) {
        let inventory = self.inventory(&self.desired());
        let thumbprint = |id: &str, version| {
            let id = CertificateId::parse(id).expect("an id");
            let generation = inventory.generation(&id, version).expect("a version");
            let certificate = generation.certificate.as_ref();
            certificate.expect("a certificate").thumbprint()
        };
        let in_store =
            |id: &str, version| json!({ "thumbprint": thumbprint(id, version), "has_key": true });
        let types = assigned.iter();
        let types = types.map(|(of, id, version)| {
            // `-Roll`: the type has two, and the later one waits for its day.
            let staged = assigned
                .iter()
                .any(|other| other.0 == *of && other.2 < *version);
            let effective = staged.then_some("2027-11-01T00:00:00Z");
            json!({ "type": of, "thumbprint": thumbprint(id, *version), "effective": effective })
        });
        let own = assigned
            .iter()
            .map(|(_, id, version)| in_store(id, *version));
        let others = store.iter().map(|(id, version)| in_store(id, *version));
        let receipt = json!({
            "receipt": "forecert",
            "format_version": "1.0",
            "server": server,
            "at": format!("{day}T22:00:00Z"),
            "assigned": types.collect::<Value>(),
            "store": own.chain(others).collect::<Value>(),
        });
        let path = format!("inventory/receipts/{server}.json");
        self.deployment.write(&path, receipt.to_string());
    }

    fn desired(&self) -> Desired {
        let text = self.deployment.read("forecert.yaml");
        let manifest = Manifest::parse("forecert.yaml", text.as_bytes());
        let manifest = manifest.unwrap_or_else(|rejected| panic!("{:?}", rejected.findings));
        desired::resolve(&manifest).unwrap_or_else(|found| panic!("{found:?}"))
    }

    fn layout(&self, desired: &Desired) -> Layout {
        let base = self.deployment.root().to_owned();
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
            base,
        }
    }

    fn inventory(&self, desired: &Desired) -> Inventory {
        Inventory::read(&store::read(&self.layout(desired)).expect("an inventory"))
    }

    fn lock(&self, desired: &Desired, now: OffsetDateTime) -> LockedStore {
        let holder = Holder {
            command: "test".into(),
            host: "here".into(),
            process: 1,
            since: now,
        };
        loop {
            match LockedStore::lock(self.layout(desired), &holder) {
                // A process that another test begins holds a copy of this one's open
                // files until it has become the program.
                Err(StoreError::Locked { .. }) => std::thread::yield_now(),
                locked => return locked.expect("a lock"),
            }
        }
    }
}

fn tls(server: &str) -> CertificateId {
    let id = format!("sbc.contoso.net/{server}.contoso.net/tls");
    CertificateId::parse(&id).expect("an id")
}
