//! `forecert completions`: a completion script for a shell, and the answers to it.

use std::ffi::OsStr;

use crate::cli::arguments::{CompleteArgs, CompletionsArgs};
use crate::cli::exit::{Exit, Stop};
use crate::cli::{completion, help, output};

pub(in crate::cli) fn run(args: &CompletionsArgs) -> Result<Exit, Stop> {
    output::result(completion::script(args.shell));
    Ok(Exit::Done)
}

/// Answers one of the scripts.
pub(in crate::cli) fn answer(args: &CompleteArgs) -> Result<Exit, Stop> {
    let text = |word: &OsStr| word.to_string_lossy().into_owned();
    let before: Vec<String> = args.before.iter().map(|word| text(word)).collect();
    let word = text(&args.word);
    let mut command = help::command();
    output::result(&completion::answer(
        args.shell,
        &mut command,
        &before,
        &word,
    ));
    Ok(Exit::Done)
}
