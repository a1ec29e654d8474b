//! Who may read what is made, and what keeps it from being made.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::estate::{applied, bundle_of, passed_over, seen, small};
use crate::support::{Deployment, has};

fn mode(deployment: &Deployment, path: &str) -> u32 {
    let metadata = fs::metadata(deployment.path(path)).expect(path);
    metadata.permissions().mode() & 0o7777
}

/// With a PEM file for a group beside the PFX file.
fn with_outputs() -> String {
    small("").replace(
        "eku: [server-auth]",
        "eku: [server-auth], outputs: [{ format: pfx }, \
         { format: pem-split, file: nginx.crt, mode: '0640' }]",
    )
}

#[test]
fn what_is_secret_is_for_its_owner_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let deployment = applied(&with_outputs());
        let script = format!("umask {umask}; \"$F\" bundle --zip >/dev/null 2>&1");
        let status = deployment
            .command("sh")
            .args(["-c", &script])
            .env("F", env!("CARGO_BIN_EXE_forecert"))
            .status();
        assert!(status.unwrap().success());
        let open = 0o777 & !u32::from_str_radix(umask, 8).unwrap();
        for (path, expected) in [
            ("bundle", 0o700),
            ("bundle/a.contoso.net", 0o700),
            ("bundle/a.contoso.net.zip", 0o600),
            ("bundle/a.contoso.net/tls.pfx", 0o600),
            ("bundle/a.contoso.net/nginx.key", 0o640 & open),
            ("bundle/a.contoso.net/nginx.crt", 0o644 & open),
            ("bundle/a.contoso.net/tls.cer", 0o644 & open),
            ("keys/bundle-passwords.txt", 0o600),
        ] {
            assert_eq!(mode(&deployment, path), expected, "umask {umask}: {path}");
        }
    }
}

#[test]
fn a_bundle_of_nothing_is_for_its_owner_too() {
    let manifest = small("").replace("issuer: lab, key", "issuer: enterprise, key");
    for args in [&["bundle"][..], &["bundle", "--requests"]] {
        let deployment = applied(&manifest);
        let _ = deployment.forecert(args);
        assert_eq!(mode(&deployment, "bundle"), 0o700, "{args:?}");
    }
}

/// In a working tree of git with these rules.
fn tracked(manifest: &str, rules: &str) -> Option<Deployment> {
    if !has("git") {
        passed_over("git");
        return None;
    }
    let deployment = applied(manifest);
    deployment.tool("git", &["init", "-q"]);
    deployment.write(".gitignore", rules);
    Some(deployment)
}

#[track_caller]
fn refused(manifest: &str, rules: &str, words: &[&str]) {
    let Some(deployment) = tracked(manifest, rules) else {
        return;
    };
    let run = deployment.forecert(&["bundle"]).exits(1);
    for word in words {
        assert!(run.stderr.contains(word), "{word}: {run:?}");
    }
    assert!(
        !deployment.path("bundle").exists()
            && !deployment.path("keys/bundle-passwords.txt").exists()
    );
}

#[test]
fn a_bundle_that_git_would_commit_is_refused_with_the_line_that_keeps_it_out() {
    let words = [
        "git would commit `bundle`, which holds keys",
        "add the line `bundle/` to .gitignore",
    ];
    refused(&small(""), "/keys/\n", &words);
    // Rules that were made for keys, or for some of the files.
    refused(&small(""), "/keys/\n*.pem\n", &words);
    refused(&small(""), "/keys/\n*.pfx\n", &words);
    refused(&with_outputs(), "/keys/\n*.pfx\n*.zip\n*.pem\n", &words);
    refused(&small(""), "/keys/\n/bundle/*\n!/bundle/*.zip\n", &words);
}

#[test]
fn passwords_that_git_would_commit_are_refused() {
    let words = [
        "git would commit `keys/bundle-passwords.txt`, which holds passwords",
        "add the line `keys/bundle-passwords.txt` to .gitignore",
    ];
    // Which holds for the keys themselves.
    refused(&small(""), "/bundle/\n*.pem\n", &words);
    let kept = small("password: { generated: { kept_in: pfx.txt } }");
    refused(&kept, "/bundle/\n/keys/\n", &["git would commit `pfx.txt`"]);
}

