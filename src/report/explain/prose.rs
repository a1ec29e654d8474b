//! Sentences broken to the width.

use crate::report::Look;

/// A paragraph, each line behind `indent` blanks.
pub(super) fn paragraph(text: &str, indent: usize, look: Look) -> String {
    hanging("", text, indent, look)
}

/// A paragraph behind a head, whose further lines stand below its first word.
pub(super) fn hanging(head: &str, text: &str, indent: usize, look: Look) -> String {
    let blank = " ".repeat(indent + head.chars().count());
    let mut set = format!("{}{head}", " ".repeat(indent));
    let mut column = blank.len();
    let mut first = true;
    for word in words(text) {
        let length = word.chars().count();
        if !first && column + 1 + length > look.width {
            set.push('\n');
            set.push_str(&blank);
            column = blank.len();
        } else if !first {
            set.push(' ');
            column += 1;
        }
        set.push_str(word);
        column += length;
        first = false;
    }
    set.push('\n');
    set
}

/// Words, where what stands in backticks is one: a command is copied as a whole.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '`' => quoted = !quoted,
            ' ' if !quoted => {
                words.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_broken_between_words_and_never_within_a_command() {
        let look = Look {
            width: 28,
            ..Look::PLAIN
        };
        assert_eq!(
            paragraph("Run it: `forecert accept FILE` when it comes.", 2, look),
            "  Run it:\n  `forecert accept FILE`\n  when it comes.\n"
        );
        assert_eq!(
            hanging("to do: ", "restore the key from its backup", 2, look),
            "  to do: restore the key\n         from its backup\n"
        );
    }
}
