//! Objects that PowerShell saved, by `Export-Clixml` or `ConvertTo-Json`, as one value: names
//! and what they are, each text with its place.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::finding::Finding;

use super::xml::{Element, Value};

/// What is used stands three deep; what is deeper is not looked at.
const DEPTH: usize = 8;

/// More objects, lists and texts than this are of another command.
const MAX_FIELDS: usize = 2_000_000;

/// An object.
#[derive(Debug, Default)]
pub(super) struct Record<'t> {
    /// What it says of itself as text, if anything.
    text: Option<Value<'t>>,
    /// Its properties.
    fields: Vec<(Cow<'t, str>, Field<'t>)>,
    /// Where it begins.
    pub span: Range<usize>,
}

/// What a property is.
#[derive(Debug)]
pub(super) enum Field<'t> {
    /// A text or a number.
    Text(Value<'t>),
    /// Several.
    List(Vec<Field<'t>>),
    /// An object.
    Record(Record<'t>),
}

impl<'t> Record<'t> {
    /// A property.
    pub fn field(&self, name: &str) -> Option<&Field<'t>> {
        let mut fields = self.fields.iter();
        let (_, field) = fields.find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        Some(field)
    }

    /// A property's text, unless it is empty.
    pub fn text(&self, name: &str) -> Option<&Value<'t>> {
        self.field(name)?.text()
    }

    /// The entries of a property; one that is no list is its only entry.
    pub fn list(&self, name: &str) -> &[Field<'t>] {
        match self.field(name) {
            Some(Field::List(fields)) => fields,
            Some(field) => std::slice::from_ref(field),
            None => &[],
        }
    }

    /// All that its properties are.
    pub fn fields(&self) -> impl Iterator<Item = &Field<'t>> {
        self.fields.iter().map(|(_, field)| field)
    }

    /// The names of its properties.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| &**name)
    }
}

impl<'t> Field<'t> {
    /// A text, or what an object says of itself as text; not an empty one.
    pub fn text(&self) -> Option<&Value<'t>> {
        let text = match self {
            Self::Text(text) => Some(text),
            Self::Record(record) => record.text.as_ref(),
            Self::List(_) => None,
        };
        text.filter(|text| !text.text.is_empty())
    }
}

/// All objects of a list, and of the lists in it: PowerShell nests what is enumerated.
fn flattened<'t>(field: Field<'t>, records: &mut Vec<Record<'t>>) {
    match field {
        Field::List(fields) => {
            for field in fields {
                flattened(field, records);
            }
        }
        // `ConvertTo-Json -InputObject` of a list in Windows PowerShell.
        Field::Record(mut record) => {
            let wrapped = record.fields.len() == 2 && record.field("Count").is_some();
            let value = record.fields.iter().position(|(name, _)| name == "value");
            match value.filter(|_| wrapped) {
                Some(value) => flattened(record.fields.swap_remove(value).1, records),
                None => records.push(record),
            }
        }
        Field::Text(_) => {}
    }
}

/// The objects that `Export-Clixml` wrote: the root's name is `Objs`.
pub(super) fn of_clixml<'t>(root: &'t Element<'t>) -> Vec<Record<'t>> {
    let mut records = Vec::new();
    for object in &root.children {
        if let Some(field) = of_element(object) {
            flattened(field, &mut records);
        }
    }
    records
}

/// One value of it ([MS-PSRP] 2.2.5). A reference to an object that was written before is
/// none of what is used.
fn of_element<'t>(element: &'t Element<'t>) -> Option<Field<'t>> {
    match element.name {
        "Nil" | "Ref" => None,
        "Obj" => {
            let list = |child: &&Element<'_>| matches!(child.name, "LST" | "IE" | "QUE" | "STK");
            if let Some(list) = element.children.iter().find(list) {
                let entries = list.children.iter().filter_map(of_element);
                return Some(Field::List(entries.collect()));
            }
            let mut record = Record {
                text: element.child("ToString").and_then(Element::value),
                fields: Vec::new(),
                span: element.span.clone(),
            };
            for bag in ["Props", "MS"] {
                for property in element.all(bag).flat_map(|bag| &bag.children) {
                    let name = property.attribute("N");
                    if let (Some(name), Some(field)) = (name, of_element(property)) {
                        record.fields.push((Cow::Borrowed(&*name.text), field));
                    }
                }
            }
            Some(Field::Record(record))
        }
        _ => Some(Field::Text(Value {
            text: unescaped(&element.text),
            span: element.text_span.clone(),
        })),
    }
}

