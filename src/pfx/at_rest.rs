//! Private keys encrypted at rest: PKCS#8 under a passphrase (RFC 5958 3, RFC 8018 6.2), as
//! OpenSSL writes it and reads it.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::ciphers::{self, Keyed};
use super::derive::{self, Work};
use super::scheme::{Cipher, Hash, Parameters, Scheme, octets};
use super::{OpenError, Password, WriteError};
use crate::secret::{KeyError, PrivateKey};
use crate::x509::armor;
use crate::x509::asn1::{self, Element, tag};

/// How many iterations are written: what OWASP's Password Storage Cheat Sheet asks of
/// PBKDF2 with HMAC-SHA-256.
const ITERATIONS: NonZeroU32 = NonZeroU32::new(600_000).expect("it is not zero");

/// The most iterations that are spent on all keys of one run, keys of one salt being derived
/// once: a thousand salts of our own, some minutes.
const MOST_IN_ALL: u32 = 1000 * ITERATIONS.get();

/// How many random octets a key takes: a salt, where no earlier one is taken again, and a
/// vector.
pub const SEAL_RANDOMNESS: usize = 32;

/// What private keys are kept under.
#[derive(Clone, Debug, Default)]
pub enum AtRest {
    /// Nothing: they are in clear.
    #[default]
    Clear,
    /// A passphrase.
    Under(Passphrase),
    /// A passphrase that is not at hand, and why.
    Missing(String),
}

/// The passphrase of a deployment's keys. It is wiped with its last copy and never printed.
#[derive(Clone)]
pub struct Passphrase(Arc<Inner>);

struct Inner {
    password: Password,
    derived: Mutex<Derived>,
}

/// What was derived already: it takes a good part of a second each time.
struct Derived {
    keys: BTreeMap<Derivation, Zeroizing<Vec<u8>>>,
    /// The salt of a key that was opened and was written as keys are written here. New keys
    /// take it again, so that a whole estate costs one derivation. That is sound: a salt is
    /// to make one estate's keys unlike another's, and each key has a vector of its own.
    salt: Option<Vec<u8>>,
    work: Work,
}

/// What a key is derived with, beside the passphrase.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Derivation {
    hash: Hash,
    salt: Vec<u8>,
    iterations: NonZeroU32,
    length: usize,
}

impl AtRest {
    /// Reads the one key in a PEM text, encrypted or not.
    ///
    /// # Errors
    ///
    /// As [`PrivateKey::from_pem`], and when it stays closed.
    pub fn read(&self, text: &[u8]) -> Result<PrivateKey, KeyError> {
        let encrypted = |block: &armor::Block| block.label == "ENCRYPTED PRIVATE KEY";
        match PrivateKey::from_pem(text) {
            Err(KeyError::Encrypted) => {
                let blocks = armor::blocks(text).into_iter().flatten();
                match blocks.filter(encrypted).collect::<Vec<_>>().as_slice() {
                    [block] => self.open(&block.der),
                    _ => Err(KeyError::Encrypted),
                }
            }
            read => read,
        }
    }

    /// Opens an EncryptedPrivateKeyInfo in DER.
    ///
    /// # Errors
    ///
    /// When there is no passphrase, when it is another one, or when what is inside is no key.
    pub fn open(&self, der: &[u8]) -> Result<PrivateKey, KeyError> {
        let closed = |reason: String| Err(KeyError::Closed { reason });
        match self {
            Self::Clear => Err(KeyError::Encrypted),
            Self::Missing(reason) => closed(format!("its passphrase is not at hand: {reason}")),
            Self::Under(passphrase) => match passphrase.open(der) {
                Ok(key) => Ok(key),
                Err(OpenError::Key(error)) => Err(error),
                Err(OpenError::WrongPassword) => closed("the passphrase does not open it".into()),
                Err(OpenError::TooMuchWork { asked }) => {
                    closed(format!("it asks for {asked} iterations"))
                }
                Err(OpenError::NoWorkLeft) => {
                    closed("those before it took all the iterations that are granted".into())
                }
                Err(OpenError::Unsupported { what }) => {
                    closed(format!("it uses {what}, which is not read"))
                }
                Err(_) => Err(KeyError::Damaged {
                    reason: "its encryption is not well-formed",
                }),
            },
        }
    }

    /// The key as text to keep.
    ///
    /// # Errors
    ///
    /// Where it is to be encrypted and the passphrase is not at hand.
    pub fn write(
        &self,
        key: &PrivateKey,
        random: [u8; SEAL_RANDOMNESS],
    ) -> Result<Zeroizing<String>, KeyError> {
        match self {
            Self::Clear => Ok(key.pem()),
            Self::Under(passphrase) => Ok(passphrase.seal(key, random)),
            Self::Missing(reason) => Err(KeyError::Closed {
                reason: format!("the passphrase to keep it under is not at hand: {reason}"),
            }),
        }
    }
}

/// One time in some hundred, a wrong passphrase leaves right padding behind.
fn is_sequence(plain: &[u8]) -> bool {
    Element::whole(plain).is_some_and(|it| it.tag == tag::SEQUENCE)
}

