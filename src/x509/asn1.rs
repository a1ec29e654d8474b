//! The few strokes of ASN.1 that stand between the bytes and their meaning: reading
//! and writing one element, an object identifier as text, a string of any type as text.

use std::fmt::Write as _;

/// BOOLEAN, INTEGER and so on by their identifier octet (X.690 8.1.2).
pub mod tag {
    /// INTEGER
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    /// UTF8String
    pub const UTF8_STRING: u8 = 0x0c;
    /// PrintableString
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// IA5String
    pub const IA5_STRING: u8 = 0x16;
    /// BMPString
    pub const BMP_STRING: u8 = 0x1e;
    /// SEQUENCE, constructed
    pub const SEQUENCE: u8 = 0x30;
    /// SET, constructed
    pub const SET: u8 = 0x31;
}

/// How deep indefinite lengths may nest; the PKCS#7 of Windows nests four.
const DEPTH: usize = 12;

/// One element: identifier octet, contents, and all its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet; tag numbers above 30 are not read.
    pub tag: u8,
    /// The contents, without an end-of-contents mark.
    pub content: &'a [u8],
    /// Identifier, length, contents and end-of-contents mark.
    pub raw: &'a [u8],
}

impl<'a> Element<'a> {
    /// Reads the first element of the input and gives what follows it. Indefinite
    /// lengths (X.690 8.1.3.6) are read too.
    pub fn read(input: &'a [u8]) -> Option<(Self, &'a [u8])> {
        read(input, DEPTH)
    }

    /// Reads an element that fills the whole input.
    pub fn whole(input: &'a [u8]) -> Option<Self> {
        match Self::read(input)? {
            (element, []) => Some(element),
            _ => None,
        }
    }

    /// The elements that the contents consist of.
    pub fn children(&self) -> Option<Vec<Element<'a>>> {
        let mut rest = self.content;
        let mut children = Vec::new();
        while !rest.is_empty() {
            let (child, behind) = Self::read(rest)?;
            children.push(child);
            rest = behind;
        }
        Some(children)
    }

    /// The element, if it has this identifier octet.
    pub fn tagged(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }
}

fn read(input: &[u8], depth: usize) -> Option<(Element<'_>, &[u8])> {
    let (&tag, rest) = input.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (content, behind) = match first {
        0x80 if tag & 0x20 != 0 => {
            let depth = depth.checked_sub(1)?;
            let mut at = rest;
            while !at.starts_with(&[0, 0]) {
                at = read(at, depth)?.1;
            }
            (&rest[..rest.len() - at.len()], &at[2..])
        }
        0..=0x7f => rest.split_at_checked(usize::from(first))?,
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = length
                .iter()
                .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
            rest.split_at_checked(usize::try_from(length).ok()?)?
        }
        _ => return None,
    };
    let raw = &input[..input.len() - behind.len()];
    Some((Element { tag, content, raw }, behind))
}

