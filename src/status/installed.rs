//! Which servers have a certificate, as far as their receipts tell. A server without a
//! receipt may have it or not.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::cert::{CertificateId, DnsName};
use crate::desired::{Desired, Holder};
use crate::inventory::{Inventory, Receipt};
use crate::plan::Entry;

/// Where the certificate in use is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installation {
    /// The servers that it belongs on, by name; none where no receipt of any of them is
    /// here, or nothing is in use.
    pub servers: Vec<Installed>,
    /// Servers that have it and should not.
    pub elsewhere: Vec<Elsewhere>,
}

/// A server that the certificate belongs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The server.
    pub server: DnsName,
    /// How it is there.
    pub presence: Presence,
    /// Whether that is all that is wanted.
    pub is_done: bool,
    /// The types that it is not assigned to and should be.
    pub lacking: Vec<String>,
    /// What is there in its place.
    pub instead: Option<Instead>,
    /// From when on it is used, where it was staged for a later day (`Set-CsCertificate
    /// -Roll -EffectiveDate`).
    pub effective: Option<OffsetDateTime>,
    /// When the server was asked.
    pub as_of: Option<OffsetDateTime>,
}

/// How a certificate is on a server. One that is for no type of Microsoft's is where it
/// belongs when it is in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Assigned to all of its types, from now on or from a later day.
    Assigned,
    /// In the computer's store with its key, and not assigned to all of its types.
    InStore,
    /// Not there.
    NotInstalled,
    /// No receipt of the server is here.
    Unknown,
}

impl Presence {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::InStore => "in-store",
            Self::NotInstalled => "not-installed",
            Self::Unknown => "unknown",
        }
    }
}

/// What a server has in the place of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead {
    /// As Windows shows it.
    pub thumbprint: String,
    /// Which version of the same certificate it is, if it is one.
    pub generation: Option<u32>,
}

/// A server that has a certificate and should not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The server.
    pub server: DnsName,
    /// When it was asked.
    pub as_of: OffsetDateTime,
}

impl Installation {
    /// On how many of the servers it is as it should be.
    pub fn done(&self) -> usize {
        self.servers.iter().filter(|server| server.is_done).count()
    }
}

/// Where the certificate in use is; nothing where there are no receipts at all.
pub fn installation(
    entry: &Entry,
    desired: &Desired,
    inventory: &Inventory,
) -> Option<Installation> {
    if inventory.receipts.is_empty() {
        return None;
    }
    Some(found(entry, desired, inventory).unwrap_or_default())
}

fn found(entry: &Entry, desired: &Desired, inventory: &Inventory) -> Option<Installation> {
    let declared = entry.declared.as_ref()?;
    let current = inventory.generation(&entry.id, entry.current.as_ref()?.generation)?;
    let thumbprint = current.certificate.as_ref()?.thumbprint();
    let receipts = &inventory.receipts;
    let holders = desired.holders(declared);
    let known = holders
        .iter()
        .any(|holder| receipts.contains_key(holder.server));
    let versions = versions(&entry.id, inventory);
    let servers = holders.iter().filter(|_| known).map(|holder| {
        let receipt = receipts.get(holder.server);
        on(holder, receipt, &thumbprint, &versions)
    });
    // Holders are in the order of their servers.
    let belongs = |on: &DnsName| holders.binary_search_by(|it| it.server.cmp(on)).is_ok();
    let elsewhere = inventory.receipts_with(&thumbprint).filter(|receipt| {
        let server = &receipt.server;
        !belongs(server) && !desired.is_replicated_to(server, declared)
    });
    Some(Installation {
        servers: servers.collect(),
        elsewhere: elsewhere
            .map(|receipt| Elsewhere {
                server: receipt.server.clone(),
                as_of: receipt.at,
            })
            .collect(),
    })
}

/// The versions of a certificate by their thumbprints.
fn versions(id: &CertificateId, inventory: &Inventory) -> BTreeMap<String, u32> {
    let versions = inventory.of(id).filter_map(|generation| {
        let certificate = generation.certificate.as_ref()?;
        Some((certificate.thumbprint(), generation.number))
    });
    versions.collect()
}

/// How a server has the certificate of a thumbprint.
fn on(
    holder: &Holder<'_>,
    receipt: Option<&Receipt>,
    thumbprint: &str,
    versions: &BTreeMap<String, u32>,
) -> Installed {
    let server = holder.server.clone();
    let Some(receipt) = receipt else {
        return Installed {
            server,
            presence: Presence::Unknown,
            is_done: false,
            lacking: Vec::new(),
            instead: None,
            effective: None,
            as_of: None,
        };
    };
    let types = holder.types.iter();
    let lacking: Vec<&str> = types
        .filter(|to| !receipt.is_assigned(thumbprint, to))
        .copied()
        .collect();
    let presence = match lacking[..] {
        [] if !holder.types.is_empty() => Presence::Assigned,
        _ if receipt.holds(thumbprint) => Presence::InStore,
        _ => Presence::NotInstalled,
    };
    let is_done = lacking.is_empty() && presence != Presence::NotInstalled;
    Installed {
        server,
        presence,
        is_done,
        instead: instead(receipt, &lacking, versions).filter(|_| !is_done),
        lacking: lacking.into_iter().map(str::to_owned).collect(),
        effective: receipt.staged(thumbprint),
        as_of: Some(receipt.at),
    }
}

