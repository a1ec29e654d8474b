//! Carries out an approved plan: keys, requests, certificates. Adds nothing but
//! randomness and the moment of signing.
//!
//! Authorities first, then everything else in parallel: the order of installation
//! neither delays nor cancels a request. One failure stops only what it signs.

mod adoption;
mod asking;
mod making;
mod outcome;
mod preflight;
mod renewals;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rayon::prelude::*;
use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::desired::Desired;
use crate::finding::Finding;
use crate::inventory::Inventory;
use crate::issuers::{Service, ServiceError};
use crate::plan::{Entry, Plan, Step};
use crate::store::LockedStore;

use asking::Desks;
use making::{Carried, Making};

pub use outcome::{Deed, Done, Failed, Failure, NotReached, Outcome};
pub use preflight::preflight;

/// A plan that somebody agreed to.
#[derive(Debug)]
pub struct ApprovedPlan {
    plan: Plan,
    only_polls: bool,
}

impl ApprovedPlan {
    /// Consent was given: by an answer, a flag or a saved plan.
    pub fn consented(plan: Plan) -> Self {
        Self {
            plan,
            only_polls: false,
        }
    }

    /// Of a plan only what asks how requests stand that somebody agreed to before.
    pub fn polls_of(plan: Plan) -> Self {
        Self {
            plan,
            only_polls: true,
        }
    }

    /// What was agreed to.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What is to be done.
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.plan.entries.iter();
        entries.filter(|entry| entry.step.polls() || (!self.only_polls && entry.action.makes()))
    }
}

/// Who is told how it goes.
pub trait Progress: Sync {
    /// Work on a certificate begins.
    fn started(&self, id: &CertificateId);
    /// Work on a certificate is done.
    fn done(&self, done: &Done);
    /// Work on a certificate failed.
    fn failed(&self, failed: &Failed);
}

/// What an apply works with.
pub struct Job<'a> {
    /// What is declared.
    pub desired: &'a Desired,
    /// What was there when the plan was made.
    pub inventory: &'a Inventory,
    /// Where things are written.
    pub store: &'a LockedStore,
    /// The moment of signing.
    pub now: OffsetDateTime,
    /// How many certificates are worked on at once.
    pub jobs: usize,
    /// Set when somebody asks to stop after the step at hand.
    pub stop: &'a AtomicBool,
    /// The issuers that are asked by machine.
    pub services: &'a Services,
    /// How long they are waited for.
    pub patience: Patience<'a>,
}

/// The issuers that are asked by machine, by their names, or why one cannot be asked.
pub type Services = BTreeMap<String, Result<Box<dyn Service>, ServiceError>>;

impl Patience<'static> {
    /// For a run that asks nobody.
    pub const NONE: Self = Self {
        wait: Duration::ZERO,
        elapsed: &|| Duration::ZERO,
    };
}

/// How long issuers are waited for, and by which clock.
#[derive(Clone, Copy)]
pub struct Patience<'a> {
    /// How long one is waited for that has not decided; nothing: it is asked once.
    pub wait: Duration,
    /// How much time has gone since the run began.
    pub elapsed: &'a (dyn Fn() -> Duration + Sync),
}

/// Carries out an approved plan.
pub fn apply(approved: &ApprovedPlan, job: &Job<'_>, progress: &dyn Progress) -> Outcome {
    let entries = approved.entries();
    let (authorities, leaves): (Vec<&Entry>, Vec<&Entry>) =
        entries.partition(|entry| matches!(entry.id, CertificateId::Issuer { .. }));
    let mut outcome = Outcome::default();
    let adopts = |entry: &&Entry| matches!(entry.step, Step::Adopt { .. });
    let adopts = authorities.iter().chain(&leaves).any(adopts);
    let mut making = Making {
        job,
        signers: BTreeMap::new(),
        authorities: if adopts {
            job.inventory.authorities()
        } else {
            Vec::new()
        },
    };
    let desks = Desks::new(job, progress);
    for result in desks.ask(|to_ask| in_parallel(&making, authorities, progress, to_ask)) {
        outcome.take(result);
    }
    let (leaves, unsigned) = ready(leaves, job, &outcome);
    outcome.not_reached.extend(unsigned);
    // One that was only asked for signs nothing yet.
    let made = outcome.done.iter();
    let made = made.filter(|done| !matches!(done.deed, Deed::Requested { .. }));
    let made: Vec<CertificateId> = made.map(|done| done.id.clone()).collect();
    let mut needed = local_authorities(&leaves, job);
    needed.extend(made.iter().cloned());
    if !approved.only_polls {
        needed.extend(approved.plan().lists_due());
    }
    for authority in needed {
        // Its list first: every certificate points to it, and a run that is cut off
        // behind the last certificate would find nothing left to do.
        let signer = if made.contains(&authority) {
            // What was made a moment ago is read from where it lies.
            reread(job).and_then(|fresh| making.ready_signer(&authority, &fresh))
        } else {
            making.ready_signer(&authority, job.inventory)
        };
        match signer {
            Ok(signer) => {
                making.signers.insert(authority, signer);
            }
            // The authority is there and cannot be used; it stops what it signs.
            Err(failure) => outcome.take(failed(authority, failure, progress)),
        }
    }
    let (leaves, unsigned) = ready(leaves, job, &outcome);
    outcome.not_reached.extend(unsigned);
    for result in desks.ask(|to_ask| in_parallel(&making, leaves, progress, to_ask)) {
        outcome.take(result);
    }
    if approved.only_polls {
        outcome.renewals_unwritten = renewals::refresh(approved.plan(), job).err();
    }
    outcome.sort();
    outcome
}

