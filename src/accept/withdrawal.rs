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
    /// An authority: everything it signed rests on it.
    #[error("`{0}` is an authority, which is not withdrawn")]
    Authority(CertificateId),
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
    if let CertificateId::Issuer { .. } = id {
        return Err(WithdrawalError::Authority(id.clone()));
    }
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

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::inventory::{ChainState, KeyState};

    const NOW: time::OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    /// An inventory in which OAuth has one answered version.
    fn inventory(order: Option<Order>) -> Inventory {
        let generation = Generation {
            number: 3,
            shown: "inventory/oauth/0003".into(),
            order,
            request: None,
            certificate: None,
            chain: Vec::new(),
            chain_state: ChainState::Unknown,
            key: KeyState::NotHere,
            damage: Vec::new(),
        };
        let mut inventory = Inventory::default();
        let generations = inventory.generations.entry(CertificateId::Oauth);
        generations.or_default().insert(3, generation);
        inventory
    }

    fn withdrawn(
        number: Option<u32>,
        inventory: &Inventory,
    ) -> Result<(u32, Order), WithdrawalError> {
        withdrawal(&CertificateId::Oauth, number, "lost", inventory, NOW)
    }

    #[test]
    fn without_a_number_only_an_open_request_is_meant() {
        let id = CertificateId::Oauth;
        let nothing = withdrawn(None, &Inventory::default());
        assert_eq!(nothing, Err(WithdrawalError::Nothing(id.clone())));
        let none = withdrawn(None, &inventory(None));
        assert_eq!(none, Err(WithdrawalError::NoneOpen(id)));
    }

    #[test]
    fn a_version_is_retired_by_its_number_even_if_its_record_is_lost() {
        let (number, order) = withdrawn(Some(3), &inventory(None)).unwrap();
        assert_eq!((number, order.state), (3, OrderState::Withdrawn));
        assert_eq!(order.reason.as_deref(), Some("lost"));
        assert!(matches!(
            withdrawn(Some(4), &inventory(None)),
            Err(WithdrawalError::NoSuch { generation: 4, .. })
        ));
    }

    #[test]
    fn a_record_keeps_who_was_asked_and_is_withdrawn_once() {
        let order = Order::new("public", OrderState::Pending, NOW);
        let order = order.with_handle(Some("4711".into()));
        let (_, order) = withdrawn(Some(3), &inventory(Some(order))).unwrap();
        assert_eq!(
            (order.issuer.as_str(), order.handle.as_deref()),
            ("public", Some("4711"))
        );
        assert!(matches!(
            withdrawn(Some(3), &inventory(Some(order))),
            Err(WithdrawalError::Already { generation: 3, .. })
        ));
    }
}
