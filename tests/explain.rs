//! `forecert explain`: a certificate, a name in it or not in it, a code.

mod support;

use support::Deployment;

#[test]
fn a_code_is_explained_where_there_is_no_manifest() {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    let run = deployment.forecert(&["explain", "Names-Differ"]).exits(0);
    assert!(run.stdout.starts_with("names_differ: why a plan acts"));
    assert_eq!(run.stderr, "");
    for number in ["3", "exit-3"] {
        let run = deployment.forecert(&["explain", number]).exits(0);
        assert!(run.stdout.starts_with("exit-3: how a command ended\n"));
    }
    for all in ["codes", "--codes"] {
        let run = deployment.forecert(&["explain", all]).exits(0);
        assert!(
            run.stdout
                .contains("\nWhy a plan is blocked\n  chain_broken,")
        );
    }
    let run = deployment
        .forecert(&["explain", "expiring", "--format", "json"])
        .exits(0);
    let value = run.json();
    assert_eq!(value["format_version"], "1.0");
    assert_eq!(value["kinds"], serde_json::json!(["reason"]));
    assert_eq!(value["area"], "Why a plan acts");
    let run = deployment
        .forecert(&["explain", "--codes", "--format", "json"])
        .exits(0);
    let codes = run.json()["codes"].as_array().unwrap().clone();
    assert!(codes.iter().any(|code| code["code"] == "expiring"));
}

#[test]
fn what_is_no_code_is_answered_with_the_code_or_the_id_that_is_near() {
    let deployment = Deployment::new("");
    for (written, near) in [
        ("name_differ", "did you mean `names_differ`?"),
        ("exit-66", "did you mean `exit-6`?"),
        ("nonsense", "`forecert explain --codes` lists the codes"),
    ] {
        let run = deployment.forecert(&["explain", written]).exits(64);
        assert!(
            run.stderr
                .contains("is neither a certificate id nor a code"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(near), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}
