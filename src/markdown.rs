//! Words of strangers in Markdown: names, reasons, subjects and file names come from a
//! manifest, from certificates and from file systems, and nothing of them may become
//! markup, a link or a mention.
//!
//! Escaping alone does not do it: GitHub and GitLab look for mentions, issues, commits and
//! addresses in the finished text, where a backslash is gone. What they leave alone is
//! code. So names stand as code; what of a sentence does, the report says.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::finding::visible;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Longer than any name, path or sentence that is of use in a table, in characters.
const LIMIT: usize = 400;

/// A text as code, also in a cell of a table.
pub fn code(text: &str) -> String {
    spans(&clipped(&visible(text)))
}

/// A text as code, however long.
pub fn spans(text: &str) -> String {
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

/// A text inside of an HTML element, where Markdown is not read.
pub fn html(text: &str) -> String {
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
pub fn fenced(language: &str, lines: &str) -> String {
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

/// As much of a text as is of use.
pub fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
