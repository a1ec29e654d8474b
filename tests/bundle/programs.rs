//! Programs that give passwords, and programs that are handed them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::estate::{applied, bundle_of, opened, small};
use crate::support::Deployment;

/// Refused with these words, a cure and nothing made.
#[track_caller]
fn refused(bundle: &str, words: &str) {
    let deployment = applied(&small(bundle));
    let run = deployment.forecert(&["bundle"]).exits(1);
    assert!(run.stderr.contains(words), "{words}: {run:?}");
    assert!(
        run.stderr.contains("help: ") && run.stderr.contains("nothing was made"),
        "{run:?}"
    );
    assert!(!deployment.path("bundle/a.contoso.net").exists());
}

#[test]
fn a_program_that_gives_no_password_is_an_error_that_says_why() {
    for (program, words) in [
        ("[./nowhere]", "`./nowhere` gave no password: No such file"),
        (
            "[sh, -c, 'echo geheim; exit 3']",
            "`sh` gave no password: it ended with exit status: 3",
        ),
        (
            "['true']",
            "`true` gave no password: its first line is empty",
        ),
        ("[sh, -c, 'echo; echo second']", "its first line is empty"),
        ("[printf, '\\374\\n']", "what it wrote is not UTF-8 text"),
        ("[echo, 'Zürich']", "other than printable ASCII"),
    ] {
        refused(&format!("password: {{ command: {program} }}"), words);
    }
}

#[test]
fn a_program_that_writes_without_end_is_stopped() {
    let begun = Instant::now();
    for program in [
        "[yes]",
        "[sh, -c, 'head -c 100000000 /dev/zero | tr \"\\0\" x']",
        // It takes a closed pipe for nothing.
        "[sh, -c, 'trap \"\" PIPE; while :; do echo aaaaaaaaaaaaaaaa; done 2>/dev/null']",
    ] {
        let words = "it wrote more than 65536 bytes";
        refused(&format!("password: {{ command: {program} }}"), words);
    }
    assert!(begun.elapsed() < Duration::from_secs(30));
}

/// Writes what it is handed behind what it was handed before: whose, and the password.
const SAFE: &str = "[sh, -c, 'read -r word; echo \"$FORECERT_SERVER $word\" >> safe.txt']";

fn handed(deployment: &Deployment) -> Vec<(String, String)> {
    let text = deployment.read("safe.txt");
    let pairs = text.lines().map(|line| line.split_once(' ').expect(line));
    pairs
        .map(|(whose, word)| (whose.to_owned(), word.to_owned()))
        .collect()
}

#[test]
fn a_generated_password_is_handed_over_with_the_name_of_its_server() {
    let manifest = small(&format!(
        "password: {{ generated: {{ handed_to: {SAFE} }} }}"
    ));
    let deployment = applied(&manifest);
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let first: BTreeMap<String, String> = handed(&deployment).into_iter().collect();
    assert_eq!(first.len(), 2);
    for (server, word) in &first {
        let path = format!("bundle/{server}/tls.pfx");
        assert!(opened(&deployment, &path, word).is_some(), "{path}");
    }
    assert!(!deployment.path("keys/bundle-passwords.txt").exists());
    // Nothing is made, and nothing is handed over.
    let _ = deployment.forecert(&["bundle"]).exits(0);
    assert_eq!(handed(&deployment).len(), 2);
    // One is made anew, under a new password: the old one is not known here.
    deployment.write("bundle/a.contoso.net/README.txt", "changed");
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 1 made, 1 unchanged"),
        "{run:?}"
    );
    let all = handed(&deployment);
    assert_eq!((all.len(), all[2].0.as_str()), (3, "a.contoso.net"));
    assert!(opened(&deployment, "bundle/a.contoso.net/tls.pfx", &all[2].1).is_some());
    assert!(
        opened(
            &deployment,
            "bundle/b.contoso.net/tls.pfx",
            &first["b.contoso.net"]
        )
        .is_some()
    );
}

#[test]
fn where_one_password_is_for_all_a_new_one_is_for_all() {
    let generated = format!("per: deployment, handed_to: {SAFE}");
    let deployment = applied(&small(&format!(
        "password: {{ generated: {{ {generated} }} }}"
    )));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    deployment.write("bundle/a.contoso.net/README.txt", "changed");
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let all = handed(&deployment);
    let whose: Vec<&str> = all.iter().map(|(whose, _)| whose.as_str()).collect();
    assert_eq!(whose, ["deployment", "deployment"]);
    for path in [
        "bundle/a.contoso.net/tls.pfx",
        "bundle/b.contoso.net/tls.pfx",
    ] {
        assert!(opened(&deployment, path, &all[1].1).is_some(), "{path}");
    }
}

#[test]
fn a_new_password_for_all_is_never_made_for_some() {
    let generated = format!("per: deployment, handed_to: {SAFE}");
    let deployment = applied(&small(&format!(
        "password: {{ generated: {{ {generated} }} }}"
    )));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    deployment.write("bundle/a.contoso.net/README.txt", "changed");
    let run = deployment
        .forecert(&["bundle", "--server", "a.contoso.net"])
        .exits(64);
    assert!(
        run.stderr.contains("leave --pool and --server out"),
        "{run:?}"
    );
    let all = handed(&deployment);
    assert_eq!(all.len(), 1, "nothing was handed over");
    for server in ["a.contoso.net", "b.contoso.net"] {
        let path = format!("bundle/{server}/tls.pfx");
        assert!(opened(&deployment, &path, &all[0].1).is_some(), "{path}");
    }
    // Where nothing has to be made, a selection is as good as none.
    let _ = deployment
        .forecert(&["bundle", "--server", "b.contoso.net"])
        .exits(0);
    assert_eq!(handed(&deployment).len(), 1);
}

#[test]
fn a_program_that_does_not_take_a_password_stops_everything() {
    for (program, words) in [
        (
            "[./nowhere]",
            "`./nowhere` did not take a new password: No such file",
        ),
        (
            "[sh, -c, 'cat >/dev/null; exit 1']",
            "it ended with exit status: 1",
        ),
        // The first is taken, the second is not.
        (
            "[sh, -c, 'cat >/dev/null; test \"$FORECERT_SERVER\" = a.contoso.net']",
            "`sh` did not take a new password",
        ),
    ] {
        let manifest = small(&format!(
            "password: {{ generated: {{ handed_to: {program} }} }}"
        ));
        let deployment = applied(&manifest);
        let run = deployment.forecert(&["bundle"]).exits(1);
        assert!(run.stderr.contains(words), "{words}: {run:?}");
        assert!(
            run.stderr.contains("nothing was made under that password"),
            "{run:?}"
        );
        assert!(!deployment.path("bundle/a.contoso.net").exists());
    }
}

#[test]
fn no_password_is_an_argument_of_a_program_or_stands_in_its_environment() {
    let spy = "[sh, -c, 'read -r word; cat /proc/$$/cmdline /proc/$$/environ > spied; echo $word > word']";
    let manifest = small(&format!(
        "password: {{ generated: {{ per: deployment, handed_to: {spy} }} }}"
    ));
    let deployment = applied(&manifest);
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let word = deployment.read("word");
    let spied = deployment.read("spied");
    assert!(spied.contains("FORECERT_SERVER=deployment"), "{spied}");
    assert!(word.len() > 10 && !spied.contains(word.trim()));
    assert!(!bundle_of(&deployment).is_empty());
}
