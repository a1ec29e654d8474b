//! Reads any bytes as a topology document, or as the archive of an export: it ends with a
//! manifest's text or with findings, each with its cure and its place in the text.

#![no_main]

use forecert::topology;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match topology::read("topology.xml", bytes) {
        Ok(manuscript) => {
            let questions = manuscript.text.matches("# Question: ").count();
            assert_eq!(questions, manuscript.questions);
        }
        Err(refused) => {
            assert!(!refused.findings.is_empty());
            for finding in &refused.findings {
                assert!(finding.help.is_some());
                for label in &finding.labels {
                    assert!(refused.text.get(label.span.clone()).is_some());
                }
            }
        }
    }
});
