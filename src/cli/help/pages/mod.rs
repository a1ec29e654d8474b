//! The pages: one for `forecert` itself, one for each command, in the order of the work.

mod beside;
mod look;
mod work;

use super::Page;
use crate::cli::exit::Exit;

use beside::{COMPLETIONS, MAN, SCHEMA};
use look::{DRIFT, EXPLAIN, FORECAST, GRAPH, PLAN, SHOW, STATUS, VALIDATE, VERIFY};
use work::{ACCEPT, APPLY, BUNDLE, CA, INIT, WITHDRAW};

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
    CA,
    STATUS,
    FORECAST,
    DRIFT,
    VERIFY,
    BUNDLE,
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
beside the old one. Only init, apply, accept, withdraw, ca and bundle write anything. Results go to stdout, \
everything else to stderr.",
    examples: &[
        (
            "Write a first manifest, and mark the inventory:",
            "forecert init",
        ),
        ("See what is missing or wrong, and why:", "forecert plan"),
        ("Make it, without a question:", "forecert apply --yes"),
        ("Make a folder for each server:", "forecert bundle"),
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