/// Writes one element in DER, its contents being the parts one after the other.
pub fn write(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = Vec::with_capacity(length + 6);
    bytes.push(tag);
    let octets = length.to_be_bytes();
    match length {
        0..=0x7f => bytes.push(octets[octets.len() - 1]),
        _ => {
            let zeros = octets.iter().take_while(|octet| **octet == 0).count();
            let octets = &octets[zeros..];
            bytes.push(0x80 | u8::try_from(octets.len()).expect("a usize has 8 octets at most"));
            bytes.extend_from_slice(octets);
        }
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

/// Writes an INTEGER that is not negative, from its big-endian octets.
pub fn unsigned(octets: &[u8]) -> Vec<u8> {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    match &octets[zeros..] {
        [] => write(tag::INTEGER, &[&[0]]),
        [first, ..] if *first >= 0x80 => write(tag::INTEGER, &[&[0], &octets[zeros..]]),
        significant => write(tag::INTEGER, &[significant]),
    }
}

/// Writes an OBJECT IDENTIFIER from its dotted notation.
pub fn object_identifier(dotted: &str) -> Option<Vec<u8>> {
    let arcs: Vec<u64> = dotted
        .split('.')
        .map(|arc| arc.parse().ok())
        .collect::<Option<_>>()?;
    let [first @ 0..=2, second, rest @ ..] = &arcs[..] else {
        return None;
    };
    if *first < 2 && *second > 39 {
        return None;
    }
    let mut content = Vec::new();
    for arc in std::iter::once(first.checked_mul(40)?.checked_add(*second)?).chain(rest.to_vec()) {
        let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
        for group in (0..groups).rev() {
            let low = (arc >> (7 * group) & 0x7f) as u8;
            content.push(if group > 0 { low | 0x80 } else { low });
        }
    }
    Some(write(tag::OBJECT_IDENTIFIER, &[&content]))
}

/// The contents of an OBJECT IDENTIFIER in dotted notation; in hexadecimal where
/// they are not a well-formed one.
pub fn dotted(content: &[u8]) -> String {
    let mut arcs: Vec<u128> = Vec::new();
    let mut arc = 0_u128;
    for byte in content {
        if arc >> 121 != 0 {
            return hex(content);
        }
        arc = arc << 7 | u128::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            arcs.push(arc);
            arc = 0;
        }
    }
    let (Some(first), Some(0..=0x7f)) = (arcs.first().copied(), content.last()) else {
        return hex(content);
    };
    let root = (first / 40).min(2);
    let mut text = format!("{root}.{}", first - root * 40);
    for arc in &arcs[1..] {
        write!(text, ".{arc}").expect("writing to a string cannot fail");
    }
    text
}

/// Lower-case hexadecimal, two digits an octet, behind a `#` as RFC 4514 2.4 marks it.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(1 + 2 * bytes.len());
    text.push('#');
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

/// A string of any ASN.1 type as text that can be shown on one line.
///
/// | type | read as |
/// |---|---|
/// | UTF8String, and the ASCII ones | UTF-8, else Latin-1 |
/// | TeletexString (T61) | Latin-1, as nobody ever wrote true T.61 |
/// | BMPString | UTF-16, big-endian |
/// | UniversalString | UTF-32, big-endian |
/// | anything else | hexadecimal |
///
/// Control characters come out escaped, so that a name cannot forge a line.
pub fn text(tag: u8, bytes: &[u8]) -> String {
    let latin = || bytes.iter().map(|byte| char::from(*byte)).collect();
    let decoded: String = match tag {
        0x0c | 0x12 | 0x13 | 0x16 | 0x1a | 0x1b => {
            std::str::from_utf8(bytes).map_or_else(|_| latin(), str::to_owned)
        }
        0x14 => latin(),
        0x1e if bytes.len().is_multiple_of(2) => {
            let units = bytes
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        0x1c if bytes.len().is_multiple_of(4) => bytes
            .chunks_exact(4)
            .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
            .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect(),
        _ => hex(bytes),
    };
    printable(&decoded)
}

/// The text with its control characters escaped.
pub(super) fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let escaped = c.is_control().then(|| c.escape_default());
            let plain = escaped.is_none().then_some(c);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_every_form_and_written_in_the_shortest() {
        let long = [&b"\x04\x81\x80"[..], &[7; 128]].concat();
        let read = |bytes| Element::whole(bytes).map(|element| element.content.len());
        assert_eq!(read(b"\x04\x02ab"), Some(2));
        assert_eq!(read(&long), Some(128));
        assert_eq!(read(b"\x04\x84\x00\x00\x00\x01a"), Some(1));
        assert_eq!(read(b"\x30\x80\x04\x01a\x00\x00"), Some(3));
        assert_eq!(read(b"\x04\x02a"), None);
        assert_eq!(read(b"\x04\x80\x00\x00"), None);
        assert_eq!(read(b"\x30\x80\x04\x01a"), None);
        assert_eq!(read(b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(write(tag::OCTET_STRING, &[&[7; 100], &[7; 28]]), long);
        assert_eq!(write(4, &[&[7; 256]])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn indefinite_lengths_do_not_nest_without_end() {
        let nested = [[0x30, 0x80].repeat(100_000), vec![0; 200_000]].concat();
        assert_eq!(Element::whole(&nested), None);
    }

    #[test]
    fn object_identifiers_are_written_and_read_alike() {
        for text in [
            "1.2.840.113549.1.1.1",
            "2.5.4.3",
            "0.9.2342.19200300.100.1.25",
            "2.999.1",
            "1.0",
        ] {
            let bytes = object_identifier(text).unwrap();
            assert_eq!(dotted(&bytes[2..]), text);
        }
        for text in ["", "1", "1.", "3.1", "1.40", "1.2.x", "1.2.-3"] {
            assert_eq!(object_identifier(text), None, "{text}");
        }
        assert_eq!(dotted(&[]), "#");
        assert_eq!(dotted(&[0x2a, 0x86]), "#2a86");
        assert_eq!(dotted(&[0xff; 40]), hex(&[0xff; 40]));
    }

    #[test]
    fn strings_of_every_type_come_out_as_text_on_one_line() {
        assert_eq!(text(0x0c, "Zürich".as_bytes()), "Zürich");
        assert_eq!(text(0x0c, b"Z\xfcrich"), "Zürich");
        assert_eq!(text(0x14, b"Z\xfcrich"), "Zürich");
        assert_eq!(text(0x1e, b"\0Z\0\xfc\0r"), "Zür");
        assert_eq!(text(0x1e, b"\xd8\x00\0a"), "\u{fffd}a");
        assert_eq!(text(0x1e, b"odd"), "#6f6464");
        assert_eq!(text(0x1c, b"\0\0\0Z\0\x01\xf6\x00"), "Z😀");
        assert_eq!(text(0x04, b"\x01\x02"), "#0102");
        assert_eq!(text(0x13, b"a\nCN=b"), "a\\nCN=b");
    }

    #[test]
    fn numbers_are_written_positive_and_without_needless_zeros() {
        assert_eq!(unsigned(&[]), [2, 1, 0]);
        assert_eq!(unsigned(&[0, 0, 5]), [2, 1, 5]);
        assert_eq!(unsigned(&[0x80]), [2, 2, 0, 0x80]);
    }
}
