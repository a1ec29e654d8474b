//! The machines and the folders that the deployment windows of the tests begin with.

use std::collections::{BTreeMap, VecDeque};

use forecert::bundle::script::{self, Install};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::run::{Assigned, Held, Windows};
use crate::samples;

/// The new certificate of every folder.
pub const NEW: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The one before it.
pub const OLD: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
const ROOT: &str = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";
const MIDDLE: &str = "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD";

/// When the windows are open, and when the new certificate ends.
pub const NOW: OffsetDateTime = datetime!(2026-11-25 22:00 UTC);
pub const END: OffsetDateTime = datetime!(2028-11-25 12:00 UTC);

/// What a server of a role gets: one certificate, one root, one intermediate.
pub fn folder(role: &str) -> Install {
    let mut install = samples::install(role, "");
    install.entries.truncate(1);
    install.intermediates.truncate(1);
    install.intermediates[0].thumbprint = MIDDLE.to_owned();
    install
}

/// The script of that folder.
pub fn install(role: &str) -> String {
    script::install(&folder(role))
}

/// The script of the deployment.
pub fn oauth() -> String {
    script::oauth(&samples::oauth(""))
}

/// A new server, before Setup.
pub fn bare() -> Windows {
    let files = [
        ("roots/root.cer", ROOT, false),
        ("intermediates/a.cer", MIDDLE, false),
        ("default.pfx", NEW, true),
        ("oauth.pfx", NEW, true),
    ];
    let certificates = files
        .into_iter()
        .map(|(file, thumbprint, has_key)| (file.to_owned(), held(thumbprint, END, has_key)));
    Windows {
        names: vec!["fe01.contoso.net"],
        now: NOW,
        lync: false,
        what_if: false,
        restart: false,
        password: None,
        typed: VecDeque::from(["correct horse"]),
        right: "correct horse",
        stores: BTreeMap::new(),
        certificates: certificates.collect(),
        texts: BTreeMap::new(),
        assigned: vec![],
        replica: None,
        chain_fault: None,
        cng: false,
        unread: false,
        at_once: false,
        behind: VecDeque::new(),
        deeds: vec![],
        printed: String::new(),
    }
}

/// A server after Setup, whose new certificate is staged; the old one serves these types
/// and ends then.
pub fn staged(types: &[&str], old_ends: OffsetDateTime) -> Windows {
    let mut windows = bare();
    windows.lync = true;
    windows.stores.insert(
        "My".to_owned(),
        vec![held(NEW, END, true), held(OLD, old_ends, true)],
    );
    windows.assigned = types.iter().map(|to| served(to, OLD)).collect();
    windows
}

/// A certificate in a store, whose begin is long ago.
pub fn held(thumbprint: &str, not_after: OffsetDateTime, has_key: bool) -> Held {
    Held {
        thumbprint: thumbprint.to_owned(),
        not_before: datetime!(2020-01-01 0:00 UTC),
        not_after,
        has_key,
    }
}

/// What serves a type.
pub fn served(to: &str, thumbprint: &str) -> Assigned {
    Assigned {
        to: to.to_owned(),
        thumbprint: thumbprint.to_owned(),
        previous: String::new(),
    }
}
