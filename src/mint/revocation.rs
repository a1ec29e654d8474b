//! A certificate revocation list. It revokes nothing: it exists because Lync wants
//! every certificate to name a list, and Windows fetches it.

use rcgen::{CertificateRevocationListParams, SerialNumber};
use time::OffsetDateTime;

use super::Authority;
use super::MintError;
use super::certificate::{issuer, whole_second};
use super::unsigned::{refused, signed};
use crate::cert::KeyUsage;
use crate::x509::RevocationList;

/// Where the issuer stands in a TBSCertList with a version (RFC 5280 5.1).
const ISSUER: usize = 2;

/// Makes an empty revocation list in DER: version 2, with the authority's key
/// identifier and the number (RFC 5280 5.2.1, 5.2.3). Fractions of seconds are dropped.
///
/// # Errors
///
/// When the authority may not sign lists, or when the next update does not lie after
/// this one.
pub fn revocation_list(
    authority: &Authority,
    this_update: OffsetDateTime,
    next_update: OffsetDateTime,
    number: u64,
) -> Result<Vec<u8>, MintError> {
    let certificate = &authority.certificate;
    let usage = certificate.contents().key_usage.as_ref();
    if usage.is_some_and(|usage| !usage.contains(&KeyUsage::CrlSign)) {
        return Err(MintError::Authority {
            subject: certificate.contents().subject.to_string(),
            reason: "its key usage lacks cRLSign",
        });
    }
    let (begin, end) = (whole_second(this_update), whole_second(next_update));
    if begin >= end {
        return Err(MintError::Lifetime { begin, end });
    }
    let parameters = CertificateRevocationListParams {
        this_update: begin,
        next_update: end,
        crl_number: SerialNumber::from(number),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: authority.key_identifier(),
    };
    let unsigned = parameters.signed_by(&issuer(authority)?).map_err(refused)?;
    let der = signed(
        unsigned.der(),
        &[(ISSUER, certificate.subject_raw())],
        &authority.key,
    )?;
    let made = RevocationList::parse(&der)
        .map_err(|_| MintError::Faulty("the revocation list is unreadable"))?;
    let right = made.this_update() == begin
        && made.next_update() == Some(end)
        && made.number() == Some(number)
        && made.revoked() == 0;
    if !right || !made.is_signed_by(certificate) {
        return Err(MintError::Faulty("the revocation list says something else"));
    }
    Ok(der)
}
