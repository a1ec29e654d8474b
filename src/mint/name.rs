//! A subject as a Name in DER. rcgen's own keeps one value of each attribute, which
//! silently drops the second DC of every AD CS name.

use super::MintError;
use crate::cert::Subject;
use crate::x509::asn1::{self, tag};
use crate::x509::attribute_oid;

/// How many characters a value has at most (RFC 5280 appendix A.1, upper bounds).
const BOUNDS: &[(&str, usize)] = &[
    ("CN", 64),
    ("O", 64),
    ("OU", 64),
    ("L", 128),
    ("ST", 128),
    ("C", 2),
    ("serialNumber", 64),
    ("emailAddress", 255),
];

/// Encodes the subject in its order, each value in a part of its own.
///
/// Types as RFC 5280 4.1.2.4 and appendix A.1 have them: PrintableString for C and
/// serialNumber, IA5String for DC and emailAddress, UTF8String for the rest.
pub(super) fn encoded(subject: &Subject) -> Result<Vec<u8>, MintError> {
    let parts = subject.0.iter().map(|(attribute, value)| {
        let wrong = |reason: &str| MintError::Attribute {
            attribute: attribute.clone(),
            reason: reason.to_owned(),
        };
        check(attribute, value).map_err(|reason| wrong(&reason))?;
        let oid = asn1::object_identifier(attribute_oid(attribute))
            .ok_or_else(|| wrong("is an attribute that is not known"))?;
        let string = match attribute.as_str() {
            "C" | "serialNumber" => tag::PRINTABLE_STRING,
            "DC" | "emailAddress" => tag::IA5_STRING,
            _ => tag::UTF8_STRING,
        };
        let value = asn1::write(string, &[value.as_bytes()]);
        let pair = asn1::write(tag::SEQUENCE, &[&oid, &value]);
        Ok(asn1::write(tag::SET, &[&pair]))
    });
    let parts: Vec<Vec<u8>> = parts.collect::<Result<_, MintError>>()?;
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(asn1::write(tag::SEQUENCE, &parts))
}

fn check(attribute: &str, value: &str) -> Result<(), String> {
    if value.is_empty() {
        return Err("is empty".to_owned());
    }
    if value.chars().any(char::is_control) {
        return Err("holds a control character".to_owned());
    }
    let count = value.chars().count();
    let bound = BOUNDS.iter().find(|(bounded, _)| *bounded == attribute);
    if let Some((_, limit)) = bound.filter(|(_, limit)| count > *limit) {
        return Err(format!(
            "has {count} characters, but {limit} at most are possible"
        ));
    }
    match attribute {
        // X.520 6.3.1: ISO 3166 alpha-2.
        "C" if !(count == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase())) => {
            Err("is not a country code of two capital letters".to_owned())
        }
        // X.680 41.4, PrintableString.
        "serialNumber" if !value.bytes().all(printable) => {
            Err("holds a character that PrintableString does not know".to_owned())
        }
        "DC" | "emailAddress" if !value.is_ascii() => Err("is not ASCII".to_owned()),
        _ => Ok(()),
    }
}

fn printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(pairs: &[(&str, &str)]) -> Subject {
        let own = |(a, v): &(&str, &str)| ((*a).to_owned(), (*v).to_owned());
        Subject(pairs.iter().map(own).collect())
    }

    #[test]
    fn each_value_stands_in_a_part_of_its_own_with_the_type_of_its_attribute() {
        let name = encoded(&subject(&[
            ("DC", "com"),
            ("DC", "ab"),
            ("C", "US"),
            ("CN", "é"),
        ]));
        let expected = [
            &b"\x30\x40"[..],
            b"\x31\x13\x30\x11\x06\x0a\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19\x16\x03com",
            b"\x31\x12\x30\x10\x06\x0a\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19\x16\x02ab",
            b"\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02US",
            b"\x31\x0b\x30\x09\x06\x03\x55\x04\x03\x0c\x02\xc3\xa9",
        ]
        .concat();
        let mut expected = expected;
        expected[1] = u8::try_from(expected.len() - 2).unwrap();
        assert_eq!(name.unwrap(), expected);
    }

    #[test]
    fn a_value_that_no_authority_would_take_is_refused() {
        for (attribute, value) in [
            ("CN", ""),
            ("CN", &"a".repeat(65)),
            ("C", "us"),
            ("C", "USA"),
            ("DC", "münchen"),
            ("O", "a\nb"),
            ("colour", "blue"),
        ] {
            assert!(
                encoded(&subject(&[(attribute, value)])).is_err(),
                "{attribute}={value}"
            );
        }
    }
}
