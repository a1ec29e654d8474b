//! A certificate: its bytes, and what they say.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::digest;
use x509_parser::certificate::X509Certificate;

use super::DecodeError;
use super::SignatureKind;
use super::armor;
use super::extensions::Extensions;
use super::names;
use super::public_key::{public_key, sha1, sha256};
use super::signature::Signed;
use super::whole::whole;
use crate::cert::Contents;
use crate::cert::Fingerprint;
use crate::cert::PublicKey;
use crate::cert::Subject;
use crate::cert::Validity;

const EXPECTED: &str = "an X.509 certificate";

/// A certificate (RFC 5280 4.1) with its bytes. Cheap to clone; two are equal when
/// their bytes are.
#[derive(Clone)]
pub struct Certificate(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    contents: Contents,
    extensions: Extensions,
    public_key: PublicKey,
    public_key_der: Vec<u8>,
    validity: Validity,
    fingerprint: Fingerprint,
    serial: String,
    issuer: Subject,
    subject_raw: Vec<u8>,
    issuer_raw: Vec<u8>,
    signed: Signed,
    /// The issuer whose signature was proved first: several steps ask for the same proof.
    signer: OnceLock<Fingerprint>,
}

impl Certificate {
    /// Parses exactly one certificate in DER.
    ///
    /// # Errors
    ///
    /// When the bytes are something else or go on behind it, when an extension stands
    /// there twice, or when one that decides what the certificate is for is unreadable.
    pub fn parse(der: &[u8]) -> Result<Self, DecodeError> {
        let parsed: X509Certificate<'_> = whole(der, EXPECTED)?;
        let tbs = &parsed.tbs_certificate;
        // RFC 5280 4.1.1.2: the signed copy is what counts, and it is the same.
        if tbs.signature != parsed.signature_algorithm {
            let reason = "it names two different signature algorithms";
            return Err(DecodeError::malformed(EXPECTED, reason));
        }
        let extensions = Extensions::read(tbs.extensions())?;
        let public_key = public_key(tbs.subject_pki.raw)?;
        let contents = Contents {
            subject: names::subject(&tbs.subject),
            names: extensions.names.clone(),
            other_names: extensions.other_names.clone(),
            key: public_key.spec.clone(),
            key_usage: extensions.key_usage.clone(),
            extended_key_usage: extensions.extended_key_usage.clone(),
            template: extensions.template.clone(),
        };
        Ok(Self(Arc::new(Parsed {
            contents,
            extensions,
            public_key,
            public_key_der: tbs.subject_pki.raw.to_vec(),
            validity: Validity {
                not_before: tbs.validity.not_before.to_datetime(),
                not_after: tbs.validity.not_after.to_datetime(),
            },
            fingerprint: Fingerprint(sha256(der)),
            serial: serial(tbs.raw_serial()),
            issuer: names::subject(&tbs.issuer),
            subject_raw: tbs.subject.as_raw().to_vec(),
            issuer_raw: tbs.issuer.as_raw().to_vec(),
            signer: OnceLock::new(),
            signed: Signed::new(
                EXPECTED,
                der,
                tbs.as_ref(),
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

    /// The bytes as one PEM block `CERTIFICATE`.
    pub fn pem(&self) -> String {
        armor::encode("CERTIFICATE", &self.0.der)
    }

    /// Subject, names, key and usages.
    pub fn contents(&self) -> &Contents {
        &self.0.contents
    }

    /// The public key: what it is, and which.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    /// The SubjectPublicKeyInfo as it stands in the certificate.
    pub fn public_key_der(&self) -> &[u8] {
        &self.0.public_key_der
    }

    /// From when to when it holds.
    pub fn validity(&self) -> Validity {
        self.0.validity
    }

    /// SHA-256 over the bytes.
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint
    }

    /// SHA-1 over the bytes in upper-case hexadecimal without blanks, as Windows shows it
    /// (`X509Certificate2.Thumbprint`) and as `Set-CsCertificate -Thumbprint` takes it. It
    /// names a certificate and proves nothing.
    pub fn thumbprint(&self) -> String {
        let octets = sha1(&self.0.der);
        octets.iter().map(|octet| format!("{octet:02X}")).collect()
    }

    /// What binds something to a TLS connection with the server that shows this certificate:
    /// its hash, with the function of its own signature, or SHA-256 where that is weaker or
    /// none (RFC 5929 4.1).
    pub fn server_end_point(&self) -> Vec<u8> {
        let signature = self.signature().to_string();
        let hash = match () {
            () if signature.contains("SHA-512") => &digest::SHA512,
            () if signature.contains("SHA-384") => &digest::SHA384,
            () => &digest::SHA256,
        };
        digest::digest(hash, &self.0.der).as_ref().to_vec()
    }

    /// The serial number in lower-case hexadecimal, two digits an octet, without the
    /// octet that only keeps it positive: as Windows and OpenSSL show it.
    pub fn serial(&self) -> String {
        self.0.serial.clone()
    }

    /// The issuer's name.
    pub fn issuer(&self) -> &Subject {
        &self.0.issuer
    }

    /// The subject's Name in DER.
    pub fn subject_raw(&self) -> &[u8] {
        &self.0.subject_raw
    }

    /// The issuer's Name in DER.
    pub fn issuer_raw(&self) -> &[u8] {
        &self.0.issuer_raw
    }

    /// Whether it may sign others: basicConstraints says CA:TRUE (RFC 5280 4.2.1.9).
    pub fn is_authority(&self) -> bool {
        self.0.extensions.authority
    }

    /// How many authorities may follow below this one (RFC 5280 4.2.1.9); `None` is
    /// no limit.
    pub fn path_length(&self) -> Option<u32> {
        self.0.extensions.path_length
    }

    /// Whether subject and issuer are the same name, byte for byte.
    pub fn is_self_issued(&self) -> bool {
        self.0.subject_raw == self.0.issuer_raw
    }

    /// The signature's algorithm, and what Lync makes of it.
    pub fn signature(&self) -> SignatureKind {
        self.0.signed.kind.clone()
    }

    /// Where its revocation list is to be found (RFC 5280 4.2.1.13), in their order.
    pub fn crl_urls(&self) -> &[String] {
        &self.0.extensions.crl_urls
    }

    /// The subject key identifier (RFC 5280 4.2.1.2).
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.0.extensions.subject_key_id.as_deref()
    }

    /// The key identifier of the authority that signed it (RFC 5280 4.2.1.1).
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.0.extensions.authority_key_id.as_deref()
    }

    /// Whether the issuer made it: the names are equal byte for byte and the
    /// signature verifies. SHA-1 and RSASSA-PSS count as proof too; whether they are
    /// welcome is what [`Certificate::signature`] says.
    pub fn is_signed_by(&self, issuer: &Certificate) -> bool {
        if self.0.signer.get() == Some(&issuer.0.fingerprint) {
            return true;
        }
        let proved = self.0.issuer_raw == issuer.0.subject_raw && self.verifies_with(issuer);
        if proved {
            let _ = self.0.signer.set(issuer.0.fingerprint); // the first one stays
        }
        proved
    }

    /// Whether it is a root that a byte was changed of: it names itself and its own key as
    /// its issuer (RFC 5280 4.2.1.1 lets a root leave the key out), and that key did not sign
    /// it. Where the algorithm is not verified here, nothing is claimed.
    pub fn is_damaged_root(&self) -> bool {
        let own = self.subject_key_id();
        let names_itself = self.is_self_issued()
            && self
                .authority_key_id()
                .is_none_or(|named| Some(named) == own);
        let (key, spki) = (&self.0.public_key.spec, &self.0.public_key_der);
        names_itself && self.0.signed.contradicts(&self.0.der, key, spki)
    }

    /// Whether the issuer's key made the signature, whatever the names.
    pub(super) fn verifies_with(&self, issuer: &Certificate) -> bool {
        let (key, spki) = (&issuer.0.public_key.spec, &issuer.0.public_key_der);
        self.0.signed.verifies(&self.0.der, key, spki)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parsed {
            contents,
            fingerprint,
            ..
        } = &*self.0;
        write!(f, "Certificate({}, {fingerprint})", contents.subject)
    }
}

pub(super) fn serial(octets: &[u8]) -> String {
    let significant = match octets {
        [0, rest @ ..] if !rest.is_empty() => rest,
        all => all,
    };
    significant
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect()
}
