//! What an issuer says.

use crate::x509::Certificate;

/// What an issuer says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It signed.
    Issued {
        /// The certificate.
        certificate: Certificate,
        /// Who signed it, who signed that, and so on, as far as the issuer says.
        chain: Vec<Certificate>,
    },
    /// It has yet to decide, or a person carries the request.
    Pending {
        /// By what the issuer knows the request, if it gave it a name.
        handle: Option<String>,
    },
    /// It will not sign.
    Denied {
        /// The issuer's own words.
        words: String,
    },
}
