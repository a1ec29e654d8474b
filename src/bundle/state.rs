//! The bundle that is there: the folders with their records, and what has become of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::pfx::{self, Password};
use crate::store::FolderContent;
use crate::x509::sha256_hex;

use super::archive;
use super::blueprint::{Blueprint, Part};
use super::order::ORDER;
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

    /// Files that are there and that nobody of us put there: receipts, logs, notes. Where the
    /// record cannot be read any more, those are ours that have the names of ours.
    pub fn foreign(&self, blueprint: &Blueprint) -> Vec<PathBuf> {
        let had_record = self.content.files.contains_key(RECORD);
        let (_, others) = self.split(|path| match &self.record {
            _ if path == RECORD => had_record,
            Some(record) => record.files.contains_key(path),
            None => had_record && blueprint.files.contains_key(path),
        });
        others
    }

    /// One of its files.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.content.files.get(path).map(|bytes| bytes.as_slice())
    }

    /// The files that are ours, and the paths of all else that is there.
    pub fn split(&self, is_own: impl Fn(&str) -> bool) -> (BTreeMap<String, &[u8]>, Vec<PathBuf>) {
        let files = self.content.files.iter();
        let (ours, others): (Vec<_>, Vec<_>) = files.partition(|(path, _)| is_own(path));
        let ours = ours.into_iter();
        let ours = ours.map(|(path, bytes)| (path.clone(), bytes.as_slice()));
        let others = others.into_iter().map(|(path, _)| PathBuf::from(path));
        let unread = self.content.unread.iter();
        let unread = unread
            .filter(|path| !path.to_str().is_some_and(&is_own))
            .cloned();
        (ours.collect(), others.chain(unread).collect())
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

/// The changes that the folders have settled. They differ only where the date of one is past
/// and another one was made anew since: that one holds.
pub fn settled<'a>(
    standing: impl IntoIterator<Item = &'a Standing>,
) -> BTreeMap<(CertificateId, u32), Roll> {
    let mut settled: BTreeMap<_, Roll> = BTreeMap::new();
    let records = standing.into_iter().filter_map(|one| one.record.as_ref());
    for (key, roll) in records.flat_map(Record::rolls) {
        match settled.get(&key) {
            Some(other) if other.effective >= roll.effective => {}
            _ => drop(settled.insert(key, roll)),
        }
    }
    settled
}

/// What is wrong with what lies beside folders that are as they should be: their zip files,
/// and the order of installation.
pub fn check_beside(
    blueprints: &[Blueprint],
    standing: &BTreeMap<String, Standing>,
    order: &str,
    directory: &Path,
    shown: &str,
) -> Vec<Finding> {
    let same = blueprints.iter().filter(|blueprint| {
        let there = standing.get(&blueprint.folder);
        there.is_some_and(|there| there.fit(blueprint) == Fit::Same)
    });
    let torn = same.filter(|blueprint| {
        archive::agrees(&directory.join(&blueprint.folder), blueprint) == Some(false)
    });
    let zips = torn.map(|blueprint| {
        let path = format!("{shown}/{}.zip", blueprint.folder);
        Finding::error(
            "bundle_changed",
            format!("`{path}` does not hold what its folder does"),
        )
        .in_file(path)
        .help("run `forecert bundle`, which makes it anew")
    });
    let there = std::fs::read(directory.join(ORDER)).ok();
    let other = there.filter(|there| there != order.as_bytes()).map(|_| {
        let path = format!("{shown}/{ORDER}");
        Finding::warning(
            "bundle_stale",
            format!("`{path}` is not the order of today"),
        )
        .in_file(path)
        .help("run `forecert bundle`, which writes it anew")
    });
    zips.chain(other).collect()
}

