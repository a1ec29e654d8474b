//! From the manifest to what is desired, in one pass that finds all problems.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::manifest::Manifest;

use super::certificates::Sources;
use super::issuers::Issuers;
use super::problems::Problems;
use super::{Desired, certificates, deployment, directories, graph, pools};

/// Says what a manifest asks for.
///
/// # Errors
///
/// All findings, warnings and remarks too, where one of them is an error.
pub fn resolve(manifest: &Manifest) -> Result<Desired, Vec<Finding>> {
    let Manifest { model, source } = manifest;
    let mut problems = Problems::new(source);
    directories::check(model, &mut problems);
    let issuers = Issuers::read(model, &mut problems);
    let estate = deployment::read(model, &mut problems);
    let pools = pools::read(model, &estate, &mut problems);
    let references = graph::references(model, &pools, &mut problems);
    graph::report_circles(&pools, &references, &mut problems);
    let sources = Sources {
        issuers: &issuers,
        estate: &estate,
    };
    let mut certificates = certificates::declare(model, &pools, &sources, &mut problems);
    let findings = problems.outcome()?;
    let graph = graph::build(&certificates, &pools, &references, &issuers);
    for certificate in &mut certificates {
        certificate.wave = graph.wave(&certificate.id);
    }
    // Ids cannot collide: pools, their servers and their usages are each there once, and
    // a server's name has a dot, which no usage has.
    let certificates: BTreeMap<_, _> = certificates
        .into_iter()
        .map(|certificate| (certificate.id.clone(), certificate))
        .collect();
    Ok(Desired {
        certificates,
        issuers: issuers.into_desired(),
        graph,
        inventory: model.inventory.clone(),
        keys: model.keys.directory.clone(),
        findings,
    })
}
