//! What became of an apply, while it runs and at its end.

use std::error::Error;
use std::fmt::Write as _;

use crate::apply::{Deed, Done, Failed, Failure, Outcome};
use crate::cert::{CertificateId, day};
use crate::plan::{Action, Plan};
use crate::report::Look;
use crate::report::words::count;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// A line for work that begins.
pub fn step_started(id: &CertificateId) -> String {
    format!("working on {id}")
}

/// A line for work that is done.
pub fn step_done(done: &Done) -> String {
    format!("{}: {}", done.id, deed(done))
}

/// A line for work that failed.
pub fn step_failed(failed: &Failed) -> String {
    format!("{}: failed: {}", failed.id, causes(&failed.failure))
}

/// The outcome of an apply, with what the plan left to a person.
pub fn outcome(plan: &Plan, outcome: &Outcome, look: Look) -> String {
    let mut text = String::new();
    for done in &outcome.done {
        let id = look.strong(&done.id.to_string());
        writeln!(text, "{} {id}  {}", look.good(" ok"), deed(done)).expect(INFALLIBLE);
    }
    for failed in &outcome.failed {
        let id = look.strong(&failed.id.to_string());
        let causes = causes(&failed.failure);
        writeln!(text, "{} {id}  {causes}", look.bad("  !")).expect(INFALLIBLE);
        if let Some(help) = help(&failed.failure) {
            writeln!(text, "      help: {help}").expect(INFALLIBLE);
        }
    }
    for not in &outcome.not_reached {
        let id = look.strong(&not.id.to_string());
        writeln!(
            text,
            "{} {id}  not reached: {}",
            look.faint("  -"),
            not.because
        )
        .expect(INFALLIBLE);
    }
    let blocked = plan.entries.iter();
    let blocked: Vec<_> = blocked
        .filter(|entry| entry.action == Action::Blocked)
        .collect();
    for entry in &blocked {
        let id = look.strong(&entry.id.to_string());
        let reason = entry.reasons.first().map_or("", |reason| &reason.message);
        writeln!(text, "{} {id}  blocked: {reason}", look.bad("  !")).expect(INFALLIBLE);
    }
    let mut counts = vec![format!("{} done", outcome.done.len())];
    if !outcome.is_complete() {
        counts.push(format!("{} failed", outcome.failed.len()));
        counts.push(format!("{} not reached", outcome.not_reached.len()));
    }
    if !blocked.is_empty() {
        counts.push(format!("{} blocked", blocked.len()));
    }
    write!(
        text,
        "\n{}\n",
        look.wrapped("Apply: ", &counts, 0).trim_end()
    )
    .expect(INFALLIBLE);
    let requested = outcome
        .done
        .iter()
        .filter(|done| matches!(done.deed, Deed::Requested { .. }));
    let requested = requested.count();
    if requested > 0 {
        let next = format!(
            "{} to carry to the issuer; when the answers come: forecert accept FILE...",
            count(requested, "request")
        );
        writeln!(text, "{}", look.faint(&next)).expect(INFALLIBLE);
    }
    if !outcome.is_complete() {
        let next = "What was made stays; apply again to go on from there.";
        writeln!(text, "{}", look.faint(next)).expect(INFALLIBLE);
    }
    text
}

/// A failure with all its causes, for people.
pub fn failure(error: &dyn Error, help: Option<&str>, look: Look) -> String {
    sentence(&causes(error), help, look)
}

/// A fault in one sentence, with its cure.
pub fn sentence(fault: &str, help: Option<&str>, look: Look) -> String {
    let mut text = format!("{}: {fault}\n", look.bad("error"));
    if let Some(help) = help {
        writeln!(text, "  help: {help}").expect(INFALLIBLE);
    }
    text
}

fn deed(done: &Done) -> String {
    let version = done.generation;
    match &done.deed {
        Deed::Requested { issuer } => format!("version {version} asked of {issuer}"),
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
        Failure::Denied(_) | Failure::Gone(_) => None,
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
