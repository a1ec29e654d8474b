//! A fault or a remark: a stable code, a severity, a place and a cure.
//!
//! Everything that reads outside matter returns findings instead of stopping at
//! the first one. How they are drawn is left to `report`; that the words of strangers in
//! them show is said here (`visible`), for whoever prints.

mod nearest;
mod problems;
mod visible;

use std::ops::Range;

use serde::Serialize;

pub use nearest::nearest;
pub use problems::Problems;
pub use visible::{is_hidden, visible, visible_lines};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing can be done before it is mended.
    Error,
    /// Likely to hurt; the work goes on.
    Warning,
    /// Worth knowing.
    Remark,
}

/// A stretch of the manifest's text, in bytes, with what is to be said there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Byte offsets into the text as it was read.
    pub span: Range<usize>,
    /// A few words beside the underlined text; may be empty.
    pub text: String,
}

/// One fault or remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable, `snake_case`: scripts and exceptions refer to it.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Lower case, present tense, no full stop; names stand in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The certificate id it is about, if it is about one.
    pub about: Option<String>,
    /// The file it is about, as a path relative to its root.
    pub path: Option<String>,
    /// The places in the manifest; the first is where the fault is.
    pub labels: Vec<Label>,
}

impl Finding {
    /// A finding of the given weight, with no place and no cure yet.
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            help: None,
            about: None,
            path: None,
            labels: Vec::new(),
        }
    }

    /// A finding that stops the work.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A finding that does not stop the work but should be read.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A finding that is good to know.
    pub fn remark(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Remark, code, message)
    }

    /// Adds the cure.
    pub fn help(mut self, cure: impl Into<String>) -> Self {
        self.help = Some(cure.into());
        self
    }

    /// Adds a place in the manifest with words beside it.
    pub fn at(mut self, span: Range<usize>, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says which certificate it is about.
    pub fn about(mut self, id: impl ToString) -> Self {
        self.about = Some(id.to_string());
        self
    }

    /// Says which file it is about.
    pub fn in_file(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Whether it stops the work.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts findings so that output has one order: errors first, then by place,
/// certificate, file, code and message.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let place = |finding: &Finding| {
            let first = finding.labels.first()?;
            Some((first.span.start, first.span.end))
        };
        a.severity
            .cmp(&b.severity)
            .then_with(|| place(a).cmp(&place(b)))
            .then_with(|| a.about.cmp(&b.about))
            .then_with(|| a.path.cmp(&b.path))
            .then_with(|| a.code.cmp(b.code))
            .then_with(|| a.message.cmp(&b.message))
    });
}
