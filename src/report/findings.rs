//! Findings: those in the manifest drawn at their place, the others as text.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
    ThemeCharacters, ThemeStyles,
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::finding::{Finding, Severity, visible, visible_lines};
use crate::plan::FindingDocument;
use crate::report::Look;
use crate::report::look::Ink;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// More drawings than anybody looks at; each is made by going through the manifest.
const DRAWN_LIMIT: usize = 100;

/// More warnings or remarks of one code are counted.
const ALIKE: usize = 5;

/// Findings without a place in the manifest, one after another.
pub fn findings(findings: &[Finding], look: Look) -> String {
    let (shown, left) = folded(findings, look);
    let shown = shown.into_iter().map(|finding| line(finding, look));
    shown.collect::<String>() + &left_out(&left, look)
}

/// Those that are shown, and how many of a code are not. Errors always are.
fn folded(findings: &[Finding], look: Look) -> (Vec<&Finding>, BTreeMap<&str, usize>) {
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.is_error()) {
        *alike.entry(finding.code).or_default() += 1;
    }
    // The line that says what is left out is to save more than itself.
    alike.retain(|_, number| *number > ALIKE + 1 && !look.all);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let shown = findings.iter().filter(|finding| {
        if finding.is_error() || !alike.contains_key(finding.code) {
            return true;
        }
        let seen = seen.entry(finding.code).or_default();
        *seen += 1;
        *seen <= ALIKE
    });
    let shown = shown.collect();
    alike.values_mut().for_each(|number| *number -= ALIKE);
    (shown, alike)
}

fn left_out(left: &BTreeMap<&str, usize>, look: Look) -> String {
    let lines = left.iter().map(|(code, number)| {
        let line = format!("and {number} more [{code}]; -v lists all");
        look.set("", &line, 2, Ink::Plain)
    });
    lines.collect()
}

fn line(finding: &Finding, look: Look) -> String {
    let (word, ink) = match finding.severity {
        Severity::Error => ("error", Ink::Bad),
        Severity::Warning => ("warning", Ink::Change),
        Severity::Remark => ("note", Ink::Faint),
    };
    let code = format!("[{}]", finding.code);
    let about = finding
        .about
        .as_ref()
        .filter(|about| !finding.message.contains(about.as_str()))
        .map(|about| format!("{about}: "))
        .unwrap_or_default();
    let plain = format!("{word}{code}: {about}{}", finding.message);
    let plain = look.set("", &plain, 2, Ink::Plain);
    let rest = &plain[word.len() + code.len()..];
    let mut text = format!("{}{}{rest}", look.paint(ink, word), look.faint(&code));
    if let Some(help) = &finding.help {
        for (index, line) in help.lines().enumerate() {
            let head = if index == 0 { "  help: " } else { "        " };
            text.push_str(&look.set(head, line, 8, Ink::Plain));
        }
    }
    text
}

/// Findings drawn into the manifest where they have a place there. What is quoted from
/// it stands as it is, however wide, but for characters that do not show.
pub fn in_manifest(all: &[Finding], name: &str, manifest: &str, look: Look) -> String {
    let theme = GraphicalTheme {
        characters: match look.unicode {
            true => ThemeCharacters::unicode(),
            false => ThemeCharacters::ascii(),
        },
        styles: match look.colour {
            true => ThemeStyles::ansi(),
            false => ThemeStyles::none(),
        },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        .with_links(false);
    let source = NamedSource::new(visible(name), visible_lines(manifest).into_owned());
    let (shown, left) = folded(all, look);
    let mut text = String::new();
    let mut drawn = 0;
    for finding in shown {
        if finding.labels.is_empty() {
            text.push_str(&line(finding, look));
            continue;
        }
        drawn += 1;
        if drawn > DRAWN_LIMIT {
            continue;
        }
        if let Some(place) = undrawable(finding, manifest) {
            let mut finding = finding.clone();
            finding.message = format!("{place}: {}", finding.message);
            text.push_str(&line(&finding, look));
            continue;
        }
        let drawn = Drawn {
            finding,
            source: &source,
            length: manifest.len(),
        };
        handler.render_report(&mut text, &drawn).expect(INFALLIBLE);
        text.push('\n');
    }
    if drawn > DRAWN_LIMIT {
        let more = drawn - DRAWN_LIMIT;
        let line = format!("and {more} more; to see all: forecert validate --format json");
        text.push_str(&look.set("", &line, 2, Ink::Plain));
    }
    text + &left_out(&left, look)
}

/// A line beyond this cannot be read on a terminal, and the drawing library fails on
/// columns beyond 65,535.
const LINE_LIMIT: usize = 2_000;

/// The first place of a finding as line and column, where one of its lines is too long
/// to be drawn.
fn undrawable(finding: &Finding, manifest: &str) -> Option<String> {
    let line = |offset: usize| {
        let (before, after) = manifest.split_at_checked(offset)?;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = after.find('\n').unwrap_or(after.len());
        Some((before.len() - start + rest, before, start))
    };
    let mut lines = finding
        .labels
        .iter()
        .filter_map(|label| line(label.span.start));
    lines.find(|(length, _, _)| *length > LINE_LIMIT)?;
    let (_, before, start) = line(finding.labels.first()?.span.start)?;
    let number = before.matches('\n').count() + 1;
    let column = before[start..].chars().count() + 1;
    Some(format!("line {number}, column {column}"))
}

/// Findings as JSON.
pub fn findings_json(findings: &[Finding], manifest: &str) -> String {
    let documents: Vec<FindingDocument> = findings
        .iter()
        .map(|finding| FindingDocument::new(finding, manifest))
        .collect();
    let value = serde_json::json!({ "format_version": "1.0", "findings": documents });
    format!("{value:#}\n")
}

/// What `verify` found, as JSON: the verdict, over how many certificates, and when.
pub fn verdict_json(
    findings: &[Finding],
    manifest: &str,
    certificates: usize,
    as_of: OffsetDateTime,
) -> String {
    let documents: Vec<FindingDocument> = findings
        .iter()
        .map(|finding| FindingDocument::new(finding, manifest))
        .collect();
    let value = serde_json::json!({
        "format_version": "1.0",
        "as_of": as_of.format(&Rfc3339).ok(),
        "verified": findings.iter().all(|finding| !finding.is_error()),
        "certificates": certificates,
        "findings": documents,
    });
    format!("{value:#}\n")
}

/// A finding as the drawing library wants it.
#[derive(Debug)]
struct Drawn<'a> {
    finding: &'a Finding,
    source: &'a NamedSource<String>,
    length: usize,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.finding.message))
    }
}

impl std::error::Error for Drawn<'_> {}

impl Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Remark => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = self.finding.help.as_ref()?;
        let lines: Vec<_> = help.lines().map(visible).collect();
        Some(Box::new(lines.join("\n")))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.finding.labels.iter().map(|label| {
            let Range { start, end } = label.span;
            let start = start.min(self.length);
            let length = end.min(self.length).saturating_sub(start);
            let text = (!label.text.is_empty()).then(|| visible(&label.text).into_owned());
            LabeledSpan::new(text, start, length)
        });
        Some(Box::new(labels))
    }
}
