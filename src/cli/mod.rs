//! The command line: arguments, clock, terminal, exit code. Everything it says on
//! stdout is a result; the rest goes to stderr.

mod arguments;
mod commands;
mod completion;
mod context;
mod documents;
mod exit;
mod folders;
mod help;
mod meant;
mod moment;
mod output;
mod passwords;
mod responders;
mod secrets;
mod services;

use std::process::ExitCode;

use clap::FromArgMatches;

use arguments::{Arguments, Command};

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let parsed = help::command().try_get_matches();
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return output::parser(error).into(),
    };
    let common = arguments.common;
    let result = match arguments.command {
        Command::Init(args) => commands::init::run(&common, &args),
        Command::Validate(args) => commands::validate::run(&common, &args),
        Command::Plan(args) => commands::plan::run(&common, &args),
        Command::Show(args) => commands::show::run(&common, &args),
        Command::Apply(args) => commands::apply::run(&common, &args),
        Command::Accept(args) => commands::accept::run(&common, &args),
        Command::Withdraw(args) => commands::withdraw::run(&common, &args),
        Command::Status(args) => commands::status::run(&common, &args),
        Command::Ca(args) => commands::ca::run(&common, &args),
        Command::Forecast(args) => commands::forecast::run(&common, &args),
        Command::Drift(args) => commands::drift::run(&common, &args),
        Command::Verify(args) => commands::verify::run(&common, &args),
        Command::Bundle(args) => commands::bundle::run(&common, &args),
        Command::Graph(args) => commands::graph::run(&common, &args),
        Command::Explain(args) => commands::explain::run(&common, &args),
        Command::Schema(args) => commands::schema::run(&args),
        Command::Completions(args) => commands::completions::run(&args),
        Command::Complete(args) => commands::completions::answer(&args),
        Command::Man(args) => commands::man::run(&args),
    };
    match result {
        Ok(exit) => output::exit(exit).into(),
        Err(stop) => {
            output::stop(&stop, &common);
            stop.exit.into()
        }
    }
}
