//! Documents of an estate: read, and told apart from what is none.

use std::path::{Path, PathBuf};

use crate::cli::context::read_file;
use crate::cli::exit::{Exit, Stop, Words};
use crate::topology::{self, Document, Estate};

/// The estate that documents speak of, and what they are called.
pub(super) fn read(paths: &[PathBuf]) -> Result<(Estate, Vec<String>), Stop> {
    let mut read = Vec::new();
    // One byte more than the most of all together tells that they are too large.
    let mut left = topology::MAX_BYTES as u64 + 1;
    for path in paths {
        let bytes = read_file(path, left).map_err(|error| {
            let name = path.display();
            let text = format!("cannot read the topology document `{name}`: {error}");
            Stop::text(Exit::Invalid, text, "check the path and its permissions")
        })?;
        left = left.saturating_sub(bytes.len() as u64).max(1);
        read.push((path.to_string_lossy(), bytes));
    }
    let documents: Vec<Document<'_>> = read
        .iter()
        .map(|(name, bytes)| Document { name, bytes })
        .collect();
    let estate = topology::read(&documents).map_err(|refused| Stop {
        exit: Exit::Invalid,
        words: Words::Documents(refused.documents),
    })?;
    let called = |path: &PathBuf| {
        let name = Path::new(path).file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    Ok((estate, paths.iter().map(called).collect()))
}
