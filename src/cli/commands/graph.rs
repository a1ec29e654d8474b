//! `forecert graph`: what signs what, and what is installed before what.

use crate::cli::arguments::{Common, GraphArgs, GraphFormat};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::output;
use crate::report;

pub(in crate::cli) fn run(common: &Common, args: &GraphArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let desired = &context.desired;
    let text = match args.format {
        GraphFormat::Tree => report::tree(desired, output::look(common)),
        GraphFormat::Dot => report::dot(desired),
        GraphFormat::Mermaid => report::mermaid(desired),
        GraphFormat::Json => report::graph_json(desired),
    };
    output::result(&text);
    Ok(Exit::Done)
}
