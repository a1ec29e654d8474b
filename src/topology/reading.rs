//! From the bytes of a topology document to the manifest that it leads to, or to
//! everything that is wrong with it.

use crate::finding::{Finding, Problems};

use super::manuscript::Manuscript;
use super::{archive, classify, decode, document, xml};

/// More problems than this help nobody, and each is drawn by going through the document.
const SHOWN: usize = 50;

/// The largest document. A pool takes about 30 kB, in UTF-16 twice as much, so that an
/// estate of a thousand pools still fits.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// A document that no manifest can be made of.
#[derive(Debug)]
pub struct Refused {
    /// The text that the findings point into; empty where it could not be had.
    pub text: String,
    /// Everything that is wrong with it.
    pub findings: Vec<Finding>,
}

/// Reads a document, also one in the archive of an export; `name` is what the manifest calls
/// it.
pub fn read(name: &str, bytes: &[u8]) -> Result<Manuscript, Refused> {
    let text = archive::unpack(bytes).and_then(|bytes| decode::decode(&bytes));
    let text = match text {
        Ok(text) => text,
        Err(finding) => {
            let findings = vec![*finding];
            return Err(Refused {
                text: String::new(),
                findings,
            });
        }
    };
    let mut faults = Problems::at_most(SHOWN);
    match estate(&text, &mut faults) {
        Some(estate) if faults.is_empty() => Ok(Manuscript::write(name, &estate)),
        _ => Err(Refused {
            findings: faults.into_findings(),
            text,
        }),
    }
}

fn estate(text: &str, faults: &mut Problems) -> Option<classify::Estate> {
    let root = match xml::parse(text) {
        Ok(root) => root,
        Err(finding) => {
            faults.add(|| *finding);
            return None;
        }
    };
    let topology = document::read(&root, faults)?;
    Some(classify::estate(&topology, faults))
}
