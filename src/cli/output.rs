//! Writing to stdout and stderr, and how text is set there.

use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::{AutoStream, ColorChoice};

use crate::cli::arguments::{Colour, Common};
use crate::cli::exit::{Exit, Stop, Words};
use crate::report::{self, Look};

/// How text on stdout is set.
pub(super) fn look(common: &Common) -> Look {
    Look {
        width: width(),
        colour: coloured(common, AutoStream::choice(&std::io::stdout())),
    }
}

/// How text on stderr is set.
pub(super) fn look_aside(common: &Common) -> Look {
    Look {
        width: width(),
        colour: coloured(common, AutoStream::choice(&std::io::stderr())),
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

/// The terminal's width as the shell exports it; a comfortable one otherwise.
fn width() -> usize {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(100)
        .clamp(60, 200)
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
pub(super) fn parser(error: &clap::Error) -> Exit {
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

/// Why a command ended early.
pub(super) fn stop(stop: &Stop, common: &Common) {
    let look = look_aside(common);
    let text = match &stop.words {
        Words::Findings(findings, name, manifest) => {
            report::in_manifest(findings, name, manifest, look)
        }
        Words::Error(error, cure) => report::failure(error.as_ref(), cure.as_deref(), look),
        Words::Text(text, cure) => report::sentence(text, cure.as_deref(), look),
    };
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
