//! The book is whole: the summary lists every chapter, and every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::prose::{links, outside_of_blocks, root};

/// Every page by its file name.
pub fn pages() -> BTreeMap<String, String> {
    let folder = fs::read_dir(root().join("docs/src")).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    let pages = paths.filter(|path| path.extension().is_some_and(|end| end == "md"));
    pages
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (
                name,
                fs::read_to_string(&path).unwrap().replace("\r\n", "\n"),
            )
        })
        .collect()
}

#[test]
fn the_summary_lists_every_chapter_once() {
    let pages = pages();
    let mut listed = links(&pages["SUMMARY.md"]);
    listed.sort();
    let chapters = pages.keys().filter(|name| *name != "SUMMARY.md");
    assert_eq!(listed, chapters.cloned().collect::<Vec<_>>());
}

#[test]
fn a_chapter_is_called_what_the_summary_calls_it() {
    let pages = pages();
    for line in pages["SUMMARY.md"].lines() {
        let Some((title, rest)) = line
            .split_once('[')
            .and_then(|(_, rest)| rest.split_once("]("))
        else {
            continue;
        };
        let page = &pages[rest.trim_end_matches(')')];
        assert!(page.contains(&format!("# {title}\n")), "{line}");
    }
}

#[test]
fn every_link_leads_to_a_page_and_a_place_on_it() {
    let pages = pages();
    let mut faults = Vec::new();
    for (name, page) in &pages {
        for link in links(page).iter().filter(|link| !link.contains("://")) {
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            let to = if to.is_empty() { name } else { to };
            let leads = match pages.get(to) {
                Some(page) => anchor.is_empty() || anchors(page).contains(anchor),
                None => root().join("docs/src").join(to).is_file(),
            };
            if !leads {
                faults.push(format!("{name} links to `{link}`"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_chapter_begins_with_its_title_and_has_one() {
    let pages = pages();
    // The summary's parts have titles of their own.
    for (name, page) in pages.iter().filter(|(name, _)| *name != "SUMMARY.md") {
        let text = outside_of_blocks(page);
        let titles: Vec<&str> = text.lines().filter(|line| line.starts_with("# ")).collect();
        assert_eq!(titles.len(), 1, "{name}: {titles:?}");
    }
}

#[test]
fn no_line_is_too_long_to_be_reviewed() {
    for (name, page) in pages() {
        // What is made has a table row for each entry, however long.
        let written = !page.starts_with("<!-- Made");
        let long = page.lines().filter(|line| {
            let free = line.starts_with('|') || line.contains("://");
            written && !free && line.chars().count() > 100
        });
        assert_eq!(long.collect::<Vec<_>>(), [""; 0], "{name}");
    }
}

/// The places of a page that a link can lead to: its headings, as mdBook and GitHub name
/// them, and anchors of its own.
fn anchors(page: &str) -> BTreeSet<String> {
    let text = outside_of_blocks(page);
    let headings = text.lines().filter_map(|line| {
        let title = line.trim_start_matches('#');
        let heading = title.len() < line.len() && title.starts_with(' ');
        heading.then(|| slug(title))
    });
    let own = text.split("<a id=\"").skip(1);
    headings
        .chain(own.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())))
        .collect()
}

fn slug(title: &str) -> String {
    let kept = title.trim().chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then(|| c.to_ascii_lowercase()),
    });
    kept.collect()
}
