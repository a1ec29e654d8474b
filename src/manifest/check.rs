//! Whether a text has the shape of a manifest: every fault at once, each at its place.

use std::ops::Range;

use crate::finding::{Finding, nearest};

use super::faults::{self, Repair};
use super::scalar::{Plain, meaning};
use super::shape::{self, Record, Shape, alternatives, expected};
use super::source::Path;
use super::tree::{Entry, Kind, Node};

/// Every fault of shape, and what would mend them for the sake of reading on.
pub(super) fn check(root: &Node) -> Check {
    let mut check = Check::default();
    match later_version(root) {
        Some(finding) => check.findings.push(finding),
        None => check.value(root, &shape::manifest(), &Path::root(), &root.head()),
    }
    check
}

/// A manifest of a later version follows rules that are not known here; every other
/// complaint would mislead.
fn later_version(root: &Node) -> Option<Finding> {
    let Kind::Mapping(entries) = &root.kind else {
        return None;
    };
    let version = entries.iter().find(|entry| entry.key == "version")?;
    let Kind::Scalar(text, true) = &version.value.kind else {
        return None;
    };
    let number: u64 = text.parse().ok().filter(|number| *number > 1)?;
    let message = format!("the manifest has version {number}, and this forecert reads version 1");
    Some(
        Finding::error("version_unknown", message)
            .at(version.value.head(), "")
            .help("use a newer forecert"),
    )
}

/// What the check brought.
#[derive(Debug, Default)]
pub(super) struct Check {
    /// Every fault.
    pub findings: Vec<Finding>,
    /// What would mend them.
    pub repairs: Vec<(Path, Repair)>,
}

impl Check {
    /// `key` is where a fault is shown if the value has no bytes of its own.
    fn value(&mut self, node: &Node, shape: &Shape, path: &Path, key: &Range<usize>) {
        match (shape, &node.kind) {
            (Shape::Either(options), _) => self.either(node, options, path, key),
            (Shape::Record(record), Kind::Mapping(entries)) => {
                self.record(entries, record, None, path, node, key);
            }
            (Shape::Tagged(tag, variants), Kind::Mapping(entries)) => {
                let Some(entry) = entries.iter().find(|entry| entry.key == *tag) else {
                    let names: Vec<&str> = variants.keys().map(String::as_str).collect();
                    self.missing(tag, path, node, key, &alternatives(&names));
                    return;
                };
                let words: Vec<String> = variants.keys().cloned().collect();
                let path_of_tag = path.key(tag);
                let faults = self.findings.len();
                let word = Shape::Word(words);
                self.value(&entry.value, &word, &path_of_tag, &entry.key_span);
                if self.findings.len() > faults {
                    return;
                }
                if let Kind::Scalar(name, _) = &entry.value.kind
                    && let Some(record) = variants.get(name)
                {
                    self.record(entries, record, Some(name), path, node, key);
                }
            }
            (Shape::List(item, least), Kind::Sequence(items)) => {
                for (index, node) in items.iter().enumerate() {
                    self.value(node, item, &path.index(index), &node.head());
                }
                if items.len() < *least {
                    self.findings.push(
                        Finding::error("out_of_range", format!("`{path}` is empty"))
                            .at(shown(node, key), "at least one is needed")
                            .help("without one there is nothing to do"),
                    );
                }
            }
            (_, Kind::Scalar(text, plain)) => self.scalar(text, *plain, node, shape, path, key),
            _ => self.wrong_type(node, shape, path, key),
        }
    }

    fn either(&mut self, node: &Node, options: &[Shape], path: &Path, key: &Range<usize>) {
        let nothing = matches!(&node.kind, Kind::Scalar(text, true)
            if meaning(text) == Plain::Nothing);
        if nothing
            && options
                .iter()
                .any(|option| matches!(option, Shape::Nothing))
        {
            return;
        }
        let fitting = options.iter().find(|option| {
            matches!(
                (option, &node.kind),
                (Shape::Record(_) | Shape::Tagged(..), Kind::Mapping(_))
                    | (Shape::List(..), Kind::Sequence(_))
                    | (
                        Shape::Text | Shape::Number(..) | Shape::Truth | Shape::Word(_),
                        Kind::Scalar(..)
                    )
            )
        });
        match fitting {
            Some(option) => self.value(node, option, path, key),
            None => self.wrong_type(node, &Shape::Either(options.to_vec()), path, key),
        }
    }

