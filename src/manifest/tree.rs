//! The values of a manifest as they were written, each with its place in the text.

use std::ops::Range;

use crate::manifest::path::{Path, Segment};

/// All values, in one piece, so that dropping a deep tree needs no stack.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    pub root: Option<NodeId>,
}

/// A value's position in [`Tree::nodes`].
pub(super) type NodeId = usize;

/// One value.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The value's bytes. A value that is not there has the place of its key, or of
    /// its dash.
    pub span: Range<usize>,
    /// The bytes of the key that it belongs to, if it belongs to one.
    pub key: Option<Range<usize>>,
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar {
        text: String,
        /// Neither quoted nor a block: its text decides whether it is a number, `true`, `null`.
        plain: bool,
    },
    List {
        items: Vec<NodeId>,
        /// Written in brackets.
        flow: bool,
    },
    Mapping {
        entries: Vec<Entry>,
        /// Written in braces.
        flow: bool,
    },
    /// An alias, refused already: nothing is known about it.
    Alias,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub span: Range<usize>,
    pub value: NodeId,
}

impl Tree {
    /// The bytes of the value at `path`, or where it would be looked for.
    pub fn value(&self, path: &Path) -> Range<usize> {
        match self.find(path) {
            Found::Exactly(node) => self.nodes[node].span.clone(),
            Found::Parent(node) => self.headline(node),
            Found::Nothing => 0..0,
        }
    }

    /// The bytes of the key whose value is at `path`, or where it would be looked for.
    pub fn key(&self, path: &Path) -> Range<usize> {
        match self.find(path) {
            Found::Exactly(node) | Found::Parent(node) => self.headline(node),
            Found::Nothing => 0..0,
        }
    }

    /// Where to point at for a value as such: the value itself if it is short; the
    /// key, if it goes on over many lines.
    pub fn place(&self, node: NodeId) -> Range<usize> {
        match self.nodes[node].kind {
            Kind::List { flow: false, .. } | Kind::Mapping { flow: false, .. } => {
                self.headline(node)
            }
            _ => self.nodes[node].span.clone(),
        }
    }

    /// What stands for a value as a title does: its key; in a list its first entry,
    /// which mostly is its name.
    pub fn headline(&self, node: NodeId) -> Range<usize> {
        let Node { span, key, kind } = &self.nodes[node];
        if let Some(key) = key {
            return key.clone();
        }
        match kind {
            Kind::Scalar { .. } | Kind::Alias => span.clone(),
            Kind::List { items, .. } => match items.first() {
                Some(first) => self.headline(*first),
                None => span.clone(),
            },
            Kind::Mapping { entries, .. } => match entries.first() {
                Some(first) => match &self.nodes[first.value] {
                    Node {
                        span,
                        kind: Kind::Scalar { .. },
                        ..
                    } => first.span.start..span.end,
                    _ => first.span.clone(),
                },
                None => span.clone(),
            },
        }
    }

    /// The value at `path`, if there is one.
    pub fn at(&self, path: &Path) -> Option<NodeId> {
        match self.find(path) {
            Found::Exactly(node) => Some(node),
            Found::Parent(_) | Found::Nothing => None,
        }
    }

    fn find(&self, path: &Path) -> Found {
        let Some(mut node) = self.root else {
            return Found::Nothing;
        };
        for segment in path.segments() {
            let next = match (segment, &self.nodes[node].kind) {
                (Segment::Key(name), Kind::Mapping { entries, .. }) => entries
                    .iter()
                    .find(|entry| entry.key == *name)
                    .map(|entry| entry.value),
                (Segment::Index(index), Kind::List { items, .. }) => items.get(*index).copied(),
                _ => None,
            };
            match next {
                Some(next) => node = next,
                None => return Found::Parent(node),
            }
        }
        Found::Exactly(node)
    }
}

enum Found {
    Exactly(NodeId),
    Parent(NodeId),
    Nothing,
}
