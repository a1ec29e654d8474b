//! The text of a manifest as it is shown, and the place of each of its values.

use std::ops::Range;

use crate::manifest::path::Path;
use crate::manifest::tree::Tree;

/// A manifest's text with an index of its places.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    tree: Tree,
}

impl Source {
    pub(super) fn new(name: &str, text: String, tree: Tree) -> Self {
        Self {
            name: name.to_owned(),
            text,
            tree,
        }
    }

    /// The file's name, as it is to be shown.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that every span counts into, in bytes: without a byte order mark,
    /// otherwise as it was read. Empty where nothing can be shown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the value at `path`. A key without a value has the place of the
    /// key. Where there is no such value, what stands for the nearest parent: its
    /// key, or the first entry of a mapping in a list.
    pub fn value(&self, path: &Path) -> Range<usize> {
        self.tree.value(path)
    }

    /// The bytes of the key whose value is at `path`; for an entry of a list, the
    /// entry itself, or the first entry of its mapping. Falls back as
    /// [`Source::value`] does.
    pub fn key(&self, path: &Path) -> Range<usize> {
        self.tree.key(path)
    }

    /// Whether a value is written at `path`.
    pub fn has(&self, path: &Path) -> bool {
        self.tree.at(path).is_some()
    }

    pub(super) fn tree(&self) -> &Tree {
        &self.tree
    }
}
