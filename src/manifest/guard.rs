//! Reads YAML into a tree with the place of each value, and refuses what would
//! surprise a reader or exhaust a machine: anchors, aliases, merge keys, tags,
//! several documents, keys that are not text, keys written twice, depth, bulk.
//!
//! It runs before anything else sees the text, in time and memory linear in it.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use crate::finding::Finding;
use crate::finding::Problems;
use crate::manifest::places::Places;
use crate::manifest::tree::{Entry, Kind, Node, NodeId, Tree};

/// The deepest nesting. A manifest needs six levels; what is ten times as deep is
/// no manifest, and reading it would cost stack.
const MAX_DEPTH: usize = 64;

/// The most values. 5,000 servers with four values each take 20,000; ten times as
/// many keep memory below 100 MB.
const MAX_VALUES: usize = 200_000;

/// The tree of `text`; without a root if it could not be read to its end.
pub(super) fn read(text: &str, problems: &mut Problems) -> Tree {
    let mut guard = Guard {
        text,
        places: Places::new(text),
        tree: Tree::default(),
        open: Vec::new(),
        problems,
    };
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => guard.take(event, span),
            Err(fault) => Err(Box::new(not_yaml(text, &guard.places, &fault))),
        };
        match step {
            Ok(Next::Event) => {}
            Ok(Next::Stop) => break,
            Err(finding) => {
                guard.problems.add(|| *finding);
                return Tree::default();
            }
        }
    }
    let Guard { tree, problems, .. } = guard;
    let is_empty = tree.root.is_none_or(|root| match &tree.nodes[root].kind {
        Kind::Scalar { text, plain } => *plain && text.is_empty(),
        _ => false,
    });
    if is_empty {
        problems.add(|| {
            Finding::error("empty_manifest", "the manifest is empty")
                .help("write into it, or delete it: then `forecert init` writes one to start from")
        });
        return Tree::default();
    }
    tree
}

struct Guard<'a> {
    text: &'a str,
    places: Places<'a>,
    tree: Tree,
    open: Vec<Open>,
    problems: &'a mut Problems,
}

/// A list or mapping whose end is not read yet.
struct Open {
    node: NodeId,
    state: State,
    /// The end of what was read in it so far.
    end: usize,
    /// The keys so far.
    keys: BTreeMap<String, Range<usize>>,
}

enum State {
    Items,
    Key,
    /// The value of this key; of `None`, where the key was refused.
    Value(Option<(String, Range<usize>)>),
}

enum Next {
    Event,
    Stop,
}