#[test]
fn a_bundle_that_git_ignores_is_made() {
    for rules in ["bundle/\nkeys/\nca/\n", "*.pfx\n*.zip\n/keys/\n/ca/\n"] {
        let Some(deployment) = tracked(&small(""), rules) else {
            return;
        };
        let _ = deployment.forecert(&["bundle", "--zip"]).exits(0);
        deployment.tool("git", &["add", "."]);
        let tracked = deployment.tool("git", &["ls-files"]);
        for secret in [".pfx", ".zip", "passwords"] {
            assert!(!tracked.contains(secret), "{tracked}");
        }
    }
}

#[test]
fn a_directory_that_cannot_be_written_to_is_told_with_its_cause() {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    deployment.write("bundle/a.contoso.net/README.txt", "changed");
    let script =
        "mount --bind bundle bundle && mount -o remount,ro,bind bundle && exec \"$F\" bundle";
    let ways = [&["-m"][..], &["-r", "-m"]];
    let outputs = ways.iter().map(|way| {
        let mut command = deployment.command("unshare");
        let command = command.args(*way).args(["sh", "-c", script]);
        command
            .env("F", env!("CARGO_BIN_EXE_forecert"))
            .output()
            .ok()
    });
    let mut outputs = outputs.flatten().filter(|output| {
        let stderr = String::from_utf8_lossy(&output.stderr);
        !stderr.contains("unshare: ") && !stderr.contains("mount: ")
    });
    let Some(output) = outputs.next() else {
        return passed_over("a way to mount");
    };
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(6), "{said}");
    assert!(said.contains("Read-only file system"), "{said}");
    assert!(said.contains("a.contoso.net"), "{said}");
}

#[test]
fn a_file_in_place_of_the_directory_is_an_error_and_stays() {
    let deployment = applied(&small(""));
    deployment.write("bundle", "a note");
    let run = deployment.forecert(&["bundle"]).exits(1);
    assert!(
        run.stderr.contains("cannot read `bundle`") || run.stderr.contains("bundle`"),
        "{run:?}"
    );
    assert_eq!(deployment.read("bundle"), "a note");
}

#[test]
fn a_file_in_place_of_a_servers_folder_stays_and_the_other_servers_are_made() {
    let deployment = applied(&small(""));
    deployment.write("bundle/a.contoso.net", "a note");
    let run = deployment.forecert(&["bundle"]).exits(6);
    assert!(
        run.stdout
            .contains("exists already and is never overwritten"),
        "{run:?}"
    );
    assert!(
        run.stdout.contains("Bundle: 1 made, 0 unchanged, 1 failed"),
        "{run:?}"
    );
    assert_eq!(deployment.read("bundle/a.contoso.net"), "a note");
    assert!(deployment.path("bundle/b.contoso.net/tls.pfx").is_file());
}

#[test]
fn while_another_run_holds_the_inventory_nothing_is_made() {
    let deployment = applied(&small(""));
    let lock = fs::File::open(deployment.path("inventory/.forecert/lock")).unwrap();
    lock.lock().unwrap();
    let run = deployment.forecert(&["bundle"]).exits(7);
    assert!(run.stderr.contains("the inventory is in use"), "{run:?}");
    assert!(!deployment.path("bundle").exists());
    // It works in the same directory, so it waits its turn too.
    let _ = deployment.forecert(&["bundle", "--requests"]).exits(7);
}

#[test]
fn two_runs_at_once_leave_one_whole_bundle() {
    let deployment = applied(&small(""));
    let start = || {
        let mut command: Command = deployment.command(env!("CARGO_BIN_EXE_forecert"));
        command
            .args(["bundle", "-q"])
            .stdout(std::process::Stdio::null());
        command.stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let mut runs: Vec<_> = (0..4).map(|_| start()).collect();
    let codes: Vec<_> = runs
        .iter_mut()
        .map(|run| run.wait().unwrap().code())
        .collect();
    assert!(
        codes.iter().all(|code| matches!(code, Some(0 | 7))),
        "{codes:?}"
    );
    assert!(codes.contains(&Some(0)), "{codes:?}");
    let made = bundle_of(&deployment);
    let _ = deployment.forecert(&["bundle"]).exits(0);
    assert!(made == seen(&deployment.path("bundle")));
    let _ = deployment.forecert(&["verify"]).exits(0);
}
