//! The pages: one for `forecert` itself, one for each command, in the order of the work.

use super::Page;
use crate::cli::exit::Exit;

/// Every page.
pub(in crate::cli) const PAGES: &[Page] = &[
    FORECERT,
    INIT,
    VALIDATE,
    PLAN,
    SHOW,
    APPLY,
    ACCEPT,
    WITHDRAW,
    STATUS,
    VERIFY,
    GRAPH,
    EXPLAIN,
    SCHEMA,
    COMPLETIONS,
    MAN,
];

const FORECERT: Page = Page {
    command: "",
    about: "\
The certificates of a Lync Server or Skype for Business Server estate, as code.

The estate is declared in a manifest. forecert derives which certificates each server needs and \
with which names, compares that with the keys, requests and certificates that are there, and \
makes only what is missing. Requests go to whoever signs; what comes back is proved before it is \
taken in.

A private key is never overwritten, and nothing is ever deleted: what is new is a new version \
beside the old one. Only init, apply, accept and withdraw change anything. Results go to stdout, \
everything else to stderr.",
    examples: &[
        (
            "Write a first manifest, and mark the inventory:",
            "forecert init",
        ),
        ("See what is missing or wrong, and why:", "forecert plan"),
        ("Make it, without a question:", "forecert apply --yes"),
        ("See what is awaited, and for how long:", "forecert status"),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::Changes,
        Exit::Awaited,
        Exit::NotHeld,
        Exit::Refused,
        Exit::InPart,
        Exit::Locked,
        Exit::Stale,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

const INIT: Page = Page {
    command: "init",
    about: "\
Write a commented manifest, mark the inventory, keep keys out of git.

It writes the manifest, the schema that editors complete it with, a .gitignore that keeps \
private keys out of version control, and the mark that makes a directory an inventory. Each only \
where it is not there yet: a file that exists stays as it is. With a manifest of yours it marks \
the inventory which that names.

With --from-topology the manifest is made of what Topology Builder or the management store says of \
the estate, with a question wherever such a document leaves something open. A document that is \
wrong is refused as a whole.

It makes no key and no certificate.",
    examples: &[
        ("Begin in an empty directory:", "forecert init"),
        (
            "Write the manifest of another estate, under another name:",
            "forecert init -f branch/forecert.yaml",
        ),
        (
            "Begin with what Topology Builder knows:",
            "forecert init --from-topology estate.tbxml",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: true,
};

const VALIDATE: Page = Page {
    command: "validate",
    about: "\
Check the manifest alone: every problem at once, each at its place.

It reads the manifest and nothing else, and writes nothing. What is wrong is shown with the lines \
around it and a cure; two places that disagree are both shown. What is in the inventory is left \
to plan and verify.",
    examples: &[
        ("Check the manifest here:", "forecert validate"),
        (
            "List the problems with line and column, for an editor or a job:",
            "forecert validate --format json",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: true,
};

const PLAN: Page = Page {
    command: "plan",
    about: "\
Show what is missing or wrong, and why; changes nothing.

It reads the manifest and the inventory, and says for each certificate what apply would do, for \
which reasons, and what becomes of its private key. Where one is replaced, what changes is shown as \
a unified diff. Certificates in order are counted, and listed with --verbose.

It takes no lock, needs no private key, and writes nothing but the file that --out names: the \
plan for review, which apply takes as consent as long as it still holds. And where it is asked to, \
it adds the plan to the summary of a GitHub job. The same manifest, \
inventory and --as-of give the same plan.",
    examples: &[
        ("See what there is to do, and why:", "forecert plan"),
        (
            "See what there will be to do on a day to come:",
            "forecert plan --as-of 2027-03-01",
        ),
        (
            "Save the plan of one pool for review:",
            "forecert plan --pool edge.contoso.net --out plan.json",
        ),
        (
            "Let a pull request say what it changes, and tell by the exit code whether it does:",
            "forecert plan --format markdown --detailed-exitcode",
        ),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::Changes,
        Exit::Awaited,
        Exit::NotHeld,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

const SHOW: Page = Page {
    command: "show",
    about: "\
Show a saved plan, also a stale one.

It reads the plan file alone, neither manifest nor inventory, and writes nothing. Whether the \
plan still holds is for apply to say.",
    examples: &[
        (
            "Review a plan before it is carried out:",
            "forecert show plan.json",
        ),
        (
            "Hand it to another program, once it is proved to be a plan:",
            "forecert show plan.json --format json",
        ),
        (
            "Write it for a comment on the pull request that it was made for:",
            "forecert show plan.json --format markdown",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: false,
};

const APPLY: Page = Page {
    command: "apply",
    about: "\
Make what the plan says: keys, requests, certificates.

It plans, shows the plan, asks, takes the lock, plans again, and carries out what was agreed to \
if that is still the same. A saved plan or --yes stands for the answer. It writes requests and \
certificates into the inventory, private keys into the key directory, and what a local CA keeps \
into its own. What an issuer has yet to sign waits, and a request that waits is not made again.

It never overwrites a key, never deletes anything, and sends nothing over the network. Ended at \
any moment, it leaves what the next apply completes. The first interrupt lets the steps at hand \
finish.",
    examples: &[
        (
            "Make one pool's certificates without a question:",
            "forecert apply --yes --pool pool01.contoso.net",
        ),
        (
            "Carry out a plan that was saved and approved:",
            "forecert apply plan.json",
        ),
        (
            "Make everything, in a directory that is no inventory yet:",
            "forecert apply --create-inventory --yes",
        ),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::Refused,
        Exit::InPart,
        Exit::Locked,
        Exit::Stale,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

const ACCEPT: Page = Page {
    command: "accept",
    about: "\
Take in certificates that an issuer signed.

It reads the files given (PEM, DER, PKCS#7, PFX) and finds the request that each certificate \
answers. Key, names, usages and chain are proved against what was asked; what falls short is \
refused, with the reason. What is right is written beside its request, the chain with it. A PFX \
with another key than was asked for is refused unless --adopt takes its key in too.

The files given stay as they are, and a certificate that is there is never replaced.",
    examples: &[
        (
            "Take in one answer and the issuing CA that came with it:",
            "forecert accept fe01.cer issuing-ca.cer",
        ),
        (
            "Take in all answers in a directory:",
            "forecert accept answers/",
        ),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::InPart,
        Exit::Locked,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

const WITHDRAW: Page = Page {
    command: "withdraw",
    about: "\
Close a request, or retire a version; deletes nothing.

It writes into the version's order.json that it is withdrawn, when and why. A request that is \
closed is no longer waited for, and a new one may be made; a version that is retired is no longer \
used. Key, request and certificate stay where they are. The issuer is not told: cancel the order \
or revoke the certificate there.",
    examples: &[
        (
            "Close a request, so that the next apply asks anew:",
            "forecert withdraw edge.contoso.net/edge-external --reason \"wrong name\"",
        ),
        (
            "Retire a version whose key was lost:",
            "forecert withdraw oauth --generation 1 --reason \"key lost\"",
        ),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::Locked,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

const STATUS: Page = Page {
    command: "status",
    about: "\
Show where each certificate stands, the most urgent first.

It reads the manifest and the inventory, takes no lock and writes nothing. Each certificate has \
one line: in order, missing, awaited and for how long, or when it ends.",
    examples: &[
        ("See where everything stands:", "forecert status"),
        (
            "See what ends within two months:",
            "forecert status --expiring-within 60d",
        ),
        (
            "See one server's certificates:",
            "forecert status --server fe01.contoso.net",
        ),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::Awaited,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

const VERIFY: Page = Page {
    command: "verify",
    about: "\
Prove that the inventory holds what is declared.

It reads the manifest, the inventory and the private keys, and proves for each certificate that \
it is there, valid, signed by a chain that is trusted, fits its key, and has the names and usages \
declared. It takes no lock and writes nothing.

Where keys are not kept, as in the job of a pull request, --without-keys proves all the rest.",
    examples: &[
        ("Prove the whole estate:", "forecert verify"),
        (
            "Prove one pool's certificates where its keys are not kept:",
            "forecert verify --without-keys --pool edge.contoso.net",
        ),
        (
            "See what will no longer hold on a day to come:",
            "forecert verify --as-of 2027-03-01",
        ),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::NotHeld,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

const GRAPH: Page = Page {
    command: "graph",
    about: "\
Show what signs what, and what is installed before what.

It reads the manifest alone and writes nothing. An issuer stands before what it signs; that is \
the order of making. What is installed before what orders the deployment, and delays no request.",
    examples: &[
        ("See the steps, and what each rests on:", "forecert graph"),
        (
            "Draw it with Graphviz:",
            "forecert graph --format dot >estate.dot",
        ),
        (
            "Draw it in a Markdown page:",
            "forecert graph --format mermaid",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: true,
};

const EXPLAIN: Page = Page {
    command: "explain",
    about: "\
Explain one certificate: why it exists, where its names come from, what was found and what \
happens. With a name, explain why it is in the certificate or is not. Or explain what a code \
means that forecert has said, and what to do about it.

It takes no lock and writes nothing; for a name it reads the manifest alone, for a code nothing. \
An id may be written in capitals and with backslashes, as a path on Windows.",
    examples: &[
        (
            "Explain a certificate, as of a day to come:",
            "forecert explain edge.contoso.net/edge-external --as-of 2027-03-01",
        ),
        (
            "See why a name is in a certificate, or is not:",
            "forecert explain edge.contoso.net/edge-external admin.contoso.com",
        ),
        (
            "Explain a reason of the plan:",
            "forecert explain names_differ",
        ),
        ("Explain an exit code:", "forecert explain 3"),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: true,
};

const SCHEMA: Page = Page {
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

const COMPLETIONS: Page = Page {
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

const MAN: Page = Page {
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
