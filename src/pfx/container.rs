//! Writing a PKCS#12 file that Windows imports as it is meant.

use std::num::NonZeroU32;

use zeroize::Zeroizing;

use super::ciphers;
use super::mac;
use super::password::Form;
use super::scheme::{Cipher, Hash, Parameters, Scheme, identifier};
use super::{Password, WriteError, oid};
use crate::cert::KeySpec;
use crate::secret::PrivateKey;
use crate::x509::Certificate;
use crate::x509::asn1::{self, Element, tag};

/// The provider of certificates for TLS that is no key storage provider (CNG): Lync Server
/// takes no key of those.
pub const SCHANNEL: &str = "Microsoft RSA SChannel Cryptographic Provider";

/// How many random octets a file takes: salt and vector of the key, salt and vector of the
/// certificates, salt of the MAC, 16 octets each.
pub const RANDOMNESS: usize = 5 * 16;

/// What a file is encrypted and authenticated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// 3DES with SHA-1: what Windows before Server 2019 opens, and every later one.
    TripleDesSha1,
    /// AES-256 with SHA-256: for Windows Server 2019 and later.
    Aes256Sha256,
}

/// A key, its certificate and its chain, for one file.
pub struct Container<'a> {
    /// The private key.
    pub key: &'a PrivateKey,
    /// The key's certificate.
    pub certificate: &'a Certificate,
    /// The issuers, from the certificate's own upwards.
    pub chain: &'a [Certificate],
    /// Whether a self-signed certificate of the chain goes in too. Windows puts what it
    /// finds in a file where it thinks best, and a root does not belong to the others.
    pub root: bool,
    /// The name that the certificate has in the consoles of Windows.
    pub friendly_name: &'a str,
    /// The provider that Windows puts an RSA key into, [`SCHANNEL`] as a rule. An EC key has
    /// none: those providers know RSA only, and what knows elliptic curves is found by
    /// Windows itself where no name is given.
    pub provider: &'a str,
    /// Whether the key belongs to the machine rather than to whoever imports it.
    pub local_machine: bool,
}

