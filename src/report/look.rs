//! How text is set: its width, its signs, and whether it has colours. Meaning never
//! rests on colour alone.
//!
//! Lines are broken to the width, which counts characters as a terminal shows them. What
//! is quoted from the manifest is not broken. All that is set here shows: characters that
//! would not stand as their escapes, whoever they come from.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::finding::visible;

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Characters in a line.
    pub width: usize,
    /// Whether colours are wanted.
    pub colour: bool,
    /// Whether signs beyond ASCII can be shown.
    pub unicode: bool,
    /// Whether long lists are shown whole.
    pub all: bool,
}

/// What a colour says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ink {
    /// Nothing.
    Plain,
    /// Something new, or in order.
    Good,
    /// Something that changes, or should be read.
    Change,
    /// Something that is lost, refused or broken.
    Bad,
    /// Something that is only accompanied.
    Faint,
    /// A heading, or what something is about.
    Strong,
}

impl Look {
    /// Plain text of 100 characters in a line, as it goes into a file.
    pub const PLAIN: Self = Self {
        width: 100,
        colour: false,
        unicode: true,
        all: false,
    };

    /// Text in a colour.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        let style = match ink {
            Ink::Plain => Style::new(),
            Ink::Good => AnsiColor::Green.on_default(),
            Ink::Change => AnsiColor::Yellow.on_default(),
            Ink::Bad => AnsiColor::Red.on_default(),
            Ink::Faint => Style::new().dimmed(),
            Ink::Strong => Style::new().bold(),
        };
        let text = visible(text);
        if self.colour && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.into_owned()
        }
    }

    /// Something new, or in order.
    pub fn good(self, text: &str) -> String {
        self.paint(Ink::Good, text)
    }

    /// Something that changes, or should be read.
    pub fn change(self, text: &str) -> String {
        self.paint(Ink::Change, text)
    }

    /// Something that is lost, refused or broken.
    pub fn bad(self, text: &str) -> String {
        self.paint(Ink::Bad, text)
    }

    /// Something that is only accompanied.
    pub fn faint(self, text: &str) -> String {
        self.paint(Ink::Faint, text)
    }

    /// A heading.
    pub fn strong(self, text: &str) -> String {
        self.paint(Ink::Strong, text)
    }

    /// What a branch of a tree hangs on.
    pub(super) fn twig(self, last: bool) -> &'static str {
        match (self.unicode, last) {
            (true, true) => "└─",
            (true, false) => "├─",
            (false, true) => "`-",
            (false, false) => "|-",
        }
    }

    /// Text broken to the width, in a colour. Its first line stands behind `head`, the
    /// others behind `hang` blanks. What stands in backticks is one word, as far as a line
    /// has room for it: a command is copied as a whole.
    pub(super) fn set(self, head: &str, text: &str, hang: usize, ink: Ink) -> String {
        let (head, text) = (visible(head), visible(text));
        let lines = self.broken(&head, words(&text, self.room(hang)), hang);
        self.behind(&head, &lines, hang, ink)
    }

    /// A paragraph, each line behind `indent` blanks.
    pub(super) fn paragraph(self, text: &str, indent: usize) -> String {
        self.hanging("", text, indent)
    }

    /// A paragraph behind a head, whose further lines stand below its first word.
    pub(super) fn hanging(self, head: &str, text: &str, indent: usize) -> String {
        let head = self.head(head, indent);
        self.set(&head, text, width(&head), Ink::Plain)
    }

    /// Items set one after another with commas, broken to the width, each line behind
    /// `indent` blanks. The first line stands behind `head`.
    pub fn wrapped(self, head: &str, items: &[String], indent: usize) -> String {
        let head = self.head(head, indent);
        let items = with_commas(items);
        let hang = width(&head);
        let lines = self.broken(&head, items.iter().map(String::as_str), hang);
        self.behind(&head, &lines, hang, Ink::Plain)
    }

    /// The same, but a list of more than `limit` lines is cut, unless everything is
    /// wanted: how many are left out, and the `place` where they are.
    pub(super) fn folded(
        self,
        head: &str,
        items: &[String],
        indent: usize,
        limit: usize,
        place: &str,
    ) -> String {
        let head = self.head(head, indent);
        let words = with_commas(items);
        let hang = width(&head);
        let lines = self.broken(&head, words.iter().map(String::as_str), hang);
        let mut cut = lines.clone();
        cut.truncate(limit);
        let shown = cut.last().map_or(0, |(_, shown)| *shown);
        let more = items.len().saturating_sub(shown);
        let more = format!("and {more} more: {}", visible(place));
        cut.extend(self.broken(&" ".repeat(hang), more.split(' '), hang));
        // What says how much is left out is to save more than it takes.
        let lines = match !self.all && cut.len() < lines.len() {
            true => cut,
            false => lines,
        };
        self.behind(&head, &lines, hang, Ink::Plain)
    }

    fn head(self, head: &str, indent: usize) -> String {
        format!("{}{}", " ".repeat(indent), visible(head))
    }

    /// Columns behind so many blanks.
    fn room(self, hang: usize) -> usize {
        self.width.saturating_sub(hang).max(10)
    }

    fn behind(self, head: &str, lines: &[(String, usize)], hang: usize, ink: Ink) -> String {
        let mut text = String::new();
        for (index, (line, _)) in lines.iter().enumerate() {
            let blank = " ".repeat(hang);
            let head = if index == 0 { head } else { &blank };
            let head = if line.is_empty() {
                head.trim_end()
            } else {
                head
            };
            text.push_str(head);
            text.push_str(&self.paint(ink, line));
            text.push('\n');
        }
        text
    }

    /// Words filled into lines, each with the number of words that are complete at its
    /// end. A word that is longer than a line is broken where it reads best.
    fn broken<'a>(
        self,
        head: &str,
        words: impl Iterator<Item = &'a str>,
        hang: usize,
    ) -> Vec<(String, usize)> {
        let later = self.room(hang);
        let mut room = self.room(width(head));
        let mut lines = Vec::new();
        let mut line = String::new();
        for (complete, mut word) in words.enumerate() {
            let joint = usize::from(!line.is_empty());
            if width(&line) + joint + width(word) <= room {
                line.push_str(&" ".repeat(joint));
                line.push_str(word);
                continue;
            }
            if joint > 0 || room < later {
                lines.push((std::mem::take(&mut line).trim_end().to_owned(), complete));
                room = later;
            }
            while width(word) > room {
                let (before, after) = word.split_at(cut(word, room));
                // An item of several words may be broken at a blank.
                lines.push((before.trim_end().to_owned(), complete));
                (room, word) = (later, after.trim_start());
            }
            line.push_str(word);
        }
        lines.push((line.trim_end().to_owned(), usize::MAX));
        lines
    }
}

