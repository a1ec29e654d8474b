//! Which manifest would a person have written for certificates that exist.
//!
//! | question | file |
//! |---|---|
//! | what a certificate shows of itself | `existing` |
//! | which names are SIP domains, simple URLs, of servers | `names` |
//! | which certificate is of what, and which belong together | `pools` |
//! | who signed them | `issuers` |
//! | the text | `text` |
//! | what the text would make, against what exists | `check` |
//!
//! A certificate does not say what its server does. What follows from the names that roles
//! need is proposed, and marked where it might be something else; what follows from nothing
//! is proposed as plain certificates with exactly the names that they have.

mod check;
mod existing;
mod issuers;
mod names;
mod pools;
mod text;

pub use existing::Existing;

use std::collections::BTreeMap;

use time::OffsetDateTime;

use check::Standing;
use pools::{Changes, Known, Pools, Proposed, What};
use text::Written;

/// A manifest that is proposed.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its text, which is valid.
    pub text: String,
    /// How many questions are in it.
    pub questions: usize,
    /// How many of the certificates it would make as they are.
    pub alike: usize,
    /// How many it was made of: copies and earlier versions are none.
    pub certificates: usize,
    /// How many pools.
    pub pools: usize,
}

/// A pool less that has a role may leave others without what they publish; after so many
/// rounds all of them are plain.
const ROUNDS: usize = 6;

/// Where a person says that the password of PFX files is: the key and the value of an entry
/// of `secrets`.
pub type SecretEntry = (&'static str, String);

/// Proposes one; `directory` is what the folder of the certificates is called, and `now` tells
/// which of them have ended.
///
/// Nothing where there is no certificate that names a host.
pub fn propose(
    directory: &str,
    existing: &[Existing],
    secrets: &[SecretEntry],
    now: OffsetDateTime,
) -> Option<Proposal> {
    let existing = existing::current(existing);
    let written = |pools: &Pools, standing: &BTreeMap<usize, Standing>| {
        text::write(&Written {
            directory,
            existing: &existing,
            pools,
            standing,
            secrets,
            now,
        })
    };
    let none = BTreeMap::new();
    let mut known = Known::default();
    let mut proposed = None;
    for _ in 0..ROUNDS {
        let pools = Pools::of(&existing, &known)?;
        let (first, _) = written(&pools, &none);
        match check::standing(&first, &existing) {
            Some(standing) if learned(&mut known, &pools, &standing) => {}
            Some(standing) => {
                proposed = Some((pools, standing));
                break;
            }
            // One of the changes is not possible.
            None if !known.changes.is_empty() => {
                let changed = |pool: &&Proposed| !pool.changes.is_empty();
                let changed = pools.pools.iter().filter(changed);
                let of = changed.flat_map(|pool| &pool.certificates);
                known.plain.extend(of.map(|(_, index)| *index));
                known.changes.clear();
            }
            None => break,
        }
    }
    // What contradicts itself as a whole is proposed as plain certificates.
    let (pools, standing) = match proposed {
        Some(proposed) => proposed,
        None => {
            let known = Known {
                plain: (0..existing.len()).collect(),
                ..Known::default()
            };
            let pools = Pools::of(&existing, &known)?;
            let (text, _) = written(&pools, &none);
            let standing = check::standing(&text, &existing)?;
            (pools, standing)
        }
    };
    let (text, questions) = written(&pools, &standing);
    let alike = standing.values().filter(|one| one.is_alike());
    Some(Proposal {
        text,
        questions,
        alike: alike.count(),
        certificates: existing.len(),
        pools: pools.pools.len(),
    })
}

/// Learns from certificates that their role would not give as they are: it would have them
/// made anew. What all of one usage have in common is changed, as far as that goes; otherwise
/// they are plain. Says whether there was anything to learn.
fn learned(known: &mut Known, pools: &Pools, standing: &BTreeMap<usize, Standing>) -> bool {
    let mut learned = false;
    for pool in &pools.pools {
        let mut of = pool.certificates.iter();
        let is_right = of.all(|(_, index)| standing[index].is_alike());
        if is_right || matches!(pool.what, What::Plain) {
            continue;
        }
        learned = true;
        match changes(pool, standing).filter(|_| pool.changes.is_empty()) {
            Some(changes) => {
                known.changes.insert(pool.fqdn.clone(), changes);
            }
            None => {
                known.changes.remove(&pool.fqdn);
                let of = pool.certificates.iter();
                known.plain.extend(of.map(|(_, index)| *index));
            }
        }
    }
    learned
}

/// More names than these are no change of a role any more.
const CHANGED: usize = 8;

/// In what the certificates of each usage differ from what the role gives; nothing where
/// those of one usage differ from each other in it.
fn changes(pool: &Proposed, standing: &BTreeMap<usize, Standing>) -> Option<Changes> {
    // What a proxy has follows from pools that may become others yet.
    if matches!(pool.what, What::Proxy) {
        return None;
    }
    let mut changes = Changes::new();
    let mut seen: BTreeMap<&str, &Standing> = BTreeMap::new();
    for (usage, index) in &pool.certificates {
        let own = &standing[index];
        if seen.insert(usage, own).is_some_and(|before| before != own) {
            return None;
        }
        match own {
            Standing::Alike => {}
            Standing::Differs { more, less } if more.len() + less.len() <= CHANGED => {
                changes.insert(usage.clone(), (more.clone(), less.clone()));
            }
            Standing::Differs { .. } | Standing::Alone => return None,
        }
    }
    Some(changes)
}
