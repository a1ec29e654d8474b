//! A certification request.

use rcgen::{BasicConstraints, IsCa};

use super::MintError;
use super::name;
use super::template::parameters;
use super::unsigned::{Unsigned, refused, signed};
use crate::cert::Contents;
use crate::cert::KeySpec;
use crate::secret::PrivateKey;
use crate::x509::Request;

/// Where the subject stands in a CertificationRequestInfo (RFC 2986 4.1).
const SUBJECT: usize = 1;

/// Makes a PKCS#10 request for the contents, signed by the key it is about.
///
/// The subject stands in the given order; the subject alternative name has every DNS
/// name, the common name first; key usage is critical and extended key usage is not
/// (RFC 5280 4.2.1.3, 4.2.1.12); the template is asked for by its name.
///
/// # Errors
///
/// When the contents say something that cannot stand in a request, when the key is
/// another one than they say, or when it cannot sign.
pub fn request(contents: &Contents, key: &PrivateKey) -> Result<Request, MintError> {
    made(contents, key, IsCa::NoCa)
}

/// Makes the request of an authority that is to sign leaves only: as [`request`], and it asks
/// for CA:TRUE with a path length of 0.
///
/// # Errors
///
/// As [`request`].
pub fn authority_request(contents: &Contents, key: &PrivateKey) -> Result<Request, MintError> {
    made(contents, key, IsCa::Ca(BasicConstraints::Constrained(0)))
}

fn made(contents: &Contents, key: &PrivateKey, is_ca: IsCa) -> Result<Request, MintError> {
    same_spec(contents, &key.public().spec)?;
    let subject = name::encoded(&contents.subject)?;
    let unsigned = Unsigned::new(&key.public().spec, key.public_der())?;
    let mut parameters = parameters(contents)?;
    parameters.is_ca = is_ca;
    let unsigned = parameters.serialize_request(&unsigned).map_err(refused)?;
    let der = signed(unsigned.der(), &[(SUBJECT, &subject)], key)?;
    let made = Request::parse(&der).map_err(|_| MintError::Faulty("the request is unreadable"))?;
    if made.contents() != contents {
        return Err(MintError::Faulty("the request says something else"));
    }
    if made.public_key() != key.public() || !made.is_self_signed() {
        return Err(MintError::Faulty("the request is not signed by its key"));
    }
    Ok(made)
}

/// Refuses contents that declare another key than there is.
pub(super) fn same_spec(contents: &Contents, found: &KeySpec) -> Result<(), MintError> {
    if contents.key == *found {
        return Ok(());
    }
    Err(MintError::KeySpec {
        declared: contents.key.clone(),
        found: found.clone(),
    })
}
