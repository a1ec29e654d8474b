//! Words of strangers in Markdown: names, reasons, subjects and file names come from a
//! manifest, from certificates and from file systems, and nothing of them may become
//! markup, a link or a mention.
//!
//! Escaping alone does not do it: GitHub and GitLab look for mentions, issues, commits and
//! addresses in the finished text, where a backslash is gone. What they leave alone is
//! code. So a word that is more than letters stands as code.

use std::borrow::Cow;
use std::fmt::Write as _;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Longer than any name, path or sentence that is of use in a table, in characters.
const LIMIT: usize = 400;

/// Seven hexadecimal digits are taken for a commit.
const COMMIT: usize = 7;

/// With one of these behind it, the program's name begins a command, which is code up to
/// its end.
const COMMANDS: [&str; 6] = ["accept", "apply", "plan", "status", "verify", "withdraw"];

/// The program's name.
const PROGRAM: &str = "forecert";

/// A text as code, also in a cell of a table.
pub(super) fn code(text: &str) -> String {
    spans(&clipped(&visible(text)))
}

fn spans(text: &str) -> String {
    // In a cell a pipe ends the cell, in code too, and parsers disagree on what a
    // backslash before it does. As a character reference beside the code it is a pipe
    // everywhere.
    let parts: Vec<String> = text.split('|').map(span).collect();
    parts.join("&#124;")
}

/// A code span: its fence is longer than any run of backticks in it (CommonMark 6.1).
fn span(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(text) + 1);
    let touches = |c| text.starts_with(c) || text.ends_with(c);
    // One blank at each side is taken away again.
    let pad = if touches('`') || touches(' ') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A sentence with names in it: what stands in backticks, and each word that is more than
/// letters, is code. It must not stand at the beginning of a line.
pub(super) fn prose(text: &str) -> String {
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

/// A text inside of an HTML element, where Markdown is not read.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::new();
    for c in clipped(&visible(text)).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    format!("<code>{escaped}</code>")
}

/// Lines as they are, between fences that are longer than any in them.
pub(super) fn fenced(language: &str, lines: &str) -> String {
    let fence = "`".repeat(longest_run(lines).max(2) + 1);
    let mut text = format!("{fence}{language}\n");
    for line in lines.split_terminator('\n') {
        writeln!(text, "{}", visible(line)).expect(INFALLIBLE);
    }
    writeln!(text, "{fence}").expect(INFALLIBLE);
    text
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`');
    runs.map(str::len).max().unwrap_or_default()
}

fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A text whose characters all show: line ends and other controls, and what turns the
/// direction of writing or shows as nothing, stand as their escapes.
fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
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

    #[test]
    fn code_holds_backticks_pipes_and_line_ends() {
        for (text, markdown) in [
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            ("a\\|b", "`a\\`&#124;`b`"),
            ("|", "&#124;"),
            ("a\r\nb\u{202e}c", "`a\\r\\nb\\u{202e}c`"),
        ] {
            assert_eq!(code(text), markdown, "{text:?}");
        }
        assert_eq!(code(&"x".repeat(2 * LIMIT)).chars().count(), LIMIT + 3);
    }

    #[test]
    fn a_fence_is_longer_than_any_in_the_lines() {
        assert_eq!(
            fenced("diff", "-a\n+````\n"),
            "`````diff\n-a\n+````\n`````\n"
        );
        assert_eq!(fenced("diff", "-a\n"), "```diff\n-a\n```\n");
    }

    #[test]
    fn a_summary_is_text_only() {
        assert_eq!(
            html("<a href='x'>&\n@b"),
            "<code>&lt;a href=&#39;x&#39;&gt;&amp;\\n@b</code>"
        );
    }
}
