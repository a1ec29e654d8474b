//! What a file holds, by its content.

use crate::cert::{KeyId, PublicKey};
use crate::secret::{self, PrivateKey};
use crate::x509::armor::{self, Block};
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
    RevocationList,
}

impl Object {
    /// What it is, with its article.
    pub fn what(&self) -> &'static str {
        match self {
            Self::Certificate(_) => "a certificate",
            Self::Request(_) => "a request",
            Self::Key(_) => "a key",
            Self::RevocationList => "a revocation list",
        }
    }
}

/// One object of a file, or why it cannot be read.
pub struct Recognised {
    /// Which of several it is; empty where it is the only one.
    pub place: String,
    /// The object, or the reason.
    pub object: Result<Object, String>,
}

/// Everything in a file that is ours or ought to be. A file of something else gives
/// nothing.
pub fn recognise(bytes: &[u8]) -> Vec<Recognised> {
    let blocks = armor::blocks(bytes);
    if blocks.is_empty() {
        return number(from_der(bytes));
    }
    let objects = blocks.into_iter().flat_map(|block| match block {
        Ok(block) => from_block(block),
        Err(error) => vec![Err(error.to_string())],
    });
    number(without_flood(objects.collect()))
}

/// So many reasons of one file help; a file of rubbish may have tens of thousands.
const REASONS_LIMIT: usize = 3;

/// Counts the reasons beyond the limit instead of repeating them.
fn without_flood(objects: Vec<Result<Object, String>>) -> Vec<Result<Object, String>> {
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
        kept.push(Err(format!("{more} more objects in it cannot be read")));
    }
    kept
}

/// The private key with the given public half, out of a file that may hold more.
pub fn find_key(bytes: &[u8], id: KeyId) -> Option<PrivateKey> {
    let blocks = armor::blocks(bytes);
    let keys = blocks.iter().flatten().map(|block| block.der.as_slice());
    keys.chain(std::iter::once(bytes))
        .filter_map(|der| PrivateKey::from_der(der).ok())
        .find(|key| key.public().id == id)
}

fn number(objects: Vec<Result<Object, String>>) -> Vec<Recognised> {
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

fn from_block(block: Block) -> Vec<Result<Object, String>> {
    let Block {
        label,
        encrypted,
        der,
    } = block;
    let is_key = label.ends_with("PRIVATE KEY");
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
        if encrypted || label == "ENCRYPTED PRIVATE KEY" {
            return vec![Err(ENCRYPTED.to_owned())];
        }
        let key = secret::public_half(&der).map(Object::Key);
        return vec![key.map_err(|error| format!("the {label} block: {error}"))];
    }
    match label.as_str() {
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
            let request = Request::parse(&der).map(|request| Object::Request(Box::new(request)));
            vec![request.map_err(|error| format!("the {label} block: {error}"))]
        }
        "X509 CRL" => vec![Ok(Object::RevocationList)],
        // AD CS hands out PKCS#7 under the label CERTIFICATE.
        _ => certificates(&der)
            .map_err(|reason| vec![Err(format!("the {label} block: {reason}"))])
            .unwrap_or_else(|failure| failure),
    }
}

const ENCRYPTED: &str =
    "the key is encrypted; decrypt it first: openssl pkey -in FILE -out FILE.plain";

fn certificates(der: &[u8]) -> Result<Vec<Result<Object, String>>, String> {
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
                    .map_err(|error| format!("a certificate in the PKCS#7: {error}"))
            })
            .collect()),
        Err(_) => Err(reason),
    }
}

/// Bare DER says what it is only by being it.
fn from_der(der: &[u8]) -> Vec<Result<Object, String>> {
    if der.first() != Some(&0x30) {
        return Vec::new();
    }
    if let Ok(certificates) = certificates(der) {
        return certificates;
    }
    if let Ok(request) = Request::parse(der) {
        return vec![Ok(Object::Request(Box::new(request)))];
    }
    match secret::public_half(der) {
        Ok(public) => return vec![Ok(Object::Key(public))],
        Err(secret::KeyError::Encrypted) => return vec![Err(ENCRYPTED.to_owned())],
        Err(_) => {}
    }
    if looks_like_pkcs12(der) {
        let reason = "it is a PKCS#12 (PFX) file, which is not read yet; take it apart with: \
                      openssl pkcs12 -in FILE -nodes -out FILE.pem";
        return vec![Err(reason.to_owned())];
    }
    if RevocationList::parse(der).is_ok() {
        return vec![Ok(Object::RevocationList)];
    }
    let reason = "it is DER, but no certificate, request, private key or PKCS#7 that can be read";
    vec![Err(reason.to_owned())]
}

/// SEQUENCE { INTEGER 3, SEQUENCE { OID pkcs-7 ... (RFC 7292 4).
fn looks_like_pkcs12(der: &[u8]) -> bool {
    const VERSION: [u8; 3] = [0x02, 0x01, 0x03];
    const PKCS7: [u8; 9] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
    let head = &der[..der.len().min(40)];
    head.windows(3).take(12).any(|window| window == VERSION)
        && head.windows(9).any(|window| window == PKCS7)
}
