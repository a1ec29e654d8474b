//! The command: what it prints for whom, and how it ends.

use crate::support::Deployment;
use crate::{BUILDER, PUBLISHED, with};

/// A deployment whose manifest was made of a document, and that document with another server
/// and another Edge name.
fn drifted() -> Deployment {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    deployment.write("t.xml", PUBLISHED);
    deployment
        .forecert(&["init", "--from-topology", "t.xml"])
        .exits(0);
    let document = with(PUBLISHED, "\"fe02.litware.net\"", "\"fe09.litware.net\"");
    let document = with(&document, "\"webcon.litware.com\"", "\"wc.litware.com\"");
    deployment.write("new.xml", &document);
    deployment
}

#[test]
fn no_drift_ends_with_0_and_drift_with_4_and_nothing_is_written() {
    let deployment = drifted();
    let before = deployment.files();
    let run = deployment.forecert(&["drift", "t.xml"]).exits(0);
    assert_eq!(
        run.stdout,
        "No drift: forecert.yaml says what the topology says.\n"
    );
    assert_eq!(run.stderr, "");
    let run = deployment.forecert(&["drift", "new.xml"]).exits(4);
    for told in [
        "`pool01.litware.net` has the server `fe09.litware.net` in the topology",
        "`pool01.litware.net` has no server `fe02.litware.net` in the topology",
        "the Web Conferencing Edge FQDN of `edge.litware.net` is `wc.litware.com`",
        "-     servers: [fe01.litware.net, fe02.litware.net]",
        "pool01.litware.net/fe09.litware.net/default is new",
        "edge.litware.net/edge-external is made again",
        "All lines together, since some are changed twice",
        "+    servers: [fe01.litware.net, fe09.litware.net]",
        "3 differences. With all of them mended 1 certificate is new, 1 certificate is made again",
    ] {
        assert!(run.stdout.contains(told), "{told}\n{}", run.stdout);
    }
    assert_eq!(deployment.files(), before);
}

#[test]
fn the_manifest_that_json_holds_has_no_drift() {
    let deployment = drifted();
    let run = deployment
        .forecert(&["drift", "new.xml", "--format", "json"])
        .exits(4);
    let json = run.json();
    let codes: Vec<&str> = json["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|difference| difference["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        [
            "drift_server_added",
            "drift_server_removed",
            "drift_name_changed"
        ]
    );
    assert_eq!(
        json["differences"][2]["effect"]["certificates"][0]["gains"][0],
        "wc.litware.com"
    );
    let line = json["differences"][0]["line"].as_u64().unwrap();
    let text = deployment.read("forecert.yaml");
    assert!(
        text.lines()
            .nth(usize::try_from(line).unwrap() - 1)
            .unwrap()
            .contains("servers:")
    );
    deployment.write("forecert.yaml", json["mended"].as_str().unwrap());
    let json = deployment
        .forecert(&["drift", "new.xml", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(json["differences"], serde_json::json!([]));
    deployment.forecert(&["validate"]).exits(0);
}

#[test]
fn markdown_has_a_block_for_each_difference_and_stays_within_a_comment() {
    let deployment = drifted();
    let args = ["drift", "new.xml", "--format", "markdown"];
    let text = deployment.forecert(&args).exits(4).stdout;
    assert!(
        text.starts_with("<!-- forecert-drift -->\n### forecert drift: 3 differences\n"),
        "{text}"
    );
    assert_eq!(text.matches("\n#### ").count(), 3);
    assert_eq!(text.matches("```diff\n").count(), 4);
    let none = deployment
        .forecert(&["drift", "t.xml", "--format", "markdown"])
        .exits(0)
        .stdout;
    assert_eq!(
        none,
        "<!-- forecert-drift -->\n**No drift**: `forecert.yaml` says what the topology says.\n"
    );
    // Of 400 servers that came, as many as a comment holds.
    let many: String = (0..400)
        .map(|n| format!("<Machine Fqdn='server-of-a-long-name-{n:03}.litware.net'/>"))
        .collect();
    let crowd = with(
        PUBLISHED,
        "<Machine OrdinalInCluster=\"2\" Fqdn=\"fe02.litware.net\" />",
        &many,
    );
    deployment.write("crowd.xml", &crowd);
    let text = deployment
        .forecert(&["drift", "crowd.xml", "--format", "markdown"])
        .exits(4)
        .stdout;
    assert!(text.len() < 65_000, "{}", text.len());
    assert!(
        text.contains("### forecert drift: 401 differences"),
        "{text}"
    );
    assert!(text.trim_end().ends_with("more differences."), "{text}");
}

#[test]
fn wrong_documents_and_a_wrong_manifest_end_with_65() {
    let deployment = drifted();
    deployment.write("cut.xml", &PUBLISHED[..1_000]);
    let run = deployment.forecert(&["drift", "cut.xml"]).exits(65);
    assert!(run.stderr.contains("[cut.xml:"), "{}", run.stderr);
    let run = deployment
        .forecert(&["drift", "t.xml", "nowhere.xml"])
        .exits(65);
    assert!(run.stderr.contains("nowhere.xml"), "{}", run.stderr);
    deployment.write("other.tbxml", BUILDER);
    let run = deployment
        .forecert(&["drift", "t.xml", "other.tbxml"])
        .exits(65);
    assert!(
        run.stderr.contains("there are two topologies"),
        "{}",
        run.stderr
    );
    deployment.forecert(&["drift"]).exits(64);
    // The topology of another estate is all different.
    let run = deployment.forecert(&["drift", "other.tbxml"]).exits(4);
    assert!(run.stdout.contains("drift_pool_removed"), "{}", run.stdout);
    deployment.write("forecert.yaml", "version: 1\n");
    deployment.forecert(&["drift", "t.xml"]).exits(65);
}
