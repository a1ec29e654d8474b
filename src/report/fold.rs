//! What a plan tells of its certificates, with those that differ in nothing but their
//! server told once.
//!
//! What is urgent, blocked, over, or loses a name is always told by itself.

use std::collections::BTreeMap;

use crate::cert::day;
use crate::finding::visible;
use crate::plan::{Action, CertificateDocument, KeyDocument};
use crate::report::words::age;

/// So many servers of a pool are told one by one.
const FEW: usize = 2;

/// In the place of what differs from server to server, as the manifest writes it.
pub(super) const SERVER: &str = "{server}";

/// What is told of one certificate, or of several at once.
pub(super) struct Block {
    pub(super) action: Action,
    /// Its id, or the id of several with [`SERVER`] in it.
    pub(super) id: String,
    /// One of them.
    pub(super) first: String,
    pub(super) pool: Option<String>,
    /// Where it stands for several.
    pub(super) servers: Vec<String>,
    pub(super) version: Option<u32>,
    /// Version, key and issuer.
    pub(super) facts: Vec<String>,
    pub(super) subject: Option<String>,
    pub(super) names: Vec<String>,
    /// Code and message.
    pub(super) reasons: Vec<(String, String)>,
    pub(super) diff: Option<String>,
    pub(super) lost: Vec<String>,
    /// Whether it must not be told in a number only.
    pub(super) outstanding: bool,
}

impl Block {
    /// How many certificates it tells of.
    pub(super) fn certificates(&self) -> usize {
        self.servers.len().max(1)
    }
}

/// Told one by one, or where `folded`, several at once; in the order they stand.
pub(super) fn blocks<'a>(
    certificates: impl Iterator<Item = &'a CertificateDocument>,
    now: time::OffsetDateTime,
    folded: bool,
) -> Vec<Block> {
    let mut groups: Vec<Vec<&CertificateDocument>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for certificate in certificates {
        let alike = common(certificate, now).filter(|_| folded);
        let new = groups.len();
        let place = alike.map_or(new, |alike| *places.entry(alike).or_insert(new));
        if place == new {
            groups.push(Vec::new());
        }
        groups[place].push(certificate);
    }
    let mut blocks = Vec::new();
    for group in groups {
        match &group[..] {
            [first, ..] if group.len() > FEW => {
                let servers = group.iter().filter_map(|one| one.server.clone());
                blocks.extend(block(first, servers.collect(), now));
            }
            few => blocks.extend(few.iter().filter_map(|one| block(one, Vec::new(), now))),
        }
    }
    blocks
}

/// What is the same for all servers of a pool that are told at once.
fn common(certificate: &CertificateDocument, now: time::OffsetDateTime) -> Option<String> {
    let server = certificate.server.clone()?;
    let block = block(certificate, vec![server], now)?;
    (!block.outstanding).then(|| {
        let Block {
            action,
            id,
            first: _,
            pool,
            servers: _,
            version: _,
            facts,
            subject,
            names,
            reasons,
            diff,
            lost: _,
            outstanding: _,
        } = block;
        format!("{action:?} {id} {pool:?} {facts:?} {subject:?} {names:?} {reasons:?} {diff:?}")
    })
}

fn block(
    certificate: &CertificateDocument,
    servers: Vec<String>,
    now: time::OffsetDateTime,
) -> Option<Block> {
    let action = certificate.deed()?;
    let server = certificate.server.as_ref().filter(|_| !servers.is_empty());
    let common = |text: &str| match server {
        Some(server) => text.replace(server.as_str(), SERVER),
        None => text.to_owned(),
    };
    let name = |name: &String| match server {
        Some(server) if server == name => SERVER.to_owned(),
        _ => name.clone(),
    };
    let made = action.makes();
    let reasons = certificate.reasons.iter().map(|reason| {
        let mut message = common(&reason.message);
        if let Some(since) = certificate.waiting_since
            && reason.code == "awaiting_issuer"
        {
            message.push_str(&format!(" on {}, {}", day(since), age(since, now)));
        }
        (reason.code.clone(), message)
    });
    let reasons: Vec<(String, String)> = reasons.collect();
    let over = reasons.iter().any(|(code, _)| code == "expired");
    Some(Block {
        action,
        id: match server {
            Some(server) => shown(
                &certificate
                    .id
                    .replace(&format!("/{server}/"), &format!("/{SERVER}/")),
            ),
            None => shown(&certificate.id),
        },
        first: certificate.id.clone(),
        pool: certificate.pool.clone(),
        version: certificate.generation,
        facts: facts(certificate, made),
        subject: certificate
            .subject
            .as_ref()
            .filter(|_| made && !is_found(certificate))
            .map(|subject| common(&subject.text)),
        names: match made {
            true => certificate.dns.iter().map(name).collect(),
            false => Vec::new(),
        },
        reasons,
        diff: certificate.diff.as_deref().map(common),
        lost: certificate.lost_names.clone(),
        outstanding: action == Action::Blocked
            || over
            || certificate.is_urgent()
            || !certificate.lost_names.is_empty(),
        servers,
    })
}

fn facts(certificate: &CertificateDocument, made: bool) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(
        certificate
            .generation
            .map(|version| format!("version {version}")),
    );
    if let Some(key) = &certificate.key {
        match key.fate.as_str() {
            "new" => facts.push("new key".to_owned()),
            "kept" => facts.push("existing key".to_owned()),
            _ => {}
        }
        if made && !is_found(certificate) {
            facts.push(shown(&kind(key)));
        }
    }
    let issuer = certificate.issuer.as_ref();
    if let Some(issuer) = issuer.filter(|_| made && !signs(certificate)) {
        facts.push(shown(&format!("from {issuer}")));
    }
    facts
}

/// What stands in columns is measured before it is set.
fn shown(text: &str) -> String {
    visible(text).into_owned()
}

fn signs(certificate: &CertificateDocument) -> bool {
    certificate.role.as_deref() == Some("issuer")
}

/// An authority that is there keeps its own subject and key, whatever they are.
fn is_found(certificate: &CertificateDocument) -> bool {
    signs(certificate) && certificate.deed() == Some(Action::Adopt)
}

/// A key as its declaration shows it.
pub(super) fn kind(key: &KeyDocument) -> String {
    let KeyDocument {
        fate: _,
        algorithm,
        size,
    } = key;
    match algorithm.as_str() {
        "ec" => format!("EC P-{size}"),
        _ => format!("{} {size}", algorithm.to_uppercase()),
    }
}
