//! What would have to be written into a manifest to change one thing in it, in the style
//! that it is written in already, and nothing else of it touched.

use std::ops::Range;

use crate::manifest::edit::Edit;
use crate::manifest::path::Path;
use crate::manifest::source::Source;
use crate::manifest::tree::{Entry, Kind, NodeId};
use crate::manifest::yaml;

impl Source {
    /// Puts an entry at the end of a list, which begins with it where there is none yet.
    ///
    /// `entry` is block YAML without the dash; its lines stand as deep as they are.
    pub fn with_entry(&self, mapping: &Path, key: &str, entry: &str) -> Option<Edit> {
        let list = self.tree().at(&mapping.key(key));
        let kind = list.map(|list| &self.tree().nodes[list].kind);
        let Some(Kind::List { items, flow }) = kind else {
            return self.with_key(mapping, key, &format!("\n{}", dashed(entry, 2)));
        };
        Some(match (items.last(), flow) {
            (None, _) => return self.with_key(mapping, key, &format!("\n{}", dashed(entry, 2))),
            (Some(last), true) => self.insert(self.end(*last), format!(", {}", flowed(entry)?)),
            (Some(last), false) => {
                let first = self.tree().nodes[items[0]].span.start;
                let column = self.dash(first) - self.line(first);
                let at = self.line_end(self.end(*last));
                self.insert(at, format!("\n{}", dashed(entry, column)))
            }
        })
    }

    /// Gives a key of a mapping another value, or puts both in, behind all that is there.
    ///
    /// `value` stands on the line of its key; or it begins with a line break, and is block
    /// YAML as it would be below a key at the margin.
    pub fn with_key(&self, mapping: &Path, key: &str, value: &str) -> Option<Edit> {
        let node = self.tree().at(mapping)?;
        let Kind::Mapping { entries, flow } = &self.tree().nodes[node].kind else {
            return None;
        };
        let column = entries
            .first()
            .map_or(0, |first| first.span.start - self.line(first.span.start));
        let written = match (value.starts_with('\n'), *flow) {
            (false, _) => format!("{key}: {value}"),
            (true, true) => format!("{key}: {}", flowed(value)?),
            (true, false) => format!("{key}:\n{}", indented(&value[1..], column)),
        };
        if let Some(entry) = entries.iter().find(|entry| entry.key == key) {
            let end = self.entry_end(entry);
            return Some(self.replace(entry.span.start..end, written));
        }
        let Some(last) = entries.last() else {
            let span = self.tree().nodes[node].span.clone();
            return Some(self.replace(span, format!("{{ {written} }}")));
        };
        let end = self.entry_end(last);
        let edit = match *flow {
            true => self.insert(end, format!(", {written}")),
            false => {
                let blanks = " ".repeat(column);
                self.insert(self.line_end(end), format!("\n{blanks}{written}"))
            }
        };
        Some(Edit {
            adds: Some(key.to_owned()),
            ..edit
        })
    }

    /// Takes a key with its value out of a mapping that has others too.
    pub fn without_key(&self, mapping: &Path, key: &str) -> Option<Edit> {
        let node = self.tree().at(mapping)?;
        let Kind::Mapping { entries, flow } = &self.tree().nodes[node].kind else {
            return None;
        };
        let index = entries.iter().position(|entry| entry.key == key)?;
        let (start, end) = (entries[index].span.start, self.entry_end(&entries[index]));
        let range = match (*flow, index.checked_sub(1), entries.get(index + 1)) {
            (true, Some(before), _) => self.entry_end(&entries[before])..end,
            (_, None, Some(next)) => start..next.span.start,
            // The first key of a list's entry stands behind a dash, all others at a line's
            // beginning.
            (false, Some(_), _) => self.break_before(start)..self.line_end(end),
            (_, None, None) => return None,
        };
        Some(self.replace(range, String::new()))
    }

    /// Gives the value at a path, which is there, another text.
    pub fn with_value(&self, path: &Path, value: &str) -> Edit {
        self.replace(self.value(path), value.to_owned())
    }

