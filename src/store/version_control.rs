//! Whether git would commit what lies in a directory.

use std::path::Path;
use std::process::{Command, Stdio};

/// What git would do with a directory's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// It lies in no working tree, or is ignored there.
    No,
    /// It lies in a working tree and is not ignored.
    Yes,
    /// It lies in a working tree, and git could not be asked.
    Unknown,
}

/// Asks git, which alone knows all the places where a path may be ignored.
pub fn would_commit(directory: &Path) -> Commit {
    let Some(existing) = directory.ancestors().find(|path| path.is_dir()) else {
        return Commit::No;
    };
    if !existing.ancestors().any(|path| path.join(".git").exists()) {
        return Commit::No;
    }
    let inside = directory.join("0001.pem");
    let status = Command::new("git")
        .arg("-C")
        .arg(existing)
        .args(["check-ignore", "--quiet", "--no-index", "--"])
        .arg(inside)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    // git-check-ignore(1): 0 ignored, 1 not ignored, 128 a fatal error.
    match status.ok().and_then(|status| status.code()) {
        Some(0) => Commit::No,
        Some(1) => Commit::Yes,
        _ => Commit::Unknown,
    }
}
