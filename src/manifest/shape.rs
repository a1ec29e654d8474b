//! Holds what is written against what is expected: unknown and missing keys, wrong
//! types, unknown words, numbers and lists out of range. All of them in one run,
//! each at its place.

use std::collections::BTreeSet;

use crate::finding::Problems;
use crate::finding::{Finding, nearest};
use crate::manifest::expected::{Expected, Form, Mapping};
use crate::manifest::newer;
use crate::manifest::path::Path;
use crate::manifest::scalar::Scalar;
use crate::manifest::source::Source;
use crate::manifest::tree::{Entry, Kind, NodeId, Tree};
use crate::manifest::wording::{called, choice, cure, in_days, length, listed, named};

/// Holds the whole manifest against `expected`, and says what would mend what is wrong.
pub(super) fn check(
    source: &Source,
    expected: &Expected,
    problems: &mut Problems,
) -> Vec<(Path, Repair)> {
    let mut check = Check {
        text: source.text(),
        tree: source.tree(),
        problems,
        repairs: Vec::new(),
    };
    if let Some(root) = check.tree.root {
        check.value(root, &Path::root(), expected, true);
    }
    check.repairs
}

/// What would mend a fault, as far as that can be guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// Take the key away.
    Drop,
    /// Call the key so.
    Rename(String),
    /// Put this text in its place.
    Put(String),
}

struct Check<'a> {
    text: &'a str,
    tree: &'a Tree,
    problems: &'a mut Problems,
    repairs: Vec<(Path, Repair)>,
}

impl<'a> Check<'a> {
    /// `required`: the key cannot simply be left out.
    fn value(&mut self, id: NodeId, path: &Path, expected: &Expected, required: bool) {
        let kind = &self.tree.nodes[id].kind;
        let scalar = match kind {
            Kind::Alias => return,
            Kind::Scalar { text, plain } => Some(Scalar::resolve(text, *plain)),
            Kind::List { .. } | Kind::Mapping { .. } => None,
        };
        if expected.nullable && scalar == Some(Scalar::Nothing) {
            return;
        }
        match (&expected.form, kind, scalar) {
            (Form::Anything, _, _) => {}
            (Form::Text | Form::TextOrMapping(_), _, Some(Scalar::Text)) => {}
            (Form::Boolean, _, Some(Scalar::Boolean)) => {}
            (Form::WordOrMapping(words, _), Kind::Scalar { text, .. }, Some(Scalar::Text))
                if words.contains(text) => {}
            (Form::Words(words), Kind::Scalar { text, .. }, Some(Scalar::Text)) => {
                self.word(id, path, words, text);
            }
            (Form::Integer { min, max }, _, Some(Scalar::Integer(value))) => {
                self.integer(id, path, (*min, *max), value);
            }
            (Form::List { items, min, max }, Kind::List { items: written, .. }, _) => {
                self.length(id, path, (*min, *max), written.len());
                for (index, item) in written.iter().enumerate() {
                    self.value(*item, &path.index(index), items, true);
                }
            }
            (
                Form::Mapping(mapping)
                | Form::TextOrMapping(mapping)
                | Form::WordOrMapping(_, mapping),
                Kind::Mapping { entries, .. },
                _,
            ) => self.mapping(id, path, mapping, entries),
            (Form::Tagged { tag, variants }, Kind::Mapping { entries, .. }, _) => {
                let words: Vec<&str> = variants.keys().map(String::as_str).collect();
                let Some(entry) = entries.iter().find(|entry| entry.key == *tag) else {
                    self.missing(id, path, tag, Some(&words));
                    return;
                };
                match &self.tree.nodes[entry.value].kind {
                    Kind::Scalar { text, plain }
                        if Scalar::resolve(text, *plain) == Scalar::Text =>
                    {
                        match variants.get(text) {
                            Some(mapping) => self.mapping(id, path, mapping, entries),
                            None => self.unknown_word(entry.value, &path.key(tag), &words, text),
                        }
                    }
                    Kind::Alias => {}
                    _ => {
                        let words = Form::Words(variants.keys().cloned().collect());
                        self.wrong_type(entry.value, &path.key(tag), &words, true);
                    }
                }
            }
            _ => self.wrong_type(id, path, &expected.form, required),
        }
    }

