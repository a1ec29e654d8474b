//! How text is set: its width, and whether it has colours. Meaning never rests on
//! colour alone.

use anstyle::{AnsiColor, Style};

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Characters in a line.
    pub width: usize,
    /// Whether colours are wanted.
    pub colour: bool,
}

impl Look {
    /// Plain text of 100 characters in a line, as it goes into a file.
    pub const PLAIN: Self = Self {
        width: 100,
        colour: false,
    };

    fn paint(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Something new.
    pub fn good(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    /// Something that changes, or should be read.
    pub fn change(self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// Something that is lost, refused or broken.
    pub fn bad(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default(), text)
    }

    /// Something that is only accompanied.
    pub fn faint(self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// A heading.
    pub fn strong(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// Items set one after another with commas, broken to the width, each line behind
    /// `indent` blanks. The first line stands behind `head`.
    pub fn wrapped(self, head: &str, items: &[String], indent: usize) -> String {
        let blank = " ".repeat(indent + head.len());
        let mut text = format!("{}{head}", " ".repeat(indent));
        let mut column = text.len();
        for (index, item) in items.iter().enumerate() {
            let comma = if index + 1 < items.len() { "," } else { "" };
            if index > 0 && column + 1 + item.len() + comma.len() > self.width {
                text.push('\n');
                text.push_str(&blank);
                column = blank.len();
            } else if index > 0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(item);
            text.push_str(comma);
            column += item.len() + comma.len();
        }
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_broken_to_the_width() {
        let look = Look {
            width: 24,
            colour: false,
        };
        let items = ["aaaaaaaa", "bbbbbbbb", "cc"].map(str::to_owned);
        assert_eq!(
            look.wrapped("names ", &items, 2),
            "  names aaaaaaaa,\n        bbbbbbbb, cc\n"
        );
    }
}
