//! What is in the folder of one recipient, before anything is encrypted: a pure value that
//! is made without a key, and tells whether a folder that is there still is what is wanted.

use std::collections::BTreeMap;

use crate::cert::{CertificateId, DnsName, KeySpec};
use crate::desired::{BundleTerms, Format, Output};
use crate::lync::Windows;
use crate::pfx::Encryption;
use crate::x509::{Certificate, sha256_hex};

use super::holding::{Holding, Item, Recipient};
use super::script::Roll;
use super::texts::{self, About};
use super::trust::{Authorities, Trust, is_root};

/// For whoever can enter the folder.
const PUBLIC: u32 = 0o644;

/// The mark of a folder in which something is missing.
pub const INCOMPLETE: &str = "INCOMPLETE.txt";

/// The folder of one recipient.
#[derive(Clone, Debug)]
pub struct Blueprint {
    /// Its recipient's name.
    pub name: String,
    /// The folder's name.
    pub folder: String,
    /// Whether all certificates are in it.
    pub complete: bool,
    /// The certificates, as its record names them.
    pub certificates: Vec<Listed>,
    /// Its files, by path.
    pub files: BTreeMap<String, Part>,
}

/// A certificate of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Under which id it is kept.
    pub id: CertificateId,
    /// Its version.
    pub generation: u32,
    /// Its thumbprint.
    pub thumbprint: String,
    /// How it takes over from the one before.
    pub roll: Option<Roll>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its permissions, on systems that have them.
    pub mode: u32,
    /// What is in it.
    pub content: Content,
}

/// What is in a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// These bytes.
    Plain(Vec<u8>),
    /// A PKCS#12 file.
    Pfx(Box<PfxPart>),
    /// PEM blocks with the private key behind them.
    Pem(Box<PemPart>),
}

/// A PKCS#12 file, before it has a password.
#[derive(Clone, Debug)]
pub struct PfxPart {
    /// Whose key.
    pub key: KeyPlace,
    /// The certificate.
    pub certificate: Certificate,
    /// Its chain, nearest first.
    pub chain: Vec<Certificate>,
    /// Whether the root goes in too.
    pub root: bool,
    /// The name in the consoles of Windows.
    pub friendly_name: String,
    /// The provider for the key.
    pub provider: String,
    /// What it is encrypted with.
    pub encryption: Encryption,
}

/// PEM blocks with the key behind them.
#[derive(Clone, Debug)]
pub struct PemPart {
    /// Whose key.
    pub key: KeyPlace,
    /// The certificates in front of it.
    pub certificates: Vec<Certificate>,
}

/// Where a key is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyPlace {
    /// Under which id.
    pub id: CertificateId,
    /// Of which version.
    pub generation: u32,
}

impl Part {
    /// A digest of what is in it, which does not depend on salts, passwords or keys.
    pub fn digest(&self) -> String {
        let text = match &self.content {
            Content::Plain(bytes) => return sha256_hex(bytes),
            Content::Pfx(part) => part.description(),
            Content::Pem(part) => part.description(),
        };
        sha256_hex(format!("{:04o} {text}", self.mode).as_bytes())
    }

    /// Whether a password is needed for it.
    pub fn needs_password(&self) -> bool {
        matches!(self.content, Content::Pfx(_))
    }
}

impl PfxPart {
    fn description(&self) -> String {
        let Self {
            key: _, // the certificate tells whose it is
            certificate,
            chain,
            root,
            friendly_name,
            provider,
            encryption,
        } = self;
        let chain = fingerprints(chain);
        format!(
            "pfx {} [{chain}] root {root} {friendly_name:?} {provider:?} {encryption:?}",
            certificate.fingerprint()
        )
    }
}

impl PemPart {
    fn description(&self) -> String {
        let Self { key, certificates } = self;
        let KeyPlace { id, generation } = key;
        format!("pem {id} {generation} [{}]", fingerprints(certificates))
    }
}

fn fingerprints(certificates: &[Certificate]) -> String {
    let all: Vec<String> = certificates
        .iter()
        .map(|certificate| certificate.fingerprint().to_string())
        .collect();
    all.join(" ")
}

/// What a blueprint is drawn from, beside the holding itself.
pub struct Drawing<'a> {
    /// How things are carried.
    pub terms: &'a BundleTerms,
    /// The authorities of all issuers.
    pub authorities: &'a Authorities<'a>,
    /// The servers of each pool.
    pub members: &'a BTreeMap<&'a DnsName, Vec<DnsName>>,
    /// The deployment's OAuth certificate, where it is there.
    pub oauth: Option<&'a Certificate>,
}

