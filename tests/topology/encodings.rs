//! Every form in which Windows and its tools hand a document over.

use crate::{BUILDER, PUBLISHED, only, with};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn both_kinds_are_read_in_every_encoding_with_and_without_mark_and_declaration() {
    let bare = with(BUILDER, DECLARATION, "");
    let declared = format!(
        "{DECLARATION}{}",
        with(PUBLISHED, ">Lyon<", ">Montréal 北<")
    );
    for (plain, other) in [(BUILDER, bare.as_str()), (declared.as_str(), PUBLISHED)] {
        for document in [plain, other] {
            let text = document.replace('\n', "\r\n");
            let expected = crate::read(document).text;
            let little = utf16(&text, u16::to_le_bytes);
            let big = utf16(&text, u16::to_be_bytes);
            let forms: [(&[u8], &[u8]); 6] = [
                (b"", text.as_bytes()),
                (b"\xEF\xBB\xBF", text.as_bytes()),
                (b"\xFF\xFE", &little),
                (b"\xFE\xFF", &big),
                (b"", &little),
                (b"", &big),
            ];
            for (mark, bytes) in forms {
                let read = crate::written("topology.xml", &[mark, bytes].concat());
                assert_eq!(read.unwrap().text, expected, "{mark:?}");
            }
        }
    }
    assert!(
        crate::read(&declared)
            .text
            .contains("site: \"Montréal 北\"")
    );
}

#[test]
fn a_declaration_of_utf_16_holds_where_the_bytes_are_utf_16() {
    let text = with(BUILDER, "encoding=\"utf-8\"", "encoding=\"utf-16\"");
    let bytes = [&b"\xFF\xFE"[..], &utf16(&text, u16::to_le_bytes)].concat();
    let read = crate::written("topology.xml", &bytes).unwrap();
    assert_eq!(read.text, crate::read(BUILDER).text);
}

#[test]
fn an_old_code_page_is_refused_with_the_place_of_the_first_odd_byte() {
    let mut bytes = with(BUILDER, "Zürich", "Zurich").into_bytes();
    let at = bytes.windows(6).position(|six| six == b"Zurich").unwrap();
    bytes[at + 1] = 0xFC;
    let (code, message, _) = only(&bytes);
    assert_eq!(code, "topology_encoding");
    assert!(message.contains("0xFC in line 27, column 83"), "{message}");
}

#[test]
fn utf_16_that_is_cut_off_is_refused() {
    let mut bytes = utf16(BUILDER, u16::to_le_bytes);
    bytes.pop();
    let (code, message, _) = only(&bytes);
    assert_eq!(code, "topology_encoding");
    assert!(message.contains("cut off or damaged"), "{message}");
}
