//! Which public key: algorithm, size, and a digest that is the same wherever and
//! however the key was written down.

use aws_lc_rs::digest;
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::signature::{self, UnparsedPublicKey};
use x509_parser::x509::SubjectPublicKeyInfo;

use super::DecodeError;
use super::asn1::{self, Element, dotted, tag};
use super::whole::whole;
use crate::cert::Curve;
use crate::cert::KeyId;
use crate::cert::KeySpec;
use crate::cert::PublicKey;

const EXPECTED: &str = "a public key (SubjectPublicKeyInfo)";

/// rsaEncryption, 1.2.840.113549.1.1.1, with NULL parameters (RFC 3279 2.3.1).
const RSA: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Reads a SubjectPublicKeyInfo in DER (RFC 5280 4.1.2.7).
///
/// The id is taken over a canonical form: an RSA key has the same one whether its
/// parameters are NULL or absent, a key on one of the three curves whether its point
/// is compressed or not. Other keys are hashed as they stand.
///
/// # Errors
///
/// When the bytes are something else, go on behind the key, or hold an RSA key
/// without modulus or exponent.
pub fn public_key(spki_der: &[u8]) -> Result<PublicKey, DecodeError> {
    let spki: SubjectPublicKeyInfo<'_> = whole(spki_der, EXPECTED)?;
    let key = spki.subject_public_key.data.as_ref();
    let (spec, canonical) = match dotted(spki.algorithm.algorithm.as_bytes()).as_str() {
        "1.2.840.113549.1.1.1" => rsa(key)?,
        "1.2.840.10045.2.1" => {
            let parameters = spki.algorithm.parameters.as_ref();
            let curve = parameters
                .filter(|any| any.header.tag().0 == u32::from(tag::OBJECT_IDENTIFIER))
                .map(|any| dotted(any.data));
            elliptic(curve.as_deref(), key, spki_der)
        }
        oid => (KeySpec::Other(named(oid)), spki_der.to_vec()),
    };
    let id = KeyId(sha256(&canonical));
    Ok(PublicKey { id, spec })
}

/// SHA-256, for fingerprints and ids.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = digest::digest(&digest::SHA256, bytes);
    digest.as_ref().try_into().expect("SHA-256 has 32 octets")
}

/// SHA-1, for nothing but the name that Windows gives a certificate.
pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    let digest = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    digest.as_ref().try_into().expect("SHA-1 has 20 octets")
}

fn rsa(key: &[u8]) -> Result<(KeySpec, Vec<u8>), DecodeError> {
    let numbers = Element::whole(key)
        .and_then(|sequence| sequence.tagged(tag::SEQUENCE))
        .and_then(|sequence| sequence.children());
    let Some([modulus, exponent]) = numbers.as_deref() else {
        let reason = "the RSA key is not a modulus and an exponent";
        return Err(DecodeError::malformed(EXPECTED, reason));
    };
    let (Some(n), Some(e)) = (magnitude(*modulus), magnitude(*exponent)) else {
        let reason = "the RSA key has no modulus or no exponent";
        return Err(DecodeError::malformed(EXPECTED, reason));
    };
    let bits = n.len() * 8 - n[0].leading_zeros() as usize;
    let bits = u32::try_from(bits).map_err(|error| DecodeError::malformed(EXPECTED, error))?;
    let key = asn1::write(tag::SEQUENCE, &[&asn1::unsigned(n), &asn1::unsigned(e)]);
    let point = asn1::write(tag::BIT_STRING, &[&[0], &key]);
    Ok((
        KeySpec::Rsa(bits),
        asn1::write(tag::SEQUENCE, &[RSA, &point]),
    ))
}

/// The octets of a number that is not zero; RSA numbers without a sign octet, as
/// old tools wrote them, are taken for positive.
fn magnitude(integer: Element<'_>) -> Option<&[u8]> {
    let octets = integer.tagged(tag::INTEGER)?.content;
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    Some(&octets[zeros..]).filter(|octets| !octets.is_empty())
}

