//! The README as its readers meet it: its commands work, its links lead somewhere, and
//! the tests are run as it says.

use std::fs;

#[path = "support/prose.rs"]
mod prose;

use prose::root;

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
    for target in prose::links(&readme()) {
        assert!(
            target.contains("://") || root().join(&target).is_file(),
            "README.md links to `{target}`"
        );
    }
}

/// Through bash, as a reader would, in a copy of the examples.
#[cfg(unix)]
#[test]
fn the_commands_run_one_block_after_the_other() {
    let mut desk = prose::Desk::new();
    for block in blocks(&readme())
        .iter()
        .filter(|block| !is_the_tests(block))
    {
        let script = block.replace("cargo run --locked --", "forecert");
        let typed = desk.types(&script);
        assert!(typed.done, "{script}\n{}", typed.seen);
        assert!(!typed.seen.is_empty(), "{script}\nprints nothing");
    }
    let here = |path: &str| desk.path("examples").join(path);
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
    let blocks = prose::blocks(readme).into_iter();
    blocks
        .filter(|block| block.info == "sh")
        .map(|block| block.text)
        .collect()
}

/// This test would run itself.
fn is_the_tests(block: &str) -> bool {
    block.starts_with("cargo test")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}
