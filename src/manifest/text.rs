//! From the bytes of a file to text that a YAML reader may see: size, encoding,
//! byte order mark, and characters that have no place in YAML.

use crate::finding::Finding;

/// The largest manifest. 5,000 servers, each with a certificate of its own to
/// declare, stay below 1 MiB; a file four times as large is something else by mistake.
pub(super) const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Bytes that are no text for YAML.
#[derive(Debug)]
pub(super) struct Undecodable {
    /// As much of it as can be shown.
    pub shown: String,
    pub finding: Finding,
}

impl Undecodable {
    fn new(shown: impl Into<String>, finding: Finding) -> Box<Self> {
        let shown = shown.into();
        Box::new(Self { shown, finding })
    }
}

/// The text without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Box<Undecodable>> {
    if bytes.len() > MAX_BYTES {
        let finding = Finding::error(
            "too_large",
            format!(
                "the manifest has {} bytes, and {MAX_BYTES} are the most",
                bytes.len()
            ),
        )
        .help("check that this is the manifest, and not another file");
        return Err(Undecodable::new("", finding));
    }
    if looks_like_utf16(bytes) {
        let finding = Finding::error("not_utf8", "the manifest looks like UTF-16")
            .help("save it as UTF-8; in Windows PowerShell: `Set-Content -Encoding UTF8`");
        return Err(Undecodable::new("", finding));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(fault) => return Err(not_utf8(bytes, fault.valid_up_to())),
    };
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if let Some((start, stray)) = text.char_indices().find(|(_, c)| !is_printable(*c)) {
        let finding = Finding::error(
            "unprintable",
            format!("the character U+{:04X} has no place in YAML", stray as u32),
        )
        .help("remove it; editors and clipboards bring such characters in unseen")
        .at(start..start + stray.len_utf8(), "here");
        return Err(Undecodable::new(text, finding));
    }
    Ok(text.to_owned())
}

const BYTE_ORDER_MARK: char = '\u{FEFF}';

fn looks_like_utf16(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xFF, 0xFE, ..]
            | [0xFE, 0xFF, ..]
            | [1..=0xFF, 0, 1..=0xFF, 0, ..]
            | [0, 1..=0xFF, 0, 1..=0xFF, ..]
    )
}

fn not_utf8(bytes: &[u8], start: usize) -> Box<Undecodable> {
    let shown = String::from_utf8_lossy(bytes);
    // The mark is three bytes and may stand before the fault only.
    let (shown, start) = match shown.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (rest, start - BYTE_ORDER_MARK.len_utf8()),
        None => (&*shown, start),
    };
    let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
    let finding = Finding::error("not_utf8", "the manifest is not UTF-8")
        .help("save it as UTF-8; it may be in an older Windows code page")
        .at(start..end, "the first byte that does not fit");
    Undecodable::new(shown, finding)
}

/// YAML 1.2.2 section 5.1, less the line breaks of YAML 1.1 (U+0085, U+2028,
/// U+2029): one reader ends a comment there and the other does not, so that text
/// could pass unseen. Less a byte order mark inside, for the same reason.
fn is_printable(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | ' '..='~' => true,
        '\u{2028}' | '\u{2029}' | BYTE_ORDER_MARK => false,
        '\u{A0}'..='\u{FFFD}' | '\u{10000}'.. => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, Undecodable, decode};

    fn refused(bytes: &[u8]) -> (&'static str, String, String) {
        let Undecodable { shown, finding } = *decode(bytes).unwrap_err();
        let slice = finding
            .labels
            .first()
            .map(|label| shown[label.span.clone()].to_owned());
        (finding.code, finding.message, slice.unwrap_or_default())
    }

    #[test]
    fn a_byte_order_mark_is_taken_off() {
        assert_eq!(decode(b"\xEF\xBB\xBFa: 1").unwrap(), "a: 1");
    }

    #[test]
    fn utf_16_is_called_by_its_name() {
        for bytes in [
            &b"\xFF\xFEa\0:\0"[..],
            b"\xFE\xFF\0a\0:",
            b"a\0:\0 \0",
            b"\0a\0:\0 ",
        ] {
            let (code, message, _) = refused(bytes);
            assert_eq!(code, "not_utf8");
            assert_eq!(message, "the manifest looks like UTF-16");
        }
    }

    #[test]
    fn a_byte_that_is_not_utf_8_is_shown_at_its_place() {
        for bytes in [&b"a: M\xFCller\n"[..], b"\xEF\xBB\xBFa: M\xFCller\n"] {
            let (code, _, slice) = refused(bytes);
            assert_eq!((code, slice.as_str()), ("not_utf8", "\u{FFFD}"));
        }
    }

    #[test]
    fn characters_that_yaml_has_no_place_for_are_refused() {
        for (text, stray) in [
            ("é: \0", "\0"),
            ("# a\u{85}b: *x", "\u{85}"),
            ("# a\u{2028}b: *x", "\u{2028}"),
            ("a: 1\n\u{FEFF}b: 1", "\u{FEFF}"),
            ("a: \u{1B}[31m", "\u{1B}"),
        ] {
            let (code, _, slice) = refused(text.as_bytes());
            assert_eq!((code, slice.as_str()), ("unprintable", stray));
        }
    }

    #[test]
    fn a_file_beyond_the_limit_is_not_read() {
        let (code, message, _) = refused(&vec![b'#'; MAX_BYTES + 1]);
        assert_eq!(code, "too_large");
        assert_eq!(
            message,
            "the manifest has 4194305 bytes, and 4194304 are the most"
        );
        assert!(decode(&vec![b'#'; MAX_BYTES]).is_ok());
    }
}
