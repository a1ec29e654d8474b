//! The text of a manifest, and where each value stands in it.

use std::fmt;
use std::ops::Range;

use super::tree::{Kind, Node};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The value of a key.
    Key(String),
    /// An item of a list.
    Index(usize),
}

/// Which value: `pools[2].servers[0].fqdn`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub(super) Vec<Step>);

impl Path {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The value of a key in this mapping.
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// An item of this list, from 0.
    pub fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    fn then(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The text of a manifest, with the place of everything in it.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    root: Option<Node>,
}

impl Source {
    pub(super) fn new(name: &str, text: &str, root: Node) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            root: Some(root),
        }
    }

    /// A text that could not be read, so that nothing in it has a place.
    pub(super) fn unread(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            root: None,
        }
    }

    /// What the file is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that spans point into: as it was read, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of a value; of the nearest value above it where it is not written.
    pub fn value(&self, path: &Path) -> Range<usize> {
        self.find(path).0
    }

    /// The bytes of a value's key; of the value where it is an item of a list; of the
    /// nearest key above it where it is not written.
    pub fn key(&self, path: &Path) -> Range<usize> {
        self.find(path).1
    }

    fn find(&self, path: &Path) -> (Range<usize>, Range<usize>) {
        let Some(mut node) = self.root.as_ref() else {
            return (0..0, 0..0);
        };
        let mut key = node.head();
        let mut value = node.head();
        for step in &path.0 {
            match (&node.kind, step) {
                (Kind::Mapping(entries), Step::Key(wanted)) => {
                    let Some(entry) = entries.iter().find(|entry| entry.key == *wanted) else {
                        break;
                    };
                    node = &entry.value;
                    key = entry.key_span.clone();
                }
                (Kind::Sequence(items), Step::Index(index)) => {
                    let Some(item) = items.get(*index) else {
                        break;
                    };
                    node = item;
                    key = item.head();
                }
                _ => break,
            }
            // A key that is written without a value is all there is to point at.
            value = if node.span.is_empty() {
                key.clone()
            } else {
                node.head()
            };
        }
        (value, key)
    }
}

#[cfg(test)]
mod tests {
    use crate::manifest::tree;

    use super::*;

    fn source(text: &str) -> Source {
        let root = tree::read(text).unwrap();
        Source::new("forecert.yaml", text, root)
    }

    #[test]
    fn a_place_is_exact_after_text_that_is_not_ascii_and_after_crlf() {
        let text = "# é€😀\r\nname: \"ü\"\r\npools:\r\n  - fqdn: a.example.com # é\r\n    servers: [x, 'y z']\r\n";
        let source = source(text);
        let root = Path::root();
        let pool = root.key("pools").index(0);
        assert_eq!(&text[source.value(&root.key("name"))], "\"ü\"");
        assert_eq!(&text[source.value(&pool.key("fqdn"))], "a.example.com");
        assert_eq!(&text[source.key(&pool.key("fqdn"))], "fqdn");
        assert_eq!(&text[source.value(&pool.key("servers").index(1))], "'y z'");
        assert_eq!(&text[source.value(&pool.key("servers"))], "[x, 'y z']");
    }

    #[test]
    fn what_is_not_written_is_pointed_at_above() {
        let text = "pools:\n  - fqdn: a.example.com\n    edge:\n";
        let source = source(text);
        let pool = Path::root().key("pools").index(0);
        assert_eq!(&text[source.value(&pool.key("edge"))], "edge");
        assert_eq!(&text[source.value(&pool.key("edge").key("access"))], "edge");
        assert_eq!(
            &text[source.value(&pool.key("role"))],
            "fqdn: a.example.com"
        );
        assert_eq!(&text[source.key(&pool.key("role"))], "fqdn: a.example.com");
    }

    #[test]
    fn a_path_reads_as_people_write_it() {
        let path = Path::root().key("pools").index(2).key("servers").index(0);
        assert_eq!(path.to_string(), "pools[2].servers[0]");
    }
}
