//! `forecert completions`: a completion script for a shell.

use clap::CommandFactory;

use crate::cli::arguments::{Arguments, CompletionsArgs};
use crate::cli::exit::{Exit, Stop};
use crate::cli::output;

pub(in crate::cli) fn run(args: &CompletionsArgs) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut Arguments::command(),
        "forecert",
        &mut script,
    );
    output::result(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
