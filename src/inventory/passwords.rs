//! The passwords that PKCS#12 files are tried with, and what comes out of such a file.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::cert::PublicKey;
use crate::pfx::{self, AtRest, OpenError, Opened, Password, Protection, Work};
use crate::secret::{KeyError, PrivateKey};
use crate::x509::Certificate;

/// Passwords to try, none and the empty one before all others. They are wiped with the
/// last copy, and never printed. Beside them stands what private keys are kept under.
#[derive(Clone)]
pub struct Passwords {
    tried: Arc<[Password]>,
    at_rest: AtRest,
}

impl Passwords {
    /// These, in their order.
    pub fn new(given: impl IntoIterator<Item = Zeroizing<String>>) -> Self {
        let none = std::iter::once(Zeroizing::default());
        Self {
            tried: none.chain(given).map(Password::new).collect(),
            at_rest: AtRest::default(),
        }
    }

    /// The same, with what private keys are kept under.
    pub fn with_keys(self, at_rest: AtRest) -> Self {
        Self { at_rest, ..self }
    }

    /// What private keys are kept under.
    pub fn at_rest(&self) -> &AtRest {
        &self.at_rest
    }

    /// How many were given.
    pub fn given(&self) -> usize {
        self.tried.len() - 1
    }

    /// Says of a file that it stays closed.
    pub fn none_opens(&self, shown: &str) -> String {
        match self.given() {
            0 => format!("`{shown}` has a password, and none is at hand"),
            1 => format!("`{shown}`: the password from `secrets` does not open it"),
            given => format!("`{shown}`: none of the {given} passwords from `secrets` opens it"),
        }
    }

    /// What to do about a file that stays closed.
    pub fn cure(&self) -> &'static str {
        match self.given() {
            0 => Self::NAME_IT,
            _ => {
                "check the value behind each entry of `secrets`, its case and keyboard layout \
                 too; another password is another entry:\n  secrets:\n    - { env: PFX_PASSWORD }"
            }
        }
    }

    /// What to do where no password is named, with the lines to paste.
    const NAME_IT: &str = "put its password into a variable or a file, and name that in the \
                            manifest:\n  secrets:\n    - { env: PFX_PASSWORD }";

    /// Opens files with them, within bounds for all that it opens.
    pub fn opener(&self) -> Opener<'_> {
        Opener {
            passwords: &self.tried,
            at_rest: self.at_rest.clone(),
            work: Work::for_many(),
        }
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new([])
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passwords", self.given())
    }
}

/// What opens PKCS#12 files. The work that it may still do is less after each.
pub struct Opener<'a> {
    passwords: &'a [Password],
    at_rest: AtRest,
    work: Work,
}

impl Opener<'static> {
    /// One that leaves files closed: they are told from others, and nothing is in them.
    pub fn closed() -> Self {
        Self {
            passwords: &[],
            at_rest: AtRest::default(),
            work: Work::for_one(),
        }
    }

    /// One that opens single keys alone.
    pub fn of_keys(at_rest: AtRest) -> Self {
        Self {
            at_rest,
            ..Self::closed()
        }
    }
}

impl Opener<'_> {
    /// What is in a file.
    pub(super) fn container(&mut self, bytes: &[u8]) -> Result<Container, OpenError> {
        match self.passwords {
            [] => Ok(Container::default()),
            _ => Ok(Container::from(self.open(bytes)?)),
        }
    }

    /// The private keys in a file.
    pub(super) fn keys(&mut self, bytes: &[u8]) -> Result<Vec<PrivateKey>, OpenError> {
        let entries = self.open(bytes)?.keys.into_iter();
        Ok(entries.map(|entry| entry.key).collect())
    }

    /// A single private key that is encrypted.
    pub(super) fn key(&self, der: &[u8]) -> Result<PrivateKey, KeyError> {
        self.at_rest.open(der)
    }

    /// The work that it may still do.
    pub fn work(&self) -> &Work {
        &self.work
    }

    fn open(&mut self, bytes: &[u8]) -> Result<Opened, OpenError> {
        pfx::open_with(bytes, self.passwords, &mut self.work)
    }
}

/// What a PKCS#12 file holds. Of its keys only the public halves are kept.
#[derive(Debug, Default)]
pub struct Container {
    /// Its keys.
    pub keys: Vec<ContainedKey>,
    /// Its certificates, in their order.
    pub certificates: Vec<Certificate>,
    /// What it is encrypted and authenticated with.
    pub protection: Protection,
}

/// A key in a PKCS#12 file.
#[derive(Debug)]
pub struct ContainedKey {
    /// Its public half.
    pub public: PublicKey,
    /// The provider that Windows puts it into, where the file names one.
    pub provider: Option<String>,
}

impl Container {
    /// The certificates of its keys.
    pub fn leaves(&self) -> impl Iterator<Item = &Certificate> {
        let has_key = |certificate: &&Certificate| {
            let mut keys = self.keys.iter();
            keys.any(|key| key.public == *certificate.public_key())
        };
        self.certificates.iter().filter(has_key)
    }
}

impl From<Opened> for Container {
    fn from(opened: Opened) -> Self {
        let Opened {
            keys,
            certificates,
            passed_over: _,
            protection,
        } = opened;
        let keys = keys.into_iter().map(|entry| ContainedKey {
            public: entry.key.public().clone(),
            provider: entry.provider,
        });
        Self {
            keys: keys.collect(),
            certificates: certificates
                .into_iter()
                .map(|entry| entry.certificate)
                .collect(),
            protection,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_counted_without_the_empty_one_and_never_printed() {
        let passwords = Passwords::new([Zeroizing::new("geheim".to_owned())]);
        assert_eq!((passwords.given(), Passwords::default().given()), (1, 0));
        assert_eq!(format!("{passwords:?}"), "1 passwords");
    }
}
