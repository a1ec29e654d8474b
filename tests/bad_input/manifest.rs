//! Manifests that are none.

use crate::support::Deployment;
use crate::{SMALL, refused};

/// What exactly is said belongs to the manifest's own tests.
#[track_caller]
fn invalid(deployment: &Deployment, args: &[&str], word: &str) {
    let before = deployment.files();
    let run = deployment.forecert(args).exits(65);
    assert!(
        run.stderr.contains("error") || run.stderr.contains('×'),
        "{run:?}"
    );
    assert!(run.stderr.to_lowercase().contains(word), "{run:?}");
    assert!(
        run.stderr.len() < 10_000,
        "{} bytes are said",
        run.stderr.len()
    );
    assert!(run.stdout.is_empty(), "{run:?}");
    assert!(deployment.files() == before, "something was written");
}

#[test]
fn a_manifest_that_is_not_yaml_is_refused_at_its_place() {
    let deployment = Deployment::new("version: [1\npools: }{\n");
    invalid(&deployment, &["plan"], "");
}

#[test]
fn a_manifest_of_binary_rubbish_is_refused() {
    let deployment = Deployment::new(SMALL);
    deployment.write("forecert.yaml", [0u8, 0xff, 0xfe, 1, 2, 3, b'\n', 0x80]);
    invalid(&deployment, &["plan"], "");
}

#[test]
fn an_empty_manifest_is_refused() {
    let deployment = Deployment::new("");
    invalid(&deployment, &["plan"], "");
}

#[test]
fn a_missing_manifest_is_told_with_the_way_to_one() {
    let deployment = Deployment::new(SMALL);
    let words = ["cannot read the manifest `nowhere.yaml`", "forecert init"];
    refused(&deployment, &["plan", "-f", "nowhere.yaml"], 65, &words);
}

#[test]
fn a_directory_as_manifest_is_told_as_such() {
    let deployment = Deployment::new(SMALL);
    deployment.write("folder/forecert.yaml", SMALL);
    let words = ["cannot read the manifest `folder`", "directory", "-f FILE"];
    refused(&deployment, &["plan", "-f", "folder"], 65, &words);
}

#[test]
fn ten_megabytes_of_aliases_are_refused_in_no_time() {
    let mut text = SMALL.to_owned();
    text.push_str("  - fqdn: &big ");
    text.push_str(&"x".repeat(60));
    text.push_str(".contoso.net\n    role: custom\n    servers:\n");
    while text.len() < 10 << 20 {
        text.push_str("      - *big\n");
    }
    let deployment = Deployment::new(&text);
    invalid(&deployment, &["plan"], "too_large");
    // Below the limit each is told by its name, and none is followed.
    let start = text.split_inclusive('\n').take(40).collect::<String>();
    invalid(&Deployment::new(&start), &["plan"], "alias");
}

#[test]
fn a_manifest_that_has_no_end_is_refused() {
    if !cfg!(unix) {
        return;
    }
    let deployment = Deployment::new(SMALL);
    invalid(&deployment, &["plan", "-f", "/dev/zero"], "");
}

#[test]
fn five_thousand_servers_are_planned() {
    let servers: Vec<String> = (0..5000).map(|n| format!("s{n:04}.contoso.net")).collect();
    let manifest = SMALL.replace("[a.contoso.net]", &format!("[{}]", servers.join(", ")));
    let deployment = Deployment::new(&manifest);
    deployment.write("inventory/.forecert/lock", "");
    let run = deployment.forecert(&["plan", "--format", "json"]).exits(0);
    assert_eq!(run.json()["summary"]["create"], 5001);
}

#[test]
fn thousands_of_problems_are_counted_instead_of_drawn() {
    let servers: Vec<String> = (0..5000).map(|n| format!("s{n:04}.contoso.net")).collect();
    let servers = servers.join(", ");
    let manifest = SMALL.replace("[a.contoso.net]", &format!("[{servers}, {servers}]"));
    let deployment = Deployment::new(&manifest);
    let run = deployment.forecert(&["plan"]).exits(65);
    assert!(
        run.stderr.contains("and 4900 more"),
        "{} lines",
        run.stderr.lines().count()
    );
    let run = deployment
        .forecert(&["validate", "--format", "json"])
        .exits(65);
    assert_eq!(run.json()["findings"].as_array().map(Vec::len), Some(5000));
}
