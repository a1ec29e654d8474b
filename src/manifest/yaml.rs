//! From vetted text to the model. The one file that names serde_yaml: it gives the
//! values, while places and faults are the span index's, which has seen the text first.

use serde::Deserialize as _;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use crate::finding::Finding;

use super::faults::Repair;
use super::model::Model;
use super::source::{Path, Source, Step};

/// Reads the model out of a text whose shape was checked.
pub(super) fn read(source: &Source) -> Result<Model, Finding> {
    let text = serde_yaml::Deserializer::from_str(source.text());
    serde_path_to_error::deserialize(text).map_err(|error| {
        // Both parsers must take the text; where this one alone refuses it, it says so.
        if let Err(error) = serde_yaml::from_str::<Value>(source.text()) {
            return syntax(&error, source.text());
        }
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

fn syntax(error: &serde_yaml::Error, text: &str) -> Finding {
    let at = error.location().map_or(0, |location| location.index());
    let at = text.floor_char_boundary(at.min(text.len()));
    let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
    Finding::error("not_yaml", format!("not YAML: {error}"))
        .at(at..end, "near here")
        .help("look at the indentation, colons, quotes and brackets before this place")
}

/// Reads the model out of a text with faults as if they were mended, so that what is
/// wrong beside them can be told in the same run. Nothing is made of such a model.
pub(super) fn read_repaired(source: &Source, repairs: &[(Path, Repair)]) -> Option<Model> {
    let mut root: Value = serde_yaml::from_str(source.text()).ok()?;
    for (path, repair) in repairs {
        let (last, above) = path.0.split_last()?;
        let parent = above.iter().try_fold(&mut root, |value, step| match step {
            Step::Key(key) => value.get_mut(key.as_str()),
            Step::Index(index) => value.get_mut(*index),
        })?;
        match (last, parent, repair) {
            (Step::Key(key), Value::Mapping(map), Repair::Drop) => {
                map.remove(key.as_str())?;
            }
            (Step::Key(key), Value::Mapping(map), Repair::Rename(name)) => {
                let value = map.remove(key.as_str())?;
                map.insert(name.as_str().into(), value);
            }
            (Step::Key(key), Value::Mapping(map), Repair::Put(text)) => {
                map.insert(key.as_str().into(), text.as_str().into());
            }
            (Step::Index(index), Value::Sequence(items), Repair::Put(text)) => {
                *items.get_mut(*index)? = text.as_str().into();
            }
            // An item that is taken away would move those behind it.
            _ => return None,
        }
    }
    Model::deserialize(root).ok()
}
