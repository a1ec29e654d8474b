//! Exactly one structure: nothing is taken that goes on behind its end.

use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer;

use super::DecodeError;

/// Decodes one structure out of all the bytes. `expected` names it, with its article.
pub(super) fn whole<'a, T: FromDer<'a, X509Error>>(
    der: &'a [u8],
    expected: &'static str,
) -> Result<T, DecodeError> {
    let (rest, structure) =
        T::from_der(der).map_err(|error| DecodeError::malformed(expected, error))?;
    if rest.is_empty() {
        return Ok(structure);
    }
    let count = rest.len();
    Err(DecodeError::Trailing { expected, count })
}
