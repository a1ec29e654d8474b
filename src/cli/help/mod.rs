//! What `--help` says beyond the names of commands and options: what a command does and
//! never does, examples, exit codes. The texts are in `pages`, one place per command.

mod manual;
mod pages;
mod text;

use clap::{Command, CommandFactory};

use crate::cli::arguments::Arguments;
use crate::cli::exit::Exit;

pub(super) use manual::{manual, name as manual_name};
pub(super) use pages::PAGES;

/// No line of help is wider, whatever the terminal.
const WIDTH: usize = 100;

/// What is to be known about one command.
pub(super) struct Page {
    /// The command; empty for `forecert` itself.
    pub(super) command: &'static str,
    /// What it does, what it reads and writes, what it never does. Paragraphs have an
    /// empty line between them.
    pub(super) about: &'static str,
    /// What to type, each with its purpose in front.
    pub(super) examples: &'static [(&'static str, &'static str)],
    /// How it can end.
    pub(super) exits: &'static [Exit],
    /// Whether it works on the estate that a manifest declares.
    pub(super) has_estate: bool,
}

impl Page {
    /// The page of a command.
    pub(super) fn of(command: &str) -> Option<&'static Self> {
        PAGES.iter().find(|page| page.command == command)
    }

    /// What each of its exit codes means.
    pub(super) fn meanings(&self) -> impl Iterator<Item = (Exit, &'static str)> + '_ {
        self.exits
            .iter()
            .map(|exit| (*exit, exit.meaning(self.command)))
    }
}

/// The whole command line with its help.
pub(super) fn command() -> Command {
    let mut command = Arguments::command()
        .max_term_width(WIDTH)
        .subcommand_help_heading("Commands")
        .subcommand_value_name("COMMAND");
    if let Some(page) = Page::of("") {
        command = with(command, page);
    }
    for page in PAGES.iter().filter(|page| !page.command.is_empty()) {
        command = command.mut_subcommand(page.command, |command| with(command, page));
    }
    command
}

fn with(command: Command, page: &Page) -> Command {
    let styles = command.get_styles().clone();
    command
        .long_about(page.about)
        .after_long_help(text::ending(page, &styles))
}

#[cfg(test)]
mod tests {
    use crate::codes;

    use super::*;

    /// `forecert` and its commands.
    fn all() -> Vec<Command> {
        let mut command = command();
        command.build();
        let own = command.get_subcommands().cloned().collect::<Vec<_>>();
        let mut all = vec![command];
        let shown = |one: &Command| one.get_name() != "help" && !one.is_hide_set();
        all.extend(own.into_iter().filter(shown));
        all
    }

    #[test]
    fn every_command_has_a_page_and_the_other_way_round() {
        let all = all();
        let named = all.iter().skip(1).map(|command| command.get_name());
        let mut named: Vec<_> = named.collect();
        let mut paged: Vec<_> = PAGES.iter().map(|page| page.command).collect();
        assert_eq!(paged.remove(0), "");
        named.sort_unstable();
        paged.sort_unstable();
        assert_eq!(named, paged);
    }

    #[test]
    fn a_page_has_examples_and_the_exit_codes_that_every_command_can_end_with() {
        for page in PAGES {
            let command = page.command;
            assert!((2..=5).contains(&page.examples.len()), "{command}");
            for (purpose, line) in page.examples {
                assert!(purpose.ends_with(':'), "{command}: {purpose}");
                assert!(line.contains("forecert"), "{command}: {line}");
            }
            for exit in [Exit::Done, Exit::Failed, Exit::Usage] {
                assert!(page.exits.contains(&exit), "{command}: {exit:?}");
            }
            assert!(page.exits.is_sorted_by_key(|exit| *exit as u8), "{command}");
            assert_eq!(
                page.exits.contains(&Exit::Invalid),
                page.has_estate || command.is_empty() || command == "show",
                "{command}"
            );
        }
    }

    #[test]
    fn every_option_and_each_of_its_values_says_what_it_means() {
        for command in all() {
            for arg in command.get_arguments() {
                let place = format!("{} {}", command.get_name(), arg.get_id());
                assert!(arg.get_help().is_some(), "{place}");
                for value in arg.get_possible_values() {
                    // A switch is `true` or `false`, which is no value to write.
                    let told = value.get_help().is_some() || !arg.get_action().takes_values();
                    assert!(told, "{place}: {}", value.get_name());
                }
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_a_hundred_columns_and_short_help_stays_short() {
        for mut command in all() {
            let long = command.render_long_help().to_string();
            let wide = long.lines().find(|line| line.chars().count() > WIDTH);
            assert_eq!(wide, None, "{}", command.get_name());
            let short = command.render_help().to_string();
            assert!(!short.contains("Examples:"), "{short}");
            assert!(short.lines().count() < long.lines().count());
            assert!(short.lines().count() <= 40, "{short}");
        }
    }

    #[test]
    fn one_kind_of_value_has_one_name() {
        let known = [
            "CODE", "COMMAND", "DATE", "DIR", "EDITION", "FILE", "FORMAT", "ID", "N", "NAME",
            "PLAN", "POOL", "SCHEMA", "SERVER", "SHELL", "TEXT", "TIME", "USAGE", "WHEN",
        ];
        for command in all() {
            for arg in command.get_arguments() {
                if !arg.get_action().takes_values() {
                    continue;
                }
                for name in arg.get_value_names().unwrap_or_default() {
                    let place = format!("{} {}", command.get_name(), arg.get_id());
                    let mut parts = name.split('|');
                    assert!(parts.all(|part| known.contains(&part)), "{place}: {name}");
                }
            }
        }
    }

    #[test]
    fn what_a_code_says_of_a_command_is_said_in_its_help() {
        for exit in Exit::ALL {
            for command in codes::commands(exit) {
                let page = Page::of(command).unwrap_or_else(|| panic!("no page of `{command}`"));
                assert!(page.exits.contains(&exit), "{command}: {exit:?}");
            }
        }
        assert_eq!(Page::of("").map(|page| page.exits), Some(&Exit::ALL[..]));
    }
}