    fn record(
        &mut self,
        entries: &[Entry],
        record: &Record,
        tag: Option<&str>,
        path: &Path,
        node: &Node,
        key: &Range<usize>,
    ) {
        let mut meant = Vec::new();
        for entry in entries {
            let path = path.key(&entry.key);
            if let Some(shape) = record.keys.get(&entry.key) {
                if tag.is_none() || entry.key != "type" {
                    self.value(&entry.value, shape, &path, &entry.key_span);
                }
                continue;
            }
            let free = record.keys.keys().map(String::as_str);
            let free = free.filter(|known| entries.iter().all(|entry| entry.key != *known));
            let near = nearest(&entry.key, free).map(str::to_owned);
            let known: Vec<&str> = record.keys.keys().map(String::as_str).collect();
            let cure = match &near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys here are {}", known.join(", ")),
            };
            let repair = near.clone().map_or(Repair::Drop, Repair::Rename);
            self.repairs.push((path, repair));
            meant.extend(near);
            self.findings.push(
                Finding::error("unknown_key", format!("unknown key `{}`", entry.key))
                    .at(entry.key_span.clone(), "not known here")
                    .help(cure),
            );
        }
        for needed in &record.needed {
            let there = entries.iter().any(|entry| entry.key == *needed);
            // One that was only misspelt has been spoken of.
            if !there && !meant.contains(needed) {
                let expected = record.keys.get(needed).map(expected).unwrap_or_default();
                self.missing(needed, path, node, key, &expected);
            }
        }
    }

    fn missing(&mut self, name: &str, path: &Path, node: &Node, key: &Range<usize>, what: &str) {
        let place = match path.0.is_empty() {
            true => "the manifest".to_owned(),
            false => format!("`{path}`"),
        };
        self.findings.push(
            Finding::error("missing_key", format!("{place} lacks the key `{name}`"))
                .at(shown(node, key), format!("`{name}` is needed here"))
                .help(format!("add `{name}:` with {what}")),
        );
    }

    fn scalar(
        &mut self,
        text: &str,
        plain: bool,
        node: &Node,
        shape: &Shape,
        path: &Path,
        key: &Range<usize>,
    ) {
        let meaning = if plain { meaning(text) } else { Plain::Text };
        match (shape, meaning) {
            (Shape::Text, Plain::Text) | (Shape::Truth, Plain::Truth) => {}
            (Shape::Nothing, Plain::Nothing) => {}
            (Shape::Word(words), Plain::Text) => self.word(text, words, node, path, key),
            (Shape::Number(least, most), Plain::Number) => {
                let fits = text
                    .parse::<u64>()
                    .is_ok_and(|n| (*least..=*most).contains(&n));
                if !fits {
                    self.repairs.push((path.clone(), Repair::Drop));
                    let message = format!("`{path}` is `{text}`");
                    self.findings.push(
                        Finding::error("out_of_range", message)
                            .at(shown(node, key), "out of range")
                            .help(format!("write a whole number from {least} to {most}")),
                    );
                }
            }
            _ => self.wrong_type(node, shape, path, key),
        }
    }

    fn word(&mut self, text: &str, words: &[String], node: &Node, path: &Path, key: &Range<usize>) {
        if words.iter().any(|word| word == text) {
            return;
        }
        let cure = faults::unknown_value(text, words, path);
        let near = nearest(text, words.iter().map(String::as_str));
        let repair = near.map_or(Repair::Drop, |near| Repair::Put(near.to_owned()));
        self.repairs.push((path.clone(), repair));
        let message = format!("`{text}` is not possible for `{path}`");
        self.findings.push(
            Finding::error("unknown_value", message)
                .at(shown(node, key), "not known")
                .help(cure),
        );
    }

    fn wrong_type(&mut self, node: &Node, shape: &Shape, path: &Path, key: &Range<usize>) {
        let (found, cure) = faults::wrong_type(&node.kind, shape);
        let repair = match (&node.kind, shape) {
            (Kind::Scalar(text, true), Shape::Text | Shape::Word(_)) if !text.is_empty() => {
                Repair::Put(text.clone())
            }
            _ => Repair::Drop,
        };
        self.repairs.push((path.clone(), repair));
        let expected = expected(shape);
        let message = format!("`{path}` is {found} instead of {expected}");
        self.findings.push(
            Finding::error("wrong_type", message)
                .at(shown(node, key), found)
                .help(cure),
        );
    }
}

/// The value's own bytes, or its key's where it has none.
fn shown(node: &Node, key: &Range<usize>) -> Range<usize> {
    if node.span.is_empty() {
        key.clone()
    } else {
        node.head()
    }
}

#[cfg(test)]
mod tests {
    use crate::manifest::Manifest;

    const GOOD: &str = r#"version: 1
rules: "2026.1"
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://a.example.com/a" }
pools:
  - fqdn: sbc.example.com
    role: custom
    servers: [sbc01.example.com, { fqdn: sbc02.example.com, os: windows-server-2019 }]
    certificates:
      - { usage: tls, dns: ["{server}"] }
"#;

