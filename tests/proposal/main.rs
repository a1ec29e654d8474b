//! `init --from-inventory`: which manifest is proposed for certificates that exist.

#[path = "../support/mod.rs"]
mod support;

mod anything;
mod estates;
mod files;

use forecert::cert::{Contents, Subject};
use forecert::desired::{self, Desired};
use forecert::manifest::Manifest;
use forecert::proposal::{self, Existing, Proposal};
use time::OffsetDateTime;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);

/// What a manifest says, and what it means.
#[track_caller]
fn read(text: &str) -> (Manifest, Desired) {
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes())
        .unwrap_or_else(|rejected| panic!("{text}\n{:#?}", rejected.findings));
    match desired::resolve(&manifest) {
        Ok(desired) => (manifest, desired),
        Err(findings) => panic!("{text}\n{findings:#?}"),
    }
}

/// A certificate that holds for two years, as an issuer of this name would have signed it.
fn existing(shown: &str, contents: Contents, issuer: &str) -> Existing {
    Existing {
        shown: shown.to_owned(),
        contents,
        issuer: Subject::default().with("CN", Some(issuer)),
        not_before: datetime!(2026-01-01 00:00 UTC),
        not_after: datetime!(2027-12-31 23:59:59 UTC),
    }
}

fn propose(existing: &[Existing]) -> Proposal {
    proposal::propose("old", existing, &[], NOW).unwrap()
}
