//! What is offered, and how it is written for the shells.

use std::collections::BTreeSet;

use clap::{Arg, ArgAction, Command};

use super::estate::Estate;
use super::place::Place;
use crate::cli::help::PAGES;
use crate::codes;
use crate::finding::visible;

/// More than anybody reads through. Of more ids, their folders are offered.
const MOST: usize = 1000;

/// An answer in the making.
pub(super) struct Answer<'a> {
    prefix: &'a str,
    typed: &'a str,
    found: Vec<(String, String)>,
    directives: BTreeSet<&'static str>,
}

impl<'a> Answer<'a> {
    /// For what is typed behind a part that stays.
    pub(super) fn new(prefix: &'a str, typed: &'a str) -> Self {
        Self {
            prefix,
            typed,
            found: Vec::new(),
            directives: BTreeSet::new(),
        }
    }

    /// The commands below one.
    pub(super) fn commands(&mut self, command: &Command) {
        for one in command.get_subcommands().filter(|one| !one.is_hide_set()) {
            let about = one.get_about().map(ToString::to_string);
            self.offer(one.get_name(), &about.unwrap_or_default());
        }
    }

    /// The options of a command that can still be given.
    pub(super) fn options(&mut self, place: &Place<'_>) {
        for arg in place.command.get_arguments() {
            let again = matches!(arg.get_action(), ArgAction::Append);
            let given = place.given.iter().any(|one| one.get_id() == arg.get_id());
            if let Some(long) = arg.get_long()
                && !arg.is_hide_set()
                && (again || !given)
            {
                let help = arg.get_help().map(ToString::to_string);
                self.offer(&format!("--{long}"), &help.unwrap_or_default());
            }
        }
    }

    /// The values of an argument: its own words, or what its value name stands for.
    pub(super) fn values(&mut self, arg: &Arg, estate: impl FnOnce() -> Estate) {
        let own = arg.get_possible_values();
        for value in own.iter().filter(|value| !value.is_hide_set()) {
            let help = value.get_help().map(ToString::to_string);
            self.offer(value.get_name(), &help.unwrap_or_default());
        }
        let names = arg.get_value_names().unwrap_or_default();
        let kinds = names.first().map_or("", |name| name.as_str()).split('|');
        let kinds: Vec<&str> = kinds.collect();
        let declared = ["ID", "POOL", "SERVER", "USAGE"];
        let estate = if kinds.iter().any(|kind| declared.contains(kind)) {
            estate()
        } else {
            Estate::default()
        };
        for kind in kinds {
            match kind {
                "ID" => self.ids(&estate),
                "POOL" => estate
                    .pools
                    .iter()
                    .for_each(|(pool, role)| self.offer(pool, role)),
                "SERVER" => {
                    let servers = estate.servers.iter();
                    servers.for_each(|(server, pool)| self.offer(server, pool));
                }
                "USAGE" => estate.usages.iter().for_each(|usage| self.offer(usage, "")),
                // Hundreds, which would bury the ids of whoever has typed nothing yet.
                "CODE" if !self.typed.is_empty() => {
                    codes::all().for_each(|code| self.offer(code.code, ""));
                }
                "COMMAND" => {
                    let pages = PAGES.iter().filter(|page| !page.command.is_empty());
                    pages.for_each(|page| self.offer(page.command, ""));
                }
                "FILE" | "PLAN" => self.directs("files"),
                "DIR" => self.directs("directories"),
                _ => {}
            }
        }
    }

    /// Ids; where they are too many, the folders that they lie in.
    fn ids(&mut self, estate: &Estate) {
        let fitting = estate.ids.iter().filter(|id| self.fits(id));
        let fitting: Vec<&String> = fitting.collect();
        if fitting.len() <= MOST {
            fitting.iter().for_each(|id| self.offer(id, ""));
            return;
        }
        let folder = |id: &&String| {
            let from = self.typed.len();
            let next = id.get(from..)?.find('/')?;
            id.get(..=from + next).map(str::to_owned)
        };
        let folders: BTreeSet<String> = fitting.iter().filter_map(folder).collect();
        folders.iter().for_each(|folder| self.offer(folder, ""));
        self.directs("nospace");
    }

    fn directs(&mut self, directive: &'static str) {
        self.directives.insert(directive);
    }

    fn offer(&mut self, value: &str, what: &str) {
        if self.fits(value) && plain(value) && self.found.len() < MOST {
            let what = what.lines().next().unwrap_or_default();
            let what = visible(&what.replace('\t', " ")).into_owned();
            self.found.push((value.to_owned(), what));
        }
    }

    /// Whether it begins as what is typed; capitals and Windows' separators count for
    /// nothing.
    fn fits(&self, value: &str) -> bool {
        let typed = self.typed.replace('\\', "/").to_ascii_lowercase();
        value.starts_with(&typed)
    }

    /// One line for each candidate and each directive.
    pub(super) fn lines(self) -> String {
        let prefix = self.prefix;
        let found = self.found.iter();
        let found = found.map(|(value, what)| format!("{prefix}{value}\t{what}\n"));
        let directives = self.directives.iter().map(|word| format!("{word}\n"));
        found.chain(directives).collect()
    }
}

/// Whether every shell takes it as it stands. Whatever a broken manifest holds, nothing
/// else is put on a command line.
fn plain(value: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    !value.is_empty() && value.bytes().all(plain)
}
