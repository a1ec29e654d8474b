//! `strace`: which system calls a run makes, and a kill at one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The calls that change a file or a folder, apart from those that open one. Not all
/// of them exist on every architecture.
const WRITES: &str = "?write,?writev,?pwrite64,?pwritev,?fsync,?fdatasync,?sync_file_range,\
?rename,?renameat,?renameat2,?link,?linkat,?symlink,?symlinkat,?mkdir,?mkdirat,?chmod,?fchmod,\
?fchmodat,?fchmodat2,?chown,?fchown,?fchownat,?truncate,?ftruncate,?fallocate,?unlink,?unlinkat,\
?rmdir,?copy_file_range,?sendfile,?creat,?mknod,?mknodat,?utimensat";

/// The calls that may make a file; those with `O_CREAT` count.
const OPENS: &str = "?open,?openat,?openat2";

/// One system call to be killed at, before it has an effect.
pub struct Kill {
    /// Where it stands among the calls of the run.
    pub position: usize,
    /// Its name and its number among those of that name, as `strace` counts.
    name: String,
    number: usize,
    call: String,
}

impl fmt::Display for Kill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "killed at {} ({} {})", self.call, self.name, self.number)
    }
}

/// One system call of a run.
struct Call {
    thread: String,
    text: String,
}

impl Call {
    fn name(&self) -> &str {
        self.text.split('(').next().unwrap_or_default()
    }

    fn opens(&self) -> bool {
        OPENS.split(',').any(|open| &open[1..] == self.name())
    }

    fn writes(&self) -> bool {
        !self.opens() || self.text.contains("O_CREAT")
    }
}

/// What a run did.
pub struct Traced {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    pub stderr: String,
    calls: Vec<Call>,
}

impl Traced {
    /// The names of the calls in their order. Opening is counted too, so that a kill
    /// is known to have hit the call it was meant for.
    pub fn names(&self) -> Vec<&str> {
        self.calls.iter().map(Call::name).collect()
    }

    pub fn threads_that_write(&self) -> usize {
        let writing = self.calls.iter().filter(|call| call.writes());
        let threads: BTreeSet<_> = writing.map(|call| &call.thread).collect();
        threads.len()
    }

    /// Every write, to be killed at.
    pub fn kills(&self) -> Vec<Kill> {
        let mut counts = BTreeMap::<&str, usize>::new();
        let mut kills = Vec::new();
        for (position, call) in self.calls.iter().enumerate() {
            let number = counts.entry(call.name()).or_default();
            *number += 1;
            if call.writes() {
                kills.push(Kill {
                    position,
                    name: call.name().to_owned(),
                    number: *number,
                    call: call.text.chars().take(100).collect(),
                });
            }
        }
        kills
    }
}

/// Whether runs can be traced here.
pub fn possible() -> Result<(), String> {
    let status = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("ptrace is not permitted here".to_owned()),
        Err(error) => Err(format!("strace: {error}")),
    }
}

/// Runs `forecert` in a folder under `strace`.
pub fn run(root: &Path, args: &[&str], kill: Option<&Kill>) -> Traced {
    let log = tempfile::NamedTempFile::new().expect("a temporary file");
    let mut command = Command::new("strace");
    command
        .args(["-f", "-q", "-o"])
        .arg(log.path())
        .args(["-e", &format!("trace={WRITES},{OPENS}")]);
    if let Some(Kill { name, number, .. }) = kill {
        let inject = format!("inject={name}:signal=SIGKILL:when={number}");
        command.args(["-e", &inject]);
    }
    let output = command
        .arg(env!("CARGO_BIN_EXE_forecert"))
        .args(args)
        .current_dir(root)
        .env("HOME", root)
        .stdin(Stdio::null())
        .output()
        .expect("strace runs");
    let log = std::fs::read_to_string(log.path()).expect("the trace");
    let calls = log.lines().filter_map(|line| {
        let (thread, text) = line.split_once(' ')?;
        let text = text.trim_start();
        // Signals and ends of threads are no calls.
        let call = text.starts_with(|first: char| first.is_ascii_lowercase());
        call.then(|| Call {
            thread: thread.to_owned(),
            text: text.to_owned(),
        })
    });
    Traced {
        code: match output.status.signal() {
            Some(_) => None,
            None => output.status.code(),
        },
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        calls: calls.collect(),
    }
}
