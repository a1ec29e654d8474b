//! What a scalar without quotes means.

/// What a plain scalar means (YAML 1.2.2 10.3, as serde_yaml reads it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    /// Null, or nothing at all.
    Nothing,
    /// `true` or `false`.
    Truth,
    /// A whole number.
    Number,
    /// Any other number.
    Fraction,
    /// A text.
    Text,
}

/// What a plain scalar means.
pub(super) fn meaning(text: &str) -> Plain {
    let digits = |text: &str, radix| {
        !text.is_empty()
            && text
                .chars()
                .all(|character: char| character.is_digit(radix))
    };
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Nothing,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Plain::Truth,
        ".nan" | ".NaN" | ".NAN" => return Plain::Fraction,
        _ => {}
    }
    let based = [("0x", 16), ("0o", 8), ("0b", 2)];
    if based.iter().any(|(prefix, radix)| {
        unsigned
            .strip_prefix(prefix)
            .is_some_and(|rest| digits(rest, *radix))
    }) {
        return Plain::Number;
    }
    // A number with a leading zero stays text, as in a serial number.
    if unsigned.len() > 1 && unsigned.starts_with('0') && digits(unsigned, 10) {
        return Plain::Text;
    }
    if digits(unsigned, 10) {
        return Plain::Number;
    }
    let numeric = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && !unsigned.to_ascii_lowercase().contains("nan");
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || numeric && text.parse::<f64>().is_ok() {
        return Plain::Fraction;
    }
    Plain::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_means_what_serde_yaml_makes_of_it() {
        let all = [
            "",
            "~",
            "null",
            "true",
            "False",
            "no",
            "yes",
            "1",
            "-1",
            "+12",
            "0123",
            "0x1f",
            "0o7",
            "0b1",
            "1.5",
            "2026.1",
            "1e3",
            ".inf",
            "-.inf",
            ".nan",
            "nan",
            "inf",
            "1.2.3",
            "10.0.0.1",
            "199d",
            "a b",
            "2027-03-01",
            "12:30",
            "0",
            "00",
            "1_000",
            ".5",
            "5.",
        ];
        for text in all {
            let value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
            let expected = match value {
                serde_yaml::Value::Null => Plain::Nothing,
                serde_yaml::Value::Bool(_) => Plain::Truth,
                serde_yaml::Value::Number(number) if number.is_f64() => Plain::Fraction,
                serde_yaml::Value::Number(_) => Plain::Number,
                _ => Plain::Text,
            };
            assert_eq!(meaning(text), expected, "{text}");
        }
    }
}
