//! Runs a program: bounded in time and in what it may say, with an environment that is
//! stated, and ended with all that it started.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use crate::issuers::received::LIMIT;

/// How much of what a program says about its troubles is kept: its end.
const TROUBLES: usize = 64 << 10;

/// How many lines of that are shown.
const SHOWN: usize = 3;

/// How long a program may linger after its answer.
const LINGER: Duration = Duration::from_secs(5);

/// A program as it is started.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its path, or a bare name that is looked for in `PATH`.
    pub path: PathBuf,
    /// What it is started with.
    pub arguments: Vec<String>,
    /// The folder it is started in.
    pub folder: PathBuf,
    /// All variables that it gets.
    pub environment: BTreeMap<String, OsString>,
    /// How long it may take.
    pub timeout: Duration,
}

/// Why a program gave no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum ProgramError {
    #[error("`{0}` cannot be started: {1}")]
    NotStarted(String, std::io::Error),
    #[error("it gave no answer in {0} seconds")]
    TimedOut(u64),
    #[error("its answer is longer than {0} bytes")]
    TooLong(usize),
    #[error("it ended with {0}{1}")]
    Failed(String, String),
}

impl Program {
    /// Runs it with this input, to its end, and gives what it wrote. Where it wrote
    /// something, that counts, however it ended.
    pub(super) fn run(&self, input: Vec<u8>) -> Result<Vec<u8>, ProgramError> {
        self.finish(input, false)
    }

    fn finish(&self, input: Vec<u8>, must_succeed: bool) -> Result<Vec<u8>, ProgramError> {
        let shown = self.path.display().to_string();
        let mut command = Command::new(&self.path);
        command
            .args(&self.arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(&self.environment)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        apart(&mut command);
        let child = command.spawn();
        let mut child = child.map_err(|error| ProgramError::NotStarted(shown, error))?;
        let piped = "it was started with a pipe";
        write(child.stdin.take().expect(piped), input);
        let answer = read(child.stdout.take().expect(piped), LIMIT);
        let troubles = read_end(child.stderr.take().expect(piped));
        let answer = match answer.recv_timeout(self.timeout) {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                end(&mut child);
                return Err(ProgramError::TimedOut(self.timeout.as_secs()));
            }
        };
        if answer.len() > LIMIT {
            end(&mut child);
            return Err(ProgramError::TooLong(LIMIT));
        }
        let status = wait(&mut child);
        let Some(status) = status else {
            end(&mut child);
            return Err(ProgramError::TimedOut(LINGER.as_secs()));
        };
        if !status.success() && (must_succeed || answer.trim_ascii().is_empty()) {
            let troubles = troubles.recv_timeout(LINGER).unwrap_or_default();
            return Err(ProgramError::Failed(status.to_string(), said(&troubles)));
        }
        Ok(answer)
    }
}

impl Program {
    /// Runs it without input; it must end well.
    pub(super) fn succeed(&self) -> Result<(), ProgramError> {
        self.finish(Vec::new(), true).map(|_| ())
    }
}

/// On a terminal an interrupt goes to a whole group: a program that hands a request in is
/// let finish. In a group of its own, it can also be ended with what it started.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}

/// Ends a program with all that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL); // gone is as good
    }
    let _ = child.kill(); // gone is as good
    let _ = child.wait(); // so that it leaves no trace in the table of processes
}

/// Waits for the end of a program that has answered.
fn wait(child: &mut Child) -> Option<std::process::ExitStatus> {
    const STEP: Duration = Duration::from_millis(5);
    for _ in 0..LINGER.as_millis() / STEP.as_millis() {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => thread::sleep(STEP),
            Err(_) => return None,
        }
    }
    None
}

fn write(mut to: ChildStdin, input: Vec<u8>) {
    // A program that does not read its input answers all the same, or not.
    thread::spawn(move || {
        let _ = to.write_all(&input);
    });
}

/// Reads up to one byte more than the limit.
fn read(from: ChildStdout, limit: usize) -> Receiver<Vec<u8>> {
    let (give, take) = sync_channel(1);
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let _ = from.take(most).read_to_end(&mut bytes); // what came before the fault counts
        let _ = give.send(bytes); // nobody waits any more
    });
    take
}

/// Reads all, and keeps the end.
fn read_end(mut from: ChildStderr) -> Receiver<Vec<u8>> {
    let (give, take) = sync_channel(1);
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut piece = [0; 4_096];
        while let Ok(count @ 1..) = from.read(&mut piece) {
            kept.extend_from_slice(&piece[..count]);
            if kept.len() > 2 * TROUBLES {
                kept.drain(..kept.len() - TROUBLES);
            }
        }
        let _ = give.send(kept); // nobody waits any more
    });
    take
}

/// The last lines that a program wrote about its troubles.
fn said(troubles: &[u8]) -> String {
    let text = String::from_utf8_lossy(troubles);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut lines: Vec<&str> = lines.rev().take(SHOWN).collect();
    lines.reverse();
    match lines.is_empty() {
        true => String::new(),
        false => format!(": {}", lines.join(" / ")),
    }
}
