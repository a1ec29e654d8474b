//! Keys in the one shape that forecert keeps and writes, and their public halves as
//! SubjectPublicKeyInfo. Every buffer that holds a private number is wiped.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _,
};
use zeroize::Zeroizing;

use super::KeyError;
use super::container::{self, Material, curve_oid};
use crate::cert::Curve;
use crate::cert::PublicKey;
use crate::x509;
use crate::x509::asn1::{self, tag};

/// Whose key it is, without loading it: an RSA key's public half is read from its
/// numbers, and whether they belong together is not asked.
///
/// # Errors
///
/// As [`PrivateKey::from_der`](super::PrivateKey::from_der).
pub fn public_half(der: &[u8]) -> Result<PublicKey, KeyError> {
    public_of(&kept(container::read(der)?)?.1)
}

/// The key as PKCS#8, and its public half as SubjectPublicKeyInfo.
pub(super) fn kept(material: Material<'_>) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), KeyError> {
    match material {
        Material::Rsa {
            pkcs1,
            modulus,
            exponent,
        } => {
            let public = rsa_public(&modulus, &exponent);
            Ok((wrapped(&rsa_algorithm(), pkcs1), public))
        }
        Material::Ec {
            curve,
            scalar,
            point,
        } => {
            let (pkcs8, point) = elliptic(curve, scalar, point)?;
            Ok((pkcs8, ec_public(curve, &point)))
        }
        Material::Ed25519 { pkcs8 } => {
            let public = ed25519_public(pkcs8)?;
            Ok((Zeroizing::new(pkcs8.to_vec()), public))
        }
    }
}

/// What and which key a SubjectPublicKeyInfo is.
pub(super) fn public_of(public_der: &[u8]) -> Result<PublicKey, KeyError> {
    x509::public_key(public_der).map_err(|_| KeyError::Damaged {
        reason: "its public half is not well-formed",
    })
}

/// The one algorithm that a curve's keys sign with (RFC 5480 4).
pub(super) fn signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
        Curve::P521 => &ECDSA_P521_SHA512_ASN1_SIGNING,
    }
}

fn oid(dotted: &str) -> Vec<u8> {
    asn1::object_identifier(dotted).expect("the constant is an OID")
}

fn rsa_algorithm() -> Vec<u8> {
    let null = asn1::write(tag::NULL, &[]);
    asn1::write(tag::SEQUENCE, &[&oid("1.2.840.113549.1.1.1"), &null])
}

fn ec_algorithm(curve: Curve) -> Vec<u8> {
    let parts = [oid("1.2.840.10045.2.1"), oid(curve_oid(curve))];
    asn1::write(tag::SEQUENCE, &[&parts[0], &parts[1]])
}

/// PKCS#8 version 1 (RFC 5208 5) around a key.
fn wrapped(algorithm: &[u8], key: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = Zeroizing::new(asn1::write(tag::OCTET_STRING, &[key]));
    let version = asn1::unsigned(&[0]);
    Zeroizing::new(asn1::write(tag::SEQUENCE, &[&version, algorithm, &key]))
}

fn spki(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let key = asn1::write(tag::BIT_STRING, &[&[0], key]);
    asn1::write(tag::SEQUENCE, &[algorithm, &key])
}

fn rsa_public(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = [asn1::unsigned(modulus), asn1::unsigned(exponent)];
    let key = asn1::write(tag::SEQUENCE, &[&numbers[0], &numbers[1]]);
    spki(&rsa_algorithm(), &key)
}

fn ec_public(curve: Curve, point: &[u8]) -> Vec<u8> {
    spki(&ec_algorithm(curve), point)
}

