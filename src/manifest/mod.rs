//! What does the file say, and where.
pub mod model;

use std::fmt;
use std::ops::Range;

use crate::finding::Finding;

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
}

impl Source {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// Stand-in.
    pub fn value(&self, _: &Path) -> Range<usize> {
        0..0
    }
    /// Stand-in.
    pub fn key(&self, _: &Path) -> Range<usize> {
        0..0
    }
}

/// Stand-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(String);

impl Path {
    /// The root.
    pub fn root() -> Self {
        Self::default()
    }
    /// A key below.
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}.{key}", self.0))
    }
    /// An item below.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// What it says.
    pub model: model::Model,
    /// Where.
    pub source: Source,
}

/// Stand-in.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// Where.
    pub source: Source,
    /// Why.
    pub findings: Vec<Finding>,
}

impl Manifest {
    /// Stand-in.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Rejected> {
        let source = Source {
            name: name.to_owned(),
            text: String::from_utf8_lossy(bytes).into_owned(),
        };
        match serde_yaml::from_slice(bytes) {
            Ok(model) => Ok(Self { model, source }),
            Err(error) => Err(Rejected {
                source,
                findings: vec![Finding::error("not_read", error.to_string())],
            }),
        }
    }
}