/// A text without the escapes of it: `_x000A_` is a line break.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest[at..].get(6..7) == Some("_"));
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        plain.push_str(&rest[..at]);
        match code.and_then(char::from_u32) {
            Some(c) => {
                plain.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The objects that `ConvertTo-Json` wrote. Their places count from `start`, those of a
/// finding from the beginning of the text.
pub(super) fn of_json(text: &str, start: usize) -> Result<Vec<Record<'_>>, Box<Finding>> {
    // Values stand between commas; so many are not even laid out.
    if text.bytes().filter(|byte| *byte == b',').count() > MAX_FIELDS {
        let why = format!("it has more than {MAX_FIELDS} values");
        return Err(too_much(&why));
    }
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| not_json(text, &error))?;
    let mut json = Json {
        text,
        start,
        fields: 0,
    };
    let mut records = Vec::new();
    if let Some(field) = json.field(whole, 0)? {
        flattened(field, &mut records);
    }
    Ok(records)
}

struct Json<'t> {
    text: &'t str,
    start: usize,
    fields: usize,
}

impl<'t> Json<'t> {
    fn field(
        &mut self,
        raw: &'t RawValue,
        depth: usize,
    ) -> Result<Option<Field<'t>>, Box<Finding>> {
        self.fields += 1;
        if self.fields > MAX_FIELDS {
            let why = format!("it has more than {MAX_FIELDS} values");
            return Err(too_much(&why));
        }
        let text = raw.get();
        // It is a part of the text.
        let offset = (text.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let start = self.start.wrapping_add(offset);
        let span = start..start.wrapping_add(text.len());
        let fault = |error: serde_json::Error| not_json(self.text, &error);
        Ok(match text.as_bytes().first() {
            Some(b'[') if depth < DEPTH => {
                let items: Vec<&'t RawValue> = serde_json::from_str(text).map_err(fault)?;
                let mut fields = Vec::new();
                for item in items {
                    fields.extend(self.field(item, depth + 1)?);
                }
                Some(Field::List(fields))
            }
            Some(b'{') if depth < DEPTH => {
                let entries: Vec<(String, &'t RawValue)> = entries(text).map_err(fault)?;
                let mut record = Record {
                    span: span.start..span.start + 1,
                    ..Record::default()
                };
                for (name, value) in entries {
                    if let Some(field) = self.field(value, depth + 1)? {
                        record.fields.push((Cow::Owned(name), field));
                    }
                }
                Some(Field::Record(record))
            }
            Some(b'"') => {
                let plain: String = serde_json::from_str(text).map_err(fault)?;
                Some(Field::Text(Value {
                    text: Cow::Owned(plain),
                    span: span.start + 1..span.end - 1,
                }))
            }
            Some(b'n' | b'[' | b'{') | None => None,
            Some(_) => Some(Field::Text(Value {
                text: Cow::Borrowed(text),
                span,
            })),
        })
    }
}

/// The entries of a JSON object, in their order.
fn entries(text: &str) -> serde_json::Result<Vec<(String, &RawValue)>> {
    struct Entries;
    impl<'de> serde::de::Visitor<'de> for Entries {
        type Value = Vec<(String, &'de RawValue)>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry()? {
                entries.push(entry);
            }
            Ok(entries)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde::Deserializer::deserialize_map(&mut deserializer, Entries)
}

fn not_json(text: &str, error: &serde_json::Error) -> Box<Finding> {
    let lines: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (lines + error.column().saturating_sub(1)).min(text.len());
    let at = text.floor_char_boundary(at);
    let next = text[at..].chars().next().map_or(0, char::len_utf8);
    let why: String = error.to_string().chars().take(200).collect();
    Finding::error(
        "topology_not_json",
        format!("the document is not JSON: {why}"),
    )
    .help(
        "save the output again, complete and unchanged: `Get-CsService | ConvertTo-Json -Depth 4`",
    )
    .at(at..at + next, "here")
    .into()
}

fn too_much(why: &str) -> Box<Finding> {
    Finding::error(
        "topology_too_large",
        format!("this is no output of a cmdlet of Lync Server: {why}"),
    )
    .help("check that this is the file that was meant, and not another one")
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::xml;

    const CLIXML: &str = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0">
    <TN RefId="0"><T>Some.Type</T><T>System.Object</T></TN>
    <ToString>WebServer:pool01.contoso.net</ToString>
    <Props>
      <S N="Identity">WebServer:pool01.contoso.net</S>
      <I32 N="Version">7</I32>
      <Nil N="Empty" />
      <S N="Odd">a_x000A_b_xyz_</S>
      <Obj N="List" RefId="1"><LST><S>one</S><Obj RefId="2"><ToString>two</ToString></Obj></LST></Obj>
    </Props>
    <MS><B N="More">true</B></MS>
  </Obj>
</Objs>"#;

    fn texts<'r>(record: &'r Record<'_>, name: &str) -> Vec<&'r str> {
        let fields = record.list(name).iter();
        fields.map(|field| &*field.text().unwrap().text).collect()
    }

    #[test]
    fn both_ways_of_saving_an_object_lead_to_the_same() {
        let json = "{\"Identity\": \"WebServer:pool01.contoso.net\", \"Version\": 7, \"Empty\": null, \
                    \"Odd\": \"a\\nb_xyz_\", \"List\": [\"one\", \"two\"], \"More\": true}";
        let root = xml::parse(CLIXML).unwrap();
        for records in [of_clixml(&root), of_json(json, 0).unwrap()] {
            let [record] = &records[..] else {
                panic!("{records:#?}");
            };
            assert_eq!(
                record.text("identity").unwrap().text,
                "WebServer:pool01.contoso.net"
            );
            assert_eq!(record.text("Version").unwrap().text, "7");
            assert!(record.field("Empty").is_none());
            assert_eq!(record.text("Odd").unwrap().text, "a\nb_xyz_");
            assert_eq!(texts(record, "List"), ["one", "two"]);
            assert_eq!(record.text("More").unwrap().text, "true");
        }
    }

    #[test]
    fn values_have_their_places() {
        let root = xml::parse(CLIXML).unwrap();
        let record = &of_clixml(&root)[0];
        assert_eq!(
            &CLIXML[record.text("Identity").unwrap().span.clone()],
            "WebServer:pool01.contoso.net"
        );
        let json = "[ {\"Name\" : \"contoso.com\"} ]";
        let record = &of_json(json, 0).unwrap()[0];
        assert_eq!(
            &json[record.text("Name").unwrap().span.clone()],
            "contoso.com"
        );
    }

    #[test]
    fn lists_of_objects_come_in_several_shapes() {
        for json in [
            "[{\"a\": 1}, {\"a\": 2}]",
            "[[{\"a\": 1}], {\"a\": 2}]",
            "{\"value\": [{\"a\": 1}, {\"a\": 2}], \"Count\": 2}",
        ] {
            let records = of_json(json, 0).unwrap();
            assert_eq!(records.len(), 2, "{json}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_at_its_place() {
        for (json, place) in [
            ("[{\"a\": }]", "}"),
            ("{\"a\":\n \"b\" \"c\"}", "\""),
            ("[1", "1"),
        ] {
            let finding = of_json(json, 0).unwrap_err();
            assert_eq!(finding.code, "topology_not_json");
            assert_eq!(&json[finding.labels[0].span.clone()], place, "{json}");
        }
        let many = format!("[{}1]", "1,".repeat(MAX_FIELDS + 1));
        assert_eq!(of_json(&many, 0).unwrap_err().code, "topology_too_large");
        // What is too deep to be of use is passed over, however deep it is.
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(of_json(&deep, 0).unwrap().is_empty());
        assert_eq!(
            of_json(&deep[1..], 0).unwrap_err().code,
            "topology_not_json"
        );
    }
}
