//! The pages of the commands that change something.

use super::Page;
use crate::cli::exit::Exit;

pub(super) const INIT: Page = Page {
    command: "init",
    about: "\
Write a commented manifest, mark the inventory, keep keys out of git.

It writes the manifest, the schema that editors complete it with, a .gitignore that keeps \
private keys and PFX files out of version control, and the mark that makes a directory an \
inventory. Each only where it is not there yet: a file that exists stays as it is. With a manifest \
of yours it marks the inventory which that names.

With --from-topology the manifest is made of what Topology Builder or the management store says of \
the estate, with a question wherever such a document leaves something open. The archive of \
Export-CsConfiguration is read as it is, and nothing of it is written. What PowerShell saved of \
Get-CsPool, Get-CsService, Get-CsSipDomain and Get-CsSimpleUrlConfiguration, with Export-Clixml or \
ConvertTo-Json, answers what a topology leaves open; the first three alone are an estate too. \
Documents that are wrong, or that contradict each other, are refused as a whole.

With --from-inventory the manifest is proposed from certificates that exist, such as a folder of \
PFX files: pools and servers by their names, each with the file that it follows from. What is only \
inferred is marked as doubtful. A role is proposed where it gives every certificate exactly as it \
is; all others are declared with the names that they have, so that no plan makes one of them anew.

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
        (
            "Add the simple URLs of each site, which no topology document holds:",
            "forecert init --from-topology estate.tbxml urls.json",
        ),
        (
            "Begin with the certificates that the servers have:",
            "forecert init --from-inventory answers -f proposal.yaml",
        ),
    ],
    exits: &[Exit::Done, Exit::Failed, Exit::Usage, Exit::Invalid],
    has_estate: true,
};

pub(super) const APPLY: Page = Page {
    command: "apply",
    about: "\
Make what the plan says: keys, requests, certificates.

It plans, shows the plan, asks, takes the lock, plans again, and carries out what was agreed to \
if that is still the same. A saved plan or --yes stands for the answer. It writes requests and \
certificates into the inventory, private keys into the key directory, and what a local CA keeps \
into its own. What an issuer has yet to sign waits, and a request that waits is not made again.

Issuers that answer by machine are asked: the request is handed in, and what comes back is proved \
as `accept` proves it. One that has not decided is asked again by the next apply, and never \
handed a request twice. --poll only asks; --wait goes on asking, with growing pauses. With issuers \
of the types `request` and `local-ca` alone, nothing is sent anywhere and no program is started.

It never overwrites a key and never deletes anything. Ended at any moment, it leaves what the next \
apply completes. The first interrupt lets the steps at hand finish.",
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
            "Ask how the requests stand that issuers have, for an hour at most:",
            "forecert apply --poll --wait 1h",
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

pub(super) const ACCEPT: Page = Page {
    command: "accept",
    about: "\
Take in certificates that an issuer signed.

It reads the files given (PEM, DER, PKCS#7, PFX) and finds the request that each certificate \
answers. Key, names, usages and chain are proved against what was asked; what falls short is \
refused, with the reason. What is right is written beside its request, the chain with it.

The password of a PFX file comes from where the manifest's `secrets` says. One with another key \
than was asked for is refused unless --adopt takes its key in too: as a new version, with the \
request closed. Say that only of a key that was made on purpose.

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
        Exit::Refused,
        Exit::InPart,
        Exit::Locked,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

pub(super) const WITHDRAW: Page = Page {
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

pub(super) const BUNDLE: Page = Page {
    command: "bundle",
    about: "\
Make what is carried to the servers: for each a folder with its PFX files, the authorities it has \
to trust, a PowerShell script that installs and assigns them, and a README.txt; for the deployment \
a folder with the OAuth certificate, and order.txt with the order of installation. Open requests \
are put together for whoever signs them, with a sheet for each issuer. Machines that are no Lync \
servers get the files that `outputs` of their certificates names.

Each PFX file suits the Windows that `os` declares for its server: AES-256 for Windows Server 2019 \
and newer, 3DES for older ones and where nothing is declared. Its password comes from where \
`bundle.password` says; without that, one is generated for each server and kept in \
bundle-passwords.txt among the keys, never in the bundle.

A folder is made as a whole, and left alone where nothing in it would change. What others put \
into it, such as a receipt, stays. A server that lacks a certificate is left out and listed, and a \
folder that it has from before is left as it was. A directory that git would commit is refused. No \
certificate and no key is made, changed or asked for.",
    examples: &[
        ("Make what is missing or out of date:", "forecert bundle"),
        (
            "For one pool, each folder as a zip file too:",
            "forecert bundle --pool pool01.contoso.net --zip",
        ),
        (
            "Only the open requests, for the PKI team; no key is needed:",
            "forecert bundle --requests",
        ),
        (
            "Also where certificates are still missing, marked as incomplete:",
            "forecert bundle --partial",
        ),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::Awaited,
        Exit::InPart,
        Exit::Locked,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};

pub(super) const CA: Page = Page {
    command: "ca",
    about: "\
Renew a local authority, or make its revocation list anew.

A plan never renews an authority by itself: its root is on every server and client. `ca renew` \
makes a new version of it beside the old one, with the same name. With the same key, the new \
certificate proves what the old one signed, and renewals of that are no longer cut short; with \
--new-key, the next apply makes all of it anew, and the last list under the old key is kept \
beside the new one. Nothing is overwritten but the revocation list, and nothing is deleted.

`ca crl` makes revocation lists anew that plan would make anew later. Publish each at the \
`crl_url` of its issuer.",
    examples: &[
        (
            "Give an authority a new certificate, without a question:",
            "forecert ca renew lab --yes",
        ),
        (
            "Give it a new key too:",
            "forecert ca renew lab --new-key --yes",
        ),
        ("Make its revocation list anew:", "forecert ca crl lab"),
    ],
    exits: &[
        Exit::Done,
        Exit::Failed,
        Exit::NotHeld,
        Exit::Refused,
        Exit::Locked,
        Exit::Usage,
        Exit::Invalid,
    ],
    has_estate: true,
};
