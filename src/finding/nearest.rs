//! The word that was probably meant.

/// The candidate nearest to what was written, if it is near enough to be a slip.
pub fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = written.to_ascii_lowercase();
    // Above this, one word is hardly a misspelling of the other.
    const NEAR: f64 = 0.8;
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&written, candidate), candidate))
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
    }
}
