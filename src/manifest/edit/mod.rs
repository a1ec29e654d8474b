//! An edit of a manifest's text, several of them at once, and how one is shown; which edit
//! changes what is in `writing`.

#[cfg(test)]
mod tests;
mod writing;

use std::collections::BTreeSet;
use std::ops::Range;

/// A stretch of a manifest's text, and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte offsets into the text; empty where something is put in.
    pub range: Range<usize>,
    /// What is to stand there.
    pub text: String,
    /// The key that comes with it and was not there: a second time it would be one too many.
    pub adds: Option<String>,
}

impl Edit {
    /// The text with several edits made; of two that overlap, or that add one key, the first
    /// alone.
    pub fn all<'e>(text: &str, edits: impl IntoIterator<Item = &'e Self>) -> String {
        let mut sorted: Vec<&Self> = edits.into_iter().collect();
        // What is put in comes before what is taken out at the same place.
        sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let (mut edited, mut at) = (String::with_capacity(text.len()), 0);
        let mut added = BTreeSet::new();
        for Self {
            range,
            text: new,
            adds,
        } in sorted
        {
            let mut again = || adds.iter().any(|key| !added.insert((range.start, key)));
            if range.start < at || again() {
                continue;
            }
            edited.push_str(&text[at..range.start]);
            edited.push_str(new);
            at = range.end;
        }
        edited.push_str(&text[at..]);
        edited
    }
}

/// A text with the places of its lines, found once for all that is shown of it.
#[derive(Clone, Debug)]
pub struct Numbered<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Numbered<'t> {
    /// Finds them.
    pub fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The line of a place, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }
}

/// An edit as whole lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The line at which it begins, from 1.
    pub line: usize,
    /// Lines that go.
    pub before: Vec<String>,
    /// Lines that come.
    pub after: Vec<String>,
}

impl Edit {
    /// The edit as whole lines: those that stay are not among them.
    pub fn lines(&self, numbered: &Numbered<'_>) -> Lines {
        let Numbered { text, starts } = numbered;
        let Range { start, end } = self.range;
        let mut line = numbered.line(start);
        let from = starts[line - 1];
        let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
        let mut before = lines(&text[from..to]);
        let edited = [&text[from..start], &self.text, &text[end..to]].concat();
        let mut after = lines(&edited);
        let pairs = before.iter().zip(&after);
        let same = pairs.take_while(|(old, new)| old == new).count();
        before.drain(..same);
        after.drain(..same);
        line += same;
        let pairs = before.iter().rev().zip(after.iter().rev());
        let same = pairs.take_while(|(old, new)| old == new).count();
        before.truncate(before.len() - same);
        after.truncate(after.len() - same);
        Lines {
            line,
            before,
            after,
        }
    }
}
