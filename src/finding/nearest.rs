//! The word that was probably meant.

/// Longer than any word or name that is known; comparing costs the product of the
/// lengths.
const LONGEST: usize = 300;

/// Above this likeness, one word is hardly anything but a misspelling of the other.
const NEAR: f64 = 0.8;

/// The candidate nearest to what was written, if it is near enough to be a slip. Case
/// counts for nothing, and `-` is as good as `_`.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if written.len() > LONGEST {
        return None;
    }
    let plain = |word: &str| word.to_lowercase().replace('-', "_");
    let written = plain(written);
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&written, &plain(candidate)), candidate))
        .filter(|(score, _)| *score >= NEAR)
        // The first of several equally near ones, so that the order decides.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let known = ["public", "enterprise"];
        assert_eq!(nearest("enterprize", known), Some("enterprise"));
        assert_eq!(nearest("ENTERPRISE", known), Some("enterprise"));
        assert_eq!(nearest("x", known), None);
        assert_eq!(
            nearest("load-balancing", ["load_balancing"]),
            Some("load_balancing")
        );
        assert_eq!(nearest(&"x".repeat(1_000_000), known), None);
    }
}
