//! Sentences with words of strangers in them: what is more than letters stands as code.

use crate::finding::visible;
use crate::markdown::{clipped, spans};

/// Seven hexadecimal digits are taken for a commit.
const COMMIT: usize = 7;

/// With one of these behind it, the program's name begins a command, which is code up to
/// its end.
const COMMANDS: [&str; 6] = ["accept", "apply", "plan", "status", "verify", "withdraw"];

/// The program's name.
const PROGRAM: &str = "forecert";

/// A sentence with names in it: what stands in backticks, and each word that is more than
/// letters, is code. It must not stand at the beginning of a line.
pub(in crate::report) fn prose(text: &str) -> String {
    let shown = visible(text);
    let text = clipped(&shown);
    let mut line = Line::default();
    if text.matches('`').count().is_multiple_of(2) {
        for (index, part) in text.split('`').enumerate() {
            match index % 2 {
                0 => line.words(part),
                _ => line.code(part),
            }
        }
    } else {
        line.words(&text);
    }
    line.finish()
}

/// A sentence as it grows. Code that follows code becomes one with it: two code spans
/// side by side would be read as something else.
#[derive(Default)]
struct Line {
    done: String,
    code: String,
    blank: bool,
}

impl Line {
    fn words(&mut self, text: &str) {
        let words: Vec<&str> = text.split(' ').collect();
        let mut command = false;
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                self.blank();
            }
            let next = words.get(index + 1);
            let begins = *word == PROGRAM && next.is_some_and(|next| COMMANDS.contains(next));
            command = (command || begins) && !matches!(*word, "and" | "for" | "else");
            if command {
                let bare = word.trim_end_matches([',', ';']);
                self.code(bare);
                self.plain(&word[bare.len()..]);
                command = bare.len() == word.len();
            } else {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &str) {
        let core = word.trim_start_matches(['(', '"']);
        let (before, _) = word.split_at(word.len() - core.len());
        let inner = core.trim_end_matches(['.', ',', ';', ':', '?', ')', '"']);
        let after = &core[inner.len()..];
        if is_plain(inner) {
            self.plain(word);
        } else {
            self.plain(before);
            self.code(inner);
            self.plain(after);
        }
    }

    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            self.close();
            self.done.push_str(text);
        }
    }

    fn code(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.blank && self.code.is_empty() {
            self.close();
        }
        if std::mem::take(&mut self.blank) {
            self.code.push(' ');
        }
        self.code.push_str(text);
    }

    fn blank(&mut self) {
        self.blank = true;
    }

    /// Ends the code at hand, and writes the blank that was held back.
    fn close(&mut self) {
        let code = std::mem::take(&mut self.code);
        self.done.push_str(&spans(&code));
        if std::mem::take(&mut self.blank) {
            self.done.push(' ');
        }
    }

    fn finish(mut self) -> String {
        self.blank = false;
        self.close();
        self.done
    }
}

/// Letters, parts of them joined by hyphens, small numbers and dates: nothing that any
/// renderer makes more of.
fn is_plain(word: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if digits(word) {
        return word.len() < COMMIT;
    }
    let date = word.len() == 10
        && word.split('-').map(str::len).eq([4, 2, 2])
        && word.split('-').all(digits);
    let commit = word.len() >= COMMIT && word.bytes().all(|b| b.is_ascii_hexdigit());
    let letters = word
        .split(['-', '\''])
        .all(|part| !part.is_empty() && part.chars().all(char::is_alphabetic));
    date || (letters && !commit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_backticks_and_words_with_signs_are_code() {
        for (text, markdown) in [
            (
                "common name: a.contoso.com instead of `b`",
                "common name: `a.contoso.com` instead of `b`",
            ),
            (
                "ends on 2026-12-01 (in 9 days)",
                "ends on 2026-12-01 (in 9 days)",
            ),
            ("`a`'s key, or @bob", "`a's` key, or `@bob`"),
            ("see http://evil/ now", "see `http://evil/` now"),
            ("CN=a, O=b c_d", "`CN=a`, `O=b c_d`"),
            ("#12, !3 and deadbeef", "`#12`, `!3` and `deadbeef`"),
            ("<b>x</b> **y**", "`<b>x</b> **y**`"),
            ("odd ` tick", "odd `` ` `` tick"),
            ("a|b\nc", "`a`&#124;`b\\nc`"),
            ("  pull-request  ", " pull-request"),
            (
                "else: forecert withdraw oauth --reason \"a b\", then forecert apply",
                "else: `forecert withdraw oauth --reason \"a b\"`, then `forecert apply`",
            ),
            (
                "forecert never replaces a key",
                "forecert never replaces a key",
            ),
        ] {
            assert_eq!(prose(text), markdown, "{text:?}");
        }
    }
}