impl Container<'_> {
    /// The file in DER. The same randomness gives the same bytes, so each file needs its own.
    ///
    /// Key and certificates are encrypted apart, as OpenSSL does and every Windows imports.
    /// RC2 and PBMAC1 are never written.
    ///
    /// # Errors
    ///
    /// When the password is empty or not printable ASCII, when the key is another
    /// certificate's, or when a text for Windows has control characters.
    pub fn write(
        &self,
        encryption: Encryption,
        password: &Password,
        random: [u8; RANDOMNESS],
    ) -> Result<Vec<u8>, WriteError> {
        self.write_with(encryption, encryption.iterations(), password, random)
    }

    pub(super) fn write_with(
        &self,
        encryption: Encryption,
        iterations: NonZeroU32,
        password: &Password,
        random: [u8; RANDOMNESS],
    ) -> Result<Vec<u8>, WriteError> {
        self.check(password)?;
        let salts: Vec<&[u8]> = random.chunks_exact(16).collect();
        let protected = Protected {
            encryption,
            iterations,
            password: &password.forms()[0],
        };
        let key = data(&self.key_bag(&protected, salts[0], salts[1]));
        let certificates = self.certificate_bags();
        let certificates = protected.encrypted_data(&certificates, salts[2], salts[3]);
        let contents = asn1::write(tag::SEQUENCE, &[&certificates, &key]);
        let mac = mac::write(
            encryption.hash(),
            protected.password,
            &salts[4][..encryption.salt_length()],
            iterations,
            &contents,
        );
        let safe = data(&contents);
        Ok(asn1::write(
            tag::SEQUENCE,
            &[&asn1::unsigned(&[3]), &safe, &mac],
        ))
    }

    fn check(&self, password: &Password) -> Result<(), WriteError> {
        password.check()?;
        if self.key.public() != self.certificate.public_key() {
            return Err(WriteError::OtherKey);
        }
        let texts = [
            ("friendly name", self.friendly_name),
            ("name of the provider", self.provider),
        ];
        let bad = texts
            .into_iter()
            .find(|(_, text)| text.chars().any(char::is_control));
        match bad {
            Some((what, _)) => Err(WriteError::ControlCharacter { what }),
            None => Ok(()),
        }
    }

    /// SafeContents with the one key.
    fn key_bag(&self, protected: &Protected<'_>, salt: &[u8], vector: &[u8]) -> Vec<u8> {
        let (algorithm, encrypted) = protected.encrypt(&self.pkcs8(), salt, vector);
        let encrypted = asn1::write(tag::OCTET_STRING, &[&encrypted]);
        let value = asn1::write(tag::SEQUENCE, &[&algorithm, &encrypted]);
        let mut attributes = vec![self.local_key_id(), self.friendly_name()];
        if self.is_rsa() {
            attributes.push(attribute(oid::PROVIDER, &[&bmp(self.provider)]));
        }
        if self.local_machine {
            attributes.push(attribute(oid::LOCAL_MACHINE, &[]));
        }
        let bag = bag(oid::SHROUDED_KEY_BAG, &value, attributes);
        asn1::write(tag::SEQUENCE, &[&bag])
    }

    /// The key as PKCS#8, with its usage among the attributes where it is RSA: only the
    /// older providers tell key exchange from signature.
    fn pkcs8(&self) -> Zeroizing<Vec<u8>> {
        let plain = self.key.pkcs8();
        if !self.is_rsa() {
            return Zeroizing::new(plain.to_vec());
        }
        let whole = Element::whole(plain).expect("a key is kept as PKCS#8");
        // AT_KEYEXCHANGE is either enciphering bit to Windows (RFC 5280 4.2.1.3); this is the
        // one that it exports itself, and OpenSSL for `-keyex`.
        let usage = asn1::write(tag::BIT_STRING, &[&[4, 0x10]]);
        let usage = attribute(oid::KEY_USAGE, &[&usage]);
        let attributes = asn1::write(0xa0, &[&usage]);
        Zeroizing::new(asn1::write(tag::SEQUENCE, &[whole.content, &attributes]))
    }

    /// SafeContents with the certificate first and its chain behind it.
    fn certificate_bags(&self) -> Vec<u8> {
        let value = |certificate: &Certificate| {
            let der = asn1::write(tag::OCTET_STRING, &[certificate.der()]);
            let wrapped = asn1::write(0xa0, &[&der]);
            asn1::write(
                tag::SEQUENCE,
                &[&identifier(oid::X509_CERTIFICATE), &wrapped],
            )
        };
        let own = vec![self.local_key_id(), self.friendly_name()];
        let own = bag(oid::CERTIFICATE_BAG, &value(self.certificate), own);
        let issuers = self
            .chain
            .iter()
            .filter(|issuer| *issuer != self.certificate)
            .filter(|issuer| self.root || !issuer.is_signed_by(issuer))
            .map(|issuer| bag(oid::CERTIFICATE_BAG, &value(issuer), Vec::new()));
        let bags: Vec<Vec<u8>> = std::iter::once(own).chain(issuers).collect();
        let bags: Vec<&[u8]> = bags.iter().map(Vec::as_slice).collect();
        asn1::write(tag::SEQUENCE, &bags)
    }

    /// What links key and certificate: the certificate's SHA-1, as OpenSSL has it.
    fn local_key_id(&self) -> Vec<u8> {
        let digest = Hash::Sha1.of(self.certificate.der());
        attribute(
            oid::LOCAL_KEY_ID,
            &[&asn1::write(tag::OCTET_STRING, &[&digest])],
        )
    }

    fn friendly_name(&self) -> Vec<u8> {
        attribute(oid::FRIENDLY_NAME, &[&bmp(self.friendly_name)])
    }

    fn is_rsa(&self) -> bool {
        matches!(self.key.public().spec, KeySpec::Rsa(_))
    }
}

