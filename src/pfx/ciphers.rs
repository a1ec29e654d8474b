//! Encrypting and decrypting under a password.
//!
//! All but RC2 is done by the library that does the rest of cryptography here.

use aws_lc_rs::cipher::{
    self, AES_128, AES_192, AES_256, Algorithm, DecryptionContext, EncryptionContext,
    PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt as _, InnerIvInit as _};
use rc2::Rc2;
use zeroize::Zeroizing;

use super::OpenError;
use super::derive::{self, Purpose, Work};
use super::password::Form;
use super::scheme::{Cipher, Hash, Parameters, Scheme};
use crate::x509::asn1::Element;

/// Both come from a derivation that knows the cipher, or from the writer itself.
const CIPHER_FITS: &str = "the key and the vector are as long as the cipher's";

/// The key and the vector of something encrypted.
pub(super) struct Keyed {
    cipher: Cipher,
    key: Zeroizing<Vec<u8>>,
    vector: Zeroizing<Vec<u8>>,
}

/// What comes out of decrypting.
pub(super) struct Decrypted {
    pub scheme: Scheme,
    /// Nothing where the padding is wrong, as it is under a wrong password.
    pub plain: Option<Zeroizing<Vec<u8>>>,
}

/// Encrypts, giving the AlgorithmIdentifier and the ciphertext.
pub(super) fn encrypt(
    parameters: &Parameters<'_>,
    password: &Form<'_>,
    plain: &[u8],
) -> (Vec<u8>, Vec<u8>) {
    let keyed = keyed(parameters, password).expect("what is written is derived by known hashes");
    (parameters.der(), keyed.encrypted(plain))
}

/// Decrypts what somebody wrote.
///
/// # Errors
///
/// When the algorithm is not read here, or asks for too much work.
pub(super) fn decrypt(
    algorithm: &Element<'_>,
    password: &Form<'_>,
    encrypted: &[u8],
    work: &mut Work,
) -> Result<Decrypted, OpenError> {
    let parameters = Parameters::read(algorithm)?;
    let blocks = match parameters.scheme {
        // A key of up to 24 octets and a vector, 20 octets a time.
        Scheme::Pkcs12(cipher) => cipher.key_length().div_ceil(20) + 1,
        Scheme::Pbes2(cipher, hash) => cipher.key_length().div_ceil(hash.digest().output_len()),
    };
    let blocks = u32::try_from(blocks).expect("a key is short");
    work.spend(parameters.iterations.get(), blocks)?;
    let keyed = keyed(&parameters, password);
    let plain = keyed.and_then(|keyed| keyed.decrypted(encrypted));
    let scheme = parameters.scheme;
    Ok(Decrypted { scheme, plain })
}

fn keyed(parameters: &Parameters<'_>, password: &Form<'_>) -> Option<Keyed> {
    let (salt, iterations) = (parameters.salt, parameters.iterations);
    Some(match parameters.scheme {
        Scheme::Pkcs12(cipher) => {
            let derived = |purpose, length| {
                let iterations = iterations.get();
                derive::pkcs12(Hash::Sha1, purpose, &password.bmp, salt, iterations, length)
            };
            Keyed {
                cipher,
                key: derived(Purpose::Key, cipher.key_length()),
                vector: derived(Purpose::Vector, cipher.block_length()),
            }
        }
        Scheme::Pbes2(cipher, hash) => Keyed {
            cipher,
            key: derive::pbkdf2(hash, password.utf8, salt, iterations, cipher.key_length())?,
            vector: Zeroizing::new(parameters.vector.to_vec()),
        },
    })
}

impl Keyed {
    /// A key that was derived before.
    pub(super) fn new(cipher: Cipher, key: Zeroizing<Vec<u8>>, vector: &[u8]) -> Self {
        Self {
            cipher,
            key,
            vector: Zeroizing::new(vector.to_vec()),
        }
    }

    /// The ciphertext, by AES or triple DES.
    pub(super) fn encrypted(&self, plain: &[u8]) -> Vec<u8> {
        let algorithm = library(self.cipher).expect("what is written is AES or triple DES");
        // Padding must not make the buffer grow: a copy would stay behind in memory.
        let room = plain.len() + self.cipher.block_length();
        let mut buffer = Zeroizing::new(Vec::with_capacity(room));
        buffer.extend_from_slice(plain);
        let vector = &self.vector[..];
        let context = match vector.len() {
            8 => EncryptionContext::Iv64(FixedLength::try_from(vector).expect(CIPHER_FITS)),
            _ => EncryptionContext::Iv128(FixedLength::try_from(vector).expect(CIPHER_FITS)),
        };
        UnboundCipherKey::new(algorithm, &self.key)
            .and_then(PaddedBlockEncryptingKey::cbc_pkcs7)
            .and_then(|key| key.less_safe_encrypt(&mut *buffer, context))
            .expect(CIPHER_FITS);
        std::mem::take(&mut *buffer)
    }

    /// The plaintext; nothing where the padding is wrong, as it is under a wrong password.
    pub(super) fn decrypted(&self, encrypted: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut buffer = Zeroizing::new(encrypted.to_vec());
        let length = match library(self.cipher) {
            None => self.rc2(&mut buffer)?,
            Some(algorithm) => {
                let context = match self.vector.len() {
                    8 => DecryptionContext::Iv64(FixedLength::try_from(&self.vector[..]).ok()?),
                    _ => DecryptionContext::Iv128(FixedLength::try_from(&self.vector[..]).ok()?),
                };
                let key = UnboundCipherKey::new(algorithm, &self.key).ok()?;
                let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
                key.decrypt(&mut buffer, context).ok()?.len()
            }
        };
        buffer.truncate(length);
        Some(buffer)
    }

    fn rc2(&self, buffer: &mut [u8]) -> Option<usize> {
        let cipher = Rc2::new_with_eff_key_len(&self.key, 8 * self.key.len());
        let vector = self.vector[..].try_into().ok()?;
        let decryptor = cbc::Decryptor::inner_iv_init(cipher, vector);
        Some(decryptor.decrypt_padded::<Pkcs7>(buffer).ok()?.len())
    }
}

/// The cipher in the library, which has no RC2.
// Its own mark says not to use 3DES where there is a choice; for old Windows there is none.
#[allow(deprecated)]
fn library(cipher: Cipher) -> Option<&'static Algorithm> {
    Some(match cipher {
        Cipher::Rc2With40Bits | Cipher::Rc2With128Bits => return None,
        Cipher::TripleDesWithTwoKeys => &cipher::DES_EDE_FOR_LEGACY_USE_ONLY,
        Cipher::TripleDes => &cipher::DES_EDE3_FOR_LEGACY_USE_ONLY,
        Cipher::Aes128 => &AES_128,
        Cipher::Aes192 => &AES_192,
        Cipher::Aes256 => &AES_256,
    })
}
