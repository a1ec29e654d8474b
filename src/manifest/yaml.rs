//! From vetted text to the model. The one file that names serde_yaml.

use serde_path_to_error::Segment;

use crate::manifest::model::Model;
use crate::manifest::path::Path;

/// Why a text that was vetted cannot be read all the same: this reader knows YAML
/// 1.1, the guard before it YAML 1.2.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// The value at which it stopped; the root where it did not get that far.
    pub path: Path,
    /// Line and column, in characters from 0.
    pub position: Option<(usize, usize)>,
    /// Its own words.
    pub words: String,
}

/// The model.
pub(super) fn read(text: &str) -> Result<Model, Unreadable> {
    let deserializer = serde_yaml::Deserializer::from_str(text);
    serde_path_to_error::deserialize(deserializer).map_err(|fault| {
        let path = fault
            .path()
            .iter()
            .fold(Path::root(), |path, segment| match segment {
                Segment::Map { key } => path.key(key),
                Segment::Seq { index } => path.index(*index),
                Segment::Enum { .. } | Segment::Unknown => path,
            });
        let location = fault.inner().location();
        Unreadable {
            path,
            position: location.map(|location| (location.line() - 1, location.column() - 1)),
            words: fault.inner().to_string(),
        }
    })
}
