//! The sheet of a folder as Markdown, for a ticket or a merge request. Words of others
//! stand as code.

use std::fmt::Write as _;

use crate::finding::visible;
use crate::markdown::{fenced, spans};

use super::awaited::{Awaited, Unwanted};
use super::certreq;
use super::facts::{Fact, Words, facts};
use super::sheet::{DO_NOT_SIGN, introduction};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// The page.
pub(super) fn page(issuer: &str, requests: &[&Awaited<'_>], closed: &[&Unwanted<'_>]) -> Vec<u8> {
    let mut text = format!("# Requests to {}\n", data(issuer));
    for line in introduction(requests) {
        write!(text, "\n{line}\n").expect(INFALLIBLE);
    }
    for (index, awaited) in requests.iter().enumerate() {
        let file = data(&awaited.file());
        write!(text, "\n## {}. {file}\n\n", index + 1).expect(INFALLIBLE);
        text.push_str("| what | asked |\n|---|---|\n");
        for Fact { what, words } in facts(awaited) {
            let words = match words {
                Words::Data(lines) => lines
                    .iter()
                    .map(|line| spans(line))
                    .collect::<Vec<_>>()
                    .join("<br>"),
                Words::Said(words) => words,
            };
            writeln!(text, "| {what} | {words} |").expect(INFALLIBLE);
        }
        text.push('\n');
        text.push_str(&if awaited.is_internal() {
            fenced("powershell", &certreq::line(awaited))
        } else {
            fenced("", &awaited.request.pem())
        });
    }
    if !closed.is_empty() {
        write!(text, "\n## Do not sign\n\n{DO_NOT_SIGN}\n\n").expect(INFALLIBLE);
        text.push_str(
            "| certificate | version | order | asked on | why |\n|---|---|---|---|---|\n",
        );
    }
    for one in closed {
        let id = data(&one.id.to_string());
        let order = one.order.handle.as_deref().map(data).unwrap_or_default();
        writeln!(
            text,
            "| {id} | {} | {order} | {} | {} |",
            one.generation.number,
            crate::cert::day(one.order.since),
            one.why
        )
        .expect(INFALLIBLE);
    }
    text.into_bytes()
}

fn data(text: &str) -> String {
    spans(&visible(text))
}
