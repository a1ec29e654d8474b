//! How problems of shape are put into words: names, types, cures, the nearest word.

use crate::manifest::expected::Form;
use crate::manifest::path::Path;
use crate::manifest::scalar::Scalar;
use crate::manifest::tree::Kind;

/// A place's name in a sentence.
pub(super) fn named(path: &Path) -> String {
    match path.segments().is_empty() {
        true => "the manifest".to_owned(),
        false => format!("`{path}`"),
    }
}

/// A form's name in a sentence.
pub(super) fn called(form: &Form) -> &'static str {
    match form {
        Form::Text => "text",
        Form::Words(_) => "a word",
        Form::Boolean => "true or false",
        Form::Integer { .. } => "a whole number",
        Form::List { .. } => "a list",
        Form::Mapping(_) | Form::Tagged { .. } => "a mapping",
        Form::TextOrMapping(_) => "text or a mapping",
        Form::WordOrMapping(..) => "a word or a mapping",
        Form::Anything => "something else",
    }
}

/// How to get from what is `written` to what is expected. `required`: the key
/// cannot be left out.
pub(super) fn cure(form: &Form, kind: &Kind, written: &str, required: bool) -> String {
    let scalar = match kind {
        Kind::Scalar { text, plain } => Scalar::resolve(text, *plain),
        Kind::Mapping { flow: true, .. } if takes_text(form) && !matches!(form, Form::Words(_)) => {
            // `{server}` without quotes is a mapping to YAML.
            return format!("if it is meant as text, put it in quotes: `\"{written}\"`");
        }
        _ => return shown(form),
    };
    let or_leave_out = match required {
        true => "",
        false => ", or leave the key out",
    };
    match (form, scalar) {
        (Form::List { min: 0, .. }, Scalar::Nothing) => {
            format!("write `[]` for an empty list{or_leave_out}")
        }
        (_, Scalar::Nothing) => format!("{}{or_leave_out}", shown(form)),
        (Form::List { .. }, _) => format!("write a list: `[{written}]`"),
        (_, Scalar::Boolean | Scalar::Integer(_) | Scalar::Number) if takes_text(form) => {
            format!("put it in quotes: `\"{written}\"`")
        }
        (Form::Boolean, Scalar::Text) => match written.to_ascii_lowercase().trim_matches(QUOTES) {
            "yes" | "on" | "y" | "true" => "write `true`".to_owned(),
            "no" | "off" | "n" | "false" => "write `false`".to_owned(),
            _ => shown(form),
        },
        (Form::Integer { .. }, Scalar::Text) => match written.trim_matches(QUOTES) {
            digits if digits != written && !digits.is_empty() => {
                format!("leave the quotes out: `{digits}`")
            }
            _ => shown(form),
        },
        _ => shown(form),
    }
}

/// How to get to a length of time from something that is no text.
pub(super) fn length(kind: &Kind) -> String {
    let days = match kind {
        Kind::Scalar { text, plain } => in_days(Scalar::resolve(text, *plain)),
        _ => None,
    };
    days.map_or_else(
        || "write a number of days, weeks or years, such as `30d`, `6w` or `2y`".to_owned(),
        |days| format!("write `{days}`"),
    )
}

/// A bare number as the length of time that it was most likely meant as.
pub(super) fn in_days(scalar: Scalar) -> Option<String> {
    match scalar {
        Scalar::Integer(Some(days)) if days > 0 => Some(format!("{days}d")),
        _ => None,
    }
}

const QUOTES: [char; 2] = ['"', '\''];

fn takes_text(form: &Form) -> bool {
    matches!(form, Form::Text | Form::Words(_) | Form::TextOrMapping(_))
}

/// What to write for a form.
fn shown(form: &Form) -> String {
    match form {
        Form::Text => "write it as text".to_owned(),
        Form::Words(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            format!("write {}", choice(&words))
        }
        Form::Boolean => "write `true` or `false`".to_owned(),
        Form::Integer { .. } => "write a whole number without quotes".to_owned(),
        Form::List { items, .. } => {
            let entry = called(&items.form);
            let required = match &items.form {
                Form::Mapping(mapping) => mapping.required.as_slice(),
                _ => &[],
            };
            let keys: Vec<&str> = required.iter().map(String::as_str).collect();
            let keys = match keys.is_empty() {
                true => String::new(),
                false => format!(" with {}", listed(&keys)),
            };
            format!(
                "write a list; each entry stands on a line of its own after `- ` and is {entry}{keys}"
            )
        }
        Form::Mapping(mapping) => {
            let keys: Vec<&str> = mapping.keys.keys().map(String::as_str).collect();
            format!("write a mapping; its keys are {}", listed(&keys))
        }
        Form::Tagged { tag, variants } => {
            let words: Vec<&str> = variants.keys().map(String::as_str).collect();
            format!("write a mapping; its key `{tag}` is {}", choice(&words))
        }
        Form::TextOrMapping(mapping) => {
            let keys: Vec<&str> = mapping.required.iter().map(String::as_str).collect();
            format!("write it as text, or as a mapping with {}", listed(&keys))
        }
        Form::WordOrMapping(words, mapping) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let keys: Vec<&str> = mapping.required.iter().map(String::as_str).collect();
            let (words, keys) = (choice(&words), listed(&keys));
            format!("write {words}, or a mapping with {keys}")
        }
        Form::Anything => "write it as the schema has it".to_owned(),
    }
}

/// `a`, `b` and `c`
pub(super) fn listed(words: &[&str]) -> String {
    joined(words, "and")
}

/// `a`, `b` or `c`
pub(super) fn choice(words: &[&str]) -> String {
    joined(words, "or")
}

fn joined(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, others)) => format!("{} {last} {end}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{choice, listed};

    #[test]
    fn words_are_listed_as_in_a_sentence() {
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(choice(&["a", "b"]), "`a` or `b`");
        assert_eq!(choice(&["a"]), "`a`");
        assert_eq!(choice(&[]), "");
    }
}
