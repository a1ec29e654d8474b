//! Writing what was found acceptable.

use time::OffsetDateTime;

use crate::accept::{Acceptance, Place};
use crate::cert::CertificateId;
use crate::inventory::{Inventory, Order, OrderState};
use crate::secret::{KeyError, PrivateKey};
use crate::store::{Answered, LockedStore, StoreError, read_key};

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenAs {
    /// The answer to a request.
    Answer,
    /// A new generation with a key that was there.
    Reissue,
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
}

impl TakingError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Store(error) => error.help(),
            Self::Key(error) => Some(error.help().to_owned()),
        }
    }
}

/// Takes one certificate in.
pub fn take(
    acceptance: &Acceptance,
    inventory: &Inventory,
    store: &LockedStore,
    now: OffsetDateTime,
) -> Result<Taken, TakingError> {
    let Acceptance {
        id,
        place,
        certificate,
        chain,
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
    };
    Ok(Taken {
        id: id.clone(),
        generation,
        taken,
    })
}

fn reopen(
    id: &CertificateId,
    generation: u32,
    inventory: &Inventory,
    store: &LockedStore,
    now: OffsetDateTime,
) -> Result<(), TakingError> {
    let found = inventory.generation(id, generation);
    let Some(order) = found.and_then(|found| found.order.as_ref()) else {
        return Ok(());
    };
    let reason = "its answer arrived after it was withdrawn";
    let order = order.turned(OrderState::Pending, Some(reason), now);
    Ok(store.set_order(id, generation, &order)?)
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
    let key = PrivateKey::from_pem(&bytes)?;
    let left = inventory.leftover_keys.get(id);
    let left = left.and_then(|keys| keys.get(&to)?.public());
    if left == Some(key.public()) {
        return Ok(());
    }
    Ok(store.create_key(id, to, &key)?)
}
