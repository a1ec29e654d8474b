//! An edition of the rules stays what it was: on inventories that were made under it, no
//! later forecert plans anything.
//!
//! `editions/EDITION/ESTATE` holds them, without private keys, as a pull-request job has
//! them. They are made once, by `freeze`, and never again.

use std::fs;
use std::path::{Path, PathBuf};

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::below;
use crate::scene::Scene;
use crate::support::Deployment;

/// When everything was made.
const MADE: OffsetDateTime = datetime!(2026-11-02 12:00 UTC);

/// When it is looked at: before the first renewal is due.
const SEEN: &str = "2026-12-01";

/// Beside an inventory: when the renewal of each certificate is due.
const RENEWALS: &str = "renewals.txt";

/// Every estate of every edition, as `EDITION/ESTATE`.
fn estates() -> Vec<PathBuf> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(path).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
        folders.sort();
        folders
    };
    let editions = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/editions");
    folders(&editions)
        .iter()
        .flat_map(|path| folders(path))
        .collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            let _ = fs::copy(entry.path(), to).expect("a file");
        }
    }
}

#[test]
fn on_the_inventories_of_an_edition_nothing_is_ever_planned() {
    let estates = estates();
    assert!(estates.len() >= 3);
    for estate in estates {
        let deployment = Deployment::new("");
        copy(&estate, deployment.root());
        // Git keeps no empty folder, and this one marks an inventory.
        fs::create_dir_all(deployment.path("inventory/.forecert")).expect("a folder");
        let plan = deployment.forecert(&[
            "plan",
            "--as-of",
            SEEN,
            "--detailed-exitcode",
            "--format",
            "json",
        ]);
        let shown = estate.display();
        assert_eq!(plan.code, 0, "{shown}: {}{}", plan.stdout, plan.stderr);
        let certificates = plan.json()["certificates"].clone();
        let certificates = certificates.as_array().expect("certificates");
        assert!(!certificates.is_empty(), "{shown}");
        for certificate in certificates {
            assert_eq!(certificate["action"], "keep", "{shown}: {certificate:#}");
            assert_eq!(certificate["generation"], 1, "{shown}: {certificate:#}");
        }
        let due = fs::read_to_string(estate.join(RENEWALS)).expect(RENEWALS);
        assert_eq!(renewals(deployment.root()), due, "{shown}");
    }
}

/// When the renewal of each certificate is due, a line each.
fn renewals(base: &Path) -> String {
    let manifest = fs::read_to_string(base.join("forecert.yaml")).expect("a manifest");
    let desired = below::desired(&manifest);
    let plan = below::planned(&desired, &below::inventory(base, &desired), MADE);
    let entries = plan.entries.iter();
    let due = entries.filter_map(|entry| Some((&entry.id, entry.current.as_ref()?.renewal_due)));
    let mut lines: Vec<String> = due.map(|(id, due)| format!("{id} {due}\n")).collect();
    lines.sort();
    lines.concat()
}

/// Makes the inventory of an estate whose folder has a manifest and nothing else.
#[test]
#[ignore = "makes what is then never made again"]
fn freeze() {
    for estate in estates() {
        if estate.join(RENEWALS).exists() {
            continue;
        }
        let manifest = fs::read_to_string(estate.join("forecert.yaml")).expect("a manifest");
        let scene = Scene::trusting("frozen", &manifest);
        scene.applied(MADE);
        scene.all_answered(MADE + Duration::HOUR);
        for part in ["inventory", "ca", "pki"] {
            let made = scene.deployment.path(part);
            if made.exists() {
                copy(&made, &estate.join(part));
            }
        }
        for left in ["inventory/.forecert", "ca/keys"] {
            let left = estate.join(left);
            if left.exists() {
                fs::remove_dir_all(left).expect("a folder");
            }
        }
        let due = renewals(scene.deployment.root());
        fs::write(estate.join(RENEWALS), due).expect("a file");
    }
}
