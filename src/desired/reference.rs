//! The cure for a reference to something that does not exist.

use crate::finding::nearest;

/// A cure for a reference to something that does not exist: what was probably meant,
/// or what there is.
pub(super) fn cure(written: &str, candidates: &[&str]) -> String {
    if let Some(near) = nearest(written, candidates.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    match candidates {
        [] => "there is none".to_owned(),
        [only] => format!("there is only `{only}`"),
        many if many.len() <= 12 => format!("there are {}", quoted(many)),
        many => format!(
            "there are {} and {} more",
            quoted(&many[..12]),
            many.len() - 12
        ),
    }
}

/// Names in backticks, with commas between.
pub(super) fn quoted<T: std::fmt::Display>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_answered_with_what_was_meant_and_anything_else_with_what_there_is() {
        assert_eq!(
            cure("enterprize", &["public", "enterprise"]),
            "did you mean `enterprise`?"
        );
        assert_eq!(
            cure("x", &["public", "enterprise"]),
            "there are `public`, `enterprise`"
        );
        assert_eq!(cure("x", &["public"]), "there is only `public`");
        assert_eq!(cure("x", &[]), "there is none");
    }
}
