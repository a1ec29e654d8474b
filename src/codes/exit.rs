//! The exit codes: their numbers, and what each says.

use std::process::ExitCode;

use super::{Area, Code, Kind};

/// How a command ended. What each means is in the table, see [`Exit::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the table says it
pub enum Exit {
    Done = 0,
    Failed = 1,
    Changes = 2,
    Awaited = 3,
    NotHeld = 4,
    Refused = 5,
    InPart = 6,
    Locked = 7,
    Stale = 8,
    Usage = 64,
    Invalid = 65,
}

impl Exit {
    /// Every exit code, in order.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Failed,
        Self::Changes,
        Self::Awaited,
        Self::NotHeld,
        Self::Refused,
        Self::InPart,
        Self::Locked,
        Self::Stale,
        Self::Usage,
        Self::Invalid,
    ];

    /// The number that the shell sees.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// What it means, and what to do.
    pub fn code(self) -> &'static Code {
        let index = Self::ALL.iter().position(|exit| *exit == self);
        &AREA.codes[index.expect("every exit code is in the list")]
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.number())
    }
}

pub(super) static AREA: Area = Area {
    title: "Exit codes",
    codes: &[
        exit(
            "exit-0",
            "The command did what it was asked to do. Of `plan --detailed-exitcode` it says more: \
             everything is in order. An `apply` that leaves only requests waiting for their \
             issuers ends with it too.",
            "Nothing has to be done. In scripts, `forecert plan --detailed-exitcode` tells \
             whether there is work.",
            &["exit-2", "exit-3"],
        ),
        exit(
            "exit-1",
            "Something outside of forecert did not let it happen: a disk, a permission, a \
             directory that is missing, an issuer. Nothing is half written.",
            "Read the message on stderr, which names the path and the cause, mend it, and run the \
             same command again.",
            &["exit-6"],
        ),
        exit(
            "exit-2",
            "`plan --detailed-exitcode` only: there are changes to make.",
            "Review the plan, then `forecert apply`. In a pipeline this is the signal for the \
             apply job, not a failure.",
            &["exit-0", "exit-3"],
        ),
        exit(
            "exit-3",
            "`plan --detailed-exitcode` and `status`: there is nothing to make, and certificates \
             are awaited from their issuers.",
            "`forecert status` lists what waits, where and since when. When an answer comes: \
             `forecert accept FILE`.",
            &["awaiting_issuer", "exit-2"],
        ),
        exit(
            "exit-4",
            "Of `verify`: the inventory does not hold what is declared. Of `drift`: the manifest \
             and the topology differ. Of `plan --detailed-exitcode`: something is blocked until a \
             person acts.",
            "The errors say what is missing or wrong, a drift which lines to put in; `forecert \
             explain ID` says what to do about one certificate.",
            &["exit-2", "exit-3"],
        ),
        exit(
            "exit-5",
            "A check or a person has said no: something that the manifest denies, or an answer \
             other than `yes` to the question of `apply`. Nothing was changed.",
            "Mend what is refused. Where it may be waived, the message prints the `allow` lines to \
             paste into the manifest. In scripts, give `apply` a saved plan or `--yes`.",
            &["chain_unproved", "signature_forbidden"],
        ),
        exit(
            "exit-6",
            "Some of the work is done and stays done; the rest failed or was not reached. The \
             first Ctrl-C ends a command this way.",
            "The outcome lists what is done, failed and not reached. Mend the cause and run the \
             same command again: it goes on from there.",
            &["exit-1"],
        ),
        exit(
            "exit-7",
            "Another process is writing to this inventory. The message says which command, on \
             which machine, and since when.",
            "Wait until it has ended. A lock goes with its process, also when that was killed, so \
             there is never a file to delete.",
            &["exit-1"],
        ),
        exit(
            "exit-8",
            "What would be done now is not what the saved plan says: the manifest, the inventory \
             or the date has moved on since it was approved. Nothing was changed.",
            "The difference is shown. Plan again with `forecert plan --out plan.json`, have it \
             approved, and apply that.",
            &["exit-2"],
        ),
        exit(
            "exit-64",
            "The command line cannot be understood, names something that does not exist, or lacks \
             the consent that `apply` needs where nobody can be asked.",
            "Correct it as the message says; `forecert COMMAND --help` has examples.",
            &["exit-65"],
        ),
        exit(
            "exit-65",
            "The manifest, the saved plan or the certificates given are not there, cannot be read \
             or are not valid. Nothing was changed.",
            "Every fault is shown at its place with its cure. `forecert validate` checks the \
             manifest alone.",
            &["exit-64"],
        ),
    ],
};

const fn exit(
    code: &'static str,
    meaning: &'static str,
    cure: &'static str,
    see: &'static [&'static str],
) -> Code {
    Code {
        code,
        kinds: &[Kind::Exit],
        meaning,
        cure,
        see,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_exit_code_has_its_line_in_the_table() {
        let of_table = AREA.codes.iter().map(|code| code.code.to_owned());
        let of_list = Exit::ALL.map(|exit| format!("exit-{}", exit.number()));
        assert!(of_table.eq(of_list));
        assert_eq!(Exit::Stale.code().code, "exit-8");
    }
}
