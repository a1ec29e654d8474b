//! A folder that is derived from other things: read as it is, and replaced as a whole. What
//! others put into it comes along.

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

/// The bytes of more files are not looked at: no folder of ours has that many.
const MOST_FILES: usize = 10_000;

/// Where a file of others goes whose name one of ours has.
const KEPT: &str = "kept";

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
    /// What was not read: files that are too large, not to be read or of a name that is no
    /// text; links, empty folders.
    pub unread: Vec<PathBuf>,
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
    for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        // What cannot be entered is there all the same.
        let (path, bytes) = match &entry {
            Ok(entry) if entry.file_type().is_dir() && !is_empty(entry.path()) => continue,
            Ok(entry) if content.files.len() < MOST_FILES => (entry.path(), read(entry.path())),
            Ok(entry) => (entry.path(), None),
            Err(error) => (error.path().unwrap_or(folder), None),
        };
        let below = path.strip_prefix(folder).unwrap_or(path);
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        match (parts, bytes) {
            (Some(parts), Some(bytes)) => drop(content.files.insert(parts.join("/"), bytes)),
            _ => content.unread.push(below.to_owned()),
        }
    }
    content
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
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

/// Puts right what a run left that was cut off in this directory: a folder that stepped
/// aside and has no successor takes its name again, and what was half made goes. Comes before
/// anything is read.
pub fn recover_folders(directory: &Path) -> Result<(), StoreError> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("read", directory)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(failed("read", directory))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if let Some(folder) = name.strip_prefix(OLD) {
            recover_folder(&directory.join(folder))?;
        } else if name.starts_with(STAGING) {
            remove(&entry.path())?;
        }
    }
    durable::sync(directory)
}

/// The same for one folder of a directory that others may work in.
pub fn recover_folder(folder: &Path) -> Result<(), StoreError> {
    let aside = aside(folder);
    match (folder.symlink_metadata(), aside.symlink_metadata()) {
        (_, Err(_)) => Ok(()),
        // Its successor took everything over before it took the name.
        (Ok(_), Ok(_)) => remove(&aside),
        (Err(_), Ok(_)) => fs::rename(&aside, folder).map_err(failed("put back", folder)),
    }
}

/// Puts a folder into its place as a whole: its files are written beside it and synced,
/// what was there steps aside, the new one takes its name, and the old one goes. What is to
/// be `kept` comes over from the old one first; where it has the name of a new file, it goes
/// below `kept/`, or `kept-2/` where that is a file itself.
///
/// A run that is cut off between the two renames leaves the old folder aside, for
/// [`recover_folders`].
pub fn replace_folder(
    folder: &Path,
    files: &[FolderFile],
    kept: &[PathBuf],
) -> Result<(), StoreError> {
    let parent = folder.parent().expect("a folder lies in a directory");
    durable::make_folders(
        parent,
        parent.parent().unwrap_or(parent),
        durable::Access::Owner,
    )?;
    let is_there = folder.symlink_metadata().is_ok();
    if is_there && !folder.is_dir() {
        return Err(StoreError::Exists {
            path: folder.to_owned(),
        });
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGING);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    let beside = builder
        .tempdir_in(parent)
        .map_err(failed("write into", parent))?;
    for file in files {
        write(beside.path(), file)?;
    }
    for path in kept {
        carry_over(folder, beside.path(), path)?;
    }
    for directory in directories(beside.path()) {
        durable::sync(&directory)?;
    }
    let aside = aside(folder);
    if is_there {
        remove(&aside)?;
        fs::rename(folder, &aside).map_err(failed("replace", folder))?;
    }
    fs::rename(beside.path(), folder).map_err(failed("create", folder))?;
    // The folder has its name now; there is nothing left to clean up.
    let _ = beside.keep();
    durable::sync(parent)?;
    if is_there { remove(&aside) } else { Ok(()) }
}

/// Gives something of an old folder a place in the new one as well. A second name for the
/// same file takes no time and no room, leaves it as it is, and needs no permission to read
/// it; where there cannot be one, the file is copied.
fn carry_over(old: &Path, new: &Path, path: &Path) -> Result<(), StoreError> {
    let from = old.join(path);
    let cannot = failed("carry over", &from);
    let Ok(metadata) = from.symlink_metadata() else {
        return Ok(()); // It was taken away meanwhile.
    };
    if metadata.is_dir() && new.join(path).is_dir() {
        return Ok(());
    }
    let apart = (1..).map(|number| match number {
        1 => Path::new(KEPT).join(path),
        _ => Path::new(&format!("{KEPT}-{number}")).join(path),
    });
    let mut places = std::iter::once(path.to_owned()).chain(apart);
    let place = places.find(|place| !is_taken(new, place));
    let to = new.join(place.expect("there are more numbers than files"));
    make_parents(&to)?;
    let carried = match metadata.is_dir() {
        // One that is empty, or that cannot be looked into: then it must not be lost.
        true => fs::read_dir(&from)
            .and_then(|mut entries| match entries.next() {
                None => Ok(()),
                Some(_) => Err(ErrorKind::DirectoryNotEmpty.into()),
            })
            .and_then(|()| fs::create_dir_all(&to)),
        false => fs::hard_link(&from, &to).or_else(|error| match metadata.is_file() {
            true => copy(&from, &to),
            false => Err(error),
        }),
    };
    carried.map_err(cannot)
}

/// Whether something stands at a place, or a file where its folder would be.
fn is_taken(root: &Path, path: &Path) -> bool {
    let place = root.join(path);
    let above = place.ancestors().skip(1).take_while(|above| *above != root);
    place.symlink_metadata().is_ok() || above.into_iter().any(Path::is_file)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::copy(from, to)?;
    fs::File::open(to)?.sync_all()
}

/// What is before the name of a folder that stepped aside. A later run finds it by that.
const OLD: &str = ".staging-old-";

fn aside(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!("{OLD}{name}"))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    let is_folder = path.symlink_metadata().is_ok_and(|found| found.is_dir());
    let removed = match is_folder {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(failed("remove what is old", path)(error))
        }
        _ => Ok(()),
    }
}

fn write(root: &Path, file: &FolderFile) -> Result<(), StoreError> {
    let path = root.join(&file.path);
    make_parents(&path)?;
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

fn make_parents(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().expect("a file lies in a folder");
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    let made = builder.create(folder);
    made.map_err(failed("create the folder", folder))
}

fn directories(root: &Path) -> Vec<PathBuf> {
    let tree = WalkDir::new(root).contents_first(true).into_iter();
    let entries = tree.filter_map(Result::ok);
    let directories = entries.filter(|entry| entry.file_type().is_dir());
    directories.map(walkdir::DirEntry::into_path).collect()
}

#[cfg(all(test, unix))]
mod tests;
