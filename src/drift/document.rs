//! A drift as a machine reads it: one published format.

use schemars::JsonSchema;
use serde::Serialize;

use crate::manifest::{Lines, Numbered};
use crate::schema;

use super::{Change, Difference, Drift, Effect, What};

/// The version of the format. A minor step only adds.
const FORMAT_VERSION: &str = "1.0";

/// What a manifest and a topology differ in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DriftDocument {
    /// The version of this format, `MAJOR.MINOR`.
    pub format_version: String,
    /// The differences, in the order of the manifest.
    pub differences: Vec<DifferenceDocument>,
    /// What becomes of certificates if all of them are mended.
    pub altogether: EffectDocument,
    /// The manifest with all of them mended; null where that cannot be written.
    pub mended: Option<String>,
}

/// One difference.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DifferenceDocument {
    /// Stable, such as `drift_server_added`.
    pub code: String,
    /// For people.
    pub message: String,
    /// The line in the manifest, from 1; null where the manifest has no place for it.
    pub line: Option<usize>,
    /// The pool's FQDN; null where it is of the whole deployment.
    pub pool: Option<String>,
    /// The lines that would mend it, as they are to stand in the manifest.
    pub edits: Vec<EditDocument>,
    /// What becomes of certificates.
    pub effect: EffectDocument,
}

/// Lines of the manifest that go, and lines that come in their place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EditDocument {
    /// The line at which they begin, from 1.
    pub line: usize,
    /// Lines that go.
    pub remove: Vec<String>,
    /// Lines that come.
    pub add: Vec<String>,
}

/// What becomes of certificates.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EffectDocument {
    /// Those that change; null where it cannot be told.
    pub certificates: Option<Vec<ChangeDocument>>,
    /// Why it cannot be told; null where it can.
    pub unknown: Option<String>,
}

/// What becomes of one certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangeDocument {
    /// Its stable identity.
    pub id: String,
    /// `new`, `gone`, or `again`: it has to be made again.
    pub change: String,
    /// DNS names that it gains.
    pub gains: Vec<String>,
    /// DNS names that it loses.
    pub loses: Vec<String>,
}

impl DriftDocument {
    /// The document of a drift. `manifest` is the text that it points into.
    pub fn new(drift: &Drift, manifest: &str) -> Self {
        let differences = drift.differences.iter();
        let manifest = &Numbered::new(manifest);
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            differences: differences
                .map(|difference| DifferenceDocument::new(difference, manifest))
                .collect(),
            altogether: EffectDocument::new(&drift.altogether),
            mended: drift.mended.clone(),
        }
    }

    /// The document as text.
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("a drift is plain data");
        text + "\n"
    }
}

impl DifferenceDocument {
    fn new(difference: &Difference, manifest: &Numbered<'_>) -> Self {
        let edits = difference.lines(manifest).into_iter();
        Self {
            code: difference.finding.code.to_owned(),
            message: difference.finding.message.clone(),
            line: difference.line(manifest),
            pool: difference.pool.clone(),
            edits: edits.map(EditDocument::from).collect(),
            effect: EffectDocument::new(&difference.effect),
        }
    }
}

impl From<Lines> for EditDocument {
    fn from(lines: Lines) -> Self {
        let Lines {
            line,
            before,
            after,
        } = lines;
        Self {
            line,
            remove: before,
            add: after,
        }
    }
}

impl EffectDocument {
    fn new(effect: &Effect) -> Self {
        let (certificates, unknown) = match effect {
            Effect::Known(changes) => {
                let changes = changes.iter().map(ChangeDocument::new);
                (Some(changes.collect()), None)
            }
            Effect::Unknown(why) => (None, Some(why.clone())),
        };
        Self {
            certificates,
            unknown,
        }
    }
}

impl ChangeDocument {
    fn new(change: &Change) -> Self {
        let (word, gains, loses) = match &change.what {
            What::New => ("new", Vec::new(), Vec::new()),
            What::Gone => ("gone", Vec::new(), Vec::new()),
            What::Again { gains, loses } => ("again", gains.clone(), loses.clone()),
        };
        Self {
            id: change.id.to_string(),
            change: word.to_owned(),
            gains,
            loses,
        }
    }
}

/// The JSON schema of a drift.
pub fn schema() -> String {
    schema::text::<DriftDocument>("forecert drift")
}
