//! The names of a certificate by the rules that put them in, with the pages of the rules.

use std::fmt::Write as _;

use crate::desired::{DesiredCertificate, NameOrigin};
use crate::finding::visible;
use crate::lync::Source;
use crate::report::Look;
use crate::report::look::{Ink, width};

use super::place::Manifest;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// More names of one rule than these are told only where everything is asked for.
const NAMES: usize = 6;

/// The names, each under its rule, in the order in which they are written.
pub(super) fn names(
    declared: &DesiredCertificate,
    manifest: Manifest<'_>,
    all: bool,
    look: Look,
) -> String {
    let mut rules: Vec<(&NameOrigin, Vec<&NameOrigin>)> = Vec::new();
    for origin in &declared.origins {
        let same = |(first, _): &&mut (&NameOrigin, Vec<&NameOrigin>)| first.rule == origin.rule;
        match rules.iter_mut().find(same) {
            Some((_, names)) => names.push(origin),
            None => rules.push((origin, vec![origin])),
        }
    }
    let common_name = declared.contents.subject.common_name();
    let mut pages: Vec<Source> = Vec::new();
    let mut text = String::new();
    for (first, names) in rules {
        let page = first.rule.source.map(|source| page(&mut pages, source));
        let page = page
            .map(|number| format!(" [{number}]"))
            .unwrap_or_default();
        let words = format!("{} ({}){page}", first.rule.what, first.rule.code);
        text.push_str(&look.paragraph(&words, 2));
        let shown = if all || names.len() <= NAMES + 1 {
            names.len()
        } else {
            NAMES
        };
        let listed = &names[..shown];
        let longest = listed.iter().map(|origin| origin.name.len()).max();
        for origin in listed {
            let place = origin.span.as_ref().map(|span| manifest.at(span));
            let mut words = place.unwrap_or_default();
            if common_name == Some(origin.name.as_str()) {
                words.push_str(", the common name");
            }
            text.push_str(&beside(
                &origin.name,
                &words,
                longest.unwrap_or_default(),
                look,
            ));
        }
        let hidden = names.len() - shown;
        if hidden > 0 {
            let more = format!("and {hidden} more; -v lists all");
            writeln!(text, "    {}", look.faint(&more)).expect(INFALLIBLE);
        }
    }
    for (index, source) in pages.iter().enumerate() {
        let head = format!("[{}] ", index + 1);
        text.push_str(&look.hanging(&head, source.title, 2));
        writeln!(text, "      {}", look.faint(source.url)).expect(INFALLIBLE);
    }
    text
}

/// A name and its place: beside it where both fit, else below.
fn beside(name: &str, place: &str, columns: usize, look: Look) -> String {
    let place = visible(place);
    if 4 + columns + 2 + width(&place) <= look.width {
        format!("    {name:<columns$}  {}\n", look.faint(&place))
    } else {
        let name = look.paragraph(name, 4);
        name + &look.set("      ", &place, 8, Ink::Faint)
    }
}

fn page(pages: &mut Vec<Source>, source: Source) -> usize {
    let index = pages.iter().position(|page| *page == source);
    index.unwrap_or_else(|| {
        pages.push(source);
        pages.len() - 1
    }) + 1
}
