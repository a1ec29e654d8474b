//! What a manifest and a topology differ in: for people at a terminal, and as Markdown for a
//! pull request or an issue.

use std::fmt::Write as _;

use similar::TextDiff;

use crate::drift::{Change, Difference, Drift, Effect, What};
use crate::finding::visible;
use crate::manifest::{Lines, Numbered};
use crate::markdown::{code, fenced};
use crate::report::look::Ink;
use crate::report::markdown::{COMMENT_LIMIT, prose};
use crate::report::words::count;
use crate::report::{Look, in_manifest};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// More than these nobody reads at a terminal.
const DRAWN: usize = 50;

/// More certificates of one difference than this are counted.
const LISTED: usize = 12;

/// The first line of the Markdown: by it a job finds the comment that it keeps up to date.
const MARKER: &str = "<!-- forecert-drift -->\n";

/// The manifest that is held against a topology.
#[derive(Clone, Copy, Debug)]
pub struct Declared<'m> {
    /// Its name.
    pub name: &'m str,
    /// Its text.
    pub text: &'m str,
}

/// The drift for people: each difference at its line, with the lines to paste and the
/// certificates that change, then all of it together.
pub fn drift(drift: &Drift, manifest: Declared<'_>, look: Look) -> String {
    let Declared { name, text } = manifest;
    if drift.differences.is_empty() {
        return look.paragraph(&nothing(name), 0);
    }
    let shown = match look.all {
        true => drift.differences.len(),
        false => drift.differences.len().min(DRAWN),
    };
    let numbered = Numbered::new(text);
    let mut told = String::new();
    for difference in &drift.differences[..shown] {
        let finding = std::slice::from_ref(&difference.finding);
        told.push_str(in_manifest(finding, name, text, look).trim_end());
        told.push_str(&format!("\n{}\n", help(difference, &numbered, look)));
    }
    let left = drift.differences.len() - shown;
    if left > 0 {
        let line = format!("and {}: -v lists all", count(left, "more difference"));
        told.push_str(&look.set("", &line, 2, Ink::Plain));
    }
    if let Some(lines) = together(drift, text) {
        told.push_str(&look.strong("All lines together, since some are changed twice"));
        told.push('\n');
        for line in lines.lines() {
            told.push_str(&format!("  {}\n", visible(line)));
        }
        told.push('\n');
    }
    told.push_str(&look.paragraph(&altogether(drift, str::to_owned), 0));
    told
}

/// The lines of all differences as one, where those of one would undo another's.
fn together(drift: &Drift, manifest: &str) -> Option<String> {
    let mended = drift.mended.as_ref()?;
    drift.overlaps(&Numbered::new(manifest)).then(|| {
        let diff = TextDiff::from_lines(manifest, mended);
        diff.unified_diff().context_radius(0).to_string()
    })
}

fn nothing(name: &str) -> String {
    format!("No drift: {name} says what the topology says.")
}

/// What there is in all; `worded` puts the words of others.
fn altogether(drift: &Drift, worded: impl Fn(&str) -> String) -> String {
    let number = count(drift.differences.len(), "difference");
    match &drift.altogether {
        Effect::Known(changes) => format!("{number}. With all of them mended {}.", tally(changes)),
        Effect::Unknown(why) => format!(
            "{number}. What becomes of the certificates cannot be told, since the manifest would \
             not be complete: {}.",
            worded(why)
        ),
    }
}

