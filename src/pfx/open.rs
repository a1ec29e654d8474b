//! Opening a PKCS#12 file under a password, with bounds on all that it can ask for.

use std::borrow::Cow;

use super::ciphers;
use super::derive::Work;
use super::mac::Mac;
use super::password::Form;
use super::scheme::Protection;
use super::{CertificateEntry, KeyEntry, OpenError, Password, oid};
use crate::x509::asn1::{Element, dotted, tag};

/// The largest file that is read. One with a key and its chain has some kilobytes.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The most entries; a store with every root of Windows has some hundred.
const MOST_ENTRIES: usize = 1000;

/// How deep pieces of an OCTET STRING are read within pieces (X.690 8.7.3).
const PIECES_DEPTH: usize = 4;

/// What a file holds, in its order.
#[derive(Default)]
pub struct Opened {
    /// Its keys.
    pub keys: Vec<KeyEntry>,
    /// Its certificates.
    pub certificates: Vec<CertificateEntry>,
    /// What else is in it, in words.
    pub passed_over: Vec<String>,
    /// How it is encrypted and authenticated.
    pub protection: Protection,
}

impl Opened {
    /// The certificates of a key: those with its public half.
    pub fn certificates_of(&self, key: &KeyEntry) -> impl Iterator<Item = &CertificateEntry> {
        let public = key.key.public();
        let all = self.certificates.iter();
        all.filter(move |entry| entry.certificate.public_key() == public)
    }
}

/// Opens a PKCS#12 file in DER or BER: what Windows since XP, Java, NSS, GnuTLS and OpenSSL
/// write under a password, RC4 excepted.
///
/// A wrong password is told from damage by trying the parts: where one of them opens under
/// the password, but the whole does not fit its MAC, the file was changed. Damage that is in
/// all of its parts cannot be told from a wrong password.
///
/// # Errors
///
/// When the bytes are no such file, when the password is wrong or the contents are damaged,
/// when something in it is not read here, or when it asks for more than a file may.
pub fn open(bytes: &[u8], password: &Password) -> Result<Opened, OpenError> {
    open_with(bytes, [password], &mut Work::for_one())
}

/// Opens a file under the first of several passwords that fits, as [`open`] does, within
/// what is left of the work for many files.
///
/// # Errors
///
/// As [`open`], and when nothing is left.
pub fn open_with<'a>(
    bytes: &[u8],
    passwords: impl IntoIterator<Item = &'a Password>,
    work: &mut Work,
) -> Result<Opened, OpenError> {
    if bytes.len() > MOST_BYTES {
        return Err(OpenError::TooLarge {
            size: bytes.len(),
            most: MOST_BYTES,
        });
    }
    let outer = Outer::read(bytes)?;
    let forms: Vec<Form<'_>> = passwords.into_iter().flat_map(Password::forms).collect();
    let mut share = work.share();
    let result = outer.open(&forms, &mut share);
    work.settle(share, result)
}

/// Whether a password is that of a file, by its MAC alone: nothing is decrypted.
///
/// # Errors
///
/// As [`open`]; a file without a MAC is called damaged.
pub fn fits(bytes: &[u8], password: &Password) -> Result<bool, OpenError> {
    let outer = Outer::read(bytes)?;
    let Some(mac) = &outer.mac else {
        return Err(OpenError::damaged(
            "nothing in it tells whose password it has",
        ));
    };
    let mut work = Work::for_one();
    for form in &password.forms() {
        if mac.fits(form, &outer.contents, &mut work)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A file that nothing authenticates: the password is right where it opens all.
fn without_mac(
    outer: &Outer<'_>,
    forms: &[Form<'_>],
    work: &mut Work,
) -> Result<Opened, OpenError> {
    let mut in_part = false;
    for form in forms {
        match Reading::all(&outer.contents, form, work) {
            Err(OpenError::WrongPassword) => {
                in_part |= any_part_opens(&outer.contents, form, work)?;
            }
            result => return result,
        }
    }
    match in_part {
        true => Err(OpenError::damaged("the password opens a part of it only")),
        false => Err(OpenError::WrongPassword),
    }
}

/// Under a password that fits the MAC, the contents are as their maker wrote them.
fn as_written(error: OpenError) -> OpenError {
    match error {
        OpenError::WrongPassword => {
            OpenError::damaged("its MAC fits the password, but a part in it has another one")
        }
        other => other,
    }
}

/// Whether the password opens something that is encrypted.
fn any_part_opens(contents: &[u8], form: &Form<'_>, work: &mut Work) -> Result<bool, OpenError> {
    for part in parts(contents).unwrap_or_default() {
        let mut reading = Reading::default();
        match reading.take_part(&part, form, work) {
            Err(error @ OpenError::TooMuchWork { .. }) => return Err(error),
            Ok(()) if !reading.opened.protection.schemes.is_empty() => return Ok(true),
            _ => {}
        }
    }
    Ok(false)
}

/// PFX (RFC 7292 4): the contents as one piece, and their MAC.
struct Outer<'a> {
    contents: Cow<'a, [u8]>,
    mac: Option<Mac<'a>>,
}

impl<'a> Outer<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, OpenError> {
        let parts = Element::whole(bytes)
            .and_then(|it| it.tagged(tag::SEQUENCE)?.children())
            .ok_or(OpenError::NotPkcs12)?;
        let (version, safe, mac) = match parts[..] {
            [version, safe] => (version, safe, None),
            [version, safe, mac] => (version, safe, Some(mac)),
            _ => return Err(OpenError::NotPkcs12),
        };
        let (tag::INTEGER, [3]) = (version.tag, version.content) else {
            return Err(OpenError::NotPkcs12);
        };
        let (name, content) = content_info(&safe).ok_or(OpenError::NotPkcs12)?;
        match name.as_str() {
            oid::DATA => {}
            oid::SIGNED_DATA => return Err(unsupported("a signature in place of a password")),
            _ => return Err(OpenError::NotPkcs12),
        }
        let contents = joined(&content, PIECES_DEPTH).ok_or(OpenError::NotPkcs12)?;
        let mac = mac.as_ref().map(Mac::read).transpose()?;
        Ok(Self { contents, mac })
    }

    fn open(&self, forms: &[Form<'_>], work: &mut Work) -> Result<Opened, OpenError> {
        let Some(mac) = &self.mac else {
            return without_mac(self, forms, work);
        };
        for form in forms {
            if mac.fits(form, &self.contents, work)? {
                let mut opened = Reading::all(&self.contents, form, work).map_err(as_written)?;
                opened.protection.mac = Some(mac.hash);
                return Ok(opened);
            }
        }
        for form in forms {
            if any_part_opens(&self.contents, form, work)? {
                let reason = "the password opens it, but its MAC does not fit its contents";
                return Err(OpenError::damaged(reason));
            }
        }
        Err(OpenError::WrongPassword)
    }
}

/// The type and the content of a ContentInfo (RFC 5652 3).
fn content_info<'a>(element: &Element<'a>) -> Option<(String, Element<'a>)> {
    let parts = element.tagged(tag::SEQUENCE)?.children()?;
    let [name, wrapper] = parts[..] else {
        return None;
    };
    let name = name.tagged(tag::OBJECT_IDENTIFIER)?;
    let content = Element::whole(wrapper.tagged(0xa0)?.content)?;
    Some((dotted(name.content), content))
}

