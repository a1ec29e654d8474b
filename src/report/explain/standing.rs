//! What is known of one version, and how it stands.

use crate::cert::day;
use crate::inventory::{Generation, KeyState, OrderState};
use crate::plan::{Action, Entry};

/// How a version stands beside the others.
pub(super) fn standing(entry: &Entry, generation: &Generation) -> &'static str {
    let current = entry.current.as_ref().map(|current| current.generation);
    if generation.is_withdrawn() {
        "withdrawn"
    } else if !generation.damage.is_empty() {
        "damaged"
    } else if entry.action == Action::Orphan {
        "not declared any more"
    } else if current == Some(generation.number) {
        "in use"
    } else if generation.is_open() {
        let awaited = entry.action == Action::Wait && entry.generation == Some(generation.number);
        let denied = generation.order.as_ref();
        match denied.map(|order| order.state) {
            Some(OrderState::Denied) => "denied",
            Some(OrderState::Unproved) => "answered with something else",
            Some(OrderState::Prepared) => "not handed in yet",
            _ if awaited => "awaited",
            _ => "requested",
        }
    } else {
        "replaced by a later one"
    }
}

/// What is there of a version: dates, issuer, who was asked, key.
pub(super) fn found(generation: &Generation, all: bool) -> String {
    let mut facts = Vec::new();
    match &generation.certificate {
        Some(certificate) => {
            let validity = certificate.validity();
            facts.push(format!(
                "certificate from {} to {}, issued by {}",
                day(validity.not_before),
                day(validity.not_after),
                certificate.issuer()
            ));
            if all {
                facts.push(format!("serial {}", certificate.serial()));
                facts.push(format!("fingerprint {}", certificate.fingerprint()));
            }
        }
        None if generation.request.is_some() => facts.push("request".to_owned()),
        None => facts.push("neither request nor certificate".to_owned()),
    }
    if let Some(order) = &generation.order {
        let state = match order.state {
            OrderState::Prepared => "made for",
            OrderState::Submitting => "about to leave for",
            OrderState::Pending => "asked of",
            OrderState::Denied => "denied by",
            OrderState::Unproved => "answered with something else by",
            OrderState::Withdrawn => "withdrawn from",
        };
        facts.push(format!("{state} {} on {}", order.issuer, day(order.since)));
        facts.extend(order.reason.as_ref().map(|reason| format!("\"{reason}\"")));
        let origin = order.origin.as_ref();
        facts.extend(origin.map(|origin| format!("taken from {origin}")));
    }
    facts.push(key(&generation.key));
    facts.join(", ")
}

/// What is known of the private key.
pub(super) fn key(state: &KeyState) -> String {
    match state {
        KeyState::Here(_) => "key here".to_owned(),
        KeyState::Missing { .. } => "key missing".to_owned(),
        KeyState::Unreadable(reason) => format!("key unreadable: {reason}"),
        KeyState::NotHere => "key not here".to_owned(),
    }
}