    /// Takes an entry of a list out; a list that it was all of becomes an empty one.
    pub fn without_entry(&self, list: &Path, index: usize) -> Option<Edit> {
        let node = self.tree().at(list)?;
        let Kind::List { items, flow } = &self.tree().nodes[node].kind else {
            return None;
        };
        let item = *items.get(index)?;
        let span = |item: NodeId| self.tree().nodes[item].span.clone();
        if items.len() == 1 {
            let key = self.key(list).end;
            let colon = key + self.text()[key..].find(':')? + 1;
            return Some(self.replace(colon..self.end(node), " []".to_owned()));
        }
        let range = match (*flow, index) {
            (true, 0) => span(item).start..span(items[1]).start,
            (true, _) => self.end(items[index - 1])..self.end(item),
            (false, _) => {
                self.break_before(self.dash(span(item).start))..self.line_end(self.end(item))
            }
        };
        Some(self.replace(range, String::new()))
    }

    fn replace(&self, range: Range<usize>, text: String) -> Edit {
        let text = match self.text().contains("\r\n") {
            true => text.replace('\n', "\r\n"),
            false => text,
        };
        let adds = None;
        Edit { range, text, adds }
    }

    fn insert(&self, at: usize, text: String) -> Edit {
        self.replace(at..at, text)
    }

    /// Where a value ends, without what only follows it.
    fn end(&self, node: NodeId) -> usize {
        self.tree().nodes[node].span.end
    }

    /// Where a key with its value ends; one without a value ends behind its colon.
    fn entry_end(&self, entry: &Entry) -> usize {
        let end = self.end(entry.value);
        if end > entry.span.end {
            return end;
        }
        let colon = self.text()[entry.span.end..].find(':');
        colon.map_or(entry.span.end, |colon| entry.span.end + colon + 1)
    }

    /// The dash before the entry of a block list that begins here.
    fn dash(&self, entry: usize) -> usize {
        self.text()[..entry].rfind('-').unwrap_or(entry)
    }

