//! The JSON schema of the manifest, for editors and for the check of its shape.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::manifest::model::Model;

/// Where the schema lies, seen from a manifest: the path that the starter names for
/// editors.
pub const SCHEMA_FILE: &str = "schemas/manifest.schema.json";

/// The JSON schema of the manifest (draft-07, which YAML editors read), indented,
/// with a line break at the end. The same for each build of a version.
pub fn schema() -> String {
    let schema = Schema::try_from(value()).expect("a schema is an object");
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

/// The schema as a value.
pub(super) fn value() -> Value {
    let mut schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<Model>();
    schema.insert("title".to_owned(), Value::from("forecert manifest"));
    ordered(schema.to_value())
}

/// Keys by name. Whether serde_json keeps another order depends on what else is
/// built along with it.
fn ordered(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            let entries = entries
                .into_iter()
                .map(|(key, value)| (key, ordered(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(ordered).collect()),
        plain => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::{SCHEMA_FILE, schema};

    /// `FORECERT_WRITE_SCHEMA=1 cargo test --lib the_published_schema` writes it anew.
    #[test]
    fn the_published_schema_is_up_to_date() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA_FILE);
        if std::env::var_os("FORECERT_WRITE_SCHEMA").is_some() {
            std::fs::write(&file, schema()).unwrap();
        }
        let published = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            published.replace("\r\n", "\n") == schema(),
            "{SCHEMA_FILE} is out of date: write what `forecert schema` prints"
        );
    }

    #[test]
    fn the_schema_says_what_it_is() {
        let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert_eq!(schema["title"], "forecert manifest");
        assert_eq!(schema["additionalProperties"], false);
        assert!(schema["properties"]["pools"]["description"].is_string());
        assert!(jsonschema::meta::is_valid(&schema));
    }
}
