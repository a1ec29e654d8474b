//! What is written behind the commands beside the work: schemas, completions, manual pages.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SchemaOf {
    /// The manifest
    Manifest,
    /// A plan in JSON
    Plan,
    /// A forecast in JSON
    Forecast,
    /// A drift in JSON
    Drift,
    /// What a program of an issuer of type `command` is told and answers
    Command,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArgs {
    /// What the schema is of
    #[arg(value_name = "SCHEMA")]
    pub(in crate::cli) of: SchemaOf,
}

/// A shell that completes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Shell {
    /// Bash
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
    /// Windows PowerShell and PowerShell 7
    Powershell,
    /// Elvish
    Elvish,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(in crate::cli) shell: Shell,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ManArgs {
    /// The command; `forecert` itself unless given
    #[arg(value_name = "COMMAND")]
    pub(in crate::cli) command: Option<String>,
    /// Write the pages into this directory: all of them, or that of the command
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompleteArgs {
    /// The shell that asks
    #[arg(value_name = "SHELL")]
    pub(in crate::cli) shell: Shell,
    /// The word being typed, up to the cursor
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(in crate::cli) word: OsString,
    /// The words in front of it, the program's name being the first
    #[arg(last = true, value_name = "TEXT")]
    pub(in crate::cli) before: Vec<OsString>,
}
