//! What became of an apply, while it runs and at its end.

use std::error::Error;
use std::fmt::Write as _;

use crate::apply::{Deed, Done, Failed, Failure, Outcome};
use crate::cert::{CertificateId, day};
use crate::finding::visible;
use crate::plan::{Action, Entry, Plan};
use crate::report::Look;
use crate::report::look::{Ink, padded, width};
use crate::report::words::count;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// What is said where nobody is to be asked.
pub const NOTHING_TO_POLL: &str = "No request is with an issuer that can be asked.\n";

/// More that went well is counted.
const DONE: usize = 40;

/// A line for work that begins.
pub fn step_started(id: &CertificateId) -> String {
    format!("working on {id}")
}

/// A line for work that is done.
pub fn step_done(done: &Done) -> String {
    visible(&format!("{}: {}", done.id, deed(done))).into_owned()
}

/// A line for work that failed.
pub fn step_failed(failed: &Failed) -> String {
    let causes = causes(&failed.failure);
    visible(&format!("{}: failed: {causes}", failed.id)).into_owned()
}

/// The outcome of an apply, with what the plan left to a person.
pub fn outcome(plan: &Plan, outcome: &Outcome, look: Look) -> String {
    let blocked = plan.entries.iter();
    let blocked = blocked.filter(|entry| entry.action == Action::Blocked);
    let blocked: Vec<_> = blocked.collect();
    let reason = |entry: &Entry| {
        let first = entry.reasons.first();
        first.map_or_else(String::new, |reason| reason.message.clone())
    };
    let done = outcome.done.iter();
    let done: Vec<Line> = done
        .map(|done| Line::new(" ok", Ink::Good, &done.id, deed(done)))
        .collect();
    let mut lines = Vec::new();
    lines.extend(outcome.failed.iter().map(|failed| {
        let causes = format!("failed: {}", causes(&failed.failure));
        let help = help(&failed.failure).map(|help| format!("help: {help}"));
        Line::new("  !", Ink::Bad, &failed.id, causes).with_notes(help)
    }));
    lines.extend(outcome.not_reached.iter().map(|not| {
        let because = format!("not reached: {}", not.because);
        Line::new("  -", Ink::Faint, &not.id, because)
    }));
    lines.extend(blocked.iter().map(|entry| {
        let reason = format!("blocked: {}", reason(entry));
        Line::new("  !", Ink::Bad, &entry.id, reason)
    }));
    // What went well is counted where it is much; what did not never is.
    let shown = match done.len() {
        many if many > DONE + 1 && !look.all => DONE,
        all => all,
    };
    let mut text = set(&done[..shown], look);
    if shown < done.len() {
        let more = format!("and {} more done; -v lists all", done.len() - shown);
        let more = look.set("    ", &more, 6, Ink::Plain);
        write!(text, "{} {}", look.good(" ok"), &more["    ".len()..]).expect(INFALLIBLE);
    }
    text.push_str(&set(&lines, look));
    let mut counts = vec![format!("{} done", outcome.done.len())];
    if !outcome.is_complete() {
        counts.push(format!("{} failed", outcome.failed.len()));
        counts.push(format!("{} not reached", outcome.not_reached.len()));
    }
    if !blocked.is_empty() {
        counts.push(format!("{} blocked", blocked.len()));
    }
    write!(text, "\n{}", look.wrapped("Apply: ", &counts, 0)).expect(INFALLIBLE);
    text
}

/// What to run next, if there is something. `program` is how this one was called.
pub fn outcome_next(plan: &Plan, outcome: &Outcome, program: &str, look: Look) -> String {
    let mut text = String::new();
    let mut line = |line: String| text.push_str(&next_line(&line, look));
    let requested = outcome.done.iter();
    let requested = requested.filter(|done| matches!(done.deed, Deed::Requested { .. }));
    let requested = requested.count();
    if requested > 0 {
        let requests = count(requested, "request");
        line(format!(
            "{requests} to carry to the issuer, put together by: {program} bundle --requests; \
             when the answers come: {program} accept FILE..."
        ));
    }
    let awaited = outcome.done.iter();
    let awaited = awaited.filter(|done| matches!(done.deed, Deed::Awaited { .. }));
    let awaited = awaited.count();
    if awaited > 0 {
        let requests = count(awaited, "request");
        line(format!(
            "{requests} with an issuer; to ask it again: {program} apply --poll, and to wait for \
             it: {program} apply --poll --wait 2h"
        ));
    }
    if !outcome.is_complete() {
        line(format!(
            "What was made stays; to go on from there: {program} apply"
        ));
    }
    let mut blocked = plan.entries.iter();
    if let Some(entry) = blocked.find(|entry| entry.action == Action::Blocked) {
        line(format!(
            "About what is blocked: {program} explain {}",
            entry.id
        ));
    } else if requested + awaited == 0 && outcome.is_complete() {
        line(format!(
            "To prove it: {program} verify; for the servers: {program} bundle"
        ));
    }
    text
}