/// How many columns a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// A text and blanks behind it up to so many columns.
pub(super) fn padded(text: &str, columns: usize) -> String {
    let blanks = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(blanks))
}

fn with_commas(items: &[String]) -> Vec<String> {
    let last = items.len().saturating_sub(1);
    let items = items.iter().enumerate();
    items
        .map(|(index, item)| match index == last {
            true => visible(item).into_owned(),
            false => format!("{},", visible(item)),
        })
        .collect()
}

/// The words of a text, where what stands in backticks is one, unless it is longer than
/// `room`.
fn words(mut text: &str, room: usize) -> impl Iterator<Item = &str> {
    let mut more = true;
    std::iter::from_fn(move || {
        let end = more.then(|| word(text, room))?;
        let word = &text[..end];
        more = end < text.len();
        text = text.get(end + 1..).unwrap_or_default();
        Some(word)
    })
}

/// Where the first word of a text ends.
fn word(text: &str, room: usize) -> usize {
    let blank = |from: usize| text[from..].find(' ').map_or(text.len(), |at| from + at);
    let first = blank(0);
    let mut end = first;
    while text[..end].matches('`').count() % 2 == 1 {
        if width(&text[..end]) > room {
            return first;
        }
        match text[end..].find('`') {
            Some(closed) => end = blank(end + closed + 1),
            None => return first,
        }
    }
    if width(&text[..end]) > room {
        return first;
    }
    end
}

