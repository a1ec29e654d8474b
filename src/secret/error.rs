//! Why there is no key. No variant carries a byte of one.

use crate::cert::KeySpec;

/// Why a key cannot be read or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Encrypted PKCS#8 (RFC 5958 3), or PEM with `Proc-Type: 4,ENCRYPTED`.
    #[error("the key is encrypted")]
    Encrypted,
    /// Encrypted under a passphrase that is not at hand, or is another one.
    #[error("the key stays closed: {reason}")]
    Closed {
        /// Why.
        reason: String,
    },
    /// A key of an algorithm that is not read here.
    #[error("a key of the algorithm `{algorithm}` is not supported")]
    Unsupported {
        /// Its common name or its OID.
        algorithm: String,
    },
    /// An algorithm and size that is not made here.
    #[error("a key `{spec}` cannot be made")]
    Size {
        /// What was asked for.
        spec: KeySpec,
    },
    /// Something else altogether.
    #[error("this is not a private key")]
    NotAKey,
    /// More than one key in a file of which one is wanted.
    #[error("the file holds {count} private keys")]
    Several {
        /// How many.
        count: usize,
    },
    /// A key whose structure or numbers are wrong.
    #[error("the key is damaged: {reason}")]
    Damaged {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The cryptographic library gave up.
    #[error("the cryptographic library could not make the key")]
    Library,
}

impl KeyError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Encrypted => {
                "name the place of its passphrase in `keys.encryption`, or decrypt it first: \
                 openssl pkey -in KEY -out PLAIN"
            }
            Self::Closed { .. } => {
                "see to the place that `keys.encryption.passphrase` names; the key itself is \
                 never made anew for that"
            }
            Self::Unsupported { .. } => "use an RSA key, or an EC key on P-256, P-384 or P-521",
            Self::Size { .. } => {
                "ask for RSA of 2048, 3072 or 4096 bits, or EC P-256, P-384, P-521"
            }
            Self::NotAKey => "give a private key as PKCS#8, PKCS#1 or SEC1, in PEM or DER",
            Self::Several { .. } => "put each key into a file of its own",
            Self::Damaged { .. } => "restore it from a backup, or have a new key made",
            Self::Library => "try again; if it stays so, look after the machine's memory",
        }
    }
}
