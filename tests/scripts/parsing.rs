//! Every script parses, whatever it is made for, and a literal is the text that it was.

use forecert::bundle::script::quoting::quoted;
use proptest::prelude::*;

use crate::grammar::Script;
use crate::samples::{self, HOSTILE};

#[test]
fn every_script_parses_and_calls_the_same_whatever_the_names() {
    let names = |script: &Script| -> Vec<String> {
        let calls = script.calls().into_iter();
        calls.map(|call| call.name).collect()
    };
    let plain = samples::all("plain").into_iter();
    let plain: Vec<Vec<String>> = plain.map(|(_, text)| names(&Script::read(&text))).collect();
    for name in HOSTILE {
        for ((kind, text), plain) in samples::all(name).into_iter().zip(&plain) {
            let script = Script::read(&text);
            let faults = script.faults();
            assert!(
                faults.is_empty(),
                "{kind}, {name:?}:\n{}",
                faults.join("\n")
            );
            assert_eq!(names(&script), *plain, "{kind}, {name:?}");
        }
    }
}

#[test]
fn a_broken_script_does_not_parse() {
    let good = samples::all("plain").remove(0).1;
    for (whole, broken) in [
        ("function Get-Now {", "function Get-Now "),
        ("$Pool = '", "$Pool = "),
        ("    @{\r\n", "    @\r\n"),
    ] {
        assert!(good.contains(whole), "{whole}");
        let script = Script::read(&good.replacen(whole, broken, 1));
        assert!(!script.faults().is_empty(), "{broken}");
    }
}

proptest! {
    #[test]
    fn a_literal_is_one_string_whose_value_is_the_text(text in texts()) {
        let literal = quoted(&text);
        let script = Script::read(&format!("$x = {literal}"));
        prop_assert!(script.faults().is_empty(), "{:?}", script.faults());
        let strings = script.of_kind("string_literal");
        prop_assert_eq!(strings.len(), 1);
        prop_assert_eq!(script.says(strings[0]), literal.as_str());
        prop_assert!(script.calls().is_empty());
        prop_assert_eq!(value(&literal), Some(text));
    }

    #[test]
    fn a_literal_never_ends_before_its_end(text in any::<String>()) {
        let literal = quoted(&text);
        prop_assert!(value(&literal).is_some(), "{}", literal);
        prop_assert!(!literal.contains(char::is_control), "{}", literal);
    }
}

/// Texts of what is dangerous, among letters.
fn texts() -> impl Strategy<Value = String> {
    "[a-c$(){}`\"'\u{2018}\u{2019}\u{201A}\u{201B}#<>@;|&, \u{e4}\u{20ac}-]{0,24}"
}

/// The value of a single-quoted string as the tokenizer of PowerShell takes it: any of five
/// quotes ends it, unless another one follows. Nothing where the literal is not one string.
fn value(literal: &str) -> Option<String> {
    let quote = |c: &char| matches!(c, '\'' | '\u{2018}'..='\u{201B}');
    let mut characters = literal.chars().peekable();
    characters.next().filter(quote)?;
    let mut value = String::new();
    loop {
        let character = characters.next()?;
        if !quote(&character) {
            value.push(character);
        } else if characters.peek().is_some_and(quote) {
            value.extend(characters.next());
        } else {
            return characters.next().is_none().then_some(value);
        }
    }
}
