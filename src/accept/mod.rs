//! Takes in what came back: each certificate is matched, proved and put into its
//! place, or refused with every reason.
//!
//! [`judge`] decides and writes nothing; [`take`] writes what was decided.

mod adoption;
mod arrival;
mod matching;
mod nearest;
mod proof;
mod taking;
mod withdrawal;

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use crate::cert::{CertificateId, Fingerprint, KeyId};
use crate::desired::Desired;
use crate::finding::Finding;
use crate::inventory::{ChainState, Inventory};
use crate::x509::{self, Certificate};

pub use arrival::{Arrival, Arrivals, ArrivedKey};
pub use proof::{Proved, Prover, Question};
pub use taking::{Taken, TakenAs, TakingError, preflight, take};
pub use withdrawal::{WithdrawalError, withdrawal};

/// Where a certificate goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the generation that asked for it.
    Answer {
        /// Its number.
        generation: u32,
        /// The request was withdrawn and is opened again.
        reopened: bool,
    },
    /// Into a new generation with the key of an earlier one: the issuer issued anew.
    Reissue {
        /// The new number.
        generation: u32,
        /// The generation whose key it is.
        key_of: u32,
        /// The issuer that was asked for the earlier one.
        issuer: String,
    },
    /// Into a new generation, with the key that came with it and that nobody asked for.
    Adoption {
        /// The new number.
        generation: u32,
        /// The issuer that the manifest names.
        issuer: String,
    },
    /// Nowhere: it is there already.
    AlreadyHere {
        /// In which generation.
        generation: u32,
    },
    /// Only its chain is new.
    ChainOnly {
        /// Of which generation.
        generation: u32,
    },
}

impl Place {
    /// The generation that is made, completed or was found.
    pub fn generation(&self) -> u32 {
        match self {
            Self::Answer { generation, .. }
            | Self::Reissue { generation, .. }
            | Self::Adoption { generation, .. }
            | Self::AlreadyHere { generation }
            | Self::ChainOnly { generation } => *generation,
        }
    }
}

/// What becomes of one certificate that was found acceptable.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// Whose it is.
    pub id: CertificateId,
    /// Where it goes.
    pub place: Place,
    /// The certificate.
    pub certificate: Certificate,
    /// Its issuer and those above.
    pub chain: Vec<Certificate>,
    /// The open requests that it makes needless, by their generation.
    pub closes: Vec<u32>,
    /// The file it came in.
    pub shown: String,
    /// What the issuer did differently and may.
    pub remarks: Vec<Finding>,
}

/// A certificate that is not taken in.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The file it came in.
    pub shown: String,
    /// Its subject.
    pub subject: String,
    /// Every reason, as errors with their cure.
    pub reasons: Vec<Finding>,
}

/// What was decided on everything that arrived.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// To be taken in.
    pub acceptances: Vec<Acceptance>,
    /// Not taken in.
    pub refusals: Vec<Refusal>,
    /// Files that could not be read, and authorities that proved nothing.
    pub findings: Vec<Finding>,
}

/// What becomes of a certificate whose key was made elsewhere and came with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKeys {
    /// It is refused, with the offer.
    Refused,
    /// Both are taken in, and the request is closed: somebody has agreed to that.
    Adopted,
}

