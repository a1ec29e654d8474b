//! What happens to one certificate: the state machine.
//!
//! | what is there | action |
//! |---|---|
//! | a folder of it cannot be looked into | blocked |
//! | a damaged generation stands above the one in use or the one awaited | blocked |
//! | the current one meets the declaration and time is not up, or a freeze holds it | keep |
//! | a request equal to the declaration is open | wait, or resume where the issuer answers at once |
//! | a fitting certificate with its key lies elsewhere | adopt |
//! | the current one does not meet the declaration | replace |
//! | the current one meets it and time is up | renew |
//! | a key without generation | resume |
//! | nothing | create |
//!
//! Withdrawn generations count for nothing but their number.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use crate::cert::{self, CertificateId, KeyId};
use crate::desired::{Desired, DesiredCertificate, DesiredIssuer, IssuerKind, Service};
use crate::finding::Finding;
use crate::inventory::{Generation, Inventory, KeyState, Order, OrderState};
use crate::plan::adopt::Elsewhere;
use crate::plan::assess::{Assessment, assess};
use crate::plan::decision::{Decision, broken_chain, damaged_above, hidden, key_blocks};
use crate::plan::timing::Timing;
use crate::plan::{Action, Current, Entry, KeySource, Reason, Step, adopt, changes};

/// One certificate with everything that the decision rests on.
pub(super) struct Case<'a> {
    pub(super) declared: &'a DesiredCertificate,
    pub(super) desired: &'a Desired,
    pub(super) issuer: &'a DesiredIssuer,
    pub(super) inventory: &'a Inventory,
    pub(super) elsewhere: &'a Elsewhere<'a>,
    /// The decisions on the local authorities.
    pub(super) authorities: &'a BTreeMap<CertificateId, Entry>,
    pub(super) now: OffsetDateTime,
}

/// The generation in use, and how it stands.
pub(super) struct InUse<'a> {
    pub(super) generation: &'a Generation,
    pub(super) current: Current,
    pub(super) assessment: Assessment,
    /// Whether and why its time is up.
    pub(super) timing: Timing,
}

impl<'a> Case<'a> {
    /// Decides, and reports what is worth a remark.
    pub(super) fn decide(
        &self,
        adopted: &mut BTreeSet<KeyId>,
        findings: &mut Vec<Finding>,
    ) -> Entry {
        let generations: Vec<&Generation> = self
            .inventory
            .of(&self.declared.id)
            .filter(|generation| !generation.is_withdrawn())
            .collect();
        let in_use = self.in_use(&generations);
        let open = self.open(&generations, in_use.as_ref());
        let decision = self.decision(&generations, in_use.as_ref(), open, adopted);
        self.remark(&generations, in_use.as_ref(), open, &decision, findings);
        self.entry(decision, in_use, open)
    }

