//! The README as its readers meet it: its commands work, its links lead somewhere, and
//! the tests are run as it says.

use std::fs;
use std::path::Path;

#[test]
fn the_first_command_runs_the_main_job_and_the_second_the_tests() {
    let blocks = blocks(&readme());
    assert!(
        blocks[0].starts_with("cargo run --locked -- apply -f examples/quickstart/"),
        "{}",
        blocks[0]
    );
    assert_eq!(blocks[1], "cargo test --locked\n");
}

#[test]
fn ci_runs_the_tests_as_the_readme_says() {
    let blocks = blocks(&readme());
    let tests = blocks.iter().find(|block| is_the_tests(block)).unwrap();
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.ends_with(&format!("\n{tests}")), "{ci}");
}

#[test]
fn links_lead_to_files() {
    for part in readme().split("](").skip(1) {
        let target = part.split(')').next().unwrap();
        assert!(
            target.contains("://") || root().join(target).is_file(),
            "README.md links to `{target}`"
        );
    }
}

/// Through bash, as a reader would, in a copy of the examples.
#[cfg(unix)]
#[test]
fn the_commands_run_one_block_after_the_other() {
    use std::process::{Command, Stdio};

    let place = tempfile::tempdir().unwrap();
    copy(&root().join("examples"), &place.path().join("examples"));
    let program = Path::new(env!("CARGO_BIN_EXE_forecert"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    for block in blocks(&readme())
        .iter()
        .filter(|block| !is_the_tests(block))
    {
        let script = block.replace("cargo run --locked --", "forecert");
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &script])
            .current_dir(place.path())
            .env("PATH", &path)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let (stdout, stderr) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(
            output.status.success(),
            "{script}\n{}\n{stdout}\n{stderr}",
            output.status
        );
        assert!(!stdout.is_empty(), "{script}\nprints nothing\n{stderr}");
    }
    let here = |path: &str| place.path().join("examples").join(path);
    for made in [
        "quickstart/inventory/se01.contoso.net/se01.contoso.net/default/0001/certificate.pem",
        "quickstart/keys/se01.contoso.net/se01.contoso.net/default/0001.pem",
        "contoso/inventory/edge.contoso.net/edge-external/0001/request.csr",
    ] {
        assert!(here(made).is_file(), "`{made}` is missing");
    }
}

/// The shell commands of the README, a text for each block.
fn blocks(readme: &str) -> Vec<String> {
    let fenced = readme.split("```").skip(1).step_by(2);
    fenced
        .filter_map(|block| block.strip_prefix("sh\n"))
        .map(str::to_owned)
        .collect()
}

/// This test would run itself.
fn is_the_tests(block: &str) -> bool {
    block.starts_with("cargo test")
}

#[cfg(unix)]
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        // What an apply made here before is not part of the example.
        let made = ["ca", "inventory", "keys"]
            .iter()
            .any(|name| entry.file_name() == *name);
        let target = to.join(entry.file_name());
        if entry.path().is_dir() && !made {
            copy(&entry.path(), &target);
        } else if entry.path().is_file() {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
