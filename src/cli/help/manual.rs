//! Manual pages, from the same definitions as `--help`.

use std::io;

use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{PAGES, Page};

/// What lies where, unless the manifest says otherwise.
const FILES: [(&str, &str); 4] = [
    ("forecert.yaml", "The manifest."),
    (
        "inventory/",
        "Requests, certificates and chains, a directory for each certificate id and in it one \
         for each version. Nothing in it is secret.",
    ),
    (
        "keys/",
        "Private keys, under the same ids. Never under version control.",
    ),
    (
        "ca/",
        "A local CA: its certificate and its revocation list; its private key in ca/keys/.",
    ),
];

/// What of the environment counts.
const ENVIRONMENT: [(&str, &str); 5] = [
    (
        "NO_COLOR",
        "If set and not empty, no colours unless --color always is given.",
    ),
    (
        "CLICOLOR_FORCE",
        "If set and not 0, colours also where no terminal takes them.",
    ),
    ("TERM", "No colours on a terminal that is dumb."),
    (
        "COLUMNS",
        "The width that text is set to, from 60 to 200; 100 unless the shell exports it.",
    ),
    (
        "GITHUB_STEP_SUMMARY",
        "The file that plan --github-step-summary appends to.",
    ),
];

/// The name of the page of a command; `forecert` where that is empty.
pub(in crate::cli) fn name(page: &Page) -> String {
    match page.command {
        "" => "forecert".to_owned(),
        command => format!("forecert-{command}"),
    }
}

/// The manual page of a command, as roff.
pub(in crate::cli) fn manual(page: &Page) -> String {
    let mut whole = super::command()
        .disable_help_subcommand(true)
        .subcommand_help_heading("COMMANDS");
    whole.build();
    let version = whole.get_version().unwrap_or_default();
    let title = name(page).to_uppercase();
    // By hand: clap_mangen writes an empty date as none, and what follows would be taken
    // for it. A date would differ from build to build.
    let title = format!(".TH {title} 1 \"\" \"forecert {version}\" \"forecert manual\"\n");
    let own = whole.find_subcommand(page.command).unwrap_or(&whole);
    let mut text = title.into_bytes();
    render(&Man::new(own.clone()), page, &mut text).expect("memory takes what is written");
    String::from_utf8_lossy(&text).into_owned()
}

fn render(man: &Man, page: &Page, text: &mut Vec<u8>) -> io::Result<()> {
    man.render_name_section(text)?;
    man.render_synopsis_section(text)?;
    man.render_description_section(text)?;
    if page.command.is_empty() {
        man.render_subcommands_section(text)?;
    }
    man.render_options_section(text)?;
    endings(page).to_writer(text)
}

/// The sections that clap knows nothing of.
fn endings(page: &Page) -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for (exit, meaning) in page.meanings() {
        item(&mut roff, &(exit as u8).to_string(), meaning);
    }
    if page.has_estate {
        roff.control("SH", ["FILES"]);
        for (path, what) in FILES {
            item(&mut roff, path, what);
        }
    }
    roff.control("SH", ["ENVIRONMENT"]);
    for (variable, what) in ENVIRONMENT {
        item(&mut roff, variable, what);
    }
    roff.control("SH", ["EXAMPLES"]);
    for (index, (purpose, line)) in page.examples.iter().enumerate() {
        if index > 0 {
            roff.control("PP", []);
        }
        roff.text([roman(*purpose)]);
        roff.control("RS", ["4"]);
        roff.control("nf", []);
        roff.text([bold(*line)]);
        roff.control("fi", []);
        roff.control("RE", []);
    }
    roff.control("SH", ["SEE ALSO"]);
    let others = PAGES.iter().filter(|other| other.command != page.command);
    let others = others.filter(|other| page.command.is_empty() || other.command.is_empty());
    for (index, other) in others.enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        roff.text([roman(comma), bold(name(other)), roman("(1)")]);
    }
    roff
}

fn item(roff: &mut Roff, term: &str, meaning: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text([roman(meaning)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_sections_and_what_its_help_says() {
        for page in PAGES {
            let text = manual(page);
            let title = format!(".TH {} 1", name(page).to_uppercase());
            assert!(text.contains(&title), "{title}: {text}");
            let sections = ["\"EXIT STATUS\"", "ENVIRONMENT", "EXAMPLES", "\"SEE ALSO\""];
            for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"]
                .iter()
                .chain(&sections)
            {
                let heading = format!("\n.SH {section}\n");
                assert!(text.contains(&heading), "{heading}{text}");
            }
            assert_eq!(text.contains("\n.SH FILES\n"), page.has_estate);
        }
    }
}