/// What is assigned to the types that lack the certificate, the highest version of it
/// before anything else; where it is for no type, the highest version in the store.
fn instead(
    receipt: &Receipt,
    lacking: &[&str],
    versions: &BTreeMap<String, u32>,
) -> Option<Instead> {
    let is_for = |to: &str| lacking.iter().any(|lacks| lacks.eq_ignore_ascii_case(to));
    let assigned = receipt.assigned.iter().filter(|one| is_for(&one.to));
    let assigned = assigned.map(|one| &one.thumbprint);
    let stored = receipt.with_key.iter();
    let stored = stored.filter(|one| lacking.is_empty() && versions.contains_key(*one));
    let generation = |thumbprint: &String| versions.get(thumbprint).copied();
    let thumbprint = assigned
        .chain(stored)
        .max_by_key(|thumbprint| generation(thumbprint))?;
    Some(Instead {
        thumbprint: thumbprint.clone(),
        generation: generation(thumbprint),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::macros::datetime;

    use super::*;
    use crate::inventory::Assigned;

    const NEW: &str = "0000000000000000000000000000000000000002";
    const OLD: &str = "0000000000000000000000000000000000000001";
    const FOREIGN: &str = "000000000000000000000000000000000000000F";

    /// How `fe01` has [`NEW`], version 2 of what ought to be assigned to these types, by a
    /// receipt with this assigned and this in the store.
    fn told(types: &[&str], assigned: &[(&str, &str)], store: &[&str]) -> String {
        let server = DnsName::parse("fe01.contoso.net").unwrap();
        let holder = Holder {
            server: &server,
            types: types.to_vec(),
        };
        let assigned = assigned.iter().map(|(to, thumbprint)| Assigned {
            to: (*to).to_owned(),
            thumbprint: (*thumbprint).to_owned(),
            effective: None,
        });
        let receipt = Receipt {
            server: server.clone(),
            at: datetime!(2026-11-25 22:00 UTC),
            assigned: assigned.collect(),
            with_key: store
                .iter()
                .map(|one| (*one).to_owned())
                .collect::<BTreeSet<_>>(),
            shown: "receipt.json".to_owned(),
        };
        let versions = BTreeMap::from([(OLD.to_owned(), 1), (NEW.to_owned(), 2)]);
        let on = on(&holder, Some(&receipt), NEW, &versions);
        let instead = on.instead.map(|instead| instead.generation);
        format!(
            "{} {:?} {} {instead:?}",
            on.presence.name(),
            on.lacking,
            on.is_done
        )
    }

    #[test]
    fn a_certificate_with_types_is_installed_when_it_is_assigned_to_all_of_them() {
        let both = ["Default", "WebServicesInternal"];
        for (assigned, store, expected) in [
            (
                &[("default", NEW), ("WebServicesInternal", NEW)][..],
                &[][..],
                "assigned [] true None",
            ),
            // Staged: the old one is used until the new one's day.
            (
                &[
                    ("Default", OLD),
                    ("Default", NEW),
                    ("WebServicesInternal", NEW),
                ],
                &[],
                "assigned [] true None",
            ),
            (
                &[("Default", NEW), ("WebServicesInternal", OLD)],
                &[NEW, OLD],
                "in-store [\"WebServicesInternal\"] false Some(Some(1))",
            ),
            (
                &[("Default", FOREIGN), ("WebServicesInternal", OLD)],
                &[OLD],
                "not-installed [\"Default\", \"WebServicesInternal\"] false Some(Some(1))",
            ),
            (
                &[("Default", FOREIGN)],
                &[NEW],
                "in-store [\"Default\", \"WebServicesInternal\"] false Some(None)",
            ),
            (
                &[],
                &[],
                "not-installed [\"Default\", \"WebServicesInternal\"] false None",
            ),
        ] {
            assert_eq!(told(&both, assigned, store), expected);
        }
    }

    #[test]
    fn a_certificate_without_types_is_installed_when_the_store_has_it_with_its_key() {
        assert_eq!(told(&[], &[], &[OLD, NEW]), "in-store [] true None");
        assert_eq!(
            told(&[], &[], &[FOREIGN, OLD]),
            "not-installed [] false Some(Some(1))"
        );
        assert_eq!(told(&[], &[], &[FOREIGN]), "not-installed [] false None");
    }
}
