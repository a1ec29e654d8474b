//! Which certificates go to which machine, and which of them are not there to go.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::cert::{CertificateId, DnsName, day};
use crate::desired::{Desired, DesiredCertificate, Machine};
use crate::inventory::{Generation, Inventory, KeyState};
use crate::plan::{Action, Entry, Plan};
use crate::x509::Certificate;

/// The name of the folder for what belongs to no machine. It has no dot, so no machine is
/// called like that.
pub const DEPLOYMENT: &str = "deployment";

/// Who gets certificates.
#[derive(Clone, Copy, Debug)]
pub enum Recipient<'a> {
    /// A machine.
    Machine(&'a Machine),
    /// The deployment: its OAuth certificate is installed once, on any of these, and
    /// replicated from there.
    Deployment(&'a [&'a Machine]),
}

impl Recipient<'_> {
    /// Its name: the machine's FQDN.
    pub fn name(&self) -> &str {
        match self {
            Self::Machine(machine) => machine.server.as_str(),
            Self::Deployment(_) => DEPLOYMENT,
        }
    }

    /// The name of its folder: a first label that Windows reserves for a device has an
    /// underscore in front, as in the inventory.
    pub fn folder(&self) -> String {
        match self {
            Self::Machine(machine) => folder(&machine.server),
            Self::Deployment(_) => DEPLOYMENT.to_owned(),
        }
    }
}

fn folder(server: &DnsName) -> String {
    let usage = crate::cert::Usage::parse("x").expect("a letter is a usage");
    let pool = server.clone();
    let folder = CertificateId::Pool { pool, usage }.folder();
    folder.trim_end_matches("/x").to_owned()
}

/// What one recipient gets.
#[derive(Clone, Debug)]
pub struct Holding<'a> {
    /// Who.
    pub recipient: Recipient<'a>,
    /// Its certificates, in the order of their usages.
    pub items: Vec<Item<'a>>,
    /// What it should have and cannot get.
    pub absent: Vec<Absent>,
}

/// A certificate with its key, on its way to one recipient.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Under which id it is kept.
    pub id: &'a CertificateId,
    /// Its declaration.
    pub declared: &'a DesiredCertificate,
    /// What it is for on this machine: the name of its files.
    pub usage: &'a str,
    /// What it is assigned to there: Microsoft's type names, or nothing that is assigned.
    pub types: &'a [String],
    /// Its version.
    pub generation: &'a Generation,
    /// The certificate.
    pub certificate: &'a Certificate,
    /// The version before it, while its certificate still holds.
    pub previous: Option<&'a Certificate>,
}

impl Item<'_> {
    /// Its name among the certificates of a computer.
    pub fn friendly_name(&self) -> String {
        self.declared.friendly_name(self.generation.number)
    }
}

/// A certificate that cannot go to its machine yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// Which.
    pub id: CertificateId,
    /// Why.
    pub why: String,
    /// What to do about it.
    pub cure: String,
}

/// What every recipient gets: the deployment first, then machines by name. Machines that
/// get nothing are left out. The cost grows with the certificates, not with their square.
pub fn holdings<'a>(
    desired: &'a Desired,
    inventory: &'a Inventory,
    plan: &'a Plan,
    hosts: &'a [&'a Machine],
) -> Vec<Holding<'a>> {
    let entries = plan.entries.iter().map(|entry| (&entry.id, entry));
    let book = Book {
        entries: entries.collect(),
        inventory,
        now: plan.as_of,
    };
    let mut by_machine: BTreeMap<&str, Vec<Claim<'a>>> = BTreeMap::new();
    let mut by_pool: BTreeMap<&DnsName, Vec<Claim<'a>>> = BTreeMap::new();
    let mut oauth = None;
    for declared in desired.certificates.values() {
        let claim = Claim {
            declared,
            usage: declared.id.usage(),
            types: &declared.usages,
        };
        match (&declared.id, &declared.pool, &declared.server) {
            (CertificateId::Oauth, ..) => oauth = Some(claim),
            (_, _, Some(server)) => by_machine.entry(server.as_str()).or_default().push(claim),
            (_, Some(pool), None) => by_pool.entry(pool).or_default().push(claim),
            _ => {}
        }
        for served in &declared.serves {
            for server in &served.servers {
                let claims = by_machine.entry(server.as_str()).or_default();
                claims.push(Claim {
                    declared,
                    usage: served.id.usage(),
                    types: &served.usages,
                });
            }
        }
    }
    let deployment = oauth.map(|claim| book.holding(Recipient::Deployment(hosts), vec![claim]));
    let machines = desired.machines.values().filter_map(|machine| {
        let own = by_machine.get(machine.server.as_str());
        let shared = by_pool.get(&machine.pool);
        let mut claims: Vec<Claim<'a>> = own.into_iter().chain(shared).flatten().copied().collect();
        claims.sort_by_key(|claim| claim.usage);
        (!claims.is_empty()).then(|| book.holding(Recipient::Machine(machine), claims))
    });
    deployment.into_iter().chain(machines).collect()
}

