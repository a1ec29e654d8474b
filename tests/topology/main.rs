//! Topology documents: what a manifest says after `init --from-topology`, and what is
//! refused. `published.xml` and `builder.tbxml` are documents written by hand, one of each
//! kind; the first has every role.

#[path = "../support/mod.rs"]
mod support;

mod cmdlets;
mod drift;
mod encodings;
mod end_to_end;
mod export;
mod hostile;
mod manifest;
mod properties;
mod roles;
mod wrong;

use forecert::desired;
use forecert::finding::Finding;
use forecert::manifest::Manifest;
use forecert::manifest::model::{Model, Pool};
use forecert::topology::{self, Document, Estate, Manuscript, Refused, RefusedDocument};

/// A published topology with every role.
const PUBLISHED: &str = include_str!("published.xml");

/// A Topology Builder file: a Standard Edition server and an Edge server.
const BUILDER: &str = include_str!("builder.tbxml");

/// What one document leads to, called so.
fn written(name: &str, bytes: &[u8]) -> Result<Manuscript, Refused> {
    let estate = topology::read(&[Document { name, bytes }])?;
    Ok(Manuscript::write(&[name], &estate))
}

/// The estate of documents; there must be nothing wrong with them.
#[track_caller]
fn estate(documents: &[(&str, &str)]) -> Estate {
    let documents: Vec<Document<'_>> = documents
        .iter()
        .map(|(name, text)| Document {
            name,
            bytes: text.as_bytes(),
        })
        .collect();
    match topology::read(&documents) {
        Ok(estate) => estate,
        Err(refused) => panic!("{:#?}", refused.documents),
    }
}

/// What a document leads to; there must be nothing wrong with it.
#[track_caller]
fn read(document: &str) -> Manuscript {
    match written("topology.xml", document.as_bytes()) {
        Ok(manuscript) => manuscript,
        Err(refused) => panic!("{:#?}", refused.documents),
    }
}

/// The manifest of a document, which must be valid.
#[track_caller]
fn model(document: &str) -> Model {
    parsed(&read(document).text).model
}

/// A valid manifest.
#[track_caller]
fn parsed(text: &str) -> Manifest {
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes())
        .unwrap_or_else(|rejected| panic!("{text}\n{:#?}", rejected.findings));
    if let Err(findings) = desired::resolve(&manifest) {
        panic!("{text}\n{findings:#?}");
    }
    manifest
}

/// The one pool of this name.
#[track_caller]
fn pool<'m>(model: &'m Model, fqdn: &str) -> &'m Pool {
    let mut found = model.pools.iter().filter(|pool| pool.fqdn == fqdn);
    let pool = found.next().expect(fqdn);
    assert!(found.next().is_none(), "{fqdn} is there twice");
    pool
}

/// A document with one stretch of its text replaced.
#[track_caller]
fn with(document: &str, from: &str, to: &str) -> String {
    assert_eq!(document.matches(from).count(), 1, "`{from}` is there once");
    document.replace(from, to)
}

/// Everything that is wrong with a document.
#[track_caller]
fn refused(document: &[u8]) -> RefusedDocument {
    let refused = written("topology.xml", document).expect_err("it is refused");
    let [refused] = <[RefusedDocument; 1]>::try_from(refused.documents).expect("it alone");
    for finding in &refused.findings {
        assert!(finding.is_error(), "{finding:?}");
        assert!(finding.help.is_some(), "{finding:?}");
        for label in &finding.labels {
            assert!(refused.text.get(label.span.clone()).is_some(), "{label:?}");
        }
    }
    refused
}

/// The only thing that is wrong with a document: its code, its message, and the text at
/// its place.
#[track_caller]
fn only(document: &[u8]) -> (&'static str, String, String) {
    let RefusedDocument { text, findings, .. } = refused(document);
    let [finding] = &findings[..] else {
        panic!("{findings:#?}");
    };
    let Finding {
        code,
        message,
        labels,
        ..
    } = finding;
    let place = labels.first().map(|label| &text[label.span.clone()]);
    (code, message.clone(), place.unwrap_or_default().to_owned())
}
