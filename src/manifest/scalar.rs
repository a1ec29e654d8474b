//! What a scalar is, by YAML 1.2 as the deserialiser reads it: `no` is text, `0123`
//! is text, `1.5` is not.

/// A scalar's type and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Nothing,
    Boolean,
    /// Beyond 128 bits it is `None`.
    Integer(Option<i128>),
    Number,
    Text,
}

impl Scalar {
    pub fn resolve(text: &str, plain: bool) -> Self {
        if !plain {
            return Self::Text;
        }
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Nothing,
            "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Self::Boolean,
            _ => number(text),
        }
    }

    /// The type's name in a sentence.
    pub fn called(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Boolean => "true or false",
            Self::Integer(_) => "a whole number",
            Self::Number => "a number",
            Self::Text => "text",
        }
    }
}

fn number(text: &str) -> Scalar {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|c| c.is_digit(radix))
        {
            return whole(negative, digits, radix);
        }
    }
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        // Digits after a leading zero are text: a phone number, a room.
        return match digits.len() > 1 && digits.starts_with('0') {
            true => Scalar::Text,
            false => whole(negative, digits, 10),
        };
    }
    let named =
        matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN");
    // Rust reads `inf` and `nan` as numbers too, YAML does not.
    let float = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.parse::<f64>().is_ok_and(f64::is_finite);
    match named || float {
        true => Scalar::Number,
        false => Scalar::Text,
    }
}

fn whole(negative: bool, digits: &str, radix: u32) -> Scalar {
    match i128::from_str_radix(digits, radix).ok() {
        // The deserialiser takes it for no whole number, and neither does anybody else.
        Some(0) if negative => Scalar::Number,
        value => Scalar::Integer(value.map(|value| if negative { -value } else { value })),
    }
}

#[cfg(test)]
mod tests {
    use super::Scalar;

    #[test]
    fn plain_scalars_resolve_as_yaml_1_2_has_it() {
        for (text, expected) in [
            ("", Scalar::Nothing),
            ("~", Scalar::Nothing),
            ("null", Scalar::Nothing),
            ("true", Scalar::Boolean),
            ("FALSE", Scalar::Boolean),
            ("yes", Scalar::Text),
            ("no", Scalar::Text),
            ("NO", Scalar::Text),
            ("2048", Scalar::Integer(Some(2048))),
            ("-1", Scalar::Integer(Some(-1))),
            ("+7", Scalar::Integer(Some(7))),
            ("0x1F", Scalar::Integer(Some(31))),
            ("0o17", Scalar::Integer(Some(15))),
            ("0b11", Scalar::Integer(Some(3))),
            ("0", Scalar::Integer(Some(0))),
            ("-0", Scalar::Number),
            ("-0x0", Scalar::Number),
            ("0123", Scalar::Text),
            ("2026.1", Scalar::Number),
            ("1e3", Scalar::Number),
            (".5", Scalar::Number),
            ("-.inf", Scalar::Number),
            (".nan", Scalar::Number),
            ("inf", Scalar::Text),
            ("nan", Scalar::Text),
            ("--1", Scalar::Text),
            ("2027-03-01", Scalar::Text),
            ("199d", Scalar::Text),
            ("10.0.0.1", Scalar::Text),
        ] {
            assert_eq!(Scalar::resolve(text, true), expected, "{text:?}");
            assert_eq!(Scalar::resolve(text, false), Scalar::Text);
        }
    }
}
