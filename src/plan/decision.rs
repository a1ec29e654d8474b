//! What was decided on one certificate, and what blocks every other decision.

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::inventory::{ChainState, Generation, Inventory, KeyState};
use crate::plan::assess::Assessment;
use crate::plan::{Action, Reason, Step};

/// What was decided, before it is put into an entry.
pub(super) struct Decision {
    pub(super) action: Action,
    pub(super) step: Step,
    pub(super) reasons: Vec<Reason>,
    /// The generation that a person must look at, where one blocks.
    pub(super) at: Option<u32>,
}

impl Decision {
    pub(super) fn new(action: Action, step: Step, reasons: Vec<Reason>) -> Self {
        Self {
            action,
            step,
            reasons,
            at: None,
        }
    }

    pub(super) fn keep() -> Self {
        Self::new(Action::Keep, Step::Rest, Vec::new())
    }

    pub(super) fn blocked(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(
            Action::Blocked,
            Step::Rest,
            vec![Reason::new(code, message)],
        )
    }

    /// The same, because of one generation.
    pub(super) fn at(mut self, generation: u32) -> Self {
        self.at = Some(generation);
        self
    }
}

/// Why a generation's key stops the work, if it does: one that ought to be there and
/// is not, or cannot be read, is never a reason to make another. Where there is no key
/// directory at all, as in a pull-request job, nothing is said.
pub(super) fn key_blocks(generation: &Generation) -> Option<Decision> {
    let version = generation.number;
    match &generation.key {
        KeyState::Here(_) | KeyState::NotHere => None,
        KeyState::Unreadable(reason) => {
            let message = format!("the key of version {version} cannot be read: {reason}");
            Some(Decision::blocked("key_unreadable", message).at(version))
        }
        KeyState::Missing { elsewhere } => {
            let lying = elsewhere
                .as_ref()
                .map(|path| format!("; it lies in `{path}`"))
                .unwrap_or_default();
            let message = format!("the key of version {version} is not in its place{lying}");
            Some(Decision::blocked("key_missing", message).at(version))
        }
    }
}

/// A folder that cannot be looked into may hold anything: that nothing is seen there
/// is no reason to make something.
pub(super) fn hidden(inventory: &Inventory, id: &CertificateId) -> Option<Decision> {
    let path = inventory.hidden(id)?;
    let place = if path.is_empty() { "a directory" } else { path };
    let message = format!("`{place}` cannot be looked into, and may hold versions or keys of it");
    Some(Decision::blocked("unreadable", message))
}

/// What stood together once and does so no longer was changed: to make another certificate
/// because this one seems to be from somewhere else, or to lack a name, would hide that.
/// Where another one is declared, that counts.
pub(super) fn broken_chain(
    generation: &Generation,
    assessment: &Assessment,
    issuer: &str,
) -> Option<Decision> {
    if !assessment.declaration.is_empty() {
        return None;
    }
    let shown = &generation.shown;
    let broken = match generation.chain_state {
        ChainState::Proves => return None,
        ChainState::Broken => {
            let what = "the certificates in `chain.pem` do not prove the certificate";
            Decision::blocked("chain_broken", format!("{shown}: {what}"))
        }
        ChainState::Unknown if is_unproved(assessment) && was_asked(generation, issuer) => {
            let what = "there is no `chain.pem`, and nothing else here proves the certificate";
            Decision::blocked("chain_incomplete", format!("{shown}: {what}"))
        }
        ChainState::Unknown => return None,
    };
    Some(broken.at(generation.number))
}

/// Whether nothing stands against a certificate but that its chain is not known.
fn is_unproved(assessment: &Assessment) -> bool {
    let Assessment {
        declaration,
        certificate,
        others,
        remarks: _,
    } = assessment;
    let unproved = |reason: &Reason| reason.code == "issuer_replaced";
    declaration.is_empty() && certificate.is_empty() && others.iter().any(unproved)
}

/// Whether it is the issuer that is declared who was asked.
fn was_asked(generation: &Generation, issuer: &str) -> bool {
    let order = generation.order.as_ref();
    order.is_some_and(|order| order.issuer == issuer)
}

/// A damaged generation is never passed over for one that stands below it.
pub(super) fn damaged_above(
    rests_on: Option<u32>,
    generations: &[&Generation],
) -> Option<Decision> {
    let above = generations
        .iter()
        .rev()
        .take_while(|generation| Some(generation.number) > rests_on);
    let (generation, damage) = above
        .filter_map(|generation| Some((generation, generation.damage.first()?)))
        .next()?;
    let message = format!("{}: {damage}", generation.shown);
    Some(Decision::blocked("damaged", message).at(generation.number))
}

/// Says what is damaged and blocks nothing.
pub(super) fn report_damage(
    id: &CertificateId,
    generations: &[&Generation],
    blocks: Option<u32>,
    findings: &mut Vec<Finding>,
) {
    for generation in generations {
        let Some(damage) = generation.damage.first() else {
            continue;
        };
        let number = generation.number;
        if blocks == Some(number) {
            continue;
        }
        findings.push(
            Finding::warning("damaged", format!("version {number}: {damage}"))
                .about(id)
                .in_file(generation.shown.clone())
                .help(format!(
                    "restore it, or retire it: forecert withdraw {id} --generation {number} \
                     --reason damaged"
                )),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Damage;

    fn generation(number: u32, damage: &[Damage]) -> Generation {
        Generation {
            number,
            shown: format!("inventory/oauth/{number:04}"),
            order: None,
            request: None,
            certificate: None,
            chain: Vec::new(),
            chain_state: ChainState::Unknown,
            key: KeyState::NotHere,
            damage: damage.to_vec(),
        }
    }

    #[test]
    fn damage_blocks_above_what_is_rested_on_and_not_below() {
        let all = [
            generation(1, &[Damage::NoOrder]),
            generation(2, &[]),
            generation(3, &[Damage::Empty]),
            generation(4, &[]),
        ];
        let all: Vec<&Generation> = all.iter().collect();
        let blocks = |rests_on| damaged_above(rests_on, &all)?.at;
        assert_eq!(blocks(None), Some(3));
        assert_eq!(blocks(Some(2)), Some(3));
        assert_eq!(blocks(Some(4)), None);
    }

    #[test]
    fn damage_that_blocks_nothing_is_spoken_of() {
        let all = [
            generation(1, &[Damage::NoOrder]),
            generation(2, &[]),
            generation(3, &[Damage::Empty]),
        ];
        let all: Vec<&Generation> = all.iter().collect();
        let mut findings = Vec::new();
        let id = CertificateId::Oauth;
        report_damage(&id, &all, Some(3), &mut findings);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.starts_with("version 1: "));
    }

    #[test]
    fn only_a_key_that_ought_to_be_here_blocks() {
        let code = |key| {
            let mut generation = generation(2, &[]);
            generation.key = key;
            let blocked = key_blocks(&generation)?;
            assert_eq!(blocked.at, Some(2));
            Some(blocked.reasons[0].code)
        };
        assert_eq!(code(KeyState::NotHere), None);
        assert_eq!(
            code(KeyState::Missing { elsewhere: None }),
            Some("key_missing")
        );
        assert_eq!(
            code(KeyState::Unreadable("it is encrypted".into())),
            Some("key_unreadable")
        );
    }
}
