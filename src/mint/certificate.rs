//! Certificates: an authority's own, and those that it signs.

use std::collections::BTreeSet;

use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, IsCa, Issuer, SerialNumber,
};
use time::{OffsetDateTime, UtcOffset};

use super::Authority;
use super::MintError;
use super::name;
use super::request::same_spec;
use super::template::parameters;
use super::unsigned::{Unsigned, refused, signed};
use crate::cert::Contents;
use crate::cert::KeyUsage;
use crate::cert::Validity;
use crate::secret::{PrivateKey, random};
use crate::x509::Certificate;
use crate::x509::Request;

/// Where the issuer and the subject stand in a TBSCertificate with a version
/// (RFC 5280 4.1).
const ISSUER: usize = 3;
const SUBJECT: usize = 5;

/// Makes the self-signed certificate of an authority that signs leaves only:
/// CA:TRUE with a path length of 0, keyCertSign and cRLSign, both critical, a subject
/// key identifier and a random serial number. Of the contents, subject and key count.
///
/// # Errors
///
/// When the subject is empty or impossible, when the key is another one than the
/// contents say or cannot sign, or when the time is none.
pub fn root(
    contents: &Contents,
    key: &PrivateKey,
    validity: Validity,
) -> Result<Certificate, MintError> {
    same_spec(contents, &key.public().spec)?;
    if contents.subject.0.is_empty() {
        // RFC 5280 4.1.2.6: an authority has a subject.
        return Err(MintError::Attribute {
            attribute: "CN".to_owned(),
            reason: "is missing".to_owned(),
        });
    }
    let validity = whole_seconds(validity)?;
    let contents = Contents {
        subject: contents.subject.clone(),
        names: BTreeSet::new(),
        other_names: BTreeSet::new(),
        key: contents.key.clone(),
        key_usage: Some([KeyUsage::KeyCertSign, KeyUsage::CrlSign].into()),
        extended_key_usage: BTreeSet::new(),
        template: None,
    };
    let mut parameters = dated(parameters(&contents)?, validity);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let unsigned = Unsigned::new(&key.public().spec, key.public_der())?;
    let unsigned = parameters.self_signed(&unsigned).map_err(refused)?;
    let name = name::encoded(&contents.subject)?;
    let der = signed(unsigned.der(), &[(ISSUER, &name), (SUBJECT, &name)], key)?;
    let made = proved(&der, &contents, validity)?;
    let own = made.public_key() == key.public() && made.is_signed_by(&made);
    if !own || !made.is_authority() {
        return Err(MintError::Faulty("the root is not signed by its key"));
    }
    Ok(made)
}

/// Signs a request: subject, names and usages come from the contents, the public key
/// from the request. The certificate says CA:FALSE, names the authority's key and the
/// address of its revocation list, and never outlives the authority.
///
/// # Errors
///
/// When the request does not prove that its key is held, when its key is another one
/// than the contents say, when the contents are impossible, or when nothing of the
/// time lies within the authority's.
pub fn leaf(
    request: &Request,
    contents: &Contents,
    authority: &Authority,
    validity: Validity,
    crl_url: &str,
) -> Result<Certificate, MintError> {
    same_spec(contents, &request.public_key().spec)?;
    if !request.is_self_signed() {
        return Err(MintError::NoProof);
    }
    let limits = authority.certificate.validity();
    let validity = whole_seconds(Validity {
        not_before: validity.not_before.max(limits.not_before),
        not_after: validity.not_after.min(limits.not_after),
    })?;
    // The template is what the request asks a Windows authority for; there is none here.
    let contents = Contents {
        template: None,
        ..contents.clone()
    };
    let mut parameters = dated(parameters(&contents)?, validity);
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.crl_distribution_points = vec![CrlDistributionPoint {
        uris: vec![checked(crl_url)?],
    }];
    parameters.use_authority_key_identifier_extension = true;
    let subject = Unsigned::new(&request.public_key().spec, request.public_key_der())?;
    let unsigned = parameters
        .signed_by(&subject, &issuer(authority)?)
        .map_err(refused)?;
    let name = name::encoded(&contents.subject)?;
    let replacements = [
        (ISSUER, authority.certificate.subject_raw()),
        (SUBJECT, &name),
    ];
    let der = signed(unsigned.der(), &replacements, &authority.key)?;
    let made = proved(&der, &contents, validity)?;
    if made.public_key() != request.public_key() {
        return Err(MintError::Faulty("the certificate has another key"));
    }
    if !made.is_signed_by(&authority.certificate) {
        return Err(MintError::Faulty("the authority's signature is wrong"));
    }
    Ok(made)
}

/// The authority as rcgen wants it. It takes the key's algorithm and identifier from
/// it; the name is a placeholder.
pub(super) fn issuer(authority: &Authority) -> Result<Issuer<'static, Unsigned>, MintError> {
    let mut parameters = CertificateParams::default();
    parameters.key_identifier_method = authority.key_identifier();
    let key = &authority.key;
    let unsigned = Unsigned::new(&key.public().spec, key.public_der())?;
    Ok(Issuer::new(parameters, unsigned))
}

/// The moment without the fraction of its second, in UTC (RFC 5280 4.1.2.5).
pub(super) fn whole_second(moment: OffsetDateTime) -> OffsetDateTime {
    let utc = moment.to_offset(UtcOffset::UTC);
    utc.replace_nanosecond(0)
        .expect("0 is a number of nanoseconds")
}

fn whole_seconds(validity: Validity) -> Result<Validity, MintError> {
    let begin = whole_second(validity.not_before);
    let end = whole_second(validity.not_after);
    if begin >= end {
        return Err(MintError::Lifetime { begin, end });
    }
    Ok(Validity {
        not_before: begin,
        not_after: end,
    })
}

fn dated(mut parameters: CertificateParams, validity: Validity) -> CertificateParams {
    parameters.not_before = validity.not_before;
    parameters.not_after = validity.not_after;
    // RFC 5280 4.1.2.2: unique for the issuer, positive, 20 octets at most. rcgen would
    // derive it from the key, and a renewal with the same key would repeat it.
    let mut serial: [u8; 16] = random();
    serial[0] = serial[0] & 0x7f | 0x40;
    parameters.serial_number = Some(SerialNumber::from_slice(&serial));
    parameters
}

/// A URL as it can stand in an IA5String.
fn checked(url: &str) -> Result<String, MintError> {
    let fits = !url.is_empty() && url.bytes().all(|byte| byte.is_ascii_graphic());
    match fits {
        true => Ok(url.to_owned()),
        false => Err(MintError::Url {
            url: url.to_owned(),
        }),
    }
}

/// Reads what was made, and compares it with what was to be made.
fn proved(der: &[u8], contents: &Contents, validity: Validity) -> Result<Certificate, MintError> {
    let made =
        Certificate::parse(der).map_err(|_| MintError::Faulty("the certificate is unreadable"))?;
    if made.contents() != contents {
        return Err(MintError::Faulty("the certificate says something else"));
    }
    if made.validity() != validity {
        return Err(MintError::Faulty("the certificate has other dates"));
    }
    Ok(made)
}
