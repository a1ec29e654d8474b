//! The pages of the commands that know no estate.

use super::Page;
use crate::cli::exit::Exit;

pub(super) const SCHEMA: Page = Page {
    command: "schema",
    about: "\
Print a JSON schema.

With the schema of the manifest, an editor completes and checks while it is written; with that of \
the plan, a program knows what `plan --format json` holds. It reads no file.",
    examples: &[
        (
            "Keep the schema beside the manifest:",
            "forecert schema manifest >manifest.schema.json",
        ),
        ("See what a plan in JSON holds:", "forecert schema plan"),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage],
    has_estate: false,
};

pub(super) const COMPLETIONS: Page = Page {
    command: "completions",
    about: "\
Print a completion script for a shell.

Commands, options and values are completed, and from the manifest also certificate ids, pools, \
servers and usages: the one that -f names on the line, or forecert.yaml here. The script asks the \
`forecert` on the PATH at each Tab; that reads the manifest and nothing else, and keeps silent \
where it cannot. So it need not be made anew for a new version.",
    examples: &[
        ("bash, in ~/.bashrc:", "source <(forecert completions bash)"),
        (
            "zsh, in ~/.zshrc below compinit:",
            "source <(forecert completions zsh)",
        ),
        (
            "fish, in ~/.config/fish/config.fish:",
            "forecert completions fish | source",
        ),
        (
            "PowerShell, in $PROFILE:",
            "forecert completions powershell | Out-String | Invoke-Expression",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage],
    has_estate: false,
};

pub(super) const MAN: Page = Page {
    command: "man",
    about: "\
Print or write manual pages.

Without --out it prints one page, as man and mandoc read it: that of forecert, or of the command \
named. With --out it writes pages into a directory, which is made where it is missing; pages \
that are there are replaced, and no other file is touched.",
    examples: &[
        (
            "Write all pages to where man finds them:",
            "forecert man --out ~/.local/share/man/man1",
        ),
        ("Print the page of one command:", "forecert man plan"),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage],
    has_estate: false,
};
