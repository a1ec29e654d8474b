//! Writing what was found acceptable.

use time::OffsetDateTime;

use crate::accept::{Acceptance, Arrivals, Place, withdrawal};
use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::inventory::{Inventory, Order, OrderState};
use crate::pfx::AtRest;
use crate::secret::{KeyError, PrivateKey};
use crate::store::{Answered, Commit, Layout, LockedStore, StoreError, read_key, would_commit};

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenAs {
    /// The answer to a request.
    Answer,
    /// A new generation with a key that was there.
    Reissue,
    /// A new generation with the key that came with it.
    Adoption,
    /// Nothing: it is there already.
    AlreadyHere,
    /// A chain that was missing.
    Chain,
}

/// A certificate that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whose it is.
    pub id: CertificateId,
    /// Its generation.
    pub generation: u32,
    /// As what.
    pub taken: TakenAs,
    /// The requests that were closed, by their generation.
    pub closed: Vec<u32>,
}

/// Why an acceptable certificate could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum TakingError {
    /// The directories.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key of the earlier generation.
    #[error("the key of the earlier version cannot be used")]
    Key(#[from] KeyError),
    /// The key directory would be published.
    #[error("git would commit `{shown}`, and a key would be written there")]
    KeysNotIgnored {
        /// The key directory.
        shown: String,
    },
    /// The passphrase does not open the keys that are there.
    #[error("the passphrase does not open `{shown}`; a new key would be under another one")]
    PassphraseDiffers {
        /// The first of those keys.
        shown: String,
    },
    /// It was not among what was handed in.
    #[error("the key did not come with the certificate")]
    NoKey,
}

impl TakingError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Store(error) => error.help(),
            Self::Key(error) => Some(error.help().to_owned()),
            Self::KeysNotIgnored { shown } => {
                Some(format!("add the line `{shown}/` to .gitignore"))
            }
            Self::PassphraseDiffers { .. } => {
                Some("check the passphrase, its case and keyboard layout too".to_owned())
            }
            Self::NoKey => Some("hand in both together".to_owned()),
        }
    }
}

/// What is to be said before keys are written that came with their certificates: whether
/// git would commit them is for a person to see where git cannot be asked.
pub fn preflight(acceptances: &[Acceptance], layout: &Layout) -> Vec<Finding> {
    let is_key = |it: &Acceptance| matches!(it.place, Place::Adoption { .. });
    if !acceptances.iter().any(is_key) || would_commit(&layout.keys) != Commit::Unknown {
        return Vec::new();
    }
    let shown = layout.shown(&layout.keys);
    let message = format!("cannot ask git whether it would commit `{shown}`");
    let warning = Finding::warning("keys_not_checked", message);
    let cure = "make sure that the keys are ignored";
    vec![warning.in_file(shown).help(cure)]
}

/// Why a request is closed where its certificate came with another key.
const OTHER_KEY: &str = "its certificate was taken in with the key that it came with";

/// Takes one certificate in: what closes a request comes last, so that a run that is cut
/// off can be repeated.
pub fn take(
    acceptance: &Acceptance,
    arrivals: &Arrivals,
    inventory: &Inventory,
    store: &LockedStore,
    now: OffsetDateTime,
) -> Result<Taken, TakingError> {
    let Acceptance {
        id,
        place,
        certificate,
        chain,
        closes,
        shown,
        remarks: _,
    } = acceptance;
    let answer = Answered { certificate, chain };
    let (generation, taken) = match place {
        Place::AlreadyHere { generation } => (*generation, TakenAs::AlreadyHere),
        Place::ChainOnly { generation } => {
            store.add_chain(id, *generation, chain)?;
            (*generation, TakenAs::Chain)
        }
        Place::Answer {
            generation,
            reopened,
        } => {
            if *reopened {
                reopen(id, *generation, inventory, store, now)?;
            }
            store.add_answer(id, *generation, answer)?;
            settle(id, *generation, inventory, store, now)?;
            (*generation, TakenAs::Answer)
        }
        Place::Reissue {
            generation,
            key_of,
            issuer,
        } => {
            copy_key(id, *key_of, *generation, inventory, store)?;
            let order = Order::new(issuer, OrderState::Pending, now).taken_from(shown);
            // What was asked for with that key stands beside it, so that a change of the
            // declaration is told from what the issuer did on its own.
            let asked = inventory.generation(id, *key_of);
            let request = asked.and_then(|asked| asked.request.as_ref());
            store.create_generation(id, *generation, request, &order, Some(answer))?;
            (*generation, TakenAs::Reissue)
        }
        Place::Adoption { generation, issuer } => {
            let key = arrivals.keys.get(&certificate.public_key().id);
            let key = &key.ok_or(TakingError::NoKey)?.key;
            create_key(id, *generation, key, inventory, store)?;
            let order = Order::new(issuer, OrderState::Pending, now).taken_from(shown);
            store.create_generation(id, *generation, None, &order, Some(answer))?;
            (*generation, TakenAs::Adoption)
        }
    };
    for number in closes {
        let closing = withdrawal(id, Some(*number), OTHER_KEY, inventory, now);
        // What somebody else has closed already needs no closing.
        if let Ok((number, order)) = closing {
            store.set_order(id, number, &order)?;
        }
    }
    Ok(Taken {
        id: id.clone(),
        generation,
        taken,
        closed: closes.clone(),
    })
}

