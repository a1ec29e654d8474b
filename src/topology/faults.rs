//! What is wrong with a document, as much of it as a person can use.

use crate::finding::{self, Finding};

/// More than this many help nobody, and each is drawn by going through the document.
const SHOWN: usize = 50;

/// Findings in the making.
#[derive(Default)]
pub(super) struct Faults {
    found: Vec<Finding>,
    further: usize,
}

impl Faults {
    /// Adds what `make` says, unless there are enough already.
    pub fn add(&mut self, make: impl FnOnce() -> Finding) {
        if self.found.len() < SHOWN {
            self.found.push(make());
        } else {
            self.further += 1;
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them in one order, the last saying how many were left out.
    pub fn into_findings(self) -> Vec<Finding> {
        let Self { mut found, further } = self;
        finding::sort(&mut found);
        if further > 0 {
            let text = format!("{further} further problems are not shown");
            found.push(
                Finding::remark("further_problems", text).help("mend these and run it again"),
            );
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Faults, SHOWN};
    use crate::finding::Finding;

    #[test]
    fn what_is_beyond_the_limit_is_counted_and_not_made() {
        let mut faults = Faults::default();
        for _ in 0..SHOWN {
            faults.add(|| Finding::error("topology_name_invalid", "a name"));
        }
        faults.add(|| panic!("not made"));
        let findings = faults.into_findings();
        assert_eq!(findings.len(), SHOWN + 1);
        assert_eq!(findings[SHOWN].message, "1 further problems are not shown");
    }
}
