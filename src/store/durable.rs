//! Writing so that a file or folder is either whole or not there, also after a power
//! failure: written beside, synced, renamed, and the folder synced.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::inventory::STAGING;
use crate::store::{StoreError, failed};

/// Who may read what is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Whom the umask says.
    Public,
    /// The owner.
    Owner,
}

/// Whether something may stand at the place already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// Then it is an error.
    Refused,
    /// It is replaced in one step.
    Replaced,
}

/// Writes a file.
pub(super) fn write(
    path: &Path,
    bytes: &[u8],
    access: Access,
    existing: Existing,
) -> Result<(), StoreError> {
    let folder = path.parent().expect("a file lies in a folder");
    // Under the name's own ending, so that a rule which keeps `*.pem` out of version
    // control holds for what is half made as well.
    let suffix = path.extension().map_or_else(String::new, |ending| {
        format!(".{}", ending.to_string_lossy())
    });
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGING).suffix(&suffix);
    #[cfg(unix)]
    {
        builder.permissions(permissions(match access {
            Access::Public => 0o666,
            Access::Owner => 0o600,
        }));
    }
    #[cfg(not(unix))]
    let _ = access;
    let mut beside = builder
        .tempfile_in(folder)
        .map_err(failed("write into", folder))?;
    beside
        .write_all(bytes)
        .and_then(|()| beside.as_file().sync_all())
        .map_err(failed("write", path))?;
    match existing {
        Existing::Replaced => beside.persist(path),
        Existing::Refused => beside.persist_noclobber(path),
    }
    .map_err(|error| match error.error.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists {
            path: path.to_owned(),
        },
        _ => failed("write", path)(error.error),
    })?;
    sync(folder)
}

/// Makes a folder whole by one rename: its files are written beside it first.
pub(super) fn write_folder(path: &Path, files: &[(&str, String)]) -> Result<(), StoreError> {
    let parent = path.parent().expect("a generation lies in a folder");
    if path.exists() {
        return Err(StoreError::Exists {
            path: path.to_owned(),
        });
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGING);
    // A temporary folder is for its owner only; a generation is for whom the umask says.
    #[cfg(unix)]
    builder.permissions(permissions(0o777));
    let beside = builder
        .tempdir_in(parent)
        .map_err(failed("write into", parent))?;
    for (name, text) in files {
        let path = beside.path().join(name);
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.sync_all()
            })
            .map_err(failed("write", &path))?;
    }
    sync(beside.path())?;
    fs::rename(beside.path(), path).map_err(failed("create", path))?;
    // The folder has its name now; there is nothing left to clean up.
    let _ = beside.keep();
    sync(parent)
}

/// Makes a folder and those that are missing above it, all synced. Those below `root`
/// get the access; above it somebody else's rules hold.
pub(super) fn make_folders(path: &Path, root: &Path, access: Access) -> Result<(), StoreError> {
    let missing: Vec<&Path> = path.ancestors().take_while(|path| !path.is_dir()).collect();
    for folder in missing.into_iter().rev() {
        let inside = folder.starts_with(root) && folder != root;
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        if inside && access == Access::Owner {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        #[cfg(not(unix))]
        let _ = (inside, access);
        match builder.create(folder) {
            // Another thread was faster; it may not have synced yet.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
            result => result.map_err(failed("create the folder", folder))?,
        }
        folder.parent().map_or(Ok(()), sync)?;
    }
    Ok(())
}

/// Syncs a folder, so that a name in it survives a power failure.
pub(super) fn sync(folder: &Path) -> Result<(), StoreError> {
    // Windows has no such call; NTFS journals its names.
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        fs::File::open(folder)
            .and_then(|file| file.sync_all())
            .map_err(failed("sync", folder))?;
    }
    Ok(())
}

/// Set when a thing is made, less what the umask takes away; never afterwards.
#[cfg(unix)]
fn permissions(mode: u32) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(mode)
}