fn reopen(
    id: &CertificateId,
    generation: u32,
    inventory: &Inventory,
    store: &LockedStore,
    now: OffsetDateTime,
) -> Result<(), TakingError> {
    let Some(order) = order(id, generation, inventory) else {
        return Ok(());
    };
    let reason = "its answer arrived after it was withdrawn";
    let order = order.turned(OrderState::Pending, Some(reason), now);
    Ok(store.set_order(id, generation, &order)?)
}

fn order<'a>(id: &CertificateId, generation: u32, inventory: &'a Inventory) -> Option<&'a Order> {
    inventory.generation(id, generation)?.order.as_ref()
}

/// An order that stood otherwise, since it was cut off or answered with something else, is
/// one that was answered. Behind the certificate, which is what counts.
fn settle(
    id: &CertificateId,
    generation: u32,
    inventory: &Inventory,
    store: &LockedStore,
    now: OffsetDateTime,
) -> Result<(), TakingError> {
    use OrderState::{Prepared, Submitting, Unproved};
    let order = order(id, generation, inventory);
    let unsettled = order.filter(|it| matches!(it.state, Prepared | Submitting | Unproved));
    if let Some(order) = unsettled {
        let order = order.turned(OrderState::Pending, None, now);
        store.set_order(id, generation, &order)?;
    }
    Ok(())
}

/// Each generation has its key at its own place. A copy that an earlier run made is
/// taken up again.
fn copy_key(
    id: &CertificateId,
    from: u32,
    to: u32,
    inventory: &Inventory,
    store: &LockedStore,
) -> Result<(), TakingError> {
    let bytes = read_key(&store.layout().key(id, from))?;
    let key = store.layout().at_rest.read(&bytes)?;
    put_key(id, to, &key, inventory, store)
}

/// A key that was made elsewhere comes to its place, if that is a place for keys.
fn create_key(
    id: &CertificateId,
    to: u32,
    key: &PrivateKey,
    inventory: &Inventory,
    store: &LockedStore,
) -> Result<(), TakingError> {
    let layout = store.layout();
    if would_commit(&layout.keys) == Commit::Yes {
        let shown = layout.shown(&layout.keys);
        return Err(TakingError::KeysNotIgnored { shown });
    }
    put_key(id, to, key, inventory, store)
}

fn put_key(
    id: &CertificateId,
    to: u32,
    key: &PrivateKey,
    inventory: &Inventory,
    store: &LockedStore,
) -> Result<(), TakingError> {
    let left = inventory.leftover_keys.get(id);
    let left = left.and_then(|keys| keys.get(&to)?.public());
    if left == Some(key.public()) {
        return Ok(());
    }
    // As before apply: two passphrases would be found out when the first one has gone.
    let is_encrypted = !matches!(store.layout().at_rest, AtRest::Clear);
    if let Some(shown) = inventory.closed_keys.first().filter(|_| is_encrypted) {
        let shown = shown.clone();
        return Err(TakingError::PassphraseDiffers { shown });
    }
    Ok(store.create_key(id, to, key)?)
}
