//! Keys that git would commit.

use std::fs;

use crate::manifest;
use crate::support::{Deployment, has};

/// A working tree with these files, or none without git.
fn working_tree(files: &[(&str, &str)]) -> Option<Deployment> {
    if !has("git") {
        println!("passed over: there is no git");
        return None;
    }
    let deployment = Deployment::new(&manifest(1, "lab", "ec", 256));
    deployment.tool("git", &["init", "-q"]);
    for (path, text) in files {
        deployment.write(path, text);
    }
    Some(deployment)
}

const APPLY: &[&str] = &["apply", "--yes", "--create-inventory"];

/// Refused with these words before anything is made.
#[track_caller]
fn refused(deployment: &Deployment, words: &[&str]) {
    let run = deployment.forecert(APPLY).exits(1);
    for word in words.iter().chain(&["keys_not_ignored", "help: "]) {
        assert!(run.stderr.contains(word), "{word}: {run:?}");
    }
    for folder in ["keys", "ca/0001", "inventory/sbc.contoso.net"] {
        assert!(
            !crate::files(&deployment.path(folder))
                .iter()
                .any(|path| path.ends_with("0001.pem")),
            "{folder}"
        );
    }
}

#[test]
fn keys_that_git_would_commit_are_not_made() {
    let Some(deployment) = working_tree(&[]) else {
        return;
    };
    refused(
        &deployment,
        &[
            "git would commit `keys`",
            "git would commit `ca/keys`",
            "`keys/`",
            ".gitignore",
        ],
    );
}

#[test]
fn one_key_directory_of_two_is_not_enough() {
    let Some(deployment) = working_tree(&[(".gitignore", "/keys/\n")]) else {
        return;
    };
    refused(&deployment, &["git would commit `ca/keys`"]);
}

#[test]
fn a_rule_that_holds_only_for_the_topmost_files_is_not_enough() {
    let Some(deployment) = working_tree(&[(".gitignore", "/keys/*.pem\nca/keys/\n")]) else {
        return;
    };
    refused(&deployment, &["git would commit `keys`"]);
}

#[test]
fn keys_that_are_taken_up_again_by_a_later_rule_are_not_made() {
    let Some(deployment) = working_tree(&[(".gitignore", "*.pem\n!0001.pem\n")]) else {
        return;
    };
    refused(&deployment, &["git would commit `keys`"]);
}

#[test]
fn keys_that_git_ignores_are_made_wherever_that_is_said() {
    for files in [
        &[(".gitignore", "keys/\n")][..],
        &[(".gitignore", "*.pem\n")],
        &[("keys/.gitignore", "*\n"), ("ca/keys/.gitignore", "*\n")],
        &[("keys/.gitignore", "*\n"), ("ca/.gitignore", "/keys\n")],
        &[(".git/info/exclude", "keys/\n")],
    ] {
        let Some(deployment) = working_tree(files) else {
            return;
        };
        let _ = deployment.forecert(APPLY).exits(0);
        let _ = deployment
            .forecert(&["plan", "--detailed-exitcode"])
            .exits(0);
        deployment.tool("git", &["add", "."]);
        let tracked = deployment.tool("git", &["ls-files"]);
        assert!(
            !tracked.contains("keys/sbc") && !tracked.contains("keys/0001.pem"),
            "{tracked}"
        );
    }
}

#[test]
fn a_key_directory_behind_a_link_is_judged_where_it_leads() {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let Some(deployment) = working_tree(&[(".gitignore", "ca/keys/\n")]) else {
        return;
    };
    std::os::unix::fs::symlink(elsewhere.path(), deployment.path("keys")).expect("a link");
    let run = deployment.forecert(APPLY).exits(0);
    assert!(!run.stderr.contains("cannot ask git"), "{run:?}");

    let Some(deployment) = working_tree(&[(".gitignore", "*.pem\n")]) else {
        return;
    };
    let Some(other) = working_tree(&[]) else {
        return;
    };
    fs::create_dir(other.path("keys")).expect("a folder");
    std::os::unix::fs::symlink(other.path("keys"), deployment.path("keys")).expect("a link");
    refused(&deployment, &["git would commit `keys`"]);
}

#[test]
fn outside_of_a_working_tree_nobody_is_asked() {
    let deployment = Deployment::new(&manifest(1, "lab", "ec", 256));
    let _ = deployment.forecert(APPLY).exits(0);
}
