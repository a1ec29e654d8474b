//! What others put into a server's folder is never lost, whatever is made anew around it.

use std::fs;
use std::os::unix::fs::symlink;

use crate::estate::{applied, bundle_of, small};
use crate::support::Deployment;

const FOLDER: &str = "bundle/a.contoso.net";

fn bundled() -> Deployment {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    deployment
}

/// Makes the folder anew, which somebody has changed.
fn rebuilt(deployment: &Deployment) {
    deployment.write(&format!("{FOLDER}/README.txt"), "changed");
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 1 made, 1 unchanged"),
        "{run:?}"
    );
    let _ = deployment.forecert(&["verify"]).exits(0);
}

#[test]
fn receipts_notes_folders_and_links_survive() {
    let deployment = bundled();
    let theirs = [
        ("receipt.json", "{}"),
        ("notes/2027/march.txt", "done at 22:40"),
        ("roots/our-own.cer", "ours"),
        ("previous.json", "{}"),
        ("a b \u{fc}.log", "log"),
    ];
    for (path, text) in theirs {
        deployment.write(&format!("{FOLDER}/{path}"), text);
    }
    symlink("receipt.json", deployment.path(&format!("{FOLDER}/latest"))).unwrap();
    symlink(
        "/nowhere/at/all",
        deployment.path(&format!("{FOLDER}/dangling")),
    )
    .unwrap();
    fs::create_dir(deployment.path(&format!("{FOLDER}/empty"))).unwrap();
    let large = fs::File::create(deployment.path(&format!("{FOLDER}/dump"))).unwrap();
    large.set_len(20 << 20).unwrap();
    let before = bundle_of(&deployment);
    for _ in 0..2 {
        rebuilt(&deployment);
        let after = bundle_of(&deployment);
        for name in ["latest", "dangling", "empty", "dump"] {
            assert!(
                after.contains_key(&format!("a.contoso.net/{name}")),
                "{name}"
            );
        }
        for (path, _) in theirs {
            let path = format!("a.contoso.net/{path}");
            assert_eq!(before[&path], after[&path], "{path}");
        }
    }
    // They alone are no reason to make anything.
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 0 made, 2 unchanged"),
        "{run:?}"
    );
}

#[test]
fn a_folder_that_somebody_made_before_keeps_what_is_in_it() {
    let deployment = applied(&small(""));
    for name in ["README.txt", "tls.cer", "photo.jpg"] {
        deployment.write(&format!("{FOLDER}/{name}"), "theirs");
    }
    let _ = deployment.forecert(&["bundle"]).exits(0);
    for name in ["kept/README.txt", "kept/tls.cer", "photo.jpg"] {
        assert_eq!(
            deployment.read(&format!("{FOLDER}/{name}")),
            "theirs",
            "{name}"
        );
    }
    assert!(
        deployment
            .read(&format!("{FOLDER}/README.txt"))
            .contains("Certificates for a.contoso.net")
    );
    let _ = deployment.forecert(&["verify"]).exits(0);
}

#[test]
fn a_record_that_is_torn_makes_the_folder_anew_and_does_not_bring_the_old_files_back() {
    let deployment = bundled();
    deployment.write(&format!("{FOLDER}/notes.txt"), "theirs");
    for torn in ["", "{", "[]", "{\"format_version\": \"2.0\"}"] {
        deployment.write(&format!("{FOLDER}/bundle.json"), torn);
        deployment.write(&format!("{FOLDER}/Install-Certificates.ps1"), "calc");
        let run = deployment.forecert(&["bundle"]).exits(0);
        assert!(
            run.stdout.contains("Bundle: 1 made, 1 unchanged"),
            "{run:?}"
        );
        assert_ne!(
            deployment.read(&format!("{FOLDER}/Install-Certificates.ps1")),
            "calc"
        );
        assert!(!deployment.path(&format!("{FOLDER}/kept")).exists());
        assert_eq!(deployment.read(&format!("{FOLDER}/notes.txt")), "theirs");
        let _ = deployment.forecert(&["verify"]).exits(0);
    }
}

#[test]
fn a_run_that_was_cut_off_between_the_renames_loses_nothing() {
    for args in [&["bundle"][..], &["bundle", "--server", "b.contoso.net"]] {
        let deployment = bundled();
        deployment.write(&format!("{FOLDER}/receipt.json"), "{}");
        let aside = deployment.path("bundle/.staging-old-a.contoso.net");
        fs::rename(deployment.path(FOLDER), &aside).unwrap();
        deployment.write("bundle/.staging-half/tls.key", "a key");
        let _ = deployment.forecert(args).exits(0);
        assert_eq!(deployment.read(&format!("{FOLDER}/receipt.json")), "{}");
        let left = bundle_of(&deployment);
        assert!(left.contains_key("a.contoso.net/tls.pfx"));
        let run = deployment.forecert(&["bundle"]).exits(0);
        assert!(
            run.stdout.contains("Bundle: 0 made, 2 unchanged"),
            "{run:?}"
        );
    }
}

#[test]
fn a_folder_behind_a_link_is_replaced_where_the_link_is() {
    let deployment = bundled();
    let elsewhere = tempfile::tempdir().unwrap();
    let there = elsewhere.path().join("a");
    fs::rename(deployment.path(FOLDER), &there).unwrap();
    fs::write(there.join("receipt.json"), "{}").unwrap();
    symlink(&there, deployment.path(FOLDER)).unwrap();
    rebuilt(&deployment);
    assert_eq!(deployment.read(&format!("{FOLDER}/receipt.json")), "{}");
    assert!(there.join("tls.pfx").is_file(), "what is elsewhere stays");
}

#[test]
fn a_file_that_only_its_owner_reads_comes_along() {
    use std::os::unix::fs::PermissionsExt;
    let deployment = bundled();
    let note = deployment.path(&format!("{FOLDER}/sealed"));
    fs::write(&note, "theirs").unwrap();
    fs::set_permissions(&note, fs::Permissions::from_mode(0o000)).unwrap();
    rebuilt(&deployment);
    let mode = fs::metadata(&note).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode, 0o000);
    fs::set_permissions(&note, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(fs::read_to_string(&note).unwrap(), "theirs");
}
