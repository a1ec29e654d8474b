//! The JSON schema of the manifest, for editors and for the check of its shape.

use serde_json::Value;

use crate::manifest::model::Model;
use crate::schema;

/// Where the schema lies, seen from a manifest: the path that the starter names for
/// editors.
pub const SCHEMA_FILE: &str = "schemas/manifest.schema.json";

/// The title of the schema.
const TITLE: &str = "forecert manifest";

/// The JSON schema of the manifest.
pub fn schema() -> String {
    schema::text::<Model>(TITLE)
}

/// The schema as a value.
pub(super) fn value() -> Value {
    schema::value::<Model>(TITLE)
}

#[cfg(test)]
mod tests {
    use super::schema;

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
