//! `forecert plan`: what is missing or wrong, and why.

use std::path::Path;

use crate::cli::arguments::{Common, Format, PlanArgs};
use crate::cli::commands::show::read_plan;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::plan::{Action, Plan, PlanDocument};
use crate::report;
use crate::store;

pub(in crate::cli) fn run(common: &Common, args: &PlanArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &args.selection.selection(), now)?;
    let source = &context.manifest.source;
    let document = PlanDocument::new(&plan, source.text());
    match args.format {
        Format::Json => output::result(&document.to_json()),
        Format::Human => {
            let look = output::look_aside(common);
            let findings = report::in_manifest(&plan.findings, source.name(), source.text(), look);
            output::aside(common, &findings);
            let look = output::look(common);
            output::result(&report::plan(&plan, common.verbose, look));
            if args.out.is_none() {
                output::next(common, |program, look| report::next(&plan, program, look));
            }
        }
    }
    if let Some(path) = &args.out {
        check_place(path)?;
        store::save(path, document.to_json().as_bytes())?;
        let text = format!(
            "saved as {}; to carry it out: {} apply {0}\n",
            path.display(),
            output::program(common)
        );
        output::aside(common, &text);
    }
    Ok(if args.detailed_exitcode {
        detailed(&plan)
    } else {
        Exit::Done
    })
}

/// Only an earlier plan is replaced: a slip must not cost a manifest or a key.
fn check_place(path: &Path) -> Result<(), Stop> {
    let shown = path.display();
    let refused = |what: &str| {
        let text = format!("`{shown}` is {what}: the plan is not saved there");
        let cure = "name another file; for a pipe there is `--format json`";
        Err(Stop::text(Exit::Failed, text, cure))
    };
    let Ok(metadata) = path.symlink_metadata() else {
        return Ok(()); // nothing there, or the saving will say what is wrong
    };
    if !metadata.is_file() {
        return refused("no file");
    }
    if metadata.len() == 0 || read_plan(path).is_ok() {
        return Ok(());
    }
    refused("something other than a plan")
}

/// What the plan says, as an exit code. Of several the most urgent counts.
fn detailed(plan: &Plan) -> Exit {
    if plan.has(Action::Blocked) {
        Exit::NotHeld
    } else if plan.makes() {
        Exit::Changes
    } else if plan.has(Action::Wait) {
        Exit::Awaited
    } else {
        Exit::Done
    }
}