    fn line(&self, at: usize) -> usize {
        self.text()[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The line break before the line of this place: with it a line goes, so that what is put
    /// in behind the line stays.
    fn break_before(&self, at: usize) -> usize {
        let before = &self.text()[..self.line(at)];
        let bare = before.strip_suffix('\n').unwrap_or(before);
        bare.strip_suffix('\r').unwrap_or(bare).len()
    }

    /// Where the line ends, before its line break.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.text()[at..];
        let end = rest.find('\n').unwrap_or(rest.len());
        at + rest[..end].trim_end_matches('\r').len()
    }
}

/// Block YAML as an entry of a list whose dash stands in this column.
fn dashed(entry: &str, column: usize) -> String {
    // What comes before the first line that is none of a comment stays before the dash.
    let bare = |line: &&str| !line.trim_start().starts_with('#');
    let first = entry.lines().position(|line| bare(&line)).unwrap_or(0);
    let lines = entry.lines().enumerate().map(|(index, line)| {
        let head = match index.cmp(&first) {
            std::cmp::Ordering::Less => "",
            std::cmp::Ordering::Equal => "- ",
            std::cmp::Ordering::Greater => "  ",
        };
        format!("{}{head}{line}", " ".repeat(column))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Lines so much deeper.
fn indented(text: &str, column: usize) -> String {
    let lines = text
        .lines()
        .map(|line| format!("{}{line}", " ".repeat(column)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Block YAML as it stands within brackets: one value as it is, more of them as JSON.
fn flowed(text: &str) -> Option<String> {
    match yaml::as_json(text)? {
        serde_json::Value::String(_) => Some(text.trim().to_owned()),
        value => Some(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use crate::manifest::Edit;
    use crate::manifest::{Manifest, Path};

    /// A manifest, one part of it in this style.
    fn manifest(servers: &str) -> Manifest {
        let text = format!(
            "version: 1 # one\nrules: \"2026.1\"\nissuers: [{{ name: a, type: request, class: \
             public, validity: 1y }}]\npools:\n  # The first.\n  - fqdn: a.b\n    role: custom \
             # why\n    servers:{servers}\n  # The second.\n  - {{ fqdn: c.d, role: custom }}\n"
        );
        Manifest::parse("forecert.yaml", text.as_bytes()).unwrap()
    }

    /// What the list of servers is after an edit, as text; all of it still is a manifest.
    fn after(servers: &str, edit: impl Fn(&Manifest) -> Option<Edit>) -> String {
        let manifest = manifest(servers);
        let text = Edit::all(manifest.source.text(), &[edit(&manifest).unwrap()]);
        Manifest::parse("forecert.yaml", text.as_bytes())
            .unwrap_or_else(|rejected| panic!("{text}\n{:?}", rejected.findings));
        let from = text.find("    servers:").unwrap() + "    servers:".len();
        let to = text.find("\n  # The second.").unwrap();
        text[from..to].to_owned()
    }

    fn pool(index: usize) -> Path {
        Path::root().key("pools").index(index)
    }

    #[test]
    fn an_entry_is_put_in_as_the_others_are_written() {
        for (before, expected) in [
            (" [a.b]", " [a.b, x.b]"),
            (" [a.b, # c\n      b.b]", " [a.b, # c\n      b.b, x.b]"),
            (" []", "\n      - x.b"),
            ("\n      - a.b", "\n      - a.b\n      - x.b"),
            ("\n    - a.b # c", "\n    - a.b # c\n    - x.b"),
            (
                "\n      - fqdn: a.b\n        os: windows-server-2016",
                "\n      - fqdn: a.b\n        os: windows-server-2016\n      - x.b",
            ),
        ] {
            let put = |manifest: &Manifest| manifest.source.with_entry(&pool(0), "servers", "x.b");
            assert_eq!(after(before, put), expected);
        }
    }

    #[test]
    fn an_entry_is_taken_out_and_its_neighbours_stay() {
        for (before, index, expected) in [
            (" [a.b, b.b]", 0, " [b.b]"),
            (" [a.b, b.b]", 1, " [a.b]"),
            (" [a.b, b.b, c.b]", 1, " [a.b, c.b]"),
            (" [a.b]", 0, " []"),
            ("\n      - a.b", 0, " []"),
            ("\n      - a.b\n      - b.b # c", 0, "\n      - b.b # c"),
            (
                "\n      - fqdn: a.b\n        os: windows-server-2016 # c\n      # d\n      - b.b",
                0,
                "\n      # d\n      - b.b",
            ),
        ] {
            let list = pool(0).key("servers");
            let out = |manifest: &Manifest| manifest.source.without_entry(&list, index);
            assert_eq!(after(before, out), expected, "{before}");
        }
    }

    #[test]
    fn a_key_is_changed_where_it_is_and_put_in_behind_the_others_where_not() {
        let text = |path: Path, key: &str, value: &str| {
            let manifest = manifest(" [a.b]");
            let edit = manifest.source.with_key(&path, key, value).unwrap();
            let text = Edit::all(manifest.source.text(), &[edit]);
            let rejected = Manifest::parse("forecert.yaml", text.as_bytes()).err();
            assert!(rejected.is_none(), "{text}\n{rejected:#?}");
            text
        };
        for (path, key, value, expected) in [
            (pool(0), "role", "edge", "    role: edge # why\n"),
            (
                pool(0),
                "site",
                "x",
                "servers: [a.b]\n    site: x\n  # The second.",
            ),
            (pool(1), "site", "x", "{ fqdn: c.d, role: custom, site: x }"),
            (pool(1), "role", "edge", "{ fqdn: c.d, role: edge }"),
            (Path::root(), "version", "1", "version: 1 # one\n"),
            (
                Path::root(),
                "sip_domains",
                "[a.b]",
                "role: custom }\nsip_domains: [a.b]\n",
            ),
            (
                Path::root(),
                "simple_urls",
                "\n  meet: [\"https://m.b\"]",
                "role: custom }\nsimple_urls:\n  meet: [\"https://m.b\"]\n",
            ),
            (
                pool(0),
                "web_services",
                "\n  external: x.b",
                "\n    web_services:\n      external: x.b\n",
            ),
            (
                pool(1),
                "web_services",
                "\n  external: x.b",
                ", web_services: {\"external\":\"x.b\"} }",
            ),
        ] {
            let text = text(path, key, value);
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn a_key_is_taken_out_and_its_neighbours_stay() {
        for (path, key, expected) in [
            (
                pool(0),
                "role",
                "  - fqdn: a.b\n    servers: [a.b]\n  # The second.",
            ),
            (
                pool(0),
                "servers",
                "    role: custom # why\n  # The second.",
            ),
            (pool(0), "fqdn", "  # The first.\n  - role: custom # why\n"),
            (pool(1), "role", "  - { fqdn: c.d }\n"),
            (pool(1), "fqdn", "  - { role: custom }\n"),
            (Path::root(), "rules", "version: 1 # one\nissuers:"),
        ] {
            let manifest = manifest(" [a.b]");
            let edit = manifest.source.without_key(&path, key).unwrap();
            let text = Edit::all(manifest.source.text(), &[edit]);
            assert!(text.contains(expected), "{text}");
        }
    }

    #[test]
    fn of_two_edits_that_add_one_key_or_overlap_the_first_is_made() {
        let manifest = manifest(" [a.b, b.b]");
        let source = &manifest.source;
        let site = |name| source.with_key(&pool(1), "site", name).unwrap();
        let text = Edit::all(source.text(), &[site("x"), site("y")]);
        assert!(
            text.ends_with("{ fqdn: c.d, role: custom, site: x }\n"),
            "{text}"
        );
        let list = pool(0).key("servers");
        let edits = [
            source.without_entry(&list, 1).unwrap(),
            source.with_entry(&pool(0), "servers", "x.b").unwrap(),
            source.with_entry(&pool(0), "servers", "y.b").unwrap(),
            source.with_key(&pool(0), "servers", "[]").unwrap(),
        ];
        let text = Edit::all(source.text(), &edits[..3]);
        assert!(text.contains("servers: [a.b, x.b, y.b]\n"), "{text}");
        let text = Edit::all(source.text(), &edits);
        assert!(text.contains("servers: []\n"), "{text}");
    }

    #[test]
    fn an_edit_is_shown_as_the_lines_that_go_and_come() {
        let shown = |servers: &str, edit: &dyn Fn(&Manifest) -> Option<Edit>| {
            let manifest = manifest(servers);
            let lines = edit(&manifest).unwrap().lines(manifest.source.text());
            (lines.line, lines.before, lines.after)
        };
        let put = |manifest: &Manifest| manifest.source.with_entry(&pool(0), "servers", "x.b");
        let list = pool(0).key("servers");
        let out = |manifest: &Manifest| manifest.source.without_entry(&list, 0);
        let none = Vec::<String>::new;
        let one = |line: &str| vec![line.to_owned()];
        assert_eq!(
            shown(" [a.b]", &put),
            (8, one("    servers: [a.b]"), one("    servers: [a.b, x.b]"))
        );
        assert_eq!(
            shown("\n      - a.b", &put),
            (10, none(), one("      - x.b"))
        );
        assert_eq!(
            shown("\n      - a.b\n      - b.b", &out),
            (9, one("      - a.b"), none())
        );
    }

    #[test]
    fn a_pool_is_put_in_with_its_comments_and_in_one_line_where_the_others_are() {
        let entry = "# Question: who?\nfqdn: x.y\n# more\nrole: custom\nservers: [x.y]";
        let manifest = manifest(" [a.b]");
        let edit = manifest.source.with_entry(&Path::root(), "pools", entry);
        let text = Edit::all(manifest.source.text(), &[edit.unwrap()]);
        let expected = "  - { fqdn: c.d, role: custom }\n  # Question: who?\n  - fqdn: x.y\n    \
                        # more\n    role: custom\n    servers: [x.y]\n";
        assert!(text.ends_with(expected), "{text}");
        let flow = text
            .split_once("pools:")
            .map(|(head, _)| format!("{head}pools: [{{ fqdn: c.d, role: custom }}]\n"))
            .unwrap();
        let manifest = Manifest::parse("forecert.yaml", flow.as_bytes()).unwrap();
        let edit = manifest.source.with_entry(&Path::root(), "pools", entry);
        let text = Edit::all(manifest.source.text(), &[edit.unwrap()]);
        let model = Manifest::parse("forecert.yaml", text.as_bytes())
            .unwrap()
            .model;
        assert_eq!(model.pools[1].fqdn, "x.y");
        assert_eq!(text.lines().count(), flow.lines().count());
    }

    #[test]
    fn line_breaks_stay_those_of_the_file() {
        let text = manifest("\n      - a.b")
            .source
            .text()
            .replace('\n', "\r\n");
        let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
        let source = &manifest.source;
        let edits = [
            source.with_entry(&pool(0), "servers", "x.b").unwrap(),
            source
                .with_key(&pool(0), "simple_urls", "\n  meet: []")
                .unwrap(),
            source.without_entry(&Path::root().key("pools"), 1).unwrap(),
        ];
        let text = Edit::all(source.text(), &edits);
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.contains("- a.b\r\n      - x.b\r\n    simple_urls:\r\n      meet: []\r\n"));
        assert!(text.ends_with("  # The second.\r\n"), "{text}");
    }
}
