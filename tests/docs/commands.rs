//! The commands of the book, typed from the first chapter to the last by one reader with
//! the examples, who goes back to where they are for each chapter.
//!
//! | block | what is done with it |
//! |---|---|
//! | `sh` | typed; each command ends with 0, or as its comment `# exit code 3` says |
//! | `console` | the output of the block before: a line `...` stands for any lines, `…` for any text |
//! | `yaml FILE` | written to the file |
//! | `diff FILE` | the file is edited so |
//! | others | read only |

use crate::chapters::pages;
use crate::prose::{Block, Desk, blocks, links};

#[test]
fn the_commands_of_every_chapter_run_and_show_what_the_chapter_shows() {
    let pages = pages();
    let mut desk = Desk::new();
    let mut faults = Vec::new();
    for name in links(&pages["SUMMARY.md"]) {
        desk.begins_anew();
        faults.extend(walk(&mut desk, &name, &blocks(&pages[&name])).err());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n\n"));
}

#[test]
fn every_block_says_what_it_is() {
    const KNOWN: [&str; 8] = [
        "sh",
        "console",
        "yaml",
        "diff",
        "powershell",
        "text",
        "json",
        "cmd",
    ];
    for (name, page) in pages() {
        for block in blocks(&page) {
            let word = block.info.split(' ').next().unwrap_or_default();
            assert!(
                KNOWN.contains(&word),
                "{name}:{}: `{}`",
                block.line,
                block.info
            );
        }
    }
}

/// Types a chapter, or says where it went wrong.
fn walk(desk: &mut Desk, name: &str, blocks: &[Block]) -> Result<(), String> {
    let mut seen = String::new();
    for block in blocks {
        let at = format!("docs/src/{name}:{}", block.line);
        match block.info.split_once(' ').unwrap_or((&block.info, "")) {
            ("sh", "") => {
                let typed = desk.types(&block.text);
                if !typed.done {
                    return Err(format!("{at}: went wrong\n{}", typed.seen));
                }
                seen = typed.seen;
            }
            ("console", "") => {
                if let Err(line) = shows(&seen, &block.text) {
                    return Err(format!("{at}: `{line}` is not shown here\n{seen}"));
                }
            }
            ("yaml", file) if !file.is_empty() => desk.writes(file, &block.text),
            ("diff", file) => desk.edits(file, &block.text),
            _ => {}
        }
    }
    Ok(())
}

/// Whether an output is what a chapter shows; if not, the first line that is missing.
fn shows<'a>(seen: &str, shown: &'a str) -> Result<(), &'a str> {
    let seen: Vec<&str> = seen.lines().map(str::trim_end).collect();
    let mut at = 0;
    let mut anywhere = false;
    for line in shown.lines() {
        if line == "..." {
            anywhere = true;
            continue;
        }
        let rest = &seen[at..];
        let reach = if anywhere {
            rest.len()
        } else {
            rest.len().min(1)
        };
        let found = rest[..reach].iter().position(|seen| is(seen, line));
        at += found.ok_or(line)? + 1;
        anywhere = false;
    }
    if anywhere || at == seen.len() {
        Ok(())
    } else {
        Err("(the end)")
    }
}

/// Whether a line is the one shown, where `…` stands for any text.
fn is(seen: &str, shown: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = seen.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn what_is_left_out_of_an_output_is_marked() {
    let seen = "Plan\n  + a  create\n  + b  create\nPlan: 2\n";
    assert_eq!(shows(seen, seen), Ok(()));
    assert_eq!(shows(seen, "Plan\n...\nPlan: 2\n"), Ok(()));
    assert_eq!(shows(seen, "...\n  + … create\n...\n"), Ok(()));
    assert_eq!(shows(seen, "Plan\nPlan: 2\n"), Err("Plan: 2"));
    assert_eq!(shows(seen, "Plan\n"), Err("(the end)"));
    assert_eq!(shows(seen, "...\n  + c…\n...\n"), Err("  + c…"));
}
