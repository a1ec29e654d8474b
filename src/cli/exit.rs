//! Exit codes, and what ends a command early.

use std::error::Error;
use std::process::ExitCode;

use crate::finding::Finding;
use crate::store::StoreError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done; for `plan`, converged.
    Done = 0,
    /// The world did not let it happen.
    Failed = 1,
    /// `plan --detailed-exitcode`: changes to make.
    Changes = 2,
    /// Nothing to make, certificates are awaited.
    Awaited = 3,
    /// `verify`: not held; `plan --detailed-exitcode`: something is blocked.
    NotHeld = 4,
    /// Refused by a check.
    Refused = 5,
    /// In part: done, failed and not reached are listed.
    InPart = 6,
    /// Another process holds the lock.
    Locked = 7,
    /// The saved plan is stale.
    Stale = 8,
    /// The command line.
    Usage = 64,
    /// The manifest, plan file or certificate given.
    Invalid = 65,
}

/// What a code says: of the tool as a whole, of any command, and of the commands where it
/// says more. Help, manual pages and the README are made from it or held against it.
struct Meaning {
    exit: Exit,
    overall: &'static str,
    any: &'static str,
    of: &'static [(&'static str, &'static str)],
}

/// Every exit code, in order.
const MEANINGS: [Meaning; 11] = [
    Meaning {
        exit: Exit::Done,
        overall: "done, also where `apply` leaves requests waiting; `plan --detailed-exitcode`: everything is in order",
        any: "done",
        of: &[
            (
                "plan",
                "done; with --detailed-exitcode: everything is in order",
            ),
            (
                "apply",
                "done, also where requests now wait for their issuer",
            ),
            (
                "accept",
                "done: everything given was taken in, or was here already",
            ),
            ("status", "done; certificates may be missing"),
            ("verify", "the inventory holds what is declared"),
            ("validate", "the manifest is valid"),
        ],
    },
    Meaning {
        exit: Exit::Failed,
        overall: "failed: a file, a directory, the system",
        any: "failed: a file, a directory, the system",
        of: &[(
            "apply",
            "failed: a file, a directory, the system; or all that there was to do is blocked",
        )],
    },
    Meaning {
        exit: Exit::Changes,
        overall: "`plan --detailed-exitcode`: there are changes to make",
        any: "there are changes to make",
        of: &[(
            "plan",
            "with --detailed-exitcode: there are changes to make",
        )],
    },
    Meaning {
        exit: Exit::Awaited,
        overall: "`plan --detailed-exitcode`, `status`: nothing to make, certificates are awaited",
        any: "nothing to make, certificates are awaited",
        of: &[(
            "plan",
            "with --detailed-exitcode: nothing to make, certificates are awaited",
        )],
    },
    Meaning {
        exit: Exit::NotHeld,
        overall: "`verify`: the inventory does not hold what is declared; `plan --detailed-exitcode`: something is blocked",
        any: "the inventory does not hold what is declared",
        of: &[("plan", "with --detailed-exitcode: something is blocked")],
    },
    Meaning {
        exit: Exit::Refused,
        overall: "refused by a check that the manifest denies",
        any: "refused by a check that the manifest denies",
        of: &[("apply", "refused: the answer to the question was not `yes`")],
    },
    Meaning {
        exit: Exit::InPart,
        overall: "done in part; what is done, failed and not reached is listed",
        any: "done in part; what is done, failed and not reached is listed",
        of: &[(
            "accept",
            "done in part; what was refused or failed is listed",
        )],
    },
    Meaning {
        exit: Exit::Locked,
        overall: "another process holds the lock",
        any: "another process holds the lock; it is named, and since when",
        of: &[],
    },
    Meaning {
        exit: Exit::Stale,
        overall: "the saved plan is stale",
        any: "the plan is stale: something it rests on has changed; nothing was done",
        of: &[],
    },
    Meaning {
        exit: Exit::Usage,
        overall: "usage",
        any: "usage: the command line is wrong, or names what is not there",
        of: &[
            (
                "apply",
                "usage: the command line is wrong, or there is nobody to ask for consent",
            ),
            ("schema", "usage: the command line is wrong"),
            ("completions", "usage: the command line is wrong"),
            ("init", "usage: the command line is wrong"),
            ("validate", "usage: the command line is wrong"),
            ("show", "usage: the command line is wrong"),
            ("graph", "usage: the command line is wrong"),
        ],
    },
    Meaning {
        exit: Exit::Invalid,
        overall: "the manifest, plan file or certificate given is invalid",
        any: "the manifest is invalid, or cannot be read",
        of: &[
            (
                "apply",
                "the manifest or the plan file is invalid, or cannot be read",
            ),
            ("show", "the plan file is invalid, or cannot be read"),
            (
                "accept",
                "the manifest is invalid, or nothing of what was given could be taken in",
            ),
        ],
    },
];

