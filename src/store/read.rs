//! Reading the directories into a snapshot. Takes no lock and writes nothing.

use std::fs::{self, Metadata};
use std::io::Read;
use std::path::Path;

use walkdir::WalkDir;
use zeroize::Zeroizing;

use crate::inventory::{
    AUTHORITY_KEYS, Content, FILE_LIMIT, File, Folder, KeyDirectory, MARK, Obstacle, Passwords,
    Root, STAGING, Snapshot, is_generation, is_own, may_matter,
};
use crate::store::{Layout, StoreError, failed};

/// Deeper than any layout that people keep by hand.
const DEPTH_LIMIT: usize = 32;

/// Reads the inventory, the keys, the local authorities and the trusted files.
///
/// # Errors
///
/// A missing or unmarked inventory. Anything that cannot be read inside is part of
/// the snapshot instead. A missing key or authority directory is told by what is
/// missing in the snapshot: only the plan knows whether it matters.
pub fn read(layout: &Layout) -> Result<Snapshot, StoreError> {
    layout.check_mark()?;
    let mut snapshot = Snapshot {
        passwords: Passwords::default().with_keys(layout.at_rest.clone()),
        ..Snapshot::default()
    };
    walk(layout, &Root::Inventory, &layout.inventory, &mut snapshot);
    if layout.keys.exists() {
        walk(layout, &Root::Keys, &layout.keys, &mut snapshot);
    }
    for (issuer, directory) in &layout.authorities {
        if !directory.exists() {
            continue;
        }
        if directory.join(AUTHORITY_KEYS).is_dir() {
            snapshot.authority_keys.push(issuer.clone());
        }
        let root = Root::Authority(issuer.clone());
        walk(layout, &root, directory, &mut snapshot);
    }
    for (issuer, files) in &layout.trust {
        for path in files {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let root = Root::Trust(issuer.clone());
            match fs::metadata(path) {
                Ok(metadata) => {
                    file(layout, &root, &name, path, &metadata, &mut snapshot);
                }
                Err(error) => snapshot.files.push(File {
                    root,
                    path: name.into_owned(),
                    shown: layout.shown(path),
                    content: Content::Unreadable(error.to_string()),
                    mode: None,
                }),
            }
        }
    }
    Ok(snapshot)
}

fn walk(layout: &Layout, root: &Root, directory: &Path, snapshot: &mut Snapshot) {
    // Links are followed, since people keep certificates behind them; walkdir breaks
    // the circles.
    let tree = WalkDir::new(directory)
        .follow_links(true)
        .max_depth(DEPTH_LIMIT)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_left_out(entry.file_name()));
    for entry in tree {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(directory);
                snapshot
                    .obstacles
                    .push(obstacle(layout, root, directory, path, &error));
                continue;
            }
        };
        let path = entry.path();
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(error) => {
                snapshot
                    .obstacles
                    .push(obstacle(layout, root, directory, path, &error));
                continue;
            }
        };
        let relative = relative(directory, path);
        if metadata.is_dir() {
            if entry.depth() == DEPTH_LIMIT {
                let reason = format!("it lies too deep: {DEPTH_LIMIT} folders are entered at most");
                snapshot.obstacles.push(Obstacle {
                    root: root.clone(),
                    path: relative.clone(),
                    shown: layout.shown(path),
                    reason,
                });
            }
            if is_generation(root, &relative) {
                snapshot.folders.push(Folder {
                    root: root.clone(),
                    path: relative,
                    shown: layout.shown(path),
                });
            }
            if holds_keys(root, directory, path) {
                snapshot.key_directories.push(KeyDirectory {
                    root: root.clone(),
                    shown: layout.shown(path),
                    mode: mode(&metadata),
                });
            }
            continue;
        }
        file(layout, root, &relative, path, &metadata, snapshot);
    }
}

/// A path below a directory, with `/` between the parts.
fn relative(directory: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(directory).unwrap_or(path);
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn obstacle(
    layout: &Layout,
    root: &Root,
    directory: &Path,
    path: &Path,
    error: &dyn std::error::Error,
) -> Obstacle {
    Obstacle {
        root: root.clone(),
        path: relative(directory, path),
        shown: layout.shown(path),
        reason: error.to_string(),
    }
}

/// Git's own files, what marks the inventory, and what was being made when a run was
/// cut off.
fn is_left_out(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name == ".git" || name == MARK || name == ABANDONED || name.starts_with(STAGING)
}

/// Where keys that were left half made are moved to.
pub(super) const ABANDONED: &str = ".abandoned";

fn holds_keys(root: &Root, directory: &Path, path: &Path) -> bool {
    match root {
        Root::Keys => true,
        Root::Authority(_) => path.starts_with(directory.join(AUTHORITY_KEYS)),
        Root::Inventory | Root::Trust(_) => false,
    }
}

fn file(
    layout: &Layout,
    root: &Root,
    relative: &str,
    path: &Path,
    metadata: &Metadata,
    snapshot: &mut Snapshot,
) {
    // A pipe would wait for a writer for ever.
    if !metadata.is_file() {
        snapshot.unrelated += 1;
        return;
    }
    let too_large = metadata.len() > FILE_LIMIT;
    let limit = if too_large { SAMPLE } else { FILE_LIMIT };
    let content = match head(path, limit) {
        Ok(bytes) if !(is_meant(root, relative) || may_matter(&bytes, metadata.len())) => {
            snapshot.unrelated += 1;
            return;
        }
        Ok(_) if too_large => Content::TooLarge(metadata.len()),
        Ok(bytes) => Content::Bytes(bytes),
        Err(error) => Content::Unreadable(error.to_string()),
    };
    snapshot.files.push(File {
        root: root.clone(),
        path: relative.to_owned(),
        shown: layout.shown(path),
        content,
        mode: mode(metadata),
    });
}

/// Whether a file is meant to hold something of ours, whatever it does hold.
fn is_meant(root: &Root, relative: &str) -> bool {
    matches!(root, Root::Trust(_)) || is_own(root, relative)
}

/// As much of a file that is too large as tells whether it would have mattered.
const SAMPLE: u64 = 1 << 14;

/// As much as could be of use.
fn head(path: &Path, limit: u64) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a private key file whole.
pub fn read_key(path: &Path) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    head(path, FILE_LIMIT).map_err(failed("read the key", path))
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> Option<u32> {
    None
}
