//! Every script parses, whatever it is made for.

use crate::grammar::Script;
use crate::samples::{self, HOSTILE};

#[test]
fn every_script_parses_whatever_the_names() {
    for name in HOSTILE {
        for (kind, text) in samples::all(name) {
            let faults = Script::read(&text).faults();
            assert!(
                faults.is_empty(),
                "{kind}, {name:?}:\n{}",
                faults.join("\n")
            );
        }
    }
}
