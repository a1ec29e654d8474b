//! The containers that private keys come in: PKCS#8 (RFC 5208, RFC 5958), PKCS#1
//! (RFC 8017 A.1.2) and SEC1 (RFC 5915).

use der::Decode as _;
use pkcs1::RsaPrivateKey;
use pkcs8::PrivateKeyInfoRef;
use sec1::EcPrivateKey;

use super::KeyError;
use crate::cert::Curve;
use crate::x509::asn1::{Element, tag};

/// What a container holds.
pub(super) enum Material<'a> {
    Rsa {
        /// The whole PKCS#1 structure.
        pkcs1: &'a [u8],
        /// The modulus, big-endian.
        modulus: Vec<u8>,
        /// The public exponent, big-endian.
        exponent: Vec<u8>,
    },
    Ec {
        curve: Curve,
        /// The private number, big-endian; perhaps with too many or too few zeros.
        scalar: &'a [u8],
        /// The public point, where the container has it.
        point: Option<&'a [u8]>,
    },
    Ed25519 {
        /// The whole PKCS#8 structure.
        pkcs8: &'a [u8],
    },
}

/// Recognises the container by its shape and takes it apart.
pub(super) fn read(bytes: &[u8]) -> Result<Material<'_>, KeyError> {
    let parts = Element::whole(bytes)
        .and_then(|whole| whole.tagged(tag::SEQUENCE))
        .and_then(|sequence| sequence.children())
        .ok_or(KeyError::NotAKey)?;
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    match tags[..] {
        [tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, ..] => pkcs8(bytes),
        [tag::INTEGER, tag::OCTET_STRING, ..] => sec1(bytes, None),
        // version, n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p.
        [
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            ..,
        ] => rsa(bytes),
        // version, p, q, g, y, x: what OpenSSL writes as DSA PRIVATE KEY.
        [
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
            tag::INTEGER,
        ] => unsupported("DSA"),
        // RFC 5958 3, EncryptedPrivateKeyInfo.
        [tag::SEQUENCE, tag::OCTET_STRING] if names_an_algorithm(&parts[0]) => {
            Err(KeyError::Encrypted)
        }
        _ => Err(KeyError::NotAKey),
    }
}

/// The curve by its OID (RFC 5480 2.1.1.1).
pub(super) fn curve_oid(curve: Curve) -> &'static str {
    match curve {
        Curve::P256 => "1.2.840.10045.3.1.7",
        Curve::P384 => "1.3.132.0.34",
        Curve::P521 => "1.3.132.0.35",
    }
}

fn unsupported<T>(algorithm: &str) -> Result<T, KeyError> {
    Err(KeyError::Unsupported {
        algorithm: algorithm.to_owned(),
    })
}

fn damaged(reason: &'static str) -> KeyError {
    KeyError::Damaged { reason }
}

fn names_an_algorithm(element: &Element<'_>) -> bool {
    let parts = element.children().unwrap_or_default();
    parts
        .first()
        .is_some_and(|first| first.tag == tag::OBJECT_IDENTIFIER)
}

fn pkcs8(bytes: &[u8]) -> Result<Material<'_>, KeyError> {
    let info = PrivateKeyInfoRef::from_der(bytes)
        .map_err(|_| damaged("its PKCS#8 structure is not well-formed"))?;
    let key = info.private_key.as_bytes();
    match info.algorithm.oid.to_string().as_str() {
        "1.2.840.113549.1.1.1" => rsa(key),
        "1.2.840.10045.2.1" => {
            let parameters = info.algorithm.parameters;
            let oid = parameters.and_then(|any| any.decode_as::<pkcs8::ObjectIdentifier>().ok());
            match (parameters, oid) {
                (_, Some(oid)) => sec1(key, Some(curve(&oid.to_string())?)),
                (Some(_), None) => unsupported("EC with explicit parameters"),
                (None, None) => sec1(key, None),
            }
        }
        "1.3.101.112" => Ok(Material::Ed25519 { pkcs8: bytes }),
        "1.2.840.113549.1.1.10" => unsupported("RSASSA-PSS"),
        "1.2.840.10040.4.1" => unsupported("DSA"),
        "1.3.101.110" => unsupported("X25519"),
        "1.3.101.113" => unsupported("Ed448"),
        other => unsupported(other),
    }
}

fn rsa(pkcs1: &[u8]) -> Result<Material<'_>, KeyError> {
    let key = RsaPrivateKey::<der::asn1::UintRef<'_>>::from_der(pkcs1)
        .map_err(|_| damaged("its RSA numbers are not well-formed"))?;
    if key.other_prime_infos.is_some() {
        return unsupported("RSA with more than two primes");
    }
    Ok(Material::Rsa {
        pkcs1,
        modulus: key.modulus.as_bytes().to_vec(),
        exponent: key.public_exponent.as_bytes().to_vec(),
    })
}

fn sec1(bytes: &[u8], known: Option<Curve>) -> Result<Material<'_>, KeyError> {
    if has_explicit_parameters(bytes) {
        return unsupported("EC with explicit parameters");
    }
    let key = EcPrivateKey::from_der(bytes)
        .map_err(|_| damaged("its SEC1 structure is not well-formed"))?;
    let named = key
        .parameters
        .and_then(|parameters| parameters.named_curve());
    let own = named.map(|oid| curve(&oid.to_string())).transpose()?;
    let curve = match (known, own) {
        (Some(known), Some(own)) if known != own => {
            return Err(damaged("it names two different curves"));
        }
        (Some(curve), _) | (None, Some(curve)) => curve,
        (None, None) => return unsupported("EC without the name of its curve"),
    };
    Ok(Material::Ec {
        curve,
        scalar: key.private_key,
        point: key.public_key,
    })
}

/// Whether a SEC1 structure spells its curve out instead of naming it.
fn has_explicit_parameters(bytes: &[u8]) -> bool {
    let parts = Element::whole(bytes).and_then(|whole| whole.children());
    let parameters = parts
        .unwrap_or_default()
        .into_iter()
        .find(|part| part.tag == 0xa0);
    parameters
        .and_then(|wrapper| Element::whole(wrapper.content))
        .is_some_and(|inner| inner.tag == tag::SEQUENCE)
}

fn curve(oid: &str) -> Result<Curve, KeyError> {
    let curves = [Curve::P256, Curve::P384, Curve::P521];
    match curves.into_iter().find(|curve| curve_oid(*curve) == oid) {
        Some(curve) => Ok(curve),
        None if oid == "1.3.132.0.10" => unsupported("EC secp256k1"),
        None => unsupported(&format!("EC {oid}")),
    }
}

/// The public half of an Ed25519 key, where PKCS#8 carries it (RFC 8410 7).
pub(super) fn ed25519_point(pkcs8: &[u8]) -> Option<Vec<u8>> {
    let info = PrivateKeyInfoRef::from_der(pkcs8).ok()?;
    info.public_key?.as_bytes().map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_looks_like_a_key_is_none() {
        let not_a_key = |bytes: &[u8]| matches!(read(bytes), Err(KeyError::NotAKey));
        assert!(not_a_key(b""));
        assert!(not_a_key(b"\x30\x00"));
        assert!(not_a_key(b"\x30\x03\x02\x01\x00"));
        assert!(not_a_key(b"\x30\x80\x02\x01\x00"));
        // A DigestInfo has the shape of an encrypted key, but an empty algorithm.
        assert!(not_a_key(b"\x30\x04\x30\x00\x04\x00"));
    }
}
