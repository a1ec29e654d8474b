//! Asks issuers when they want their certificates renewed, and records what they say: the
//! next plan counts with it.

use rayon::prelude::*;

use crate::apply::{Failure, Job};
use crate::inventory::Generation;
use crate::plan::{Entry, Plan};

/// Asks for every certificate in use whose issuer is asked by machine. One that says nothing,
/// or cannot be reached, changes nothing.
pub(super) fn refresh(plan: &Plan, job: &Job<'_>) -> Result<(), Failure> {
    let used = plan.entries.iter().filter_map(|entry| in_use(entry, job));
    let used: Vec<(&Entry, &Generation)> = used.collect();
    used.par_iter()
        .try_for_each(|(entry, generation)| one(entry, generation, job))
}

fn in_use<'a>(entry: &'a Entry, job: &Job<'a>) -> Option<(&'a Entry, &'a Generation)> {
    let number = entry.current.as_ref()?.generation;
    Some((entry, job.inventory.generation(&entry.id, number)?))
}

fn one(entry: &Entry, generation: &Generation, job: &Job<'_>) -> Result<(), Failure> {
    let (Some(order), Some(certificate)) = (&generation.order, &generation.certificate) else {
        return Ok(());
    };
    let Some(Ok(service)) = job.services.get(&order.issuer) else {
        return Ok(());
    };
    let Ok(Some(moment)) = service.renewal(certificate) else {
        return Ok(());
    };
    let said = order.clone().with_renew_at(Some(moment));
    if said != *order {
        job.store.set_order(&entry.id, generation.number, &said)?;
    }
    Ok(())
}
