//! Writing to stdout and stderr, and how text is set there.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::{AutoStream, ColorChoice};
use clap::error::{ContextKind, ContextValue};
use terminal_size::{Height, Width};

use crate::cli::arguments::{Colour, Common};
use crate::cli::exit::{Exit, Stop, Words};
use crate::finding::visible;
use crate::report::{self, Look};

/// The manifest where none is named.
const DEFAULT_MANIFEST: &str = "forecert.yaml";

/// How text on stdout is set.
pub(super) fn look(common: &Common) -> Look {
    let stdout = std::io::stdout();
    let size = terminal_size::terminal_size_of(&stdout);
    set_for(
        common,
        AutoStream::choice(&stdout),
        stdout.is_terminal(),
        size,
    )
}

/// How text on stderr is set.
pub(super) fn look_aside(common: &Common) -> Look {
    let stderr = std::io::stderr();
    let size = terminal_size::terminal_size_of(&stderr);
    set_for(
        common,
        AutoStream::choice(&stderr),
        stderr.is_terminal(),
        size,
    )
}

fn set_for(
    common: &Common,
    detected: ColorChoice,
    terminal: bool,
    size: Option<(Width, Height)>,
) -> Look {
    let columns = std::env::var("COLUMNS").ok();
    Look {
        width: width(columns.as_deref(), size.map(|(Width(width), _)| width)),
        colour: coloured(common, detected),
        unicode: unicode(terminal, |name| std::env::var(name).ok()),
        all: common.verbose,
    }
}

fn coloured(common: &Common, detected: ColorChoice) -> bool {
    match common.color {
        Colour::Always => true,
        Colour::Never => false,
        // NO_COLOR, CLICOLOR, TERM=dumb and pipes are seen to by the detection.
        Colour::Auto => detected != ColorChoice::Never,
    }
}

/// What is asked for with COLUMNS, else the terminal's own width, else a comfortable one.
fn width(columns: Option<&str>, terminal: Option<u16>) -> usize {
    let asked = columns.and_then(|columns| columns.parse().ok());
    // A terminal that does not know its width says 0.
    let own = terminal.filter(|width| *width > 0).map(usize::from);
    asked.or(own).unwrap_or(100).clamp(60, 200)
}

