//! XML as a tree of bounded size, each name and value with its place.
//!
//! There are no document types and so no entities but XML's own; what a hostile document
//! can cost is bounded by its bytes, its depth and the number of its elements and
//! attributes. Elements and attributes go by their local names: in a Topology Builder
//! file the children of one element are of several namespaces.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::finding::Finding;

/// A topology document is a dozen elements deep.
const MAX_DEPTH: usize = 64;

/// Elements and attributes together. A pool has about 1,200.
const MAX_NODES: usize = 2_000_000;

/// The attributes of one element; the most that is known is 12.
const MAX_ATTRIBUTES: usize = 256;

/// The characters of one value. The longest that is used is a URL.
const MAX_VALUE: usize = 64 * 1024;

/// An element.
#[derive(Debug)]
pub(super) struct Element<'t> {
    /// Its local name.
    pub name: &'t str,
    /// Where the name stands.
    pub span: Range<usize>,
    /// Its text without that of its children, and without blanks at both ends.
    pub text: String,
    /// Where the text begins and ends; empty where there is none.
    pub text_span: Range<usize>,
    /// Its children.
    pub children: Vec<Element<'t>>,
    attributes: Box<[(&'t str, Value<'t>)]>,
}

/// The value of an attribute.
#[derive(Clone, Debug)]
pub(super) struct Value<'t> {
    /// The value, with references resolved.
    pub text: Cow<'t, str>,
    /// Where it stands.
    pub span: Range<usize>,
}

impl<'t> Element<'t> {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&Value<'t>> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The values of all attributes.
    pub fn values(&self) -> impl Iterator<Item = &Value<'t>> {
        self.attributes.iter().map(|(_, value)| value)
    }

    /// Whether an attribute is there and `true`.
    pub fn is(&self, name: &str) -> bool {
        self.attribute(name)
            .is_some_and(|value| matches!(&*value.text, "true" | "1"))
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Element<'t>> {
        self.all(name).next()
    }

    /// The children of this name.
    pub fn all<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Element<'t>> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text with its place, unless it is empty.
    pub fn value(&self) -> Option<Value<'_>> {
        (!self.text.is_empty()).then(|| Value {
            text: Cow::Borrowed(&self.text),
            span: self.text_span.clone(),
        })
    }

    /// Moves all places, where the text of the document is part of a longer one.
    pub fn shift(&mut self, by: usize) {
        let mut open = vec![self];
        while let Some(element) = open.pop() {
            for span in [&mut element.span, &mut element.text_span] {
                *span = span.start + by..span.end + by;
            }
            for (_, value) in &mut element.attributes {
                value.span = value.span.start + by..value.span.end + by;
            }
            open.extend(&mut element.children);
        }
    }

    /// The grandchildren: those of this name in the children called `list`.
    pub fn listed<'e>(&'e self, list: &str, name: &str) -> impl Iterator<Item = &'e Element<'t>> {
        self.all(list).flat_map(move |list| list.all(name))
    }
}

type Fault = Box<Finding>;

/// The root element.
pub(super) fn parse(text: &str) -> Result<Element<'_>, Fault> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree::new(text);
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let event = reader.read_event();
        let at = usize::try_from(reader.error_position()).unwrap_or(text.len());
        let event = event.map_err(|error| not_xml(text, at, &error.to_string()))?;
        let end = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        match event {
            Event::Start(tag) => tree.open(&tag, end)?,
            Event::Empty(tag) => {
                tree.open(&tag, end)?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(part) => tree.text(&part.xml10_content(), start, end)?,
            Event::CData(part) => tree.text(&part.xml10_content(), start, end)?,
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference);
                let resolved = quick_xml::escape::unescape(&written);
                let resolved = resolved.map_err(|_| unknown_reference(text, end, &written))?;
                tree.text(&resolved, start, end)?;
            }
            Event::DocType(_) => return Err(doctype(text, end)),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return tree.finish(),
        }
    }
}

/// The elements that are open, and the root when it is closed.
struct Tree<'t> {
    source: &'t str,
    open: Vec<Element<'t>>,
    root: Option<Element<'t>>,
    nodes: usize,
}

impl<'t> Tree<'t> {
    fn new(source: &'t str) -> Self {
        Self {
            source,
            open: Vec::new(),
            root: None,
            nodes: 0,
        }
    }

