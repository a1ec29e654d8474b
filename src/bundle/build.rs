//! Carrying out a design: what would not change is left alone, what is not complete is left
//! out, and the rest is made, several folders at once.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use crate::pfx::Password;
use crate::store::Layout;

use super::archive;
use super::blueprint::{Blueprint, Part};
use super::design::Design;
use super::make::{MakeError, make};
use super::state::{Fit, Standing};

/// What is to become of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// It is what is wanted.
    Leave,
    /// It is made.
    Make,
    /// Something is missing, and what is not complete was not asked for.
    LeaveOut,
}

/// What became of a folder.
#[derive(Debug)]
pub enum Deed {
    /// It was made.
    Made,
    /// It was what is wanted already.
    Unchanged,
    /// It was left out, since something is missing.
    LeftOut {
        /// Whether a folder from before stays where it is.
        stays: bool,
    },
    /// It could not be made.
    Failed(MakeError),
}

/// What is asked for beside the folders themselves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// Folders in which something is missing.
    pub partial: bool,
    /// A zip file beside each folder.
    pub zip: bool,
}

/// Where keys come from, and where folders are made.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The directories of the deployment.
    pub layout: &'a Layout,
    /// The directory of the bundle.
    pub directory: &'a Path,
}

/// What is to become of each folder of a design, passwords left aside.
pub fn tasks(
    design: &Design<'_>,
    standing: &BTreeMap<String, Standing>,
    wishes: Wishes,
) -> Vec<Task> {
    let blueprints = design.blueprints.iter();
    blueprints
        .map(|blueprint| {
            let empty = blueprint.certificates.is_empty();
            if empty || !blueprint.complete && !wishes.partial {
                return Task::LeaveOut;
            }
            let there = standing.get(&blueprint.folder);
            match there.map(|there| there.fit(blueprint)) {
                Some(Fit::Same) => Task::Leave,
                _ => Task::Make,
            }
        })
        .collect()
}

/// Turns to making where the password of a folder that would be left alone is another one
/// now.
pub fn recheck<'a>(
    design: &Design<'_>,
    standing: &BTreeMap<String, Standing>,
    tasks: &mut [Task],
    password: impl Fn(&str) -> Option<&'a Password> + Sync,
) {
    let pairs = design.blueprints.par_iter().zip(tasks.par_iter_mut());
    pairs.for_each(|(blueprint, task)| {
        if *task != Task::Leave {
            return;
        }
        let there = standing.get(&blueprint.folder);
        let password = password(&blueprint.name);
        if let (Some(there), Some(password)) = (there, password)
            && !there.opens(blueprint, password)
        {
            *task = Task::Make;
        }
    });
}

/// Whether a password is needed to make a folder.
pub fn needs_password(blueprint: &Blueprint) -> bool {
    blueprint.files.values().any(Part::needs_password)
}

/// Carries the tasks out, in any order; the deeds are in the order of the design.
pub fn build<'a>(
    design: &Design<'_>,
    standing: &BTreeMap<String, Standing>,
    tasks: &[Task],
    password: impl Fn(&str) -> Option<&'a Password> + Sync,
    place: &Place<'_>,
    wishes: Wishes,
) -> Vec<Deed> {
    let Place { layout, directory } = *place;
    let one = |(blueprint, task): (&Blueprint, &Task)| {
        let there = standing.get(&blueprint.folder);
        let made = match task {
            Task::LeaveOut => {
                let stays = there.is_some_and(|there| there.record.is_some());
                return Deed::LeftOut { stays };
            }
            Task::Leave => Deed::Unchanged,
            Task::Make => {
                let foreign = there.map(|there| there.foreign(blueprint));
                let foreign = foreign.unwrap_or_default();
                let password = password(&blueprint.name);
                match make(blueprint, password, layout, directory, &foreign) {
                    Ok(()) => Deed::Made,
                    Err(error) => return Deed::Failed(error),
                }
            }
        };
        // One that was asked for earlier must not stay behind its folder.
        let folder = directory.join(&blueprint.folder);
        match archive::refresh(&folder, blueprint, wishes.zip) {
            Ok(false) => made,
            Ok(true) => Deed::Made,
            Err(error) => Deed::Failed(error),
        }
    };
    let making = tasks.iter().filter(|task| **task == Task::Make);
    // One folder needs no threads.
    if making.count() <= 1 {
        return design.blueprints.iter().zip(tasks).map(one).collect();
    }
    let pairs = design.blueprints.par_iter().zip(tasks.par_iter());
    pairs.map(one).collect()
}