impl Encryption {
    /// How often the password is mixed: enough to slow a guesser down, and little enough for
    /// every importer.
    ///
    /// Windows exports with 2,000, and Microsoft calls 2,000 to 10,000 common (KB5025823);
    /// what Windows before Server 2019 bears beyond that is written nowhere. .NET, by which
    /// PowerShell imports, takes 600,000 in all since that update, and 300,000 each from its
    /// version 9 on: three times 100,000 is below both.
    fn iterations(self) -> NonZeroU32 {
        let count = match self {
            Self::TripleDesSha1 => 10_000,
            Self::Aes256Sha256 => 100_000,
        };
        NonZeroU32::new(count).expect("the constants are not zero")
    }

    fn hash(self) -> Hash {
        match self {
            Self::TripleDesSha1 => Hash::Sha1,
            Self::Aes256Sha256 => Hash::Sha256,
        }
    }

    /// RFC 8018 4.1 asks for eight octets at least, which is what old Windows itself writes;
    /// NIST SP 800-132 5.1 asks for sixteen.
    fn salt_length(self) -> usize {
        match self {
            Self::TripleDesSha1 => 8,
            Self::Aes256Sha256 => 16,
        }
    }
}

/// Everything that an encrypted part has in common with the others.
struct Protected<'a> {
    encryption: Encryption,
    iterations: NonZeroU32,
    password: &'a Form<'a>,
}

impl Protected<'_> {
    fn encrypt(&self, plain: &[u8], salt: &[u8], vector: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let scheme = match self.encryption {
            Encryption::TripleDesSha1 => Scheme::Pkcs12(Cipher::TripleDes),
            Encryption::Aes256Sha256 => Scheme::Pbes2(Cipher::Aes256, Hash::Sha256),
        };
        let parameters = Parameters {
            scheme,
            salt: &salt[..self.encryption.salt_length()],
            iterations: self.iterations,
            vector,
        };
        ciphers::encrypt(&parameters, self.password, plain)
    }

    /// RFC 5652 8: EncryptedData, version 0.
    fn encrypted_data(&self, contents: &[u8], salt: &[u8], vector: &[u8]) -> Vec<u8> {
        let (algorithm, encrypted) = self.encrypt(contents, salt, vector);
        let encrypted = asn1::write(0x80, &[&encrypted]);
        let kind = identifier(oid::DATA);
        let info = asn1::write(tag::SEQUENCE, &[&kind, &algorithm, &encrypted]);
        let data = asn1::write(tag::SEQUENCE, &[&asn1::unsigned(&[0]), &info]);
        content_info(oid::ENCRYPTED_DATA, &data)
    }
}

/// ContentInfo (RFC 5652 3).
fn content_info(kind: &str, content: &[u8]) -> Vec<u8> {
    let content = asn1::write(0xa0, &[content]);
    asn1::write(tag::SEQUENCE, &[&identifier(kind), &content])
}

/// Data (RFC 5652 4), which is not encrypted itself.
fn data(contents: &[u8]) -> Vec<u8> {
    content_info(oid::DATA, &asn1::write(tag::OCTET_STRING, &[contents]))
}

/// SafeBag (RFC 7292 4.2).
fn bag(kind: &str, value: &[u8], mut attributes: Vec<Vec<u8>>) -> Vec<u8> {
    let value = asn1::write(0xa0, &[value]);
    // X.690 11.6: the elements of a set in DER stand in the order of their octets.
    attributes.sort();
    let attributes: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
    let attributes = match attributes.is_empty() {
        true => Vec::new(),
        false => asn1::write(tag::SET, &attributes),
    };
    asn1::write(tag::SEQUENCE, &[&identifier(kind), &value, &attributes])
}

/// Attribute (RFC 7292 4.2): its name, and a set of its values.
fn attribute(name: &str, values: &[&[u8]]) -> Vec<u8> {
    let values = asn1::write(tag::SET, values);
    asn1::write(tag::SEQUENCE, &[&identifier(name), &values])
}

/// A text as Windows has it: UTF-16, big-endian.
fn bmp(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_be_bytes);
    asn1::write(tag::BMP_STRING, &[&units.collect::<Vec<u8>>()])
}
