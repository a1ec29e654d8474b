//! `forecert man`: manual pages, printed or written.

use std::path::Path;

use crate::cli::arguments::ManArgs;
use crate::cli::exit::{Exit, Stop};
use crate::cli::help::{PAGES, Page, manual, manual_name};
use crate::cli::output;
use crate::finding::nearest;
use crate::store;

pub(in crate::cli) fn run(args: &ManArgs) -> Result<Exit, Stop> {
    let pages: Vec<&Page> = match (&args.command, &args.out) {
        (Some(command), _) => vec![page(command)?],
        (None, Some(_)) => PAGES.iter().collect(),
        (None, None) => PAGES.iter().take(1).collect(),
    };
    for page in pages {
        let text = manual(page);
        match &args.out {
            Some(folder) => write(folder, page, &text)?,
            None => output::result(&text),
        }
    }
    Ok(Exit::Done)
}

fn write(folder: &Path, page: &Page, text: &str) -> Result<(), Stop> {
    let path = folder.join(format!("{}.1", manual_name(page)));
    // Pages of an earlier version are replaced: they are derived, and theirs is the name.
    store::publish(&path, text.as_bytes())?;
    output::result(&format!("wrote {}\n", output::shown(&path)));
    Ok(())
}

fn page(command: &str) -> Result<&'static Page, Stop> {
    let wanted = if command == "forecert" { "" } else { command };
    Page::of(wanted).ok_or_else(|| {
        let known = PAGES.iter().map(|page| page.command);
        let cure = nearest(command, known).map_or_else(
            || "see `forecert --help` for the commands".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Stop::text(
            Exit::Usage,
            format!("there is no command `{command}`"),
            cure,
        )
    })
}