impl Passphrase {
    /// Takes a passphrase.
    ///
    /// # Errors
    ///
    /// When it is empty or not printable ASCII, which tools encode in different ways.
    pub fn new(text: Zeroizing<String>) -> Result<Self, WriteError> {
        let password = Password::new(text);
        password.check()?;
        Ok(Self(Arc::new(Inner {
            password,
            derived: Mutex::new(Derived {
                keys: BTreeMap::new(),
                salt: None,
                work: Work::of(MOST_IN_ALL),
            }),
        })))
    }

    fn open(&self, der: &[u8]) -> Result<PrivateKey, OpenError> {
        let whole = Element::whole(der).and_then(|it| it.tagged(tag::SEQUENCE)?.children());
        let Some([algorithm, encrypted]) = whole.as_deref() else {
            return Err(OpenError::damaged("it is no encrypted key"));
        };
        let encrypted = octets(encrypted)?;
        let parameters = Parameters::read(algorithm)?;
        let plain = match parameters.scheme {
            Scheme::Pbes2(cipher, hash) => {
                let mut derived = self.derived();
                let key = self.key(&mut derived, cipher, hash, &parameters)?;
                let keyed = Keyed::new(cipher, key, parameters.vector);
                let plain = keyed
                    .decrypted(encrypted)
                    .filter(|plain| is_sequence(plain));
                let is_ours = (hash, cipher) == (Hash::Sha256, Cipher::Aes256)
                    && parameters.iterations >= ITERATIONS
                    && parameters.salt.len() >= 16;
                if plain.is_some() && parameters.iterations == ITERATIONS && is_ours {
                    derived.salt.get_or_insert(parameters.salt.to_vec());
                }
                plain
            }
            Scheme::Pkcs12(_) => {
                let form = &self.0.password.forms()[0];
                let mut derived = self.derived();
                ciphers::decrypt(algorithm, form, encrypted, &mut derived.work)?.plain
            }
        };
        let plain = plain
            .filter(|plain| is_sequence(plain))
            .ok_or(OpenError::WrongPassword)?;
        PrivateKey::from_der(&plain).map_err(OpenError::Key)
    }

    fn seal(&self, key: &PrivateKey, random: [u8; SEAL_RANDOMNESS]) -> Zeroizing<String> {
        let (fresh, vector) = random.split_at(SEAL_RANDOMNESS - 16);
        let mut derived = self.derived();
        let salt = derived.salt.get_or_insert_with(|| fresh.to_vec()).clone();
        let parameters = Parameters {
            scheme: Scheme::Pbes2(Cipher::Aes256, Hash::Sha256),
            salt: &salt,
            iterations: ITERATIONS,
            vector,
        };
        let password = &self.0.password.forms()[0];
        let derivation = Derivation::of(Hash::Sha256, Cipher::Aes256, &parameters);
        let kept = derived.keys.entry(derivation).or_insert_with(|| {
            derivation_of(password.utf8, Hash::Sha256, Cipher::Aes256, &parameters)
                .expect("what is written is derived by a known hash")
        });
        let keyed = Keyed::new(Cipher::Aes256, kept.clone(), vector);
        drop(derived);
        let encrypted = asn1::write(tag::OCTET_STRING, &[&keyed.encrypted(key.pkcs8())]);
        let der = asn1::write(tag::SEQUENCE, &[&parameters.der(), &encrypted]);
        Zeroizing::new(armor::encode("ENCRYPTED PRIVATE KEY", &der))
    }

    fn key(
        &self,
        derived: &mut Derived,
        cipher: Cipher,
        hash: Hash,
        parameters: &Parameters<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let derivation = Derivation::of(hash, cipher, parameters);
        if let Some(key) = derived.keys.get(&derivation) {
            return Ok(key.clone());
        }
        let blocks = cipher.key_length().div_ceil(hash.digest().output_len());
        let blocks = u32::try_from(blocks).expect("a key is short");
        derived.work.spend(parameters.iterations.get(), blocks)?;
        let form = &self.0.password.forms()[0];
        let key = derivation_of(form.utf8, hash, cipher, parameters);
        let key = key.ok_or_else(|| OpenError::Unsupported {
            what: format!("the derivation by {hash}"),
        })?;
        derived.keys.insert(derivation, key.clone());
        Ok(key)
    }

