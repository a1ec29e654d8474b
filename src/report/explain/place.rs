//! Where something stands in the manifest, as editors take it.

use std::ops::Range;

use serde_json::{Value, json};

/// The manifest that places point into.
#[derive(Clone, Copy, Debug)]
pub struct Manifest<'a> {
    /// Its name, as it was given.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl Manifest<'_> {
    /// `file:line:column`, both from 1, the column in characters.
    pub(super) fn at(&self, span: &Range<usize>) -> String {
        let (line, column) = self.position(span);
        format!("{}:{line}:{column}", self.name)
    }

    /// The same for machines.
    pub(super) fn json(&self, span: &Range<usize>) -> Value {
        let (line, column) = self.position(span);
        json!({ "line": line, "column": column })
    }

    fn position(&self, span: &Range<usize>) -> (usize, usize) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (line, before[start..].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_characters_from_one() {
        let manifest = Manifest {
            name: "forecert.yaml",
            text: "a: 1\n\"ü\": b\n",
        };
        let b = manifest.text.find(" b").unwrap() + 1;
        assert_eq!(manifest.at(&(b..b + 1)), "forecert.yaml:2:6");
        assert_eq!(manifest.at(&(0..1)), "forecert.yaml:1:1");
        assert_eq!(
            manifest.json(&(b..b + 1)),
            json!({ "line": 2, "column": 6 })
        );
    }
}
