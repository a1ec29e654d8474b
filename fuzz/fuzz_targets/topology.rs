//! Reads any bytes as a document of an estate: a topology, the archive of an export, or what
//! PowerShell saved; alone and beside a topology. It ends with an estate, whose manifest counts
//! its questions and has no drift from it, or with findings, each with its cure and its place in the text.

#![no_main]

use forecert::desired;
use forecert::drift;
use forecert::manifest::Manifest;
use forecert::topology::{self, Document, Manuscript};
use libfuzzer_sys::fuzz_target;

/// A topology that is in order.
const TOPOLOGY: &[u8] = include_bytes!("../../examples/topology/contoso.tbxml");

fuzz_target!(|bytes: &[u8]| {
    let document = |name, bytes| Document { name, bytes };
    let given = document("given", bytes);
    read(&[given]);
    // Most bytes are refused before they could contradict anything.
    if bytes.starts_with(b"[") || bytes.starts_with(b"{") || bytes.starts_with(b"<Objs") {
        read(&[document("topology", TOPOLOGY), given]);
    }
});

fn read(documents: &[Document<'_>]) {
    match topology::read(documents) {
        Ok(estate) => {
            let written = Manuscript::write(&["given"], &estate);
            let questions = written.text.matches("# Question: ").count();
            assert_eq!(questions, written.questions);
            // What makes a manifest has no drift from it.
            let manifest = Manifest::parse("given.yaml", written.text.as_bytes()).unwrap();
            if desired::resolve(&manifest).is_ok() {
                assert!(drift::compare(&manifest, &estate).is_empty());
            }
        }
        Err(refused) => {
            assert!(!refused.documents.is_empty());
            for document in &refused.documents {
                assert!(!document.findings.is_empty());
                for finding in &document.findings {
                    assert!(finding.help.is_some());
                    for label in &finding.labels {
                        assert!(document.text.get(label.span.clone()).is_some());
                    }
                }
            }
        }
    }
}
