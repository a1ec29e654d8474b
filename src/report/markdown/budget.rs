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
        self.more(
            kind,
            LINES,
            |block| block.lines.len(),
            |shown| &mut shown.lines,
        );
    }

    fn differences(&mut self, kind: Kind) {
        let all = |block: &Block| block.differences.len();
        self.more(kind, 1, all, |shown| &mut shown.differences);
    }

    fn contents(&mut self, kind: Kind) {
        let all = |block: &Block| block.contents.len();
        self.more(kind, 1, all, |shown| &mut shown.contents);
    }

    /// Shows more of a part of each block, so many at a time, as long as there is room.
    fn more(
        &mut self,
        kind: Kind,
        step: usize,
        all: impl Fn(&Block) -> usize,
        part: impl Fn(&mut Shown) -> &mut usize,
    ) {
        for index in self.of(kind) {
            let all = all(&self.blocks[index]);
            while let Some(mut shown) = self.shown[index] {
                let count = part(&mut shown);
                if *count == all {
                    break;
                }
                *count = (*count + step).min(all);
                if !self.take(index, shown) {
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
