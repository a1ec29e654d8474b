//! One scenario: a deployment, the runs in it, and the folder that they are held against.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::shown;
use crate::support::{Deployment, Run};

/// Beside text for people, what a plan is written as: `--format`, and how the file ends.
const FORMATS: [(&str, &str); 2] = [("json", "json"), ("markdown", "md")];

/// A scenario that is being played.
pub struct Scene {
    pub deployment: Deployment,
    name: &'static str,
    played: RefCell<BTreeSet<String>>,
    faults: RefCell<Vec<String>>,
}

impl Scene {
    /// In a folder with this manifest and a marked inventory with nothing in it.
    pub fn new(name: &'static str, manifest: &str) -> Self {
        let deployment = Deployment::new(manifest);
        fs::create_dir_all(deployment.path("inventory/.forecert")).expect("a folder");
        Self {
            deployment,
            name,
            played: RefCell::default(),
            faults: RefCell::default(),
        }
    }

    /// Replaces a text in the manifest, which must be there.
    pub fn edit(&self, from: &str, to: &str) {
        let manifest = self.deployment.read("forecert.yaml");
        assert!(manifest.contains(from), "`{from}` is not in the manifest");
        self.deployment
            .write("forecert.yaml", manifest.replace(from, to));
    }

    /// The plan for people, and in every other format.
    pub fn plans(&self, as_of: &str) {
        let args = ["plan", "--as-of", as_of];
        self.shows("plan.txt", &args);
        for (format, ending) in FORMATS {
            let run = self.run(&[&args[..], &["--format", format]].concat(), &[]);
            assert_eq!(
                (run.code, run.stderr.as_str()),
                (0, ""),
                "--format {format}"
            );
            let text = shown::masked(&run.stdout, self.deployment.root());
            self.hold(&format!("plan.{ending}"), &text);
        }
    }

    /// A run in the width that files get.
    pub fn shows(&self, file: &str, args: &[&str]) {
        self.shows_with(file, args, &[]);
    }

    /// A run in so many columns.
    pub fn shows_at(&self, columns: usize, file: &str, args: &[&str]) {
        self.shows_with(file, args, &[("COLUMNS", &columns.to_string())]);
    }

    /// A run with more in its environment.
    pub fn shows_with(&self, file: &str, args: &[&str], environment: &[(&str, &str)]) {
        let run = self.run(args, environment);
        let variables = environment
            .iter()
            .map(|(name, value)| format!("{name}={value} "));
        let command = format!(
            "{}forecert {}",
            variables.collect::<String>(),
            args.join(" ")
        );
        let text = shown::session(&command, &run, self.deployment.root());
        self.hold(file, &text);
    }

    /// Runs the program.
    pub fn run(&self, args: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = self.deployment.command(env!("CARGO_BIN_EXE_forecert"));
        let output = command
            .args(args)
            .envs(environment.iter().copied())
            .output()
            .expect("forecert runs");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// Holds a text against its file, or writes it there.
    pub fn hold(&self, file: &str, text: &str) {
        let path = self.folder().join(file);
        assert!(self.played.borrow_mut().insert(file.to_owned()), "{file}");
        if update() {
            fs::create_dir_all(self.folder()).expect("a folder");
            fs::write(&path, text).expect("a file");
            return;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != text {
            let shown = format!("tests/golden/{}/{file}", self.name);
            let difference = shown::difference(&shown, &expected, text);
            self.faults.borrow_mut().push(difference);
        }
    }

    /// Every run must have shown what its file says, and every file must have its run.
    pub fn ends(self) {
        let mut faults = self.faults.take();
        let played = self.played.take();
        for entry in fs::read_dir(self.folder()).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            if played.contains(file.as_ref()) {
                continue;
            }
            if update() {
                fs::remove_file(&path).expect("a file");
            } else {
                faults.push(format!("{}: no run shows this\n", path.display()));
            }
        }
        assert!(
            faults.is_empty(),
            "\n{}\nif that is meant: UPDATE_GOLDEN=1 cargo test --locked --test golden\n",
            faults.join("\n")
        );
    }

    fn folder(&self) -> PathBuf {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        golden.join(self.name)
    }
}

fn update() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}
