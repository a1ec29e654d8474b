//! The catalogue of codes is true: each code that the sources say is in it, with what it
//! is said of, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forecert::codes::{self, Kind};

#[allow(dead_code)] // the test of the architecture uses the rest
#[path = "architecture/source.rs"]
mod source;

use source::Source;

/// What a code is given to, and what it is said of there.
const SAYS: [(&str, Kind); 6] = [
    ("Decision::blocked(", Kind::Block),
    ("Finding::error(", Kind::Problem),
    ("Finding::remark(", Kind::Remark),
    ("Finding::warning(", Kind::Warning),
    ("Reason::new(", Kind::Reason),
    ("self.refusal(", Kind::Problem),
];

/// Functions in which a code is a value: the codes that stand in them count as said there.
const BY_VALUE: [(&str, &str); 11] = [
    ("src/accept/proof.rs", "prove"),
    ("src/accept/proof.rs", "refusal"),
    // The differences of two contents: why a plan replaces, and why `accept` refuses.
    ("src/cert/difference.rs", "code"),
    ("src/desired/pools/read.rs", "one_machine"),
    ("src/desired/pools/sections.rs", "check"),
    ("src/desired/subject.rs", "text_fits"),
    ("src/plan/assess.rs", "reasons"),
    ("src/plan/authority.rs", "list_due"),
    ("src/plan/decide.rs", "authority_blocks"),
    ("src/plan/decision.rs", "blocked"),
    ("src/verify.rs", "not_held"),
];

#[test]
fn every_code_that_is_said_is_in_the_catalogue_and_every_other_way_round() {
    let known: BTreeSet<&str> = codes::all()
        .filter(|code| code.kinds != [Kind::Exit])
        .map(|code| code.code)
        .collect();
    let (in_literals, by_value) = said(&known);
    let said: BTreeSet<&str> = in_literals
        .keys()
        .map(|(code, _)| code.as_str())
        .chain(by_value.iter().map(String::as_str))
        .collect();
    let missing: Vec<_> = said.difference(&known).collect();
    let unused: Vec<_> = known.difference(&said).collect();
    assert!(
        missing.is_empty(),
        "said in src, and not in src/codes: {missing:?}"
    );
    assert!(
        unused.is_empty(),
        "in src/codes, and said nowhere: {unused:?}"
    );
}

#[test]
fn a_code_is_said_of_what_the_catalogue_says() {
    let (said, _) = said(&BTreeSet::new());
    for ((code, kind), place) in said {
        let kinds = codes::find(&code).map_or(&[][..], |code| code.kinds);
        assert!(
            kinds.contains(&kind),
            "{place} says `{code}` of a {}",
            kind.name()
        );
    }
}

#[test]
fn the_catalogue_is_in_order_and_says_each_code_once() {
    let mut seen = BTreeSet::new();
    for area in codes::AREAS {
        for code in area.codes {
            assert!(seen.insert(code.code), "`{}` is there twice", code.code);
        }
        // Exit codes are in the order of their numbers, which another test holds.
        let is_words = area.codes.iter().all(|code| code.kinds != [Kind::Exit]);
        let in_order = area.codes.is_sorted_by_key(|code| code.code);
        assert!(in_order || !is_words, "{} are not in order", area.title);
    }
}

#[test]
fn each_code_is_told_in_sentences_and_refers_to_others() {
    for code in codes::all() {
        let name = code.code;
        for text in [code.meaning, code.cure] {
            let ends = text.ends_with('.') || text.ends_with(".)");
            assert!(ends, "{name}: no full stop: {text}");
            let first = text.chars().next().unwrap_or(' ');
            let begins = first.is_uppercase() || first == '`';
            assert!(begins, "{name}: no sentence: {text}");
            assert!(!text.contains("  "), "{name}: two blanks: {text}");
        }
        assert!(code.meaning.len() > 40, "{name}: more can be said");
        assert!(!code.kinds.is_empty(), "{name}");
        for other in code.see {
            let there = codes::all().any(|known| known.code == *other);
            assert!(there && *other != name, "{name}: see `{other}`");
        }
    }
}

/// No code can be taken for an id: an id has a `/`, a pool or server a dot, and the one
/// that has neither is `oauth`.
#[test]
fn no_code_is_an_id() {
    for code in codes::all() {
        assert!(!code.code.contains(['/', '.']) && code.code != "oauth");
    }
}

/// The codes that stand in literals, each with what it is said of and where, and those
/// among the known ones that stand in the functions of `BY_VALUE`.
fn said(known: &BTreeSet<&str>) -> (BTreeMap<(String, Kind), String>, BTreeSet<String>) {
    let mut said = BTreeMap::new();
    let mut by_value = BTreeSet::new();
    let mut stray = Vec::new();
    let mut found = 0;
    for source in source::below(Path::new(env!("CARGO_MANIFEST_DIR")), "src") {
        for Function { name, code, text } in functions(&source) {
            let expected = BY_VALUE.contains(&(source.path.as_str(), name.as_str()));
            if expected {
                found += 1;
                let words = words(&text);
                by_value.extend(words.filter(|word| known.contains(word)).map(str::to_owned));
            }
            for (call, kind) in SAYS {
                for (start, _) in code.match_indices(call) {
                    // A literal is blank in the code and stands in the text.
                    let behind = &code[start + call.len()..];
                    let blank = behind.len() - behind.trim_start().len();
                    let argument: String =
                        text.chars().skip(start).take(call.len() + blank).collect();
                    let place = format!("{}, `{name}`", source.path);
                    match words(&argument).next() {
                        Some(code) => _ = said.insert((code.to_owned(), kind), place),
                        None if expected => {}
                        None => stray.push(place),
                    }
                }
            }
        }
    }
    assert!(
        stray.is_empty(),
        "write the code as a literal, or add to BY_VALUE: {stray:?}"
    );
    assert_eq!(found, BY_VALUE.len(), "each of BY_VALUE is there");
    (said, by_value)
}

/// A function, from its first line to the next function.
struct Function {
    name: String,
    /// Without literals and comments; as many characters as the text, all of them ASCII.
    code: String,
    text: String,
}

fn functions(source: &Source) -> Vec<Function> {
    let mut functions: Vec<Function> = Vec::new();
    for (code, text) in source
        .code
        .split_inclusive('\n')
        .zip(source.text.split_inclusive('\n'))
    {
        let head = code.trim_start().split_once("fn ").filter(|(before, _)| {
            let mut before = before.split_whitespace();
            before.all(|word| word.starts_with("pub") || word == "const" || word.ends_with(')'))
        });
        if let Some((_, rest)) = head {
            functions.push(Function {
                name: rest.split(['(', '<']).next().unwrap_or_default().to_owned(),
                code: String::new(),
                text: String::new(),
            });
        }
        if let Some(function) = functions.last_mut() {
            function.code.push_str(code);
            function.text.push_str(text);
        }
    }
    functions
}

/// What stands in quotes and can be a code.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let can_be = |word: &&str| {
        let within = word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        within && !word.is_empty()
    };
    text.split('"').filter(can_be)
}