/// How many certificates change, by how they do.
fn tally(changes: &[Change]) -> String {
    let of = |wanted: fn(&What) -> bool| {
        let found = changes.iter().filter(|change| wanted(&change.what));
        found.count()
    };
    let parts = [
        (of(|what| *what == What::New), "new"),
        (of(|what| matches!(what, What::Again { .. })), "made again"),
        (of(|what| *what == What::Gone), "declared no longer"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| {
            let are = if number == 1 { "is" } else { "are" };
            format!("{} {are} {what}", count(number, "certificate"))
        })
        .collect();
    match parts.is_empty() {
        true => "no certificate changes".to_owned(),
        false => parts.join(", "),
    }
}

/// The lines to paste, which are not broken however long they are, and the certificates that
/// change by them.
fn help(difference: &Difference, manifest: &Numbered<'_>, look: Look) -> String {
    let mut text = String::new();
    let said = |sentence: &str| look.set("  ", sentence, 4, Ink::Plain);
    let lines = difference.lines(manifest);
    if lines.is_empty() {
        text.push_str(&said(
            "edit the manifest by hand: it has no place where lines could be put",
        ));
    }
    for lines in lines {
        text.push_str(&said(&format!("{}:", title(&lines))));
        for line in differing(&lines).lines() {
            text.push_str(&format!("    {}\n", visible(line)));
        }
    }
    for line in effects(&difference.effect, &str::to_owned, &str::to_owned) {
        text.push_str(&said(&line));
    }
    text
}

/// What becomes of certificates, a line each; `named` puts ids and names, `worded` the words
/// of others.
fn effects(
    effect: &Effect,
    named: &dyn Fn(&str) -> String,
    worded: &dyn Fn(&str) -> String,
) -> Vec<String> {
    match effect {
        Effect::Known(changes) if changes.is_empty() => vec!["no certificate changes".to_owned()],
        Effect::Known(changes) => {
            let (shown, left) = changes.split_at(changes.len().min(LISTED));
            let mut lines: Vec<String> = shown.iter().map(|change| told(change, named)).collect();
            if !left.is_empty() {
                lines.push(format!("and {}", count(left.len(), "more certificate")));
            }
            lines
        }
        Effect::Unknown(why) => {
            vec![format!(
                "which certificates change cannot be told: {}",
                worded(why)
            )]
        }
    }
}

/// What is to be done with lines.
fn title(lines: &Lines) -> String {
    let Lines {
        line,
        before,
        after,
    } = lines;
    let last = line + before.len().max(1) - 1;
    let place = match before.len() {
        0 | 1 => format!("line {line}"),
        _ => format!("lines {line} to {last}"),
    };
    match (before.is_empty(), after.is_empty()) {
        (true, _) => format!("put in before {place}"),
        (false, true) => format!("take out {place}"),
        (false, false) => format!("change {place}"),
    }
}

/// Lines that go and come, with their signs.
fn differing(lines: &Lines) -> String {
    let gone = lines.before.iter().map(|line| format!("- {line}\n"));
    let new = lines.after.iter().map(|line| format!("+ {line}\n"));
    gone.chain(new).collect()
}

/// What becomes of a certificate; `named` puts its id and names.
fn told(change: &Change, named: &dyn Fn(&str) -> String) -> String {
    let id = named(&change.id.to_string());
    let list = |names: &[String]| -> String {
        let names: Vec<String> = names.iter().map(|name| named(name)).collect();
        names.join(", ")
    };
    match &change.what {
        What::New => format!("{id} is new"),
        What::Gone => format!("{id} is declared no longer"),
        What::Again { gains, loses } => match (gains.is_empty(), loses.is_empty()) {
            (true, true) => format!("{id} is made again"),
            (false, true) => format!("{id} is made again: it gains {}", list(gains)),
            (true, false) => format!("{id} is made again: it loses {}", list(loses)),
            (false, false) => {
                format!(
                    "{id} is made again: it gains {} and loses {}",
                    list(gains),
                    list(loses)
                )
            }
        },
    }
}

/// The drift as Markdown, within the length of a comment.
pub fn drift_markdown(drift: &Drift, manifest: Declared<'_>) -> String {
    let mut text = MARKER.to_owned();
    if drift.differences.is_empty() {
        writeln!(
            text,
            "**No drift**: {} says what the topology says.",
            code(manifest.name)
        )
        .expect(INFALLIBLE);
        return text;
    }
    let number = count(drift.differences.len(), "difference");
    writeln!(
        text,
        "### forecert drift: {number}\n\n{}",
        altogether(drift, prose)
    )
    .expect(INFALLIBLE);
    if let Some(lines) = together(drift, manifest.text) {
        let block = fenced("diff", &lines);
        if block.len() < COMMENT_LIMIT / 2 {
            write!(
                text,
                "\nAll lines together, since some are changed twice:\n\n{block}"
            )
            .expect(INFALLIBLE);
        }
    }
    let numbered = Numbered::new(manifest.text);
    for (index, difference) in drift.differences.iter().enumerate() {
        let block = block(difference, &numbered);
        let left = drift.differences.len() - index;
        let rest = format!("\nAnd {}.\n", count(left, "more difference"));
        if text.len() + block.len() + rest.len() > COMMENT_LIMIT {
            text.push_str(&rest);
            break;
        }
        text.push_str(&block);
    }
    text
}

/// One difference as Markdown.
fn block(difference: &Difference, manifest: &Numbered<'_>) -> String {
    let place = difference.line(manifest);
    let place = place.map_or(String::new(), |line| format!(" (line {line})"));
    let message = prose(&difference.finding.message);
    let mut text = format!("\n#### {message}{place}\n");
    let lines = difference.lines(manifest);
    let shown: String = lines.iter().map(differing).collect();
    if !shown.is_empty() {
        write!(text, "\n{}", fenced("diff", &shown)).expect(INFALLIBLE);
    }
    let lines = effects(&difference.effect, &code, &prose);
    text.push('\n');
    for line in lines {
        writeln!(text, "- {line}").expect(INFALLIBLE);
    }
    text
}
