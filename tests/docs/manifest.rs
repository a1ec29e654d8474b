//! The reference of the manifest, from its schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::codes::cell;
use crate::generated::MADE;
use crate::manifest_defaults::LEFT_OUT;
use crate::manifest_mappings::{OBJECTS, Object};

/// The page.
pub fn page() -> String {
    let schema = schema();
    let mut page = format!(
        "{MADE}# The manifest\n\n\
         Every key of `forecert.yaml`, from the schema that also checks it. An editor with a YAML\n\
         language server completes them: `forecert init` writes the schema and the line that names\n\
         it, and `forecert schema manifest` prints it. An unknown key is an error, with the nearest\n\
         known one as help. Lengths of time are written `30d`, `12w` or `2y`; paths are relative to\n\
         the manifest.\n"
    );
    for object in &OBJECTS {
        page += &section(&schema, object);
    }
    page += "\n## Words\n\nWhere a key takes one of a few words, these are they.\n";
    for (name, definition) in definitions(&schema) {
        let words = words(definition);
        if !words.is_empty() {
            page += &format!("\n### {}\n\n", title_of_words(definition));
            page += &format!(
                "<a id=\"{}\"></a>\n\n| word | what it means |\n|---|---|\n",
                anchor(name)
            );
            for (word, meaning) in words {
                page += &format!("| `{word}` | {} |\n", cell(&meaning));
            }
        }
    }
    page
}

/// What the schema says about a word of a definition.
pub fn described(definition: &str, word: &str) -> String {
    let schema = schema();
    let words = words(&schema["definitions"][definition]);
    let mut found = words.into_iter().filter(|(known, _)| known == word);
    found.next().expect("the schema has every word").1
}

fn schema() -> Value {
    serde_json::from_str(&forecert::manifest::schema()).unwrap()
}

fn definitions(schema: &Value) -> &Map<String, Value> {
    schema["definitions"].as_object().unwrap()
}

/// A mapping of the schema; an issuer's is one of two.
fn mapping<'a>(schema: &'a Value, name: &str) -> &'a Value {
    match name.split_once('/') {
        _ if name.is_empty() => schema,
        None => &schema["definitions"][name],
        Some((name, tag)) => {
            let variants = schema["definitions"][name]["oneOf"].as_array().unwrap();
            let mut tagged = variants.iter();
            tagged
                .find(|variant| variant["properties"]["type"]["const"] == tag)
                .unwrap()
        }
    }
}

/// The keys of a mapping, those that are needed first.
fn keys(mapping: &Value) -> Vec<(&str, &Value, bool)> {
    let required = mapping["required"].as_array().cloned().unwrap_or_default();
    let properties = mapping["properties"].as_object().into_iter().flatten();
    let mut keys: Vec<(&str, &Value, bool)> = properties
        .map(|(key, value)| (key.as_str(), value, required.contains(&json!(key))))
        .collect();
    keys.sort_by_key(|(key, _, required)| (!required, *key));
    keys
}

fn section(schema: &Value, object: &Object) -> String {
    let mapping = mapping(schema, object.name);
    let about = mapping["description"].as_str().unwrap_or_default();
    let mut text = format!("\n## {}\n\n", object.title);
    if !object.name.is_empty() {
        text += &format!("<a id=\"{}\"></a>\n\n", anchor(object.name));
    }
    text += &format!("{about}\n\n```yaml\n{}```\n", object.example.trim_start());
    if keys(mapping).is_empty() {
        return text;
    }
    text += "\n| key | value | if left out | what it is |\n|---|---|---|---|\n";
    for (key, value, required) in keys(mapping) {
        let left_out = match (required, left_out(object.name, key), &value["default"]) {
            (true, ..) => "**needed**".to_owned(),
            (false, Some(words), _) => words.to_owned(),
            (false, None, Value::Array(_)) => "none".to_owned(),
            (false, None, Value::String(text)) => format!("`{text}`"),
            (false, None, default) => format!("`{default}`"),
        };
        let place = match object.name {
            "" => format!("file-{key}"),
            name => format!("{}-{key}", anchor(name)),
        };
        text += &format!(
            "| <a id=\"{place}\"></a>`{key}` | {} | {left_out} | {} |\n",
            kind(value),
            cell(
                value["description"]
                    .as_str()
                    .unwrap_or("Which kind of issuer it is.")
            )
        );
    }
    text
}

fn left_out(object: &str, key: &str) -> Option<&'static str> {
    let mut said = LEFT_OUT
        .iter()
        .filter(|(of, named, _)| (*of, *named) == (object, key));
    said.next().map(|(_, _, words)| *words)
}

/// What a key takes, with a link where that is more than a text.
fn kind(value: &Value) -> String {
    if let Some(name) = value["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or_default();
        return link(name);
    }
    if let Some([one, ..]) = value["allOf"]
        .as_array()
        .or(value["anyOf"].as_array())
        .map(Vec::as_slice)
    {
        return kind(one);
    }
    if let Some(word) = value["const"].as_str() {
        return format!("`{word}`");
    }
    let of = match &value["type"] {
        Value::Array(types) => &types[0],
        one => one,
    };
    match of.as_str() {
        Some("array") => format!("list of {}", kind(&value["items"]).replace("text", "texts")),
        Some("boolean") => "`true`, `false`".to_owned(),
        Some("integer") => "number".to_owned(),
        _ => "text".to_owned(),
    }
}

