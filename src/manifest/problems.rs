//! The problems found so far, as many as a person can use.

use crate::finding::{self, Finding};

/// More than this many are of no use to anybody, and a hostile file must not make
/// a million of them; the rest is counted.
const SHOWN: usize = 200;

/// Findings in the making.
#[derive(Default)]
pub(super) struct Problems {
    found: Vec<Finding>,
    further: usize,
}

impl Problems {
    /// Adds what `make` says, unless there are enough already.
    pub fn add(&mut self, make: impl FnOnce() -> Finding) {
        if self.found.len() < SHOWN {
            self.found.push(make());
        } else {
            self.further += 1;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them in one order, the last saying how many were left out.
    pub fn into_findings(self) -> Vec<Finding> {
        let Self { mut found, further } = self;
        finding::sort(&mut found);
        if further > 0 {
            found.push(
                Finding::remark(
                    "further_problems",
                    format!("{further} further problems are not shown"),
                )
                .help("mend these and run it again"),
            );
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Problems, SHOWN};
    use crate::finding::Finding;

    #[test]
    fn what_is_beyond_the_limit_is_counted_and_not_made() {
        let mut problems = Problems::default();
        for _ in 0..SHOWN {
            problems.add(|| Finding::error("alias", "an alias"));
        }
        problems.add(|| panic!("not made"));
        let findings = problems.into_findings();
        assert_eq!(findings.len(), SHOWN + 1);
        assert_eq!(findings[SHOWN].message, "1 further problems are not shown");
    }
}
