//! The files in folders that the command line names.

use std::path::{Path, PathBuf};

use crate::cli::exit::{Exit, Stop};

/// Files in a folder; an estate's certificates are far fewer.
const FILES_LIMIT: usize = 100_000;

/// A file, or all files in a folder and those in it, in order.
pub(super) fn below(path: &Path) -> Result<Vec<PathBuf>, Stop> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut pending = vec![path.to_owned()];
    let mut files = Vec::new();
    while let Some(directory) = pending.pop() {
        let entries = std::fs::read_dir(&directory).map_err(|error| cannot(&directory, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| cannot(&directory, &error))?;
            let kind = entry
                .file_type()
                .map_err(|error| cannot(&entry.path(), &error))?;
            // Links are not followed here: a circle would have no end.
            if kind.is_dir() {
                pending.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
            if files.len() + pending.len() > FILES_LIMIT {
                let text = format!("`{}` holds more than {FILES_LIMIT} files", path.display());
                return Err(Stop::text(
                    Exit::Usage,
                    text,
                    "name the files that are meant",
                ));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A path that cannot be read.
pub(super) fn cannot(path: &Path, error: &std::io::Error) -> Stop {
    let text = format!("cannot read `{}`: {error}", path.display());
    Stop::text(
        Exit::Invalid,
        text,
        "check the path and its permissions; nothing was taken in",
    )
}
