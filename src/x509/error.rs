//! Why bytes are not what they were taken for.

/// Why bytes could not be decoded: what was expected, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The structure breaks off or is another one.
    #[error("this is not {expected}: {reason}")]
    Malformed {
        /// What the bytes were taken for, with its article.
        expected: &'static str,
        /// What the decoder stumbled over.
        reason: String,
    },
    /// Something stands behind the end of the structure.
    #[error("further bytes ({count}) follow the end of {expected}")]
    Trailing {
        /// What ended before.
        expected: &'static str,
        /// How many bytes there are behind it.
        count: usize,
    },
    /// RFC 5280 4.2: an extension is present once at most.
    #[error("the extension `{name}` is there twice")]
    DuplicateExtension {
        /// Its common name, or its OID.
        name: String,
    },
    /// An extension that decides what the certificate is for cannot be read.
    #[error("the extension `{name}` cannot be read: {reason}")]
    Extension {
        /// Its common name, or its OID.
        name: &'static str,
        /// What the decoder stumbled over.
        reason: String,
    },
    /// A PKCS#7 message of another kind than a bag of certificates.
    #[error("the PKCS#7 message holds {found} where certificates are expected")]
    OtherContent {
        /// What it holds instead.
        found: String,
    },
}

impl DecodeError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Malformed { .. } | Self::Extension { .. } => {
                "fetch the file again from whoever made it; it may be cut off or damaged in transit"
            }
            Self::Trailing { .. } => "cut the file after its first object, or fetch it again",
            Self::DuplicateExtension { .. } => "have the certificate or request made anew",
            Self::OtherContent { .. } => {
                "ask the issuer for the certificate with its chain, as PEM or as a .p7b file"
            }
        }
    }

    /// Not what was expected, for a reason in words.
    pub(super) fn malformed(expected: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::Malformed {
            expected,
            reason: reason.to_string(),
        }
    }
}
