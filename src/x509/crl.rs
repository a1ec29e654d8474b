//! A certificate revocation list: enough of it to tell whose it is, until when, and
//! what it revokes.

use std::collections::BTreeSet;
use std::fmt;

use time::OffsetDateTime;
use x509_parser::revocation_list::CertificateRevocationList;

use super::Certificate;
use super::DecodeError;
use super::certificate::serial;
use super::names;
use super::signature::Signed;
use super::whole::whole;
use crate::cert::Subject;

const EXPECTED: &str = "a certificate revocation list";

/// A revocation list (RFC 5280 5.1) with its bytes.
#[derive(Clone)]
pub struct RevocationList {
    der: Vec<u8>,
    issuer: Subject,
    issuer_raw: Vec<u8>,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    number: Option<u64>,
    revoked: BTreeSet<String>,
    signed: Signed,
}

impl RevocationList {
    /// Parses exactly one revocation list in DER.
    ///
    /// # Errors
    ///
    /// When the bytes are something else or go on behind it.
    pub fn parse(der: &[u8]) -> Result<Self, DecodeError> {
        let parsed: CertificateRevocationList<'_> = whole(der, EXPECTED)?;
        let tbs = &parsed.tbs_cert_list;
        Ok(Self {
            der: der.to_vec(),
            issuer: names::subject(&tbs.issuer),
            issuer_raw: tbs.issuer.as_raw().to_vec(),
            this_update: tbs.this_update.to_datetime(),
            next_update: tbs.next_update.map(|time| time.to_datetime()),
            number: parsed
                .crl_number()
                .and_then(|number| number.try_into().ok()),
            revoked: parsed
                .iter_revoked_certificates()
                .map(|revoked| serial(revoked.raw_serial()))
                .collect(),
            signed: Signed::new(
                EXPECTED,
                der,
                tbs.as_ref(),
                &parsed.signature_algorithm,
                &parsed.signature_value.data,
            )?,
        })
    }

    /// The bytes it was parsed from.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The issuer's name.
    pub fn issuer(&self) -> &Subject {
        &self.issuer
    }

    /// The moment it was made.
    pub fn this_update(&self) -> OffsetDateTime {
        self.this_update
    }

    /// The moment the next one is due at the latest; a verifier takes the list for
    /// expired from then on.
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        self.next_update
    }

    /// Its number (RFC 5280 5.2.3), if it fits into 64 bits.
    pub fn number(&self) -> Option<u64> {
        self.number
    }

    /// How many certificates it revokes.
    pub fn revoked(&self) -> usize {
        self.revoked.len()
    }

    /// Whether it revokes a certificate: the issuer's names are equal byte for byte,
    /// and the serial number is listed. Whether the list is genuine is not asked.
    pub fn revokes(&self, certificate: &Certificate) -> bool {
        self.issuer_raw == certificate.issuer_raw() && self.revoked.contains(&certificate.serial())
    }

    /// Whether the issuer made it: the names are equal byte for byte and the
    /// signature verifies.
    pub fn is_signed_by(&self, issuer: &Certificate) -> bool {
        let (key, spki) = (&issuer.public_key().spec, issuer.public_key_der());
        self.issuer_raw == issuer.subject_raw() && self.signed.verifies(&self.der, key, spki)
    }
}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationList({}, {:?})", self.issuer, self.number)
    }
}
