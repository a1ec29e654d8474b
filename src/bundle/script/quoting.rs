//! A text as a literal of PowerShell: whatever is in it, it stays a text.

/// Every character that ends a single-quoted string. PowerShell takes the typographic
/// quotes for the straight one, and any of them ends what another began (about_Quoting_Rules;
/// `IsSingleQuote` in its tokenizer).
const QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}'];

/// The text as a single-quoted string, in which `$`, backticks and `#` mean nothing: each
/// quote is doubled. What a reader would not see as it is, above all line ends, becomes
/// visible as `<U+000A>`.
pub fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for character in text.chars() {
        if is_unseen(character) {
            literal.push_str(&format!("<U+{:04X}>", u32::from(character)));
            continue;
        }
        if QUOTES.contains(&character) {
            literal.push(character);
        }
        literal.push(character);
    }
    literal.push('\'');
    literal
}

/// Control characters, the line ends of Unicode, and what changes the direction of a line or
/// takes no place in it.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_is_put_in_quotes() {
        assert_eq!(quoted("fe01.contoso.net"), "'fe01.contoso.net'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn each_of_the_five_quotes_is_doubled() {
        assert_eq!(
            quoted("a'b\u{2018}c\u{2019}d\u{201A}e\u{201B}f"),
            "'a''b\u{2018}\u{2018}c\u{2019}\u{2019}d\u{201A}\u{201A}e\u{201B}\u{201B}f'"
        );
        assert_eq!(quoted("'"), "''''");
    }

    #[test]
    fn what_would_run_or_end_a_comment_is_left_as_text() {
        let text = "$(Stop-Computer) `n #> <# @\" \"@ ${env:x} %0";
        assert_eq!(quoted(text), format!("'{text}'"));
    }

    #[test]
    fn what_cannot_be_seen_becomes_visible() {
        assert_eq!(quoted("a\r\n'@\nb"), "'a<U+000D><U+000A>''@<U+000A>b'");
        assert_eq!(
            quoted("\u{0}\u{85}\u{2028}\u{202E}\u{FEFF}"),
            "'<U+0000><U+0085><U+2028><U+202E><U+FEFF>'"
        );
    }
}
