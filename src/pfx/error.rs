//! Why a file is not written, or not opened. No variant carries a byte of a key or of a
//! password.

use crate::secret::KeyError;
use crate::x509::DecodeError;

/// Why a file is not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A file with a key is not written without a password.
    #[error("the password is empty")]
    NoPassword,
    /// A password that tools encode differently, or that no console types.
    #[error("the password has characters other than printable ASCII")]
    PasswordNotAscii,
    /// The key of another certificate.
    #[error("the key is not the certificate's")]
    OtherKey,
    /// A text for Windows that ends before its end, or cannot be shown.
    #[error("the {what} has control characters")]
    ControlCharacter {
        /// Which text it is.
        what: &'static str,
    },
}

impl WriteError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoPassword => "give a password, or have one generated",
            Self::PasswordNotAscii => {
                "use the letters, digits and signs of an English keyboard only: Windows, Java and \
                 OpenSSL encode others differently, and call the password wrong"
            }
            Self::OtherKey => "give the key that the certificate was requested with",
            Self::ControlCharacter { .. } => "write it on one line, without tabs",
        }
    }
}

/// Why a file is not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Something else altogether.
    #[error("this is not a PKCS#12 file")]
    NotPkcs12,
    /// More than a file with a few certificates can have.
    #[error("the PKCS#12 file has {size} bytes, and {most} are the most that are read")]
    TooLarge {
        /// How many bytes it has.
        size: usize,
        /// How many it may have.
        most: usize,
    },
    /// More entries than a server has certificates.
    #[error("the PKCS#12 file has more than {most} entries")]
    TooMany {
        /// How many it may have.
        most: usize,
    },
    /// A derivation that would take minutes or years.
    #[error("the PKCS#12 file asks for {asked} iterations to open it")]
    TooMuchWork {
        /// How many, in all blocks of one derivation.
        asked: u32,
    },
    /// The files that were opened before it have taken all the work there is.
    #[error("the PKCS#12 files before it took all the iterations that are granted")]
    NoWorkLeft,
    /// The password opens none of its parts.
    #[error("the password does not open the PKCS#12 file")]
    WrongPassword,
    /// The password is right, or none is needed, but the contents are not as written.
    #[error("the PKCS#12 file is damaged: {reason}")]
    Damaged {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Something that PKCS#12 allows and that is not read here.
    #[error("the PKCS#12 file uses {what}, which is not read")]
    Unsupported {
        /// What it is.
        what: String,
    },
    /// A key in it that cannot be used.
    #[error("a key in the PKCS#12 file cannot be read")]
    Key(#[source] KeyError),
    /// A certificate in it that cannot be read.
    #[error("a certificate in the PKCS#12 file cannot be read")]
    Certificate(#[source] DecodeError),
}

impl OpenError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotPkcs12 => "give a .pfx or .p12 file as Windows, Java or OpenSSL exports it",
            Self::TooLarge { .. } | Self::TooMany { .. } => {
                "export the one certificate that is needed, with its key and its chain"
            }
            Self::TooMuchWork { .. } => {
                "export it again with fewer iterations: Windows and OpenSSL take some thousand"
            }
            Self::NoWorkLeft => {
                "give it alone, or take away those that ask for millions of iterations"
            }
            Self::WrongPassword => {
                "check the password, above all its case and the layout of the keyboard"
            }
            Self::Damaged { .. } => "fetch the file again from where it was exported",
            Self::Unsupported { .. } => {
                "export it again with a password, and with 3DES or AES for its encryption"
            }
            Self::Key(error) => error.help(),
            Self::Certificate(error) => error.help(),
        }
    }

    /// Damage, for a reason.
    pub(super) fn damaged(reason: &'static str) -> Self {
        Self::Damaged { reason }
    }
}
