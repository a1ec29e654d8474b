//! `forecert drift`: a manifest against the topology that it was made of, or one that was
//! edited since.

mod edits;
mod output;
mod properties;
mod round_trip;

use forecert::desired::{self, Desired};
use forecert::drift::{self, Difference, Drift};
use forecert::manifest::Manifest;
use forecert::topology::{Estate, Manuscript};

/// The manifest of an estate, as `init` writes it.
fn manifest(estate: &Estate) -> Manifest {
    crate::parsed(&Manuscript::write(&["topology.xml"], estate).text)
}

fn resolved(manifest: &Manifest) -> Desired {
    desired::resolve(manifest).unwrap()
}

/// What a manifest differs in from an estate.
fn drifts(manifest: &Manifest, estate: &Estate) -> Drift {
    drift::drift(manifest, &resolved(manifest), estate)
}

/// The differences of a manifest's text from a document, each as its code and what stands at
/// its place.
fn told(text: &str, document: &str) -> Vec<(&'static str, String)> {
    let manifest = crate::parsed(text);
    let drift = drifts(&manifest, &crate::estate(&[("t", document)]));
    let place = |difference: &Difference| {
        let span = difference.finding.labels[0].span.clone();
        manifest.source.text()[span].to_owned()
    };
    let differences = drift.differences.iter();
    differences
        .map(|one| (one.finding.code, place(one)))
        .collect()
}
