//! The JSON schema of a type, the same text for each build of a version.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// The schema (draft-07, which YAML editors read), indented, with a line break at the
/// end.
pub fn text<T: JsonSchema>(title: &str) -> String {
    let schema = Schema::try_from(value::<T>(title)).expect("a schema is an object");
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain JSON");
    text.push('\n');
    text
}

/// The schema as a value.
pub fn value<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft07();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), Value::from(title));
    ordered(schema.to_value())
}

/// Keys by name. Whether serde_json keeps another order depends on what else is
/// built along with it.
fn ordered(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            let entries = entries.into_iter().map(|(key, value)| match value {
                // Doc comments are broken into lines for the source; an editor does so itself.
                Value::String(text) if key == "description" => {
                    (key, text.replace('\n', " ").into())
                }
                value => (key, ordered(value)),
            });
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(ordered).collect()),
        plain => plain,
    }
}
