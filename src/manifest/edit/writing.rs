//! What would have to be written into a manifest to change one thing in it, in the style
//! that it is written in already, and nothing else of it touched.

use std::ops::Range;

use crate::manifest::edit::Edit;
use crate::manifest::path::Path;
use crate::manifest::source::Source;
use crate::manifest::tree::{Entry, Kind, NodeId};
use crate::manifest::yaml;

impl Source {
    /// Puts an entry at the end of a list, which begins with it where there is none yet.
    ///
    /// `entry` is block YAML without the dash; its lines stand as deep as they are.
    pub fn with_entry(&self, mapping: &Path, key: &str, entry: &str) -> Option<Edit> {
        let list = self.tree().at(&mapping.key(key));
        let kind = list.map(|list| &self.tree().nodes[list].kind);
        let Some(Kind::List { items, flow }) = kind else {
            return self.with_key(mapping, key, &format!("\n{}", dashed(entry, 2)));
        };
        Some(match (items.last(), flow) {
            (None, _) => return self.with_key(mapping, key, &format!("\n{}", dashed(entry, 2))),
            (Some(last), true) => self.insert(self.end(*last), format!(", {}", flowed(entry)?)),
            (Some(last), false) => {
                let first = self.tree().nodes[items[0]].span.start;
                let column = self.dash(first) - self.line(first);
                let at = self.line_end(self.end(*last));
                self.insert(at, format!("\n{}", dashed(entry, column)))
            }
        })
    }

    /// Gives a key of a mapping another value, or puts both in, behind all that is there.
    ///
    /// `value` stands on the line of its key; or it begins with a line break, and is block
    /// YAML as it would be below a key at the margin.
    pub fn with_key(&self, mapping: &Path, key: &str, value: &str) -> Option<Edit> {
        let node = self.tree().at(mapping)?;
        let Kind::Mapping { entries, flow } = &self.tree().nodes[node].kind else {
            return None;
        };
        let column = entries
            .first()
            .map_or(0, |first| first.span.start - self.line(first.span.start));
        let written = match (value.starts_with('\n'), *flow) {
            (false, _) => format!("{key}: {value}"),
            (true, true) => format!("{key}: {}", flowed(value)?),
            (true, false) => format!("{key}:\n{}", indented(&value[1..], column)),
        };
        if let Some(entry) = entries.iter().find(|entry| entry.key == key) {
            let end = self.entry_end(entry);
            return Some(self.replace(entry.span.start..end, written));
        }
        let Some(last) = entries.last() else {
            let span = self.tree().nodes[node].span.clone();
            return Some(self.replace(span, format!("{{ {written} }}")));
        };
        let end = self.entry_end(last);
        let edit = match *flow {
            true => self.insert(end, format!(", {written}")),
            false => {
                let blanks = " ".repeat(column);
                self.insert(self.line_end(end), format!("\n{blanks}{written}"))
            }
        };
        Some(Edit {
            adds: Some(key.to_owned()),
            ..edit
        })
    }

    /// Takes a key with its value out of a mapping that has others too.
    pub fn without_key(&self, mapping: &Path, key: &str) -> Option<Edit> {
        let node = self.tree().at(mapping)?;
        let Kind::Mapping { entries, flow } = &self.tree().nodes[node].kind else {
            return None;
        };
        let index = entries.iter().position(|entry| entry.key == key)?;
        let (start, end) = (entries[index].span.start, self.entry_end(&entries[index]));
        let range = match (*flow, index.checked_sub(1), entries.get(index + 1)) {
            (true, Some(before), _) => self.entry_end(&entries[before])..end,
            (_, None, Some(next)) => start..next.span.start,
            // The first key of a list's entry stands behind a dash, all others at a line's
            // beginning.
            (false, Some(_), _) => self.break_before(start)..self.line_end(end),
            (_, None, None) => return None,
        };
        Some(self.replace(range, String::new()))
    }

    /// Gives the value at a path, which is there, another text.
    pub fn with_value(&self, path: &Path, value: &str) -> Edit {
        self.replace(self.value(path), value.to_owned())
    }

