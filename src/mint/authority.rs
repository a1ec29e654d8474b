//! A certification authority: its certificate and the key that fits it.

use rcgen::KeyIdMethod;

use super::MintError;
use crate::cert::KeySpec;
use crate::cert::KeyUsage;
use crate::secret::PrivateKey;
use crate::x509::Certificate;

/// A certificate that may sign others, with its key. Its fields can be read; only
/// [`Authority::new`] brings them together.
pub struct Authority {
    /// The authority's certificate.
    pub certificate: Certificate,
    /// The authority's key.
    pub key: PrivateKey,
    identifier: KeyIdMethod,
}

impl Authority {
    /// Brings certificate and key together.
    ///
    /// # Errors
    ///
    /// When the certificate is not an authority's (RFC 5280 4.2.1.9) or may not sign
    /// certificates (4.2.1.3), or when the key is another one or cannot sign here.
    pub fn new(certificate: Certificate, key: PrivateKey) -> Result<Self, MintError> {
        let usage = certificate.contents().key_usage.as_ref();
        let signs = usage.is_none_or(|usage| usage.contains(&KeyUsage::KeyCertSign));
        let reason = if !certificate.is_authority() {
            "its basic constraints do not say CA:TRUE"
        } else if !signs {
            "its key usage lacks keyCertSign"
        } else if certificate.public_key().id != key.public().id {
            "the key belongs to another certificate"
        } else if !matches!(
            key.public().spec,
            KeySpec::Rsa(2048..=8192) | KeySpec::Ec(_)
        ) {
            "its key is of a kind or size that cannot sign here"
        } else {
            let identifier = match certificate.subject_key_id() {
                Some(id) => KeyIdMethod::PreSpecified(id.to_vec()),
                None => KeyIdMethod::Sha256,
            };
            return Ok(Self {
                certificate,
                key,
                identifier,
            });
        };
        Err(MintError::Authority {
            subject: certificate.contents().subject.to_string(),
            reason,
        })
    }

    /// The identifier that stands in what it signs: that of its own certificate, or
    /// where it has none, one made from the key (RFC 5280 4.2.1.1).
    pub(super) fn key_identifier(&self) -> KeyIdMethod {
        self.identifier.clone()
    }
}
