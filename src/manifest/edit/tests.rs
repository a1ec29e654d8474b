//! What an edit leaves, in every style in which a manifest may be written.

use crate::manifest::{Edit, Manifest, Numbered, Path};

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
        (" [a.b, # c\n      b.b]", 1, " [a.b # c\n      ]"),
        (" [a.b, # c\n      b.b\n      ]", 1, " [a.b # c\n      ]"),
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
        let lines = edit(&manifest)
            .unwrap()
            .lines(&Numbered::new(manifest.source.text()));
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
