//! `forecert explain`: one certificate, from the rule to what happens next.

use crate::cli::arguments::{Common, ExplainArgs};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::plan::Selection;
use crate::report;

pub(in crate::cli) fn run(common: &Common, args: &ExplainArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let id = context.id(&args.id)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &Selection::default(), now)?;
    let Some(entry) = plan.entry(&id) else {
        let cure = context
            .nearest(&args.id)
            .unwrap_or_else(|| "see `forecert status` for all ids".to_owned());
        let text = format!("there is no certificate `{id}`");
        return Err(Stop::text(Exit::Usage, text, cure));
    };
    let manifest = &context.manifest.source;
    let look = output::look(common);
    output::result(&report::explain(
        entry,
        &plan,
        &inventory,
        manifest.text(),
        look,
    ));
    Ok(Exit::Done)
}
