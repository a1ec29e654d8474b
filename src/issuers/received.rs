//! The certificates that an issuer sent, in whatever way: PEM, DER, PKCS#7. Which of them
//! is the answer is told by its key.

use crate::issuers::{Answer, ServiceError};
use crate::x509::{Certificate, Request, armor, pkcs7_certificates};

/// More than this is no answer of an issuer: a chain of a dozen large certificates is a
/// twentieth of it.
pub(super) const LIMIT: usize = 1 << 20;

/// No chain is longer; each certificate costs a proof.
const MOST: usize = 24;

/// What to do about an answer that is none.
const HELP: &str = "ask whoever keeps the issuer what became of the request; when the certificate \
                    is at hand, `forecert accept` takes it in";

/// The answer that these certificates are.
///
/// # Errors
///
/// Where there is none, or where there are too many.
pub(super) fn issued(
    mut certificates: Vec<Certificate>,
    request: &Request,
) -> Result<Answer, ServiceError> {
    if certificates.is_empty() {
        return Err(unreadable("it holds no certificate".to_owned()));
    }
    if certificates.len() > MOST {
        let count = certificates.len();
        return Err(unreadable(format!("it holds {count} certificates")));
    }
    let key = request.public_key().id;
    // Where none has the request's key, the first is what the issuer means: whoever proves
    // it will say so.
    let answer = certificates.iter();
    let answer = answer.clone().position(|one| one.public_key().id == key);
    let certificate = Box::new(certificates.remove(answer.unwrap_or(0)));
    Ok(Answer::Issued {
        certificate,
        chain: certificates,
    })
}

/// The certificates that these bytes hold.
///
/// # Errors
///
/// Why there is none.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, String> {
    let parse = |der: &[u8]| Certificate::parse(der).map_err(|error| error.to_string());
    if bytes.first() == Some(&0x30) {
        return match pkcs7_certificates(bytes) {
            Ok(found) => found.iter().map(|der| parse(der)).collect(),
            Err(_) => Ok(vec![parse(bytes)?]),
        };
    }
    let mut found = Vec::new();
    for block in armor::blocks(bytes) {
        let block = block.map_err(|error| error.to_string())?;
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" | "PKCS7" | "CMS" => {
                found.extend(match pkcs7_certificates(&block.der) {
                    Ok(inside) => inside
                        .iter()
                        .map(|der| parse(der))
                        .collect::<Result<Vec<_>, _>>()?,
                    Err(_) => vec![parse(&block.der)?],
                });
            }
            other => return Err(format!("it holds a `{other}`")),
        }
        if found.len() > MOST {
            return Err(format!("it holds more than {MOST} certificates"));
        }
    }
    Ok(found)
}

/// An answer that says issued and holds no certificate.
fn unreadable(why: String) -> ServiceError {
    ServiceError::unknown(format!("its answer cannot be read: {why}"), HELP)
}
