//! What the schema expects at each place, in the few forms that a manifest has.
//!
//! Made from the JSON schema, so that the types in `model` stay the one source of
//! truth.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::manifest::schema;

/// What a value must be.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// It may be `null`, or not there behind its key.
    pub nullable: bool,
    pub form: Form,
}

/// The forms of values.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Text,
    /// One of these words.
    Words(Vec<String>),
    Boolean,
    Integer {
        min: i128,
        max: i128,
    },
    List {
        items: Box<Expected>,
        min: usize,
        max: usize,
    },
    Mapping(Mapping),
    /// A mapping whose key `tag` says which one it is.
    Tagged {
        tag: String,
        variants: BTreeMap<String, Mapping>,
    },
    /// Text alone, or a mapping with more to say.
    TextOrMapping(Mapping),
    /// One of these words, or a mapping instead.
    WordOrMapping(Vec<String>, Mapping),
    /// A form that is not known here: left to the deserialiser.
    Anything,
}

/// The keys of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    pub keys: BTreeMap<String, Expected>,
    pub required: Vec<String>,
}

/// What a whole manifest must be.
pub(super) fn manifest() -> &'static Expected {
    static MANIFEST: LazyLock<Expected> = LazyLock::new(|| {
        let schema = schema::value();
        let reader = Reader {
            definitions: schema["definitions"].as_object(),
        };
        reader.read(&schema)
    });
    &MANIFEST
}

struct Reader<'a> {
    definitions: Option<&'a Map<String, Value>>,
}

impl Reader<'_> {
    fn read(&self, schema: &Value) -> Expected {
        if let Some(target) = schema["$ref"].as_str() {
            let name = target.rsplit('/').next().unwrap_or(target);
            return match self.definitions.and_then(|all| all.get(name)) {
                Some(definition) => self.read(definition),
                None => Form::Anything.into(),
            };
        }
        if let Some([only]) = schema["allOf"].as_array().map(Vec::as_slice) {
            return self.read(only);
        }
        if let Some(variants) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            return self.one_of(variants);
        }
        if let Some(word) = schema["const"].as_str() {
            return Form::Words(vec![word.to_owned()]).into();
        }
        if let Some(words) = schema["enum"].as_array() {
            let nullable = words.iter().any(Value::is_null);
            let words = words.iter().filter_map(Value::as_str).map(str::to_owned);
            let form = Form::Words(words.collect());
            return Expected { nullable, form };
        }
        let types: BTreeSet<&str> = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            single => single.as_str().into_iter().collect(),
        };
        let nullable = types.contains("null");
        let mut types = types.into_iter().filter(|name| *name != "null");
        let form = match (types.next(), types.next()) {
            (Some("string"), None) => Form::Text,
            (Some("boolean"), None) => Form::Boolean,
            (Some("integer"), None) => integer(schema),
            (Some("array"), None) => self.list(schema),
            (Some("object"), None) if schema["additionalProperties"] == Value::Bool(false) => {
                Form::Mapping(self.mapping(schema))
            }
            _ => Form::Anything,
        };
        Expected { nullable, form }
    }

    fn one_of(&self, variants: &[Value]) -> Expected {
        let (nulls, others): (Vec<&Value>, Vec<&Value>) = variants
            .iter()
            .partition(|variant| variant["type"] == "null");
        let mut others: Vec<Expected> = others.into_iter().map(|other| self.read(other)).collect();
        let nullable = !nulls.is_empty() || others.iter().any(|other| other.nullable);
        let form = match others.len() {
            1 => others.remove(0).form,
            _ => together(others.into_iter().map(|other| other.form).collect()),
        };
        Expected { nullable, form }
    }

    fn list(&self, schema: &Value) -> Form {
        let limit = |name: &str| schema[name].as_u64().and_then(|n| usize::try_from(n).ok());
        Form::List {
            items: Box::new(self.read(&schema["items"])),
            min: limit("minItems").unwrap_or(0),
            max: limit("maxItems").unwrap_or(usize::MAX),
        }
    }

    fn mapping(&self, schema: &Value) -> Mapping {
        let keys = schema["properties"].as_object();
        let required = schema["required"].as_array();
        Mapping {
            keys: keys
                .into_iter()
                .flatten()
                .map(|(key, schema)| (key.clone(), self.read(schema)))
                .collect(),
            required: required
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        }
    }
}

fn integer(schema: &Value) -> Form {
    let (lowest, highest) = match schema["format"].as_str() {
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64") => (0, u64::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    };
    let limit = |name: &str| schema[name].as_i64().map(i128::from);
    Form::Integer {
        min: limit("minimum").unwrap_or(lowest),
        max: limit("maximum").unwrap_or(highest),
    }
}

/// Several forms as one: words, mappings told apart by a tag, text or a mapping.
fn together(forms: Vec<Form>) -> Form {
    let mut words = Vec::new();
    let mut mappings = Vec::new();
    let mut texts = 0;
    for form in forms {
        match form {
            Form::Words(more) => words.extend(more),
            Form::Mapping(mapping) => mappings.push(mapping),
            Form::Text => texts += 1,
            _ => return Form::Anything,
        }
    }
    match (words.is_empty(), mappings.len(), texts) {
        (false, 0, 0) => Form::Words(words),
        (true, 1, 1) => Form::TextOrMapping(mappings.remove(0)),
        (false, 1, 0) => Form::WordOrMapping(words, mappings.remove(0)),
        (true, 2.., 0) => tagged(mappings),
        _ => Form::Anything,
    }
}

fn tagged(mappings: Vec<Mapping>) -> Form {
    let word = |mapping: &Mapping, key: &str| match &mapping.keys.get(key)?.form {
        Form::Words(words) if words.len() == 1 => Some(words[0].clone()),
        _ => None,
    };
    let candidates: Vec<String> = mappings[0].keys.keys().cloned().collect();
    for tag in candidates {
        let words: Option<BTreeSet<String>> = mappings.iter().map(|m| word(m, &tag)).collect();
        if words.is_none_or(|words| words.len() != mappings.len()) {
            continue;
        }
        let variants = mappings
            .into_iter()
            .filter_map(|mapping| Some((word(&mapping, &tag)?, mapping)))
            .collect();
        return Form::Tagged { tag, variants };
    }
    Form::Anything
}

impl From<Form> for Expected {
    fn from(form: Form) -> Self {
        let nullable = false;
        Self { nullable, form }
    }
}

#[cfg(test)]
mod tests {
    use super::manifest;

    #[test]
    fn every_form_of_the_model_is_known() {
        let whole = format!("{:?}", manifest());
        assert!(!whole.contains("Anything"), "{whole}");
        for form in [
            "Tagged",
            "TextOrMapping",
            "WordOrMapping",
            "Words",
            "Integer",
            "Boolean",
        ] {
            assert!(whole.contains(form), "{form}");
        }
    }
}
