//! Closing a request: deletes nothing, and permits a new one.

use crate::cert::CertificateId;
use crate::inventory::{Generation, Inventory, Order, OrderState};

/// Why nothing can be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawalError {
    /// Nothing of that id is in the inventory.
    #[error("`{0}` has no version in the inventory")]
    Nothing(CertificateId),
    /// No request is open.
    #[error("`{0}` has no open request; name a version with --generation to retire it")]
    NoneOpen(CertificateId),
    /// Several are open.
    #[error("`{id}` has open requests in the versions {versions}; name one with --generation")]
    SeveralOpen {
        /// Whose.
        id: CertificateId,
        /// Which, in words.
        versions: String,
    },
    /// There is no such generation.
    #[error("`{id}` has no version {generation}")]
    NoSuch {
        /// Whose.
        id: CertificateId,
        /// Which.
        generation: u32,
    },
    /// It is closed already.
    #[error("version {generation} of `{id}` is withdrawn already")]
    Already {
        /// Whose.
        id: CertificateId,
        /// Which.
        generation: u32,
    },
}

/// The generation that is to be closed, and the record that closes it.
///
/// Without a number the only open request is meant. With one, any generation can be
/// retired, also an issued or a damaged one: that is how a person says that a lost
/// key is lost.
pub fn withdrawal(
    id: &CertificateId,
    number: Option<u32>,
    reason: &str,
    inventory: &Inventory,
    now: time::OffsetDateTime,
) -> Result<(u32, Order), WithdrawalError> {
    let generation = find(id, number, inventory)?;
    if generation.is_withdrawn() {
        return Err(WithdrawalError::Already {
            id: id.clone(),
            generation: generation.number,
        });
    }
    let order = generation
        .order
        .clone()
        .unwrap_or_else(|| Order::new("unknown", OrderState::Pending, now));
    let order = order.turned(OrderState::Withdrawn, Some(reason), now);
    Ok((generation.number, order))
}

fn find<'a>(
    id: &CertificateId,
    number: Option<u32>,
    inventory: &'a Inventory,
) -> Result<&'a Generation, WithdrawalError> {
    if inventory.of(id).next().is_none() {
        return Err(WithdrawalError::Nothing(id.clone()));
    }
    if let Some(number) = number {
        return inventory
            .generation(id, number)
            .ok_or_else(|| WithdrawalError::NoSuch {
                id: id.clone(),
                generation: number,
            });
    }
    let open: Vec<&Generation> = inventory.of(id).filter(|found| found.is_open()).collect();
    match open[..] {
        [] => Err(WithdrawalError::NoneOpen(id.clone())),
        [only] => Ok(only),
        _ => {
            let versions: Vec<String> = open.iter().map(|found| found.number.to_string()).collect();
            Err(WithdrawalError::SeveralOpen {
                id: id.clone(),
                versions: versions.join(" and "),
            })
        }
    }
}
