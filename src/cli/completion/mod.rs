//! Completions: what a shell offers for the word being typed.
//!
//! The scripts hold nothing but the call of `forecert __complete`, which answers from the
//! command line's own definition and from the manifest. One line of an answer is a
//! candidate, a tab, and what it is, or a directive: `files`, `directories`, `nospace`.
//! The engine of clap_complete is not used: it is unstable between the script that was
//! printed and the binary that answers, its PowerShell script evaluates the line being
//! typed, and its bash script inserts file names unquoted.

mod candidates;
mod estate;
mod place;
mod words;

use std::path::{Path, PathBuf};

use clap::Command;

use crate::cli::arguments::Shell;
use candidates::Answer;
use estate::{Estate, read};
use place::{Place, Wanted};

/// The manifest where -f names none.
const MANIFEST: &str = "forecert.yaml";

/// The script that makes a shell ask.
pub(super) fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("forecert.bash"),
        Shell::Zsh => include_str!("forecert.zsh"),
        Shell::Fish => include_str!("forecert.fish"),
        Shell::Powershell => include_str!("forecert.ps1"),
        Shell::Elvish => include_str!("forecert.elv"),
    }
}

/// The lines that a shell is answered with. What cannot be read is passed over: whoever
/// presses Tab has not asked for a diagnosis.
pub(super) fn answer(shell: Shell, whole: &mut Command, before: &[String], word: &str) -> String {
    answer_from(shell, whole, before, word, estate::bytes)
}

/// The answer where manifests are read in this way.
fn answer_from(
    shell: Shell,
    whole: &mut Command,
    before: &[String],
    word: &str,
    bytes: impl FnOnce(&Path) -> Option<Vec<u8>>,
) -> String {
    whole.build();
    let before = words::read(shell, before);
    let word = words::unquoted(word);
    let place = Place::find(whole, &before);
    let (wanted, prefix, typed) = place.wanted(&word);
    let mut answer = Answer::new(prefix, typed);
    let estate = || bytes(&manifest(&place)).map_or_else(Estate::default, |bytes| read(&bytes));
    match wanted {
        Wanted::Nothing => {}
        Wanted::Options => answer.options(&place),
        Wanted::CommandOrValue(arg) => {
            answer.commands(place.command);
            if let Some(arg) = arg {
                answer.values(arg, estate);
            }
        }
        Wanted::Value(arg) => answer.values(arg, estate),
    }
    answer.lines()
}

/// The manifest that the line names. A shell hands `~` over as it was typed.
fn manifest(place: &Place<'_>) -> PathBuf {
    let named = place.manifest.as_deref().unwrap_or(MANIFEST);
    let home = || std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"));
    match (named.strip_prefix("~/"), home()) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(named),
    }
}

#[cfg(test)]
mod tests;
