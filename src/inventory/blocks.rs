//! The PEM blocks of a file: any number, with text around them and any line ends
//! (RFC 7468 2, 5.2: explanatory text before a block is to be ignored).

use zeroize::Zeroizing;

/// One block.
pub(super) struct Block {
    /// The label between `BEGIN` and the dashes.
    pub label: String,
    /// Whether its headers say that the content is encrypted (RFC 1421 4.6.1.1).
    pub encrypted: bool,
    /// The content, or why there is none.
    pub der: Result<Zeroizing<Vec<u8>>, String>,
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The blocks in their order; empty where the bytes are no text with blocks.
pub(super) fn blocks(bytes: &[u8]) -> Vec<Block> {
    // Explanatory text may be in any encoding; the blocks themselves are ASCII.
    let text = Zeroizing::new(String::from_utf8_lossy(bytes).into_owned());
    let mut rest = text.as_str();
    let mut blocks = Vec::new();
    while let Some(start) = rest.find(BEGIN) {
        let from = &rest[start + BEGIN.len()..];
        let Some(label_end) = from.find(DASHES) else {
            break;
        };
        let label = from[..label_end].to_owned();
        if label.contains(['\n', '\r']) || label.len() > 64 {
            rest = from;
            continue;
        }
        let body = &from[label_end + DASHES.len()..];
        let end = format!("-----END {label}-----");
        // A block that is cut off ends where the next one begins.
        let limit = body.find(BEGIN).unwrap_or(body.len());
        let Some(length) = body[..limit].find(&end) else {
            blocks.push(Block {
                der: Err(format!("the {label} block is cut off: `{end}` is missing")),
                label,
                encrypted: false,
            });
            rest = &body[limit..];
            continue;
        };
        let (headers, content) = split_headers(&body[..length]);
        let armour = Zeroizing::new(format!("{BEGIN}{label}{DASHES}\n{content}\n{end}\n"));
        blocks.push(Block {
            encrypted: headers.contains("ENCRYPTED"),
            der: pem::parse(armour.as_bytes())
                .map(|pem| Zeroizing::new(pem.into_contents()))
                .map_err(|error| format!("the {label} block is damaged: {error}")),
            label,
        });
        rest = &body[length + end.len()..];
    }
    blocks
}

/// Headers (RFC 1421), where there are any, end at an empty line.
fn split_headers(body: &str) -> (&str, &str) {
    if !body.contains(':') {
        return ("", body.trim());
    }
    let end = ["\r\n\r\n", "\n\n"]
        .into_iter()
        .filter_map(|gap| body.trim_start().find(gap))
        .min()
        .unwrap_or(0);
    let (headers, content) = body.trim_start().split_at(end);
    (headers, content.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, bool, Result<Vec<u8>, String>)> {
        blocks(text.as_bytes())
            .into_iter()
            .map(|block| (block.label, block.encrypted, block.der.map(|der| der.to_vec())))
            .collect()
    }

    #[test]
    fn blocks_stand_in_any_text_with_any_line_ends() {
        let text = "Bag Attributes: é\r\n-----BEGIN X-----\r\nAQID\r\n-----END X-----\r\n\
                    subject=/CN=a\n-----BEGIN Y-----\nBAUG\n-----END Y-----";
        assert_eq!(
            read(text),
            [
                ("X".into(), false, Ok(vec![1, 2, 3])),
                ("Y".into(), false, Ok(vec![4, 5, 6]))
            ]
        );
    }

    #[test]
    fn a_block_that_is_cut_off_does_not_swallow_the_next() {
        let text = "-----BEGIN X-----\nAQID\n-----BEGIN Y-----\nBAUG\n-----END Y-----\n-----BEGIN Z";
        assert_eq!(
            read(text),
            [
                (
                    "X".into(),
                    false,
                    Err("the X block is cut off: `-----END X-----` is missing".into())
                ),
                ("Y".into(), false, Ok(vec![4, 5, 6]))
            ]
        );
    }

    #[test]
    fn an_old_encrypted_key_is_seen_by_its_headers() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
                    DEK-Info: DES-EDE3-CBC,00\n\nAQID\n-----END RSA PRIVATE KEY-----\n";
        assert_eq!(
            read(text),
            [("RSA PRIVATE KEY".into(), true, Ok(vec![1, 2, 3]))]
        );
    }

    #[test]
    fn what_is_not_base64_is_damaged() {
        let found = read("-----BEGIN X-----\nA*ID\n-----END X-----\n");
        assert!(found[0].2.as_ref().unwrap_err().starts_with("the X block is damaged"));
    }
}