impl Guard<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<Next, Box<Finding>> {
        let start = self.places.byte(span.start.index());
        let span = start..self.places.byte(span.end.index()).max(start);
        match event {
            Event::DocumentStart(_) if self.tree.root.is_some() => {
                self.problems.add(|| {
                    Finding::error(
                        "several_documents",
                        "the file holds more than one YAML document",
                    )
                    .help("keep one manifest in a file")
                    .at(span, "a second one begins here")
                });
                return Ok(Next::Stop);
            }
            Event::Alias(_) => {
                self.refuse_alias("alias", span.clone());
                match self.open.last_mut() {
                    Some(open) if matches!(open.state, State::Key) => {
                        open.state = State::Value(None);
                    }
                    _ => {
                        let node = self.node(span, Kind::Alias)?;
                        self.attach(node);
                    }
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.properties(anchor, tag.as_deref(), &span);
                let plain = style == ScalarStyle::Plain;
                match self.open.last() {
                    Some(open) if matches!(open.state, State::Key) => {
                        self.key(text.into_owned(), plain, span);
                    }
                    _ => {
                        let span = self.scalar_span(span);
                        let text = text.into_owned();
                        let node = self.node(span, Kind::Scalar { text, plain })?;
                        self.attach(node);
                    }
                }
            }
            Event::SequenceStart(anchor, tag) => {
                self.properties(anchor, tag.as_deref(), &span);
                let start = self.places.first_dash(&span);
                let kind = Kind::List {
                    items: Vec::new(),
                    flow: false,
                };
                self.begin(start, span, kind, State::Items)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.properties(anchor, tag.as_deref(), &span);
                let kind = Kind::Mapping {
                    entries: Vec::new(),
                    flow: false,
                };
                self.begin(span.start, span, kind, State::Key)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        Ok(Next::Event)
    }

    fn begin(
        &mut self,
        start: usize,
        span: Range<usize>,
        kind: Kind,
        state: State,
    ) -> Result<(), Box<Finding>> {
        if let Some(open) = self.open.last()
            && matches!(open.state, State::Key)
        {
            self.problems.add(|| {
                Finding::error("complex_key", "a key is a list or a mapping")
                    .help("keys are words; if it is meant as text, put it in quotes")
                    .at(span.clone(), "here")
            });
        }
        if self.open.len() == MAX_DEPTH {
            let finding = too_deep().at(self.places.visible(span.start), "this is too deep");
            return Err(Box::new(finding));
        }
        let node = self.node(start..span.end, kind)?;
        self.open.push(Open {
            node,
            state,
            end: span.end,
            keys: BTreeMap::new(),
        });
        Ok(())
    }

    fn end(&mut self, span: Range<usize>) {
        let open = self.open.pop().expect("events come in pairs");
        let node = &mut self.tree.nodes[open.node];
        // The parser counts a comment behind a bracket as part of it.
        let closed = self.text[span.start..].starts_with([']', '}']) && !span.is_empty();
        node.span.end = match closed {
            true => span.start + 1,
            false => open.end.max(node.span.start),
        };
        match &mut node.kind {
            Kind::List { flow, .. } | Kind::Mapping { flow, .. } => *flow = closed,
            Kind::Scalar { .. } | Kind::Alias => {}
        }
        self.attach(open.node);
    }

    fn key(&mut self, text: String, plain: bool, span: Range<usize>) {
        let open = self.open.last_mut().expect("a key stands in a mapping");
        if plain && text == "<<" {
            open.state = State::Value(None);
            self.problems.add(|| {
                Finding::error("merge_key", "merge keys `<<` are not allowed")
                    .help("write the keys out, so that a reader sees what applies")
                    .at(span, "here")
            });
            return;
        }
        if let Some(first) = open.keys.get(&text) {
            open.state = State::Value(None);
            let first = first.clone();
            self.problems.add(|| {
                Finding::error(
                    "duplicate_key",
                    format!("the key `{text}` is written twice"),
                )
                .help("keep one of the two")
                .at(span, "again here")
                .at(first, "first here")
            });
            return;
        }
        open.keys.insert(text.clone(), span.clone());
        open.end = span.end;
        open.state = State::Value(Some((text, span)));
    }

    /// Gives a finished value to what it stands in.
    fn attach(&mut self, id: NodeId) {
        let Some(open) = self.open.last_mut() else {
            self.tree.root = Some(id);
            return;
        };
        open.end = open.end.max(self.tree.nodes[id].span.end);
        match std::mem::replace(&mut open.state, State::Key) {
            State::Items => {
                open.state = State::Items;
                if let Kind::List { items, .. } = &mut self.tree.nodes[open.node].kind {
                    items.push(id);
                }
            }
            State::Key => open.state = State::Value(None),
            State::Value(None) => {}
            State::Value(Some((key, span))) => {
                let node = &mut self.tree.nodes[id];
                node.key = Some(span.clone());
                if node.span.is_empty() {
                    node.span = span.clone();
                }
                if let Kind::Mapping { entries, .. } = &mut self.tree.nodes[open.node].kind {
                    let value = id;
                    entries.push(Entry { key, span, value });
                }
            }
        }
    }

    fn node(&mut self, span: Range<usize>, kind: Kind) -> Result<NodeId, Box<Finding>> {
        if self.tree.nodes.len() == MAX_VALUES {
            let finding = Finding::error(
                "too_large",
                format!("the manifest holds more than {MAX_VALUES} values"),
            )
            .help("check that this is the manifest, and not another file")
            .at(self.places.visible(span.start), "one too many");
            return Err(Box::new(finding));
        }
        let key = None;
        self.tree.nodes.push(Node { span, key, kind });
        Ok(self.tree.nodes.len() - 1)
    }

    /// Refuses what may stand before a value: an anchor, a tag.
    fn properties(&mut self, anchor: usize, tag: Option<&Tag>, span: &Range<usize>) {
        if anchor > 0 {
            let place = self.places.word(span, '&');
            self.refuse_alias("anchor", place);
        }
        if tag.is_some() {
            let place = self.places.word(span, '!');
            let word = self.text[place.clone()].to_owned();
            self.problems.add(|| {
                Finding::error("tag", format!("the tag `{word}` is not allowed"))
                    .help("remove it; if it is meant as text, put it in quotes")
                    .at(place, "here")
            });
        }
    }

    fn refuse_alias(&mut self, what: &str, place: Range<usize>) {
        let word = &self.text[place.clone()];
        self.problems.add(|| alias(what, word).at(place, "here"));
    }

    /// A scalar's bytes; those of its dash, if there is nothing behind the dash.
    fn scalar_span(&self, span: Range<usize>) -> Range<usize> {
        match self.open.last() {
            Some(open) if matches!(open.state, State::Items) && span.is_empty() => {
                self.places.lone_dash(open.end, span.start)
            }
            _ => self.places.trimmed(span),
        }
    }
}

fn too_deep() -> Finding {
    Finding::error(
        "too_deep",
        format!("the manifest is nested more than {MAX_DEPTH} levels deep"),
    )
    .help("a manifest needs six levels; look for brackets that are not closed")
}

fn alias(what: &str, word: &str) -> Finding {
    Finding::error("alias", format!("the {what} `{word}` is not allowed"))
        .help("if it is meant as text, put it in quotes; else write the value out at each place")
}

fn not_yaml(text: &str, places: &Places<'_>, fault: &ScanError) -> Finding {
    let position = places.byte(fault.marker().index());
    // The scanner runs ahead and has a limit of its own.
    if fault.info() == "recursion limit exceeded" {
        return too_deep().at(places.visible(position), "this is too deep");
    }
    // A wildcard name without quotes is an alias that nothing explains.
    if fault.info().ends_with("unknown anchor") {
        let place = places.word(&(position..text.len()), '*');
        return alias("alias", &text[place.clone()]).at(place, "here");
    }
    let cure = match fault.info() {
        _ if places.has_tab_indent(position) => "indent with spaces; YAML takes no tabs there",
        words if words.starts_with("unexpected character") => "put the value in quotes",
        "mapping values are not allowed in this context" => {
            "text that holds `: ` needs quotes; otherwise look at the indentation"
        }
        words if words.ends_with("unknown escape character") => {
            "between double quotes a backslash begins an escape: use single quotes, as in \
             'CONTOSO\\svc'"
        }
        _ => "look at the indentation, the colons, the quotes and the brackets up to here",
    };
    Finding::error("not_yaml", format!("this is not YAML: {}", fault.info()))
        .help(cure)
        .at(places.visible(position), "here")
}