/// What is wrong with the folders that are there: for `verify`. A bundle that was never
/// made is not wrong.
pub fn check(
    blueprints: &[Blueprint],
    standing: &BTreeMap<String, Standing>,
    shown: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let wanted = blueprints.iter();
    let wanted: BTreeMap<&str, &Blueprint> = wanted
        .map(|blueprint| (blueprint.folder.as_str(), blueprint))
        .collect();
    for (folder, there) in standing {
        if there.record.is_none() && !there.content.files.contains_key(RECORD) {
            continue; // not one of ours
        }
        let path = format!("{shown}/{folder}");
        let Some(blueprint) = wanted.get(folder.as_str()) else {
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
            Fit::Other => {
                let cure = match blueprint.complete {
                    true => "run `forecert bundle` before it is carried anywhere",
                    false => {
                        "do not carry it: it is made anew when no certificate is missing, see \
                         `forecert status`"
                    }
                };
                findings.push(
                    Finding::warning(
                        "bundle_stale",
                        format!("`{path}` is not what the server needs now"),
                    )
                    .in_file(path)
                    .help(cure),
                );
            }
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

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::*;
    use crate::bundle::blueprint::Content;
    use crate::bundle::trial::{self, Estate, NOW, folder};

    /// The folder as it is made, but for its encryption.
    fn made(blueprint: &Blueprint) -> FolderContent {
        let mut content = FolderContent::default();
        let mut digests = BTreeMap::new();
        for (path, part) in &blueprint.files {
            let bytes = match &part.content {
                Content::Plain(bytes) => bytes.clone(),
                _ => b"encrypted".to_vec(),
            };
            digests.insert(path.clone(), sha256_hex(&bytes));
            content.files.insert(path.clone(), bytes.into());
        }
        let record = Record::new(blueprint, &digests).to_json();
        content
            .files
            .insert(RECORD.to_owned(), record.into_bytes().into());
        content
    }

    fn sbc(look: impl FnOnce(&Blueprint)) {
        let mut estate = Estate::new(trial::ESTATE);
        let id = "sbc.contoso.net/sbc01.contoso.net/tls";
        estate.signed(id, 1, &trial::root("Gate"), trial::days(300));
        estate.designed(|design| look(folder(design, "sbc01.contoso.net")));
    }

    fn codes(blueprint: &Blueprint, content: FolderContent) -> Vec<&'static str> {
        let standing = [(blueprint.folder.clone(), Standing::new(content))].into();
        let findings = check(std::slice::from_ref(blueprint), &standing, "bundle");
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_folder_as_it_was_made_is_what_is_wanted() {
        sbc(|blueprint| {
            assert_eq!(Standing::new(made(blueprint)).fit(blueprint), Fit::Same);
            assert_eq!(codes(blueprint, made(blueprint)), [""; 0]);
            assert_eq!(codes(blueprint, FolderContent::default()), [""; 0]);
        });
    }

    #[test]
    fn a_file_that_was_changed_or_taken_away_is_named() {
        sbc(|blueprint| {
            let script = "Install-Certificates.ps1";
            let mut changed = made(blueprint);
            changed.files.get_mut(script).unwrap().push(b' ');
            let fit = Standing::new(changed).fit(blueprint);
            assert_eq!(fit, Fit::Changed(vec![script.to_owned()]));
            let mut gone = made(blueprint);
            gone.files.remove("tls.pfx");
            assert_eq!(codes(blueprint, gone), ["bundle_changed"]);
        });
    }

    #[test]
    fn an_earlier_state_is_stale_and_one_of_nobody_is_told() {
        sbc(|blueprint| {
            let mut other = blueprint.clone();
            other.certificates[0].generation = 2;
            assert_eq!(codes(&other, made(blueprint)), ["bundle_stale"]);
            let mut elsewhere = blueprint.clone();
            elsewhere.folder = "gone.contoso.net".to_owned();
            let standing = [(blueprint.folder.clone(), Standing::new(made(blueprint)))].into();
            let findings = check(&[elsewhere], &standing, "bundle");
            assert_eq!(findings[0].code, "bundle_undeclared");
        });
    }

    #[test]
    fn what_others_put_there_is_theirs() {
        sbc(|blueprint| {
            let mut content = made(blueprint);
            for path in ["receipt.json", "notes/tls.pfx", "old.cer"] {
                content.files.insert(path.to_owned(), b"x".to_vec().into());
            }
            content.unread.push("core.dmp".into());
            let theirs = ["notes/tls.pfx", "old.cer", "receipt.json", "core.dmp"];
            let theirs = theirs.map(PathBuf::from);
            assert_eq!(Standing::new(content).foreign(blueprint), theirs);
        });
    }

    #[test]
    fn without_its_record_a_folder_is_told_by_names_and_one_that_never_had_one_is_theirs() {
        sbc(|blueprint| {
            let mut content = made(blueprint);
            content
                .files
                .insert("notes.txt".to_owned(), b"x".to_vec().into());
            content
                .files
                .insert(RECORD.to_owned(), b"{ torn".to_vec().into());
            let torn = Standing::new(content);
            assert_eq!(torn.fit(blueprint), Fit::Other);
            assert_eq!(torn.foreign(blueprint), [PathBuf::from("notes.txt")]);
            let mut theirs = FolderContent::default();
            theirs
                .files
                .insert("tls.cer".to_owned(), b"x".to_vec().into());
            let foreign = Standing::new(theirs).foreign(blueprint);
            assert_eq!(foreign, [PathBuf::from("tls.cer")]);
        });
    }

    #[test]
    fn of_two_dates_the_later_is_settled() {
        let ca = trial::root("Dmz");
        let mut estate = Estate::new(trial::ESTATE);
        let av = "edge.contoso.net/edge-av";
        estate.signed(av, 1, &ca, trial::days(20));
        estate.signed(av, 2, &ca, trial::days(300));
        let standing = |now, name: &str| {
            estate.designed_at(now, &BTreeMap::new(), |design| {
                Standing::new(made(folder(design, name)))
            })
        };
        // One was made on the first day, and the other one when its date was past.
        let first = standing(NOW, "edge01.contoso.net");
        let later = NOW + Duration::days(8);
        let second = standing(later, "edge02.contoso.net");
        let settled = settled([&first, &second]);
        assert_eq!(settled.len(), 1);
        let dates = estate.designed_at(later, &settled, |design| {
            ["edge01.contoso.net", "edge02.contoso.net"].map(|name| {
                let listed = &folder(design, name).certificates;
                listed
                    .iter()
                    .find_map(|one| one.roll.clone())
                    .unwrap()
                    .effective
            })
        });
        let effective = settled.values().next().unwrap().effective;
        assert!(effective > later);
        assert_eq!(dates, [effective; 2]);
    }
}
