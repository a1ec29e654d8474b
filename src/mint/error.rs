//! Why a request, a certificate or a revocation list cannot be made.

use crate::cert::KeySpec;
use crate::cert::NameError;
use crate::secret::KeyError;

/// Why nothing was made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// The key is another one than the contents say.
    #[error("the key is `{found}`, but `{declared}` is declared")]
    KeySpec {
        /// What the contents say.
        declared: KeySpec,
        /// What the key is.
        found: KeySpec,
    },
    /// A name that cannot stand in a certificate.
    #[error("`{name}` cannot be a DNS name in a certificate")]
    Name {
        /// The name.
        name: String,
        /// What is wrong with it.
        source: NameError,
    },
    /// A subject attribute that cannot stand in a certificate.
    #[error("the subject's `{attribute}` {reason}")]
    Attribute {
        /// Its short name or OID.
        attribute: String,
        /// What is wrong with its value.
        reason: String,
    },
    /// A name of another type than DNS.
    #[error("the alternative name `{name}` is not of type DNS")]
    OtherName {
        /// The name with its type in front.
        name: String,
    },
    /// An extended key usage that is not an OID.
    #[error("the extended key usage `{usage}` is not an object identifier")]
    Purpose {
        /// The text.
        usage: String,
    },
    /// A URL that cannot stand in a certificate.
    #[error("`{url}` cannot be the address of a revocation list")]
    Url {
        /// The text.
        url: String,
    },
    /// A certificate that may not sign others, or not with this key.
    #[error("the certificate of `{subject}` cannot sign: {reason}")]
    Authority {
        /// Its subject.
        subject: String,
        /// Why not.
        reason: &'static str,
    },
    /// The request is not signed by its own key (RFC 2986 3).
    #[error("the request is not signed by its own key")]
    NoProof,
    /// The end does not lie after the beginning.
    #[error("the time from {begin} to {end} is none")]
    Lifetime {
        /// The first moment.
        begin: time::OffsetDateTime,
        /// The last moment.
        end: time::OffsetDateTime,
    },
    /// The key cannot be used.
    #[error("the key cannot sign")]
    Key(#[from] KeyError),
    /// The library refused.
    #[error("the certificate library refuses: {0}")]
    Library(String),
    /// What was made is not what was to be made.
    #[error("what was made is not what was asked for: {0}")]
    Faulty(&'static str),
}

impl MintError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::KeySpec { .. } => "have a new key made, or declare the key that there is",
            Self::Name { .. } | Self::Attribute { .. } | Self::OtherName { .. } => {
                "correct the manifest"
            }
            Self::Purpose { .. } => "write an OID such as `1.3.6.1.5.5.7.3.1`",
            Self::Url { .. } => {
                "give an http URL in ASCII, such as `http://pki.contoso.com/ca.crl`"
            }
            Self::Authority { .. } => {
                "give the authority's own certificate, its key, and CA:TRUE in its constraints"
            }
            Self::NoProof => "have the request made again with the key at hand",
            Self::Lifetime { .. } => "renew the authority, or ask for a later end",
            Self::Key(error) => error.help(),
            Self::Library(_) | Self::Faulty(_) => "report this as a fault of forecert",
        }
    }
}
