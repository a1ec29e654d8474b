//! Why a certificate exists, or does no more; and what comes next.

use std::fmt::Write as _;

use crate::cert::CertificateId;
use crate::desired::DesiredCertificate;
use crate::inventory::Inventory;
use crate::lync::{self, Scope, Source};
use crate::plan::{Action, Entry};
use crate::report::Look;
use crate::report::words::count;

use super::certificate::{Explained, blocked_cure, due};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Why it exists: role, Microsoft's types, why shared or not, and the page that says so.
pub(super) fn exists(entry: &Entry, of: &Explained<'_>, look: Look) -> String {
    let Some(declared) = &entry.declared else {
        return look.paragraph(&gone(&entry.id, of), 2);
    };
    let mut text = look.paragraph(&sentence(declared, of), 2);
    for usage in &declared.usages {
        if let Some(purpose) = lync::purpose::purpose(usage) {
            text.push_str(&look.hanging(&format!("{usage}: "), purpose, 4));
        }
    }
    if let Some(words) = scope(&declared.id, of) {
        text.push_str(&look.paragraph(&format!("For whom: {words}."), 2));
    }
    for served in &declared.serves {
        let words = format!(
            "It serves `{}` too, for which nothing is made (`same_as` at {}).",
            served.id,
            of.manifest.at(&served.span)
        );
        text.push_str(&look.paragraph(&words, 2));
    }
    if let Some(Source { title, url }) = page(&declared.id, of) {
        text.push_str(&look.hanging("source: ", title, 2));
        writeln!(text, "    {}", look.faint(url)).expect(INFALLIBLE);
    }
    text
}

/// Why it exists, or does no more, without what it serves.
pub(super) fn exists_in_short(entry: &Entry, of: &Explained<'_>) -> String {
    match &entry.declared {
        Some(declared) => sentence(declared, of),
        None => gone(&entry.id, of),
    }
}

fn sentence(declared: &DesiredCertificate, of: &Explained<'_>) -> String {
    match &declared.id {
        CertificateId::Oauth => "Each deployment has one certificate with which its servers sign \
                                 tokens for each other. It is assigned once and replicated to all \
                                 servers."
            .to_owned(),
        CertificateId::Issuer { name } => {
            let signed = of
                .desired
                .certificates
                .values()
                .filter(|other| other.issuer == name.as_str() && other.id != declared.id);
            format!(
                "The manifest declares the local authority `{name}` ({}). It signs {}.",
                of.manifest.at(&declared.span),
                count(signed.count(), "certificate")
            )
        }
        CertificateId::Pool { pool, usage } | CertificateId::Server { pool, usage, .. } => {
            let place = of.desired.background.pools.get(pool);
            let place = place.map(|pool| of.manifest.at(&pool.span));
            let place = place.unwrap_or_default();
            let role = declared.role;
            if role == "custom" {
                return format!(
                    "The manifest declares it itself, on the pool `{pool}` ({place}) of the role \
                     `custom`."
                );
            }
            // What it is for follows, where it is one of Microsoft's types.
            let mut types = declared.usages.iter();
            let told = types.any(|usage| lync::purpose::purpose(usage).is_some());
            let stop = if told { ":" } else { "." };
            format!(
                "The pool `{pool}` ({place}) has the role `{role}`, and servers of this role need \
                 the certificate `{usage}`{stop}"
            )
        }
    }
}

/// Why it is each server's own, or shared.
pub(super) fn scope(id: &CertificateId, of: &Explained<'_>) -> Option<&'static str> {
    let (pool, profile, _) = of.desired.background.derivation(id)?;
    let scope = match id.server() {
        Some(_) => Scope::Server,
        None => Scope::Pool,
    };
    let role = pool.kind.role();
    Some(lync::purpose::why_scope(role, profile, scope))
}

/// The page that asks for it.
pub(super) fn page(id: &CertificateId, of: &Explained<'_>) -> Option<Source> {
    let background = &of.desired.background;
    if *id == CertificateId::Oauth {
        return Some(lync::purpose::oauth_source(background.product));
    }
    let (pool, profile, _) = background.derivation(id)?;
    lync::purpose::source(profile, pool.product)
}

/// Why the manifest does not declare it any more.
fn gone(id: &CertificateId, of: &Explained<'_>) -> String {
    let background = &of.desired.background;
    let why = match (id, id.pool().map(|pool| (pool, background.pools.get(pool)))) {
        (CertificateId::Issuer { name }, _) => format!("no issuer is called `{name}`"),
        (_, None) => "no pool uses one".to_owned(),
        (_, Some((pool, None))) => format!("there is no pool `{pool}`"),
        (_, Some((pool, Some(there)))) => {
            let servers = there.lync.as_ref().map(|lync| &lync.servers);
            let other = |server| servers.is_some_and(|servers| !servers.contains(server));
            match id.server() {
                Some(server) if other(server) => format!("`{pool}` has no server `{server}`"),
                _ => format!("`{pool}` has no certificate `{}`", id.usage()),
            }
        }
    };
    format!(
        "It does no more: the manifest does not declare it, since {why}. What is here stays: \
         forecert deletes nothing."
    )
}

/// What a person does next.
pub(super) fn next(entry: &Entry, inventory: &Inventory) -> String {
    let id = &entry.id;
    match entry.action {
        Action::Keep => match due(entry) {
            Some(day) if matches!(id, CertificateId::Issuer { .. }) => {
                format!("Nothing before {day}, by when its successor is declared under a new name.")
            }
            Some(day) => format!("Nothing before {day}, when its renewal is due."),
            None => "Nothing.".to_owned(),
        },
        Action::Wait => {
            let open = entry.generation;
            let open = open.and_then(|number| inventory.generation(id, number));
            let request = open.map(|open| format!("`{}/request.csr`", open.shown));
            let request = request.unwrap_or_else(|| "the request".to_owned());
            format!(
                "Carry {request} to the issuer if nobody has. When the answer comes: \
                 `forecert accept FILE`."
            )
        }
        Action::Blocked => {
            let code = entry.reasons.first().map_or("", |reason| reason.code);
            let cure = blocked_cure(entry).unwrap_or_default();
            let mut letters = cure.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            let first = first.map(String::from).unwrap_or_default();
            format!(
                "{first}{}. More on it: `forecert explain {code}`.",
                letters.as_str()
            )
        }
        Action::Orphan => "Nothing, unless it should still exist: then restore what the manifest \
                           lacks."
            .to_owned(),
        Action::Create | Action::Adopt | Action::Renew | Action::Replace | Action::Resume => {
            format!("`forecert apply --id {id}`, or `forecert apply` for all that is to be made.")
        }
    }
}
