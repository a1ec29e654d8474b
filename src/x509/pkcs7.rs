//! Certificates in a PKCS#7 message, as authorities hand out a chain (.p7b, .p7c).

use super::DecodeError;
use super::asn1::{Element, dotted, tag};

const EXPECTED: &str = "a PKCS#7 message";

/// The certificates in a SignedData message (RFC 5652 5.1), each in DER, in their
/// order, which says nothing: authorities write them as they like.
///
/// Indefinite lengths are read too, since Windows and Java wrote them. Whether the
/// message itself is signed does not matter; attribute certificates are passed over.
///
/// # Errors
///
/// When the bytes are something else, go on behind the message, or hold other
/// contents or no certificate.
pub fn pkcs7_certificates(der: &[u8]) -> Result<Vec<Vec<u8>>, DecodeError> {
    let malformed = |reason| DecodeError::malformed(EXPECTED, reason);
    let (message, rest) =
        Element::read(der).ok_or_else(|| malformed("it breaks off or is no ASN.1"))?;
    if !rest.is_empty() {
        return Err(DecodeError::Trailing {
            expected: EXPECTED,
            count: rest.len(),
        });
    }
    let parts = message.tagged(tag::SEQUENCE).and_then(|it| it.children());
    let Some([kind, wrapped @ ..]) = parts.as_deref() else {
        return Err(malformed("it is not a sequence"));
    };
    if kind.tag != tag::OBJECT_IDENTIFIER {
        return Err(malformed("it does not begin with a content type"));
    }
    match dotted(kind.content).as_str() {
        "1.2.840.113549.1.7.2" => {}
        other => {
            return Err(DecodeError::OtherContent {
                found: named(other),
            });
        }
    }
    let certificates = wrapped
        .first()
        .and_then(|wrapper| wrapper.tagged(0xa0))
        .and_then(|wrapper| Element::whole(wrapper.content))
        .and_then(|signed| signed.tagged(tag::SEQUENCE))
        .and_then(|signed| signed.children())
        .ok_or_else(|| malformed("its SignedData cannot be read"))?
        .into_iter()
        // version, digestAlgorithms, encapContentInfo, then certificates [0].
        .find(|part| part.tag == 0xa0)
        .map_or(Some(Vec::new()), |set| set.children())
        .ok_or_else(|| malformed("its certificates cannot be read"))?;
    let certificates: Vec<Vec<u8>> = certificates
        .into_iter()
        .filter(|choice| choice.tag == tag::SEQUENCE)
        .map(|certificate| certificate.raw.to_vec())
        .collect();
    if certificates.is_empty() {
        let found = "nothing".to_owned();
        return Err(DecodeError::OtherContent { found });
    }
    Ok(certificates)
}

/// The content types of RFC 5652 and RFC 5083.
fn named(oid: &str) -> String {
    match oid {
        "1.2.840.113549.1.7.1" => "plain data",
        "1.2.840.113549.1.7.3" => "data enveloped for a recipient",
        "1.2.840.113549.1.7.4" => "signed and enveloped data",
        "1.2.840.113549.1.7.5" => "a digest",
        "1.2.840.113549.1.7.6" => "encrypted data",
        other => return format!("content of type {other}"),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::asn1::{object_identifier, write};

    /// A degenerate SignedData around what stands in for certificates.
    fn message(kind: &str, certificates: &[&[u8]]) -> Vec<u8> {
        let version = write(tag::INTEGER, &[&[1]]);
        let digests = write(tag::SET, &[]);
        let data = object_identifier("1.2.840.113549.1.7.1").unwrap();
        let inner = write(tag::SEQUENCE, &[&data]);
        let set = write(0xa0, certificates);
        let signers = write(tag::SET, &[]);
        let signed = write(tag::SEQUENCE, &[&version, &digests, &inner, &set, &signers]);
        let kind = object_identifier(kind).unwrap();
        write(tag::SEQUENCE, &[&kind, &write(0xa0, &[&signed])])
    }

    #[test]
    fn certificates_come_out_in_their_order_and_other_choices_are_passed_over() {
        let (a, b): (&[u8], &[u8]) = (b"\x30\x01a", b"\x30\x01b");
        let message = message("1.2.840.113549.1.7.2", &[b, b"\xa1\x01x", a]);
        assert_eq!(pkcs7_certificates(&message).unwrap(), [b, a]);
    }

    #[test]
    fn another_message_is_refused_with_what_it_is() {
        let error = |bytes: &[u8]| pkcs7_certificates(bytes).unwrap_err().to_string();
        assert_eq!(
            error(&message("1.2.840.113549.1.7.3", &[])),
            "the PKCS#7 message holds data enveloped for a recipient where certificates are expected"
        );
        assert_eq!(
            error(&message("1.2.840.113549.1.7.2", &[])),
            "the PKCS#7 message holds nothing where certificates are expected"
        );
        assert_eq!(
            error(b"\x30\x82\x01\x00\x06"),
            "this is not a PKCS#7 message: it breaks off or is no ASN.1"
        );
        let trailing = [message("1.2.840.113549.1.7.2", &[]), vec![0, 0]].concat();
        assert_eq!(
            error(&trailing),
            "further bytes (2) follow the end of a PKCS#7 message"
        );
    }
}
