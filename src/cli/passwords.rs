//! The passwords of PFX files: got from where the manifest says, or generated and brought to
//! where it says. Nothing of them is shown.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zeroize::Zeroizing;

use crate::bundle::passwords::{Passwords, RANDOMNESS, Secret};
use crate::cli::exit::{Exit, Stop};
use crate::cli::secrets;
use crate::desired::{Keeper, PasswordSource};
use crate::pfx::Password;
use crate::secret::random;
use crate::store;

/// A program that writes more has not written a password.
const OUTPUT_LIMIT: u64 = 64 << 10;

/// The variable in which a program that is handed a password finds whose it is.
const WHOSE: &str = "FORECERT_SERVER";

/// The passwords of one run.
pub(super) struct Purse<'a> {
    source: &'a PasswordSource,
    base: &'a Path,
    all: Passwords,
    /// As PFX files take them, by recipient.
    ready: BTreeMap<String, Password>,
}

impl<'a> Purse<'a> {
    /// Takes what can be had without asking anybody: from a variable, from a file.
    pub(super) fn open(source: &'a PasswordSource, base: &'a Path) -> Result<Self, Stop> {
        let mut purse = Self {
            source,
            base,
            all: Passwords::default(),
            ready: BTreeMap::new(),
        };
        match source {
            // What is missing matters only where something is made.
            PasswordSource::Kept(place) => {
                if let Ok(secret) = secrets::read(place, base) {
                    purse.all = Passwords::one(Secret::new(secret));
                }
            }
            PasswordSource::Generated {
                kept: Keeper::InFile(file),
                ..
            } => purse.all = kept(&base.join(file))?,
            PasswordSource::Generated { .. }
            | PasswordSource::Command(_)
            | PasswordSource::Prompt => {}
        }
        Ok(purse)
    }

    /// The file that generated passwords are kept in.
    pub(super) fn file(&self) -> Option<PathBuf> {
        match self.source {
            PasswordSource::Generated {
                kept: Keeper::InFile(file),
                ..
            } => Some(self.base.join(file)),
            _ => None,
        }
    }

    /// Whether the next new password takes the place of one that all folders have, and that
    /// nobody here knows any more.
    pub(super) fn replaces_one_for_all(&self) -> bool {
        matches!(
            self.source,
            PasswordSource::Generated {
                per_server: false,
                kept: Keeper::HandedTo(_),
            }
        )
    }

    /// Sees to it that these recipients have passwords, and that those are where they are
    /// kept before anything depends on them. Says how many are new.
    pub(super) fn provide(&mut self, names: &[&str]) -> Result<usize, Stop> {
        // Nobody is asked twice.
        if names.iter().all(|name| self.ready.contains_key(*name)) {
            return self.check(names).map(|()| 0);
        }
        let new = match self.source {
            PasswordSource::Kept(place) => {
                let secret = secrets::read(place, self.base).map_err(|reason| {
                    missing(format!("there is no password for the PFX files: {reason}"))
                })?;
                self.all = Passwords::one(Secret::new(secret));
                0
            }
            PasswordSource::Command(words) => {
                self.all = Passwords::one(Secret::new(told(words, self.base)?));
                0
            }
            PasswordSource::Prompt => {
                self.all = Passwords::one(Secret::new(typed()?));
                0
            }
            PasswordSource::Generated { per_server, kept } => {
                self.generate(names, *per_server, kept)?
            }
        };
        self.prepare(names);
        self.check(names)?;
        Ok(new)
    }

    /// Recalls the passwords of recipients whose folders stand, as far as that needs nobody.
    /// Where one has gone from the file they are kept in, nobody opens that folder any more:
    /// a new one is generated. Says how many are new.
    pub(super) fn recall(&mut self, names: &[&str]) -> Result<usize, Stop> {
        if self.file().is_some() {
            return self.provide(names);
        }
        self.prepare(names);
        Ok(0)
    }

    /// What cannot be a password is found out once, and before anything is made.
    fn check(&self, names: &[&str]) -> Result<(), Stop> {
        let mut passwords = names.iter().filter_map(|name| self.ready.get(*name));
        let Some(error) = passwords.find_map(|password| password.check().err()) else {
            return Ok(());
        };
        let text = format!("PFX files cannot be made: {error}");
        let cure = format!("{}; nothing was made", error.help());
        Err(Stop::text(Exit::Failed, text, cure))
    }

    fn prepare(&mut self, names: &[&str]) {
        for name in names {
            if let Some(secret) = self.all.of(name, self.per_server()) {
                self.ready.insert((*name).to_owned(), secret.password());
            }
        }
    }

    /// The password of a recipient.
    pub(super) fn of(&self, name: &str) -> Option<&Password> {
        self.ready.get(name)
    }

    fn per_server(&self) -> bool {
        match self.source {
            PasswordSource::Generated { per_server, .. } => *per_server,
            _ => false,
        }
    }