    fn open(&mut self, start: &BytesStart<'_>, end: usize) -> Result<(), Fault> {
        let name = self.place(start.local_name().into_inner(), end);
        if self.root.is_some() {
            let why = "a second root element follows the first";
            return Err(not_xml(self.source, name.start, why));
        }
        if self.open.len() == MAX_DEPTH {
            let why = format!("elements are nested deeper than {MAX_DEPTH}");
            return Err(too_much(why, name));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute =
                attribute.map_err(|error| not_xml(self.source, name.start, &error.to_string()))?;
            if attributes.len() == MAX_ATTRIBUTES {
                let why = format!("an element has more than {MAX_ATTRIBUTES} attributes");
                return Err(too_much(why, name));
            }
            let key = self.place(attribute.key.into_inner(), end);
            let span = self.place(&attribute.value, end);
            if span.len() > MAX_VALUE {
                let why = format!("a value is longer than {MAX_VALUE} characters");
                return Err(too_much(why, key));
            }
            let raw = &self.source[span.clone()];
            let text = quick_xml::escape::unescape(raw)
                .map_err(|_| unknown_reference(self.source, span.end, raw))?;
            attributes.push((&self.source[key], Value { text, span }));
        }
        self.nodes += 1 + attributes.len();
        if self.nodes > MAX_NODES {
            let why = format!("it has more than {MAX_NODES} elements and attributes");
            return Err(too_much(why, name));
        }
        self.open.push(Element {
            name: &self.source[name.clone()],
            span: name,
            text: String::new(),
            text_span: 0..0,
            children: Vec::new(),
            attributes: attributes.into_boxed_slice(),
        });
        Ok(())
    }

