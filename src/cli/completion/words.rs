//! The words of a line as a shell hands them over.

use crate::cli::arguments::Shell;

/// The words in front of the one being typed.
pub(super) fn read(shell: Shell, words: &[String]) -> Vec<String> {
    let mut read: Vec<String> = Vec::new();
    for word in words {
        // Bash breaks `--pool=NAME` into three; without its sign it is `--pool NAME`.
        let glue = shell == Shell::Bash && word == "=";
        if glue && read.last().is_some_and(|last| last.starts_with("--")) {
            continue;
        }
        // The other shells take the quotes off by themselves.
        read.push(match shell {
            Shell::Bash => unquoted(word),
            _ => word.clone(),
        });
    }
    read
}

/// A word without its quotes, which may still be open. Nothing is expanded. A backslash
/// stands for itself unless it escapes what a shell would take for its own: ids are
/// written with it on Windows.
pub(super) fn unquoted(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    let mut quote = None;
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\'' | '"', None) => quote = Some(character),
            (character, Some(open)) if character == open => quote = None,
            ('\\', None | Some('"')) => match characters.peek() {
                Some(next) if !next.is_alphanumeric() => text.extend(characters.next()),
                _ => text.push('\\'),
            },
            (character, _) => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_taken_off_and_nothing_is_expanded() {
        for (word, text) in [
            ("plain", "plain"),
            ("'my estate.yaml'", "my estate.yaml"),
            ("\"my estate", "my estate"),
            ("my\\ estate.yaml", "my estate.yaml"),
            ("edge\\usage", "edge\\usage"),
            ("$(id)", "$(id)"),
            ("'$HOME'", "$HOME"),
        ] {
            assert_eq!(unquoted(word), text, "{word}");
        }
    }

    #[test]
    fn what_bash_breaks_at_its_sign_is_joined_again() {
        let words = ["forecert", "plan", "--pool", "=", "a.b"].map(str::to_owned);
        assert_eq!(
            read(Shell::Bash, &words),
            ["forecert", "plan", "--pool", "a.b"]
        );
        assert_eq!(read(Shell::Zsh, &words), words);
    }
}
