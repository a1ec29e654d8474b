//! A plan for people: what will happen, why, and what to run next.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::cert::day;
use crate::plan::{Action, Entry, Plan, PlanDocument};
use crate::report::Look;
use crate::report::words::{age, count, counted, cure, key, minute, named, sign};

/// A plan. What is in order is counted, and listed only where `all` asks for it.
pub fn plan(plan: &Plan, all: bool, look: Look) -> String {
    let summary = plan.summary();
    let quiet = |action: &Action| matches!(action, Action::Keep);
    if !all && plan.entries.iter().all(|entry| quiet(&entry.action)) {
        return format!(
            "Nothing to do: {} in order as of {}.\n",
            are(summary[&Action::Keep]),
            minute(plan.as_of)
        );
    }
    let mut text = format!(
        "{}\n",
        look.strong(&format!("Plan as of {}", minute(plan.as_of)))
    );
    let mut step = None;
    for entry in &plan.entries {
        if quiet(&entry.action) && !all {
            continue;
        }
        let heading = heading(entry);
        if step.as_ref() != Some(&heading) {
            write!(text, "\n{}\n", look.strong(&heading)).expect(INFALLIBLE);
            step = Some(heading);
        }
        text.push_str(&certificate(entry, plan, look));
    }
    text.push('\n');
    let counts: Vec<String> = summary
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(action, count)| format!("{count} {}", counted(*action)))
        .collect();
    text.push_str(&look.wrapped("Plan: ", &counts, 0));
    text
}

/// What to run next, if there is something.
pub fn next(plan: &Plan, look: Look) -> String {
    let next = if plan.makes() {
        "To carry it out: forecert apply"
    } else if plan.has(Action::Blocked) {
        "To see what to do: forecert explain ID"
    } else if plan.has(Action::Wait) {
        "When answers come: forecert accept FILE..."
    } else {
        return String::new();
    };
    format!("{}\n", look.faint(next))
}

/// A saved plan, which may be stale by now.
pub fn saved_plan(document: &PlanDocument, look: Look) -> String {
    let heading = format!("Saved plan as of {}", minute(document.as_of));
    let mut text = format!("{}\n\n", look.strong(&heading));
    for certificate in &document.certificates {
        let action = Action::ALL
            .into_iter()
            .find(|action| action.name() == certificate.action);
        let Some(action) = action.filter(|action| *action != Action::Keep) else {
            continue;
        };
        let version = certificate.generation.unwrap_or_default();
        let facts = [
            Some(format!("version {version}")),
            certificate
                .issuer
                .as_ref()
                .map(|issuer| format!("from {issuer}")),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        writeln!(
            text,
            "{} {}  {}, {}",
            sign(action, look),
            look.strong(&certificate.id),
            named(action),
            facts.join(", ")
        )
        .expect(INFALLIBLE);
        if action != Action::Orphan {
            text.push_str(&look.wrapped("names: ", &certificate.dns, 6));
        }
        for reason in &certificate.reasons {
            writeln!(text, "      {}", look.faint(&reason.message)).expect(INFALLIBLE);
        }
        if let Some(diff) = &certificate.diff {
            text.push_str(&difference(diff, look));
        }
    }
    let counts = Action::ALL.into_iter().filter_map(|action| {
        let count = document.summary.get(action.name())?;
        (*count > 0).then(|| format!("{count} {}", counted(action)))
    });
    text.push('\n');
    text.push_str(&look.wrapped("Plan: ", &counts.collect::<Vec<_>>(), 0));
    text
}

/// What is different between a saved plan and the one that holds now.
pub fn stale(saved: &PlanDocument, now: &PlanDocument, look: Look) -> String {
    // Each line is about one certificate, so they are two sets: no search for the
    // shortest edit, which two plans of thousands of lines would make long.
    let (before, after) = (saved.essence(), now.essence());
    let only = |of: &[String], others: &[String], sign| -> Vec<(String, char)> {
        let others: BTreeSet<&String> = others.iter().collect();
        let own = of.iter().filter(|line| !others.contains(line));
        own.map(|line| (line.clone(), sign)).collect()
    };
    let mut lines = only(&before, &after, '-');
    lines.extend(only(&after, &before, '+'));
    // What is said of a certificate before and after stands together.
    let about = |line: &str| line.split(' ').nth(1).unwrap_or_default().to_owned();
    lines.sort_by_cached_key(|(line, sign)| (about(line), *sign == '+'));
    let lines = lines.iter().map(|(line, sign)| format!("{sign}{line}\n"));
    let text: String = lines.collect();
    difference(&format!("--- saved\n+++ now\n{text}"), look)
}

const INFALLIBLE: &str = "writing to a string cannot fail";

fn are(number: usize) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", count(number, "certificate"))
}

fn heading(entry: &Entry) -> String {
    if entry.is_urgent() {
        return "Urgent".to_owned();
    }
    match entry.action {
        Action::Orphan => "No longer in the manifest".to_owned(),
        _ => format!("Step {}", entry.wave()),
    }
}

fn certificate(entry: &Entry, plan: &Plan, look: Look) -> String {
    let mut facts = vec![named(entry.action).to_owned()];
    facts.extend(
        entry
            .generation
            .map(|generation| format!("version {generation}")),
    );
    facts.extend(key(entry.step.key_fate()).map(str::to_owned));
    if let Some(declared) = entry.declared.as_ref().filter(|_| entry.action.makes()) {
        facts.push(declared.contents.key.to_string());
        if declared.role != "issuer" {
            facts.push(format!("from {}", declared.issuer));
        }
    }
    let mut text = format!(
        "{} {}  {}\n",
        sign(entry.action, look),
        look.strong(&entry.id.to_string()),
        facts.join(", ")
    );
    if let Some(declared) = entry.declared.as_ref().filter(|_| entry.action.makes()) {
        let subject = declared.contents.subject.to_string();
        writeln!(text, "      subject: {subject}").expect(INFALLIBLE);
        let names: Vec<String> = declared
            .origins
            .iter()
            .map(|origin| origin.name.clone())
            .collect();
        if !names.is_empty() {
            text.push_str(&look.wrapped("names: ", &names, 6));
        }
    }
    for reason in &entry.reasons {
        let mut message = reason.message.clone();
        if let Some(since) = entry.since.filter(|_| reason.code == "awaiting_issuer") {
            write!(message, " on {}, {}", day(since), age(since, plan.as_of)).expect(INFALLIBLE);
        }
        let message = match reason.code {
            "expired" => look.bad(&message),
            "expiring" => look.change(&message),
            _ => look.faint(&message),
        };
        writeln!(text, "      {message}").expect(INFALLIBLE);
    }
    if let Some(change) = &entry.change {
        text.push_str(&difference(&change.diff, look));
        for name in &change.lost {
            let lost = format!("loses the name {name}");
            writeln!(text, "      {}", look.bad(&lost)).expect(INFALLIBLE);
        }
    }
    if let Some(reason) = entry
        .reasons
        .first()
        .filter(|_| entry.action == Action::Blocked)
    {
        let generation = entry.generation;
        writeln!(text, "      {}", cure(reason.code, &entry.id, generation)).expect(INFALLIBLE);
    }
    text
}

fn difference(diff: &str, look: Look) -> String {
    let lines = diff.lines().map(|line| {
        let painted = match line.chars().next() {
            Some('+') => look.good(line),
            Some('-') => look.bad(line),
            Some('@') => look.faint(line),
            _ => line.to_owned(),
        };
        format!("      {painted}\n")
    });
    lines.collect()
}
