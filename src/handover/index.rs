//! `index.txt`: the requests of all issuers in the order in which they should leave, each
//! with the reason for its place.

use std::fmt::Write as _;

use crate::cert::day;
use crate::desired::Class;
use crate::finding::visible;

use super::awaited::{Awaited, Unwanted};
use super::facts::{unwanted, why};
use super::folder::folder_name;
use super::sheet::{DO_NOT_SIGN, heading, paragraph, windows};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Why they stand in this order.
const ORDER: &str = "What is needed by a day comes first, by the day on which it must be asked \
                     for. Then what takes longest leaves first: public issuers before the \
                     organization's own. Then comes what is installed first, then what ends first.";

/// What becomes of requests that are held back.
const HELD: &str = "Their issuers are to be asked on a later day. They are not in these folders; \
                    `forecert bundle --requests` adds them on that day.";

/// The index.
pub(super) fn index(
    awaited: &[Awaited<'_>],
    held: &[Awaited<'_>],
    closed: &[Unwanted<'_>],
) -> Vec<u8> {
    let mut text = heading(
        "Open requests, in the order in which they should leave",
        '=',
    );
    if awaited.is_empty() {
        text.push_str("None.\n");
    } else {
        text.push_str(&paragraph("", ORDER));
    }
    text.push('\n');
    for (index, one) in awaited.iter().enumerate() {
        let folder = folder_name(&one.issuer.name);
        writeln!(text, "{:>3}. {folder}/{}", index + 1, one.file()).expect(INFALLIBLE);
        for line in place(one) {
            text.push_str(&paragraph("     ", &line));
        }
    }
    if !held.is_empty() {
        text.push('\n');
        text.push_str(&heading("Not to be submitted yet", '='));
        text.push_str(&paragraph("", HELD));
        text.push('\n');
    }
    for one in held {
        let issuer = visible(&one.issuer.name);
        let until = one.issuer.submit_after.map_or(String::new(), day);
        let version = one.generation.number;
        let line = format!(
            "on {until} to {issuer}: {}, version {version}",
            one.declared.id
        );
        text.push_str(&paragraph("- ", &line));
    }
    if !closed.is_empty() {
        text.push('\n');
        text.push_str(&heading("Do not sign", '='));
        text.push_str(&paragraph("", DO_NOT_SIGN));
        text.push('\n');
    }
    for one in closed {
        let issuer = visible(&one.order.issuer);
        let line = format!("at {issuer}: {}", unwanted(one));
        text.push_str(&paragraph("- ", &line));
    }
    windows(&text)
}

/// What it is, and why it stands where it does.
fn place(one: &Awaited<'_>) -> [String; 2] {
    let (id, version) = (&one.declared.id, one.generation.number);
    let order = one.generation.order.as_ref();
    let since = order.map(|order| format!(", waits since {}", day(order.since)));
    let needed = one.entry.needed_by.zip(one.entry.send_by);
    let needed = needed.map_or(String::new(), |(needed, send_by)| {
        let (needed, send_by) = (day(needed), day(send_by));
        format!("needed by {needed}, asked for by {send_by}; ")
    });
    let class = match one.issuer.class {
        Class::Public => "public issuer",
        Class::Enterprise => "issuer of the organization",
    };
    [
        format!("{id}, version {version}{}", since.unwrap_or_default()),
        format!("{needed}{class}; step {}; {}", one.declared.wave, why(one)),
    ]
}
