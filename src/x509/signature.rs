//! Signatures: which algorithm made one, whether Lync can live with it, and whether
//! it is right.

use std::fmt;
use std::ops::Range;

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use x509_parser::prelude::FromDer as _;
use x509_parser::signature_algorithm::RsaSsaPssParams;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::DecodeError;
use super::asn1::{Element, dotted, tag};
use crate::cert::Curve;
use crate::cert::KeySpec;

/// The algorithm of a certificate's signature, as Lync and the Windows below it see it.
///
/// Microsoft: SHA-1 and SHA-2 as the operating system supports them; RSASSA-PSS is
/// not supported and leads to logon errors. That goes for the whole chain
/// ("Certificate infrastructure requirements for Lync Server 2013",
/// <https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-certificate-infrastructure-requirements>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureKind {
    /// Fit for use.
    Acceptable(String),
    /// SHA-1: old estates run on it, nothing new should be signed so.
    Legacy(String),
    /// RSASSA-PSS, MD5 and older, and what the Windows versions in question do not know.
    Forbidden(String),
}

impl fmt::Display for SignatureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Acceptable(name) | Self::Legacy(name) | Self::Forbidden(name)) = self;
        f.write_str(name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Rsa(Hash),
    Pss(Hash),
    Ecdsa(Hash),
    Ed25519,
    /// Named, but not verified here.
    Opaque,
}

/// How a signature algorithm is judged.
#[derive(Clone, Copy)]
enum Verdict {
    Acceptable,
    Legacy,
    Forbidden,
}

type Known = (&'static str, &'static str, Verdict, Scheme);

/// The algorithms by OID (RFC 3279, RFC 4055, RFC 5758, RFC 8410).
#[rustfmt::skip]
const KNOWN: &[Known] = &[
    ("1.2.840.113549.1.1.2", "RSA with MD2", Verdict::Forbidden, Scheme::Opaque),
    ("1.2.840.113549.1.1.3", "RSA with MD4", Verdict::Forbidden, Scheme::Opaque),
    ("1.2.840.113549.1.1.4", "RSA with MD5", Verdict::Forbidden, Scheme::Opaque),
    ("1.2.840.113549.1.1.5", "RSA with SHA-1", Verdict::Legacy, Scheme::Rsa(Hash::Sha1)),
    // The OIW's own number for the same, which `makecert` wrote.
    ("1.3.14.3.2.29", "RSA with SHA-1", Verdict::Legacy, Scheme::Rsa(Hash::Sha1)),
    ("1.2.840.113549.1.1.11", "RSA with SHA-256", Verdict::Acceptable, Scheme::Rsa(Hash::Sha256)),
    ("1.2.840.113549.1.1.12", "RSA with SHA-384", Verdict::Acceptable, Scheme::Rsa(Hash::Sha384)),
    ("1.2.840.113549.1.1.13", "RSA with SHA-512", Verdict::Acceptable, Scheme::Rsa(Hash::Sha512)),
    ("1.2.840.113549.1.1.14", "RSA with SHA-224", Verdict::Acceptable, Scheme::Opaque),
    ("1.2.840.10045.4.1", "ECDSA with SHA-1", Verdict::Legacy, Scheme::Ecdsa(Hash::Sha1)),
    ("1.2.840.10045.4.3.1", "ECDSA with SHA-224", Verdict::Acceptable, Scheme::Opaque),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256", Verdict::Acceptable, Scheme::Ecdsa(Hash::Sha256)),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384", Verdict::Acceptable, Scheme::Ecdsa(Hash::Sha384)),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512", Verdict::Acceptable, Scheme::Ecdsa(Hash::Sha512)),
    ("1.2.840.10040.4.3", "DSA with SHA-1", Verdict::Forbidden, Scheme::Opaque),
    ("1.3.101.112", "Ed25519", Verdict::Forbidden, Scheme::Ed25519),
];

/// The sizes of RSA keys whose signatures are verified here with every hash.
const VERIFIED_RSA: std::ops::RangeInclusive<u32> = 2048..=8192;

