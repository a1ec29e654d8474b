//! What a file holds, by its content.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;

use crate::cert::{KeyId, PublicKey};
use crate::inventory::passwords::{Container, Opener, Passwords};
use crate::pfx::OpenError;
use crate::secret::{self, KeyError, PrivateKey};
use crate::x509::armor::{self, Block};
use crate::x509::asn1::{Element, tag};
use crate::x509::{self, Certificate, Request, RevocationList};

/// Something that forecert knows.
pub enum Object {
    /// An X.509 certificate.
    Certificate(Box<Certificate>),
    /// A PKCS#10 request.
    Request(Box<Request>),
    /// A private key; only its public half is kept.
    Key(PublicKey),
    /// An X.509 certificate revocation list.
    RevocationList(Box<RevocationList>),
    /// A PKCS#12 file, with what is in it.
    Container(Box<Container>),
}

impl Object {
    /// What it is, with its article.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Certificate(_) => "a certificate",
            Self::Request(_) => "a request",
            Self::Key(_) => "a key",
            Self::RevocationList(_) => "a revocation list",
            Self::Container(_) => "a PKCS#12 (PFX) file",
        }
    }
}

/// Why something cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A PKCS#12 file.
    Container(OpenError),
    /// Anything else, in words.
    Because(String),
}

impl Unread {
    /// Whether it only wants a password.
    pub fn is_locked(&self) -> bool {
        *self == Self::Container(OpenError::WrongPassword)
    }

