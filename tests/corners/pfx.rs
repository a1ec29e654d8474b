//! PKCS#12 files to put into an estate.

use forecert::cert::Validity;
use forecert::mint;
use forecert::pfx::{Container, Encryption, Password, SCHANNEL};
use forecert::secret::{PrivateKey, random};
use forecert::x509::Certificate;
use time::Duration;

use crate::estate::{Estate, a_year, now, signed};

/// The password of every file that is written here.
pub const SECRET: &str = "Lync2013 pool";

/// A key that was made elsewhere, with a certificate for what version 1 asks.
pub struct Foreign {
    pub key: PrivateKey,
    pub certificate: Certificate,
}

impl Foreign {
    /// Signed by the estate's authority, begun some days ago.
    pub fn of(estate: &Estate, days_ago: i64) -> Self {
        let mut validity = a_year();
        validity.not_before = now() - Duration::days(days_ago);
        Self::valid(estate, validity)
    }

    /// Signed by the estate's authority, for this long.
    pub fn valid(estate: &Estate, validity: Validity) -> Self {
        let asked = estate.request(1);
        let key = PrivateKey::generate(&asked.contents().key).expect("a key");
        let request = mint::request(asked.contents(), &key).expect("a request");
        let certificate = signed(&estate.authority, &request, validity, |_| {});
        Self { key, certificate }
    }

    /// The key and certificate of a version.
    pub fn version(estate: &Estate, version: u32) -> Self {
        let key = estate.deployment.read(&estate.key(version));
        Self {
            key: PrivateKey::from_pem(key.as_bytes()).expect("a key"),
            certificate: estate.certificate(version),
        }
    }

    /// As a file, with the authority's certificate in it.
    pub fn pfx(&self, estate: &Estate, encryption: Encryption) -> Vec<u8> {
        let chain = std::slice::from_ref(&estate.authority.certificate);
        self.with_chain(chain, encryption)
    }

    pub fn with_chain(&self, chain: &[Certificate], encryption: Encryption) -> Vec<u8> {
        let container = Container {
            key: &self.key,
            certificate: &self.certificate,
            chain,
            root: true,
            friendly_name: "sbc01",
            provider: SCHANNEL,
            local_machine: true,
        };
        let password = Password::new(SECRET.to_owned().into());
        let written = container.write(encryption, &password, random());
        written.expect("a file")
    }
}