/// The machines on which the OAuth certificate can be installed for all: those with a
/// Front End's part ("Assign a server-to-server authentication certificate to Skype for
/// Business Server").
pub fn oauth_hosts(desired: &Desired) -> Vec<&Machine> {
    let machines = desired.machines.values();
    machines
        .filter(|machine| matches!(machine.role, "front-end" | "standard-edition"))
        .collect()
}

/// That a machine should have a certificate.
#[derive(Clone, Copy)]
struct Claim<'a> {
    declared: &'a DesiredCertificate,
    usage: &'a str,
    types: &'a [String],
}

/// What there is to give.
struct Book<'a> {
    entries: BTreeMap<&'a CertificateId, &'a Entry>,
    inventory: &'a Inventory,
    now: OffsetDateTime,
}

impl<'a> Book<'a> {
    fn holding(&self, recipient: Recipient<'a>, claims: Vec<Claim<'a>>) -> Holding<'a> {
        let mut holding = Holding {
            recipient,
            items: Vec::new(),
            absent: Vec::new(),
        };
        for claim in claims {
            match self.item(claim) {
                Ok(item) => holding.items.push(item),
                Err((why, cure)) => holding.absent.push(Absent {
                    id: claim.declared.id.clone(),
                    why,
                    cure,
                }),
            }
        }
        holding
    }

    fn item(&self, claim: Claim<'a>) -> Result<Item<'a>, (String, String)> {
        let id = &claim.declared.id;
        let apply = || "run `forecert apply`".to_owned();
        let Some(entry) = self.entries.get(id) else {
            return Err(("it is not planned".to_owned(), apply()));
        };
        let current = entry.current.as_ref();
        let found = current.and_then(|current| self.inventory.generation(id, current.generation));
        let (Some(current), Some(generation)) = (current, found) else {
            return Err(missing(entry));
        };
        let version = generation.number;
        let Some(certificate) = generation
            .certificate
            .as_ref()
            .filter(|_| generation.is_sound())
        else {
            return Err(missing(entry));
        };
        if !current.is_met {
            let why = format!("version {version} is no longer what is declared");
            return Err(match entry.action {
                Action::Wait => (format!("{why}, and the next one is awaited"), accept()),
                _ => (why, apply()),
            });
        }
        if self.now > current.not_after {
            let why = format!("version {version} ended on {}", day(current.not_after));
            return Err((why, apply()));
        }
        if self.inventory.revokes(certificate) {
            let cure = format!("withdraw it: forecert withdraw {id} --generation {version}");
            return Err((format!("version {version} is revoked"), cure));
        }
        let key = match &generation.key {
            KeyState::Here(_) => None,
            KeyState::Unreadable(reason) => Some(format!("its key cannot be read: {reason}")),
            KeyState::Missing { .. } | KeyState::NotHere => Some("its key is not here".to_owned()),
        };
        if let Some(why) = key {
            let cure = "run this where the private keys are, or restore the key".to_owned();
            return Err((why, cure));
        }
        Ok(Item {
            id,
            declared: claim.declared,
            usage: claim.usage,
            types: claim.types,
            generation,
            certificate,
            previous: self.previous(id, version),
        })
    }

    /// The version that servers have until this one is assigned.
    fn previous(&self, id: &CertificateId, version: u32) -> Option<&'a Certificate> {
        let mut earlier = self.inventory.of(id).rev();
        let earlier = earlier.find(|generation| {
            generation.number < version && generation.is_sound() && !generation.is_withdrawn()
        })?;
        let certificate = earlier.certificate.as_ref();
        certificate.filter(|certificate| certificate.validity().not_after > self.now)
    }
}

fn missing(entry: &Entry) -> (String, String) {
    let reasons: Vec<&str> = entry
        .reasons
        .iter()
        .map(|reason| reason.message.as_str())
        .collect();
    match entry.action {
        Action::Wait => (format!("it is awaited: {}", reasons.join("; ")), accept()),
        Action::Blocked => (
            format!("it is blocked: {}", reasons.join("; ")),
            format!("run `forecert explain {}`", entry.id),
        ),
        _ => (
            "it is not made yet".to_owned(),
            "run `forecert apply`".to_owned(),
        ),
    }
}

fn accept() -> String {
    "run `forecert accept` with the answer".to_owned()
}

#[cfg(test)]
mod tests;
