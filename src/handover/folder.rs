//! What is handed over: a folder for each issuer, and an index beside them.

use std::collections::BTreeMap;

use crate::cert::CertificateId;
use crate::desired::Desired;
use crate::inventory::Inventory;
use crate::plan::Plan;

use super::awaited::{Awaited, Unwanted, awaited, held, unwanted};
use super::certreq::{self, SCRIPT};
use super::index::index;
use super::page::page;
use super::sheet::{sheet, windows};

/// Everything that is handed over; nothing at all where nothing is open. No secret is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handover {
    /// What lies beside the folders: `index.txt`.
    pub files: Vec<(String, Vec<u8>)>,
    /// The folders, by issuer.
    pub folders: Vec<Folder>,
}

/// What one issuer is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The issuer's name.
    pub issuer: String,
    /// What the folder is called, which Windows can make.
    pub name: String,
    /// Its files by their names, in order.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Handover {
    /// Every file by its path, with `/` between the parts.
    pub fn all(&self) -> impl Iterator<Item = (String, &[u8])> {
        let top = self.files.iter();
        let top = top.map(|(name, bytes)| (name.clone(), bytes.as_slice()));
        let inside = self.folders.iter().flat_map(|folder| {
            let files = folder.files.iter();
            files.map(|(name, bytes)| (format!("{}/{name}", folder.name), bytes.as_slice()))
        });
        top.chain(inside)
    }
}

/// What the issuers are given that sign requests of a plan's certificates. It holds dates
/// and no ages: equal at every moment at which the plan waits for the same.
pub fn handover(desired: &Desired, inventory: &Inventory, plan: &Plan) -> Handover {
    let open = awaited(desired, inventory, plan);
    let held = held(desired, inventory, plan);
    let closed = unwanted(inventory, plan);
    if open.is_empty() && held.is_empty() && closed.is_empty() {
        return Handover::default();
    }
    let mut by_issuer: BTreeMap<&str, (Vec<&Awaited<'_>>, Vec<&Unwanted<'_>>)> = BTreeMap::new();
    for one in &open {
        let issuer = one.issuer.name.as_str();
        by_issuer.entry(issuer).or_default().0.push(one);
    }
    for one in &closed {
        let issuer = one.order.issuer.as_str();
        // Others are in the index: a name that is not declared may be no folder's name.
        let declared = desired.issuers.get(issuer);
        if declared.is_some_and(|issuer| issuer.is_carried()) {
            by_issuer.entry(issuer).or_default().1.push(one);
        }
    }
    let folders = by_issuer.into_iter();
    let folders = folders.map(|(issuer, (open, closed))| folder(issuer, &open, &closed));
    Handover {
        folders: folders.collect(),
        files: vec![("index.txt".to_owned(), index(&open, &held, &closed))],
    }
}

fn folder(issuer: &str, open: &[&Awaited<'_>], closed: &[&Unwanted<'_>]) -> Folder {
    let requests = open.iter();
    let requests = requests.map(|one| (one.file(), one.pem().into_bytes()));
    let mut files: Vec<(String, Vec<u8>)> = requests.collect();
    files.push(("requests.md".to_owned(), page(issuer, open, closed)));
    files.push(("requests.txt".to_owned(), sheet(issuer, open, closed)));
    if open.first().is_some_and(|one| one.is_internal()) {
        files.push((SCRIPT.to_owned(), windows(&certreq::script(open))));
    }
    files.sort();
    Folder {
        name: folder_name(issuer),
        issuer: issuer.to_owned(),
        files,
    }
}

/// What the folder of an issuer is called: its name, which begins with `_` where Windows
/// reserves it for a device.
pub(super) fn folder_name(issuer: &str) -> String {
    let id = CertificateId::parse(&format!("issuer/{issuer}"));
    let folder = id.map_or_else(|_| issuer.to_owned(), |id| id.folder());
    folder.trim_start_matches("issuer/").to_owned()
}
