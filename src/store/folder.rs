//! A folder that is derived from other things: read as it is, and replaced as a whole.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;
use zeroize::Zeroizing;

use crate::inventory::STAGING;
use crate::store::{StoreError, durable, failed};

/// Larger files are not ours: scripts and PFX files have some ten kilobytes.
const FILE_LIMIT: u64 = 4 << 20;

/// More files are not ours.
const MOST_FILES: usize = 10_000;

/// One file of a folder that is written.
pub struct FolderFile {
    /// Its path in the folder, with `/` between the parts.
    pub path: String,
    /// Its permissions, on systems that have them.
    pub mode: u32,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// What lies in a folder.
#[derive(Default)]
pub struct FolderContent {
    /// Its files, by path with `/` between the parts.
    pub files: BTreeMap<String, Zeroizing<Vec<u8>>>,
    /// Files that were not read: too large, or not to be read.
    pub unread: Vec<String>,
}

impl std::fmt::Debug for FolderContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FolderContent")
            .field("files", &self.files.keys())
            .field("unread", &self.unread)
            .finish()
    }
}

/// The folders in a directory with what lies in them, by name. Half-made ones are left out;
/// nothing where there is no such directory.
pub fn read_folders(directory: &Path) -> Result<BTreeMap<String, FolderContent>, StoreError> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(failed("read", directory)(error)),
    };
    let mut folders = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(failed("read", directory))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !name.starts_with(STAGING) {
            folders.insert(name, content(&entry.path()));
        }
    }
    Ok(folders)
}

fn content(folder: &Path) -> FolderContent {
    let mut content = FolderContent::default();
    let tree = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in tree.filter_map(Result::ok).take(MOST_FILES) {
        if entry.file_type().is_dir() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let path = parts.join("/");
        match read(entry.path()) {
            Some(bytes) => drop(content.files.insert(path, bytes)),
            None => content.unread.push(path),
        }
    }
    content
}

fn read(path: &Path) -> Option<Zeroizing<Vec<u8>>> {
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > FILE_LIMIT {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let file = fs::File::open(path).ok()?;
    file.take(FILE_LIMIT).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Puts a folder into its place as a whole: its files are written beside it and synced,
/// what was there steps aside, the new one takes its name, and the old one goes. Files that
/// are to be `kept` come over from the old one first.
///
/// A run that is cut off between the two renames leaves the old folder aside, and the next
/// one puts it back.
pub fn replace_folder(
    folder: &Path,
    files: &[FolderFile],
    kept: &[String],
) -> Result<(), StoreError> {
    let parent = folder.parent().expect("a folder lies in a directory");
    durable::make_folders(
        parent,
        parent.parent().unwrap_or(parent),
        durable::Access::Owner,
    )?;
    let aside = aside(folder);
    if !folder.exists() && aside.exists() {
        fs::rename(&aside, folder).map_err(failed("put back", folder))?;
    }
    let beside = tempfile::Builder::new()
        .prefix(STAGING)
        .tempdir_in(parent)
        .map_err(failed("write into", parent))?;
    for file in files {
        write(beside.path(), file)?;
    }
    for path in kept {
        let (from, to) = (folder.join(path), beside.path().join(path));
        make_parents(beside.path(), path)?;
        if fs::symlink_metadata(&from).is_ok_and(|metadata| metadata.is_file()) {
            fs::copy(&from, &to).map_err(failed("carry over", &from))?;
        }
    }
    for directory in directories(beside.path()) {
        durable::sync(&directory)?;
    }
    if folder.exists() {
        remove(&aside)?;
        fs::rename(folder, &aside).map_err(failed("replace", folder))?;
    }
    fs::rename(beside.path(), folder).map_err(failed("create", folder))?;
    // The folder has its name now; there is nothing left to clean up.
    let _ = beside.keep();
    durable::sync(parent)?;
    remove(&aside)
}

/// Where a folder steps aside to. Its name is known, so that a later run finds it.
fn aside(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{STAGING}old-{name}"))
}

fn remove(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(failed("remove the old folder", folder)(error))
        }
        _ => Ok(()),
    }
}

fn write(root: &Path, file: &FolderFile) -> Result<(), StoreError> {
    make_parents(root, &file.path)?;
    let path = root.join(&file.path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(file.mode);
    }
    options
        .open(&path)
        .and_then(|mut opened| {
            opened.write_all(&file.bytes)?;
            opened.sync_all()
        })
        .map_err(failed("write", &path))
}

fn make_parents(root: &Path, path: &str) -> Result<(), StoreError> {
    let Some((above, _)) = path.rsplit_once('/') else {
        return Ok(());
    };
    let folder = root.join(above);
    fs::create_dir_all(&folder).map_err(failed("create the folder", &folder))
}

fn directories(root: &Path) -> Vec<PathBuf> {
    let tree = WalkDir::new(root).contents_first(true).into_iter();
    let entries = tree.filter_map(Result::ok);
    let directories = entries.filter(|entry| entry.file_type().is_dir());
    directories.map(walkdir::DirEntry::into_path).collect()
}