/// An OCTET STRING, whose contents BER may have in pieces; `[0]` stands for it where its
/// tag is implicit.
fn joined<'a>(element: &Element<'a>, depth: usize) -> Option<Cow<'a, [u8]>> {
    match element.tag {
        tag::OCTET_STRING | 0x80 => Some(Cow::Borrowed(element.content)),
        0x24 | 0xa0 => {
            let depth = depth.checked_sub(1)?;
            let mut whole = Vec::with_capacity(element.content.len());
            for piece in element.children()? {
                let piece = piece.tagged(tag::OCTET_STRING).or(piece.tagged(0x24))?;
                whole.extend_from_slice(&joined(&piece, depth)?);
            }
            Some(Cow::Owned(whole))
        }
        _ => None,
    }
}

/// The parts of an AuthenticatedSafe (RFC 7292 4.1).
fn parts(contents: &[u8]) -> Option<Vec<Element<'_>>> {
    Element::whole(contents)?.tagged(tag::SEQUENCE)?.children()
}

/// What has been read so far.
#[derive(Default)]
pub(super) struct Reading {
    pub opened: Opened,
    entries: usize,
}

impl Reading {
    fn all(contents: &[u8], form: &Form<'_>, work: &mut Work) -> Result<Opened, OpenError> {
        let mut reading = Self::default();
        for part in parts(contents).ok_or_else(malformed)? {
            reading.take_part(&part, form, work)?;
        }
        Ok(reading.opened)
    }

    /// One part: plain, or encrypted under the password.
    fn take_part(
        &mut self,
        part: &Element<'_>,
        form: &Form<'_>,
        work: &mut Work,
    ) -> Result<(), OpenError> {
        self.count()?;
        let (name, content) = content_info(part).ok_or_else(malformed)?;
        match name.as_str() {
            oid::DATA => {
                let plain = joined(&content, PIECES_DEPTH).ok_or_else(malformed)?;
                self.take_contents(&plain, form, work)
            }
            oid::ENCRYPTED_DATA => self.take_encrypted(&content, form, work),
            oid::ENVELOPED_DATA => Err(unsupported("a recipient's key in place of a password")),
            other => Err(unsupported(&format!("a part of type {other}"))),
        }
    }

    /// RFC 5652 8: EncryptedData.
    fn take_encrypted(
        &mut self,
        content: &Element<'_>,
        form: &Form<'_>,
        work: &mut Work,
    ) -> Result<(), OpenError> {
        let sequence = |it: Element<'_>| it.tagged(tag::SEQUENCE).is_some();
        let data = content.tagged(tag::SEQUENCE).and_then(|it| it.children());
        let info = match data.as_deref() {
            Some([version, info, ..]) if version.tag == tag::INTEGER && sequence(*info) => *info,
            _ => return Err(malformed()),
        };
        let info = info.children().ok_or_else(malformed)?;
        let [kind, algorithm, encrypted] = &info[..] else {
            return Err(malformed());
        };
        if dotted(kind.content) != oid::DATA {
            return Err(malformed());
        }
        let encrypted = joined(encrypted, PIECES_DEPTH).ok_or_else(malformed)?;
        let decrypted = ciphers::decrypt(algorithm, form, &encrypted, work)?;
        self.opened.protection.schemes.insert(decrypted.scheme);
        let plain = decrypted
            .plain
            .filter(|plain| parts(plain).is_some())
            .ok_or(OpenError::WrongPassword)?;
        self.take_contents(&plain, form, work)
    }

    /// Counts one more entry.
    pub(super) fn count(&mut self) -> Result<(), OpenError> {
        self.entries += 1;
        match self.entries {
            0..=MOST_ENTRIES => Ok(()),
            _ => Err(OpenError::TooMany { most: MOST_ENTRIES }),
        }
    }

    pub(super) fn passed_over(&mut self, what: &str) {
        self.opened.passed_over.push(what.to_owned());
    }
}

fn malformed() -> OpenError {
    OpenError::damaged("its contents are not well-formed")
}

fn unsupported(what: &str) -> OpenError {
    let what = what.to_owned();
    OpenError::Unsupported { what }
}
