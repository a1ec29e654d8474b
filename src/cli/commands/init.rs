//! `forecert init`: a commented manifest, the inventory's mark, keys kept out of git.

mod proposal;

use std::path::{Path, PathBuf};

use crate::cli::arguments::{Common, InitArgs};
use crate::cli::context::Context;
use crate::cli::documents;
use crate::cli::exit::{Exit, Stop};
use crate::cli::output;
use crate::desired;
use crate::finding::Finding;
use crate::manifest::{self, Manifest};
use crate::report;
use crate::store::{self, Commit, LockedStore, StoreError};
use crate::topology::Manuscript;

pub(in crate::cli) fn run(common: &Common, args: &InitArgs) -> Result<Exit, Stop> {
    if let Some(directory) = &args.from_inventory {
        let written = proposal::write(common, args, directory)?;
        rest(common, written)?;
        next(
            common,
            "Put the files below the inventory, PFX files below the keys; then",
        );
        return Ok(Exit::Done);
    }
    match &args.from_topology[..] {
        [] => {
            let written = starter(&common.manifest)?;
            rest(common, written)?;
            next(common, "Edit the manifest, then");
        }
        documents => {
            let manuscript = manuscript(documents, &common.manifest)?;
            let written = from_topology(documents, &manuscript, &common.manifest)?;
            rest(common, written)?;
            next(common, "Answer the questions in the manifest; at any time");
        }
    }
    Ok(Exit::Done)
}

fn next(common: &Common, before: &str) {
    output::next(common, |program, look| {
        report::next_line(&format!("{before}: {program} plan"), look)
    });
}

/// Writes the manifest to start from, and says so.
fn starter(path: &Path) -> Result<String, Stop> {
    match store::create(path, manifest::starter().as_bytes()) {
        Ok(()) => Ok(format!("wrote {}\n", output::shown(path))),
        // One that is there is used: init also marks an inventory for it.
        Err(StoreError::Exists { .. }) => {
            let path = output::shown(path);
            Ok(format!("{path} is here and stays as it is\n"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The manifest that topology documents lead to, proved to be valid.
fn manuscript(documents: &[PathBuf], path: &Path) -> Result<Manuscript, Stop> {
    if path.symlink_metadata().is_ok() {
        return Err(exists(path));
    }
    let (estate, names) = documents::read(documents)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let manuscript = Manuscript::write(&names, &estate);
    // Each part of the documents may be right, and the whole of it impossible.
    let would_be = format!("{} (not written)", path.display());
    let invalid = |mut findings: Vec<Finding>| {
        // The text that is shown is nobody's to edit.
        for finding in &mut findings {
            let cure = finding.help.take().unwrap_or_default();
            let source = "correct it in Topology Builder and save it again";
            finding.help = Some(format!("{source}; in the manifest it would be: {cure}"));
        }
        Stop::findings(Exit::Invalid, findings, &would_be, &manuscript.text)
    };
    let manifest = Manifest::parse(&would_be, manuscript.text.as_bytes())
        .map_err(|rejected| invalid(rejected.findings))?;
    desired::resolve(&manifest).map_err(invalid)?;
    Ok(manuscript)
}

/// Writes the manifest of topology documents, and says what is in it.
fn from_topology(
    documents: &[PathBuf],
    manuscript: &Manuscript,
    path: &Path,
) -> Result<String, Stop> {
    match store::create(path, manuscript.text.as_bytes()) {
        Ok(()) => {}
        Err(StoreError::Exists { .. }) => return Err(exists(path)),
        Err(error) => return Err(error.into()),
    }
    let Manuscript {
        text: _,
        questions,
        found,
    } = manuscript;
    let read: Vec<String> = documents.iter().map(|path| output::shown(path)).collect();
    let (read, that) = match documents.len() {
        1 => (read.join(", "), "that the document leaves open"),
        _ => (read.join(", "), "that the documents leave open"),
    };
    Ok(format!(
        "read {read}: {found}\nwrote {}, with {questions} questions {that}\n",
        output::shown(path),
    ))
}

/// A manifest is there already.
pub(super) fn exists(path: &Path) -> Stop {
    Stop::text(
        Exit::Failed,
        format!(
            "`{}` exists already and is never overwritten",
            path.display()
        ),
        "write another one with -f FILE and compare the two, or move this one away",
    )
}

/// What belongs beside the manifest.
fn rest(common: &Common, mut text: String) -> Result<(), Stop> {
    let context = Context::load(common)?;
    let layout = &context.layout;
    // The manifest's first line names it, so that an editor completes and checks.
    let schema = layout.base.join(manifest::SCHEMA_FILE);
    match store::create(&schema, manifest::schema().as_bytes()) {
        Ok(()) => text.push_str(&format!("wrote {}\n", output::shown(&schema))),
        Err(StoreError::Exists { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    if layout.mark().is_dir() {
        text.push_str(&format!(
            "{} is an inventory already\n",
            output::shown(&layout.inventory)
        ));
    } else {
        LockedStore::create_inventory(layout)?;
        text.push_str(&format!(
            "marked {} as an inventory\n",
            output::shown(&layout.inventory)
        ));
    }
    let ignore = layout.base.join(".gitignore");
    match store::create(&ignore, manifest::gitignore().as_bytes()) {
        Ok(()) => text.push_str(&format!("wrote {}\n", output::shown(&ignore))),
        Err(StoreError::Exists { .. }) if store::would_commit(&layout.keys) == Commit::No => {}
        Err(StoreError::Exists { .. }) => text.push_str(&format!(
            "{} is here; see that it keeps the keys out:\n{}",
            output::shown(&ignore),
            manifest::gitignore()
        )),
        Err(error) => return Err(error.into()),
    }
    output::result(&text);
    Ok(())
}