/// A signed structure within its DER: which part is signed, how, and the signature.
#[derive(Clone)]
pub(super) struct Signed {
    part: Range<usize>,
    scheme: Scheme,
    signature: Vec<u8>,
    pub kind: SignatureKind,
}

impl Signed {
    /// Notes what is to be verified. `part` is the signed part and stands at the
    /// start of the contents of the outermost sequence in `der`, the algorithm behind it.
    ///
    /// # Errors
    ///
    /// When something else follows the signed part than an algorithm and a signature.
    pub fn new(
        expected: &'static str,
        der: &[u8],
        part: &[u8],
        algorithm: &AlgorithmIdentifier<'_>,
        signature: &[u8],
    ) -> Result<Self, DecodeError> {
        let (kind, scheme) = judged(algorithm);
        let start = match der.get(1) {
            Some(length @ 0x80..) => 2 + usize::from(length & 0x7f),
            _ => 2,
        };
        let part = start..start + part.len();
        // x509-parser takes any elements for these. The signature does not cover them, so
        // nothing else would tell that one was changed.
        let behind = der.get(part.end..);
        if !behind.is_some_and(is_algorithm_and_signature) {
            let reason = "what follows its signed part is no algorithm with a signature";
            return Err(DecodeError::malformed(expected, reason));
        }
        Ok(Self {
            part,
            scheme,
            signature: signature.to_vec(),
            kind,
        })
    }

    /// Whether the key made this signature.
    ///
    /// RSA PKCS#1 v1.5 from 1024 to 8192 bits with SHA-1 and SHA-2 (SHA-384 from 2048
    /// bits), RSASSA-PSS with SHA-2 and a salt as long as the hash, ECDSA on the three
    /// curves with SHA-2 (SHA-1 on P-256 and P-521), Ed25519. Another algorithm is no proof.
    pub fn verifies(&self, der: &[u8], key: &KeySpec, spki_der: &[u8]) -> bool {
        self.judged(der, key, spki_der) == Some(true)
    }

    /// Whether the key did not make this signature, as far as that can be told here.
    pub fn contradicts(&self, der: &[u8], key: &KeySpec, spki_der: &[u8]) -> bool {
        let known = match key {
            KeySpec::Rsa(bits) => VERIFIED_RSA.contains(bits),
            KeySpec::Ec(_) => true,
            _ => false,
        };
        known && self.judged(der, key, spki_der) == Some(false)
    }

    /// Nothing where the algorithm is not verified here.
    fn judged(&self, der: &[u8], key: &KeySpec, spki_der: &[u8]) -> Option<bool> {
        let algorithm = verifier(self.scheme, key)?;
        let (_, spki) = SubjectPublicKeyInfo::from_der(spki_der).ok()?;
        let part = der.get(self.part.clone())?;
        let key = UnparsedPublicKey::new(algorithm, spki.subject_public_key.data);
        Some(key.verify(part, &self.signature).is_ok())
    }
}

/// RFC 5280 4.1.1: a sequence that begins with an object identifier, then a bit string,
/// which holds whole octets (its first octet counts the bits that are not used).
fn is_algorithm_and_signature(behind: &[u8]) -> bool {
    let parts = Element::read(behind).and_then(|(algorithm, behind)| {
        let (identifier, _) = Element::read(algorithm.content)?;
        let (signature, _) = Element::read(behind)?;
        let tags = [algorithm.tag, identifier.tag, signature.tag];
        Some((tags, signature.content.first()? == &0))
    });
    let tags = [tag::SEQUENCE, tag::OBJECT_IDENTIFIER, tag::BIT_STRING];
    parts == Some((tags, true))
}

