//! What a code means, for people and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::codes::{AREAS, Area, Code, Kind};
use crate::report::Look;
use crate::report::look::Ink;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// One code: what it is said of, what it means, what to do.
pub fn code(code: &Code, look: Look) -> String {
    let Code {
        code,
        kinds,
        meaning,
        cure,
        see,
    } = code;
    let kinds: Vec<&str> = kinds.iter().map(|kind| said_of(*kind)).collect();
    let head = look.set(
        "",
        &format!("{code}: {}", kinds.join(", or ")),
        2,
        Ink::Plain,
    );
    let mut text = format!("{}{}", look.strong(code), &head[code.len()..]);
    for (heading, words) in [("What it means", meaning), ("What to do", cure)] {
        writeln!(text, "\n{}", look.strong(heading)).expect(INFALLIBLE);
        text.push_str(&look.paragraph(words, 2));
    }
    if !see.is_empty() {
        let see: Vec<String> = see.iter().map(|code| (*code).to_owned()).collect();
        writeln!(text, "\n{}", look.strong("See also")).expect(INFALLIBLE);
        text.push_str(&look.wrapped("", &see, 2));
    }
    text
}

/// Every code by area; with `all`, each with its first sentence.
pub fn codes(all: bool, look: Look) -> String {
    let mut text = String::new();
    for area in AREAS {
        writeln!(text, "{}", look.strong(area.title)).expect(INFALLIBLE);
        if all {
            for code in area.codes {
                writeln!(text, "  {}", code.code).expect(INFALLIBLE);
                text.push_str(&look.paragraph(first_sentence(code.meaning), 4));
            }
        } else {
            let names: Vec<String> = area.codes.iter().map(|code| code.code.to_owned()).collect();
            text.push_str(&look.wrapped("", &names, 2));
        }
        text.push('\n');
    }
    let next = "For what one of them means: forecert explain CODE";
    writeln!(text, "{}", look.faint(next)).expect(INFALLIBLE);
    text
}

/// One code as JSON: `format_version`, and `code`, `kinds`, `area`, `meaning`, `cure`,
/// `see_also`.
pub fn code_json(code: &Code) -> String {
    let area = AREAS
        .iter()
        .find(|area| area.codes.iter().any(|own| own.code == code.code));
    let mut value = value(code, area.expect("each code is in an area"));
    value["format_version"] = json!("1.0");
    format!("{value:#}\n")
}

/// Every code as JSON: `format_version`, and `codes`, a list of what [`code_json`] has.
pub fn codes_json() -> String {
    let codes = AREAS
        .iter()
        .flat_map(|area| area.codes.iter().map(|code| value(code, area)));
    let codes: Vec<Value> = codes.collect();
    let value = json!({ "format_version": "1.0", "codes": codes });
    format!("{value:#}\n")
}

fn value(code: &Code, area: &Area) -> Value {
    let Code {
        code,
        kinds,
        meaning,
        cure,
        see,
    } = code;
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    json!({
        "code": code,
        "kinds": kinds,
        "area": area.title,
        "meaning": meaning,
        "cure": cure,
        "see_also": see,
    })
}

fn said_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Reason => "why a plan acts or waits",
        Kind::Block => "why a plan is blocked",
        Kind::Problem => "an error",
        Kind::Warning => "a warning",
        Kind::Remark => "a note",
        Kind::Exit => "how a command ended",
    }
}

fn first_sentence(text: &str) -> &str {
    match text.find(". ") {
        Some(end) => &text[..=end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    const NARROW: Look = Look {
        width: 60,
        ..Look::PLAIN
    };

    #[test]
    fn a_code_says_what_it_is_what_it_means_and_what_to_do() {
        let found = codes::find("key_missing").unwrap();
        assert_eq!(
            code(found, NARROW),
            "\
key_missing: why a plan is blocked, or a warning, or an
  error

What it means
  A version's private key is not at its place in the key
  directory, although the directory is there. Without it the
  certificate cannot be installed.

What to do
  Restore the key from its backup; the message says where it
  lies if it was only moved. If it is lost:
  `forecert withdraw ID --generation N --reason \"key lost\"`,
  then `forecert apply` for a new one.

See also
  keys_not_here, key_unreadable
"
        );
    }

    #[test]
    fn the_list_has_every_code_and_each_line_keeps_to_the_width() {
        let short = codes(false, NARROW);
        let long = codes(true, NARROW);
        for code in codes::all() {
            assert!(short.contains(code.code), "{}", code.code);
            assert!(long.contains(&format!("\n  {}\n", code.code)));
        }
        for line in short.lines().chain(long.lines()) {
            assert!(line.chars().count() <= 60, "{line}");
        }
    }
}