/// Decides on everything that arrived.
pub fn judge(
    arrivals: &Arrivals,
    desired: &Desired,
    inventory: &Inventory,
    other_keys: OtherKeys,
    now: OffsetDateTime,
) -> Judgement {
    let mut judgement = Judgement {
        findings: arrivals.findings.clone(),
        ..Judgement::default()
    };
    let mut pool = inventory.authorities();
    pool.extend(
        arrivals
            .authorities
            .iter()
            .map(|arrival| arrival.certificate.clone()),
    );
    let mut judge = Judge {
        desired,
        inventory,
        keys: &arrivals.keys,
        other_keys,
        adopted: BTreeMap::new(),
        open_by_name: matching::open_by_name(inventory),
        declared: nearest::Declared::new(desired),
        prover: Prover {
            desired,
            inventory,
            pool,
            now,
        },
        now,
        answered: BTreeSet::new(),
        next: BTreeMap::new(),
    };
    // An authority that is asked of somebody else is answered like any other.
    let asked = arrivals.authorities.iter();
    let asked = asked.filter(|arrival| judge.asked_for(&arrival.certificate));
    let asked: Vec<&Arrival> = asked.collect();
    for arrival in asked.into_iter().chain(&arrivals.leaves) {
        match judge.leaf(arrival) {
            Ok(acceptance) => judgement.acceptances.push(acceptance),
            Err(reasons) => judgement.refusals.push(Refusal {
                shown: arrival.shown.clone(),
                subject: arrival.certificate.contents().subject.to_string(),
                reasons,
            }),
        }
    }
    // A request that is answered after all is not closed.
    for acceptance in &mut judgement.acceptances {
        let id = &acceptance.id;
        let answered = |number: &u32| judge.answered.contains(&(id.clone(), *number));
        acceptance.closes.retain(|number| !answered(number));
    }
    let chains = judge.chains();
    judgement.acceptances.extend(chains);
    judge.report_unused(arrivals, &mut judgement);
    judgement
}

/// What one run knows while it decides.
struct Judge<'a> {
    desired: &'a Desired,
    inventory: &'a Inventory,
    /// The keys that came with certificates.
    keys: &'a BTreeMap<KeyId, ArrivedKey>,
    other_keys: OtherKeys,
    /// Whose the keys are that this run takes in.
    adopted: BTreeMap<KeyId, CertificateId>,
    /// The open requests that ask for a name.
    open_by_name: matching::OpenByName<'a>,
    /// What is declared, by its names.
    declared: nearest::Declared<'a>,
    prover: Prover<'a>,
    now: OffsetDateTime,
    /// The generations that this run has answered already.
    answered: BTreeSet<(CertificateId, u32)>,
    /// The next free numbers, where this run has used some.
    next: BTreeMap<CertificateId, u32>,
}

