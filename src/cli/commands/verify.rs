//! `forecert verify`: proves that the inventory holds what is declared.

use crate::cli::arguments::{Common, Format, ViewArgs};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::report;
use crate::verify;

pub(in crate::cli) fn run(common: &Common, args: &ViewArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &args.selection.selection(), now)?;
    let findings = verify::verify(&context.desired, &inventory, &plan);
    let source = &context.manifest.source;
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    match args.format {
        Format::Json => output::result(&report::findings_json(&findings, source.text())),
        Format::Human => {
            let look = output::look(common);
            let text = report::in_manifest(&findings, source.name(), source.text(), look);
            let verdict = match errors {
                0 => format!("Verified: {} certificates hold.\n", plan.entries.len()),
                _ => format!("Not verified: {errors} faults.\n"),
            };
            output::result(&format!("{text}{verdict}"));
        }
    }
    Ok(if errors == 0 {
        Exit::Done
    } else {
        Exit::NotHeld
    })
}
