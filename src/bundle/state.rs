//! The bundle that is there: the folders with their records, and what has become of them.

use std::collections::BTreeMap;

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::pfx::{self, Password};
use crate::store::FolderContent;
use crate::x509::sha256_hex;

use super::blueprint::{Blueprint, Part};
use super::record::{RECORD, Record};
use super::script::Roll;

/// One folder that is there.
#[derive(Debug)]
pub struct Standing {
    /// Its record, where it has one that can be read.
    pub record: Option<Record>,
    content: FolderContent,
}

/// How a folder that is there stands to what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is what is wanted.
    Same,
    /// It is an earlier state of things.
    Other,
    /// Somebody or something changed these files.
    Changed(Vec<String>),
}

impl Standing {
    /// Reads what there is in a folder.
    pub fn new(content: FolderContent) -> Self {
        let record = content.files.get(RECORD);
        let record = record.and_then(|bytes| Record::parse(bytes));
        Self { record, content }
    }

    /// Whether a blueprint would put the same there, leaving passwords aside.
    pub fn fit(&self, blueprint: &Blueprint) -> Fit {
        let Some(record) = &self.record else {
            return Fit::Other;
        };
        let changed = self.changed(record);
        if !changed.is_empty() {
            return Fit::Changed(changed);
        }
        match record.is_of(blueprint) {
            true => Fit::Same,
            false => Fit::Other,
        }
    }

    /// Whether all its PFX files open under a password.
    pub fn opens(&self, blueprint: &Blueprint, password: &Password) -> bool {
        let parts = blueprint.files.iter();
        let mut locked = parts.filter(|(_, part)| Part::needs_password(part));
        locked.all(|(path, _)| {
            let bytes = self.content.files.get(path);
            bytes.is_some_and(|bytes| pfx::fits(bytes, password).unwrap_or(false))
        })
    }

    /// Files that are there and that nobody of us put there: receipts, logs, notes.
    pub fn foreign(&self) -> Vec<String> {
        let known = |path: &str| {
            let record = self.record.as_ref();
            path == RECORD || record.is_some_and(|record| record.files.contains_key(path))
        };
        let here = self.content.files.keys().map(String::as_str);
        let unread = self.content.unread.iter().map(String::as_str);
        let all = here.chain(unread).filter(|path| !known(path));
        all.map(str::to_owned).collect()
    }

    fn changed(&self, record: &Record) -> Vec<String> {
        let files = record.files.iter();
        let changed = files.filter(|(path, digests)| {
            let bytes = self.content.files.get(*path);
            bytes.is_none_or(|bytes| sha256_hex(bytes) != digests.sha256)
        });
        changed.map(|(path, _)| path.clone()).collect()
    }
}

/// The changes that the folders have settled, the earliest where they differ.
pub fn settled<'a>(
    standing: impl IntoIterator<Item = &'a Standing>,
) -> BTreeMap<(CertificateId, u32), Roll> {
    let mut settled: BTreeMap<_, Roll> = BTreeMap::new();
    let records = standing.into_iter().filter_map(|one| one.record.as_ref());
    for (key, roll) in records.flat_map(Record::rolls) {
        match settled.get(&key) {
            Some(earlier) if earlier.effective <= roll.effective => {}
            _ => drop(settled.insert(key, roll)),
        }
    }
    settled
}

/// What is wrong with the folders that are there: for `verify`. A bundle that was never
/// made is not wrong.
pub fn check(
    blueprints: &[Blueprint],
    standing: &BTreeMap<String, Standing>,
    shown: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, there) in standing {
        if there.record.is_none() && !there.content.files.contains_key(RECORD) {
            continue; // not one of ours
        }
        let path = format!("{shown}/{folder}");
        let Some(blueprint) = blueprints.iter().find(|one| one.folder == *folder) else {
            findings.push(
                Finding::remark(
                    "bundle_undeclared",
                    format!("`{path}` is for a server that gets no certificate any more"),
                )
                .in_file(path)
                .help("take it away, so that nobody installs it"),
            );
            continue;
        };
        match there.fit(blueprint) {
            Fit::Same => {}
            Fit::Other => findings.push(
                Finding::warning(
                    "bundle_stale",
                    format!("`{path}` is not what the server needs now"),
                )
                .in_file(path)
                .help("run `forecert bundle` before it is carried anywhere"),
            ),
            Fit::Changed(files) => {
                let first = &files[0];
                let more = match files.len() - 1 {
                    0 => String::new(),
                    more => format!(" and {more} more files"),
                };
                findings.push(
                    Finding::error(
                        "bundle_changed",
                        format!("`{path}/{first}`{more} is not as it was written"),
                    )
                    .in_file(path)
                    .help("run `forecert bundle`, which makes the folder anew"),
                );
            }
        }
    }
    findings
}
