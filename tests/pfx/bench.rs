//! A folder to work in, keys and certificates in it, and strangers at work there.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use forecert::cert::{Contents, Curve, ExtendedKeyUsage, KeySpec, KeyUsage, Subject, Validity};
use forecert::mint::{self, Authority};
use forecert::pfx::{Container, Encryption, OpenError, Opened, Password, SCHANNEL, open};
use forecert::secret::{PrivateKey, random};
use forecert::x509::Certificate;
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

/// A password that every tool takes.
pub const SECRET: &str = "Lync2013 pool";

/// The name of every certificate for Windows.
pub const FRIENDLY: &str = "Front End Zürich";

/// A key with its certificate and its chain, the root last.
pub struct Identity {
    pub key: PrivateKey,
    pub certificate: Certificate,
    pub chain: [Certificate; 1],
}

/// A Front End's RSA key, as forecert plans it.
pub static FRONT_END: LazyLock<Identity> = LazyLock::new(|| identity(&KeySpec::Rsa(2048)));

/// A custom pool's EC key.
pub static BORDER: LazyLock<Identity> = LazyLock::new(|| identity(&KeySpec::Ec(Curve::P256)));

fn identity(spec: &KeySpec) -> Identity {
    let key = |spec| PrivateKey::generate(spec).ok().unwrap();
    let (root_spec, now) = (KeySpec::Ec(Curve::P256), OffsetDateTime::now_utc());
    let not_before = now.replace_nanosecond(0).unwrap() - Duration::hours(1);
    let validity = Validity {
        not_before,
        not_after: not_before + Duration::days(30),
    };
    let root_key = key(&root_spec);
    let root = mint::root(&contents("Contoso Root", &root_spec), &root_key, validity).unwrap();
    let authority = Authority::new(root.clone(), root_key).unwrap();
    let key = key(spec);
    let contents = contents("pool01.contoso.net", spec);
    let request = mint::request(&contents, &key).unwrap();
    let crl = "http://pki.contoso.com/root.crl";
    let certificate = mint::leaf(&request, &contents, &authority, validity, crl).unwrap();
    Identity {
        key,
        certificate,
        chain: [root],
    }
}

fn contents(name: &str, key: &KeySpec) -> Contents {
    Contents {
        subject: Subject::default().with("CN", Some(name)),
        names: ["pool01.contoso.net".to_owned()].into(),
        other_names: [].into(),
        key: key.clone(),
        key_usage: Some([KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment].into()),
        extended_key_usage: [ExtendedKeyUsage::ServerAuth].into(),
        template: None,
    }
}

impl Identity {
    /// Everything for one file, the root too.
    pub fn container(&self) -> Container<'_> {
        Container {
            key: &self.key,
            certificate: &self.certificate,
            chain: &self.chain,
            root: true,
            friendly_name: FRIENDLY,
            provider: SCHANNEL,
            local_machine: true,
        }
    }

    pub fn written(&self, encryption: Encryption) -> Vec<u8> {
        let container = self.container();
        container
            .write(encryption, &password(SECRET), random())
            .unwrap()
    }
}

pub fn password(text: &str) -> Password {
    Password::new(Zeroizing::new(text.to_owned()))
}

pub struct Bench {
    dir: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir }
    }

    /// With `key.pem`, `leaf.pem` and `root.pem` of an identity.
    pub fn with(identity: &Identity) -> Self {
        let bench = Self::new();
        bench.write("key.pem", identity.key.pem().as_bytes());
        bench.write("leaf.pem", identity.certificate.pem());
        bench.write("root.pem", identity.chain[0].pem());
        bench
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

    /// Runs a line of a stranger, `'` quoting. Gives what it prints, and whether it went well.
    pub fn run(&self, line: &str) -> (bool, String) {
        let quoted = line.split('\'').enumerate();
        let words: Vec<&str> = quoted
            .flat_map(|(index, part)| match index % 2 {
                0 => part.split_whitespace().collect(),
                _ => vec![part],
            })
            .collect();
        let (program, arguments) = words.split_first().unwrap();
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.dir.path())
            .env("LC_ALL", "C.UTF-8")
            .env("JAVA_TOOL_OPTIONS", "-Dfile.encoding=UTF-8")
            .output()
            .unwrap_or_else(|error| panic!("{program} is not on the path: {error}"));
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        (output.status.success(), text)
    }

    /// Runs a line of a stranger and expects it to go well.
    pub fn well(&self, line: &str) -> String {
        let (well, text) = self.run(line);
        assert!(well, "{line}\n{text}");
        text
    }

    pub fn open(&self, name: &str, text: &str) -> Result<Opened, OpenError> {
        open(&self.read(name), &password(text))
    }
}
