//! `forecert status`: where each certificate stands.

use crate::cli::arguments::{Common, Format, ViewArgs};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::plan::Action;
use crate::report;
use crate::status;

/// What is said of certificates beside their standing: days that cannot be kept, and what
/// holds for all of them.
const TOLD: [&str; 4] = ["frozen", "keys_not_here", "late", "renewal_late"];

pub(in crate::cli) fn run(common: &Common, args: &ViewArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &args.selection.selection(), now)?;
    let rows = status::status(&plan, &context.desired, &inventory);
    let told = plan.findings.iter();
    let told = told.filter(|finding| TOLD.contains(&finding.code));
    let beside: Vec<_> = told.chain(&inventory.receipt_findings).cloned().collect();
    let beside = report::findings(&beside, output::look_aside(common));
    output::aside(common, &beside);
    let text = match args.format {
        Format::Human => report::status(&rows, now, output::look(common)),
        Format::Json => report::status_json(&rows, now),
    };
    output::result(&text);
    if args.format == Format::Human {
        output::next(common, |program, look| {
            report::status_next(&rows, program, look)
        });
    }
    let awaited = plan.has(Action::Wait) && !plan.makes() && !plan.has(Action::Blocked);
    Ok(if awaited { Exit::Awaited } else { Exit::Done })
}
