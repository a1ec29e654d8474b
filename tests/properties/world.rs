//! A deployment below the command line, with a clock of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use forecert::accept::{self, Arrivals, OtherKeys};
use forecert::cert::{CertificateId, Validity};
use forecert::desired::{Desired, IssuerKind};
use forecert::inventory::{Inventory, OrderState, Passwords};
use forecert::mint;
use forecert::plan::{Action, Plan, PlanDocument};
use forecert::store::{Layout, LockedStore};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::below::{self, FOREIGN};
use crate::estate::{Change, Deed, Estate};

pub struct World {
    folder: tempfile::TempDir,
    estate: Estate,
    now: OffsetDateTime,
    /// Every key file that was ever seen.
    keys: BTreeMap<String, Vec<u8>>,
}

impl World {
    pub fn new(estate: Estate) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("inventory/.forecert")).expect("a folder");
        let root = FOREIGN.certificate.pem();
        fs::write(folder.path().join("root.pem"), root).expect("a file");
        Self {
            folder,
            estate,
            now: datetime!(2026-11-22 12:00 UTC),
            keys: BTreeMap::new(),
        }
    }

    pub fn desired(&self, turned: bool) -> Option<Desired> {
        if self.estate.pools.iter().all(|pool| !pool.declared) {
            return None;
        }
        let text = self.estate.manifest(turned);
        Some(below::desired(&text))
    }

    pub fn layout(&self, desired: &Desired) -> Layout {
        below::layout(self.folder.path(), desired)
    }

    pub fn read(&self, desired: &Desired) -> Inventory {
        below::inventory(self.folder.path(), desired)
    }

    pub fn plan(&self, desired: &Desired, inventory: &Inventory) -> Plan {
        below::planned(desired, inventory, self.now)
    }

    fn lock(&self, desired: &Desired) -> LockedStore {
        below::lock(self.folder.path(), desired, self.now)
    }

    pub fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::Wait(days) => self.now += Duration::days(i64::from(*days)),
            Deed::Edit(pool, change) => self.edit(*pool, change),
            Deed::Litter(kind) => self.litter(*kind),
            Deed::Apply | Deed::Accept(_) | Deed::Withdraw(_) | Deed::Crash(_) => {
                let Some(desired) = self.desired(false) else {
                    return;
                };
                match deed {
                    Deed::Apply => self.apply(&desired),
                    Deed::Accept(chosen) => self.accept(&desired, *chosen),
                    Deed::Withdraw(which) => self.withdraw(&desired, *which),
                    Deed::Crash(which) => self.crash(&desired, *which),
                    _ => {}
                }
            }
        }
    }

    fn edit(&mut self, pool: usize, change: &Change) {
        let count = self.estate.pools.len();
        let pool = &mut self.estate.pools[pool % count];
        match change {
            Change::Declared => pool.declared = !pool.declared,
            Change::Local => pool.local = !pool.local,
            Change::Shared => pool.shared = !pool.shared,
            Change::Extra => pool.extra = !pool.extra,
            Change::Keep => pool.keep = !pool.keep,
            Change::Large => pool.large = !pool.large,
            Change::Servers(servers) => pool.servers = *servers,
        }
    }

    fn apply(&self, desired: &Desired) {
        let before = self.plan(desired, &self.read(desired));
        assert!(!before.has(Action::Blocked), "{:#?}", said(&before));
        let outcome = below::apply(self.folder.path(), desired, self.now);
        assert!(outcome.is_complete(), "{outcome:?}");
        // What a local authority signs is in order; the rest is in order or awaited.
        let after = self.plan(desired, &self.read(desired));
        for entry in &after.entries {
            let local = entry.declared.as_ref().is_some_and(|declared| {
                let kind = &desired.issuers[&declared.issuer].kind;
                matches!(kind, IssuerKind::LocalCa { .. })
            });
            let settled = match entry.action {
                Action::Keep | Action::Orphan => true,
                Action::Wait => !local,
                _ => false,
            };
            assert!(settled, "{:?}: {:#?}", entry.id, said(&after));
        }
    }

    fn accept(&self, desired: &Desired, chosen: u16) {
        let inventory = self.read(desired);
        let before = documents(&self.plan(desired, &inventory));
        let mut files = Vec::new();
        let mut answered = BTreeSet::new();
        let mut index = 0;
        for (id, generations) in &inventory.generations {
            for generation in generations.values() {
                let open = generation.certificate.is_none();
                let Some(request) = generation.request.as_ref().filter(|_| open) else {
                    continue;
                };
                index += 1;
                if chosen & (1 << (index % 16)) == 0 {
                    continue;
                }
                let mut contents = request.contents().clone();
                contents.template = None;
                // Now and then the authority does what it may.
                if index % 3 == 0 {
                    contents.subject.0.retain(|(name, _)| name != "O");
                    contents.names.insert("www.contoso.net".into());
                }
                let validity = Validity {
                    not_before: self.now - Duration::hours(1),
                    not_after: self.now + Duration::days(90 + i64::from(index)),
                };
                let url = "http://pki.contoso.net/root.crl";
                let answer = mint::leaf(request, &contents, &FOREIGN, validity, url);
                let answer = answer.expect("a certificate").pem();
                files.push((format!("{id}-{}", generation.number), answer));
                answered.insert(id.to_string());
            }
        }
        let arrivals = files.iter();
        let arrivals = arrivals.map(|(name, text)| (name.as_str(), text.as_bytes()));
        let arrivals = Arrivals::read(arrivals, &Passwords::default());
        let store = self.lock(desired);
        let judgement = accept::judge(&arrivals, desired, &inventory, OtherKeys::Refused, self.now);
        assert!(judgement.refusals.is_empty(), "{:#?}", judgement.refusals);
        for acceptance in &judgement.acceptances {
            accept::take(acceptance, &arrivals, &inventory, &store, self.now).expect("room for it");
        }
        // Each went where it was asked for, and all others stand as they stood.
        let inventory = self.read(desired);
        for (name, _) in &files {
            let (id, number) = name.rsplit_once('-').expect("id and number");
            let id = CertificateId::parse(id).expect("an id");
            let number = number.parse().expect("a number");
            let generation = inventory.generation(&id, number).expect("a version");
            assert!(generation.is_sound(), "{name}: {:?}", generation.damage);
        }
        let after = documents(&self.plan(desired, &inventory));
        for (id, document) in &before {
            if !answered.contains(id) {
                assert_eq!(Some(document), after.get(id));
            }
        }
        // The same answers once more are nothing new.
        let again = accept::judge(&arrivals, desired, &inventory, OtherKeys::Refused, self.now);
        assert!(again.refusals.is_empty());
        let here =
            |one: &accept::Acceptance| matches!(one.place, accept::Place::AlreadyHere { .. });
        assert!(again.acceptances.iter().all(here));
    }

    fn withdraw(&self, desired: &Desired, which: usize) {
        let inventory = self.read(desired);
        let ids = inventory.generations.keys();
        let ids: Vec<_> = ids
            .filter(|id| !matches!(id, CertificateId::Issuer { .. }))
            .collect();
        let Some(id) = ids.get(which % ids.len().max(1)) else {
            return;
        };
        let last = inventory.of(id).next_back().map(|last| last.number);
        let order = accept::withdrawal(id, last, "a test", &inventory, self.now);
        if let Ok((number, order)) = order {
            assert_eq!(order.state, OrderState::Withdrawn);
            let store = self.lock(desired);
            store.set_order(id, number, &order).expect("room for it");
        }
    }

    fn crash(&self, desired: &Desired, which: usize) {
        let inventory = self.read(desired);
        let last = inventory.generations.iter();
        let last = last.filter_map(|(id, found)| Some((id, found.values().next_back()?)));
        let open: Vec<_> = last.filter(|(_, last)| last.is_open()).collect();
        if let Some((id, last)) = open.get(which % open.len().max(1)) {
            let folder = self.layout(desired).generation(id, last.number);
            fs::remove_dir_all(folder).expect("a folder");
        }
    }

    fn litter(&self, kind: u8) {
        let text = match kind % 4 {
            0 => "notes of a meeting\n".to_owned(),
            1 => FOREIGN.certificate.pem(),
            2 => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned(),
            _ => String::new(),
        };
        let folder = self.folder.path().join("inventory/old");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(format!("{kind}.pem")), text).expect("a file");
    }

    /// What must hold after every deed.
    pub fn check(&mut self) {
        let mut keys = BTreeMap::new();
        for folder in ["keys", "ca/keys"] {
            collect(
                self.folder.path(),
                &self.folder.path().join(folder),
                &mut keys,
            );
        }
        for (path, content) in &self.keys {
            assert_eq!(keys.get(path), Some(content), "{path}");
        }
        self.keys = keys;
        let (Some(desired), Some(turned)) = (self.desired(false), self.desired(true)) else {
            return;
        };
        let plan = self.plan(&desired, &self.read(&desired));
        let json = PlanDocument::new(&plan, "").to_json();
        let again = self.plan(&desired, &self.read(&desired));
        assert_eq!(json, PlanDocument::new(&again, "").to_json());
        let parsed = PlanDocument::parse(json.as_bytes()).expect("a plan");
        assert_eq!(parsed.to_json(), json);
        // The order in which things are declared is nobody's business.
        let turned = self.plan(&turned, &self.read(&turned));
        let list = |plan: &Plan| PlanDocument::new(plan, "").certificates;
        assert_eq!(list(&plan), list(&turned));
    }
}

/// Each certificate of a plan as JSON.
pub fn documents(plan: &Plan) -> BTreeMap<String, String> {
    let certificates = PlanDocument::new(plan, "").certificates.into_iter();
    certificates
        .map(|one| {
            let json = serde_json::to_string_pretty(&one).expect("plain data");
            (one.id, json)
        })
        .collect()
}

/// What a plan says, in short.
pub fn said(plan: &Plan) -> Vec<String> {
    let entries = plan.entries.iter();
    entries
        .map(|entry| format!("{} {:?} {:?}", entry.id, entry.action, entry.reasons))
        .collect()
}

pub fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let relative = path.strip_prefix(root).expect("below the root");
            let content = fs::read(&path).expect("a file");
            files.insert(relative.to_string_lossy().into_owned(), content);
        }
    }
}
