//! The proof that the contents are what the one with the password wrote (RFC 7292 4).

use std::num::NonZeroU32;

use aws_lc_rs::hmac;

use super::derive::{self, Purpose, Work};
use super::password::Form;
use super::scheme::{Hash, algorithm, count, identified, null, octets};
use super::{OpenError, oid};
use crate::x509::asn1::{self, Element, tag};

/// MacData: the digest, and how its key comes from the password.
pub(super) struct Mac<'a> {
    pub hash: Hash,
    digest: &'a [u8],
    salt: &'a [u8],
    iterations: NonZeroU32,
}

impl<'a> Mac<'a> {
    /// Reads a MacData.
    pub(super) fn read(element: &Element<'a>) -> Result<Self, OpenError> {
        let malformed = || OpenError::damaged("its MAC is not well-formed");
        let parts = element.tagged(tag::SEQUENCE).and_then(|it| it.children());
        let (info, salt, iterations) = match parts.as_deref() {
            Some([info, salt]) => (*info, salt, NonZeroU32::MIN),
            Some([info, salt, iterations]) => (*info, salt, count(iterations)?),
            _ => return Err(malformed()),
        };
        let parts = info.tagged(tag::SEQUENCE).and_then(|it| it.children());
        let Some([scheme, digest]) = parts.as_deref() else {
            return Err(malformed());
        };
        let (name, parameters) = identified(scheme)?;
        if name == oid::PBMAC1 {
            let what = "a MAC by PBMAC1".to_owned();
            return Err(OpenError::Unsupported { what });
        }
        let hash = Hash::of_digest(&name).ok_or_else(|| OpenError::Unsupported {
            what: format!("a MAC by `{name}`"),
        })?;
        null(parameters)?;
        Ok(Self {
            hash,
            digest: octets(digest)?,
            salt: octets(salt)?,
            iterations,
        })
    }

    /// Whether these contents were authenticated under this password.
    pub(super) fn fits(
        &self,
        password: &Form<'_>,
        contents: &[u8],
        work: &mut Work,
    ) -> Result<bool, OpenError> {
        work.spend(self.iterations.get(), 1)?;
        let key = key(self.hash, password, self.salt, self.iterations);
        Ok(hmac::verify(&key, contents, self.digest).is_ok())
    }
}

/// Writes the MacData of these contents.
pub(super) fn write(
    hash: Hash,
    password: &Form<'_>,
    salt: &[u8],
    iterations: NonZeroU32,
    contents: &[u8],
) -> Vec<u8> {
    let digest = hmac::sign(&key(hash, password, salt, iterations), contents);
    let info = [
        algorithm(hash.oid(), &asn1::write(tag::NULL, &[])),
        asn1::write(tag::OCTET_STRING, &[digest.as_ref()]),
    ];
    let info = asn1::write(tag::SEQUENCE, &[&info[0], &info[1]]);
    let salt = asn1::write(tag::OCTET_STRING, &[salt]);
    // X.690 11.5: the default, 1, would not be written; it is never used.
    let iterations = asn1::unsigned(&iterations.get().to_be_bytes());
    asn1::write(tag::SEQUENCE, &[&info, &salt, &iterations])
}

fn key(hash: Hash, password: &Form<'_>, salt: &[u8], iterations: NonZeroU32) -> hmac::Key {
    let algorithm = match hash {
        Hash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha224 => hmac::HMAC_SHA224,
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
        Hash::Sha512 => hmac::HMAC_SHA512,
    };
    let length = hash.digest().output_len();
    let iterations = iterations.get();
    let octets = derive::pkcs12(hash, Purpose::Mac, &password.bmp, salt, iterations, length);
    hmac::Key::new(algorithm, &octets)
}