impl Exit {
    /// What it means as the end of a command; of `forecert` itself where that is empty.
    pub(super) fn meaning(self, command: &str) -> &'static str {
        let meaning = MEANINGS
            .iter()
            .find(|meaning| meaning.exit == self)
            .expect("every exit code has its meaning, which a test holds");
        if command.is_empty() {
            return meaning.overall;
        }
        let own = meaning.of.iter().find(|(name, _)| *name == command);
        own.map_or(meaning.any, |(_, text)| text)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a command ended early: what is said, and the exit code.
#[derive(Debug)]
pub(super) struct Stop {
    /// The exit code.
    pub(super) exit: Exit,
    /// What is said.
    pub(super) words: Words,
}

/// What is said when a command ends early.
#[derive(Debug)]
pub(super) enum Words {
    /// Findings, and the manifest's name and text that they point into.
    Findings(Vec<Finding>, String, String),
    /// An error with its causes, and the cure.
    Error(Box<dyn Error>, Option<String>),
    /// A sentence, and the cure.
    Text(String, Option<String>),
}

impl Stop {
    /// Findings that point into the manifest, or to nothing.
    pub(super) fn findings(exit: Exit, findings: Vec<Finding>, name: &str, manifest: &str) -> Self {
        Self {
            exit,
            words: Words::Findings(findings, name.to_owned(), manifest.to_owned()),
        }
    }

    /// A sentence with its cure.
    pub(super) fn text(exit: Exit, text: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            exit,
            words: Words::Text(text.into(), Some(cure.into())),
        }
    }

    /// An error with its causes.
    pub(super) fn error(exit: Exit, error: impl Error + 'static, cure: Option<String>) -> Self {
        Self {
            exit,
            words: Words::Error(Box::new(error), cure),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        let exit = match error {
            StoreError::Locked { .. } => Exit::Locked,
            _ => Exit::Failed,
        };
        let cure = error.help();
        Self::error(exit, error, cure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::help::PAGES;

    #[test]
    fn the_readme_has_the_same_table() {
        let readme = include_str!("../../README.md");
        let rows = readme.lines().filter_map(|line| {
            let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
            let (code, meaning) = row.split_once(" | ")?;
            Some((code.parse::<u8>().ok()?, meaning))
        });
        let held = MEANINGS
            .iter()
            .map(|meaning| (meaning.exit as u8, meaning.overall));
        assert_eq!(rows.collect::<Vec<_>>(), held.collect::<Vec<_>>());
    }

    #[test]
    fn what_a_code_says_of_a_command_is_said_in_its_help() {
        for Meaning { exit, of, .. } in &MEANINGS {
            for (command, _) in *of {
                let page = PAGES.iter().find(|page| page.command == *command);
                let page = page.unwrap_or_else(|| panic!("no page of `{command}`"));
                assert!(page.exits.contains(exit), "{command}: {exit:?}");
            }
        }
        let whole = PAGES.iter().find(|page| page.command.is_empty());
        let every: Vec<Exit> = MEANINGS.iter().map(|meaning| meaning.exit).collect();
        assert_eq!(whole.map(|page| page.exits), Some(every.as_slice()));
    }
}
