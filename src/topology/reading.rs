//! From the bytes of documents to the estate that they speak of, or to everything that is
//! wrong with them.

use std::ops::Range;

use crate::finding::{Finding, Problems};

use super::cmdlets::Facts;
use super::estate::Estate;
use super::record::{self, Record};
use super::xml::{self, Element};
use super::{archive, classify, decode, join};

/// More problems than this help nobody, and each is drawn by going through the document.
const SHOWN: usize = 50;

/// The most that all documents may have together. A pool takes about 30 kB, in UTF-16 twice as
/// much, so that an estate of a thousand pools still fits.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A file as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Document<'d> {
    /// What the manifest and messages call it.
    pub name: &'d str,
    /// What is in it.
    pub bytes: &'d [u8],
}

/// Documents that no estate can be made of: each that something is wrong with.
#[derive(Debug)]
pub struct Refused {
    /// In the order in which they were given.
    pub documents: Vec<RefusedDocument>,
}

/// A document with what is wrong with it.
#[derive(Debug)]
pub struct RefusedDocument {
    /// Its name.
    pub name: String,
    /// The text that the findings point into; empty where it could not be had.
    pub text: String,
    /// Everything that is wrong with it.
    pub findings: Vec<Finding>,
}

/// Reads documents of one estate: a topology, also one in the archive of an export, and saved
/// output of cmdlets.
///
/// # Errors
///
/// Everything that is wrong with them, by document.
pub fn read(documents: &[Document<'_>]) -> Result<Estate, Refused> {
    let mut texts = Texts::read(documents)?;
    let whole: Vec<&str> = texts.texts.iter().map(String::as_str).collect();
    let mut parsed = Vec::new();
    let mut refused = vec![Vec::new(); documents.len()];
    for (index, text) in whole.iter().enumerate() {
        match parse(text, texts.starts[index]) {
            Ok(document) => parsed.push((index, document)),
            Err(finding) => refused[index].push(*finding),
        }
    }
    let mut faults = Problems::at_most(SHOWN);
    let estate = match refused.iter().all(Vec::is_empty) {
        true => estate(&parsed, &texts, &mut faults),
        false => None,
    };
    match estate {
        Some(estate) if faults.is_empty() => Ok(estate),
        _ => {
            drop(parsed);
            for finding in faults.into_findings() {
                let (document, finding) = texts.place(finding);
                refused[document].push(finding);
            }
            Err(texts.refused(documents, refused))
        }
    }
}

/// A document whose text was read.
enum Parsed<'x> {
    Xml(Element<'x>),
    Clixml(Element<'x>),
    Json(Vec<Record<'x>>),
}

fn parse(text: &str, start: usize) -> Result<Parsed<'_>, Box<Finding>> {
    if text.trim_start().starts_with(['{', '[']) {
        return record::of_json(text, start).map(Parsed::Json);
    }
    let mut root = xml::parse(text)?;
    // All places count through the texts of all documents, one after another.
    root.shift(start);
    Ok(match root.name {
        "Objs" => Parsed::Clixml(root),
        _ => Parsed::Xml(root),
    })
}

fn estate(parsed: &[(usize, Parsed<'_>)], texts: &Texts, faults: &mut Problems) -> Option<Estate> {
    let mut roots = Vec::new();
    let clixml: Vec<Vec<Record<'_>>> = parsed
        .iter()
        .map(|(_, document)| match document {
            Parsed::Clixml(root) => record::of_clixml(root),
            Parsed::Xml(_) | Parsed::Json(_) => Vec::new(),
        })
        .collect();
    let mut facts = Facts::default();
    for ((index, document), clixml) in parsed.iter().zip(&clixml) {
        let start = texts.span(*index);
        match document {
            Parsed::Xml(root) => roots.push(root),
            Parsed::Clixml(_) => facts.add(clixml, start, faults),
            Parsed::Json(records) => facts.add(records, start, faults),
        }
    }
    let topology = join::join(&roots, facts, faults)?;
    Some(classify::estate(&topology, faults))
}

/// The texts of the documents, and where each begins if they stand one behind another.
struct Texts {
    texts: Vec<String>,
    starts: Vec<usize>,
}

impl Texts {
    fn read(documents: &[Document<'_>]) -> Result<Self, Refused> {
        let (mut texts, mut starts, mut end) = (Vec::new(), Vec::new(), 0);
        let mut refused = vec![Vec::new(); documents.len()];
        for (document, refused) in documents.iter().zip(&mut refused) {
            let text = archive::unpack(document.bytes).and_then(|bytes| decode::decode(&bytes));
            let text = text.unwrap_or_else(|finding| {
                refused.push(*finding);
                String::new()
            });
            starts.push(end);
            // The end of one text is not the beginning of the next.
            end += text.len() + 1;
            if end > MAX_BYTES + documents.len() && refused.is_empty() {
                refused.push(decode::too_large("the documents have together"));
            }
            texts.push(text);
        }
        let mut texts = Self { texts, starts };
        match refused.iter().all(Vec::is_empty) {
            true => Ok(texts),
            false => Err(texts.refused(documents, refused)),
        }
    }

    /// The first character of a document.
    fn span(&self, index: usize) -> Range<usize> {
        let first = self.texts[index].chars().next().map_or(0, char::len_utf8);
        self.starts[index]..self.starts[index] + first
    }

    /// Which document a finding is of, and the finding with its places in that.
    fn place(&self, mut finding: Finding) -> (usize, Finding) {
        let of = |at: usize| self.starts.partition_point(|start| *start <= at) - 1;
        let document = finding
            .labels
            .first()
            .map_or(0, |label| of(label.span.start));
        finding
            .labels
            .retain(|label| of(label.span.start) == document);
        let start = self.starts[document];
        for label in &mut finding.labels {
            label.span = label.span.start - start..label.span.end - start;
        }
        (document, finding)
    }

    fn refused(&mut self, documents: &[Document<'_>], refused: Vec<Vec<Finding>>) -> Refused {
        let texts = std::mem::take(&mut self.texts).into_iter();
        let all = documents.iter().zip(texts).zip(refused);
        let all = all.filter(|(_, findings)| !findings.is_empty());
        let documents = all.map(|((document, text), findings)| RefusedDocument {
            name: document.name.to_owned(),
            text,
            findings,
        });
        Refused {
            documents: documents.collect(),
        }
    }
}
