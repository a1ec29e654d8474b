//! A folder as one zip file, for those who carry files and not folders. The same folder
//! gives the same bytes.

use std::io::{Cursor, Write};
use std::path::Path;

use zeroize::Zeroizing;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::store;

use super::blueprint::Blueprint;
use super::make::MakeError;
use super::record::RECORD;

/// Brings the zip file of a folder up to date where it is wanted, or there already. Says
/// whether it was written.
///
/// # Errors
///
/// When the folder cannot be read, or the file not be written.
pub fn refresh(folder: &Path, blueprint: &Blueprint, wanted: bool) -> Result<bool, MakeError> {
    let name = format!("{}.zip", blueprint.folder);
    let path = folder.with_file_name(&name);
    if !wanted && !path.exists() {
        return Ok(false);
    }
    let bytes = packed(folder, blueprint)?;
    let there = store::read_key(&path).ok();
    if there.is_some_and(|there| *there == *bytes) {
        return Ok(false);
    }
    store::save(&path, &bytes)?;
    Ok(true)
}

/// Whether the zip file of a folder holds what the folder does; nothing where there is none,
/// or the folder cannot be read.
pub fn agrees(folder: &Path, blueprint: &Blueprint) -> Option<bool> {
    let path = folder.with_file_name(format!("{}.zip", blueprint.folder));
    let there = store::read_key(&path).ok()?;
    let packed = packed(folder, blueprint).ok()?;
    Some(*there == *packed)
}

/// A folder with its files as they are on disk.
fn packed(folder: &Path, blueprint: &Blueprint) -> Result<Zeroizing<Vec<u8>>, MakeError> {
    let mut files = Vec::new();
    for (file, part) in &blueprint.files {
        files.push((
            file.as_str(),
            part.mode,
            store::read_key(&folder.join(file))?,
        ));
    }
    files.push((RECORD, 0o644, store::read_key(&folder.join(RECORD))?));
    Ok(write(&blueprint.folder, &files))
}

/// Everything below one folder, stored as it is: most of it is encrypted and does not get
/// smaller. The date is the first that a zip file can have, so that it says nothing.
fn write(folder: &str, files: &[(&str, u32, Zeroizing<Vec<u8>>)]) -> Zeroizing<Vec<u8>> {
    const REASON: &str = "memory takes what a folder holds";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, mode, bytes) in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(*mode);
        zip.start_file(format!("{folder}/{path}"), options)
            .expect(REASON);
        zip.write_all(bytes).expect(REASON);
    }
    Zeroizing::new(zip.finish().expect(REASON).into_inner())
}