    fn close(&mut self) {
        let Some(mut element) = self.open.pop() else {
            return; // the reader refuses an end without a start
        };
        let trimmed = element.text.trim();
        if trimmed.len() < element.text.len() {
            element.text = trimmed.to_owned();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    /// A part of a text, which stands from `start` to `end`.
    fn text(&mut self, part: &str, start: usize, end: usize) -> Result<(), Fault> {
        match self.open.last_mut() {
            // Blanks between elements are for the eye.
            Some(element) if !element.text.is_empty() || !part.trim().is_empty() => {
                if element.text.is_empty() {
                    element.text_span.start = start;
                }
                element.text_span.end = end;
                element.text.push_str(part);
            }
            None if !part.trim().is_empty() => {
                let start = end.saturating_sub(part.trim_start().len());
                let start = self.source.floor_char_boundary(start);
                return Err(not_xml(
                    self.source,
                    start,
                    "text stands outside of the root element",
                ));
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Element<'t>, Fault> {
        if let Some(element) = self.open.pop() {
            let text = format!(
                "the document ends inside of `{}`: it is cut off",
                element.name
            );
            let finding = Finding::error("topology_cut_off", text)
                .help("copy or export it again, completely")
                .at(element.span, "never closed");
            return Err(Box::new(finding));
        }
        let nothing = || not_xml(self.source, 0, "there is no element in it");
        self.root.ok_or_else(nothing)
    }

    /// Where a part of the source stands. The reader hands out slices of it; a part that
    /// is none stands for the end of what was read.
    fn place(&self, part: &str, end: usize) -> Range<usize> {
        let start = (part.as_ptr() as usize).wrapping_sub(self.source.as_ptr() as usize);
        let range = start..start.wrapping_add(part.len());
        if self.source.get(range.clone()) == Some(part) {
            range
        } else {
            end..end
        }
    }
}

fn too_much(why: String, span: Range<usize>) -> Fault {
    let finding = Finding::error("topology_too_large", format!("this is no topology: {why}"))
        .help("check that this is the topology document, and not another file")
        .at(span, "here");
    Box::new(finding)
}

fn not_xml(text: &str, at: usize, why: &str) -> Fault {
    let at = text.floor_char_boundary(at.min(text.len()));
    // The end of what was read says more than nothing.
    let next = text[at..].chars().next().map_or(0, char::len_utf8);
    // A reader's message may quote the document; a line of it is enough.
    let why: String = why.chars().take(200).collect();
    let finding = Finding::error(
        "topology_not_xml",
        format!("the document is not XML: {why}"),
    )
    .help(
        "give a Topology Builder file (`.tbxml`), or what \
             `(Get-CsTopology -AsXml).ToString() > topology.xml` writes, complete and unchanged",
    )
    .at(at..at + next, "here");
    Box::new(finding)
}

fn doctype(text: &str, end: usize) -> Fault {
    let start = text[..end].rfind("<!DOCTYPE").unwrap_or(end);
    let finding = Finding::error("topology_doctype", "the document declares a document type")
        .help("no topology document has one; export it again, and trust no other copy")
        .at(
            start..start + "<!DOCTYPE".len().min(text.len() - start),
            "not read",
        );
    Box::new(finding)
}

fn unknown_reference(text: &str, end: usize, written: &str) -> Fault {
    let start = text[..end].rfind('&').unwrap_or(end);
    let stop = text[start..end].find(';').map_or(end, |at| start + at + 1);
    let written: String = written.chars().take(60).collect();
    let finding = Finding::error(
        "topology_doctype",
        format!("`{written}` holds a reference that XML does not know by itself"),
    )
    .help("write `&amp;` for an ampersand; entities of its own no topology document has")
    .at(start..stop, "here");
    Box::new(finding)
}

#[cfg(test)]
mod tests {
    use super::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_VALUE, parse};

    fn refused(text: &str) -> (&'static str, String, String) {
        let finding = parse(text).unwrap_err();
        let span = finding.labels[0].span.clone();
        (finding.code, finding.message, text[span].to_owned())
    }

    #[test]
    fn names_values_and_texts_have_their_places() {
        let text = "<?xml version='1.0'?><!-- x --><t:a xmlns:t='u' b='1 &amp; 2'> A &lt; \
                    <![CDATA[B]]> <t:c/><c b='ü'/></t:a>";
        let root = parse(text).unwrap();
        assert_eq!((root.name, root.text.as_str()), ("a", "A < B"));
        assert_eq!(&text[root.span.clone()], "a");
        let value = root.attribute("b").unwrap();
        assert_eq!(
            (&*value.text, &text[value.span.clone()]),
            ("1 & 2", "1 &amp; 2")
        );
        assert_eq!(root.all("c").count(), 2);
        assert_eq!(root.children[1].attribute("b").unwrap().text, "ü");
    }

    #[test]
    fn a_document_type_is_refused_before_anything_of_it_is_used() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert_eq!(refused(bomb).0, "topology_doctype");
        let (code, _, place) = refused("<a b='&c;'/>");
        assert_eq!((code, place.as_str()), ("topology_doctype", "&c;"));
        assert_eq!(refused("<a>&c;</a>").0, "topology_doctype");
    }

    #[test]
    fn what_is_cut_off_is_told_at_what_was_never_closed() {
        let (code, message, place) = refused("<a><bc d='1'>");
        assert_eq!((code, place.as_str()), ("topology_cut_off", "bc"));
        assert_eq!(message, "the document ends inside of `bc`: it is cut off");
        for text in [
            "<a><b c='d",
            "<a><b",
            "<a></b></a>",
            "<a b='1' b='2'/>",
            "</a>",
        ] {
            assert_eq!(refused(text).0, "topology_not_xml", "{text}");
        }
    }

    #[test]
    fn there_is_one_root_and_nothing_beside_it() {
        for text in [
            "<a/><b/>",
            "x<a/>",
            "<a/>x",
            "plain text",
            "<?xml version='1.0'?>",
        ] {
            assert_eq!(refused(text).0, "topology_not_xml", "{text}");
        }
    }

    #[test]
    fn depth_attributes_and_values_have_their_limits() {
        let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(&deep(MAX_DEPTH)).is_ok());
        assert_eq!(refused(&deep(MAX_DEPTH + 1)).0, "topology_too_large");
        assert_eq!(refused(&"<a>".repeat(100_000)).0, "topology_too_large");
        let many: String = (0..=MAX_ATTRIBUTES).map(|n| format!(" a{n}=''")).collect();
        assert_eq!(refused(&format!("<a{many}/>")).0, "topology_too_large");
        let long = "x".repeat(MAX_VALUE + 1);
        assert_eq!(refused(&format!("<a b='{long}'/>")).0, "topology_too_large");
    }
}
