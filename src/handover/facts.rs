//! What there is to say of a request, the same in every form: what it asks, what it is
//! needed for, and by which digest it is compared over the phone.

use crate::cert::{Lifetime, day};
use crate::finding::visible;
use crate::x509::sha256_hex;

use super::awaited::{Awaited, Unwanted};

/// Something that is said.
pub(super) struct Fact {
    /// What it is about.
    pub(super) what: &'static str,
    /// What is said of it.
    pub(super) words: Words,
}

/// What is said.
pub(super) enum Words {
    /// Words of others, made to show; each on a line of its own.
    Data(Vec<String>),
    /// Our own.
    Said(String),
}

/// All that is to be said of a request.
pub(super) fn facts(awaited: &Awaited<'_>) -> Vec<Fact> {
    let contents = awaited.request.contents();
    let version = awaited.generation.number;
    let listed = |items: Vec<String>| match items.is_empty() {
        true => "none asked for".to_owned(),
        false => items.join(", "),
    };
    let key_usage = contents.key_usage.iter().flatten();
    let extended = contents.extended_key_usage.iter();
    let template = contents.template.as_deref().unwrap_or("none named");
    let holders = awaited.holders.iter();
    let order = awaited.generation.order.as_ref();
    let mut facts = vec![
        data("certificate", [awaited.declared.id.to_string()]),
        said("version", version.to_string()),
        data("subject", [contents.subject.to_string()]),
        data("DNS names", names(awaited)),
    ];
    if !contents.other_names.is_empty() {
        facts.push(data("other names", contents.other_names.iter().cloned()));
    }
    facts.extend([
        data("key", [contents.key.to_string()]),
        data(
            "key usage",
            [listed(key_usage.map(ToString::to_string).collect())],
        ),
        data(
            "extended key usage",
            [listed(extended.map(ToString::to_string).collect())],
        ),
        data("template", [template.to_owned()]),
        said("validity asked", days(awaited.declared.validity)),
        data("used for", [purpose(awaited)]),
        data("on", holders.map(|holder| holder.server.to_string())),
        said("why", why(awaited)),
    ]);
    let needed = awaited.entry.needed_by;
    facts.extend(needed.map(|needed| said("needed by", day(needed))));
    if let Some(order) = order {
        facts.push(said("waits since", day(order.since)));
        if let Some(handle) = &order.handle {
            facts.push(data("order", [handle.clone()]));
        }
    }
    facts.extend([
        data("SHA-256, file", [digest(awaited.pem().as_bytes())]),
        data(
            "SHA-256, key",
            [awaited.request.public_key().id.to_string()],
        ),
    ]);
    facts
}

/// What it is used for: Microsoft's types, a word of the manifest's, or signing others.
fn purpose(awaited: &Awaited<'_>) -> String {
    match awaited.declared.id.issuer() {
        Some(name) => format!("the authority `{name}`: it signs certificates (CA:TRUE)"),
        None => awaited.declared.usages.join(", "),
    }
}

/// Why a request is there.
pub(super) fn why(awaited: &Awaited<'_>) -> String {
    match &awaited.entry.current {
        None => "there is no certificate in use yet".to_owned(),
        Some(current) => {
            let deed = match current.is_met {
                true => "it renews",
                false => "it replaces, with what is declared now,",
            };
            let (version, end) = (current.generation, day(current.not_after));
            format!("{deed} version {version}, which ends on {end}")
        }
    }
}

/// What is said of a request that is not to be signed, in one line.
pub(super) fn unwanted(one: &Unwanted<'_>) -> String {
    let Unwanted {
        id,
        generation,
        order,
        why,
    } = one;
    let handle = order.handle.as_deref().map(visible);
    let handle = handle.map(|handle| format!(", order {handle}"));
    format!(
        "{id}, version {}, asked on {}{}: {why}",
        generation.number,
        day(order.since),
        handle.unwrap_or_default()
    )
}

/// The DNS names with the common name first, as they stand in the request.
fn names(awaited: &Awaited<'_>) -> Vec<String> {
    let contents = awaited.request.contents();
    let common_name = contents.subject.common_name().unwrap_or_default();
    let common_name = common_name.to_ascii_lowercase();
    let (first, others): (Vec<&String>, Vec<&String>) = contents
        .names
        .iter()
        .partition(|name| **name == common_name);
    first.into_iter().chain(others).cloned().collect()
}

/// SHA-256 as `certutil` shows it, without the sign that marks hexadecimal digits elsewhere.
fn digest(bytes: &[u8]) -> String {
    sha256_hex(bytes)
}

fn days(validity: Lifetime) -> String {
    let days = validity.whole_days();
    match days / 365 {
        1 if days == 365 => "365 days (1 year)".to_owned(),
        years if years > 0 && days.is_multiple_of(365) => format!("{days} days ({years} years)"),
        _ => format!("{days} days"),
    }
}

fn data(what: &'static str, items: impl IntoIterator<Item = String>) -> Fact {
    let items = items.into_iter();
    let words = items.map(|item| visible(&item).into_owned());
    Fact {
        what,
        words: Words::Data(words.collect()),
    }
}

fn said(what: &'static str, words: String) -> Fact {
    let words = Words::Said(words);
    Fact { what, words }
}
