//! A folded block, and as much of it as is shown.

use crate::report::markdown::head::{number, numbered};

/// What a block is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The certificates of a pool, one of which must not be missed.
    Serious,
    /// The certificates of a pool.
    Pool,
    /// Errors and warnings.
    Findings,
    /// What is good to know.
    Remarks,
    /// The graph.
    Graph,
}

impl Kind {
    /// Whether its lines are certificates.
    pub(super) fn is_pool(self) -> bool {
        matches!(self, Self::Serious | Self::Pool)
    }
}

/// A block.
pub(super) struct Block {
    /// What it is about.
    pub(super) kind: Kind,
    /// What shows while it is folded, as HTML.
    pub(super) summary: String,
    /// What stands above the lines: the head of a table, or the whole of a block without
    /// lines.
    pub(super) opening: String,
    /// A line for each certificate or finding, or for several that are alike, the heaviest
    /// first.
    pub(super) lines: Vec<Line>,
    /// What changes in a certificate that is replaced, in the order of the lines.
    pub(super) differences: Vec<String>,
    /// What will be in the certificates that are made and replace none, in the order of the
    /// lines; what is alike on several servers once.
    pub(super) contents: Vec<String>,
    /// The command that shows everything in it, as Markdown.
    pub(super) whole: String,
}

/// A line of a block.
pub(super) struct Line {
    /// What it says, with the line's end.
    pub(super) text: String,
    /// How many certificates or findings it tells of.
    pub(super) tells: usize,
}

/// How much of a block is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// So many lines.
    pub(super) lines: usize,
    /// So many differences.
    pub(super) differences: usize,
    /// So many contents.
    pub(super) contents: usize,
}

impl Block {
    /// How many certificates or findings are not shown.
    pub(super) fn hidden(&self, shown: Shown) -> usize {
        let hidden = self.lines[shown.lines..].iter();
        hidden.map(|line| line.tells).sum()
    }

    /// The block, or as much of it.
    pub(super) fn text(&self, shown: Shown) -> String {
        let mut text = format!(
            "<details>\n<summary>{}</summary>\n\n{}",
            self.summary, self.opening
        );
        let lines = self.lines[..shown.lines].iter();
        text.extend(lines.map(|line| line.text.as_str()));
        let hidden = self.hidden(shown);
        if hidden > 0 {
            text.push_str(&format!("\n{} more here: {}\n", number(hidden), self.whole));
        }
        let parts = [
            ("difference", &self.differences, shown.differences),
            ("name list", &self.contents, shown.contents),
        ];
        for (what, parts, shown) in parts {
            for part in &parts[..shown] {
                text.push('\n');
                text.push_str(part);
            }
            let hidden = parts.len() - shown;
            if hidden > 0 {
                let what = numbered(hidden, what);
                text.push_str(&format!("\n{what} not shown: {}\n", self.whole));
            }
        }
        text.push_str("\n</details>\n");
        text
    }
}
