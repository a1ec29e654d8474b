//! What lies in a PKCS#12 file: keys and certificates, each with its attributes.

use zeroize::Zeroizing;

use super::ciphers;
use super::derive::Work;
use super::open::Reading;
use super::password::Form;
use super::scheme::octets;
use super::{OpenError, oid};
use crate::secret::PrivateKey;
use crate::x509::Certificate;
use crate::x509::asn1::{self, Element, dotted, tag};

/// A key, and what Windows is told about it.
pub struct KeyEntry {
    /// The key itself.
    pub key: PrivateKey,
    /// The name that people see.
    pub friendly_name: Option<String>,
    /// What links it to its certificate.
    pub local_key_id: Option<Vec<u8>>,
    /// The provider that Windows puts it into.
    pub provider: Option<String>,
    /// Whether it belongs to the machine rather than to whoever imports it.
    pub local_machine: bool,
    /// What Windows uses it for, where the file says so.
    pub purpose: Option<KeyPurpose>,
}

/// A certificate, and what Windows is told about it.
pub struct CertificateEntry {
    /// The certificate itself.
    pub certificate: Certificate,
    /// The name that people see.
    pub friendly_name: Option<String>,
    /// What links it to its key.
    pub local_key_id: Option<Vec<u8>>,
}

/// What a provider of Windows uses a key for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// AT_KEYEXCHANGE, which TLS needs.
    Exchange,
    /// AT_SIGNATURE
    Signature,
}

/// How deep bags in bags are read; nobody nests them.
const DEPTH: usize = 4;

impl Reading {
    /// Takes the bags of a SafeContents (RFC 7292 4.2).
    pub(super) fn take_contents(
        &mut self,
        der: &[u8],
        password: &Form<'_>,
        work: &mut Work,
    ) -> Result<(), OpenError> {
        self.nested(der, password, work, DEPTH)
    }

    fn nested(
        &mut self,
        der: &[u8],
        password: &Form<'_>,
        work: &mut Work,
        depth: usize,
    ) -> Result<(), OpenError> {
        let bags = Element::whole(der)
            .and_then(|it| it.tagged(tag::SEQUENCE)?.children())
            .ok_or_else(malformed)?;
        for bag in bags {
            self.count()?;
            let parts = bag.tagged(tag::SEQUENCE).and_then(|it| it.children());
            let (name, value, attributes) = match parts.as_deref() {
                Some([name, value]) => (*name, *value, None),
                Some([name, value, attributes]) => (*name, *value, Some(*attributes)),
                _ => return Err(malformed()),
            };
            let name = name.tagged(tag::OBJECT_IDENTIFIER).ok_or_else(malformed)?;
            let value = value
                .tagged(0xa0)
                .and_then(|wrapper| Element::whole(wrapper.content))
                .ok_or_else(malformed)?;
            let attributes = Attributes::read(attributes)?;
            match dotted(name.content).as_str() {
                oid::KEY_BAG => self.take_key(value.raw, attributes)?,
                oid::SHROUDED_KEY_BAG => {
                    let plain = self.shrouded(&value, password, work)?;
                    self.take_key(&plain, attributes)?;
                }
                oid::CERTIFICATE_BAG => self.take_certificate(&value, attributes)?,
                oid::SAFE_CONTENTS_BAG => {
                    let depth = depth.checked_sub(1).ok_or_else(malformed)?;
                    self.nested(value.raw, password, work, depth)?;
                }
                oid::CRL_BAG => self.passed_over("a revocation list"),
                oid::SECRET_BAG => self.passed_over("a secret that is no key pair"),
                other => self.passed_over(&format!("an entry of type {other}")),
            }
        }
        Ok(())
    }

    /// RFC 5958 3: EncryptedPrivateKeyInfo.
    fn shrouded(
        &mut self,
        value: &Element<'_>,
        password: &Form<'_>,
        work: &mut Work,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let parts = value.tagged(tag::SEQUENCE).and_then(|it| it.children());
        let Some([algorithm, encrypted]) = parts.as_deref() else {
            return Err(malformed());
        };
        let decrypted = ciphers::decrypt(algorithm, password, octets(encrypted)?, work)?;
        self.opened.protection.schemes.insert(decrypted.scheme);
        decrypted
            .plain
            .filter(|plain| Element::whole(plain).is_some_and(|it| it.tag == tag::SEQUENCE))
            .ok_or(OpenError::WrongPassword)
    }

