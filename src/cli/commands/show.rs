//! `forecert show`: a saved plan, also a stale one.

use std::path::Path;

use crate::cli::arguments::{Common, PlanFormat, ShowArgs};
use crate::cli::context::read_file;
use crate::cli::exit::{Exit, Stop};
use crate::cli::output;
use crate::plan::PlanDocument;
use crate::report::{self, COMMENT_LIMIT, Origin, Page};

/// A plan of 5,000 servers stays below.
const PLAN_LIMIT: u64 = 256 << 20;

pub(in crate::cli) fn run(common: &Common, args: &ShowArgs) -> Result<Exit, Stop> {
    let document = read_plan(&args.plan)?;
    match args.format {
        PlanFormat::Json => output::result(&document.to_json()),
        PlanFormat::Human => {
            output::result(&report::saved_plan(&document, output::look(common)));
        }
        PlanFormat::Markdown => {
            let path = args.plan.to_string_lossy();
            let page = Page {
                document: &document,
                origin: Origin::Saved(&path),
                limit: COMMENT_LIMIT,
            };
            output::result(&report::markdown(&page));
        }
    }
    Ok(Exit::Done)
}

/// Reads a saved plan.
pub(in crate::cli) fn read_plan(path: &Path) -> Result<PlanDocument, Stop> {
    let shown = path.display();
    let bytes = read_file(path, PLAN_LIMIT).map_err(|error| {
        let text = format!("cannot read the plan `{shown}`: {error}");
        Stop::text(
            Exit::Invalid,
            text,
            "make one with `forecert plan --out FILE`",
        )
    })?;
    PlanDocument::parse(&bytes).map_err(|error| {
        let text = format!("the plan `{shown}` cannot be used: {error}");
        Stop::text(
            Exit::Invalid,
            text,
            "make it anew with `forecert plan --out FILE`",
        )
    })
}