    /// Takes an entry of a list out; a list that it was all of becomes an empty one.
    pub fn without_entry(&self, list: &Path, index: usize) -> Option<Edit> {
        let node = self.tree().at(list)?;
        let Kind::List { items, flow } = &self.tree().nodes[node].kind else {
            return None;
        };
        let item = *items.get(index)?;
        let span = |item: NodeId| self.tree().nodes[item].span.clone();
        if items.len() == 1 {
            let key = self.key(list).end;
            let colon = key + self.text()[key..].find(':')? + 1;
            return Some(self.replace(colon..self.end(node), " []".to_owned()));
        }
        let mut text = String::new();
        let range = match (*flow, index) {
            (true, 0) => span(item).start..span(items[1]).start,
            (true, _) => {
                let range = self.end(items[index - 1])..self.end(item);
                text = self.comment_before(range.start..span(item).start, range.end);
                range
            }
            (false, _) => {
                self.break_before(self.dash(span(item).start))..self.line_end(self.end(item))
            }
        };
        Some(self.replace(range, text))
    }

    /// What is to stay of what stands between two entries in brackets, where the second goes:
    /// a comment on the first, which must not swallow what comes `behind`.
    fn comment_before(&self, between: Range<usize>, behind: usize) -> String {
        let comment = self.text()[between].replacen(',', "", 1);
        if !comment.contains('#') {
            return String::new();
        }
        let ends = self.text()[behind..self.line_end(behind)].trim().is_empty();
        // As deep as the entry that goes stood.
        let blanks = comment.len() - comment.trim_end_matches(' ').len();
        let line = match ends {
            true => String::new(),
            false => format!("\n{}", " ".repeat(blanks)),
        };
        format!("{}{line}", comment.trim_end())
    }

    fn replace(&self, range: Range<usize>, text: String) -> Edit {
        let text = match self.text().contains("\r\n") {
            true => text.replace('\n', "\r\n"),
            false => text,
        };
        let adds = None;
        Edit { range, text, adds }
    }

    fn insert(&self, at: usize, text: String) -> Edit {
        self.replace(at..at, text)
    }

    /// Where a value ends, without what only follows it.
    fn end(&self, node: NodeId) -> usize {
        self.tree().nodes[node].span.end
    }

    /// Where a key with its value ends; one without a value ends behind its colon.
    fn entry_end(&self, entry: &Entry) -> usize {
        let end = self.end(entry.value);
        if end > entry.span.end {
            return end;
        }
        let colon = self.text()[entry.span.end..].find(':');
        colon.map_or(entry.span.end, |colon| entry.span.end + colon + 1)
    }

    /// The dash before the entry of a block list that begins here.
    fn dash(&self, entry: usize) -> usize {
        self.text()[..entry].rfind('-').unwrap_or(entry)
    }

    fn line(&self, at: usize) -> usize {
        self.text()[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The line break before the line of this place: with it a line goes, so that what is put
    /// in behind the line stays.
    fn break_before(&self, at: usize) -> usize {
        let before = &self.text()[..self.line(at)];
        let bare = before.strip_suffix('\n').unwrap_or(before);
        bare.strip_suffix('\r').unwrap_or(bare).len()
    }

    /// Where the line ends, before its line break.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text()[at..];
        let end = rest.find('\n').unwrap_or(rest.len());
        at + rest[..end].trim_end_matches('\r').len()
    }
}

/// Block YAML as an entry of a list whose dash stands in this column.
fn dashed(entry: &str, column: usize) -> String {
    // What comes before the first line that is none of a comment stays before the dash.
    let bare = |line: &&str| !line.trim_start().starts_with('#');
    let first = entry.lines().position(|line| bare(&line)).unwrap_or(0);
    let lines = entry.lines().enumerate().map(|(index, line)| {
        let head = match index.cmp(&first) {
            std::cmp::Ordering::Less => "",
            std::cmp::Ordering::Equal => "- ",
            std::cmp::Ordering::Greater => "  ",
        };
        format!("{}{head}{line}", " ".repeat(column))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Lines so much deeper.
fn indented(text: &str, column: usize) -> String {
    let lines = text
        .lines()
        .map(|line| format!("{}{line}", " ".repeat(column)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Block YAML as it stands within brackets: one value as it is, more of them as JSON.
fn flowed(text: &str) -> Option<String> {
    match yaml::as_json(text)? {
        serde_json::Value::String(_) => Some(text.trim().to_owned()),
        value => Some(value.to_string()),
    }
}