/// Makes the revocation lists of local authorities anew, and says until when each holds.
pub fn revocation_lists(
    job: &Job<'_>,
    authorities: &[CertificateId],
) -> Vec<(CertificateId, Result<OffsetDateTime, Failure>)> {
    let making = Making {
        job,
        signers: BTreeMap::new(),
        authorities: Vec::new(),
    };
    let made = authorities.iter().map(|id| {
        let signer = making.ready_signer(id, job.inventory);
        (id.clone(), signer.map(|_| making.list_ends()))
    });
    made.collect()
}

fn reread(job: &Job<'_>) -> Result<Inventory, Failure> {
    let mut snapshot = crate::store::read(job.store.layout())?;
    snapshot.passwords = job.inventory.passwords.clone();
    Ok(Inventory::read(&snapshot))
}

fn failed(id: CertificateId, failure: Failure, progress: &dyn Progress) -> Reached {
    let failed = Failed { id, failure };
    progress.failed(&failed);
    Reached::Failed(failed)
}

/// How far work on one certificate came.
enum Reached {
    Done(Done),
    Failed(Failed),
    Not(NotReached),
}

impl Outcome {
    fn take(&mut self, reached: Reached) {
        match reached {
            Reached::Done(done) => self.done.push(done),
            Reached::Failed(failed) => self.failed.push(failed),
            Reached::Not(not) => self.not_reached.push(not),
        }
    }
}

/// Carries the steps out in parallel. Where an issuer is to be asked by machine, that is
/// handed on: a core that waits for an answer makes no keys.
fn in_parallel<'e>(
    making: &Making<'_>,
    entries: Vec<&'e Entry>,
    progress: &dyn Progress,
    to_ask: &(dyn Fn(Box<asking::Ask<'e>>) + Sync),
) -> Vec<Reached> {
    let work = |entry: &&'e Entry| one(making, entry, progress, to_ask);
    if making.job.jobs <= 1 || entries.len() <= 1 {
        return entries.iter().filter_map(work).collect();
    }
    match rayon::ThreadPoolBuilder::new()
        .num_threads(making.job.jobs)
        .build()
    {
        Ok(pool) => pool.install(|| entries.par_iter().filter_map(work).collect()),
        // No threads to be had: slower, but done.
        Err(_) => entries.iter().filter_map(work).collect(),
    }
}

fn one<'e>(
    making: &Making<'_>,
    entry: &'e Entry,
    progress: &dyn Progress,
    to_ask: &(dyn Fn(Box<asking::Ask<'e>>) + Sync),
) -> Option<Reached> {
    let id = &entry.id;
    if making.job.stop.load(Ordering::Relaxed) {
        return Some(not_begun(id));
    }
    progress.started(id);
    Some(match making.carry_out(entry) {
        Ok(Carried::ToAsk(ask)) => {
            to_ask(ask);
            return None;
        }
        Ok(Carried::Done(deed)) => done(entry, deed, Vec::new(), progress),
        Err(failure) => failed(id.clone(), failure, progress),
    })
}

fn not_begun(id: &CertificateId) -> Reached {
    Reached::Not(NotReached {
        id: id.clone(),
        because: "stopped before it began".to_owned(),
    })
}

fn done(entry: &Entry, deed: Deed, remarks: Vec<Finding>, progress: &dyn Progress) -> Reached {
    let done = finished(entry, deed, remarks);
    progress.done(&done);
    Reached::Done(done)
}

fn finished(entry: &Entry, deed: Deed, remarks: Vec<Finding>) -> Done {
    Done {
        id: entry.id.clone(),
        action: entry.action,
        generation: entry.step.generation().unwrap_or_default(),
        deed,
        remarks,
    }
}

/// Parts the leaves whose authority was not made from the others.
fn ready<'a>(
    leaves: Vec<&'a Entry>,
    job: &Job<'_>,
    outcome: &Outcome,
) -> (Vec<&'a Entry>, Vec<NotReached>) {
    let unmade: BTreeSet<&CertificateId> = outcome
        .failed
        .iter()
        .map(|failed| &failed.id)
        .chain(outcome.not_reached.iter().map(|not| &not.id))
        .filter(|id| matches!(id, CertificateId::Issuer { .. }))
        .collect();
    let mut unsigned = Vec::new();
    let ready = leaves
        .into_iter()
        .filter(|entry| {
            let signer = job.desired.graph.signed_by(&entry.id);
            let Some(signer) = signer.filter(|signer| unmade.contains(signer)) else {
                return true;
            };
            unsigned.push(NotReached {
                id: entry.id.clone(),
                because: format!("`{signer}`, which signs it, was not made"),
            });
            false
        })
        .collect();
    (ready, unsigned)
}

/// The local authorities that must sign something.
fn local_authorities(leaves: &[&Entry], job: &Job<'_>) -> BTreeSet<CertificateId> {
    leaves
        .iter()
        .filter(|entry| !matches!(entry.step, Step::Adopt { .. }))
        .filter_map(|entry| job.desired.graph.signed_by(&entry.id))
        .collect()
}
