//! `forecert schema`: the published JSON schemas.

use crate::cli::arguments::{SchemaArgs, SchemaOf};
use crate::cli::exit::{Exit, Stop};
use crate::cli::output;
use crate::{drift, forecast, issuers, manifest, plan};

pub(in crate::cli) fn run(args: &SchemaArgs) -> Result<Exit, Stop> {
    let schema = match args.of {
        SchemaOf::Manifest => manifest::schema(),
        SchemaOf::Plan => plan::schema(),
        SchemaOf::Forecast => forecast::schema(),
        SchemaOf::Drift => drift::schema(),
        SchemaOf::Command => issuers::command_schema(),
    };
    output::result(&schema);
    Ok(Exit::Done)
}
