//! A run killed at any write leaves for each server its old or its new folder, loses
//! nothing of others, and is completed by the next one. Linux only; passed over, and said
//! so, without `strace`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::estate::{applied, run_with, seen, small};
use crate::support::Deployment;
use crate::trace::{self, Kill};

/// Each thread waits for a process most of the time.
const THREADS: usize = 3;

/// The folder of the server that is made, by its files.
type Folder = BTreeMap<String, Vec<u8>>;

fn folder(root: &Path) -> Option<Folder> {
    let path = root.join("bundle/a.contoso.net");
    let files = path.is_dir().then(|| seen(&path))?.into_iter();
    let bytes = files.map(|(path, (bytes, ..))| (path, bytes));
    Some(bytes.collect())
}

/// Whether all files in a folder are those that its record tells of.
fn is_whole(folder: &Folder) -> bool {
    let Some(record) = folder.get("bundle.json") else {
        return false;
    };
    let record: serde_json::Value = serde_json::from_slice(record).expect("a whole record");
    let files = record["files"].as_object().expect("files").iter();
    files.into_iter().all(|(path, digests)| {
        let bytes = folder.get(path);
        bytes.is_some_and(|bytes| forecert::x509::sha256_hex(bytes) == digests["sha256"])
    })
}

/// Kills a run at each write in turn, each time in a fresh copy of a deployment in which
/// the folder of one server is to be made. `kept` are files of others.
fn survives(deployment: &Deployment, args: &[&str], kept: &[&str]) {
    if let Err(why) = trace::possible() {
        println!("passed over: {why}");
        return;
    }
    let copy = || {
        let copy = tempfile::tempdir().expect("a temporary folder");
        let from = format!("{}/.", deployment.root().display());
        let status = Command::new("cp")
            .arg("-a")
            .arg(from)
            .arg(copy.path())
            .status();
        assert!(status.expect("cp runs").success());
        copy
    };
    let old = folder(deployment.root());
    let whole = copy();
    let counted = trace::run(whole.path(), args, None);
    assert_eq!(counted.code, Some(0), "{}", counted.stderr);
    assert_eq!(
        counted.threads_that_write(),
        1,
        "writes are counted in each thread apart"
    );
    let mut kills = counted.kills();
    // Before it a file is what it is before the next call, which is tried too.
    kills.retain(|kill| !kill.to_string().contains("(fsync "));
    assert!(kills.len() > 20, "only {} writes were seen", kills.len());
    let names: Vec<String> = counted.names().into_iter().map(str::to_owned).collect();
    let one = |kill: &Kill| {
        let copy = copy();
        let root = copy.path();
        let killed = trace::run(root, args, Some(kill));
        assert_eq!(killed.code, None, "{kill}: not killed: {}", killed.stderr);
        assert_eq!(
            killed.names(),
            names[..=kill.position],
            "{kill}: killed elsewhere"
        );
        // Its old folder, its new one, or for a moment the old one aside.
        match folder(root) {
            Some(there) if Some(&there) == old.as_ref() => {}
            Some(there) => assert!(is_whole(&there), "{kill}: torn"),
            None => {
                let aside = root.join("bundle/.staging-old-a.contoso.net");
                assert_eq!(aside.is_dir(), old.is_some(), "{kill}: lost");
            }
        }
        let output = Command::new(env!("CARGO_BIN_EXE_forecert"))
            .args(args)
            .current_dir(root)
            .env("HOME", root)
            .output()
            .expect("forecert runs");
        assert!(output.status.success(), "{kill}: {output:?}");
        let made = folder(root).expect("the folder");
        assert!(is_whole(&made), "{kill}: {:?}", made.keys());
        for path in kept {
            assert_eq!(
                made.get(*path).map(Vec::as_slice),
                Some(&b"theirs"[..]),
                "{kill}: {path}"
            );
        }
        for path in seen(&root.join("bundle"))
            .keys()
            .chain(seen(&root.join("keys")).keys())
        {
            assert!(!path.contains(".staging"), "{kill}: `{path}` is left over");
        }
    };
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(kill) = kills.get(next.fetch_add(1, Ordering::Relaxed)) {
                    one(kill);
                }
            });
        }
    });
}

#[test]
fn a_first_bundle_survives_a_kill_at_any_write() {
    let deployment = applied(&small("").replace("a.contoso.net, b.contoso.net", "a.contoso.net"));
    survives(&deployment, &["bundle", "--zip"], &[]);
}

#[test]
fn a_folder_that_is_made_anew_survives_a_kill_at_any_write_with_what_others_put_there() {
    let deployment = applied(&small(""));
    let _ = run_with(&deployment, &[], &["bundle", "--zip"]).exits(0);
    let folder = deployment.path("bundle/a.contoso.net");
    fs::create_dir(folder.join("notes")).unwrap();
    for path in ["receipt.json", "notes/march.txt"] {
        fs::write(folder.join(path), "theirs").unwrap();
    }
    let manifest = deployment.read("forecert.yaml");
    let manifest = manifest.replace(
        "servers: [a.contoso.net, b",
        "servers: [{ fqdn: a.contoso.net, os: windows-server-2019 }, b",
    );
    deployment.write("forecert.yaml", manifest);
    survives(
        &deployment,
        &["bundle"],
        &["receipt.json", "notes/march.txt"],
    );
}