    fn derived(&self) -> MutexGuard<'_, Derived> {
        // Whoever panicked while holding it has left nothing half done.
        let locked = self.0.derived.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Derivation {
    fn of(hash: Hash, cipher: Cipher, parameters: &Parameters<'_>) -> Self {
        Self {
            hash,
            salt: parameters.salt.to_vec(),
            iterations: parameters.iterations,
            length: cipher.key_length(),
        }
    }
}

fn derivation_of(
    password: &[u8],
    hash: Hash,
    cipher: Cipher,
    parameters: &Parameters<'_>,
) -> Option<Zeroizing<Vec<u8>>> {
    let (salt, iterations) = (parameters.salt, parameters.iterations);
    derive::pbkdf2(hash, password, salt, iterations, cipher.key_length())
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cert::{Curve, KeySpec};

    fn under(text: &str) -> AtRest {
        let passphrase = Passphrase::new(Zeroizing::new(text.to_owned()));
        AtRest::Under(passphrase.expect("a passphrase"))
    }

    fn key() -> PrivateKey {
        PrivateKey::generate(&KeySpec::Ec(Curve::P256)).expect("a key")
    }

    fn salt_and_vector(text: &str) -> (Vec<u8>, Vec<u8>) {
        let block = armor::blocks(text.as_bytes()).remove(0).expect("a block");
        let whole = Element::whole(&block.der).and_then(|it| it.children());
        let parts = whole.expect("two parts");
        let Ok(parameters) = Parameters::read(&parts[0]) else {
            panic!("no parameters in {text}");
        };
        assert_eq!(parameters.iterations, ITERATIONS);
        (parameters.salt.to_vec(), parameters.vector.to_vec())
    }

    #[test]
    fn a_key_comes_back_as_it_was_and_under_no_other_passphrase() {
        let (at_rest, key) = (under("correct horse"), key());
        let text = at_rest.write(&key, [7; SEAL_RANDOMNESS]).expect("text");
        assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        let read = at_rest.read(text.as_bytes()).expect("the key");
        assert_eq!(read.public(), key.public());
        // A run of its own derives for itself.
        let read = under("correct horse")
            .read(text.as_bytes())
            .expect("the key");
        assert_eq!(read.pkcs8(), key.pkcs8());
        let says = |at_rest: &AtRest| {
            let error = at_rest.read(text.as_bytes()).err().expect("no key");
            error.to_string()
        };
        let wrong = "the key stays closed: the passphrase does not open it";
        assert_eq!(says(&under("correct hearse")), wrong);
        assert_eq!(says(&AtRest::Clear), "the key is encrypted");
        assert_eq!(
            says(&AtRest::Missing("the variable `P` is not set".into())),
            "the key stays closed: its passphrase is not at hand: the variable `P` is not set"
        );
    }

    #[test]
    fn keys_of_one_estate_share_a_salt_and_never_a_vector() {
        let first = under("correct horse");
        let one = first.write(&key(), [1; SEAL_RANDOMNESS]).expect("text");
        let two = first.write(&key(), [2; SEAL_RANDOMNESS]).expect("text");
        let later = under("correct horse");
        let _ = later.read(one.as_bytes()).expect("the key");
        let three = later.write(&key(), [3; SEAL_RANDOMNESS]).expect("text");
        let [one, two, three] = [one, two, three].map(|text| salt_and_vector(&text));
        assert_eq!(one, (vec![1; 16], vec![1; 16]));
        assert_eq!(two, (vec![1; 16], vec![2; 16]));
        assert_eq!(three, (vec![1; 16], vec![3; 16]));
    }

    #[test]
    fn a_wrong_passphrase_gives_no_salt() {
        let one = under("correct horse");
        let one = one.write(&key(), [1; SEAL_RANDOMNESS]).expect("text");
        let other = under("battery staple");
        assert!(other.read(one.as_bytes()).is_err());
        let two = other.write(&key(), [2; SEAL_RANDOMNESS]).expect("text");
        assert_eq!(salt_and_vector(&two).0, [2; 16]);
    }

    #[test]
    fn a_key_in_clear_is_read_whatever_is_asked_for_and_none_is_written() {
        let key = key();
        let text = AtRest::Clear
            .write(&key, [0; SEAL_RANDOMNESS])
            .expect("text");
        for at_rest in [AtRest::Clear, under("p"), AtRest::Missing(String::new())] {
            let read = at_rest.read(text.as_bytes()).expect("the key");
            assert_eq!(read.public(), key.public());
        }
        let missing = AtRest::Missing(String::new());
        assert!(missing.write(&key, [0; SEAL_RANDOMNESS]).is_err());
    }

    #[test]
    fn a_passphrase_is_printable_ascii_and_not_printed() {
        let new = |text: &str| Passphrase::new(Zeroizing::new(text.to_owned()));
        assert_eq!(format!("{:?}", new("geheim").ok()), "Some(Passphrase)");
        for text in ["", "Zürich", "tab\t"] {
            assert!(new(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn iterations_beyond_reason_are_refused_at_once() {
        let parameters = Parameters {
            scheme: Scheme::Pbes2(Cipher::Aes256, Hash::Sha256),
            salt: &[1; 16],
            iterations: NonZeroU32::new(2_000_000_000).expect("it is not zero"),
            vector: &[1; 16],
        };
        let encrypted = asn1::write(tag::OCTET_STRING, &[&[0; 32]]);
        let der = asn1::write(tag::SEQUENCE, &[&parameters.der(), &encrypted]);
        let error = under("p").open(&der).err().expect("no key");
        assert_eq!(
            error.to_string(),
            "the key stays closed: it asks for 2000000000 iterations"
        );
    }
}