impl Judge<'_> {
    fn leaf(&mut self, arrival: &Arrival) -> Result<Acceptance, Vec<Finding>> {
        let certificate = &arrival.certificate;
        if let Some((id, generation)) = self.inventory.standing(certificate.fingerprint()) {
            let place = Place::AlreadyHere {
                generation: generation.number,
            };
            let mut remarks = Vec::new();
            if generation.is_withdrawn() {
                let message = "this version was withdrawn, so it is not in use";
                remarks.push(Finding::warning("was_withdrawn", message).about(id));
            }
            let closes = self.left_open(certificate, id, generation.number);
            let acceptance = self.acceptance(arrival, id.clone(), place, Vec::new(), remarks);
            return Ok(Acceptance {
                closes,
                ..acceptance
            });
        }
        if self.brings_a_key(certificate) {
            return self.other_key(arrival);
        }
        let target = self.target(certificate)?;
        let proved = self.prover.prove(certificate, &target)?;
        let place = match target.generation {
            Some(generation) => {
                self.answered.insert((target.id.clone(), generation));
                Place::Answer {
                    generation,
                    reopened: target.withdrawn,
                }
            }
            None => {
                self.key_to_copy(&target)?;
                let generation = self.free(&target.id, certificate);
                Place::Reissue {
                    generation,
                    key_of: target.key_of,
                    issuer: target.issuer.clone(),
                }
            }
        };
        Ok(self.acceptance(arrival, target.id, place, proved.chain, proved.remarks))
    }

    /// A reissue needs the key: each generation has its own copy.
    fn key_to_copy(&self, target: &matching::Target<'_>) -> Result<(), Vec<Finding>> {
        let generation = self.inventory.generation(&target.id, target.key_of);
        if generation.is_some_and(|generation| generation.key.public().is_some()) {
            return Ok(());
        }
        let message = format!(
            "it is a second certificate for the key of version {}, and that key is not here",
            target.key_of
        );
        Err(vec![
            Finding::error("keys_not_here", message)
                .about(&target.id)
                .help("accept it where the private keys are, or restore the key first"),
        ])
    }

    /// A number for a new generation with the certificate's key: none that this run
    /// has used, and none whose place another key has taken.
    fn free(&mut self, id: &CertificateId, certificate: &Certificate) -> u32 {
        let (free, _) = self.inventory.place(id, certificate.public_key().id);
        let leftovers = self.inventory.leftover_keys.get(id);
        let taken = |number: u32| leftovers.is_some_and(|keys| keys.contains_key(&number));
        let mut generation = free;
        if let Some(next) = self.next.get(id).copied().filter(|next| *next > free) {
            generation = next;
            while taken(generation) {
                generation += 1;
            }
        }
        self.next.insert(id.clone(), generation + 1);
        generation
    }

    fn acceptance(
        &self,
        arrival: &Arrival,
        id: CertificateId,
        place: Place,
        chain: Vec<Certificate>,
        remarks: Vec<Finding>,
    ) -> Acceptance {
        Acceptance {
            id,
            place,
            certificate: arrival.certificate.clone(),
            chain,
            closes: Vec::new(),
            shown: arrival.shown.clone(),
            remarks,
        }
    }

    /// Generations whose chain was not known and can be built now.
    fn chains(&self) -> Vec<Acceptance> {
        let mut completed = Vec::new();
        for (id, generations) in &self.inventory.generations {
            for generation in generations.values() {
                let Some(certificate) = &generation.certificate else {
                    continue;
                };
                let wanting = generation.is_sound()
                    && generation.chain_state == ChainState::Unknown
                    && !certificate.is_self_issued();
                if !wanting {
                    continue;
                }
                let chain = x509::chain(certificate, &self.prover.pool, &[]).issuers;
                if chain.is_empty() {
                    continue;
                }
                completed.push(Acceptance {
                    id: id.clone(),
                    place: Place::ChainOnly {
                        generation: generation.number,
                    },
                    certificate: certificate.clone(),
                    chain,
                    closes: Vec::new(),
                    shown: generation.shown.clone(),
                    remarks: Vec::new(),
                });
            }
        }
        completed
    }

    /// Whether it has the key of an authority's request.
    fn asked_for(&self, certificate: &Certificate) -> bool {
        let mut owners = self.inventory.owners(certificate.public_key().id);
        owners.any(|(id, found)| {
            matches!(id, CertificateId::Issuer { .. }) && found.request.is_some()
        })
    }

    fn report_unused(&self, arrivals: &Arrivals, judgement: &mut Judgement) {
        let used: BTreeSet<Fingerprint> = judgement
            .acceptances
            .iter()
            .flat_map(|acceptance| &acceptance.chain)
            // One that is known already is nothing new, and nothing odd.
            .chain(self.inventory.generations.values().flat_map(|generations| {
                generations
                    .values()
                    .flat_map(|generation| &generation.chain)
            }))
            .chain(self.inventory.trust.values().flatten())
            .map(Certificate::fingerprint)
            .collect();
        for arrival in &arrivals.authorities {
            let certificate = &arrival.certificate;
            if used.contains(&certificate.fingerprint()) || self.asked_for(certificate) {
                continue;
            }
            if let Some(refusal) = self.mistaken(&arrival.certificate) {
                judgement.refusals.push(Refusal {
                    shown: arrival.shown.clone(),
                    subject: arrival.certificate.contents().subject.to_string(),
                    reasons: vec![refusal],
                });
                continue;
            }
            let subject = &arrival.certificate.contents().subject;
            let message = format!(
                "`{}`: the authority `{subject}` signs nothing here",
                arrival.shown
            );
            judgement.findings.push(
                Finding::remark("authority_unused", message)
                    .in_file(arrival.shown.clone())
                    .help("name it in the issuer's `trust` if certificates are to chain to it"),
            );
        }
    }
}
