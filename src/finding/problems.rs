//! The findings so far, as many as a person can use.

use super::{Finding, sort};

/// Findings in the making. What is beyond the limit is counted and not made: a hostile
/// file must not make a million of them.
#[derive(Debug)]
pub struct Problems {
    found: Vec<Finding>,
    most: usize,
    further: usize,
}

impl Problems {
    /// None so far, and never more than `most`.
    pub fn at_most(most: usize) -> Self {
        Self {
            found: Vec::new(),
            most,
            further: 0,
        }
    }

    /// Adds what `make` says, unless there are enough already.
    pub fn add(&mut self, make: impl FnOnce() -> Finding) {
        if self.found.len() < self.most {
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
        let Self {
            mut found,
            most: _,
            further,
        } = self;
        sort(&mut found);
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
    use super::*;

    #[test]
    fn what_is_beyond_the_limit_is_counted_and_not_made() {
        let mut problems = Problems::at_most(2);
        for _ in 0..2 {
            problems.add(|| Finding::error("alias", "an alias"));
        }
        problems.add(|| panic!("not made"));
        let findings = problems.into_findings();
        assert_eq!(findings.len(), 3);
        assert_eq!(findings[2].message, "1 further problems are not shown");
    }
}
