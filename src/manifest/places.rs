//! From the parser's places, counted in characters, to bytes of the text; and what to
//! underline where the parser says nothing useful.

use std::ops::Range;

/// The places of a text.
pub(super) struct Places<'a> {
    text: &'a str,
    /// The byte of each character; nothing for ASCII, where both are equal.
    bytes: Option<Vec<usize>>,
}

impl<'a> Places<'a> {
    pub fn new(text: &'a str) -> Self {
        let bytes = (!text.is_ascii()).then(|| text.char_indices().map(|(byte, _)| byte).collect());
        Self { text, bytes }
    }

    /// The byte at which a character begins; the end of the text for those beyond.
    pub fn byte(&self, character: usize) -> usize {
        let end = self.text.len();
        match &self.bytes {
            Some(bytes) => bytes.get(character).copied().unwrap_or(end),
            None => character.min(end),
        }
    }

    /// The byte of a line and column, in characters from 0.
    pub fn at(&self, line: usize, column: usize) -> usize {
        let mut lines = self.text.split_inclusive('\n');
        let start: usize = lines.by_ref().take(line).map(str::len).sum();
        let line = lines.next().unwrap_or_default();
        let column = line.char_indices().nth(column);
        start + column.map_or(line.len(), |(byte, _)| byte)
    }

    /// `span` without the line breaks behind it, which a block brings along.
    pub fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        let text = self.text[span.clone()].trim_end();
        span.start..span.start + text.len()
    }

    /// The dash between `from` and `to` behind which nothing stands.
    pub fn lone_dash(&self, from: usize, to: usize) -> Range<usize> {
        let mut start = from.min(to);
        let mut dash = to..to;
        for line in self.text[start..to].split_inclusive('\n') {
            let indent = line.len() - line.trim_start().len();
            if line[indent..].starts_with('-') {
                dash = start + indent..start + indent + 1;
            }
            start += line.len();
        }
        dash
    }

    /// Whether the line of `position` is indented with tabs.
    pub fn has_tab_indent(&self, position: usize) -> bool {
        let line = self.text[..position].rfind('\n').map_or(0, |end| end + 1);
        let mut indent = self.text[line..]
            .chars()
            .take_while(|c| matches!(c, ' ' | '\t'));
        indent.any(|c| c == '\t')
    }

    /// The character at `position`; where there is none to see, the one before.
    pub fn visible(&self, position: usize) -> Range<usize> {
        match self.text[position..].chars().next() {
            Some(c) if !c.is_whitespace() => position..position + c.len_utf8(),
            _ => {
                let before = self.text[..position].trim_end();
                let last = before.chars().next_back().map_or(0, char::len_utf8);
                before.len() - last..before.len()
            }
        }
    }

    /// The word in `span` that begins with `sign`.
    pub fn word(&self, span: &Range<usize>, sign: char) -> Range<usize> {
        let text = &self.text[span.clone()];
        let start = span.start + text.find(sign).unwrap_or(0);
        let end = self.text[start..]
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}'))
            .map_or(self.text.len(), |length| start + length);
        start..end
    }

    /// Where a list begins. Of one that is indented no further than its key, the
    /// parser gives the first entry.
    pub fn first_dash(&self, span: &Range<usize>) -> usize {
        let before = self.text[..span.start].trim_end_matches([' ', '\t']);
        let is_dash = |text: &str| {
            text.strip_prefix('-')
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        };
        match span.is_empty() && !is_dash(&self.text[span.start..]) && before.ends_with('-') {
            true => before.len() - 1,
            false => span.start,
        }
    }
}
