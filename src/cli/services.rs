//! The issuers that are asked by machine, made ready: programs found, secrets read. One
//! that cannot be made ready stops its own certificates only.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::apply::Services;
use crate::desired::{CommandReach, Desired, Reach};
use crate::issuers::{COMMAND_ENVIRONMENT, Command, Service};
use crate::plan::Plan;

/// Makes those ready that a plan has to do with; `base` is the manifest's folder.
pub(super) fn ready(plan: &Plan, desired: &Desired, base: &Path) -> Services {
    let entries = plan.entries.iter();
    let asked = entries.filter(|entry| entry.action.makes() || entry.step.polls());
    let names: BTreeSet<&str> = asked
        .filter_map(|entry| entry.declared.as_ref())
        .map(|declared| declared.issuer.as_str())
        .collect();
    let services = names.into_iter().filter_map(|name| {
        let service = desired.issuers.get(name)?.service()?;
        let made = match &service.reach {
            Reach::Command(command) => Ok(program(command, base)),
        };
        Some((name.to_owned(), made))
    });
    services.collect()
}

fn program(reach: &CommandReach, base: &Path) -> Box<dyn Service> {
    let CommandReach {
        program,
        arguments,
        environment,
        timeout,
        looks_up,
    } = reach;
    // A path is seen from the manifest, wherever forecert runs.
    let path = match program.contains('/') {
        true => base.join(program),
        false => PathBuf::from(program),
    };
    let base = match base.as_os_str().is_empty() {
        true => PathBuf::from("."),
        false => base.to_owned(),
    };
    Box::new(Command::new(
        std::path::absolute(&path)
            .ok()
            .filter(|_| program.contains('/'))
            .unwrap_or(path),
        arguments.clone(),
        base,
        variables(environment),
        timeout.duration(),
        *looks_up,
    ))
}

/// The variables that a program gets: those that every program needs, and those that the
/// manifest names, where they are set.
fn variables(declared: &[String]) -> BTreeMap<String, OsString> {
    let names = COMMAND_ENVIRONMENT.iter().copied();
    let names = names.chain(declared.iter().map(String::as_str));
    let set = names.filter_map(|name| Some((name.to_owned(), std::env::var_os(name)?)));
    set.collect()
}
