//! The drawing of the architecture, from the module table in `CONTRIBUTING.md`, which
//! `tests/architecture.rs` holds against the sources.
//!
//! Where a module stands is said here; the arrows are made of the table. One is left out
//! where a way of other arrows says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::prose::root;

/// Modules that are words of most others: a row on top, without arrows.
const VOCABULARY: [&str; 8] = [
    "checks",
    "finding",
    "cert",
    "markdown",
    "codes",
    "schema",
    "powershell",
    "baseline",
];

/// Where each other module stands, as column and row. Data flows down.
const PLACES: [(&str, f32, f32); 24] = [
    ("manifest", 0.5, 1.0),
    ("lync", 1.8, 1.0),
    ("x509", 3.8, 1.0),
    ("desired", 1.2, 2.0),
    ("secret", 3.8, 1.7),
    ("pfx", 3.2, 2.4),
    ("inventory", 3.0, 3.1),
    ("mint", 4.6, 3.0),
    ("plan", 1.8, 4.0),
    ("store", 3.4, 4.0),
    ("issuers", 4.6, 4.0),
    ("forecast", 0.45, 5.0),
    ("status", 1.35, 5.0),
    ("verify", 2.25, 5.0),
    ("rules", 2.25, 6.0),
    ("handover", 1.35, 6.0),
    ("apply", 3.7, 6.0),
    ("accept", 3.4, 5.0),
    ("bundle", 4.6, 5.0),
    ("topology", 0.45, 3.0),
    ("drift", 0.45, 4.0),
    ("proposal", 0.45, 6.0),
    ("report", 2.8, 6.5),
    ("cli", 2.8, 7.5),
];

/// What a column and a row measure, and a box in them, in pixels.
const COLUMN: f32 = 130.0;
const ROW: f32 = 74.0;
const WIDE: f32 = 100.0;
const HIGH: f32 = 34.0;

/// A row of the table.
struct Module {
    answers: String,
    may: BTreeSet<String>,
}

/// The drawing of the table in this text.
pub fn svg(contributing: &str) -> String {
    let modules = modules(contributing);
    let (width, height) = (COLUMN * 8.1, ROW * 7.0 + HIGH + 40.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"14\" text-anchor=\"middle\">\n\
         <title>The modules of forecert, and which knows which</title>\n\
         <style>.box {{ fill: #eef2fb; stroke: #4a5f8f }} .word {{ fill: #f6f1e4; stroke: #8f7a4a }} \
         .arrow {{ stroke: #7a86a3; stroke-width: 1.5; marker-end: url(#head) }}</style>\n\
         <defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" \
         markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#7a86a3\"/></marker></defs>\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#fff\"/>\n"
    );
    for (from, to) in arrows(&modules) {
        let ((from_x, from_y), (to_x, to_y)) = (middle(&from), middle(&to));
        svg += &format!(
            "<path class=\"arrow\" d=\"M{from_x:.0} {:.0} {to_x:.0} {:.0}\"/>\n",
            from_y + HIGH / 2.0,
            to_y - HIGH / 2.0 - 1.0
        );
    }
    for (name, module) in &modules {
        let class = if VOCABULARY.contains(&name.as_str()) {
            "word"
        } else {
            "box"
        };
        let (x, y) = middle(name);
        svg += &format!(
            "<g><title>{}</title><rect class=\"{class}\" x=\"{:.0}\" y=\"{:.0}\" width=\"{WIDE}\" \
             height=\"{HIGH}\" rx=\"6\"/><text x=\"{x:.0}\" y=\"{:.0}\">{name}</text></g>\n",
            module.answers.replace('&', "&amp;").replace('<', "&lt;"),
            x - WIDE / 2.0,
            y - HIGH / 2.0,
            y + 5.0
        );
    }
    svg + "</svg>\n"
}

/// The middle of a module's box.
fn middle(name: &str) -> (f32, f32) {
    let word = VOCABULARY.iter().position(|word| *word == name);
    let place = PLACES.iter().find(|(placed, ..)| *placed == name);
    let (column, row) = match (word, place) {
        (Some(index), _) => (0.55 + index as f32, 0.0),
        (None, Some((_, column, row))) => (*column, *row),
        (None, None) => panic!("tests/docs/drawing.rs: give `{name}` a place"),
    };
    (column * COLUMN, row * ROW + HIGH / 2.0 + 20.0)
}

/// What is drawn: from the one that is known to the one that knows it.
fn arrows(modules: &BTreeMap<String, Module>) -> Vec<(String, String)> {
    let mut arrows = Vec::new();
    for (to, module) in modules {
        let mut others = module.may.iter().filter(|name| !is_word(name));
        let farther: BTreeSet<&str> = others
            .clone()
            .flat_map(|name| all_below(name, modules))
            .collect();
        arrows.extend(
            others
                .by_ref()
                .filter(|from| !farther.contains(from.as_str()))
                .map(|from| (from.clone(), to.clone())),
        );
    }
    arrows.retain(|(_, to)| !is_word(to));
    arrows
}

/// Every module that one rests on.
fn all_below<'a>(name: &str, modules: &'a BTreeMap<String, Module>) -> BTreeSet<&'a str> {
    let may = modules[name].may.iter();
    may.flat_map(|below| {
        let mut all = all_below(below, modules);
        all.insert(below);
        all
    })
    .collect()
}

fn is_word(name: &str) -> bool {
    VOCABULARY.contains(&name)
}

/// The table's rows by their names; `all` is every other module.
fn modules(contributing: &str) -> BTreeMap<String, Module> {
    let rows: Vec<[&str; 3]> = contributing
        .lines()
        .filter_map(|line| {
            let cells = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ");
            cells.collect::<Vec<_>>().try_into().ok()
        })
        .collect();
    let names = || rows.iter().map(|[name, ..]| name.trim_end_matches('`'));
    let may = |own: &str, list: &str| -> BTreeSet<String> {
        match list {
            "-" => BTreeSet::new(),
            "all" => names()
                .filter(|name| *name != own)
                .map(str::to_owned)
                .collect(),
            list => list.split(", ").map(str::to_owned).collect(),
        }
    };
    names()
        .zip(&rows)
        .map(|(name, [_, answers, list])| {
            let module = Module {
                answers: (*answers).to_owned(),
                may: may(name, list),
            };
            (name.to_owned(), module)
        })
        .collect()
}

#[test]
fn every_place_is_a_module_and_stands_below_all_that_it_knows() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let modules = modules(&contributing);
    for name in PLACES.iter().map(|(name, ..)| name).chain(&VOCABULARY) {
        assert!(
            modules.contains_key(*name),
            "`{name}` is no module any more"
        );
    }
    for (name, module) in modules.iter().filter(|(name, _)| !is_word(name)) {
        for below in &module.may {
            assert!(middle(below).1 < middle(name).1, "`{below}` above `{name}`");
        }
    }
}

#[test]
fn an_arrow_is_drawn_where_nothing_else_says_the_same() {
    let table = "| `cert` | names | - |\n| `x509` | decode | cert |\n\
                 | `secret` | keys | cert, x509 |\n| `mint` | make | cert, x509, secret |\n";
    let drawn = arrows(&modules(table));
    let drawn: Vec<(&str, &str)> = drawn
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    assert_eq!(drawn, [("secret", "mint"), ("x509", "secret")]);
}
