//! What ends a command early, and with which exit code.

use std::error::Error;

pub(super) use crate::codes::Exit;

use crate::finding::Finding;
use crate::store::StoreError;
use crate::topology::RefusedDocument;

/// Why a command ended early: what is said, and the exit code.
#[derive(Debug)]
pub(super) struct Stop {
    /// The exit code.
    pub(super) exit: Exit,
    /// What is said.
    pub(super) words: Words,
}

/// What is said when a command ends early.
#[derive(Debug)]
pub(super) enum Words {
    /// Findings, and the manifest's name and text that they point into.
    Findings(Vec<Finding>, String, String),
    /// Documents with what is wrong with each.
    Documents(Vec<RefusedDocument>),
    /// An error with its causes, and the cure.
    Error(Box<dyn Error>, Option<String>),
    /// A sentence, and the cure.
    Text(String, Option<String>),
}

impl Stop {
    /// Findings that point into the manifest, or to nothing.
    pub(super) fn findings(exit: Exit, findings: Vec<Finding>, name: &str, manifest: &str) -> Self {
        Self {
            exit,
            words: Words::Findings(findings, name.to_owned(), manifest.to_owned()),
        }
    }

    /// A sentence with its cure.
    pub(super) fn text(exit: Exit, text: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            exit,
            words: Words::Text(text.into(), Some(cure.into())),
        }
    }

    /// An error with its causes.
    pub(super) fn error(exit: Exit, error: impl Error + 'static, cure: Option<String>) -> Self {
        Self {
            exit,
            words: Words::Error(Box::new(error), cure),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        let exit = match error {
            StoreError::Locked { .. } => Exit::Locked,
            _ => Exit::Failed,
        };
        let cure = error.help();
        Self::error(exit, error, cure)
    }
}
