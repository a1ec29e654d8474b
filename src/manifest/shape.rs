//! The shape of a manifest, taken from the JSON schema of the model, so that there is
//! one source of truth for the types, the schema and the checks.

use std::collections::BTreeMap;

use serde_json::Value;

use super::model::Model;

/// What may stand at a place.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// Text.
    Text,
    /// A whole number within these bounds.
    Number(u64, u64),
    /// `true` or `false`.
    Truth,
    /// Nothing.
    Nothing,
    /// One of these words.
    Word(Vec<String>),
    /// A list of at least so many.
    List(Box<Shape>, usize),
    /// A mapping.
    Record(Record),
    /// A mapping whose `type` says which.
    Tagged(String, BTreeMap<String, Record>),
    /// One of these.
    Either(Vec<Shape>),
}

/// The keys of a mapping.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// All of them.
    pub keys: BTreeMap<String, Shape>,
    /// Those that must be there.
    pub needed: Vec<String>,
}

/// The manifest's JSON schema (draft-07, which editors know best).
pub fn schema() -> String {
    let mut schema = value();
    if let Value::Object(root) = &mut schema {
        root.insert("title".to_owned(), "forecert manifest".into());
    }
    unwrap_descriptions(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is plain data");
    text.push('\n');
    text
}

fn value() -> Value {
    let settings = schemars::generate::SchemaSettings::draft07();
    settings
        .into_generator()
        .into_root_schema_for::<Model>()
        .to_value()
}

/// Doc comments are broken into lines for the source; an editor breaks them itself.
fn unwrap_descriptions(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "description" => {
                        *text = text.replace('\n', " ");
                    }
                    value => unwrap_descriptions(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(unwrap_descriptions),
        _ => {}
    }
}

/// The shape of a whole manifest.
pub(super) fn manifest() -> Shape {
    let schema = value();
    let empty = Value::Object(serde_json::Map::new());
    let definitions = schema.get("definitions").unwrap_or(&empty);
    shape(&schema, definitions)
}

fn shape(schema: &Value, definitions: &Value) -> Shape {
    let of = |schema| shape(schema, definitions);
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let name = name.rsplit('/').next().unwrap_or_default();
        return of(&definitions[name]);
    }
    if let Some([only]) = list(schema, "allOf") {
        return of(only);
    }
    if let Some(options) = list(schema, "anyOf") {
        return Shape::Either(options.iter().map(of).collect());
    }
    if let Some(options) = list(schema, "oneOf") {
        return one_of(options, definitions);
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Shape::Word(vec![word.to_owned()]);
    }
    if let Some(words) = list(schema, "enum") {
        let words = words.iter().filter_map(Value::as_str);
        return Shape::Word(words.map(str::to_owned).collect());
    }
    match &schema["type"] {
        Value::Array(types) => {
            let types = types.iter().filter_map(Value::as_str);
            Shape::Either(types.map(|name| typed(name, schema, definitions)).collect())
        }
        name => typed(name.as_str().unwrap_or_default(), schema, definitions),
    }
}

fn typed(name: &str, schema: &Value, definitions: &Value) -> Shape {
    match name {
        "string" => Shape::Text,
        "boolean" => Shape::Truth,
        "null" => Shape::Nothing,
        "integer" => {
            let bound = |name| schema.get(name).and_then(Value::as_u64);
            Shape::Number(
                bound("minimum").unwrap_or(0),
                bound("maximum").unwrap_or(u64::from(u32::MAX)),
            )
        }
        "array" => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
            let items = shape(&schema["items"], definitions);
            Shape::List(Box::new(items), usize::try_from(least).unwrap_or(0))
        }
        "object" => Shape::Record(record(schema, definitions)),
        other => unreachable!("the model has no type `{other}`"),
    }
}

fn record(schema: &Value, definitions: &Value) -> Record {
    let keys = schema.get("properties").and_then(Value::as_object);
    let needed = list(schema, "required").unwrap_or_default();
    Record {
        keys: keys
            .into_iter()
            .flatten()
            .map(|(key, schema)| (key.clone(), shape(schema, definitions)))
            .collect(),
        needed: needed
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    }
}

/// Either an enumeration of documented words, or mappings told apart by a tag.
fn one_of(options: &[Value], definitions: &Value) -> Shape {
    let words: Option<Vec<String>> = options
        .iter()
        .map(|option| Some(option.get("const")?.as_str()?.to_owned()))
        .collect();
    if let Some(words) = words {
        return Shape::Word(words);
    }
    let tag = "type";
    let variants = options.iter().filter_map(|option| {
        let name = option["properties"][tag]["const"].as_str()?;
        Some((name.to_owned(), record(option, definitions)))
    });
    Shape::Tagged(tag.to_owned(), variants.collect())
}

fn list<'a>(schema: &'a Value, key: &str) -> Option<&'a [Value]> {
    schema.get(key)?.as_array().map(Vec::as_slice)
}

/// What is expected, with its article.
pub(super) fn expected(shape: &Shape) -> String {
    match shape {
        Shape::Text => "a text".to_owned(),
        Shape::Number(..) => "a whole number".to_owned(),
        Shape::Truth => "`true` or `false`".to_owned(),
        Shape::Nothing => "nothing".to_owned(),
        Shape::Word(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            alternatives(&words)
        }
        Shape::List(..) => "a list".to_owned(),
        Shape::Record(_) | Shape::Tagged(..) => "a mapping".to_owned(),
        Shape::Either(options) => {
            let options: Vec<String> = options
                .iter()
                .filter(|option| !matches!(option, Shape::Nothing))
                .map(expected)
                .collect();
            options.join(" or ")
        }
    }
}

/// Words in backticks, with `or` before the last.
pub(super) fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_up_to_date() {
        let published = include_str!("../../schemas/manifest.schema.json");
        assert!(
            schema() == published.replace("\r\n", "\n"),
            "run: forecert schema manifest > schemas/manifest.schema.json"
        );
    }
}
