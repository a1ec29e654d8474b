//! PEM, the textual armor of RFC 7468, with the headers of RFC 1421 that encrypted
//! traditional keys carry. Text around the blocks, CRLF and odd line widths are
//! tolerated. What is decoded is wiped when dropped, since it may be a key.

use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

/// One block.
pub struct Block {
    /// What stands behind `BEGIN`, such as `CERTIFICATE`.
    pub label: String,
    /// Whether a header says `Proc-Type: 4,ENCRYPTED`.
    pub encrypted: bool,
    /// The bytes within.
    pub der: Zeroizing<Vec<u8>>,
}

/// Why a block cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArmorError {
    /// The end is missing, or another block's end stands in its place.
    #[error("the PEM block `{label}` has no end of its own")]
    Unterminated {
        /// The block's label.
        label: String,
    },
    /// What stands between begin and end is no base64.
    #[error("the PEM block `{label}` is not base64 inside")]
    Base64 {
        /// The block's label.
        label: String,
    },
}

/// Base64 in one line, with padding (RFC 4648 4).
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// What base64 in one line holds, with padding.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// All blocks in a text, in their order. Text between them is passed over.
///
/// UTF-16 is read too, since Windows PowerShell redirects into it.
pub fn blocks(text: &[u8]) -> Vec<Result<Block, ArmorError>> {
    if let Some(narrow) = text.strip_prefix(&[0xff, 0xfe]) {
        // What matters is ASCII; the rest only has to be something else.
        let narrow = narrow.chunks_exact(2).map(|unit| match unit[1] {
            0 => unit[0],
            _ => b'?',
        });
        let narrow: Zeroizing<Vec<u8>> = Zeroizing::new(narrow.collect());
        return blocks(&narrow);
    }
    let mut found = Vec::new();
    let mut lines = text
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .map(<[u8]>::trim_ascii)
        .peekable();
    while let Some(line) = lines.next() {
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        let Some(label) = boundary(line, b"-----BEGIN ") else {
            continue;
        };
        let mut encrypted = false;
        let mut ended = false;
        let mut body = Vec::new();
        while let Some(line) = lines.peek().copied() {
            if boundary(line, b"-----BEGIN ").is_some() {
                break;
            }
            lines.next();
            if let Some(end) = boundary(line, b"-----END ") {
                ended = end == label;
                break;
            }
            // RFC 1421 4.4: a colon stands in a header and never in base64.
            if line.contains(&b':') {
                encrypted |= line.starts_with(b"Proc-Type:") && line.ends_with(b"ENCRYPTED");
            } else {
                body.push(line);
            }
        }
        found.push(if ended {
            decoded(label, encrypted, &body)
        } else {
            Err(ArmorError::Unterminated { label })
        });
    }
    found
}

/// One block around the bytes, in lines of 64 characters that end in LF.
///
/// The text is allocated once, so wrapping the result wipes all there is of it.
pub fn encode(label: &str, der: &[u8]) -> String {
    let base64 = Zeroizing::new(Base64::encode_string(der));
    let lines = base64.len().div_ceil(64);
    let mut text = String::with_capacity(base64.len() + lines + 2 * label.len() + 40);
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    for start in (0..base64.len()).step_by(64) {
        text.push_str(&base64[start..base64.len().min(start + 64)]);
        text.push('\n');
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

fn boundary(line: &[u8], begin: &[u8]) -> Option<String> {
    let label = line.strip_prefix(begin)?.strip_suffix(b"-----")?;
    let plain = label.iter().all(|byte| matches!(byte, 0x20..=0x7e));
    plain.then(|| String::from_utf8_lossy(label).into_owned())
}

fn decoded(label: String, encrypted: bool, body: &[&[u8]]) -> Result<Block, ArmorError> {
    // Allocated once, so that nothing moves and leaves a copy behind.
    let length = body.iter().map(|line| line.len()).sum();
    let mut base64 = Zeroizing::new(Vec::with_capacity(length));
    for line in body {
        base64.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
    }
    let mut der = Zeroizing::new(vec![0; length / 4 * 3 + 3]);
    let Ok(length) = Base64::decode(&*base64, &mut der).map(<[u8]>::len) else {
        return Err(ArmorError::Base64 { label });
    };
    der.truncate(length);
    Ok(Block {
        label,
        encrypted,
        der,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Plain = (String, bool, Vec<u8>);

    fn read(text: &str) -> Vec<Result<Plain, ArmorError>> {
        let plain = |block: Block| (block.label, block.encrypted, block.der.to_vec());
        let found = blocks(text.as_bytes()).into_iter();
        found.map(|block| block.map(plain)).collect()
    }

    #[test]
    fn what_is_written_is_read_again_in_lines_of_64() {
        for length in [0, 1, 2, 3, 47, 48, 49, 500] {
            let bytes: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let text = encode("THING", &bytes);
            assert!(text.lines().all(|line| line.len() <= 64));
            assert_eq!(
                text.capacity().cmp(&text.len()),
                std::cmp::Ordering::Greater
            );
            assert_eq!(read(&text), [Ok(("THING".to_owned(), false, bytes))]);
        }
    }

    #[test]
    fn text_around_crlf_indentation_and_odd_widths_are_tolerated() {
        let text = "\u{feff}-----BEGIN A-----\r\nAQ\r\nI=\r\n-----END A-----\r\nBag Attributes: x\n\
                    issuer=CN = x\n  -----BEGIN B-----\n  AQI= \n\n  -----END B-----";
        assert_eq!(
            read(text),
            [
                Ok(("A".to_owned(), false, vec![1, 2])),
                Ok(("B".to_owned(), false, vec![1, 2])),
            ]
        );
    }

    #[test]
    fn utf_16_as_windows_powershell_redirects_into_it_is_read() {
        let text = "Zürich ≈\r\n-----BEGIN A-----\r\nAQI=\r\n-----END A-----\r\n";
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
        let found = blocks(&wide).pop().unwrap().ok().unwrap();
        assert_eq!((found.label.as_str(), &found.der[..]), ("A", &[1, 2][..]));
    }

    #[test]
    fn the_headers_of_an_encrypted_key_are_seen() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
                    DEK-Info: AES-256-CBC,00\n\nAQI=\n-----END RSA PRIVATE KEY-----\n";
        assert_eq!(
            read(text),
            [Ok(("RSA PRIVATE KEY".to_owned(), true, vec![1, 2]))]
        );
    }

    #[test]
    fn a_bundle_of_many_certificates_is_read_in_no_time() {
        let text = encode("CERTIFICATE", &[7; 1000]).repeat(5_000);
        let start = std::time::Instant::now();
        assert_eq!(blocks(text.as_bytes()).len(), 5_000);
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
    }

    #[test]
    fn a_broken_block_is_reported_and_does_not_swallow_the_next() {
        let label = || "A".to_owned();
        let text = "-----BEGIN A-----\nAQI=\n-----BEGIN A-----\nA!I=\n-----END A-----\n\
                    -----BEGIN A-----\nAQI=\n-----END B-----\n-----BEGIN A-----\nAQI=\n\
                    -----END A-----\n-----BEGIN A-----\nAQ";
        assert_eq!(
            read(text),
            [
                Err(ArmorError::Unterminated { label: label() }),
                Err(ArmorError::Base64 { label: label() }),
                Err(ArmorError::Unterminated { label: label() }),
                Ok((label(), false, vec![1, 2])),
                Err(ArmorError::Unterminated { label: label() }),
            ]
        );
    }
}
