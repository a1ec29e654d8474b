//! Which certificates change by each difference: the manifest is read again with its lines
//! made, and what is declared then is held against what is declared now.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::CertificateId;
use crate::desired::{self, Desired, DesiredCertificate};
use crate::manifest::{Edit, Manifest};
use crate::topology::Estate;

use super::compare;
use super::difference::{Change, Difference, Drift, Effect, What};

/// So many differences are made one by one, each of which reads the manifest anew; beyond
/// that a change is told of the differences that it can only come from.
const ONE_BY_ONE: usize = 50;

/// What stands on top of each other, such as a list in a section that is not there yet, is
/// made in so many rounds. Three are mostly enough.
const ROUNDS: usize = 30;

/// Tells them.
pub(super) fn told(
    manifest: &Manifest,
    desired: &Desired,
    estate: &Estate,
    mut differences: Vec<Difference>,
) -> Drift {
    let before = &desired.certificates;
    if differences.is_empty() {
        return Drift {
            differences,
            altogether: Effect::Known(Vec::new()),
            mended: Some(manifest.source.text().to_owned()),
        };
    }
    let mended = mended(manifest, estate);
    let altogether = match mended.as_ref().map(declared) {
        Ok(Ok(after)) => Effect::Known(changes(before, &after)),
        Ok(Err(why)) => Effect::Unknown(why),
        Err(why) => Effect::Unknown(why.clone()),
    };
    let shares = match &altogether {
        Effect::Known(all) => Ok(Shares::of(all)),
        Effect::Unknown(why) => Err(why),
    };
    for (index, difference) in differences.iter_mut().enumerate() {
        let alone = match index < ONE_BY_ONE && !difference.edits.is_empty() {
            true => {
                let text = Edit::all(manifest.source.text(), &difference.edits);
                parsed(manifest, &text).and_then(|after| declared(&after))
            }
            false => Err(String::new()),
        };
        difference.effect = match (alone, &shares) {
            (Ok(after), _) => Effect::Known(changes(before, &after)),
            // Its lines alone make no manifest: they go with others.
            (Err(_), Ok(shares)) => Effect::Known(shares.share(difference)),
            (Err(_), Err(why)) => Effect::Unknown((*why).clone()),
        };
    }
    Drift {
        differences,
        altogether,
        mended: mended.ok().map(|mended| mended.source.text().to_owned()),
    }
}

/// The manifest with the lines of all differences made.
fn mended(manifest: &Manifest, estate: &Estate) -> Result<Manifest, String> {
    let mut manifest = manifest.clone();
    for _ in 0..ROUNDS {
        let differences = compare(&manifest, estate);
        if differences.is_empty() {
            return Ok(manifest);
        }
        let edits = differences.iter().flat_map(|difference| &difference.edits);
        let text = Edit::all(manifest.source.text(), edits);
        // Where all of them together leave nothing of a list, one comes after the other.
        manifest = match parsed(&manifest, &text) {
            Ok(mended) => mended,
            Err(why) => differences
                .iter()
                .find_map(|one| {
                    let text = Edit::all(manifest.source.text(), &one.edits);
                    parsed(&manifest, &text).ok()
                })
                .ok_or(why)?,
        };
    }
    Err("the lines of some differences cannot be made together".to_owned())
}

fn parsed(manifest: &Manifest, text: &str) -> Result<Manifest, String> {
    let parsed = Manifest::parse(manifest.source.name(), text.as_bytes());
    parsed.map_err(|rejected| first(rejected.findings))
}

fn declared(manifest: &Manifest) -> Result<BTreeMap<CertificateId, DesiredCertificate>, String> {
    let desired = desired::resolve(manifest).map_err(first)?;
    Ok(desired.certificates)
}

fn first(findings: Vec<crate::finding::Finding>) -> String {
    let mut errors = findings.into_iter().filter(|finding| finding.is_error());
    errors
        .next()
        .map_or_else(String::new, |finding| finding.message)
}

fn changes(
    before: &BTreeMap<CertificateId, DesiredCertificate>,
    after: &BTreeMap<CertificateId, DesiredCertificate>,
) -> Vec<Change> {
    let ids: BTreeSet<&CertificateId> = before.keys().chain(after.keys()).collect();
    let change = |id: &CertificateId| {
        let what = match (before.get(id), after.get(id)) {
            (None, _) => What::New,
            (_, None) => What::Gone,
            (Some(before), Some(after)) if before.contents == after.contents => return None,
            (Some(before), Some(after)) => {
                let (old, new) = (&before.contents.names, &after.contents.names);
                What::Again {
                    gains: new.difference(old).map(ToString::to_string).collect(),
                    loses: old.difference(new).map(ToString::to_string).collect(),
                }
            }
        };
        Some(Change {
            id: id.clone(),
            what,
        })
    };
    ids.into_iter().filter_map(change).collect()
}

/// All changes, by what a difference may have to do with them.
struct Shares<'c> {
    all: &'c [Change],
    /// Those of a pool's certificates.
    by_pool: BTreeMap<&'c str, Vec<usize>>,
    /// Those that gain or lose a name, or one below it.
    by_name: BTreeMap<&'c str, Vec<usize>>,
}

impl<'c> Shares<'c> {
    fn of(all: &'c [Change]) -> Self {
        let (mut by_pool, mut by_name) = (BTreeMap::new(), BTreeMap::new());
        for (index, change) in all.iter().enumerate() {
            if let Some(pool) = change.id.pool() {
                let of: &mut Vec<usize> = by_pool.entry(pool.as_str()).or_default();
                of.push(index);
            }
            let What::Again { gains, loses } = &change.what else {
                continue;
            };
            for name in gains.iter().chain(loses) {
                let mut part = Some(name.as_str());
                while let Some(name) = part {
                    let of: &mut Vec<usize> = by_name.entry(name).or_default();
                    of.push(index);
                    part = name.split_once('.').map(|(_, rest)| rest);
                }
            }
        }
        Self {
            all,
            by_pool,
            by_name,
        }
    }

    /// Those that a difference has a part in: of its pool's certificates, and of those that
    /// gain or lose a name that it brings or takes away.
    fn share(&self, difference: &Difference) -> Vec<Change> {
        let pool = difference.pool.iter();
        let pool = pool.filter_map(|pool| self.by_pool.get(pool.as_str()));
        let names = difference.names.iter();
        let names = names.filter_map(|name| self.by_name.get(name.as_str()));
        let indices: BTreeSet<usize> = pool.chain(names).flatten().copied().collect();
        indices
            .into_iter()
            .map(|index| self.all[index].clone())
            .collect()
    }
}
