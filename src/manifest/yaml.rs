//! From vetted text to the model. The one file that names serde_yaml: it gives the
//! values, while places and faults are the span index's, which has seen the text first.

use serde_path_to_error::Segment;

use crate::finding::Finding;

use super::model::Model;
use super::source::{Path, Source};

/// Reads the model out of a text whose shape was checked.
pub(super) fn read(source: &Source) -> Result<Model, Finding> {
    let text = serde_yaml::Deserializer::from_str(source.text());
    serde_path_to_error::deserialize(text).map_err(|error| {
        let path = error
            .path()
            .iter()
            .fold(Path::root(), |path, segment| match segment {
                Segment::Seq { index } => path.index(*index),
                Segment::Map { key } => path.key(key),
                Segment::Enum { .. } | Segment::Unknown => path,
            });
        Finding::error(
            "wrong_type",
            format!("`{path}` cannot be read: {}", error.inner()),
        )
        .at(source.value(&path), "")
        .help("see the manifest's schema: forecert schema manifest")
    })
}