fn link(name: &str) -> String {
    let schema = schema();
    if name == "Issuer" {
        return "issuers: [by request](#issuer-request), [local](#issuer-local-ca)".to_owned();
    }
    if name == "Encryption" {
        return [link("NoEncryption"), link("KeyEncryption")].join(", ");
    }
    if let Some(object) = OBJECTS.iter().find(|object| object.name == name) {
        return format!("[{}](#{})", lower(object.title), anchor(name));
    }
    let words = words(&schema["definitions"][name]);
    if words.len() > 4 {
        return format!("[one of {}](#{})", words.len(), anchor(name));
    }
    let words = words
        .iter()
        .map(|(word, _)| format!("[`{word}`](#{})", anchor(name)));
    words.collect::<Vec<_>>().join(", ")
}

/// The words that a definition allows, with what each means.
fn words(definition: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let plain = definition["enum"].as_array().into_iter().flatten();
    // A Windows version says itself what it is.
    let plain = plain.map(|word| (text(word), text(word).replace('-', " ")));
    let described = definition["oneOf"].as_array().into_iter().flatten();
    let described = described
        .filter(|one| one["const"].is_string())
        .map(|one| (text(&one["const"]), text(&one["description"])));
    plain.chain(described).collect()
}

/// The title of a list of words: what the schema says of it, without the full stop.
fn title_of_words(definition: &Value) -> String {
    let text = definition["description"].as_str().unwrap_or_default();
    text.trim_end_matches('.').to_owned()
}

fn lower(title: &str) -> String {
    let mut letters = title.chars();
    let (first, second) = (letters.next(), letters.clone().next());
    match (first, second) {
        // An abbreviation stays as it is.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

fn anchor(name: &str) -> String {
    name.to_lowercase().replace('/', "-")
}

#[test]
fn every_mapping_of_the_schema_has_its_section() {
    let schema = schema();
    let mappings = definitions(&schema)
        .iter()
        .filter(|(_, one)| one["properties"].is_object());
    let shall: BTreeSet<&str> = mappings
        .map(|(name, _)| name.as_str())
        .chain([
            "",
            "Issuer/request",
            "Issuer/local-ca",
            "Issuer/acme",
            "Issuer/adcs",
            "Issuer/command",
            "Issuer/vault",
            "Server",
        ])
        .collect();
    let is: BTreeSet<&str> = OBJECTS.iter().map(|object| object.name).collect();
    assert_eq!(is, shall);
}

#[test]
fn what_holds_where_a_key_is_left_out_is_said_once() {
    let schema = schema();
    let mut faults = Vec::new();
    for object in &OBJECTS {
        for (key, value, required) in keys(mapping(&schema, object.name)) {
            let said = usize::from(left_out(object.name, key).is_some());
            let ways = usize::from(required) + usize::from(!value["default"].is_null()) + said;
            if ways != 1 {
                faults.push(format!("{}.{key}: {ways} times", object.name));
            }
        }
    }
    for (object, key, _) in LEFT_OUT {
        if mapping(&schema, object)["properties"][*key].is_null() {
            faults.push(format!("{object}.{key} is not in the schema"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_defaults_said_are_those_of_the_types() {
    use forecert::manifest::model::{
        Autodiscover, AvCertificate, Layout, NoEncryption, RenewalKey, Wildcard, XmppStyle,
    };

    let types = [
        ("", "autodiscover", format!("{:?}", Autodiscover::default())),
        ("Keys", "encryption", format!("{:?}", NoEncryption::None)),
        (
            "SimpleUrls",
            "wildcard",
            format!("{:?}", Wildcard::default()),
        ),
        ("Xmpp", "san_style", format!("{:?}", XmppStyle::default())),
        (
            "Defaults",
            "renewal_key",
            format!("{:?}", RenewalKey::default()),
        ),
        (
            "Defaults",
            "certificate_layout",
            format!("{:?}", Layout::default()),
        ),
        (
            "Edge",
            "av_certificate",
            format!("{:?}", AvCertificate::default()),
        ),
    ];
    for (object, key, variant) in types {
        let said = left_out(object, key).unwrap();
        assert_eq!(
            said.replace(['`', '-'], ""),
            variant.to_lowercase(),
            "{object}.{key}"
        );
    }
}

#[test]
fn an_example_is_valid_and_has_every_key() {
    let schema = schema();
    for object in &OBJECTS {
        // Where only one of several ways can be taken, each is a paragraph of its own.
        let ways = object.example.split("\n\n");
        let instances = ways.flat_map(|way| {
            let example: Value = serde_yaml::from_str(way).unwrap();
            // But for the file itself, an example stands under the key that it is for.
            let inner = match object.name {
                "" => &example,
                _ => example.as_object().unwrap().values().next().unwrap(),
            };
            match inner {
                Value::Array(items) => items.clone(),
                one => vec![one.clone()],
            }
        });
        let instances: Vec<Value> = instances.collect();
        let definition = match object.name {
            "" => schema.clone(),
            name => {
                let mut one = mapping(&schema, name).clone();
                one["definitions"] = schema["definitions"].clone();
                one
            }
        };
        let mut shown = BTreeSet::new();
        for instance in &instances {
            jsonschema::validate(&definition, instance)
                .unwrap_or_else(|error| panic!("{}: {error}", object.title));
            shown.extend(
                instance
                    .as_object()
                    .into_iter()
                    .flat_map(Map::keys)
                    .cloned(),
            );
        }
        for (key, _, _) in keys(mapping(&schema, object.name)) {
            assert!(shown.contains(key), "{} shows no `{key}`", object.title);
        }
    }
}
