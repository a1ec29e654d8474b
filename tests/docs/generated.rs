//! What is made from the sources is committed as it is made now.

use std::fs;

use crate::prose::root;
use crate::{codes, drawing, manifest, roles};

/// What a made page begins with, for whoever opens it to edit it.
pub const MADE: &str = "<!-- Made by `UPDATE_DOCS=1 cargo test --test docs generated`: edit what it is made from. -->\n\n";

#[test]
fn the_manifest_reference_is_the_schema() {
    hold("manifest.md", &manifest::page());
}

#[test]
fn the_roles_are_the_rules() {
    hold("roles.md", &roles::page());
}

#[test]
fn the_exit_codes_are_the_table() {
    hold("exit-codes.md", &codes::exits());
}

#[test]
fn the_checks_are_the_table() {
    hold("checks.md", &codes::checks());
}

#[test]
fn the_codes_are_the_table() {
    hold("codes.md", &codes::page());
}

#[test]
fn the_architecture_is_the_module_table() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    hold("architecture.svg", &drawing::svg(&contributing));
}

fn hold(name: &str, made: &str) {
    let path = root().join("docs/src").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, made).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    let committed = committed.replace("\r\n", "\n");
    let mut lines = committed.lines().zip(made.lines()).enumerate();
    let (line, (is, shall)) = lines
        .find(|(_, (is, shall))| is != shall)
        .unwrap_or((committed.lines().count(), ("", "more or fewer lines")));
    assert!(
        committed == made,
        "docs/src/{name}:{}: `{is}` is now `{shall}`; UPDATE_DOCS=1 cargo test --test docs \
         generated writes the page anew",
        line + 1
    );
}
