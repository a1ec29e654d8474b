//! What is said about a value that does not fit, and the cure.

use crate::finding::nearest;

use super::scalar::{Plain, meaning};
use super::shape::{Shape, alternatives, expected};
use super::source::Path;
use super::tree::Kind;

/// What would mend a fault, as far as that can be guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// Take the key away.
    Drop,
    /// Call the key so.
    Rename(String),
    /// Put this text in its place.
    Put(String),
}

/// What was found instead of the expected, and the cure.
pub(super) fn wrong_type(found: &Kind, shape: &Shape) -> (&'static str, String) {
    let expected = expected(shape);
    let write = format!("write {expected}");
    let (text, plain) = match found {
        Kind::Mapping(_) => return ("a mapping", write),
        Kind::Sequence(_) => return ("a list", write),
        Kind::Scalar(text, plain) => (text, *plain),
    };
    if !plain {
        let cure = format!("{write}, without quotes if it is a number or a truth value");
        return ("a text in quotes", cure);
    }
    let found = match meaning(text) {
        Plain::Nothing => {
            let cure = format!("give it {expected}, or take the key away");
            return ("nothing", cure);
        }
        Plain::Text => return ("a text", write),
        Plain::Truth => "a truth value",
        Plain::Number => "a number",
        Plain::Fraction => "a fraction",
    };
    let takes_text = |shape: &Shape| matches!(shape, Shape::Text | Shape::Word(_));
    let wants_text = match shape {
        Shape::Either(options) => options.iter().any(takes_text),
        shape => takes_text(shape),
    };
    if wants_text {
        return (found, format!("put it in quotes: \"{text}\""));
    }
    (found, write)
}

/// The cure for a word that is not one of those that are possible.
pub(super) fn unknown_value(text: &str, words: &[String], path: &Path) -> String {
    if *path == Path::root().key("rules") {
        let known = words.join(", ");
        return format!("a later edition needs a newer forecert; this one knows {known}");
    }
    match nearest(text, words.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            format!("write {}", alternatives(&words))
        }
    }
}
