//! Pages as their readers meet them: fenced blocks, links, and a desk where their commands
//! are typed one block after the other.

#![allow(dead_code)] // each test file uses its own part

use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What stands behind the fence: `sh`, `yaml forecert.yaml`.
    pub info: String,
    /// What is in it, with the last line break.
    pub text: String,
    /// The line of its fence, counted from 1.
    pub line: usize,
}

/// The fenced blocks of a page, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (index, line) in page.lines().enumerate() {
        match (line.strip_prefix("```"), inside) {
            (Some(info), false) => {
                inside = true;
                blocks.push(Block {
                    info: info.to_owned(),
                    text: String::new(),
                    line: index + 1,
                });
            }
            (Some(_), true) => inside = false,
            (None, true) => {
                if let Some(block) = blocks.last_mut() {
                    block.text += line;
                    block.text.push('\n');
                }
            }
            (None, false) => {}
        }
    }
    blocks
}

/// The page without its fenced blocks.
pub fn outside_of_blocks(page: &str) -> String {
    let mut inside = false;
    let lines = page.lines().filter(|line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !(inside || fence)
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Where the links of a page lead.
pub fn links(page: &str) -> Vec<String> {
    let text = outside_of_blocks(page);
    let targets = text.split("](").skip(1);
    targets
        .filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
        .collect()
}

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where a reader sits: a folder with a copy of the examples, and `forecert` on the PATH.
#[cfg(unix)]
pub struct Desk {
    place: tempfile::TempDir,
    /// Where the last block left the shell.
    here: PathBuf,
}

/// What a block of commands brought.
#[cfg(unix)]
#[derive(Debug)]
pub struct Typed {
    /// Whether every command ended as it should.
    pub done: bool,
    /// What the reader saw, from both streams.
    pub seen: String,
}

#[cfg(unix)]
impl Desk {
    /// With a copy of the examples as they are committed.
    pub fn new() -> Self {
        let place = tempfile::tempdir().expect("a temporary folder");
        copy(&root().join("examples"), &place.path().join("examples"));
        let here = place.path().to_owned();
        Self { place, here }
    }

    /// Goes back to where the examples are.
    pub fn begins_anew(&mut self) {
        self.here = self.place.path().to_owned();
    }

    /// A path at the desk.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.place.path().join(relative)
    }

    /// Types a block into bash, where the block before it left off. A command ends with 0,
    /// or as the comment behind it says: `forecert status   # exit code 3`.
    #[must_use = "what nobody looks at proves nothing"]
    pub fn types(&mut self, block: &str) -> Typed {
        use std::process::{Command, Stdio};

        let left = self.place.path().join(".left");
        let lines = block
            .lines()
            .map(|line| match line.rsplit_once("# exit code ") {
                Some((command, code)) => {
                    format!("ended=0; {command} || ended=$?; test $ended -eq {code}\n")
                }
                None => format!("{line}\n"),
            });
        let script: String = lines.collect();
        let script = format!("exec 2>&1\n{script}pwd >'{}'\n", left.display());
        let program = Path::new(env!("CARGO_BIN_EXE_forecert"));
        let path = format!(
            "{}:{}",
            program.parent().expect("a folder").display(),
            std::env::var("PATH").expect("a PATH")
        );
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &script])
            .current_dir(&self.here)
            .env_remove("GITHUB_STEP_SUMMARY")
            .env("PATH", path)
            .stdin(Stdio::null())
            .output()
            .expect("bash runs");
        if let Ok(folder) = fs::read_to_string(&left) {
            self.here = PathBuf::from(folder.trim_end());
        }
        Typed {
            done: output.status.success(),
            seen: String::from_utf8_lossy(&output.stdout).into_owned(),
        }
    }

    /// Writes a file where the reader is, as a block named for it shows it.
    pub fn writes(&self, file: &str, text: &str) {
        let path = self.here.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Edits a file where the reader is, as a block of `+` and `-` lines shows it. Lines
    /// to go and to stay must be there as they are, once.
    pub fn edits(&self, file: &str, change: &str) {
        let path = self.here.join(file);
        let text = fs::read_to_string(&path).expect(file);
        let side = |left_out: char| -> String {
            let lines = change.lines().filter(|line| !line.starts_with(left_out));
            lines
                .flat_map(|line| [line.get(1..).unwrap_or_default(), "\n"])
                .collect()
        };
        let (before, after) = (side('+'), side('-'));
        assert_eq!(
            text.matches(&before).count(),
            1,
            "once in {file}:\n{before}\n--- the file\n{text}"
        );
        fs::write(path, text.replace(&before, &after)).expect("a file");
    }
}

#[cfg(unix)]
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("an entry");
        // What an apply made here before is not part of the example.
        let made = ["ca", "inventory", "keys"]
            .iter()
            .any(|name| entry.file_name() == *name);
        let target = to.join(entry.file_name());
        if entry.path().is_dir() && !made {
            copy(&entry.path(), &target);
        } else if entry.path().is_file() {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