    fn mapping(&mut self, id: NodeId, path: &Path, mapping: &Mapping, entries: &'a [Entry]) {
        let known: Vec<&str> = mapping.keys.keys().map(String::as_str).collect();
        // A misspelt key is one mistake, not an unknown key and a missing one.
        let mut meant: BTreeSet<&str> = BTreeSet::new();
        for entry in entries {
            if let Some(expected) = mapping.keys.get(&entry.key) {
                let required = mapping.required.contains(&entry.key);
                self.value(entry.value, &path.key(&entry.key), expected, required);
                continue;
            }
            let near = nearest(&entry.key, known.iter().copied());
            let repair = near.map_or(Repair::Drop, |near| Repair::Rename(near.to_owned()));
            self.repairs.push((path.key(&entry.key), repair));
            meant.extend(near);
            self.problems.add(|| {
                let finding = Finding::error("unknown_key", format!("unknown key `{}`", entry.key));
                match near {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help(format!("the keys known here are {}", listed(&known))),
                }
                .at(entry.span.clone(), "not known here")
            });
        }
        for key in &mapping.required {
            let is_there = entries.iter().any(|entry| entry.key == *key);
            if !is_there && !meant.contains(key.as_str()) {
                let words = match mapping.keys.get(key).map(|expected| &expected.form) {
                    Some(Form::Words(words)) => Some(words.iter().map(String::as_str).collect()),
                    _ => None,
                };
                let words: Option<Vec<&str>> = words;
                self.missing(id, path, key, words.as_deref());
            }
        }
    }

    fn missing(&mut self, id: NodeId, path: &Path, key: &str, words: Option<&[&str]>) {
        let place = self.tree.headline(id);
        self.problems.add(|| {
            let cure = match words {
                Some(words) => format!("add `{key}:` with {}", choice(words)),
                None => format!("add `{key}:` with its value"),
            };
            Finding::error(
                "missing_key",
                format!("{} lacks the key `{key}`", named(path)),
            )
            .help(cure)
            .at(place, format!("`{key}` is missing here"))
        });
    }

    fn word(&mut self, id: NodeId, path: &Path, words: &[String], text: &str) {
        if !words.iter().any(|word| word == text) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            self.unknown_word(id, path, &words, text);
        }
    }

    fn unknown_word(&mut self, id: NodeId, path: &Path, words: &[&str], text: &str) {
        let place = self.tree.place(id);
        if *path == Path::root().key("rules")
            && let Some(finding) = newer::edition(text, words)
        {
            self.problems.add(|| finding.at(place, "not known here"));
            return;
        }
        let repair = nearest(text, words.iter().copied())
            .map_or(Repair::Drop, |near| Repair::Put(near.to_owned()));
        self.repairs.push((path.clone(), repair));
        self.problems.add(|| {
            let cure = match nearest(text, words.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is {}", choice(words)),
            };
            let message = format!("{} cannot be `{text}`", named(path));
            Finding::error("unknown_value", message)
                .help(cure)
                .at(place, "not known here")
        });
    }

    fn integer(&mut self, id: NodeId, path: &Path, limits: (i128, i128), value: Option<i128>) {
        let (min, max) = limits;
        if value.is_some_and(|value| (min..=max).contains(&value)) {
            return;
        }
        self.repairs.push((path.clone(), Repair::Drop));
        let place = self.tree.place(id);
        self.problems.add(|| {
            let cure = match min == max {
                true => format!("write {min}"),
                false => format!("it is a whole number from {min} to {max}"),
            };
            let message = format!("{} cannot be `{}`", named(path), &self.text[place.clone()]);
            Finding::error("out_of_range", message)
                .help(cure)
                .at(place, "out of range")
        });
    }

    fn length(&mut self, id: NodeId, path: &Path, limits: (usize, usize), length: usize) {
        let (min, max) = limits;
        if (min..=max).contains(&length) {
            return;
        }
        let place = self.tree.place(id);
        self.problems.add(|| {
            let limit = match length < min {
                true => format!("at least {min}"),
                false => format!("at most {max}"),
            };
            let message = format!("{} has {length} entries and needs {limit}", named(path));
            Finding::error("out_of_range", message)
                .help(format!("write {limit}"))
                .at(place, "here")
        });
    }

    fn wrong_type(&mut self, id: NodeId, path: &Path, form: &Form, required: bool) {
        let place = self.tree.place(id);
        let kind = &self.tree.nodes[id].kind;
        let (text, tree) = (self.text, self.tree);
        let repair = match (kind, form) {
            (Kind::Scalar { text, plain }, Form::Text) if path.is_length_of_time() => {
                in_days(Scalar::resolve(text, *plain)).map_or(Repair::Drop, Repair::Put)
            }
            (Kind::Scalar { text, plain: true }, Form::Text | Form::Words(_)) => {
                Repair::Put(text.clone())
            }
            _ => Repair::Drop,
        };
        self.repairs.push((path.clone(), repair));
        self.problems.add(|| {
            let found = match kind {
                Kind::Scalar { text, plain } => Scalar::resolve(text, *plain).called(),
                Kind::List { .. } => "a list",
                Kind::Mapping { .. } | Kind::Alias => "a mapping",
            };
            let written = &text[tree.nodes[id].span.clone()];
            let (wanted, cure) = match form {
                Form::Text if path.is_length_of_time() => ("a length of time", length(kind)),
                _ => (called(form), cure(form, kind, written, required)),
            };
            Finding::error(
                "wrong_type",
                format!("{} must be {wanted}, not {found}", named(path)),
            )
            .help(cure)
            .at(place, format!("this is {found}"))
        });
    }
}
