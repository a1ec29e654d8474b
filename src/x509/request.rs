//! A certification request (PKCS#10): its bytes, and what it asks for.

use std::fmt;
use std::sync::Arc;

use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::cri_attributes::ExtensionRequest;
use x509_parser::extensions::X509Extension;
use x509_parser::prelude::FromDer as _;

use super::DecodeError;
use super::armor;
use super::asn1::{Element, dotted};
use super::extensions::Extensions;
use super::names;
use super::public_key::public_key;
use super::signature::Signed;
use super::whole::{reason, whole};
use crate::cert::Contents;
use crate::cert::PublicKey;

const EXPECTED: &str = "a PKCS#10 request";

/// Where the extensions stand: extensionRequest of PKCS#9 (RFC 2985 5.4.2), and
/// szOID_CERT_EXTENSIONS in requests of Windows 2000 and IIS.
const EXTENSIONS: [&str; 2] = ["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"];

/// A certification request (RFC 2986 4) with its bytes. Cheap to clone; two are
/// equal when their bytes are.
#[derive(Clone)]
pub struct Request(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    contents: Contents,
    public_key: PublicKey,
    public_key_der: Vec<u8>,
    subject_raw: Vec<u8>,
    signed: Signed,
}

impl Request {
    /// Parses exactly one request in DER.
    ///
    /// # Errors
    ///
    /// As for a certificate; its signature is not looked at here.
    pub fn parse(der: &[u8]) -> Result<Self, DecodeError> {
        let parsed: X509CertificationRequest<'_> = whole(der, EXPECTED)?;
        let info = &parsed.certification_request_info;
        let extensions = Extensions::read(&extensions(info.raw)?)?;
        let public_key = public_key(info.subject_pki.raw)?;
        Ok(Self(Arc::new(Parsed {
            contents: Contents {
                subject: names::subject(&info.subject),
                names: extensions.names,
                other_names: extensions.other_names,
                key: public_key.spec.clone(),
                key_usage: extensions.key_usage,
                extended_key_usage: extensions.extended_key_usage,
                template: extensions.template,
            },
            public_key,
            public_key_der: info.subject_pki.raw.to_vec(),
            subject_raw: info.subject.as_raw().to_vec(),
            signed: Signed::new(
                EXPECTED,
                der,
                info.raw,
                &parsed.signature_algorithm,
                &parsed.signature_value.data,
            )?,
            der: der.to_vec(),
        })))
    }

    /// The bytes it was parsed from.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The bytes as one PEM block `CERTIFICATE REQUEST`.
    pub fn pem(&self) -> String {
        armor::encode("CERTIFICATE REQUEST", &self.0.der)
    }

    /// Subject, names, key and usages asked for.
    pub fn contents(&self) -> &Contents {
        &self.0.contents
    }

    /// The public key: what it is, and which.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    /// The SubjectPublicKeyInfo as it stands in the request.
    pub fn public_key_der(&self) -> &[u8] {
        &self.0.public_key_der
    }

    /// The subject's Name in DER.
    pub fn subject_raw(&self) -> &[u8] {
        &self.0.subject_raw
    }

    /// Whether its own key signed it: the proof that whoever asks has the key
    /// (RFC 2986 3).
    pub fn is_self_signed(&self) -> bool {
        let (key, spki) = (&self.0.public_key.spec, &self.0.public_key_der);
        self.0.signed.verifies(&self.0.der, key, spki)
    }
}

impl PartialEq for Request {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Request {}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({})", self.0.contents.subject)
    }
}

/// All extensions asked for, by RFC 2985 5.4.2 or by Microsoft's older attribute. The
/// attributes are walked here, since the parser keeps nothing of one it does not know.
fn extensions(info: &[u8]) -> Result<Vec<X509Extension<'_>>, DecodeError> {
    let malformed = || DecodeError::malformed(EXPECTED, "its attributes cannot be read");
    let fields = Element::whole(info)
        .and_then(|info| info.children())
        .ok_or_else(malformed)?;
    let attributes = match fields.into_iter().find(|field| field.tag == 0xa0) {
        Some(attributes) => attributes.children().ok_or_else(malformed)?,
        None => Vec::new(),
    };
    let mut asked = Vec::new();
    for attribute in attributes {
        let parts = attribute.children().ok_or_else(malformed)?;
        let [kind, values] = parts[..] else {
            return Err(malformed());
        };
        if !EXTENSIONS.contains(&dotted(kind.content).as_str()) {
            continue;
        }
        for value in values.children().ok_or_else(malformed)? {
            let (_, request) = ExtensionRequest::from_der(value.raw)
                .map_err(|error| DecodeError::malformed(EXPECTED, reason(error)))?;
            asked.extend(request.extensions);
        }
    }
    Ok(asked)
}
