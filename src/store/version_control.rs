//! Whether git would commit what lies in a directory.

use std::path::Path;
use std::process::{Command, Output, Stdio};

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

/// Where keys lie below their directory, as deep as they do. A rule such as
/// `keys/*.pem` holds for none of them.
const DEEP: &str = "pool.example/server.example/default/0001.pem";

/// Asks git about the keys in a directory.
pub fn would_commit(directory: &Path) -> Commit {
    would_commit_any(directory, &[DEEP])
}

/// Asks git about paths below a directory, whether they are there or not. Git alone knows
/// all the places where a path may be ignored.
pub fn would_commit_any(directory: &Path, paths: &[&str]) -> Commit {
    let Some(existing) = directory.ancestors().find(|path| path.is_dir()) else {
        return Commit::No;
    };
    // Behind a link git sees nothing, but where the link leads there may be another
    // working tree.
    let Ok(real) = existing.canonicalize() else {
        return Commit::Unknown;
    };
    let missing = directory.strip_prefix(existing).unwrap_or(Path::new(""));
    let (directory, existing) = (real.join(missing), real.as_path());
    if !existing.ancestors().any(|path| path.join(".git").exists()) {
        return Commit::No;
    }
    let output = Command::new("git")
        // Set in hooks, where they mean the tree of the hook.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .arg("-C")
        .arg(existing)
        .args(["check-ignore", "--no-index", "--"])
        .args(paths.iter().map(|path| directory.join(path)))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let Ok(Output { status, stdout, .. }) = output else {
        return Commit::Unknown;
    };
    // git-check-ignore(1): 0 and a line for each that is ignored, 1 where none is, 128 a fatal
    // error.
    let ignored = stdout.iter().filter(|octet| **octet == b'\n').count();
    match status.code() {
        Some(0) if ignored == paths.len() => Commit::No,
        Some(0 | 1) => Commit::Yes,
        _ => Commit::Unknown,
    }
}
