//! The end of a command's `--help`: its examples and its exit codes.

use clap::builder::{StyledStr, Styles};

use super::Page;

/// Lines are filled up to here, as the terminals of most people have it.
const FILLED: usize = 80;

/// Examples and exit codes, set as clap sets what stands above them.
pub(super) fn ending(page: &Page, styles: &Styles) -> StyledStr {
    let head = styles.get_header();
    let literal = styles.get_literal();
    let mut text = format!("{head}Examples:{head:#}\n");
    for (purpose, line) in page.examples {
        text.push_str(&format!("  {purpose}\n    {literal}{line}{literal:#}\n"));
    }
    text.push_str(&format!("\n{head}Exit codes:{head:#}\n"));
    for (exit, meaning) in page.meanings() {
        let lines = fill(meaning, FILLED - 6);
        let code = exit as u8;
        text.push_str(&format!("  {literal}{code:>2}{literal:#}  "));
        text.push_str(&lines.join("\n      "));
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.into()
}

/// A text in lines of at most this many columns, broken between words.
fn fill(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_filled_to_the_width_and_a_long_word_stays_whole() {
        assert_eq!(fill("one two three", 7), ["one two", "three"]);
        assert_eq!(fill("a tremendous b", 5), ["a", "tremendous", "b"]);
    }
}
