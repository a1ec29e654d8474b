//! Where a certificate is installed: a cell, notes below it, and JSON.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::cert::day;
use crate::report::Look;
use crate::report::look::Ink;
use crate::report::words::count;
use crate::status::{Installation, Installed, Presence};

/// More lines than these are told only where everything is asked for.
const LINES: usize = 3;

/// More servers than these, each with what it has, likewise.
const ITEMS: usize = 4;

/// On how many of its servers a certificate is, as far as anything is known.
pub(super) fn cell(installation: &Installation) -> Option<String> {
    let all = installation.servers.len();
    (all > 0).then(|| format!("{} of {all}", installation.done()))
}

/// On how many servers it is, and what is not as it should be, each behind `indent` blanks.
pub(super) fn told(installation: &Installation, indent: usize, look: Look) -> String {
    let all = installation.servers.len();
    let on = (all > 0).then(|| {
        let all = count(all, "server");
        format!("installed on {} of {all}", installation.done())
    });
    let on = on.map(|on| look.paragraph(&on, indent)).unwrap_or_default();
    on + &notes(installation, indent, look)
}

/// What is not as it should be, each behind `indent` blanks.
pub(super) fn notes(installation: &Installation, indent: usize, look: Look) -> String {
    let of = |wanted: fn(&Installed) -> bool, told: fn(&Installed) -> String| -> Vec<String> {
        let servers = installation.servers.iter();
        servers.filter(|on| wanted(on)).map(told).collect()
    };
    let lacking = of(
        |on| on.presence != Presence::Unknown && !on.is_done,
        |on| format!("{}{}", on.server, facts(on)),
    );
    let staged = of(
        |on| on.effective.is_some(),
        |on| {
            let from = on.effective.map(|from| format!(" (from {} on)", day(from)));
            format!("{}{}", on.server, from.unwrap_or_default())
        },
    );
    let unknown = of(
        |on| on.presence == Presence::Unknown,
        |on| on.server.to_string(),
    );
    let elsewhere = installation.elsewhere.iter();
    let elsewhere: Vec<String> = elsewhere
        .map(|on| format!("{} ({})", on.server, day(on.as_of)))
        .collect();
    let mut text = String::new();
    if !lacking.is_empty() {
        let head = format!("{}issued, not installed: ", " ".repeat(indent));
        text.push_str(&look.set(&head, &few(&lacking, look), indent + 2, Ink::Plain));
    }
    for (head, servers) in [
        ("assigned for later: ", staged),
        ("not known: ", unknown),
        ("installed elsewhere: ", elsewhere),
    ] {
        if !servers.is_empty() {
            text.push_str(&look.folded(head, &servers, indent, LINES, "-v lists all"));
        }
    }
    text
}

/// The first of many, unless all are wanted.
fn few(items: &[String], look: Look) -> String {
    let shown = match look.all {
        true => items.len(),
        false => items.len().min(ITEMS),
    };
    let mut text = items[..shown].join("; ");
    if shown < items.len() {
        text.push_str(&format!("; and {} more: -v lists all", items.len() - shown));
    }
    text
}

/// How a server lacks a certificate, and when it was asked.
fn facts(on: &Installed) -> String {
    let mut facts = Vec::new();
    let lies_there = on.presence == Presence::InStore;
    if lies_there {
        let types = on.lacking.join(" and ");
        facts.push(format!("in the store, not assigned to {types}"));
    }
    if let Some(instead) = &on.instead {
        let what = match instead.generation {
            Some(version) => format!("version {version}"),
            None => "another certificate".to_owned(),
        };
        let how = match on.lacking.is_empty() {
            // Where it is for no type, it is never in the store and not done.
            true => "is there",
            false if lies_there => "is",
            false => "is assigned",
        };
        facts.push(format!("{what} {how}"));
    }
    facts.extend(on.as_of.map(|as_of| format!("on {}", day(as_of))));
    format!(" ({})", facts.join(", "))
}

/// The servers that should have it: each `server`, `state`, `lacking` (types that it is not
/// assigned to), `instead` (`thumbprint` and `generation`, or null), `effective` (where it is
/// assigned from a later day on) and `as_of`.
pub(super) fn installed_json(installation: &Installation) -> Value {
    let servers = installation.servers.iter();
    let servers = servers.map(|on| {
        let instead = on.instead.as_ref().map(
            |instead| json!({ "thumbprint": instead.thumbprint, "generation": instead.generation }),
        );
        json!({
            "server": on.server.as_str(),
            "state": on.presence.name(),
            "lacking": on.lacking,
            "instead": instead,
            "effective": on.effective.and_then(moment),
            "as_of": on.as_of.and_then(moment),
        })
    });
    servers.collect()
}

/// The servers that have it and should not: each `server` and `as_of`.
pub(super) fn elsewhere_json(installation: &Installation) -> Value {
    let elsewhere = installation.elsewhere.iter();
    elsewhere
        .map(|on| json!({ "server": on.server.as_str(), "as_of": moment(on.as_of) }))
        .collect()
}

fn moment(moment: OffsetDateTime) -> Option<String> {
    moment.format(&Rfc3339).ok()
}
