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

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use check::Standing;
use pools::{Pools, Proposed, What};
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
    let mut plain = BTreeSet::new();
    let mut proposed = None;
    for _ in 0..ROUNDS {
        let pools = Pools::of(&existing, &plain)?;
        let (first, _) = written(&pools, &none);
        let Some(standing) = check::standing(&first, &existing) else {
            break;
        };
        // A role that would not give a certificate as it is would have it made anew.
        let wrong = |pool: &&Proposed| {
            let mut of = pool.certificates.iter();
            let has_role = !matches!(pool.what, What::Plain);
            has_role && of.any(|(_, index)| !standing[index].is_alike())
        };
        let wrong = pools.pools.iter().filter(wrong);
        let wrong = wrong.flat_map(|pool| &pool.certificates);
        let before = plain.len();
        plain.extend(wrong.map(|(_, index)| *index));
        proposed = Some((pools, standing));
        if plain.len() == before {
            break;
        }
        proposed = None;
    }
    // What contradicts itself as a whole is proposed as plain certificates.
    let (pools, standing) = match proposed {
        Some(proposed) => proposed,
        None => {
            let all = (0..existing.len()).collect();
            let pools = Pools::of(&existing, &all)?;
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
