//! From the archive that `Export-CsConfiguration` writes to the one document in it that
//! holds the topology.
//!
//! Nothing of an archive is ever written: a name in it is compared, and is no path. One that
//! leads out of it all the same was made to hurt somebody. What a document unpacks to is
//! counted while it is unpacked, whatever the archive says of it.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::finding::Finding;

use super::reading::MAX_BYTES;
use super::wording;

/// The document in an export that holds the topology and all settings.
const DOCUMENT: &str = "DocItemSet.xml";

/// An export holds two files; more than this is another archive.
const MAX_FILES: usize = 1_000;

type Fault = Box<Finding>;

/// The document, of an archive or as it is.
pub(super) fn unpack(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    // The second is an archive without a file.
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return Ok(Cow::Borrowed(bytes));
    }
    if bytes.len() > MAX_BYTES {
        let why = format!("it has more than {MAX_BYTES} bytes, which are the most");
        return Err(too_large(&why));
    }
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error.to_string()))?;
    if archive.len() > MAX_FILES {
        let why = format!("it holds more than {MAX_FILES} files");
        return Err(too_large(&why));
    }
    let mut found = Vec::new();
    for (index, name) in archive.file_names_raw().enumerate() {
        if leads_out(name) {
            return Err(slips(name));
        }
        let last = name.rsplit(is_slash).next();
        if last.is_some_and(|last| last.eq_ignore_ascii_case(DOCUMENT.as_bytes())) {
            found.push(index);
        }
    }
    let [index] = found[..] else {
        let text = match found.len() {
            0 => format!("the archive holds no `{DOCUMENT}`"),
            count => format!("the archive holds {count} documents called `{DOCUMENT}`"),
        };
        return Err(refused(text, EXPORT));
    };
    let document = archive
        .by_index(index)
        .map_err(|error| damaged(&error.to_string()))?;
    // What it claims to unpack to is not believed.
    let mut unpacked = Vec::new();
    document
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| damaged(&error.to_string()))?;
    if unpacked.len() > MAX_BYTES {
        let why =
            format!("its `{DOCUMENT}` unpacks to more than {MAX_BYTES} bytes, which are the most");
        return Err(too_large(&why));
    }
    Ok(Cow::Owned(unpacked))
}

