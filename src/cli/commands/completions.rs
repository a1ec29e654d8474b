//! `forecert completions`: a completion script for a shell.

use crate::cli::arguments::{CompletionsArgs, Shell};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{help, output};

pub(in crate::cli) fn run(args: &CompletionsArgs) -> Result<Exit, Stop> {
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Powershell => clap_complete::Shell::PowerShell,
        Shell::Elvish => clap_complete::Shell::Elvish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(), "forecert", &mut script);
    output::result(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
