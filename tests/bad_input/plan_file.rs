//! Saved plans that are none, or not as they were saved; and places to save to.

use std::fs;

use crate::support::Deployment;
use crate::{SMALL, refusal, refused};

/// A plan that was saved and not carried out.
fn planned() -> Deployment {
    let deployment = Deployment::new(SMALL);
    fs::create_dir_all(deployment.path("inventory/.forecert")).unwrap();
    let _ = deployment
        .forecert(&["plan", "--out", "plan.json"])
        .exits(0);
    deployment
}

#[test]
fn a_plan_as_it_was_saved_is_carried_out() {
    let deployment = planned();
    let _ = deployment.forecert(&["apply", "plan.json"]).exits(0);
}

#[test]
fn a_plan_edited_by_hand_is_refused() {
    let deployment = planned();
    let plan = deployment.read("plan.json");
    for (from, to) in [
        ("\"create\"", "\"renew\""),
        ("a.contoso.net", "z.contoso.net"),
        ("\"size\": 256", "\"size\": 384"),
    ] {
        assert!(plan.contains(from), "{from}");
        deployment.write("plan.json", plan.replace(from, to));
        let run = refusal(
            &deployment,
            &["apply", "plan.json"],
            65,
            &["`plan.json`", "was changed after"],
        );
        assert!(run.stdout.is_empty(), "{run:?}");
    }
}

#[test]
fn a_plan_that_is_not_json_is_refused() {
    let deployment = planned();
    for text in [
        "",
        "yes\n",
        "{",
        "[]",
        "{\"format_version\": 1}",
        "\u{0}\u{1}",
    ] {
        deployment.write("plan.json", text);
        for command in ["apply", "show"] {
            let words = ["the plan `plan.json` cannot be used", "plan --out"];
            refused(&deployment, &[command, "plan.json"], 65, &words);
        }
    }
}

#[test]
fn a_plan_of_a_newer_format_is_refused_by_its_version() {
    let deployment = planned();
    let plan = deployment.read("plan.json");
    deployment.write(
        "plan.json",
        plan.replace("\"format_version\": \"1.0\"", "\"format_version\": \"2.0\""),
    );
    for command in ["apply", "show"] {
        refused(
            &deployment,
            &[command, "plan.json"],
            65,
            &["plan.json", "2.0"],
        );
    }
}

#[test]
fn a_plan_file_that_is_missing_or_a_directory_is_told() {
    let deployment = planned();
    for name in ["nowhere.json", "inventory"] {
        for command in ["apply", "show"] {
            refused(&deployment, &[command, name], 65, &[name]);
        }
    }
}

#[test]
fn a_plan_is_never_saved_over_something_else() {
    let deployment = planned();
    deployment.write("keys/x.pem", "-----BEGIN PRIVATE KEY-----\n");
    for name in ["forecert.yaml", "keys/x.pem", "inventory"] {
        refused(&deployment, &["plan", "--out", name], 1, &[name]);
    }
    // Another plan, or nothing yet, is what is meant to be replaced.
    deployment.write("empty.json", "");
    for name in ["plan.json", "empty.json", "new.json"] {
        let _ = deployment.forecert(&["plan", "--out", name]).exits(0);
    }
}

#[cfg(unix)]
#[test]
fn a_plan_is_not_saved_over_a_device() {
    let deployment = planned();
    std::os::unix::fs::symlink("/dev/null", deployment.path("device")).unwrap();
    refused(
        &deployment,
        &["plan", "--out", "device"],
        1,
        &["device", "--format json"],
    );
    assert!(
        fs::symlink_metadata(deployment.path("device"))
            .unwrap()
            .is_symlink()
    );
}

#[test]
fn a_folder_that_is_not_there_to_save_into_is_told() {
    let deployment = planned();
    refused(
        &deployment,
        &["plan", "--out", "no/where/plan.json"],
        1,
        &["no/where"],
    );
}