    /// The highest sound generation that meets the declaration, else the highest
    /// sound one.
    fn in_use(&self, generations: &[&'a Generation]) -> Option<InUse<'a>> {
        let mut highest = None;
        for generation in generations.iter().rev().filter(|found| found.is_sound()) {
            let assessment = assess(
                generation,
                self.declared,
                self.issuer,
                self.inventory,
                self.now,
            );
            let met = assessment.is_met();
            let in_use = self.describe(generation, assessment);
            if met {
                return in_use;
            }
            highest = highest.or(in_use);
        }
        highest
    }

    fn describe(&self, generation: &'a Generation, assessment: Assessment) -> Option<InUse<'a>> {
        let certificate = generation.certificate.as_ref()?;
        let validity = certificate.validity();
        let version = generation.number;
        let wanted = generation.order.as_ref().and_then(|order| order.renew_at);
        let timing = Timing::of(
            validity,
            version,
            wanted,
            self.declared,
            self.desired,
            self.now,
        );
        let current = Current {
            generation: generation.number,
            not_after: validity.not_after,
            renewal_due: timing.due,
            fingerprint: certificate.fingerprint(),
            is_met: assessment.is_met(),
        };
        Some(InUse {
            timing,
            generation,
            current,
            assessment,
        })
    }

    /// The open generation that is waited for: the highest whose request equals the
    /// declaration. One that a later certificate has overtaken is waited for only if
    /// that certificate does not meet the declaration.
    fn open(
        &self,
        generations: &[&'a Generation],
        in_use: Option<&InUse<'_>>,
    ) -> Option<&'a Generation> {
        let open = generations
            .iter()
            .rev()
            .find(|generation| generation.is_open() && self.asks_what_is_declared(generation))?;
        let overtaken = in_use.is_some_and(|in_use| {
            in_use.assessment.is_met() && in_use.generation.number > open.number
        });
        (!overtaken).then_some(*open)
    }

    fn asks_what_is_declared(&self, generation: &Generation) -> bool {
        let Some(request) = &generation.request else {
            return false;
        };
        let asked = generation.order.as_ref().map(|order| &order.issuer);
        generation.damage.is_empty()
            && asked == Some(&self.declared.issuer)
            && cert::differences(&self.declared.contents, request.contents()).is_empty()
    }

    fn decision(
        &self,
        generations: &[&Generation],
        in_use: Option<&InUse<'_>>,
        open: Option<&Generation>,
        adopted: &mut BTreeSet<KeyId>,
    ) -> Decision {
        if let Some(blocked) = hidden(self.inventory, &self.declared.id) {
            return blocked;
        }
        let rests_on = in_use.map(|in_use| in_use.generation.number);
        let rests_on = rests_on.max(open.map(|open| open.number));
        if let Some(blocked) = damaged_above(rests_on, generations) {
            return blocked;
        }
        if let Some(open) = open {
            return self.continued(open, in_use);
        }
        let needs = match in_use {
            Some(in_use) if in_use.assessment.is_met() && in_use.timing.rests() => {
                return self.kept(in_use);
            }
            in_use => in_use,
        };
        if let Some(decision) = adopt::decide(self, adopted) {
            return decision;
        }
        let unmet = needs.filter(|in_use| !in_use.assessment.is_met());
        if let Some(broken) = unmet.and_then(|unmet| {
            broken_chain(unmet.generation, &unmet.assessment, &self.declared.issuer)
        }) {
            return broken;
        }
        let (action, mut reasons) = match needs {
            None => {
                let versions = || self.inventory.of(&self.declared.id);
                let message = if versions().next().is_none() {
                    "no key, request or certificate is here"
                } else if versions().all(Generation::is_withdrawn) {
                    "nothing but withdrawn versions is here"
                } else {
                    "no version that is here is what is declared"
                };
                (Action::Create, vec![Reason::new("missing", message)])
            }
            Some(in_use) if in_use.assessment.is_met() => (Action::Renew, Vec::new()),
            Some(in_use) => (Action::Replace, in_use.assessment.reasons()),
        };
        reasons.extend(needs.into_iter().flat_map(|in_use| in_use.timing.reasons()));
        if let Some(in_use) = needs.filter(|_| action == Action::Renew)
            && let Some(blocked) = self.gains_nothing(in_use)
        {
            return blocked;
        }
        self.made(action, reasons, needs.map(|in_use| in_use.generation))
    }

    fn kept(&self, in_use: &InUse<'_>) -> Decision {
        let broken = broken_chain(in_use.generation, &in_use.assessment, &self.declared.issuer)
            .or_else(|| key_blocks(in_use.generation));
        let kept = Decision::new(Action::Keep, Step::Rest, in_use.timing.reasons());
        broken.unwrap_or(kept)
    }

    /// What a local authority signs does not outlive it. A renewal that would end on
    /// the same day would be due again at once, and so on for ever.
    fn gains_nothing(&self, in_use: &InUse<'_>) -> Option<Decision> {
        let signer = self.desired.graph.signed_by(&self.declared.id)?;
        let signer = self.inventory.authority(&signer)?.certificate.as_ref()?;
        let end = signer.validity().not_after;
        (end <= in_use.current.not_after).then(|| {
            let message = format!(
                "`{}` ends on {}, and nothing it signs outlives it",
                self.issuer.name,
                cert::day(end)
            );
            Decision::blocked("issuer_expiring", message)
        })
    }

    /// An open request that asks what is declared.
    fn continued(&self, open: &Generation, in_use: Option<&InUse<'_>>) -> Decision {
        if let Some(blocked) = key_blocks(open) {
            return blocked;
        }
        let order = open
            .order
            .as_ref()
            .expect("an open generation that asks has an order");
        let version = open.number;
        if order.state == OrderState::Denied {
            let words = order.reason.as_deref().unwrap_or("no reason was recorded");
            let message = format!("`{}` refused version {version}: {words}", order.issuer);
            return Decision::blocked("denied", message).at(version);
        }
        if let IssuerKind::LocalCa { .. } = self.issuer.kind {
            if let Some(blocked) = self.authority_blocks() {
                return blocked;
            }
            let message = format!("version {version} has its request and lacks its certificate");
            let step = Step::Answer {
                generation: version,
            };
            let reason = Reason::new("request_without_certificate", message);
            return Decision::new(Action::Resume, step, vec![reason]);
        }
        if order.state == OrderState::Unproved {
            let words = order.reason.as_deref().unwrap_or("no reason was recorded");
            let issuer = &order.issuer;
            let message =
                format!("what `{issuer}` answered to version {version} was refused: {words}");
            return Decision::blocked("answer_refused", message).at(version);
        }
        if self.issuer.service().is_some()
            && let Some(decision) = self.with_service(order, version)
        {
            return decision;
        }
        if order.state == OrderState::Submitting {
            let message = format!(
                "version {version} was about to leave for `{}`; nobody knows whether it did",
                order.issuer
            );
            return Decision::blocked("submission_unknown", message).at(version);
        }
        let mut reasons = vec![self.held(version).unwrap_or_else(|| {
            let message = format!("version {version} was asked of `{}`", order.issuer);
            Reason::new("awaiting_issuer", message)
        })];
        reasons.extend(in_use.and_then(|in_use| in_use.timing.up.clone()));
        let step = match (self.issuer.service(), &order.handle) {
            (Some(_), Some(_)) => Step::Poll {
                generation: version,
            },
            _ => Step::Rest,
        };
        Decision::new(Action::Wait, step, reasons)
    }

    /// What is special about a request that `apply` hands in itself.
    fn with_service(&self, order: &Order, version: u32) -> Option<Decision> {
        let issuer = &order.issuer;
        let looks_up = self.issuer.service().is_some_and(Service::looks_up);
        let reason = match order.state {
            OrderState::Prepared if self.held(version).is_none() => {
                let message = format!("version {version} was not handed in at `{issuer}` yet");
                Reason::new("request_not_submitted", message)
            }
            OrderState::Submitting if looks_up => {
                let message = format!(
                    "version {version} was about to leave for `{issuer}`, which can tell whether \
                     it did"
                );
                Reason::new("submission_looked_up", message)
            }
            _ => return None,
        };
        let step = Step::Answer {
            generation: version,
        };
        Some(Decision::new(Action::Resume, step, vec![reason]))
    }

    /// A new generation.
    fn made(
        &self,
        action: Action,
        mut reasons: Vec<Reason>,
        before: Option<&Generation>,
    ) -> Decision {
        if let Some(blocked) = self.authority_blocks() {
            return blocked;
        }
        // A key of another algorithm or size cannot be kept.
        let kept = before.filter(|_| self.declared.keep_key).filter(|before| {
            let key = before.public_key();
            key.is_some_and(|key| key.spec == self.declared.contents.key)
        });
        if let Some(blocked) = kept.and_then(key_blocks) {
            return blocked;
        }
        let mut generation = self.inventory.next_generation(&self.declared.id);
        let leftovers = self.inventory.leftover_keys.get(&self.declared.id);
        loop {
            let Some(leftover) = leftovers.and_then(|keys| keys.get(&generation)) else {
                let key = kept.map_or(KeySource::New, |kept| KeySource::From(kept.number));
                return Decision::new(action, Step::Make { generation, key }, reasons);
            };
            let fits = match (leftover, kept) {
                (KeyState::Unreadable(reason), _) => {
                    let message = format!("the key of version {generation}: {reason}");
                    return Decision::blocked("key_unreadable", message).at(generation);
                }
                (KeyState::Here(key), Some(kept)) => Some(key) == kept.public_key(),
                // A copy of a key that somebody has is not a new key.
                (KeyState::Here(key), None) => {
                    key.spec == self.declared.contents.key
                        && self.inventory.owners(key.id).next().is_none()
                }
                (KeyState::Missing { .. } | KeyState::NotHere, _) => false,
            };
            if fits {
                let message = format!("the key of version {generation} is there already");
                reasons.push(Reason::new("key_without_request", message));
                let action = if action == Action::Create {
                    Action::Resume
                } else {
                    action
                };
                let key = KeySource::InPlace;
                return Decision::new(action, Step::Make { generation, key }, reasons);
            }
            generation += 1;
        }
    }

    /// A local authority that cannot sign blocks what it ought to sign.
    pub(super) fn authority_blocks(&self) -> Option<Decision> {
        let signer = self.desired.graph.signed_by(&self.declared.id)?;
        let entry = self.authorities.get(&signer)?;
        if entry.action != Action::Blocked {
            // One that somebody else signs is not there before it has answered.
            let asked = matches!(entry.action, Action::Wait | Action::Create);
            let parent = entry.declared.as_ref()?.issuer.as_str();
            if entry.current.is_some() || !asked || signer.issuer() == Some(parent) {
                return None;
            }
            let message = format!(
                "`{}` has no certificate before `{parent}` signs it",
                self.issuer.name
            );
            return Some(Decision::blocked("issuer_awaited", message));
        }
        let reason = entry.reasons.first()?;
        let code = match reason.code {
            code @ ("issuer_missing" | "issuer_expired") => code,
            _ => "issuer_blocked",
        };
        Some(Decision::blocked(
            code,
            format!("`{}` cannot sign: {}", self.issuer.name, reason.message),
        ))
    }

    fn entry(
        &self,
        decision: Decision,
        in_use: Option<InUse<'_>>,
        open: Option<&Generation>,
    ) -> Entry {
        let Decision {
            action,
            step,
            reasons,
            at,
        } = decision;
        let change = in_use
            .as_ref()
            .filter(|_| action == Action::Replace)
            .and_then(|in_use| {
                let contents = &self.declared.contents;
                changes::change(in_use.generation, &in_use.assessment, contents)
            });
        let current = in_use.map(|in_use| in_use.current);
        let waited = open.map(|open| open.number);
        let days = self.days(action, current.as_ref());
        Entry {
            id: self.declared.id.clone(),
            declared: Some(self.declared.clone()),
            generation: step
                .generation()
                .or(at)
                .or(waited)
                .or(current.as_ref().map(|current| current.generation)),
            since: open
                .and_then(|open| open.order.as_ref())
                .and_then(|order| self.since(order.since)),
            action,
            step,
            reasons: reasons.into_iter().chain(days.reason()).collect(),
            needed_by: days.needed_by,
            send_by: days.send_by,
            current,
            change,
        }
    }
}