    /// What to do about it, where that depends on what it is.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Container(error) => Some(error.help()),
            Self::Because(_) => None,
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Because(reason) => f.write_str(reason),
            Self::Container(error) => {
                error.fmt(f)?;
                match error.source() {
                    Some(cause) => write!(f, ": {cause}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl From<String> for Unread {
    fn from(reason: String) -> Self {
        Self::Because(reason)
    }
}

/// One object of a file, or why it cannot be read.
pub struct Recognised {
    /// Which of several it is; empty where it is the only one.
    pub place: String,
    /// The object, or the reason.
    pub object: Result<Object, Unread>,
}

/// Everything in a file that is ours or ought to be. A file of something else gives
/// nothing.
pub fn recognise(bytes: &[u8], opener: &mut Opener<'_>) -> Vec<Recognised> {
    let blocks = armor::blocks(bytes);
    if blocks.is_empty() {
        return number(from_der(bytes, opener));
    }
    let objects = blocks.into_iter().flat_map(|block| match block {
        Ok(block) => from_block(block, opener),
        Err(error) => vec![unread(error.to_string())],
    });
    number(without_flood(objects.collect()))
}

fn unread(reason: impl Into<String>) -> Result<Object, Unread> {
    Err(Unread::Because(reason.into()))
}

/// So many reasons of one file help; a file of rubbish may have tens of thousands.
const REASONS_LIMIT: usize = 3;

/// Counts the reasons beyond the limit instead of repeating them.
fn without_flood(objects: Vec<Result<Object, Unread>>) -> Vec<Result<Object, Unread>> {
    let mut reasons = 0;
    let mut kept: Vec<_> = objects
        .into_iter()
        .filter(|object| {
            reasons += usize::from(object.is_err());
            object.is_ok() || reasons <= REASONS_LIMIT
        })
        .collect();
    if reasons > REASONS_LIMIT {
        let more = reasons - REASONS_LIMIT;
        kept.push(unread(format!("{more} more objects in it cannot be read")));
    }
    kept
}

/// The private key with the given public half, out of a file that may hold more.
pub fn find_key(bytes: &[u8], id: KeyId, passwords: &Passwords) -> Option<PrivateKey> {
    find_keys(bytes, &BTreeSet::from([id]), &mut passwords.opener())
        .ok()?
        .pop()
}

/// The private keys with the given public halves, as far as the file has them, or why some
/// of them stay closed. However many are looked for, nothing in it is opened twice.
pub fn find_keys(
    bytes: &[u8],
    ids: &BTreeSet<KeyId>,
    opener: &mut Opener<'_>,
) -> Result<Vec<PrivateKey>, Unread> {
    let mut missing = ids.clone();
    let mut closed = None;
    let blocks = armor::blocks(bytes);
    let parts = blocks.iter().flatten().map(|block| block.der.as_slice());
    let mut found = Vec::new();
    for der in parts.chain(std::iter::once(first_element(bytes))) {
        if missing.is_empty() {
            break;
        }
        let keys = match looks_like_pkcs12(der) {
            true => opener.keys(der).unwrap_or_else(|error| {
                closed = Some(Unread::Container(error));
                Vec::new()
            }),
            false => match PrivateKey::from_der(der) {
                Err(KeyError::Encrypted) => opener.key(der).into_iter().collect(),
                read => read.into_iter().collect(),
            },
        };
        let wanted = keys.into_iter();
        found.extend(wanted.filter(|key| missing.remove(&key.public().id)));
    }
    match closed {
        Some(reason) if !missing.is_empty() => Err(reason),
        _ => Ok(found),
    }
}

fn number(objects: Vec<Result<Object, Unread>>) -> Vec<Recognised> {
    let several = objects.len() > 1;
    let place = |index: usize| several.then(|| format!("object {}", index + 1));
    objects
        .into_iter()
        .enumerate()
        .map(|(index, object)| Recognised {
            place: place(index).unwrap_or_default(),
            object,
        })
        .collect()
}

fn from_block(block: Block, opener: &mut Opener<'_>) -> Vec<Result<Object, Unread>> {
    let Block {
        label,
        encrypted,
        der,
    } = block;
    // A key of SSH is for something else.
    let is_key = label.ends_with("PRIVATE KEY") && label != "OPENSSH PRIVATE KEY";
    let ours = is_key
        || matches!(
            label.as_str(),
            "CERTIFICATE"
                | "X509 CERTIFICATE"
                | "TRUSTED CERTIFICATE"
                | "CERTIFICATE REQUEST"
                | "NEW CERTIFICATE REQUEST"
                | "PKCS7"
                | "CMS"
                | "X509 CRL"
                | "PKCS12"
        );
    if !ours {
        // Public keys, parameters, signatures: of no interest, and no fault.
        return Vec::new();
    }
    if is_key {
        if encrypted {
            return vec![unread(ENCRYPTED)];
        }
        if label == "ENCRYPTED PRIVATE KEY" {
            return vec![match opener.key(&der) {
                Ok(key) => Ok(Object::Key(key.public().clone())),
                Err(KeyError::Encrypted) => unread(ENCRYPTED),
                Err(error) => unread(error.to_string()),
            }];
        }
        let key = secret::public_half(&der).map(Object::Key);
        return vec![key.or_else(|error| unread(format!("the {label} block: {error}")))];
    }
    // OpenSSL appends what the certificate is trusted for.
    let der = match label.as_str() {
        "TRUSTED CERTIFICATE" => first_element(&der),
        _ => &der,
    };
    match label.as_str() {
        "PKCS12" => vec![container(der, opener)],
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            let request = Request::parse(der).map(|request| Object::Request(Box::new(request)));
            vec![request.or_else(|error| unread(format!("the {label} block: {error}")))]
        }
        "X509 CRL" => {
            let list =
                RevocationList::parse(der).map(|list| Object::RevocationList(Box::new(list)));
            vec![list.or_else(|error| unread(format!("the {label} block: {error}")))]
        }
        // AD CS hands out PKCS#7 under the label CERTIFICATE.
        _ => certificates(der)
            .unwrap_or_else(|reason| vec![unread(format!("the {label} block: {reason}"))]),
    }
}

const ENCRYPTED: &str = "the key is encrypted; name the place of its passphrase in `keys.encryption`, or decrypt it \
     first: openssl pkey -in FILE -out FILE.plain";

const JAVA: &str = "it is a Java keystore; turn it into PEM with: keytool -importkeystore \
                    -srckeystore FILE -destkeystore FILE.p12 -deststoretype pkcs12, then \
                    openssl pkcs12 -in FILE.p12 -nodes -out FILE.pem";

const DAMAGED: &str = "it begins like a PKCS#12 (PFX) file, and is damaged or cut off";

/// A file that looks like PKCS#12.
fn container(der: &[u8], opener: &mut Opener<'_>) -> Result<Object, Unread> {
    match opener.container(der) {
        Ok(container) => Ok(Object::Container(Box::new(container))),
        Err(OpenError::NotPkcs12) => unread(DAMAGED),
        Err(error) => Err(Unread::Container(error)),
    }
}

fn certificates(der: &[u8]) -> Result<Vec<Result<Object, Unread>>, String> {
    let reason = match Certificate::parse(der) {
        Ok(certificate) => return Ok(vec![Ok(Object::Certificate(Box::new(certificate)))]),
        Err(error) => error.to_string(),
    };
    match x509::pkcs7_certificates(der) {
        Ok(bundle) => Ok(bundle
            .iter()
            .map(|der| {
                Certificate::parse(der)
                    .map(|certificate| Object::Certificate(Box::new(certificate)))
                    .or_else(|error| unread(format!("a certificate in the PKCS#7: {error}")))
            })
            .collect()),
        Err(error) if starts_with(der, tag::OBJECT_IDENTIFIER) => Err(error.to_string()),
        Err(_) => Err(reason),
    }
}

/// Bare DER says what it is only by being it.
fn from_der(bytes: &[u8], opener: &mut Opener<'_>) -> Vec<Result<Object, Unread>> {
    if java_keystore(bytes) {
        return vec![unread(JAVA)];
    }
    if bytes.first() != Some(&tag::SEQUENCE) {
        return Vec::new();
    }
    let der = first_element(bytes);
    let reason = match certificates(der) {
        Ok(certificates) => return certificates,
        Err(reason) => reason,
    };
    if let Ok(request) = Request::parse(der) {
        return vec![Ok(Object::Request(Box::new(request)))];
    }
    if let Ok(list) = RevocationList::parse(der) {
        return vec![Ok(Object::RevocationList(Box::new(list)))];
    }
    if looks_like_pkcs12(der) {
        return vec![container(der, opener)];
    }
    match secret::public_half(der) {
        Ok(public) => vec![Ok(Object::Key(public))],
        Err(secret::KeyError::Encrypted) => vec![unread(ENCRYPTED)],
        Err(secret::KeyError::NotAKey) if !ought_to_be_ours(bytes) => Vec::new(),
        Err(secret::KeyError::NotAKey) => {
            let reason = match Element::read(bytes) {
                None => "it breaks off, or its lengths are wrong",
                Some(_) => &reason,
            };
            vec![unread(format!(
                "it is DER, but no certificate, request, private key or PKCS#7 that can be \
                 read: {reason}"
            ))]
        }
        Err(error) => vec![unread(error.to_string())],
    }
}

/// The element that the bytes begin with, without what follows it: mail programs
/// append a line end, OpenSSL what a certificate is trusted for.
fn first_element(bytes: &[u8]) -> &[u8] {
    Element::read(bytes).map_or(bytes, |(element, _)| element.raw)
}

fn starts_with(der: &[u8], tag: u8) -> bool {
    let parts = Element::whole(der).and_then(|whole| whole.children());
    parts.is_some_and(|parts| parts.first().is_some_and(|part| part.tag == tag))
}

/// Whether bytes that nothing could be made of are a damaged thing of ours, and not
/// something else in DER, such as a public key, parameters or an OCSP answer.
fn ought_to_be_ours(bytes: &[u8]) -> bool {
    let parts = Element::whole(bytes).and_then(|whole| whole.children());
    let Some(parts) = parts else {
        // Damaged so that it falls apart, or cut off. A text may begin with the digit
        // 0, which is a SEQUENCE, but no text goes on with a length of two octets.
        return matches!(bytes, [_, 0x82, _, _, tag::SEQUENCE | tag::INTEGER, ..]);
    };
    let tags: Vec<u8> = parts.iter().map(|part| part.tag).collect();
    match tags[..] {
        // What is signed, with what, the signature: RFC 5280 4.1 and 5.1, RFC 2986 4.2.
        [tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING] => true,
        // RFC 5652 3.
        [tag::OBJECT_IDENTIFIER, 0xa0] => true,
        // RFC 5208 5.
        [tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, ..] => true,
        _ => false,
    }
}

/// The marks of JKS and JCEKS.
pub(super) fn java_keystore(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) || bytes.starts_with(&[0xce, 0xce, 0xce, 0xce])
}

/// SEQUENCE { INTEGER 3, SEQUENCE { OID pkcs-7 ... (RFC 7292 4): the beginning of one that
/// may be cut off, or the outline of one in which that beginning is damaged.
fn looks_like_pkcs12(der: &[u8]) -> bool {
    let outline = Element::whole(der).and_then(|whole| whole.children());
    if let Some([version, contents, mac]) = outline.as_deref()
        && (version.tag, version.content) == (tag::INTEGER, &[3])
        && (contents.tag, mac.tag) == (tag::SEQUENCE, tag::SEQUENCE)
    {
        return true;
    }
    const VERSION: [u8; 3] = [0x02, 0x01, 0x03];
    const PKCS7: [u8; 9] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
    let head = &der[..der.len().min(40)];
    head.windows(3).take(12).any(|window| window == VERSION)
        && head.windows(9).any(|window| window == PKCS7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(bytes: &[u8]) -> Vec<String> {
        let found = recognise(bytes, &mut Opener::closed()).into_iter();
        let reasons = found.filter_map(|found| found.object.err());
        reasons.map(|reason| reason.to_string()).collect()
    }

    #[test]
    fn der_of_something_else_is_no_fault() {
        // SubjectPublicKeyInfo, two INTEGERs, OCSPResponse, a text.
        let spki = b"\x30\x0a\x30\x03\x06\x01\x2a\x03\x03\x00\x01\x02";
        assert_eq!(reasons(spki), [""; 0]);
        assert_eq!(reasons(b"\x30\x06\x02\x01\x07\x02\x01\x02"), [""; 0]);
        assert_eq!(reasons(b"\x30\x03\x0a\x01\x06"), [""; 0]);
        assert_eq!(reasons(b"0\n1234567890"), [""; 0]);
        let ssh = armor::encode("OPENSSH PRIVATE KEY", b"openssh-key-v1\0");
        assert_eq!(reasons(ssh.as_bytes()), [""; 0]);
    }

    #[test]
    fn der_that_ought_to_be_ours_is_a_fault() {
        let signed = b"\x30\x09\x30\x00\x30\x02\x05\x00\x03\x01\x00";
        assert_eq!(reasons(signed).len(), 1);
        let cut = reasons(b"\x30\x82\x04\x00\x30\x82\x03\x00");
        assert!(
            cut[0].ends_with("it breaks off, or its lengths are wrong"),
            "{cut:?}"
        );
    }

    #[test]
    fn a_java_keystore_is_named_with_the_way_out() {
        let reasons = reasons(&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]);
        assert!(
            reasons[0].starts_with("it is a Java keystore; "),
            "{reasons:?}"
        );
    }
}
