//! One certificate explained: why it exists, where its names come from, what was
//! found, why the action, and what comes next.

use std::fmt::Write as _;

use crate::cert::{CertificateId, day};
use crate::desired::{Desired, DesiredCertificate};
use crate::inventory::{Generation, Inventory};
use crate::plan::{Action, Entry, Plan};
use crate::report::Look;
use crate::report::installed;
use crate::report::look::Ink;
use crate::report::plan::difference;
use crate::report::words::{cure, key, minute, named};
use crate::status::installation;

use super::origin::names;
use super::place::Manifest;
use super::reason::{exists, next};
use super::standing::{found, standing};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// More versions than these are told only where everything is asked for.
const VERSIONS: usize = 4;

/// What an explanation draws on.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    /// What the manifest asks for.
    pub desired: &'a Desired,
    /// What is there.
    pub inventory: &'a Inventory,
    /// What is to be done about it.
    pub plan: &'a Plan,
    /// The manifest that places point into.
    pub manifest: Manifest<'a>,
}

/// Everything about one certificate; with `all`, long lists too.
pub fn explain(entry: &Entry, of: &Explained<'_>, all: bool, look: Look) -> String {
    let mut text = look.set("", &entry.id.to_string(), 2, Ink::Strong);
    section(&mut text, "Why it exists", look);
    text.push_str(&exists(entry, of, look));
    if let Some(declared) = &entry.declared {
        section(&mut text, "What is declared", look);
        text.push_str(&declaration(declared, of.manifest, look));
        if !declared.origins.is_empty() {
            section(&mut text, "Where its names come from", look);
            text.push_str(&names(declared, of.manifest, all, look));
        }
    }
    section(&mut text, "What is there", look);
    text.push_str(&versions(entry, of.inventory, all, look));
    if let Some(installation) = installation(entry, of.desired, of.inventory) {
        text.push_str(&installed::told(&installation, 2, look));
    }
    let heading = format!("What happens, as of {}", minute(of.plan.as_of));
    section(&mut text, &heading, look);
    text.push_str(&happens(entry, of.plan, look));
    section(&mut text, "What to do next", look);
    text.push_str(&look.paragraph(&next(entry, of.inventory), 2));
    text
}

fn section(text: &mut String, heading: &str, look: Look) {
    write!(text, "\n{}\n", look.strong(heading)).expect(INFALLIBLE);
}

fn declaration(declared: &DesiredCertificate, manifest: Manifest<'_>, look: Look) -> String {
    let mut text = String::new();
    let mut line = |what: &str, value: &str| {
        text.push_str(&look.hanging(&format!("{what:<10} "), value, 2));
    };
    line("subject", &declared.contents.subject.to_string());
    line("issuer", &declared.issuer);
    line("key", &declared.contents.key.to_string());
    line("validity", &format!("{} asked for", declared.validity));
    let renewal = format!(
        "{} before its end, at most a third of its lifetime",
        declared.renew_before
    );
    line("renewal", &renewal);
    for exception in &declared.exceptions {
        let until = exception.until.map(|until| format!(" until {until}"));
        let until = until.unwrap_or_default();
        let words = format!("`{}` waived{until}: {}", exception.code, exception.reason);
        line("exception", &words);
    }
    line("manifest", &manifest.at(&declared.span));
    text
}

fn versions(entry: &Entry, inventory: &Inventory, all: bool, look: Look) -> String {
    let generations: Vec<&Generation> = inventory.of(&entry.id).collect();
    if generations.is_empty() {
        return "  nothing\n".to_owned();
    }
    let hidden = if all {
        0
    } else {
        generations.len().saturating_sub(VERSIONS)
    };
    let mut text = String::new();
    if hidden > 0 {
        let more = format!("{hidden} earlier versions are not listed; -v lists them");
        writeln!(text, "  {}", look.faint(&more)).expect(INFALLIBLE);
    }
    for generation in &generations[hidden..] {
        let head = format!("version {}: ", generation.number);
        let words = format!(
            "{}; {}",
            standing(entry, generation),
            found(generation, all)
        );
        text.push_str(&look.hanging(&head, &words, 2));
        text.push_str(&look.set("    ", &generation.shown, 6, Ink::Faint));
        for damage in &generation.damage {
            text.push_str(&look.set("    ", &damage.to_string(), 4, Ink::Bad));
        }
    }
    text
}

fn happens(entry: &Entry, plan: &Plan, look: Look) -> String {
    let mut deed = named(entry.action).to_owned();
    if let Some(generation) = entry.step.generation() {
        write!(deed, ", version {generation}").expect(INFALLIBLE);
    }
    if let Some(key) = key(entry.step.key_fate()) {
        write!(deed, ", {key}").expect(INFALLIBLE);
    }
    let mut text = format!("  {deed}\n");
    for reason in &entry.reasons {
        let words = format!("{} [{}]", reason.message, reason.code);
        text.push_str(&look.hanging("because: ", &words, 2));
    }
    if let Some(change) = &entry.change {
        text.push_str(&difference(&change.diff, 4, look));
        for name in &change.lost {
            text.push_str(&look.set("  ", &format!("loses the name {name}"), 4, Ink::Bad));
        }
    }
    for finding in about(&entry.id, plan) {
        let words = format!("{} [{}]", finding.message, finding.code);
        text.push_str(&look.hanging("note: ", &words, 2));
        if let Some(help) = &finding.help {
            text.push_str(&look.hanging("help: ", help, 4));
        }
    }
    text
}

/// What is said of a certificate beside its action.
pub(super) fn about<'a>(
    id: &CertificateId,
    plan: &'a Plan,
) -> impl Iterator<Item = &'a crate::finding::Finding> {
    let id = id.to_string();
    let findings = plan.findings.iter();
    findings.filter(move |finding| finding.about.as_deref() == Some(id.as_str()))
}

/// What to do about a certificate that is blocked.
pub(super) fn blocked_cure(entry: &Entry) -> Option<String> {
    let reason = entry.reasons.first()?;
    (entry.action == Action::Blocked).then(|| cure(reason.code, &entry.id, entry.generation))
}

/// The day on which a certificate in order is due for renewal.
pub(super) fn due(entry: &Entry) -> Option<String> {
    entry
        .current
        .as_ref()
        .map(|current| day(current.renewal_due))
}