    /// Code, underlined text and cure of every finding.
    fn faults(text: &str) -> Vec<(&'static str, String, String)> {
        let rejected = match Manifest::parse("forecert.yaml", text.as_bytes()) {
            Ok(_) => return Vec::new(),
            Err(rejected) => rejected,
        };
        let shown = rejected.source.text();
        rejected
            .findings
            .into_iter()
            .map(|finding| {
                let span = finding.labels.first().map(|label| label.span.clone());
                let underlined = span.map(|span| shown[span].to_owned());
                (
                    finding.code,
                    underlined.unwrap_or_default(),
                    finding.help.unwrap_or_default(),
                )
            })
            .collect()
    }

    fn fault(text: &str) -> (&'static str, String, String) {
        let mut all = faults(text);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    #[test]
    fn a_good_manifest_has_no_fault() {
        assert_eq!(faults(GOOD), []);
    }

    #[test]
    fn an_unknown_key_is_shown_with_the_nearest_known_one() {
        let text = GOOD.replace("    role: custom", "    rôle: x\n    rol: custom");
        assert_eq!(
            faults(&text),
            [
                ("unknown_key", "rôle".into(), "did you mean `role`?".into()),
                ("unknown_key", "rol".into(), "did you mean `role`?".into()),
            ]
        );
        let (code, underlined, cure) = fault(&GOOD.replace("version: 1", "version: 1\nzzz: 1"));
        assert_eq!((code, underlined.as_str()), ("unknown_key", "zzz"));
        assert!(
            cure.starts_with("the keys here are autodiscover, defaults, "),
            "{cure}"
        );
    }

    #[test]
    fn every_fault_is_told_in_one_run_also_after_crlf_and_a_byte_order_mark() {
        let text = GOOD
            .replace("rules: \"2026.1\"", "rules: 2026.1 # é")
            .replace("role: custom", "role: sbc")
            .replace("os: windows-server-2019", "os: [x]")
            .replace("usage: tls, ", "")
            .replace('\n', "\r\n");
        assert_eq!(
            faults(&format!("\u{feff}{text}")),
            [
                (
                    "wrong_type",
                    "2026.1".into(),
                    "put it in quotes: \"2026.1\"".into()
                ),
                (
                    "unknown_value",
                    "sbc".into(),
                    "write `front-end`, `standard-edition`, `director`, `edge`, `mediation` or \
                     `custom`"
                        .into()
                ),
                (
                    "wrong_type",
                    "[x]".into(),
                    "write `windows-server-2008-r2`, `windows-server-2012`, \
                     `windows-server-2012-r2`, `windows-server-2016`, `windows-server-2019`, \
                     `windows-server-2022` or `windows-server-2025`"
                        .into()
                ),
                (
                    "missing_key",
                    "{ dns: [\"{server}\"] }".into(),
                    "add `usage:` with a text".into()
                ),
            ]
        );
    }

    #[test]
    fn an_issuer_is_told_by_its_type_once() {
        let (code, underlined, cure) = fault(&GOOD.replace("type: local-ca", "type: local_ca"));
        assert_eq!((code, underlined.as_str()), ("unknown_value", "local_ca"));
        assert_eq!(cure, "did you mean `local-ca`?");
        let (code, _, cure) = fault(&GOOD.replace("type: local-ca, ", ""));
        assert_eq!(code, "missing_key");
        assert_eq!(cure, "add `type:` with `local-ca` or `request`");
        let (code, underlined, _) =
            fault(&GOOD.replace("class: enterprise", "class: enterprise, template: X"));
        assert_eq!((code, underlined.as_str()), ("unknown_key", "template"));
    }

    #[test]
    fn what_is_empty_or_of_another_type_says_what_is_expected() {
        for (from, to, code, underlined, cure) in [
            (
                "[sbc01.example.com, { fqdn: sbc02.example.com, os: windows-server-2019 }]",
                "",
                "wrong_type",
                "servers",
                "give it a list, or take the key away",
            ),
            (
                "version: 1",
                "version: '1'",
                "wrong_type",
                "'1'",
                "write a whole number, without quotes if it is a number or a truth value",
            ),
            (
                "version: 1",
                "version: 0",
                "out_of_range",
                "0",
                "write a whole number from 1 to 1",
            ),
            (
                "version: 1",
                "version: 2",
                "version_unknown",
                "2",
                "use a newer forecert",
            ),
            (
                "rules: \"2026.1\"",
                "rules: \"2027.1\"",
                "unknown_value",
                "\"2027.1\"",
                "a later edition needs a newer forecert; this one knows 2026.1",
            ),
            (
                "usage: tls",
                "usage: yes, per: pols",
                "unknown_value",
                "pols",
                "did you mean `pool`?",
            ),
            (
                "sbc01.example.com, ",
                "[x], ",
                "wrong_type",
                "[x]",
                "write a text or a mapping",
            ),
            (
                "fqdn: sbc.example.com",
                "fqdn: 12",
                "wrong_type",
                "12",
                "put it in quotes: \"12\"",
            ),
        ] {
            let text = GOOD.replace(from, to);
            assert_eq!(fault(&text), (code, underlined.into(), cure.into()), "{to}");
        }
    }
}
