//! What does the file say, and where: text in, a [`model::Model`] with exact places out.
//!
//! | question | file |
//! |---|---|
//! | what may be written | `model` |
//! | which bytes are which value, and is the text safe to read at all | `tree` |
//! | does the text have the shape of the model: every fault at once | `shape`, `scalar`, `check`, `faults` |
//! | where in the text is `pools[2].fqdn` | `source` |
//! | what does a new manifest look like | `starter` |

pub mod model;

mod check;
mod faults;
mod scalar;
mod shape;
mod source;
mod starter;
mod tree;
mod yaml;

use crate::finding::{self, Finding};

use model::Model;
pub use shape::schema;
pub use source::{Path, Source};
pub use starter::{gitignore, starter};

/// A manifest whose shape is right. Whether it makes sense is `desired`'s question.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// What it says.
    pub model: Model,
    /// Where it says it.
    pub source: Source,
}

/// A text that is no manifest, with every reason.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The text, for drawing the findings into.
    pub source: Source,
    /// Every reason, at its place.
    pub findings: Vec<Finding>,
    /// What the text would say with its faults mended, where that can be guessed: for
    /// telling what is wrong beside them, and for nothing else.
    pub guess: Option<Box<Manifest>>,
}

impl Manifest {
    /// Reads a manifest. `name` is what the file is called in messages.
    ///
    /// # Errors
    ///
    /// Every fault of shape at once: unknown and missing keys, wrong types, values
    /// outside of their list; or the one reason why the text cannot be read at all.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Rejected> {
        let reject = |source: Source, mut findings: Vec<Finding>| {
            finding::sort(&mut findings);
            Err(Rejected {
                source,
                findings,
                guess: None,
            })
        };
        let text = match tree::text(bytes) {
            Ok(text) => text,
            Err((shown, reason)) => return reject(Source::unread(name, &shown), vec![reason]),
        };
        let root = match tree::read(text) {
            Ok(root) => root,
            Err(findings) => return reject(Source::unread(name, text), findings),
        };
        let checked = check::check(&root);
        let source = Source::new(name, text, root);
        if !checked.findings.is_empty() {
            let guess = yaml::read_repaired(&source, &checked.repairs);
            let mut findings = checked.findings;
            finding::sort(&mut findings);
            return Err(Rejected {
                guess: guess.map(|model| {
                    let source = source.clone();
                    Box::new(Self { model, source })
                }),
                source,
                findings,
            });
        }
        match yaml::read(&source) {
            Ok(model) => Ok(Self { model, source }),
            Err(fault) => reject(source, vec![fault]),
        }
    }
}
