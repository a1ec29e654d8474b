//! The parts of a subject beside the common name.

use crate::finding::{Finding, is_hidden};
use crate::manifest::Path;
use crate::manifest::model::SubjectParts;

use super::problems::Problems;

/// The parts in their order after the common name: O, OU, L, ST, C. What cannot stand
/// in a certificate is reported and left out.
pub(super) fn read(
    parts: &SubjectParts,
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<(&'static str, String)> {
    let SubjectParts {
        organization,
        organizational_unit,
        locality,
        state,
        country,
    } = parts;
    // The upper bounds of X.520 (RFC 5280 appendix A.1).
    let parts = [
        ("O", "organization", organization, 64),
        ("OU", "organizational_unit", organizational_unit, 64),
        ("L", "locality", locality, 128),
        ("ST", "state", state, 128),
    ];
    let mut subject = Vec::new();
    for (attribute, key, text, limit) in parts {
        let Some(text) = text else { continue };
        if text_fits(text, limit, &path.key(key), problems) {
            subject.push((attribute, text.clone()));
        }
    }
    if let Some(code) = country {
        if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            subject.push(("C", code.to_ascii_uppercase()));
        } else {
            problems.report(
                Finding::error("country_invalid", format!("`{code}` is not a country code"))
                    .help("write the two letters of ISO 3166, such as `US` or `DE`")
                    .at(
                        problems.value(&path.key("country")),
                        "two letters are needed",
                    ),
            );
        }
    }
    subject
}

/// Whether a text may stand in a subject; reported if not.
pub(super) fn text_fits(
    text: &str,
    limit: usize,
    path: &Path,
    problems: &mut Problems<'_>,
) -> bool {
    let length = text.chars().count();
    let (code, why, help) = if text.trim().is_empty() {
        (
            "subject_part_invalid",
            "it is empty".to_owned(),
            "leave the key out instead",
        )
    } else if text.contains(is_hidden) {
        (
            "subject_part_invalid",
            "it has a character that does not show".to_owned(),
            "write it in one line, without tabs and marks of direction",
        )
    } else if text != text.trim() {
        (
            "subject_part_invalid",
            "it starts or ends with a space".to_owned(),
            "take the space out: authorities do, and the certificate would differ",
        )
    } else if length > limit {
        (
            "subject_part_too_long",
            format!("it has {length} characters; a certificate takes {limit}"),
            "shorten it",
        )
    } else {
        return true;
    };
    problems.report(
        Finding::error(code, "this cannot stand in a subject")
            .help(help)
            .at(problems.value(path), why),
    );
    false
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with};

    #[test]
    fn the_parts_of_a_subject_fit_into_a_certificate() {
        let long = |letters| "x".repeat(letters);
        for (part, code) in [
            (
                format!("{{ organization: {} }}", long(65)),
                "subject_part_too_long",
            ),
            (
                format!("{{ organizational_unit: {} }}", long(65)),
                "subject_part_too_long",
            ),
            (
                format!("{{ locality: {} }}", long(129)),
                "subject_part_too_long",
            ),
            (
                format!("{{ state: {} }}", long(129)),
                "subject_part_too_long",
            ),
            (
                "{ organization: \"a\\tb\" }".to_owned(),
                "subject_part_invalid",
            ),
            (
                "{ organization: \"a\\u202eb\" }".to_owned(),
                "subject_part_invalid",
            ),
            ("{ organization: \"\" }".to_owned(), "subject_part_invalid"),
            (
                "{ organization: \"Contoso \" }".to_owned(),
                "subject_part_invalid",
            ),
            ("{ country: USA }".to_owned(), "country_invalid"),
            ("{ country: U1 }".to_owned(), "country_invalid"),
        ] {
            let text = estate_with(
                "subject: { organization: Contoso, locality: Redmond, state: Washington, country: us }",
                &format!("subject: {part}"),
            );
            assert_eq!(codes(&text), [code], "{part}");
        }
        let text = estate_with(
            "organization: Contoso, locality: Redmond, state",
            "organization: Çontoso & Söhne, state",
        );
        assert_eq!(codes(&text), [""; 0]);
    }
}
