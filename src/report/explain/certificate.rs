//! One certificate explained: why it exists, where its names come from, what was
//! found, and why the action.

use std::fmt::Write as _;

use crate::cert::day;
use crate::desired::DesiredCertificate;
use crate::inventory::{Generation, Inventory, KeyState};
use crate::plan::{Action, Entry, Plan};
use crate::report::Look;
use crate::report::words::{cure, key, minute, named};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Everything about one certificate. `manifest` is the text that its places point into.
pub fn explain(
    entry: &Entry,
    plan: &Plan,
    inventory: &Inventory,
    manifest: &str,
    look: Look,
) -> String {
    let mut text = format!("{}\n", look.strong(&entry.id.to_string()));
    if let Some(declared) = &entry.declared {
        text.push_str(&declaration(declared, manifest, look));
    }
    text.push_str(&found(entry, inventory, look));
    let heading = format!("What happens, as of {}", minute(plan.as_of));
    writeln!(text, "\n{}", look.strong(&heading)).expect(INFALLIBLE);
    let mut deed = named(entry.action).to_owned();
    if let Some(generation) = entry.step.generation() {
        write!(deed, ", version {generation}").expect(INFALLIBLE);
    }
    if let Some(key) = key(entry.step.key_fate()) {
        write!(deed, ", {key}").expect(INFALLIBLE);
    }
    writeln!(text, "  {deed}").expect(INFALLIBLE);
    for reason in &entry.reasons {
        let code = look.faint(&format!("[{}]", reason.code));
        writeln!(text, "  because: {} {code}", reason.message).expect(INFALLIBLE);
    }
    if let Some(change) = &entry.change {
        for line in change.diff.lines() {
            writeln!(text, "    {line}").expect(INFALLIBLE);
        }
        for name in &change.lost {
            writeln!(text, "  {}", look.bad(&format!("loses the name {name}"))).expect(INFALLIBLE);
        }
    }
    if let Some(reason) = entry
        .reasons
        .first()
        .filter(|_| entry.action == Action::Blocked)
    {
        let cure = cure(reason.code, &entry.id, entry.generation);
        writeln!(text, "  to do: {cure}").expect(INFALLIBLE);
    }
    let about = plan
        .findings
        .iter()
        .filter(|finding| finding.about.as_deref() == Some(entry.id.to_string().as_str()));
    for finding in about {
        writeln!(text, "  note: {}", finding.message).expect(INFALLIBLE);
    }
    text
}

fn declaration(declared: &DesiredCertificate, manifest: &str, look: Look) -> String {
    let mut text = format!("\n{}\n", look.strong("What is declared"));
    let mut line = |what: &str, value: &str| {
        writeln!(text, "  {what:<10} {value}").expect(INFALLIBLE);
    };
    line("role", declared.role);
    if !declared.usages.is_empty() {
        line("used for", &declared.usages.join(", "));
    }
    line("issuer", &declared.issuer);
    line("subject", &declared.contents.subject.to_string());
    line("key", &declared.contents.key.to_string());
    line("validity", &format!("{} asked for", declared.validity));
    line(
        "renewal",
        &format!(
            "{} before its end, at most a third of its lifetime",
            declared.renew_before
        ),
    );
    line(
        "manifest",
        &format!("line {}", line_of(manifest, declared.span.start)),
    );
    if declared.origins.is_empty() {
        return text;
    }
    writeln!(text, "\n{}", look.strong("Where its names come from")).expect(INFALLIBLE);
    for origin in &declared.origins {
        let place = origin
            .span
            .as_ref()
            .map(|span| format!(", line {}", line_of(manifest, span.start)))
            .unwrap_or_default();
        let code = look.faint(&format!("[{}]", origin.rule.code));
        writeln!(
            text,
            "  {}\n    {}{place} {code}",
            origin.name, origin.rule.what
        )
        .expect(INFALLIBLE);
        if let Some(source) = origin.rule.source {
            let source = format!("{}: {}", source.title, source.url);
            writeln!(text, "    {}", look.faint(&source)).expect(INFALLIBLE);
        }
    }
    text
}

fn found(entry: &Entry, inventory: &Inventory, look: Look) -> String {
    let mut text = format!("\n{}\n", look.strong("What is there"));
    let mut generations = inventory.of(&entry.id).peekable();
    if generations.peek().is_none() {
        text.push_str("  nothing\n");
    }
    for generation in generations {
        writeln!(
            text,
            "  version {}: {}",
            generation.number,
            standing(generation)
        )
        .expect(INFALLIBLE);
        for damage in &generation.damage {
            writeln!(text, "    {}", look.bad(&damage.to_string())).expect(INFALLIBLE);
        }
    }
    text
}

fn standing(generation: &Generation) -> String {
    let mut facts = Vec::new();
    match &generation.certificate {
        Some(certificate) => {
            let validity = certificate.validity();
            facts.push(format!(
                "certificate from {} to {}, issued by {}",
                day(validity.not_before),
                day(validity.not_after),
                certificate.issuer()
            ));
            facts.push(format!("serial {}", certificate.serial()));
        }
        None if generation.request.is_some() => facts.push("request".to_owned()),
        None => facts.push("neither request nor certificate".to_owned()),
    }
    if let Some(order) = &generation.order {
        let state = match order.state {
            crate::inventory::OrderState::Submitting => "about to leave for",
            crate::inventory::OrderState::Pending => "asked of",
            crate::inventory::OrderState::Denied => "denied by",
            crate::inventory::OrderState::Withdrawn => "withdrawn from",
        };
        facts.push(format!("{state} {} on {}", order.issuer, day(order.since)));
        facts.extend(order.reason.as_ref().map(|reason| format!("\"{reason}\"")));
        facts.extend(
            order
                .origin
                .as_ref()
                .map(|origin| format!("taken from {origin}")),
        );
    }
    facts.push(match &generation.key {
        KeyState::Here(_) => "key here".to_owned(),
        KeyState::Missing { .. } => "key missing".to_owned(),
        KeyState::Unreadable(reason) => format!("key unreadable: {reason}"),
        KeyState::NotHere => "key not here".to_owned(),
    });
    facts.join(", ")
}

fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).matches('\n').count() + 1
}
