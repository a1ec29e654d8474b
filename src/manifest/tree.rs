//! The text as a tree of values with their bytes, and the guard before everything
//! else: what YAML can do and a manifest has no use for is refused here, in bounded
//! time and memory.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::finding::Finding;

/// A manifest of 5,000 servers with all their certificates stays far below.
const SIZE_LIMIT: usize = 4 << 20;

/// The model is eight levels deep; serde_yaml itself ends at 128.
const DEPTH_LIMIT: usize = 64;

/// After so many faults nobody reads on.
const FAULT_LIMIT: usize = 50;

/// A value and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// Its bytes in the text, from its first to its last character.
    pub span: Range<usize>,
    /// The bytes that stand for it in a message: of a block, its first line.
    first: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A scalar: its text, and whether it stands without quotes.
    Scalar(String, bool),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in its order.
    Mapping(Vec<Entry>),
}

/// One key of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key.
    pub key: String,
    /// Its bytes.
    pub key_span: Range<usize>,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// The bytes that stand for it in a message: a block's first line, anything else whole.
    pub fn head(&self) -> Range<usize> {
        self.first.clone()
    }
}

/// The bytes as text without a byte order mark; else what can be shown, and the reason.
pub(super) fn text(bytes: &[u8]) -> Result<&str, (String, Finding)> {
    if bytes.len() > SIZE_LIMIT {
        let message = format!(
            "the manifest has {} bytes; at most {SIZE_LIMIT} are read",
            bytes.len()
        );
        let cure = "is it the right file? an estate of 5,000 servers needs a tenth of that";
        return Err((
            String::new(),
            Finding::error("too_large", message).help(cure),
        ));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let finding = Finding::error("not_utf8", "the manifest is UTF-16");
        let cure = "save it as UTF-8; in Windows PowerShell: Set-Content -Encoding UTF8";
        return Err((String::new(), finding.help(cure)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
        let end = good.len();
        let finding = Finding::error("not_utf8", "the manifest is not UTF-8 from here on")
            .at(end..end, "the first byte that is not")
            .help("save it as UTF-8");
        (good, finding)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads the text as a tree.
pub(super) fn read(text: &str) -> Result<Node, Vec<Finding>> {
    if let Some(at) = text.find('\0') {
        let finding = Finding::error("not_yaml", "there is a NUL character in the text");
        return Err(vec![finding.at(at..at + 1, "").help("is it a text file?")]);
    }
    let mut builder = Builder::new(text);
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                let span = builder.bytes(span.start.index()..span.end.index());
                builder.event(event, span);
            }
            Err(error) => {
                let at = builder.bytes(error.marker().index()..error.marker().index());
                let finding = Finding::error("not_yaml", format!("not YAML: {}", error.info()))
                    .at(one_character(text, at.start), "here")
                    .help("look at the indentation, colons, quotes and brackets before this place");
                builder.findings.push(finding);
                break;
            }
        }
        if builder.findings.len() >= FAULT_LIMIT || builder.too_deep {
            break;
        }
    }
    builder.finish()
}

fn one_character(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    at..at + length
}

/// A value that is not complete yet.
enum Open {
    Sequence(usize, Vec<Node>),
    Mapping(
        usize,
        Vec<Entry>,
        Option<(String, Range<usize>)>,
        BTreeMap<String, usize>,
    ),
}

struct Builder<'a> {
    text: &'a str,
    /// The byte offset of each character; empty where every character is one byte.
    offsets: Vec<u32>,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    too_deep: bool,
    findings: Vec<Finding>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        let offsets = if text.is_ascii() {
            Vec::new()
        } else {
            // The limit on the size keeps every offset within 32 bits.
            text.char_indices()
                .map(|(offset, _)| offset as u32)
                .collect()
        };
        Self {
            text,
            offsets,
            open: Vec::new(),
            root: None,
            documents: 0,
            too_deep: false,
            findings: Vec::new(),
        }
    }

    /// From characters, which the parser counts, to bytes.
    fn bytes(&self, characters: Range<usize>) -> Range<usize> {
        let byte = |character: usize| {
            if self.offsets.is_empty() {
                return character.min(self.text.len());
            }
            let offset = self.offsets.get(character);
            offset.map_or(self.text.len(), |offset| *offset as usize)
        };
        byte(characters.start)..byte(characters.end)
    }

    fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents == 2 {
                    self.fault(
                        "several_documents",
                        "the file holds more than one document",
                        span,
                        "put everything into one; `---` starts another",
                    );
                }
            }
            Event::Alias(_) => {
                self.fault(
                    "alias",
                    "aliases are not read",
                    span.clone(),
                    "write the value out: a reviewer sees what it says at its place",
                );
                self.value(span, Kind::Scalar(String::new(), true));
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.refuse(anchor, tag.is_some(), &span);
                let plain = style == ScalarStyle::Plain;
                // A plain scalar ends at its last character, not at what follows it.
                let trimmed = self.text[span.clone()].trim_end().len();
                let span = span.start..span.start + trimmed;
                self.value(span, Kind::Scalar(value.into_owned(), plain));
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), &span);
                self.begin(&span, Open::Sequence(span.start, Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), &span);
                let open = Open::Mapping(span.start, Vec::new(), None, BTreeMap::new());
                self.begin(&span, open);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }

    fn begin(&mut self, span: &Range<usize>, open: Open) {
        if let Some(Open::Mapping(_, _, None, _)) = self.open.last() {
            self.complex_key(span.clone());
        }
        self.open.push(open);
        if self.open.len() > DEPTH_LIMIT && !self.too_deep {
            self.too_deep = true;
            self.fault(
                "too_deep",
                &format!("more than {DEPTH_LIMIT} levels"),
                span.clone(),
                "no manifest is that deep: look for brackets that are not closed",
            );
        }
    }

    fn end(&mut self, span: Range<usize>) {
        let (start, kind, last) = match self.open.pop() {
            Some(Open::Sequence(start, items)) => {
                let last = items.last().map(|item| item.span.end);
                (start, Kind::Sequence(items), last)
            }
            Some(Open::Mapping(start, entries, _, _)) => {
                let last = entries
                    .last()
                    .map(|entry| entry.value.span.end.max(entry.key_span.end));
                (start, Kind::Mapping(entries), last)
            }
            None => return,
        };
        // A flow collection ends at its bracket, a block at its last value.
        let flow = self.text[start..].starts_with(['[', '{']);
        let end = if flow {
            span.end
        } else {
            last.unwrap_or(start)
        };
        self.value(start..end.max(start), kind);
    }

    /// A complete value: the root, an item, a key or the value of one.
    fn value(&mut self, span: Range<usize>, kind: Kind) {
        let first = self.first(&span);
        let node = Node { span, first, kind };
        match self.open.last_mut() {
            None => self.root = self.root.take().or(Some(node)),
            Some(Open::Sequence(_, items)) => items.push(node),
            Some(Open::Mapping(_, entries, pending, seen)) => match pending.take() {
                Some((key, key_span)) => entries.push(Entry {
                    key,
                    key_span,
                    value: node,
                }),
                None => {
                    let Kind::Scalar(key, plain) = node.kind else {
                        *pending = Some((String::new(), node.span));
                        return;
                    };
                    let span = node.span;
                    let twice = seen.insert(key.clone(), entries.len());
                    let first = twice.map(|index| entries[index].key_span.clone());
                    *pending = Some((key.clone(), span.clone()));
                    if let Some(first) = first {
                        let message = format!("the key `{key}` stands here twice");
                        self.findings.push(
                            Finding::error("duplicate_key", message)
                                .at(span, "again")
                                .at(first, "first")
                                .help("keep one of them; the other would be lost"),
                        );
                    } else if key == "<<" && plain {
                        self.fault(
                            "merge_key",
                            "merge keys are not read",
                            span,
                            "write the keys out at their place",
                        );
                    }
                }
            },
        }
    }

    fn first(&self, span: &Range<usize>) -> Range<usize> {
        let text = &self.text[span.clone()];
        let line = text.lines().next().unwrap_or_default().trim_end();
        span.start..span.start + line.len()
    }

    fn refuse(&mut self, anchor: usize, tagged: bool, span: &Range<usize>) {
        if anchor > 0 {
            self.fault(
                "anchor",
                "anchors are not read",
                span.clone(),
                "write the value out where it is needed",
            );
        }
        if tagged {
            self.fault(
                "tag",
                "tags are not read",
                span.clone(),
                "take the word with the exclamation mark away",
            );
        }
    }

    fn complex_key(&mut self, span: Range<usize>) {
        self.fault(
            "complex_key",
            "a key is a word, not a list or a mapping",
            span,
            "look for a bracket or brace that should be quoted",
        );
    }

    fn fault(&mut self, code: &'static str, message: &str, span: Range<usize>, cure: &str) {
        let span = if span.is_empty() {
            one_character(self.text, span.start)
        } else {
            self.first(&span)
        };
        self.findings
            .push(Finding::error(code, message).at(span, "").help(cure));
    }

    fn finish(mut self) -> Result<Node, Vec<Finding>> {
        if !self.findings.is_empty() {
            return Err(self.findings);
        }
        match self.root.take() {
            Some(Node {
                kind: Kind::Mapping(entries),
                span,
                first,
            }) if !entries.is_empty() => Ok(Node {
                kind: Kind::Mapping(entries),
                span,
                first,
            }),
            Some(node) if !matches!(&node.kind, Kind::Scalar(text, _) if text.is_empty()) => {
                let finding = Finding::error("wrong_type", "a manifest is a mapping of keys")
                    .at(node.head(), "this is something else")
                    .help("start with `version: 1`; `forecert init` writes a whole one");
                Err(vec![finding])
            }
            _ => {
                let finding = Finding::error("empty_manifest", "the manifest is empty")
                    .help("`forecert init` writes one to start from");
                Err(vec![finding])
            }
        }
    }
}
