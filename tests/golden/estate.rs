//! What happened in a deployment before it is looked at, below the command line and with
//! a clock of its own.

use forecert::cert::{CertificateId, Contents, Validity};
use forecert::desired::{Desired, DesiredCertificate};
use forecert::inventory::{Inventory, OrderState};
use forecert::mint;
use forecert::store::LockedStore;
use serde_json::{Value, json};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::below::{self, FOREIGN};
use crate::scene::Scene;

pub const CONTOSO: &str = include_str!("contoso.yaml");
pub const DAYS: &str = include_str!("days.yaml");
pub const FARM: &str = include_str!("farm.yaml");
pub const RECEIPTS: &str = include_str!("receipts.yaml");
pub const SBC: &str = include_str!("sbc.yaml");

/// When most deployments begin.
pub const BEGIN: OffsetDateTime = datetime!(2026-11-02 12:00 UTC);

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
        let outcome = below::apply(self.deployment.root(), &self.desired(), now);
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
        let validity = |declared: &DesiredCertificate| Validity {
            not_before: now,
            not_after: now + declared.validity.duration(),
        };
        below::answer(self.deployment.root(), &self.desired(), now, validity);
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
        below::accept(self.deployment.root(), &self.desired(), answer, now);
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
        below::desired(&self.deployment.read("forecert.yaml"))
    }

    fn inventory(&self, desired: &Desired) -> Inventory {
        below::inventory(self.deployment.root(), desired)
    }

    fn lock(&self, desired: &Desired, now: OffsetDateTime) -> LockedStore {
        below::lock(self.deployment.root(), desired, now)
    }
}

fn tls(server: &str) -> CertificateId {
    let id = format!("sbc.contoso.net/{server}.contoso.net/tls");
    CertificateId::parse(&id).expect("an id")
}
