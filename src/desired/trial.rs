//! For the tests of this module: what a manifest's text leads to.

use crate::finding::Finding;
use crate::manifest::Manifest;

use super::{Desired, resolve};

/// What is desired by a manifest without faults.
pub(super) fn desired(text: &str) -> Desired {
    resolve(&parsed(text)).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

/// All findings of a manifest.
pub(super) fn findings(text: &str) -> Vec<Finding> {
    match resolve(&parsed(text)) {
        Ok(desired) => desired.findings,
        Err(findings) => findings,
    }
}

/// The codes of all findings, in order.
pub(super) fn codes(text: &str) -> Vec<&'static str> {
    findings(text).iter().map(|finding| finding.code).collect()
}

fn parsed(text: &str) -> Manifest {
    Manifest::parse("forecert.yaml", text.as_bytes())
        .unwrap_or_else(|rejected| panic!("{:#?}", rejected.findings))
}
