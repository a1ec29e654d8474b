//! What a difference is: a finding, the lines that would mend it, and what follows.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::manifest::model::{self, Model};
use crate::manifest::{Edit, Lines, Numbered, Path, Source};
use crate::topology::Estate;

use super::Index;

/// All that is different.
#[derive(Clone, Debug)]
pub struct Drift {
    /// The differences, in the order of the manifest.
    pub differences: Vec<Difference>,
    /// What would change if all of them were mended.
    pub altogether: Effect,
    /// The manifest with all of them mended; nothing where that cannot be written.
    pub mended: Option<String>,
}

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What is different, and where in the manifest.
    pub finding: Finding,
    /// What would make it the same.
    pub edits: Vec<Edit>,
    /// The certificates that would change by it.
    pub effect: Effect,
    /// The pool that it is about, as it is called in the manifest or will be.
    pub pool: Option<String>,
    /// The names that it brings or takes away.
    pub names: Vec<String>,
}

/// What becomes of the certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// These change, and no others.
    Known(Vec<Change>),
    /// It cannot be told, and why.
    Unknown(String),
}

/// What becomes of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which one.
    pub id: CertificateId,
    /// How.
    pub what: What,
}

/// How a certificate changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new.
    New,
    /// It is declared no longer.
    Gone,
    /// It has to be made again: DNS names that it gains and loses. Where there are none, it
    /// is something else in it.
    Again {
        /// Names that it gains.
        gains: Vec<String>,
        /// Names that it loses.
        loses: Vec<String>,
    },
}

impl Drift {
    /// Whether two differences change the same lines, so that those of one undo the other's.
    pub fn overlaps(&self, manifest: &Numbered<'_>) -> bool {
        let mut lines = BTreeSet::new();
        let all = self.differences.iter().flat_map(|one| one.lines(manifest));
        let mut changed = all.flat_map(|lines| lines.line..lines.line + lines.before.len());
        changed.any(|line| !lines.insert(line))
    }
}

impl Difference {
    /// The lines that would make it the same, one edit after another.
    pub fn lines(&self, manifest: &Numbered<'_>) -> Vec<Lines> {
        let mut lines: Vec<Lines> = self.edits.iter().map(|edit| edit.lines(manifest)).collect();
        lines.sort_by_key(|lines| lines.line);
        lines
    }

    /// The line of the manifest that it is about, from 1.
    pub fn line(&self, manifest: &Numbered<'_>) -> Option<usize> {
        let first = self.finding.labels.first()?;
        Some(manifest.line(first.span.start))
    }

    /// One whose lines and effect are yet to be told.
    pub(super) fn new(finding: Finding) -> Self {
        Self {
            finding,
            edits: Vec::new(),
            effect: Effect::Known(Vec::new()),
            pool: None,
            names: Vec::new(),
        }
    }

    /// Adds what would make it the same.
    pub(super) fn edit(mut self, edit: Option<Edit>) -> Self {
        self.edits.extend(edit);
        self
    }

    /// Says which pool it is about.
    pub(super) fn of_pool(mut self, fqdn: impl ToString) -> Self {
        self.pool = Some(fqdn.to_string().to_ascii_lowercase());
        self
    }

    /// Adds a name that it brings or takes away.
    pub(super) fn name(mut self, name: impl ToString) -> Self {
        self.names.push(name.to_string().to_ascii_lowercase());
        self
    }

    /// Where it stands in the manifest, for an order.
    pub(super) fn place(&self) -> (usize, &'static str, String) {
        let first = self.finding.labels.first();
        let start = first.map_or(0, |label| label.span.start);
        (start, self.finding.code, self.finding.message.clone())
    }
}

/// What is held against what.
pub(super) struct Held<'h> {
    pub model: &'h Model,
    pub source: &'h Source,
    pub estate: &'h Estate,
    /// The manifest's pools by name.
    pub pools: Index<usize>,
    /// Which site of the manifest each site of the topology is.
    pub sites: BTreeMap<usize, usize>,
}

impl<'h> Held<'h> {
    /// A pool of the manifest, with its place.
    pub fn pool(&self, index: usize) -> (&'h model::Pool, Path) {
        let path = Path::root().key("pools").index(index);
        (&self.model.pools[index], path)
    }
}
