//! The lock of an inventory: one writer at a time, who it is and since when.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::inventory::STAGING;
use crate::store::durable::{self, Access, Existing};
use crate::store::read::ABANDONED;
use crate::store::{Layout, StoreError, failed};

/// Who holds the lock, beside it: on Windows a locked file cannot be read.
const HOLDER: &str = "holder.json";

/// Who holds a lock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holder {
    /// The command, such as `apply`.
    pub command: String,
    /// The machine.
    pub host: String,
    /// The process on it.
    pub process: u32,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            command,
            host,
            process,
            since,
        } = self;
        write!(
            f,
            "`forecert {command}` on {host} (process {process}) since {since}"
        )
    }
}

/// The directories, held by this process alone for as long as the value lives.
#[derive(Debug)]
pub struct LockedStore {
    layout: Layout,
    // The operating system releases the lock with the file, however the process ends.
    _lock: File,
}

impl LockedStore {
    /// Takes the lock, and clears away what a run that was cut off left half made.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] where another process holds it; a missing or unmarked
    /// inventory.
    pub fn lock(layout: Layout, holder: &Holder) -> Result<Self, StoreError> {
        layout.check_mark()?;
        let path = layout.mark().join("lock");
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed("open the lock", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                // Who it is, is only a courtesy.
                let text = fs::read_to_string(layout.mark().join(HOLDER)).unwrap_or_default();
                let holder = serde_json::from_str::<Holder>(&text);
                return Err(StoreError::Locked {
                    holder: holder.map_or_else(
                        |_| "another process".to_owned(),
                        |holder| holder.to_string(),
                    ),
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed("lock", &path)(error)),
        }
        let text = serde_json::to_string(holder).expect("a holder is plain data");
        let path = layout.mark().join(HOLDER);
        fs::write(&path, text).map_err(failed("write the holder of the lock", &path))?;
        let store = Self {
            layout,
            _lock: file,
        };
        store.abandon_leftovers()?;
        Ok(store)
    }

    /// Marks a directory as an inventory, making it where it is missing.
    ///
    /// The mark holds a file, since git keeps no empty folders and a clone of a marked
    /// inventory must be one too.
    pub fn create_inventory(layout: &Layout) -> Result<(), StoreError> {
        let mark = layout.mark();
        durable::make_folders(&mark, &layout.inventory, Access::Public)?;
        let ignored = mark.join(".gitignore");
        if ignored.exists() {
            return Ok(());
        }
        let text = "# What belongs to one machine; the folder itself marks an inventory.\n\
                    lock\nholder.json\nabandoned/\n";
        durable::write(
            &ignored,
            text.as_bytes(),
            Access::Public,
            Existing::Replaced,
        )
    }

    /// Where things lie.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Moves what was left half made out of the way. Nothing is deleted: it may hold
    /// the only copy of something, though nothing depends on it.
    fn abandon_leftovers(&self) -> Result<(), StoreError> {
        let layout = &self.layout;
        let marked = layout.mark().join("abandoned");
        abandon(&layout.inventory, &marked, Access::Public)?;
        abandon(&layout.keys, &layout.keys.join(ABANDONED), Access::Owner)?;
        for directory in layout.authorities.values() {
            abandon(directory, &directory.join(ABANDONED), Access::Owner)?;
        }
        Ok(())
    }
}

fn abandon(directory: &Path, target: &Path, access: Access) -> Result<(), StoreError> {
    let mut leftovers = Vec::new();
    collect(directory, target, &mut leftovers);
    for leftover in leftovers {
        durable::make_folders(target, directory, access)?;
        let name = leftover.file_name().unwrap_or_default().to_string_lossy();
        let name = name.trim_start_matches('.').to_owned();
        let place = (0..)
            .map(|count| match count {
                0 => target.join(&name),
                _ => target.join(format!("{name}-{count}")),
            })
            .find(|place| !place.exists())
            .expect("there are more numbers than files");
        fs::rename(&leftover, &place).map_err(failed("move away", &leftover))?;
        durable::sync(target)?;
    }
    Ok(())
}

/// Unreadable folders are passed over: they were not made by a run that was cut off.
fn collect(directory: &Path, target: &Path, leftovers: &mut Vec<PathBuf>) {
    let mut tree = walkdir::WalkDir::new(directory)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = tree.next() {
        let Ok(entry) = entry else { continue };
        let leftover = entry.file_name().to_string_lossy().starts_with(STAGING);
        // Inside a leftover folder there is nothing to look for.
        if entry.file_type().is_dir() && (leftover || entry.path() == target) {
            tree.skip_current_dir();
        }
        if leftover {
            leftovers.push(entry.into_path());
        }
    }
}
