//! Where on the command line a word is being typed.

use clap::{Arg, Command};

/// What comes before the word.
pub(super) struct Place<'a> {
    /// The command that has been named.
    pub(super) command: &'a Command,
    /// The manifest that the line names.
    pub(super) manifest: Option<String>,
    /// Options that are on the line.
    pub(super) given: Vec<&'a Arg>,
    /// The option whose value comes next.
    pending: Option<&'a Arg>,
    /// Values that the command has got.
    values: usize,
    /// Whether options have come to their end.
    escaped: bool,
}

/// What belongs at a place.
#[derive(Debug)]
pub(super) enum Wanted<'a> {
    Nothing,
    Options,
    /// A command where there are any, or a value.
    CommandOrValue(Option<&'a Arg>),
    Value(&'a Arg),
}

impl<'a> Place<'a> {
    /// Behind these words, the program's name being the first.
    pub(super) fn find(whole: &'a Command, words: &[String]) -> Self {
        let mut place = Self {
            command: whole,
            manifest: None,
            given: Vec::new(),
            pending: None,
            values: 0,
            escaped: false,
        };
        for word in words.iter().skip(1) {
            place.pass(word);
        }
        place
    }

    fn pass(&mut self, word: &str) {
        if let Some(arg) = self.pending.take() {
            self.note(arg, word);
        } else if self.escaped {
            self.values += 1;
        } else if word == "--" {
            self.escaped = true;
        } else if let Some(long) = word.strip_prefix("--") {
            let (name, value) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (long, None),
            };
            if let Some(arg) = self.long(name) {
                self.give(arg, value);
            }
        } else if let Some(shorts) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            self.shorts(shorts);
        } else if let Some(command) = self.command.find_subcommand(word) {
            self.command = command;
        } else {
            self.values += 1;
        }
    }

    fn shorts(&mut self, shorts: &str) {
        for (at, short) in shorts.char_indices() {
            let args = self.command.get_arguments();
            let Some(arg) = args.into_iter().find(|arg| arg.get_short() == Some(short)) else {
                return;
            };
            let rest = &shorts[at + short.len_utf8()..];
            if arg.get_action().takes_values() {
                let value = rest.strip_prefix('=').unwrap_or(rest);
                self.give(arg, Some(value).filter(|value| !value.is_empty()));
                return;
            }
            self.give(arg, None);
        }
    }

    /// An option, with its value where that is in the same word.
    fn give(&mut self, arg: &'a Arg, value: Option<&str>) {
        self.given.push(arg);
        match value {
            Some(value) => self.note(arg, value),
            None if arg.get_action().takes_values() => self.pending = Some(arg),
            None => {}
        }
    }

    fn note(&mut self, arg: &Arg, value: &str) {
        if arg.get_id() == "manifest" {
            self.manifest = Some(value.to_owned());
        }
    }

    fn long(&self, name: &str) -> Option<&'a Arg> {
        let mut args = self.command.get_arguments();
        args.find(|arg| arg.get_long() == Some(name))
    }

    /// What the word being typed is to become; what of it stays as it is; and what is to
    /// be completed.
    pub(super) fn wanted<'w>(&self, word: &'w str) -> (Wanted<'a>, &'w str, &'w str) {
        if let Some(arg) = self.pending {
            return (Wanted::Value(arg), "", word);
        }
        if !self.escaped && word.starts_with('-') {
            let Some((option, value)) = word.split_once('=') else {
                return (Wanted::Options, "", word);
            };
            let arg = option.strip_prefix("--").and_then(|name| self.long(name));
            let arg = arg.filter(|arg| arg.get_action().takes_values());
            let wanted = arg.map_or(Wanted::Nothing, Wanted::Value);
            return (wanted, &word[..option.len() + 1], value);
        }
        let mut positionals = self.command.get_positionals();
        let arg = positionals.nth(self.values).or_else(|| {
            let last = self.command.get_positionals().last();
            last.filter(|arg| matches!(arg.get_action(), clap::ArgAction::Append))
        });
        (Wanted::CommandOrValue(arg), "", word)
    }
}
