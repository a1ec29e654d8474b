//! From the bytes of a topology document to its text: size, encoding, byte order mark,
//! and characters that no XML holds.
//!
//! Topology Builder writes UTF-8 with a byte order mark; `>` in Windows PowerShell writes
//! UTF-16LE with one and leaves the text without a declaration; other tools leave the mark
//! out. So the bytes decide, and a declaration only where it names something else.

use crate::finding::Finding;

use super::reading::MAX_BYTES;
use super::wording;

type Decoded = Result<String, Box<Finding>>;

const AS_UTF8: &str = "save it again as UTF-8; in Windows PowerShell: \
                       `(Get-CsTopology -AsXml).ToString() | Set-Content -Encoding UTF8 topology.xml`";

/// There is more than is read; `who` says of what.
pub(super) fn too_large(who: &str) -> Finding {
    let text = format!("{who} more than {MAX_BYTES} bytes, which are the most");
    let cure = "check that this is the topology document, and not another file";
    Finding::error("topology_too_large", text).help(cure)
}

/// The text without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if bytes.len() > MAX_BYTES {
        return Err(too_large("the document has").into());
    }
    let text = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
            return Err(Finding::error(
                "topology_encoding",
                "the document is UTF-32, which forecert does not read",
            )
            .help(AS_UTF8)
            .into());
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest)?,
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        // Without a mark: XML begins with `<` or a blank, which are one byte and a zero.
        [1..=0x7F, 0, ..] => utf16(bytes, u16::from_le_bytes)?,
        [0, 1..=0x7F, ..] => utf16(bytes, u16::from_be_bytes)?,
        _ => utf8(bytes)?,
    };
    if text.trim().is_empty() {
        let cure = "check that it was saved completely, then give it again";
        return Err(Finding::error("topology_empty", "the document is empty")
            .help(cure)
            .into());
    }
    if let Some((start, stray)) = text.char_indices().find(|(_, c)| !is_xml(*c)) {
        let place = place(&text[..start]);
        let text = format!(
            "the character U+{:04X} in {place} has no place in XML",
            stray as u32
        );
        let cure = "check that this is the topology document, and save it anew from its source";
        return Err(Finding::error("topology_not_xml", text).help(cure).into());
    }
    if let Some(declared) = declared(&text)
        && !text.is_ascii()
        && !is_unicode(declared)
    {
        let declared = wording::clipped(declared);
        let text =
            format!("the document says that it is `{declared}`, which forecert does not read");
        return Err(Finding::error("topology_encoding", text)
            .help(AS_UTF8)
            .into());
    }
    Ok(text)
}

fn utf8(bytes: &[u8]) -> Decoded {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let before = &bytes[..error.valid_up_to()];
    let place = place(&String::from_utf8_lossy(before));
    let text = match error.error_len() {
        None => format!("the document ends in the middle of a character, in {place}"),
        Some(_) => format!(
            "the document is not UTF-8: the byte 0x{:02X} in {place} does not fit",
            bytes[error.valid_up_to()]
        ),
    };
    Err(Finding::error("topology_encoding", text)
        .help(AS_UTF8)
        .into())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut text = String::with_capacity(pairs.len());
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(c) => text.push(c),
            Err(_) => return Err(cut(&text)),
        }
    }
    if rest.is_empty() {
        Ok(text)
    } else {
        Err(cut(&text))
    }
}

fn cut(before: &str) -> Box<Finding> {
    let text = format!(
        "the document is UTF-16 that is cut off or damaged, in {}",
        place(before)
    );
    Finding::error("topology_encoding", text)
        .help("copy or export it again, completely")
        .into()
}

/// Where the text goes on, for a person.
fn place(before: &str) -> String {
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before[start..].chars().count() + 1;
    format!("line {line}, column {column}")
}

/// The encoding that the XML declaration names.
fn declared(text: &str) -> Option<&str> {
    let (declaration, _) = text.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn is_unicode(encoding: &str) -> bool {
    let encoding = encoding.to_ascii_lowercase();
    encoding.starts_with("utf-8") || encoding.starts_with("utf-16") || encoding == "unicode"
}

/// XML 1.0 section 2.2.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::topology::MAX_BYTES;

    const TEXT: &str = "<?xml version='1.0'?>\r\n<a b='Zürich 𝄞'/>";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn refused(bytes: &[u8]) -> (&'static str, String) {
        let finding = decode(bytes).unwrap_err();
        assert!(finding.help.is_some(), "{finding:?}");
        (finding.code, finding.message)
    }

    #[test]
    fn every_unicode_form_that_windows_writes_is_read() {
        let little = utf16(TEXT, u16::to_le_bytes);
        let big = utf16(TEXT, u16::to_be_bytes);
        for (mark, bytes) in [
            (&b""[..], TEXT.as_bytes()),
            (b"\xEF\xBB\xBF", TEXT.as_bytes()),
            (b"\xFF\xFE", &little),
            (b"\xFE\xFF", &big),
            (b"", &little),
            (b"", &big),
        ] {
            assert_eq!(decode(&[mark, bytes].concat()).unwrap(), TEXT, "{mark:?}");
        }
    }

    #[test]
    fn the_bytes_decide_and_a_declaration_of_unicode_is_no_contradiction() {
        let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a b='ü'/>";
        assert_eq!(decode(text.as_bytes()).unwrap(), text);
        let ascii = "<?xml version=\"1.0\" encoding=\"windows-1252\"?><a/>";
        assert_eq!(decode(ascii.as_bytes()).unwrap(), ascii);
    }

    #[test]
    fn another_encoding_is_called_by_its_name() {
        let text = "<?xml version=\"1.0\" encoding='windows-1252'?><a b='ü'/>";
        let (code, message) = refused(text.as_bytes());
        assert_eq!(code, "topology_encoding");
        assert!(message.contains("`windows-1252`"), "{message}");
        let (code, message) = refused(b"<a>\n<b c='M\xFCller'/></a>");
        assert_eq!(code, "topology_encoding");
        assert!(message.contains("0xFC in line 2, column 8"), "{message}");
        assert_eq!(refused(b"\xFF\xFE\0\0<\0\0\0").0, "topology_encoding");
    }

    #[test]
    fn text_that_is_cut_off_inside_of_a_character_is_told() {
        let mut little = utf16(TEXT, u16::to_le_bytes);
        little.pop();
        let (code, message) = refused(&[b"\xFF\xFE", &little[..]].concat());
        assert_eq!(code, "topology_encoding");
        assert!(message.contains("line 2"), "{message}");
        let half = utf16("<a b='𝄞", u16::to_be_bytes);
        let (_, message) = refused(&half[..half.len() - 2]);
        assert!(message.contains("line 1, column 7"), "{message}");
        let (_, message) = refused(&"<a b='ü".as_bytes()[..7]);
        assert!(
            message.contains("in the middle of a character"),
            "{message}"
        );
    }

    #[test]
    fn what_is_no_document_at_all_is_told() {
        assert_eq!(refused(b"").0, "topology_empty");
        assert_eq!(refused(b"\xEF\xBB\xBF \r\n").0, "topology_empty");
        assert_eq!(refused(b"<a>\x01</a>").0, "topology_not_xml");
        assert_eq!(refused(&vec![b' '; MAX_BYTES + 1]).0, "topology_too_large");
    }
}