/// Where to break a word that is longer than `room`: behind the last slash, else the last
/// comma or dot, else anywhere.
fn cut(word: &str, room: usize) -> usize {
    let mut taken = 0;
    let fits = word.char_indices().find_map(|(at, character)| {
        taken += width(character.encode_utf8(&mut [0; 4]));
        (taken > room).then_some(at)
    });
    let first = word.chars().next().map_or(0, char::len_utf8);
    let fits = fits.unwrap_or(word.len()).max(first);
    let behind = |signs: &[char]| word[..fits].rfind(signs).map(|at| at + 1);
    behind(&['/', '\\'])
        .or_else(|| behind(&[',', '.', ';']))
        .unwrap_or(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NARROW: Look = Look {
        width: 24,
        ..Look::PLAIN
    };

    #[test]
    fn items_are_broken_to_the_width() {
        let items = ["aaaaaaaa", "bbbbbbbb", "cc"].map(str::to_owned);
        assert_eq!(
            NARROW.wrapped("names ", &items, 2),
            "  names aaaaaaaa,\n        bbbbbbbb, cc\n"
        );
    }

    #[test]
    fn a_long_list_says_how_much_is_left_out_and_where_it_is() {
        let items = ["aaaaaaaa", "bbbbbbbb", "cccccc", "dddddddd", "eeeeeeee"].map(str::to_owned);
        assert_eq!(
            NARROW.folded("names ", &items, 0, 1, "-v"),
            "names aaaaaaaa,\n      and 4 more: -v\n"
        );
        let whole = Look {
            all: true,
            ..NARROW
        };
        assert_eq!(
            whole.folded("names ", &items, 0, 1, "-v"),
            NARROW.wrapped("names ", &items, 0)
        );
        // Nothing is gained by a line in the place of one line.
        assert_eq!(
            NARROW.folded("names: ", &items[..2], 0, 1, "-v"),
            "names: aaaaaaaa,\n       bbbbbbbb\n"
        );
    }

    #[test]
    fn a_long_word_is_broken_behind_a_slash_and_one_that_fits_a_line_is_not() {
        let text = "in pool01.contoso.net/fe01.contoso.net/default";
        assert_eq!(
            NARROW.set("  ", text, 4, Ink::Plain),
            "  in\n    pool01.contoso.net/\n    fe01.contoso.net/\n    default\n"
        );
        let text = "in a/short/one.contoso.net";
        assert_eq!(
            NARROW.set("", text, 0, Ink::Plain),
            "in\na/short/one.contoso.net\n"
        );
    }

    #[test]
    fn a_paragraph_is_broken_between_words_and_not_within_a_command() {
        let look = Look {
            width: 28,
            ..Look::PLAIN
        };
        assert_eq!(
            look.paragraph("Run it: `forecert accept FILE` when it comes.", 2),
            "  Run it:\n  `forecert accept FILE`\n  when it comes.\n"
        );
        assert_eq!(
            look.hanging("to do: ", "restore the key from its backup", 2),
            "  to do: restore the key\n         from its backup\n"
        );
        // Longer than a line, or never closed: words like any others.
        assert_eq!(
            look.paragraph("`forecert withdraw ID --reason TEXT` it is", 2),
            "  `forecert withdraw ID\n  --reason TEXT` it is\n"
        );
        assert_eq!(
            look.paragraph("one ` and the words behind it", 2),
            "  one ` and the words behind\n  it\n"
        );
    }

    #[test]
    fn what_does_not_show_stands_as_its_escape_wherever_it_is_set() {
        let strange = "a\u{1b}b\n".to_owned();
        let shown = "a\\u{1b}b\\n";
        let look = NARROW;
        assert_eq!(look.strong(&strange), shown);
        assert_eq!(
            look.set(&strange, &strange, 0, Ink::Plain),
            format!("{shown}{shown}\n")
        );
        let items = [strange.clone(), strange.clone()];
        let both = format!("{shown}, {shown}\n");
        assert_eq!(look.wrapped("", &items, 0), both);
        assert_eq!(look.folded("", &items, 0, 3, ""), both);
    }

    #[test]
    fn width_is_counted_in_columns_and_not_in_bytes() {
        let text = "Münchner Straße 字字字字";
        assert_eq!(width(text), 24);
        assert_eq!(NARROW.set("", text, 0, Ink::Plain), format!("{text}\n"));
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn no_line_is_longer_than_the_width_and_no_word_is_lost(
            text in "([a-zäß字/.,`]{0,90} {1,2}){0,12}",
            hang in 0usize..16,
            width in 30usize..200,
        ) {
            let look = Look { width, ..Look::PLAIN };
            let set = look.set("head ", &text, hang, Ink::Plain);
            for line in set.lines() {
                prop_assert!(super::width(line) <= width, "{line}");
                prop_assert_eq!(line.trim_end(), line);
            }
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&set), bare(&format!("head {text}")));
        }
    }
}
