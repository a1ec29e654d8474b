//! The sheet of a folder as plain text: what each request asks and why, with lines that end
//! as Windows ends them.

use std::fmt::Write as _;

use super::awaited::{Awaited, Unwanted};
use super::certreq;
use super::facts::{Fact, Words, facts, unwanted};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Characters in a line.
const WIDTH: usize = 80;

/// Where the facts begin, behind what they are about.
const COLUMN: usize = 24;

/// What is said before the requests of an issuer, one paragraph a line, names in backticks.
pub(super) fn introduction(requests: &[&Awaited<'_>]) -> Vec<&'static str> {
    let internal = requests.first().is_some_and(|one| one.is_internal());
    let mut lines = Vec::new();
    if requests.is_empty() {
        return lines;
    }
    lines.push("These requests are open, in the order in which they should be signed.");
    lines.push(
        "Send the certificates back with those of the authorities that issued them, as `.cer`, \
         `.p7b` or PEM files.",
    );
    if internal {
        lines.push(
            "`Submit-Requests.ps1` submits them all. The line below each is for PowerShell, and \
             lets you choose the CA; `-config 'SERVER\\CA'` names it.",
        );
    } else {
        lines.push("Paste the text of a request into the form of the CA, or send its file.");
    }
    lines.push(
        "To compare a file: `certutil -hashfile FILE SHA256`. The digest of the key is over its \
         SubjectPublicKeyInfo, which the certificate has too.",
    );
    lines
}

/// What is said before the requests that are not to be signed.
pub(super) const DO_NOT_SIGN: &str =
    "These lie with the issuer and are not needed any more. Cancel them.";

/// The sheet.
pub(super) fn sheet(issuer: &str, requests: &[&Awaited<'_>], closed: &[&Unwanted<'_>]) -> Vec<u8> {
    let mut text = heading(&format!("Requests to {issuer}"), '=');
    for line in introduction(requests) {
        text.push_str(&paragraph("", &line.replace('`', "")));
        text.push('\n');
    }
    for (index, awaited) in requests.iter().enumerate() {
        let head = format!("{}. {}", index + 1, awaited.file());
        text.push_str(&heading(&head, '-'));
        for fact in facts(awaited) {
            text.push_str(&line(&fact));
        }
        text.push('\n');
        if awaited.is_internal() {
            writeln!(text, "{}\n", certreq::line(awaited)).expect(INFALLIBLE);
        } else {
            writeln!(text, "{}", awaited.request.pem()).expect(INFALLIBLE);
        }
    }
    text.push_str(&do_not_sign(closed));
    windows(&text)
}

/// The requests that are not to be signed, under their heading.
pub(super) fn do_not_sign(closed: &[&Unwanted<'_>]) -> String {
    if closed.is_empty() {
        return String::new();
    }
    let mut text = heading("Do not sign", '-');
    text.push_str(&paragraph("", DO_NOT_SIGN));
    text.push('\n');
    for one in closed {
        text.push_str(&paragraph("- ", &unwanted(one)));
    }
    text
}

/// A line with another one below it.
pub(super) fn heading(words: &str, below: char) -> String {
    let line = below.to_string().repeat(words.chars().count());
    format!("{words}\n{line}\n\n")
}

/// Words in lines of 80 characters, the first behind `head` and the others behind as many
/// blanks. What is longer stands whole, so that it can be copied.
pub(super) fn paragraph(head: &str, words: &str) -> String {
    let mut text = String::new();
    let mut line = head.to_owned();
    let mut is_first = true;
    for word in words.split(' ') {
        if !is_first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(text, "{line}").expect(INFALLIBLE);
            line = " ".repeat(head.chars().count());
            is_first = true;
        }
        if !is_first {
            line.push(' ');
        }
        line.push_str(word);
        is_first = false;
    }
    writeln!(text, "{line}").expect(INFALLIBLE);
    text
}

/// A text for Windows, with a byte order mark where it is not ASCII: without one, Notepad
/// and Windows PowerShell take it for the system's code page.
pub(super) fn windows(text: &str) -> Vec<u8> {
    let mark = if text.is_ascii() { "" } else { "\u{feff}" };
    format!("{mark}{}", text.replace('\n', "\r\n")).into_bytes()
}

fn line(fact: &Fact) -> String {
    let words = match &fact.words {
        Words::Data(lines) => lines.join(&format!("\n{:COLUMN$}", "")),
        Words::Said(words) => words.clone(),
    };
    format!("{:<COLUMN$}{words}\n", fact.what)
}
