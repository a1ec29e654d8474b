//! From vetted text to the model. The one file that names serde_yaml.

use serde::Deserialize as _;
use serde_path_to_error::Segment;
use serde_yaml::Value;

use crate::manifest::model::Model;
use crate::manifest::path::{self, Path};
use crate::manifest::shape::Repair;

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

/// YAML as JSON, which is YAML too, and stands in one line.
pub(super) fn as_json(text: &str) -> Option<serde_json::Value> {
    serde_yaml::from_str(text).ok()
}

/// The model of a text with faults, as if they were mended: so that what is wrong
/// beside them can be told in the same run. Nothing else is made of it.
pub(super) fn read_mended(text: &str, repairs: &[(Path, Repair)]) -> Option<Model> {
    use path::Segment::{Index, Key};
    let mut root: Value = serde_yaml::from_str(text).ok()?;
    for (path, repair) in repairs {
        let (last, above) = path.segments().split_last()?;
        let parent = above.iter().try_fold(&mut root, |value, step| match step {
            Key(key) => value.get_mut(key.as_str()),
            Index(index) => value.get_mut(*index),
        })?;
        match (last, parent, repair) {
            (Key(key), Value::Mapping(map), Repair::Drop) => {
                map.remove(key.as_str())?;
            }
            (Key(key), Value::Mapping(map), Repair::Rename(name)) => {
                let value = map.remove(key.as_str())?;
                map.insert(name.as_str().into(), value);
            }
            (Key(key), Value::Mapping(map), Repair::Put(text)) => {
                map.insert(key.as_str().into(), text.as_str().into());
            }
            (Index(index), Value::Sequence(items), Repair::Put(text)) => {
                *items.get_mut(*index)? = text.as_str().into();
            }
            // An entry that is taken away would move those behind it.
            _ => return None,
        }
    }
    Model::deserialize(root).ok()
}
