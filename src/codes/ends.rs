//! How a command may end, in a line for each command.

use super::Exit;

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
            (
                "bundle",
                "done: every server has its folder, made anew or as it was",
            ),
            ("status", "done; certificates may be missing"),
            ("verify", "the inventory holds what is declared"),
            ("drift", "the manifest says what the topology says"),
            ("validate", "the manifest is valid"),
        ],
    },
    Meaning {
        exit: Exit::Failed,
        overall: "failed: the inventory, a file to write, the system",
        any: "failed: the inventory, a file to write, the system",
        of: &[(
            "apply",
            "failed: the inventory, a file to write, the system; or all that there was to do is blocked",
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
        overall: "`plan --detailed-exitcode`, `status`: nothing to make, certificates are awaited; `bundle`: servers lack certificates",
        any: "nothing to make, certificates are awaited",
        of: &[
            (
                "plan",
                "with --detailed-exitcode: nothing to make, certificates are awaited",
            ),
            (
                "bundle",
                "servers that lack a certificate were left out, or are incomplete; they are listed",
            ),
        ],
    },
    Meaning {
        exit: Exit::NotHeld,
        overall: "`verify`: the inventory does not hold what is declared; `drift`: the manifest and the topology differ; `plan --detailed-exitcode`: something is blocked",
        any: "the inventory does not hold what is declared",
        of: &[
            ("plan", "with --detailed-exitcode: something is blocked"),
            ("drift", "the manifest and the topology differ"),
        ],
    },
    Meaning {
        exit: Exit::Refused,
        overall: "refused by a check that the manifest denies",
        any: "refused by a check that the manifest denies",
        of: &[(
            "apply",
            "refused: by a check that the manifest denies, or the answer was not `yes`",
        )],
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
        overall: "the manifest, plan file or certificate given is missing, invalid or cannot be read",
        any: "the manifest is missing, invalid or cannot be read",
        of: &[
            (
                "apply",
                "the manifest or the plan file is missing, invalid or cannot be read",
            ),
            (
                "init",
                "the manifest or the topology document is missing, invalid or cannot be read",
            ),
            (
                "show",
                "the plan file is missing, invalid or cannot be read",
            ),
            (
                "accept",
                "the manifest is missing, invalid or cannot be read, or nothing given could be taken in",
            ),
        ],
    },
];

impl Exit {
    /// What it means as the end of a command, in a line; of `forecert` itself where that is
    /// empty.
    pub fn meaning(self, command: &str) -> &'static str {
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

/// The commands that an exit code says more of than of others.
pub fn commands(exit: Exit) -> impl Iterator<Item = &'static str> {
    let meanings = MEANINGS.iter().filter(move |meaning| meaning.exit == exit);
    meanings.flat_map(|meaning| meaning.of.iter().map(|(command, _)| *command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exit_code_has_its_meaning() {
        assert_eq!(MEANINGS.each_ref().map(|meaning| meaning.exit), Exit::ALL);
    }

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
}
