//! A deployment in a folder of its own, and `forecert` run in it with a clean
//! environment.

#![allow(dead_code)] // each test file uses its own part

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a manifest.
pub struct Deployment {
    folder: tempfile::TempDir,
}

/// What a run of `forecert` brought.
#[derive(Debug)]
pub struct Run {
    /// The exit code; -1 where a signal ended it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Deployment {
    /// With this manifest and nothing else.
    pub fn new(manifest: &str) -> Self {
        let deployment = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        deployment.write("forecert.yaml", manifest);
        deployment
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    /// Reads a file.
    pub fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).expect(relative)
    }

    /// Every file below the folder with its content, in the order of paths. The lock
    /// and its holder are left out: every writer rewrites them.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(self.root(), self.root(), &mut files);
        files.retain(|(path, _)| {
            path != "inventory/.forecert/lock" && path != "inventory/.forecert/holder.json"
        });
        files.sort();
        files
    }

    /// A command in the folder, with nothing of the caller's environment but the path.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.root())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root())
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null());
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command
    }

    /// Runs `forecert`, in lines that are long enough for a sentence to stay in one.
    #[must_use = "a run that nobody looks at proves nothing"]
    pub fn forecert(&self, args: &[&str]) -> Run {
        self.forecert_at(200, args)
    }

    /// Runs `forecert` in lines of so many columns.
    #[must_use = "a run that nobody looks at proves nothing"]
    pub fn forecert_at(&self, columns: usize, args: &[&str]) -> Run {
        let output = self
            .command(env!("CARGO_BIN_EXE_forecert"))
            .env("COLUMNS", columns.to_string())
            .args(args)
            .output()
            .expect("forecert runs");
        Run::of(output)
    }

    /// Runs another program, which must succeed, and gives its stdout.
    pub fn tool(&self, program: &str, args: &[&str]) -> String {
        let output = self.command(program).args(args).output().expect(program);
        assert!(
            output.status.success(),
            "{program} {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Run {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// It must have ended with this exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Its stdout as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).expect("stdout is JSON")
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let relative = path.strip_prefix(root).expect("below the root");
            let relative = relative.to_string_lossy().replace('\\', "/");
            files.push((relative, fs::read(&path).expect("a readable file")));
        }
    }
}

/// Whether a program is there; a test that needs it says so and is passed over.
pub fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}