/// Whether signs beyond ASCII arrive as they are meant. Windows gives them to its consoles
/// whatever the code page, but reads a redirected file with it; elsewhere the locale says
/// how text is read.
fn unicode(terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    if variable("TERM").as_deref() == Some("dumb") {
        return false;
    }
    if cfg!(windows) {
        return terminal;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let locale = locale.filter_map(variable).find(|value| !value.is_empty());
    locale.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// A path as a line shows it, whatever characters are in it.
pub(super) fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
}

/// A result.
pub(super) fn result(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    if let Err(error) = written {
        not_written(&error);
    }
}

/// Whether a result could not be written; its reader must not take what is there for
/// the whole.
static CUT_OFF: AtomicBool = AtomicBool::new(false);

fn not_written(error: &std::io::Error) {
    // A reader that has seen enough closes the pipe; that is no failure of ours.
    if error.kind() != ErrorKind::BrokenPipe && !CUT_OFF.swap(true, Ordering::Relaxed) {
        let text = format!("cannot write the result to stdout: {error}");
        let cure = "make room there, or send it elsewhere";
        let text = report::sentence(&text, Some(cure), Look::PLAIN);
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// The exit code, given whether all results could be written.
pub(super) fn exit(exit: Exit) -> Exit {
    if CUT_OFF.load(Ordering::Relaxed) {
        Exit::Failed
    } else {
        exit
    }
}

/// What the argument parser has to say: help and version are results.
pub(super) fn parser(mut error: clap::Error) -> Exit {
    // It quotes the command line, which a script may have put together.
    let quoted = error.context().filter_map(|(kind, value)| match value {
        ContextValue::String(text) => Some((kind, visible(text).into_owned())),
        _ => None,
    });
    let quoted: Vec<(ContextKind, String)> = quoted.collect();
    for (kind, text) in quoted {
        error.insert(kind, ContextValue::String(text));
    }
    let printed = error.print();
    if error.use_stderr() {
        return Exit::Usage;
    }
    let printed = printed.and_then(|()| std::io::stdout().flush());
    if let Err(error) = printed {
        not_written(&error);
    }
    exit(Exit::Done)
}

/// Something beside the result, unless quiet was asked for.
pub(super) fn aside(common: &Common, text: &str) {
    if !common.quiet {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// What to run next, beside the result.
pub(super) fn next(common: &Common, text: impl FnOnce(&str, Look) -> String) {
    aside(common, &text(&program(common), look_aside(common)));
}

/// How this program was called, so that the next command works on the same files.
pub(super) fn program(common: &Common) -> String {
    let mut text = "forecert".to_owned();
    let default = Path::new(DEFAULT_MANIFEST);
    let manifest = Some(&common.manifest).filter(|path| *path != default);
    for (option, path) in [("-f", manifest), ("-i", common.inventory.as_ref())] {
        if let Some(path) = path {
            text.push_str(&format!(
                " {option} {}",
                quoted(&path.display().to_string())
            ));
        }
    }
    text
}

/// A word as a shell takes it back: nothing in it is carried out when it is pasted.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/\\:-".contains(c);
    // PowerShell doubles a quote within quotes; a Unix shell has to leave them for it.
    let inner = if cfg!(windows) { "''" } else { "'\\''" };
    match word {
        _ if word.chars().all(plain) && !word.is_empty() => word.to_owned(),
        _ => format!("'{}'", word.replace('\'', inner)),
    }
}

/// Why a command ended early.
pub(super) fn stop(stop: &Stop, common: &Common) {
    let look = look_aside(common);
    let text = match &stop.words {
        Words::Findings(findings, name, manifest) => {
            report::in_manifest(findings, name, manifest, look)
        }
        Words::Documents(documents) => documents
            .iter()
            .map(|one| report::in_manifest(&one.findings, &one.name, &one.text, look))
            .collect(),
        Words::Error(error, cure) => report::failure(error.as_ref(), cure.as_deref(), look),
        Words::Text(text, cure) => report::sentence(text, cure.as_deref(), look),
    };
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_file_name_is_a_word_to_the_shell_that_it_is_pasted_into() {
        for (path, word) in [
            ("a/b-1.yaml", "a/b-1.yaml"),
            ("a b.yaml", "'a b.yaml'"),
            ("$(id)`x`.yaml", "'$(id)`x`.yaml'"),
            ("it's.yaml", "'it'\\''s.yaml'"),
        ] {
            assert_eq!(quoted(path), word);
        }
    }

    #[test]
    fn the_width_is_what_was_asked_for_else_the_terminals_else_a_hundred() {
        assert_eq!(width(Some("72"), Some(90)), 72);
        assert_eq!(width(None, Some(90)), 90);
        assert_eq!(width(Some("wide"), Some(90)), 90);
        assert_eq!(width(None, Some(0)), 100);
        assert_eq!(width(None, None), 100);
        assert_eq!(
            (width(Some("0"), None), width(Some("999"), None)),
            (60, 200)
        );
    }

    #[cfg(unix)]
    #[test]
    fn signs_beyond_ascii_are_for_those_whose_locale_has_them() {
        let with = |set: &[(&str, &str)]| {
            unicode(true, |name| {
                let found = set.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert!(with(&[("LANG", "en_US.UTF-8")]));
        assert!(with(&[
            ("LC_ALL", ""),
            ("LANG", "C.utf8"),
            ("TERM", "xterm")
        ]));
        assert!(!with(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")]));
        assert!(!with(&[("LANG", "en_US.UTF-8"), ("TERM", "dumb")]));
        assert!(!with(&[]));
    }
}
