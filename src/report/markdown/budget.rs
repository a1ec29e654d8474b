//! What is shown where not everything fits: what weighs most goes in first, a block goes
//! in whole or with a count of what it leaves out, and never ends in its middle.

use crate::report::markdown::block::{Block, Kind, Shown};

/// So many lines open a block, and so many are added at a time.
const LINES: usize = 10;

/// As much of each block as there is room for, in bytes; none where a block is left out.
///
/// The blocks are in the order of the page. Pools go in by weight: where one does not fit
/// any more, none behind it is shown.
pub(super) fn fit(blocks: &[Block], room: usize) -> Vec<Option<Shown>> {
    let mut fitting = Fitting {
        blocks,
        shown: vec![None; blocks.len()],
        sizes: vec![0; blocks.len()],
        left: room,
    };
    fitting.open(Kind::Serious);
    fitting.open(Kind::Findings);
    fitting.differences(Kind::Serious);
    fitting.lines(Kind::Serious);
    fitting.open(Kind::Pool);
    fitting.open(Kind::Graph);
    fitting.differences(Kind::Pool);
    fitting.lines(Kind::Pool);
    fitting.lines(Kind::Findings);
    fitting.contents(Kind::Serious);
    fitting.contents(Kind::Pool);
    fitting.open(Kind::Remarks);
    fitting.lines(Kind::Remarks);
    fitting.shown
}

struct Fitting<'a> {
    blocks: &'a [Block],
    shown: Vec<Option<Shown>>,
    sizes: Vec<usize>,
    left: usize,
}

impl Fitting<'_> {
    fn open(&mut self, kind: Kind) {
        // Of the pools, all before it are shown, or it is not.
        let gap = self.blocks.iter().zip(&self.shown);
        let mut before = gap.filter(|(block, _)| block.kind == Kind::Serious);
        if kind == Kind::Pool && before.any(|(_, shown)| shown.is_none()) {
            return;
        }
        for index in self.of(kind) {
            let lines = self.blocks[index].lines.len().min(LINES);
            let opened = Shown {
                lines,
                ..Shown::default()
            };
            if !self.take(index, opened) {
                return;
            }
        }
    }

    fn lines(&mut self, kind: Kind) {
        for index in self.of(kind) {
            let all = self.blocks[index].lines.len();
            while let Some(shown) = self.shown[index].filter(|shown| shown.lines < all) {
                let lines = (shown.lines + LINES).min(all);
                if !self.take(index, Shown { lines, ..shown }) {
                    break;
                }
            }
        }
    }

    fn differences(&mut self, kind: Kind) {
        for index in self.of(kind) {
            let all = self.blocks[index].differences.len();
            while let Some(shown) = self.shown[index].filter(|shown| shown.differences < all) {
                let differences = shown.differences + 1;
                let more = Shown {
                    differences,
                    ..shown
                };
                if !self.take(index, more) {
                    break;
                }
            }
        }
    }

    fn contents(&mut self, kind: Kind) {
        for index in self.of(kind) {
            let all = self.blocks[index].contents.len();
            while let Some(shown) = self.shown[index].filter(|shown| shown.contents < all) {
                let contents = shown.contents + 1;
                if !self.take(index, Shown { contents, ..shown }) {
                    break;
                }
            }
        }
    }

    fn of(&self, kind: Kind) -> Vec<usize> {
        let all = 0..self.blocks.len();
        all.filter(|index| self.blocks[*index].kind == kind)
            .collect()
    }

    /// Shows so much of a block, if there is room for it.
    fn take(&mut self, index: usize, shown: Shown) -> bool {
        let size = self.blocks[index].text(shown).len() + 1; // the empty line before it
        let free = self.left + self.sizes[index];
        if size > free {
            return false;
        }
        self.left = free - size;
        self.sizes[index] = size;
        self.shown[index] = Some(shown);
        true
    }
}