    fn generate(&mut self, names: &[&str], per_server: bool, kept: &Keeper) -> Result<usize, Stop> {
        let mut new = 0;
        for name in names {
            if self.all.of(name, per_server).is_some() {
                continue;
            }
            let secret = generated();
            if let Keeper::HandedTo(words) = kept {
                hand(
                    words,
                    self.base,
                    if per_server { name } else { "" },
                    &secret,
                )?;
            }
            self.all.add(name, per_server, secret);
            new += 1;
        }
        if let (Keeper::InFile(file), 1..) = (kept, new) {
            let path = self.base.join(file);
            store::keep(&path, self.all.text().as_bytes())?;
        }
        Ok(new)
    }
}

fn generated() -> Secret {
    loop {
        if let Some(secret) = Secret::generate(&Zeroizing::new(random::<RANDOMNESS>())) {
            return secret;
        }
    }
}

/// The passwords of earlier runs; none where there is no file yet.
fn kept(path: &Path) -> Result<Passwords, Stop> {
    if path.symlink_metadata().is_err() {
        return Ok(Passwords::default());
    }
    let bytes = store::read_key(path)?;
    let shown = crate::cli::output::shown(path);
    let unclear = |place: String| {
        let text = format!("`{shown}` is no file of passwords: {place}");
        let cure = "restore it from its backup, or move it away and have new passwords generated";
        Stop::text(Exit::Failed, text, cure)
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| unclear("it is not UTF-8".to_owned()))?;
    Passwords::parse(text).map_err(|line| unclear(format!("line {line} has no password in it")))
}

fn missing(text: String) -> Stop {
    Stop::text(
        Exit::Failed,
        text,
        "set it, or say in `bundle.password` where it comes from; nothing was made",
    )
}

/// The first line that a program writes.
fn told(words: &[String], base: &Path) -> Result<Zeroizing<String>, Stop> {
    let failed = |reason: String| missing(format!("`{}` gave no password: {reason}", words[0]));
    let mut child = command(words, base)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    // Room for all, so that no copy stays behind where the buffer grows.
    let limit = OUTPUT_LIMIT + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(limit as usize));
    let output = child.stdout.take().expect("its output is piped");
    let read = output.take(limit).read_to_end(&mut bytes);
    let too_much = bytes.len() as u64 == limit;
    if too_much {
        let _ = child.kill();
    }
    let status = child.wait();
    read.map_err(|error| failed(error.to_string()))?;
    if too_much {
        return Err(failed(format!("it wrote more than {OUTPUT_LIMIT} bytes")));
    }
    let status = status.map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(format!("it ended with {status}")));
    }
    let line = bytes
        .split(|octet| *octet == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok("") => Err(failed("its first line is empty".to_owned())),
        Ok(line) => Ok(Zeroizing::new(line.to_owned())),
        Err(_) => Err(failed("what it wrote is not UTF-8 text".to_owned())),
    }
}

/// Hands a new password to a program, which keeps it from here on.
fn hand(words: &[String], base: &Path, whose: &str, secret: &Secret) -> Result<(), Stop> {
    let failed = |reason: String| {
        let text = format!("`{}` did not take a new password: {reason}", words[0]);
        let cure = "see to the program in `bundle.password.generated.handed_to`; nothing was made \
                    under that password";
        Stop::text(Exit::Failed, text, cure)
    };
    let mut child = command(words, base)
        .env(
            WHOSE,
            if whose.is_empty() {
                "deployment"
            } else {
                whose
            },
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let mut input = child.stdin.take().expect("its input is piped");
    let written = input
        .write_all(secret.expose().as_bytes())
        .and_then(|()| input.write_all(b"\n"));
    drop(input);
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(format!("it ended with {status}")));
    }
    written.map_err(|error| failed(error.to_string()))
}

/// A program in the manifest's folder. What it says on stderr is for the person who waits.
fn command(words: &[String], base: &Path) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).current_dir(base);
    command
}

/// What somebody types, twice, and nobody sees.
fn typed() -> Result<Zeroizing<String>, Stop> {
    if !std::io::stdin().is_terminal() {
        let text = "there is no terminal to ask for the password of the PFX files";
        let cure = "run it at a terminal, or say in `bundle.password` where it comes from";
        return Err(Stop::text(Exit::Usage, text, cure));
    }
    let ask = |question: &str| {
        rpassword::prompt_password(question)
            .map(Zeroizing::new)
            .map_err(|error| missing(format!("the password could not be read: {error}")))
    };
    let first = ask("Password of the PFX files: ")?;
    let second = ask("Once more: ")?;
    if *first != *second {
        let text = "the two passwords differ";
        return Err(Stop::text(
            Exit::Usage,
            text,
            "run it again; nothing was made",
        ));
    }
    if first.is_empty() {
        let text = "the password is empty";
        return Err(Stop::text(
            Exit::Usage,
            text,
            "run it again and give one; nothing was made",
        ));
    }
    Ok(first)
}