impl Drawing<'_> {
    /// Draws the folder of one recipient, with the way in which each of its certificates
    /// takes over from the one before.
    pub fn blueprint(&self, holding: &Holding<'_>, rolls: &[Option<Roll>]) -> Blueprint {
        let trust = self.authorities.trust(holding);
        let windows = windows(&holding.recipient);
        let mut files = BTreeMap::new();
        let named = names(&trust);
        for (path, certificate) in &named {
            files.insert(path.clone(), public(certificate.der().to_vec()));
        }
        for item in &holding.items {
            let chain = self.authorities.chain(item);
            for output in outputs(&holding.recipient, item.usage) {
                files.extend(self.output(item, &chain, &output, windows));
            }
            let path = format!("{}.cer", item.usage);
            files.insert(path, public(item.certificate.der().to_vec()));
        }
        let about = About {
            holding,
            rolls,
            authorities: &named,
            rootless: &trust.rootless,
            members: self.members(holding),
            oauth: self.oauth,
            windows,
            terms: self.terms,
        };
        for (path, bytes) in texts::of(&about) {
            files.insert(path.to_owned(), public(bytes));
        }
        let certificates = holding.items.iter().zip(rolls);
        let certificates = certificates.map(|(item, roll)| Listed {
            id: item.id.clone(),
            generation: item.generation.number,
            thumbprint: item.certificate.thumbprint(),
            roll: roll.clone(),
        });
        Blueprint {
            name: holding.recipient.name().to_owned(),
            folder: holding.recipient.folder(),
            complete: holding.absent.is_empty(),
            certificates: certificates.collect(),
            files,
        }
    }

    fn members(&self, holding: &Holding<'_>) -> &[DnsName] {
        let Recipient::Machine(machine) = holding.recipient else {
            return &[];
        };
        self.members.get(&machine.pool).map_or(&[], Vec::as_slice)
    }

    fn output(
        &self,
        item: &Item<'_>,
        chain: &[Certificate],
        output: &Output,
        windows: Option<Windows>,
    ) -> Vec<(String, Part)> {
        let key = KeyPlace {
            id: item.id.clone(),
            generation: item.generation.number,
        };
        let names = output.files();
        let issuers: Vec<Certificate> = chain
            .iter()
            .filter(|issuer| !is_root(issuer))
            .cloned()
            .collect();
        let own = std::iter::once(item.certificate.clone());
        let full: Vec<Certificate> = own.chain(issuers.iter().cloned()).collect();
        let secret = |certificates: Vec<Certificate>| Part {
            mode: output.mode,
            content: Content::Pem(Box::new(PemPart {
                key: key.clone(),
                certificates,
            })),
        };
        let parts = match output.format {
            Format::Pfx => vec![Part {
                mode: output.mode,
                content: Content::Pfx(Box::new(PfxPart {
                    key: key.clone(),
                    certificate: item.certificate.clone(),
                    chain: chain.to_vec(),
                    root: self.terms.root_in_pfx,
                    friendly_name: item.friendly_name(),
                    provider: self.terms.provider.clone(),
                    encryption: encryption(windows),
                })),
            }],
            Format::PemFullChain => vec![public(pem(&full)), secret(Vec::new())],
            Format::PemSplit => vec![
                public(pem(&full[..1])),
                // Who takes a chain wants one: the root, where nothing stands below it.
                public(pem(if issuers.is_empty() { chain } else { &issuers })),
                secret(Vec::new()),
            ],
            Format::PemCombined => vec![secret(full)],
        };
        names.into_iter().zip(parts).collect()
    }
}

/// What a file is encrypted with: AES where the Windows that opens it is known to, and 3DES
/// everywhere else, which each opens.
pub fn encryption(windows: Option<Windows>) -> Encryption {
    match windows.is_some_and(Windows::opens_aes) {
        true => Encryption::Aes256Sha256,
        false => Encryption::TripleDesSha1,
    }
}

/// The Windows that opens the files: the oldest of those that may.
pub fn windows(recipient: &Recipient<'_>) -> Option<Windows> {
    match recipient {
        Recipient::Machine(machine) => machine.windows,
        Recipient::Deployment(hosts) => {
            let all: Option<Vec<Windows>> = hosts.iter().map(|host| host.windows).collect();
            all?.into_iter().min()
        }
    }
}

/// The files that are made of a certificate on one machine.
pub fn outputs(recipient: &Recipient<'_>, usage: &str) -> Vec<Output> {
    let declared = match recipient {
        Recipient::Machine(machine) => machine.outputs.get(usage),
        Recipient::Deployment(_) => None,
    };
    declared
        .cloned()
        .unwrap_or_else(|| vec![Output::pfx(usage)])
}

/// The authorities with the path of each: a folder for each store of Windows, and the
/// common name with the beginning of the thumbprint.
fn names<'a>(trust: &Trust<'a>) -> Vec<(String, &'a Certificate)> {
    let of = |folder: &'static str, certificates: &[&'a Certificate]| {
        let named = certificates.iter().map(move |certificate| {
            let thumbprint = certificate.thumbprint().to_ascii_lowercase();
            let name = slug(certificate);
            (
                format!("{folder}/{name}-{}.cer", &thumbprint[..8]),
                *certificate,
            )
        });
        named.collect::<Vec<_>>()
    };
    let mut all = of("roots", &trust.roots);
    all.extend(of("intermediates", &trust.intermediates));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// A common name as part of a file name.
fn slug(certificate: &Certificate) -> String {
    let subject = &certificate.contents().subject;
    let name = subject
        .common_name()
        .unwrap_or("authority")
        .to_ascii_lowercase();
    let plain = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let plain: String = plain.collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
    let mut slug = words.join("-");
    slug.truncate(40);
    match slug.trim_end_matches('-') {
        "" => "authority".to_owned(),
        slug => slug.to_owned(),
    }
}

fn public(bytes: Vec<u8>) -> Part {
    Part {
        mode: PUBLIC,
        content: Content::Plain(bytes),
    }
}

fn pem(certificates: &[Certificate]) -> Vec<u8> {
    let text: String = certificates.iter().map(Certificate::pem).collect();
    text.into_bytes()
}

/// Whether Windows puts the key of a certificate where it is told to: only RSA keys have a
/// cryptographic service provider.
pub fn is_rsa(certificate: &Certificate) -> bool {
    matches!(certificate.public_key().spec, KeySpec::Rsa(_))
}

#[cfg(test)]
mod tests;