fn elliptic(curve: Option<&str>, point: &[u8], spki_der: &[u8]) -> (KeySpec, Vec<u8>) {
    let unchanged = || spki_der.to_vec();
    let Some(oid) = curve else {
        let name = "EC with explicit parameters".to_owned();
        return (KeySpec::Other(name), unchanged());
    };
    let Some((curve, _, algorithm)) = curves().into_iter().find(|(_, known, _)| *known == oid)
    else {
        return (KeySpec::Other(format!("EC {}", named(oid))), unchanged());
    };
    if !matches!(point.first(), Some(2 | 3)) {
        return (KeySpec::Ec(curve), unchanged());
    }
    // RFC 5480 2.2: compressed. The library writes points uncompressed.
    let expanded = UnparsedPublicKey::new(algorithm, point)
        .parse()
        .ok()
        .and_then(|key| key.as_der().ok());
    let canonical = expanded.map_or_else(unchanged, |key| key.as_ref().to_vec());
    (KeySpec::Ec(curve), canonical)
}

/// The curves that Windows knows by name, with an algorithm that reads their points.
type KnownCurve = (
    Curve,
    &'static str,
    &'static dyn signature::VerificationAlgorithm,
);

fn curves() -> [KnownCurve; 3] {
    [
        (
            Curve::P256,
            "1.2.840.10045.3.1.7",
            &signature::ECDSA_P256_SHA256_ASN1,
        ),
        (
            Curve::P384,
            "1.3.132.0.34",
            &signature::ECDSA_P384_SHA384_ASN1,
        ),
        (
            Curve::P521,
            "1.3.132.0.35",
            &signature::ECDSA_P521_SHA512_ASN1,
        ),
    ]
}

/// The common name of an algorithm or a curve that forecert reads but does not make.
fn named(oid: &str) -> String {
    match oid {
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.10040.4.1" => "DSA",
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        "1.3.132.0.10" => "secp256k1",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2^1023 + 1, as good as any modulus here.
    fn modulus() -> Vec<u8> {
        let mut octets = vec![0; 128];
        octets[0] = 0x80;
        octets[127] = 1;
        octets
    }

    fn spki(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
        let key = asn1::write(tag::BIT_STRING, &[&[0], key]);
        asn1::write(
            tag::SEQUENCE,
            &[&asn1::write(tag::SEQUENCE, algorithm), &key],
        )
    }

    fn numbers(modulus: &[u8]) -> Vec<u8> {
        let modulus = asn1::write(tag::INTEGER, &[modulus]);
        asn1::write(tag::SEQUENCE, &[&modulus, b"\x02\x03\x01\x00\x01"])
    }

    #[test]
    fn an_rsa_key_is_the_same_however_it_is_written() {
        let oid = asn1::object_identifier("1.2.840.113549.1.1.1").unwrap();
        let padded = [&[0][..], &modulus()].concat();
        let key = public_key(&spki(&[&oid, b"\x05\x00"], &numbers(&padded))).unwrap();
        assert_eq!(key.spec, KeySpec::Rsa(1024));
        let without_parameters = public_key(&spki(&[&oid], &numbers(&padded)));
        assert_eq!(without_parameters, Ok(key.clone()));
        let without_sign = public_key(&spki(&[&oid, b"\x05\x00"], &numbers(&modulus())));
        assert_eq!(without_sign, Ok(key));
    }

    #[test]
    fn a_key_bound_to_pss_is_not_an_rsa_key() {
        let oid = asn1::object_identifier("1.2.840.113549.1.1.10").unwrap();
        let key = public_key(&spki(&[&oid], &numbers(&modulus()))).unwrap();
        assert_eq!(key.spec, KeySpec::Other("RSASSA-PSS".to_owned()));
    }

    #[test]
    fn what_is_no_key_is_refused_with_the_reason() {
        let oid = asn1::object_identifier("1.2.840.113549.1.1.1").unwrap();
        let error = |bytes: &[u8]| public_key(bytes).unwrap_err().to_string();
        let start = "this is not a public key (SubjectPublicKeyInfo): ";
        assert_eq!(
            error(&spki(&[&oid], &numbers(&[0]))),
            format!("{start}the RSA key has no modulus or no exponent")
        );
        assert_eq!(
            error(&spki(&[&oid], b"\x04\x00")),
            format!("{start}the RSA key is not a modulus and an exponent")
        );
        let longer = [spki(&[&oid], &numbers(&modulus())), vec![0]].concat();
        assert_eq!(
            error(&longer),
            "further bytes (1) follow the end of a public key (SubjectPublicKeyInfo)"
        );
    }
}
