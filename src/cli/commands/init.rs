//! `forecert init`: a commented manifest, the inventory's mark, keys kept out of git.

use crate::cli::arguments::Common;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::output;
use crate::manifest;
use crate::report;
use crate::store::{self, Commit, LockedStore, StoreError};

pub(in crate::cli) fn run(common: &Common) -> Result<Exit, Stop> {
    let path = &common.manifest;
    let mut text = String::new();
    match store::create(path, manifest::starter().as_bytes()) {
        Ok(()) => text.push_str(&format!("wrote {}\n", path.display())),
        // One that is there is used: init also marks an inventory for it.
        Err(StoreError::Exists { .. }) => {
            text.push_str(&format!("{} is here and stays as it is\n", path.display()));
        }
        Err(error) => return Err(error.into()),
    }
    let context = Context::load(common)?;
    let layout = &context.layout;
    // The starter's first line names it, so that an editor completes and checks.
    let schema = layout.base.join(manifest::SCHEMA_FILE);
    match store::create(&schema, manifest::schema().as_bytes()) {
        Ok(()) => text.push_str(&format!("wrote {}\n", schema.display())),
        Err(StoreError::Exists { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    if layout.mark().is_dir() {
        text.push_str(&format!(
            "{} is an inventory already\n",
            layout.inventory.display()
        ));
    } else {
        LockedStore::create_inventory(layout)?;
        text.push_str(&format!(
            "marked {} as an inventory\n",
            layout.inventory.display()
        ));
    }
    let ignore = layout.base.join(".gitignore");
    match store::create(&ignore, manifest::gitignore().as_bytes()) {
        Ok(()) => text.push_str(&format!("wrote {}\n", ignore.display())),
        Err(StoreError::Exists { .. }) if store::would_commit(&layout.keys) == Commit::No => {}
        Err(StoreError::Exists { .. }) => text.push_str(&format!(
            "{} is here; see that it keeps the keys out:\n{}",
            ignore.display(),
            manifest::gitignore()
        )),
        Err(error) => return Err(error.into()),
    }
    output::result(&text);
    output::next(common, |program, look| {
        report::next_line(&format!("Edit the manifest, then: {program} plan"), look)
    });
    Ok(Exit::Done)
}
