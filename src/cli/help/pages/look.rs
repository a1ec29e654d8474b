//! The pages of the commands that only look.

use super::Page;
use crate::cli::exit::Exit;

pub(super) const VALIDATE: Page = Page {
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
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::Refused,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

pub(super) const PLAN: Page = Page {
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
    exits: &[Exit::Done, Exit::Failed, Exit::Changes, Exit::Awaited, Exit::NotHeld, Exit::Refused, Exit::Usage, Exit::Invalid],
    has_estate: true,
};

pub(super) const SHOW: Page = Page {
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

pub(super) const STATUS: Page = Page {
    command: "status",
    about: "\
Show where each certificate stands, the most urgent first.

It reads the manifest and the inventory, takes no lock and writes nothing. Each certificate has \
one line: in order, missing, awaited and for how long, or when it ends.

Where receipts of servers lie in the inventory, it also says on how many of its servers a \
certificate is installed, which of them lack it, and where it lies besides. The scripts that bundle \
makes write them.",
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

pub(super) const FORECAST: Page = Page {
    command: "forecast",
    about: "\
Show which certificates fall due when, and how many renewals a year that makes.

It reads the manifest and the inventory, takes no lock and writes nothing. It goes on from what \
plan says today as if each certificate were made on the day it is due: with `renew_before` and \
freezes, with how long each issuer's certificates hold, and with what public authorities may give \
on each day to come: 200 days since 15 March 2026, 100 from 15 March 2027 on, 47 from 15 March \
2029 on.

What an issuer really gives, and when somebody really acts, is another matter: a forecast is to \
plan people and change windows by.",
    examples: &[
        ("See the year to come:", "forecert forecast"),
        (
            "See how many renewals there will be until 2030:",
            "forecert forecast --until 2030-01-01",
        ),
        (
            "Put one pool's renewals into a calendar:",
            "forecert forecast --pool edge.contoso.net --format ics",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: true,
};

pub(super) const DRIFT: Page = Page {
    command: "drift",
    about: "\
Hold the manifest against a topology of today.

It reads the manifest and topology documents, the same as init --from-topology does, and writes \
nothing. Pools and servers that came, went or moved, names that are others now, SIP domains and \
simple URLs that are missing: each is told with its line in the manifest, the lines that would \
mend it, and the certificates that would change by it. To take a change over, put the lines in \
and plan.

What no topology knows is no difference: reverse proxies and custom pools, the servers of an \
Office Web Apps farm, load balancing, DNS, who signs. A published topology says nothing of simple \
URLs; the saved output of Get-CsSimpleUrlConfiguration beside it does.",
    examples: &[
        (
            "Compare with what Topology Builder saved:",
            "forecert drift estate.tbxml",
        ),
        (
            "Compare simple URLs too, for a comment on an issue:",
            "forecert drift estate.tbxml urls.json --format markdown",
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

pub(super) const VERIFY: Page = Page {
    command: "verify",
    about: "\
Prove that the inventory holds what is declared.

It reads the manifest, the inventory and the private keys, and proves for each certificate that \
it is there, valid, signed by a chain that is trusted, fits its key, and has the names and usages \
declared. It takes no lock and writes nothing.

Where keys are not kept, as in the job of a pull request, --without-keys proves all the rest.

What bundle has made is looked at too, where the keys are and nothing is selected: a file that \
somebody changed is a fault, a folder of an earlier state a warning.",
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
        Exit::Refused,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

pub(super) const GRAPH: Page = Page {
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

pub(super) const EXPLAIN: Page = Page {
    command: "explain",
    about: "\
Explain one certificate: why it exists, where its names come from, what was found and what \
happens. With a name, explain why it is in the certificate or is not. Or explain what a code \
means that forecert has said, and what to do about it. With --edition, list what another \
edition of the rules would change, before the manifest names it.

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
        (
            "See what an edition of the rules changes:",
            "forecert explain --edition 2026.1",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: true,
};