fn judged(algorithm: &AlgorithmIdentifier<'_>) -> (SignatureKind, Scheme) {
    let oid = dotted(algorithm.algorithm.as_bytes());
    if oid == "1.2.840.113549.1.1.10" {
        let hash = pss_hash(algorithm);
        let (name, scheme) = match hash.as_deref() {
            Some("2.16.840.1.101.3.4.2.1") => ("SHA-256", Scheme::Pss(Hash::Sha256)),
            Some("2.16.840.1.101.3.4.2.2") => ("SHA-384", Scheme::Pss(Hash::Sha384)),
            Some("2.16.840.1.101.3.4.2.3") => ("SHA-512", Scheme::Pss(Hash::Sha512)),
            Some("1.3.14.3.2.26") => ("SHA-1", Scheme::Opaque),
            _ => ("another hash", Scheme::Opaque),
        };
        let name = format!("RSASSA-PSS with {name}");
        return (SignatureKind::Forbidden(name), scheme);
    }
    match KNOWN.iter().find(|(known, ..)| *known == oid) {
        Some((_, name, verdict, scheme)) => {
            let name = (*name).to_owned();
            let kind = match verdict {
                Verdict::Acceptable => SignatureKind::Acceptable(name),
                Verdict::Legacy => SignatureKind::Legacy(name),
                Verdict::Forbidden => SignatureKind::Forbidden(name),
            };
            (kind, *scheme)
        }
        None => (SignatureKind::Forbidden(oid), Scheme::Opaque),
    }
}

/// The hash of RSASSA-PSS-params; SHA-1 where it is left out (RFC 4055 3.1).
fn pss_hash(algorithm: &AlgorithmIdentifier<'_>) -> Option<String> {
    let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
    Some(dotted(parameters.hash_algorithm_oid().as_bytes()))
}

#[rustfmt::skip]
fn verifier(scheme: Scheme, key: &KeySpec) -> Option<&'static dyn VerificationAlgorithm> {
    use Curve::{P256, P384, P521};
    use Hash::{Sha1, Sha256, Sha384, Sha512};
    use Scheme::{Ecdsa, Ed25519, Pss, Rsa};
    Some(match (scheme, key) {
        (Rsa(Sha1), KeySpec::Rsa(_)) => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        (Rsa(Sha256), KeySpec::Rsa(_)) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        (Rsa(Sha384), KeySpec::Rsa(_)) => &signature::RSA_PKCS1_2048_8192_SHA384,
        (Rsa(Sha512), KeySpec::Rsa(_)) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        (Pss(Sha256), KeySpec::Rsa(_) | KeySpec::Other(_)) => &signature::RSA_PSS_2048_8192_SHA256,
        (Pss(Sha384), KeySpec::Rsa(_) | KeySpec::Other(_)) => &signature::RSA_PSS_2048_8192_SHA384,
        (Pss(Sha512), KeySpec::Rsa(_) | KeySpec::Other(_)) => &signature::RSA_PSS_2048_8192_SHA512,
        (Ecdsa(Sha1), KeySpec::Ec(P256)) => &signature::ECDSA_P256_SHA1_ASN1,
        (Ecdsa(Sha256), KeySpec::Ec(P256)) => &signature::ECDSA_P256_SHA256_ASN1,
        (Ecdsa(Sha384), KeySpec::Ec(P256)) => &signature::ECDSA_P256_SHA384_ASN1,
        (Ecdsa(Sha512), KeySpec::Ec(P256)) => &signature::ECDSA_P256_SHA512_ASN1,
        (Ecdsa(Sha256), KeySpec::Ec(P384)) => &signature::ECDSA_P384_SHA256_ASN1,
        (Ecdsa(Sha384), KeySpec::Ec(P384)) => &signature::ECDSA_P384_SHA384_ASN1,
        (Ecdsa(Sha512), KeySpec::Ec(P384)) => &signature::ECDSA_P384_SHA512_ASN1,
        (Ecdsa(Sha1), KeySpec::Ec(P521)) => &signature::ECDSA_P521_SHA1_ASN1,
        (Ecdsa(Sha256), KeySpec::Ec(P521)) => &signature::ECDSA_P521_SHA256_ASN1,
        (Ecdsa(Sha384), KeySpec::Ec(P521)) => &signature::ECDSA_P521_SHA384_ASN1,
        (Ecdsa(Sha512), KeySpec::Ec(P521)) => &signature::ECDSA_P521_SHA512_ASN1,
        (Ed25519, KeySpec::Other(_)) => &signature::ED25519,
        _ => return None,
    })
}