/// What to run next, as every command says it.
pub fn next_line(text: &str, look: Look) -> String {
    look.set("", text, 2, Ink::Faint)
}

/// What became of one certificate.
pub(super) struct Line {
    sign: &'static str,
    ink: Ink,
    id: String,
    what: String,
    /// What stands below, a line each.
    notes: Vec<String>,
}

impl Line {
    pub(super) fn new(sign: &'static str, ink: Ink, id: &CertificateId, what: String) -> Self {
        Self {
            sign,
            ink,
            id: id.to_string(),
            what: visible(&what).into_owned(),
            notes: Vec::new(),
        }
    }

    pub(super) fn with_notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.notes.extend(notes);
        self
    }
}

/// Lines in columns: sign, id, what became of it. Where a line has no room for that, it
/// goes on below.
pub(super) fn set(lines: &[Line], look: Look) -> String {
    let ids = lines.iter().map(|line| width(&line.id)).max().unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        let sign = look.paint(line.ink, line.sign);
        if 6 + ids + width(&line.what) <= look.width {
            let blanks = &padded(&line.id, ids)[line.id.len()..];
            let id = look.strong(&line.id);
            writeln!(text, "{sign} {id}{blanks}  {}", line.what).expect(INFALLIBLE);
        } else {
            let id = look.set("    ", &line.id, 6, Ink::Strong);
            write!(text, "{sign} {}", &id["    ".len()..]).expect(INFALLIBLE);
            text.push_str(&look.set("      ", &line.what, 8, Ink::Plain));
        }
        for note in &line.notes {
            text.push_str(&look.set("      ", note, 8, Ink::Plain));
        }
    }
    text
}

/// A failure with all its causes, for people.
pub fn failure(error: &dyn Error, help: Option<&str>, look: Look) -> String {
    sentence(&causes(error), help, look)
}

/// A fault in one sentence, with its cure.
pub fn sentence(fault: &str, help: Option<&str>, look: Look) -> String {
    let lines = look.set("error: ", fault, 2, Ink::Plain);
    let mut text = format!("{}{}", look.bad("error"), &lines["error".len()..]);
    if let Some(help) = help {
        text.push_str(&look.set("  help: ", help, 8, Ink::Plain));
    }
    text
}

fn deed(done: &Done) -> String {
    let version = done.generation;
    match &done.deed {
        Deed::Requested { issuer } => format!("version {version} asked of {issuer}"),
        Deed::Prepared { issuer } => {
            format!("version {version} made, does not leave for {issuer} yet")
        }
        Deed::Awaited {
            issuer,
            handle,
            words,
        } => {
            let words = words.as_ref().map(|words| format!(": {words}"));
            format!(
                "version {version} waits at {issuer} (order {handle}){}",
                words.unwrap_or_default()
            )
        }
        Deed::Issued { not_after } => {
            format!("version {version} issued, holds until {}", day(*not_after))
        }
        Deed::Adopted { not_after } => {
            format!("version {version} copied, holds until {}", day(*not_after))
        }
    }
}

/// What to do about a failure.
pub(super) fn help(failure: &Failure) -> Option<String> {
    match failure {
        Failure::Store(error) => error.help(),
        Failure::Key(error) => Some(error.help().to_owned()),
        Failure::Mint(error) => Some(error.help().to_owned()),
        Failure::Issue(error) => Some(error.help().to_owned()),
        Failure::Decode(error) => Some(error.help().to_owned()),
        Failure::Service { source, .. } => Some(source.help()),
        Failure::Foreseen { .. } => Some(
            "nothing was handed in: have the issuer's limits widened, or declare what fits them"
                .to_owned(),
        ),
        Failure::Unproved { help, .. } => Some(help.clone()),
        Failure::Denied(_) => Some(
            "correct what it says, then close the request with `forecert withdraw ID --reason \
             TEXT`, and apply again"
                .to_owned(),
        ),
        Failure::Gone(_) => None,
    }
}

/// The error and what caused it, in one line.
pub fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.ends_with(&message) {
            write!(text, ": {message}").expect(INFALLIBLE);
        }
        cause = error.source();
    }
    text
}
