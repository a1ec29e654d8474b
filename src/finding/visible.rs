//! Words of strangers made to show: a manifest, a certificate and a file's name may hold
//! characters that move a cursor, turn the direction of writing or show as nothing, and
//! lines that a build server would carry out.

use std::borrow::Cow;

/// A text whose characters all show. Line ends and other controls, and what turns the
/// direction of writing or shows as nothing, stand as their escapes; so does the first
/// character of what a build server takes for an order.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.char_indices().any(|(at, c)| is_stray(&text[at..], c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for (at, c) in text.char_indices() {
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else if is_order(&text[at..]) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Lines that are drawn with places in them: each byte of what does not show is a `?`, so
/// that every place stays where it is. Tabs and line ends stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let stays = |at: usize, c| match c {
        '\n' | '\t' => true,
        '\r' => text[at..].starts_with("\r\n"),
        _ => !is_stray(&text[at..], c),
    };
    if text.char_indices().all(|(at, c)| stays(at, c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if stays(at, c) {
            shown.push(c);
        } else {
            shown.push_str(&"?".repeat(c.len_utf8()));
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is a control, turns the direction of writing, or shows as nothing.
pub fn is_hidden(c: char) -> bool {
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

fn is_stray(rest: &str, c: char) -> bool {
    is_hidden(c) || is_order(rest)
}

/// Whether a text begins like an order to a build server. GitHub Actions takes a line
/// that begins with `::word`, whatever blanks stand before it, and `##[` anywhere; Azure
/// Pipelines takes `##vso[`. Lines are broken anywhere, so any place may begin one.
fn is_order(text: &str) -> bool {
    let begins = |order: &str| {
        let rest = text.strip_prefix(order);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    begins("::") || text.starts_with("##[") || text.starts_with("##vso[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_stands_as_its_escape() {
        for (text, shown) in [
            ("Zürich 字 *", "Zürich 字 *"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\r\n\tb", "a\\r\\n\\tb"),
            ("\u{9b}31m\u{202e}\u{200b}", "\\u{9b}31m\\u{202e}\\u{200b}"),
            ("fe80::1", "fe80::1"),
            ("::error::x", "\\u{3a}:error\\u{3a}:x"),
            ("## [1]", "## [1]"),
            ("a ##[group]", "a \\u{23}#[group]"),
            ("##vso[task]", "\\u{23}#vso[task]"),
        ] {
            assert_eq!(visible(text), shown, "{text:?}");
            assert_eq!(visible(shown), shown, "made to show twice");
        }
    }

    #[test]
    fn lines_stay_as_long_as_they_are() {
        let lines = "a: 1\r\n\tb: \u{1b}[31m # \u{9b}\u{202e}ü\r::error::x\n";
        let shown = visible_lines(lines);
        assert_eq!(shown, "a: 1\r\n\tb: ?[31m # ?????ü??:error?:x\n");
        assert_eq!(shown.len(), lines.len());
    }
}
