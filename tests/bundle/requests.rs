//! The open requests, for those who sign them: made without a key, beside their answers.

use std::fs;

use crate::estate::{answer, applied, bundle_of, open_requests, seen, small};
use crate::support::Deployment;

fn asked() -> Deployment {
    applied(&small("").replace("issuer: lab, key", "issuer: enterprise, key"))
}

#[test]
fn requests_alone_need_no_key_and_write_nothing_else() {
    let deployment = asked();
    fs::rename(deployment.path("keys"), deployment.path("keys-elsewhere")).unwrap();
    let before = seen(deployment.root());
    let run = deployment.forecert(&["bundle", "--requests"]).exits(0);
    assert!(
        run.stdout
            .contains("requests: 2 open requests for enterprise"),
        "{run:?}"
    );
    let after = seen(deployment.root());
    for path in after.keys().filter(|path| !before.contains_key(*path)) {
        assert!(
            path == "bundle" || path.starts_with("bundle/requests"),
            "{path}"
        );
    }
    // But for the lock and its holder.
    let others = before.iter();
    for (path, what) in others.filter(|(path, _)| !path.contains(".forecert")) {
        assert_eq!(after.get(path), Some(what), "{path}");
    }
    let made = bundle_of(&deployment);
    let paths: Vec<&str> = made.keys().map(String::as_str).collect();
    for wanted in [
        "requests/index.txt",
        "requests/enterprise/requests.md",
        "requests/enterprise/requests.txt",
    ] {
        assert!(paths.contains(&wanted), "{paths:?}");
    }
    let _ = deployment.forecert(&["bundle", "--requests"]).exits(0);
    assert!(made == bundle_of(&deployment), "nothing has changed");
    let run = deployment
        .forecert(&["bundle", "--requests", "--format", "json"])
        .exits(0);
    let json = run.json();
    assert_eq!(json["format_version"], "1.0");
    assert_eq!(json["requests"]["open"], 2);
}

#[test]
fn answers_and_notes_that_lie_among_the_requests_survive() {
    let deployment = asked();
    let _ = deployment.forecert(&["bundle", "--requests"]).exits(0);
    let theirs = [
        ("requests/enterprise/a.cer", "an answer"),
        ("requests/enterprise/ticket 4711.msg", "a note"),
        ("requests/new/chain.p7b", "a chain"),
        (
            "requests/enterprise/renamed-by-pki.req",
            "a request of theirs",
        ),
        ("requests/new/index.txt", "their index"),
    ];
    for (path, text) in theirs {
        deployment.write(&format!("bundle/{path}"), text);
    }
    let open = open_requests(&deployment);
    let requests = |deployment: &Deployment| {
        let paths = bundle_of(deployment).into_keys();
        let ours = paths.filter(|path| !path.contains("renamed-by-pki"));
        ours.filter(|path| path.ends_with(".req")).count()
    };
    for (folders, left) in [(&open[..1], 1), (&open[1..], 0)] {
        answer(&deployment, folders, 1, 400);
        let _ = deployment.forecert(&["bundle"]);
        assert_eq!(requests(&deployment), left);
        for (path, text) in theirs {
            assert_eq!(deployment.read(&format!("bundle/{path}")), text, "{path}");
        }
    }
    assert_eq!(
        deployment.read("bundle/requests/index.txt"),
        "No request is open.\r\n"
    );
}

#[test]
fn a_run_that_was_cut_off_does_not_lose_the_answers() {
    let deployment = asked();
    let _ = deployment.forecert(&["bundle", "--requests"]).exits(0);
    deployment.write("bundle/requests/enterprise/a.cer", "an answer");
    for args in [&["bundle", "--requests"][..], &["bundle"]] {
        let aside = deployment.path("bundle/.staging-old-requests");
        fs::rename(deployment.path("bundle/requests"), aside).unwrap();
        let _ = deployment.forecert(args);
        assert_eq!(
            deployment.read("bundle/requests/enterprise/a.cer"),
            "an answer",
            "{args:?}"
        );
        let _ = bundle_of(&deployment);
    }
}

#[test]
fn where_nothing_is_asked_for_there_are_no_requests() {
    let deployment = applied(&small(""));
    let run = deployment.forecert(&["bundle", "--requests"]).exits(0);
    assert!(run.stdout.contains("none is open"), "{run:?}");
    assert!(!deployment.path("bundle").exists());
}
