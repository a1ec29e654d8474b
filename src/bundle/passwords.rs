//! The passwords of PFX files: one for all, or one for each recipient, generated where
//! there is none yet, and kept in a text that people can read from.
//!
//! Where they come from and go to is for others; here they are values.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use crate::pfx::Password;

use super::holding::DEPLOYMENT;

/// Letters and digits, as every console types them, without those that look alike.
const ALPHABET: &[u8; 56] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

/// 20 of 56 characters are 116 bits: more than anybody tries out on a file that is carried
/// around (NIST SP 800-63B asks for 112 of a secret that is generated).
const LENGTH: usize = 20;

/// Random octets that a password takes: each character needs one below the largest multiple
/// of 56, and 64 hold 20 of them but for once in 10^15 times.
pub const RANDOMNESS: usize = 64;

/// A password as text. It is wiped, and cannot be printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes one.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// Generates one. Nothing where the randomness did not suffice.
    pub fn generate(random: &Zeroizing<[u8; RANDOMNESS]>) -> Option<Self> {
        let most = u8::MAX - u8::MAX % ALPHABET.len() as u8;
        let octets = random.iter().filter(|octet| **octet < most);
        let text: String = octets
            .take(LENGTH)
            .map(|octet| char::from(ALPHABET[usize::from(*octet) % ALPHABET.len()]))
            .collect();
        let text = Zeroizing::new(text);
        (text.len() == LENGTH).then_some(Self(text))
    }

    /// The text, for whoever it is handed to.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// As PFX files take it.
    pub fn password(&self) -> Password {
        Password::new(self.0.clone())
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The passwords of all recipients, by name.
#[derive(Debug, Default)]
pub struct Passwords {
    all: BTreeMap<String, Secret>,
    /// Lines that a person wrote, which may hold a secret of his own.
    notes: Vec<Zeroizing<String>>,
}

/// The first line of their text.
const HEAD: &str =
    "# The passwords of the PFX files, by server. Keep this file as you keep the keys.";

impl Passwords {
    /// The same for all.
    pub fn one(secret: Secret) -> Self {
        Self {
            all: BTreeMap::from([(DEPLOYMENT.to_owned(), secret)]),
            ..Self::default()
        }
    }

    /// Reads what [`Passwords::text`] wrote. What a person added is kept as far as it has
    /// the form of an entry.
    ///
    /// # Errors
    ///
    /// The number of a line that is neither an entry nor a comment.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut passwords = Self::default();
        // Editors of Windows put a mark before UTF-8.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line == HEAD {
                continue;
            }
            if line.starts_with('#') {
                passwords.notes.push(Zeroizing::new(line.to_owned()));
                continue;
            }
            let Some((name, secret)) = line.split_once(char::is_whitespace) else {
                return Err(index + 1);
            };
            let secret = Zeroizing::new(secret.trim().to_owned());
            passwords
                .all
                .insert(name.to_ascii_lowercase(), Secret(secret));
        }
        Ok(passwords)
    }

    /// As a text with a line for each.
    pub fn text(&self) -> Zeroizing<String> {
        let names = self.all.keys().map(String::len).max().unwrap_or_default();
        let notes: usize = self.notes.iter().map(|note| note.len() + 1).sum();
        let lines = self.all.values().map(|secret| names + 3 + secret.0.len());
        // Room for all, so that no copy stays behind where the text grows.
        let mut text = String::with_capacity(HEAD.len() + 1 + notes + lines.sum::<usize>());
        text.push_str(HEAD);
        text.push('\n');
        for note in &self.notes {
            text.push_str(note);
            text.push('\n');
        }
        for (name, secret) in &self.all {
            text.push_str(&format!("{name:<names$}  "));
            text.push_str(&secret.0);
            text.push('\n');
        }
        Zeroizing::new(text)
    }

    /// The password of a recipient, where there is one.
    pub fn of(&self, name: &str, per_server: bool) -> Option<&Secret> {
        self.all.get(if per_server { name } else { DEPLOYMENT })
    }

    /// Adds one.
    pub fn add(&mut self, name: &str, per_server: bool, secret: Secret) {
        let name = if per_server { name } else { DEPLOYMENT };
        self.all.insert(name.to_owned(), secret);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_of_letters_and_digits_that_look_like_nothing_else() {
        for odd in *b"0O1lIo" {
            assert!(!ALPHABET.contains(&odd), "{}", odd as char);
        }
        let counting: [u8; RANDOMNESS] = std::array::from_fn(|index| index as u8 * 4);
        let secret = Secret::generate(&Zeroizing::new(counting)).unwrap();
        assert_eq!(secret.expose().len(), 20);
        assert!(
            secret
                .expose()
                .bytes()
                .all(|octet| ALPHABET.contains(&octet))
        );
        assert!(Secret::generate(&Zeroizing::new([255; RANDOMNESS])).is_none());
        assert_eq!(format!("{secret:?}"), "Secret");
    }

    #[test]
    fn every_character_is_as_likely_as_any_other() {
        let most = usize::from(u8::MAX - u8::MAX % 56);
        assert_eq!((most, most % 56), (224, 0));
    }

    #[test]
    fn passwords_survive_their_text() {
        let secret = |text: &str| Secret::new(Zeroizing::new(text.to_owned()));
        let mut passwords = Passwords::default();
        passwords.add("fe01.contoso.net", true, secret("abc"));
        passwords.add("a.b", true, secret("with blank"));
        let again = Passwords::parse(&passwords.text()).unwrap();
        assert_eq!(again.of("a.b", true).unwrap().expose(), "with blank");
        assert_eq!(again.of("fe01.contoso.net", true).unwrap().expose(), "abc");
        assert!(again.of("fe01.contoso.net", false).is_none());
        assert_eq!(Passwords::parse("# x\n\nbroken\n").unwrap_err(), 3);
    }

    #[test]
    fn a_file_that_was_saved_on_windows_is_read_alike() {
        let saved = "\u{feff}# kept\r\nfe01.contoso.net\tabc \r\n\r\n";
        let passwords = Passwords::parse(saved).unwrap();
        assert_eq!(
            passwords.of("fe01.contoso.net", true).unwrap().expose(),
            "abc"
        );
        assert_eq!(passwords.all.len(), 1);
    }

    #[test]
    fn what_a_person_wrote_stays_and_names_are_told_apart_by_no_capitals() {
        let text = "# the red stick\nFE01.contoso.net  abc\n";
        let passwords = Passwords::parse(text).unwrap();
        assert_eq!(
            passwords.of("fe01.contoso.net", true).unwrap().expose(),
            "abc"
        );
        let again = passwords.text();
        assert!(
            again.contains("\n# the red stick\nfe01.contoso.net  abc\n"),
            "{}",
            *again
        );
        assert_eq!(*Passwords::parse(&again).unwrap().text(), *again);
    }

    #[test]
    fn one_password_serves_all() {
        let one = Passwords::one(Secret::new(Zeroizing::new("x".to_owned())));
        assert!(one.of("fe01.contoso.net", false).is_some());
    }
}
