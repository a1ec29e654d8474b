//! Writing to stdout and stderr, and how text is set there.

use std::io::Write;

use anstream::{AutoStream, ColorChoice};

use crate::cli::arguments::{Colour, Common};
use crate::cli::exit::{Stop, Words};
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
    // A reader that has seen enough closes the pipe; that is no failure of ours.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
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