/// A PKCS#8 of one shape, whatever it came in, and the public point.
///
/// RFC 5915 3: the private number has as many octets as the curve, which not every
/// tool observes.
fn elliptic(
    curve: Curve,
    scalar: &[u8],
    claimed: Option<&[u8]>,
) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), KeyError> {
    let damaged = |reason| KeyError::Damaged { reason };
    let size = curve.bits().div_ceil(8) as usize;
    let zeros = scalar.iter().take_while(|octet| **octet == 0).count();
    let scalar = &scalar[zeros..];
    let mut padded = Zeroizing::new(vec![0; size]);
    let start = size
        .checked_sub(scalar.len())
        .ok_or_else(|| damaged("its number is too long for its curve"))?;
    padded[start..].copy_from_slice(scalar);
    let version = asn1::unsigned(&[1]);
    let number = Zeroizing::new(asn1::write(tag::OCTET_STRING, &[&padded]));
    let bare = Zeroizing::new(asn1::write(tag::SEQUENCE, &[&version, &number]));
    let algorithm = ec_algorithm(curve);
    let pair = EcdsaKeyPair::from_pkcs8(signing(curve), &wrapped(&algorithm, &bare))
        .map_err(|_| damaged("its number does not lie on its curve"))?;
    let point = pair.public_key().as_ref().to_vec();
    if let Some(claimed) = claimed {
        let (claimed, own) = (ec_public(curve, claimed), ec_public(curve, &point));
        if public_of(&claimed)? != public_of(&own)? {
            return Err(damaged("its public half belongs to another key"));
        }
    }
    let public = asn1::write(tag::BIT_STRING, &[&[0], &point]);
    let public = asn1::write(0xa1, &[&public]);
    let key = Zeroizing::new(asn1::write(tag::SEQUENCE, &[&version, &number, &public]));
    Ok((wrapped(&algorithm, &key), point))
}

fn ed25519_public(pkcs8: &[u8]) -> Result<Vec<u8>, KeyError> {
    let pair =
        Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(|_| KeyError::Damaged {
            reason: "its Ed25519 seed is not well-formed",
        })?;
    let point = pair.public_key().as_ref().to_vec();
    if container::ed25519_point(pkcs8).is_some_and(|claimed| claimed != point) {
        return Err(KeyError::Damaged {
            reason: "its public half belongs to another key",
        });
    }
    let algorithm = asn1::write(tag::SEQUENCE, &[&oid("1.3.101.112")]);
    Ok(spki(&algorithm, &point))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cert::KeySpec;
    use crate::secret::PrivateKey;

    fn key() -> PrivateKey {
        PrivateKey::generate(&KeySpec::Ec(Curve::P256))
            .ok()
            .unwrap()
    }

    /// SEC1 (RFC 5915 3) of a number, perhaps with a public point.
    fn sec1(number: &[u8], point: Option<&[u8]>) -> Vec<u8> {
        let number = asn1::write(tag::OCTET_STRING, &[number]);
        let curve = asn1::write(0xa0, &[&oid(curve_oid(Curve::P256))]);
        let point = point.map_or_else(Vec::new, |point| {
            asn1::write(0xa1, &[&asn1::write(tag::BIT_STRING, &[&[0], point])])
        });
        asn1::write(
            tag::SEQUENCE,
            &[&asn1::unsigned(&[1]), &number, &curve, &point],
        )
    }

    #[test]
    fn a_number_with_too_few_or_too_many_zeros_is_the_same_key() {
        let exact = [&[0; 31][..], &[7]].concat();
        let longer = [&[0; 40][..], &[7]].concat();
        let public = public_half(&sec1(&exact, None)).unwrap();
        assert_eq!(public_half(&sec1(&[7], None)), Ok(public.clone()));
        assert_eq!(public_half(&sec1(&longer, None)), Ok(public));
    }

    #[test]
    fn a_number_off_the_curve_is_damage() {
        for number in [&[0; 32][..], &[0xff; 32], &[1; 33]] {
            let half = public_half(&sec1(number, None));
            assert!(matches!(half, Err(KeyError::Damaged { .. })), "{number:?}");
        }
    }

    #[test]
    fn the_public_half_of_another_key_is_noticed() {
        let other = key();
        let point = &other.public_der()[other.public_der().len() - 65..];
        let half = public_half(&sec1(&[7], Some(point)));
        let reason = "its public half belongs to another key";
        assert_eq!(half, Err(KeyError::Damaged { reason }));
    }

    #[test]
    fn the_attributes_that_windows_adds_to_pkcs8_are_passed_over() {
        let key = key();
        let whole = asn1::Element::whole(key.pkcs8()).unwrap();
        // keyUsage: digitalSignature, as a PKCS#12 export of Windows has it.
        let attribute = b"\xa0\x0d\x30\x0b\x06\x03\x55\x1d\x0f\x31\x04\x03\x02\x00\x80";
        let with = asn1::write(tag::SEQUENCE, &[whole.content, attribute]);
        assert_eq!(public_half(&with), Ok(key.public().clone()));
    }

    #[test]
    fn no_error_carries_a_byte_of_the_key() {
        let number = [0xff; 32];
        let error = public_half(&sec1(&number, None)).unwrap_err();
        let shown = format!("{error} {error:?} {}", error.help());
        assert!(!shown.contains("255") && !shown.contains("ff"), "{shown}");
    }
}
