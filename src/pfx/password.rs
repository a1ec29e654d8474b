//! The password of a file, in the shapes that keys are derived from.

use std::fmt;

use zeroize::Zeroizing;

use super::error::WriteError;

/// A password. It cannot be printed, and is wiped when it is dropped.
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes a password. Any text opens files; only printable ASCII makes them, since tools
    /// disagree about the rest: PBES2 takes it as UTF-8 here and as UTF-16 there.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// Whether it has no character at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether files can be made under it.
    ///
    /// # Errors
    ///
    /// When it is empty or not printable ASCII.
    pub fn check(&self) -> Result<(), WriteError> {
        match () {
            () if self.is_empty() => Err(WriteError::NoPassword),
            () if !self.is_printable_ascii() => Err(WriteError::PasswordNotAscii),
            () => Ok(()),
        }
    }

    /// Whether every console types it and every tool encodes it alike.
    fn is_printable_ascii(&self) -> bool {
        self.0.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }

    /// The ways in which the password enters a derivation. An empty one is either no octets
    /// or the empty text with its end mark, and both are in the world.
    pub(super) fn forms(&self) -> Vec<Form<'_>> {
        let text = Form {
            utf8: self.0.as_bytes(),
            bmp: self.bmp(),
        };
        match self.is_empty() {
            false => vec![text],
            true => vec![
                text,
                Form {
                    utf8: &[],
                    bmp: Zeroizing::default(),
                },
            ],
        }
    }

    /// RFC 7292 B.1: big-endian UTF-16, and two octets of zero at its end.
    fn bmp(&self) -> Zeroizing<Vec<u8>> {
        let mut octets = Zeroizing::new(Vec::with_capacity(2 * self.0.len() + 2));
        for unit in self.0.encode_utf16().chain([0]) {
            octets.extend_from_slice(&unit.to_be_bytes());
        }
        octets
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

/// A password as the two families of derivation take it.
pub(super) struct Form<'a> {
    /// For PBES2 (RFC 8018 3: an octet string, whose encoding it leaves open).
    pub utf8: &'a [u8],
    /// For the derivation of PKCS#12 itself.
    pub bmp: Zeroizing<Vec<u8>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn a_password_is_utf_16_with_an_end_mark() {
        let bmp = |text: &str| password(text).forms()[0].bmp.to_vec();
        assert_eq!(bmp("Beavis"), b"\0B\0e\0a\0v\0i\0s\0\0");
        assert_eq!(bmp("ü€"), b"\0\xfc\x20\xac\0\0");
        assert_eq!(bmp("😀"), b"\xd8\x3d\xde\x00\0\0");
    }

    #[test]
    fn an_empty_password_has_two_forms() {
        let empty = password("");
        let forms: Vec<usize> = empty.forms().iter().map(|form| form.bmp.len()).collect();
        assert_eq!(forms, [2, 0]);
    }

    #[test]
    fn a_password_is_never_printed() {
        assert_eq!(format!("{:?}", password("geheim")), "Password");
    }

    #[test]
    fn only_printable_ascii_makes_files() {
        assert!(password("Correct horse ~!").is_printable_ascii());
        for text in ["Zürich", "tab\there", "bell\u{7}", "del\u{7f}"] {
            assert!(!password(text).is_printable_ascii(), "{text}");
        }
    }
}