/// Windows writes either kind of slash.
fn is_slash(byte: &u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// Whether a name, taken as a path, would lie outside of where the archive is unpacked.
fn leads_out(name: &[u8]) -> bool {
    let starts_elsewhere = name.first().is_some_and(is_slash) || name.get(1) == Some(&b':');
    starts_elsewhere || name.split(is_slash).any(|part| part == b"..")
}

fn slips(name: &[u8]) -> Fault {
    let name = wording::clipped(&String::from_utf8_lossy(name));
    refused(
        format!("the archive holds a file called `{name}`, which leads out of it"),
        "no export has such a name: ask where the archive comes from, do not unpack it, and export \
         the configuration again",
    )
}

const EXPORT: &str = "give the file that `Export-CsConfiguration -FileName export.zip` writes, \
                      unchanged, or a topology document by itself";

fn refused(text: String, cure: &str) -> Fault {
    Finding::error("topology_archive_invalid", text)
        .help(cure)
        .into()
}

fn damaged(why: &str) -> Fault {
    // A reader's message may quote the archive; a line of it is enough.
    let why: String = why.chars().take(200).flat_map(char::escape_debug).collect();
    refused(
        format!("the archive cannot be unpacked: {why}"),
        "copy or export it again, completely; it may neither be encrypted nor packed anew",
    )
}

fn too_large(why: &str) -> Fault {
    Finding::error(
        "topology_too_large",
        format!("this is no export of a configuration: {why}"),
    )
    .help(EXPORT)
    .into()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::unpack;
    use crate::topology::MAX_BYTES;

    fn zip(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        for (name, bytes) in files {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn code(bytes: &[u8]) -> (&'static str, String) {
        let finding = unpack(bytes).unwrap_err();
        assert!(finding.help.is_some());
        (finding.code, finding.message)
    }

    #[test]
    fn the_document_is_found_at_any_depth_stored_or_packed() {
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            for name in ["DocItemSet.xml", "a/b/docitemset.XML", "a\\DocItemSet.xml"] {
                let bytes = zip(&[("[Content_Types].xml", b"<x/>"), (name, b"<a/>")], method);
                assert_eq!(*unpack(&bytes).unwrap(), *b"<a/>", "{name}");
            }
        }
    }

    #[test]
    fn what_is_no_archive_stays_as_it_is() {
        assert!(matches!(unpack(b"<a/>").unwrap(), Cow::Borrowed(b"<a/>")));
    }

    #[test]
    fn an_archive_with_a_name_that_leads_out_of_it_is_refused() {
        for name in [
            "../../../../tmp/DocItemSet.xml",
            "a/../../b.xml",
            "a\\..\\..\\b.xml",
            "/etc/passwd",
            "\\\\server\\share\\a.xml",
            "C:\\a.xml",
        ] {
            let files: [(&str, &[u8]); 2] = [("DocItemSet.xml", b"<a/>"), (name, b"<a/>")];
            let (invalid, message) = code(&zip(&files, CompressionMethod::Deflated));
            assert_eq!(invalid, "topology_archive_invalid");
            assert!(message.contains("leads out of it"), "{message}");
        }
        let inside: [(&str, &[u8]); 2] = [("a/DocItemSet.xml", b"<a/>"), ("a..b/...", b"")];
        assert!(unpack(&zip(&inside, CompressionMethod::Stored)).is_ok());
    }

    #[test]
    fn an_archive_without_the_document_or_with_two_is_refused() {
        let stored = CompressionMethod::Stored;
        let (invalid, message) = code(&zip(&[("a.xml", b"<a/>")], stored));
        assert_eq!(invalid, "topology_archive_invalid");
        assert_eq!(message, "the archive holds no `DocItemSet.xml`");
        let two: [(&str, &[u8]); 2] = [("DocItemSet.xml", b"<a/>"), ("b/DocItemSet.xml", b"<a/>")];
        let (_, message) = code(&zip(&two, stored));
        assert_eq!(
            message,
            "the archive holds 2 documents called `DocItemSet.xml`"
        );
        assert_eq!(code(&zip(&[], stored)).0, "topology_archive_invalid");
    }

    #[test]
    fn a_bomb_is_refused_once_it_is_more_than_a_document_may_be() {
        let bomb = vec![b' '; MAX_BYTES + 1];
        let bytes = zip(&[("DocItemSet.xml", &bomb)], CompressionMethod::Deflated);
        assert!(bytes.len() < 1 << 20, "it is small as long as it is packed");
        assert_eq!(code(&bytes).0, "topology_too_large");
    }

    #[test]
    fn an_archive_that_is_cut_off_or_changed_is_refused_and_nothing_panics() {
        let text = "<a>text that does not repeat itself: 0123456789</a>";
        let bytes = zip(
            &[("DocItemSet.xml", text.as_bytes())],
            CompressionMethod::Deflated,
        );
        for end in 4..bytes.len() {
            assert_eq!(code(&bytes[..end]).0, "topology_archive_invalid", "{end}");
        }
        for at in 4..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xFF;
            if let Ok(document) = unpack(&changed) {
                assert_eq!(*document, *text.as_bytes(), "{at}: the checksum holds");
            }
        }
    }

    #[test]
    fn more_files_than_an_export_has_are_another_archive() {
        let names: Vec<String> = (0..1_001).map(|n| format!("{n}.xml")).collect();
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &b""[..])).collect();
        assert_eq!(
            code(&zip(&files, CompressionMethod::Stored)).0,
            "topology_too_large"
        );
    }
}
