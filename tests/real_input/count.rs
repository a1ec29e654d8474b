//! What forecert finds in a tree that others made.

use std::collections::{BTreeMap, BTreeSet};

use forecert::inventory::{Content, Inventory, Object, Passwords, recognise};
use forecert::store::{self, Layout};

use crate::support::Deployment;

/// A manifest that declares one certificate, of no role: CN and two names.
pub fn manifest(issuer: &str) -> String {
    format!(
        "version: 1\nrules: \"2026.1\"\n\
         defaults: {{ issuer: house }}\n\
         issuers:\n  - {{ name: house, class: enterprise, {issuer} }}\n\
         pools:\n  - fqdn: sbc.contoso.com\n    role: custom\n    servers: [sbc01.contoso.com]\n\
         \x20   certificates:\n      - {{ usage: tls, per: server, common_name: sbc.contoso.com, \
         dns: [sbc.contoso.com, sbc01.contoso.com] }}\n"
    )
}

/// The certificate of [`manifest`].
pub const ID: &str = "sbc.contoso.com/sbc01.contoso.com/tls";

/// A request issuer for [`manifest`].
pub const REQUESTS: &str = "type: request, validity: 1y";

/// What lies in an inventory.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Certificates, requests, keys, revocation lists and PKCS#12 files, by the file they
    /// lie in: a letter for each, in order of the alphabet.
    pub objects: BTreeMap<String, String>,
    /// The files that cannot be read, with the reason.
    pub unreadable: BTreeMap<String, String>,
    /// Keys that belong to nothing.
    pub strays: BTreeSet<String>,
    /// Keys whose certificate was found, by the key's file.
    pub joined: BTreeSet<String>,
}

/// Reads the folder `inventory` of a deployment and counts.
pub fn count(deployment: &Deployment) -> Found {
    std::fs::create_dir_all(deployment.path("inventory/.forecert")).unwrap();
    let layout = Layout {
        at_rest: Default::default(),
        base: deployment.root().to_owned(),
        inventory: deployment.path("inventory"),
        keys: deployment.path("keys"),
        authorities: BTreeMap::new(),
        trust: BTreeMap::new(),
    };
    let mut snapshot = store::read(&layout).unwrap();
    let passwords = ["x", "changeit"].map(|text| text.to_owned().into());
    snapshot.passwords = Passwords::new(passwords);
    let inventory = Inventory::read(&snapshot);
    let mut found = Found::default();
    for file in &snapshot.files {
        let Content::Bytes(bytes) = &file.content else {
            continue;
        };
        let objects = recognise(bytes, &mut snapshot.passwords.opener()).into_iter();
        let mut letters: Vec<char> = objects
            .filter_map(|found| found.object.ok())
            .flat_map(|object| match object {
                Object::Certificate(_) => vec!['C'],
                Object::Key(_) => vec!['K'],
                Object::RevocationList(_) => vec!['L'],
                Object::Request(_) => vec!['R'],
                Object::Container(container) => {
                    let certificates = container.certificates.iter().map(|_| 'C');
                    let keys = container.keys.iter().map(|_| 'K');
                    certificates.chain(keys).chain(['P']).collect()
                }
            })
            .collect();
        letters.sort_unstable();
        if !letters.is_empty() {
            found
                .objects
                .insert(file.path.clone(), letters.into_iter().collect());
        }
    }
    let path = |shown: &Option<String>| {
        let shown = shown.as_deref().unwrap();
        shown.trim_start_matches("inventory/").to_owned()
    };
    for finding in &inventory.findings {
        match finding.code {
            "unreadable_file" => {
                let message = finding.message.clone();
                found.unreadable.insert(path(&finding.path), message);
            }
            "stray_key" => {
                found.strays.insert(path(&finding.path));
            }
            "key_mode" | "key_in_inventory" | "pfx_chain_missing" | "pfx_encryption" => {}
            other => panic!("{other}: {}", finding.message),
        }
    }
    for (key, files) in &inventory.keys {
        if inventory.loose.contains_key(key) {
            found
                .joined
                .extend(files.iter().map(|file| file.path.clone()));
        }
    }
    found
}

/// Pairs as a map of strings.
pub fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = pairs
        .iter()
        .map(|(name, text)| (name.to_string(), text.to_string()));
    owned.collect()
}

/// Names as a set of strings.
pub fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| name.to_string()).collect()
}

impl Found {
    /// These files cannot be read, each for a reason that has these words in it, and
    /// no others.
    #[track_caller]
    pub fn cannot_be_read(&self, expected: &[(&str, &str)]) {
        let files: BTreeSet<String> = self.unreadable.keys().cloned().collect();
        let names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
        assert_eq!(files, set(&names), "{:#?}", self.unreadable);
        for (name, words) in expected {
            let reason = &self.unreadable[*name];
            assert!(reason.contains(words), "{name}: {reason}");
        }
    }
}
