//! Exactly one structure: nothing is taken that goes on behind its end.

use x509_parser::asn1_rs::Error as Asn1Error;
use x509_parser::error::X509Error;
use x509_parser::nom::error::ErrorKind;
use x509_parser::prelude::FromDer;

use super::DecodeError;

/// Decodes one structure out of all the bytes. `expected` names it, with its article.
pub(super) fn whole<'a, T: FromDer<'a, X509Error>>(
    der: &'a [u8],
    expected: &'static str,
) -> Result<T, DecodeError> {
    let (rest, structure) =
        T::from_der(der).map_err(|error| DecodeError::malformed(expected, reason(error)))?;
    if rest.is_empty() {
        return Ok(structure);
    }
    let count = rest.len();
    Err(DecodeError::Trailing { expected, count })
}

/// What the decoder stumbled over. Its own texts show the types of its library.
pub(super) fn reason(error: impl Into<X509Error>) -> String {
    let error = match error.into() {
        X509Error::Der(error) => error,
        X509Error::NomError(kind) => Asn1Error::NomError(kind),
        X509Error::Generic => Asn1Error::InvalidTag,
        other => return other.to_string(),
    };
    let words = match error {
        Asn1Error::Incomplete(_) | Asn1Error::NomError(ErrorKind::Eof | ErrorKind::Complete) => {
            "it breaks off"
        }
        Asn1Error::InvalidLength | Asn1Error::IndefiniteLengthUnexpected => {
            "a length in it is wrong"
        }
        Asn1Error::InvalidDateTime => "a date in it is none",
        Asn1Error::BerMaxDepth => "its parts are nested too deeply",
        Asn1Error::BerValueError
        | Asn1Error::InvalidValue { .. }
        | Asn1Error::IntegerTooLarge
        | Asn1Error::IntegerNegative
        | Asn1Error::StringInvalidCharset
        | Asn1Error::DerConstraintFailed(_) => "a value in it is not as DER has it",
        _ => "its parts are not those of one",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use x509_parser::certificate::X509Certificate;

    use super::whole;

    #[test]
    fn why_bytes_are_no_certificate_is_said_in_words() {
        let shown = |der: &[u8]| {
            let expected = "an X.509 certificate";
            whole::<X509Certificate<'_>>(der, expected)
                .unwrap_err()
                .to_string()
        };
        let other = "this is not an X.509 certificate: its parts are not those of one";
        assert_eq!(shown(&[0x00, 0x01, 0x00]), other);
        assert_eq!(shown(&[0x30, 0x03, 0x02, 0x01, 0x01]), other);
        let cut = "this is not an X.509 certificate: it breaks off";
        assert_eq!(shown(&[0x30, 0x05, 0x30]), cut);
        // Whatever the bytes are, no type of a library is shown.
        for first in 0..=u8::MAX {
            for second in [0x00, 0x01, 0x02, 0x7f, 0x80, 0x81, 0xff] {
                let text = shown(&[first, second, 0x30, second, first, 0x01]);
                assert!(!text.contains(['(', '{']), "{text}");
            }
        }
    }
}