    fn take_key(&mut self, pkcs8: &[u8], attributes: Attributes) -> Result<(), OpenError> {
        let key = PrivateKey::from_der(pkcs8).map_err(OpenError::Key)?;
        let Attributes {
            friendly_name,
            local_key_id,
            provider,
            local_machine,
        } = attributes;
        self.opened.keys.push(KeyEntry {
            key,
            friendly_name,
            local_key_id,
            provider,
            local_machine,
            purpose: purpose(pkcs8),
        });
        Ok(())
    }

    /// RFC 7292 4.2.3: a certificate in an OCTET STRING, or one in the manner of SDSI.
    fn take_certificate(
        &mut self,
        value: &Element<'_>,
        attributes: Attributes,
    ) -> Result<(), OpenError> {
        let parts = value.tagged(tag::SEQUENCE).and_then(|it| it.children());
        let Some([name, wrapper]) = parts.as_deref() else {
            return Err(malformed());
        };
        if dotted(name.content) != oid::X509_CERTIFICATE {
            self.passed_over("a certificate that is not X.509");
            return Ok(());
        }
        let der = wrapper
            .tagged(0xa0)
            .and_then(|wrapper| Element::whole(wrapper.content))
            .ok_or_else(malformed)?;
        let certificate = Certificate::parse(octets(&der)?).map_err(OpenError::Certificate)?;
        let Attributes {
            friendly_name,
            local_key_id,
            provider: _,
            local_machine: _,
        } = attributes;
        self.opened.certificates.push(CertificateEntry {
            certificate,
            friendly_name,
            local_key_id,
        });
        Ok(())
    }
}

/// The attributes of a bag that mean something here; others are passed over.
#[derive(Default)]
struct Attributes {
    friendly_name: Option<String>,
    local_key_id: Option<Vec<u8>>,
    provider: Option<String>,
    local_machine: bool,
}

impl Attributes {
    fn read(set: Option<Element<'_>>) -> Result<Self, OpenError> {
        let mut read = Self::default();
        let Some(set) = set else {
            return Ok(read);
        };
        let all = set.tagged(tag::SET).and_then(|set| set.children());
        for attribute in all.ok_or_else(malformed)? {
            let (name, values) = attribute_parts(&attribute).ok_or_else(malformed)?;
            let first = values.first();
            let text = || first.map(text);
            match name.as_str() {
                oid::FRIENDLY_NAME => read.friendly_name = text(),
                oid::PROVIDER => read.provider = text(),
                oid::LOCAL_KEY_ID => {
                    read.local_key_id = first.map(|value| value.content.to_vec());
                }
                // Its set of values is empty: that it is there is what it says.
                oid::LOCAL_MACHINE => read.local_machine = true,
                _ => {}
            }
        }
        Ok(read)
    }
}

/// A text of Windows, which at times exports the end mark of its strings too.
fn text(value: &Element<'_>) -> String {
    let mut content = value.content;
    while let Some(before) = content.strip_suffix(&[0, 0])
        && value.tag == tag::BMP_STRING
    {
        content = before;
    }
    asn1::text(value.tag, content)
}

/// The name and the values of one attribute (RFC 7292 4.2).
fn attribute_parts<'a>(attribute: &Element<'a>) -> Option<(String, Vec<Element<'a>>)> {
    let parts = attribute.tagged(tag::SEQUENCE)?.children()?;
    let [name, values] = parts[..] else {
        return None;
    };
    let name = name.tagged(tag::OBJECT_IDENTIFIER)?;
    Some((dotted(name.content), values.tagged(tag::SET)?.children()?))
}

/// The key usage among the attributes of a PKCS#8 (RFC 5208 5: `[0]` at its end), as Windows
/// reads it: enciphering means key exchange, signing means signature.
fn purpose(pkcs8: &[u8]) -> Option<KeyPurpose> {
    let parts = Element::whole(pkcs8)?.tagged(tag::SEQUENCE)?.children()?;
    let attributes = parts.iter().find(|part| part.tag == 0xa0)?.children()?;
    let mut named = attributes.iter().filter_map(attribute_parts);
    let (_, values) = named.find(|(name, _)| name == oid::KEY_USAGE)?;
    // The number of unused bits, and the first eight usages.
    let usages = *values.first()?.tagged(tag::BIT_STRING)?.content.get(1)?;
    match usages {
        // keyEncipherment and dataEncipherment (RFC 5280 4.2.1.3).
        _ if usages & 0x30 != 0 => Some(KeyPurpose::Exchange),
        // digitalSignature, keyCertSign and cRLSign.
        _ if usages & 0x86 != 0 => Some(KeyPurpose::Signature),
        _ => None,
    }
}

fn malformed() -> OpenError {
    OpenError::damaged("an entry in it is not well-formed")
}
