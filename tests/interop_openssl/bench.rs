//! A folder to work in, and OpenSSL in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use forecert::cert::{Contents, ExtendedKeyUsage, KeySpec, KeyUsage, Subject, Validity};
use forecert::secret::PrivateKey;
use forecert::x509::Certificate;
use forecert::x509::armor;
use forecert::x509::asn1::{Element, write};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

pub struct Bench {
    dir: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Runs OpenSSL, the words of the line being its arguments; `'` quotes.
    /// Gives what it prints, whether it went well or not.
    pub fn run(&self, line: &str) -> (bool, String) {
        let quoted = line.split('\'').enumerate();
        let words = quoted.flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        });
        let output = Command::new("openssl")
            .args(words)
            .current_dir(self.dir.path())
            .env("LC_ALL", "C")
            .output()
            .expect("openssl is on the path");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        (output.status.success(), text)
    }

    /// Runs OpenSSL and expects it to go well.
    pub fn openssl(&self, line: &str) -> String {
        let (well, text) = self.run(line);
        assert!(well, "openssl {line}\n{text}");
        text
    }

    /// The only certificate in a PEM file.
    pub fn certificate(&self, name: &str) -> Certificate {
        let blocks = armor::blocks(&self.read(name));
        let mut found = blocks.into_iter().flatten();
        let block = found.find(|block| block.label == "CERTIFICATE").unwrap();
        Certificate::parse(&block.der).unwrap()
    }

    /// The only key in a PEM file.
    pub fn key(&self, name: &str) -> PrivateKey {
        match PrivateKey::from_pem(&self.read(name)) {
            Ok(key) => key,
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

/// From an hour ago for a month, in whole seconds.
pub fn month() -> Validity {
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
    Validity {
        not_before: now - Duration::hours(1),
        not_after: now + Duration::days(30),
    }
}

/// What a Front End certificate asks for.
pub fn contents(key: &KeySpec) -> Contents {
    Contents {
        subject: Subject::default()
            .with("CN", Some("pool01.contoso.net"))
            .with("O", Some("Contoso"))
            .with("OU", Some("UC"))
            .with("OU", Some("Zürich"))
            .with("C", Some("US")),
        names: BTreeSet::from(
            ["pool01.contoso.net", "fe01.contoso.net", "*.contoso.com"].map(str::to_owned),
        ),
        other_names: BTreeSet::new(),
        key: key.clone(),
        key_usage: Some([KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment].into()),
        extended_key_usage: [ExtendedKeyUsage::ServerAuth, ExtendedKeyUsage::ClientAuth].into(),
        template: Some("WebServer".to_owned()),
    }
}

/// The DER with one element in the place of another, all lengths around it corrected.
pub fn reencoded(der: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (element, rest) = Element::read(der).unwrap();
    let inner = |content: &[u8]| {
        let mut parts = Vec::new();
        let mut content = content;
        while !content.is_empty() {
            let (part, behind) = Element::read(content).unwrap();
            parts.extend(reencoded(part.raw, from, to));
            content = behind;
        }
        parts
    };
    let own = match element.tag & 0x20 {
        _ if element.raw == from => to.to_vec(),
        0 => element.raw.to_vec(),
        _ => write(element.tag, &[&inner(element.content)]),
    };
    [own, rest.to_vec()].concat()
}
