//! `forecert drift`: the manifest against a topology of today.

use crate::cli::arguments::{Common, DriftArgs, PlanFormat};
use crate::cli::context::{read_manifest, resolved};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{documents, output};
use crate::drift::{self, DriftDocument};
use crate::report;

pub(in crate::cli) fn run(common: &Common, args: &DriftArgs) -> Result<Exit, Stop> {
    let manifest = read_manifest(common)?;
    let desired = resolved(&manifest)?;
    let (estate, _) = documents::read(&args.files)?;
    let drift = drift::drift(&manifest, &desired, &estate);
    let (name, text) = (manifest.source.name(), manifest.source.text());
    let declared = report::Declared { name, text };
    output::result(&match args.format {
        PlanFormat::Human => report::drift(&drift, declared, output::look(common)),
        PlanFormat::Json => DriftDocument::new(&drift, text).to_json(),
        PlanFormat::Markdown => report::drift_markdown(&drift, declared),
    });
    Ok(match drift.differences.is_empty() {
        true => Exit::Done,
        false => Exit::NotHeld,
    })
}
