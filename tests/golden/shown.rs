//! What a run showed, as it stands in a file, and how two such texts differ.

use std::path::Path;

use similar::TextDiff;

use crate::support::Run;

/// A whole run: the command line, stdout, stderr and the exit code.
pub fn session(command: &str, run: &Run, root: &Path) -> String {
    let mut text = format!("$ {command}\n{}", run.stdout);
    if !run.stderr.is_empty() {
        text.push_str(&format!("--- stderr\n{}", run.stderr));
    }
    text.push_str(&format!("--- exit {}\n", run.code));
    masked(&text, root)
}

/// The text with what differs from run to run under a name: the folder, digests, serial
/// numbers, and the moment of a command that takes none. Escapes are made visible.
pub fn masked(text: &str, root: &Path) -> String {
    let text = text.replace(&root.display().to_string(), "/estate");
    let text = text.replace('\u{1b}', "\\e");
    let text = behind(&text, "as of ", "YYYY-MM-DD HH:MM UTC", is_now);
    let text = behind(&text, "holds until ", "YYYY-MM-DD", |_| true);
    let text = behind(&text, "serial ", &"0".repeat(32), is_hex);
    let text = behind(&text, "\"thumbprint\": \"", &"0".repeat(40), is_hex);
    let text = behind(&text, "\"adopts\": \"", &"0".repeat(64), is_hex);
    let text = behind(&text, "\"fingerprint\": \"", &"0".repeat(64), is_hex);
    behind(&text, "\"integrity\": \"#", &"0".repeat(64), is_hex)
}

/// Commands that take no `--as-of` run at the clock, which is never at noon sharp as the
/// moments of the scenarios are.
fn is_now(moment: &str) -> bool {
    !moment.ends_with("12:00 UTC")
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Puts `name` in the place of as many characters behind each `mark`, where they are
/// what differs.
fn behind(text: &str, mark: &str, name: &str, differs: impl Fn(&str) -> bool) -> String {
    let mut pieces = text.split(mark);
    let mut masked = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        masked.push_str(mark);
        match piece.split_at_checked(name.len()) {
            Some((value, rest)) if differs(value) => {
                masked.push_str(name);
                masked.push_str(rest);
            }
            _ => masked.push_str(piece),
        }
    }
    masked
}

/// The lines that differ, each with a few around it.
pub fn difference(path: &str, expected: &str, found: &str) -> String {
    TextDiff::from_lines(expected, found)
        .unified_diff()
        .header(path, "as it is shown now")
        .to_string()
}

#[test]
fn what_differs_from_run_to_run_gets_a_name_and_nothing_else_does() {
    let text = "Plan as of 2026-11-22 21:07 UTC\nas of 2026-12-01 12:00 UTC: /tmp/a/inventory\n\
                \"integrity\": \"none\", names: as of, serial 12\n";
    assert_eq!(
        masked(text, Path::new("/tmp/a")),
        "Plan as of YYYY-MM-DD HH:MM UTC\nas of 2026-12-01 12:00 UTC: /estate/inventory\n\
         \"integrity\": \"none\", names: as of, serial 12\n"
    );
}
