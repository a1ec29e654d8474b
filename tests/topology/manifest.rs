//! The text that is written, to the letter, and that its questions and examples are right.

use crate::support::Deployment;
use crate::{BUILDER, PUBLISHED, model, parsed, read, with};
use forecert::manifest::SCHEMA_FILE;

#[test]
fn the_whole_text_is_what_a_person_would_have_written() {
    for (name, document, expected) in [
        ("published.xml", PUBLISHED, include_str!("published.yaml")),
        ("builder.tbxml", BUILDER, include_str!("builder.yaml")),
    ] {
        let read = crate::written(name, document.as_bytes()).unwrap();
        assert_eq!(read.text, expected.replace("\r\n", "\n"), "{name}");
        assert!(read.text.contains(SCHEMA_FILE));
    }
}

#[test]
fn what_is_written_is_valid_as_it_is() {
    for (document, certificates) in [(PUBLISHED, 14), (BUILDER, 5)] {
        let desired = forecert::desired::resolve(&parsed(&read(document).text)).unwrap();
        assert_eq!(desired.certificates.len(), certificates);
    }
}

#[test]
fn the_examples_in_comments_are_right_too() {
    for document in [PUBLISHED, BUILDER] {
        // Sentences begin after `# `; an example keeps its own indentation.
        let text: String = read(document)
            .text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(example) if !example.starts_with(' ') || example.starts_with("  ") => example,
                _ => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let before = model(document);
        let after = parsed(&text).model;
        assert_eq!(after.issuers.len(), 3);
        assert!(after.oauth.is_some());
        assert!(after.dns.sipinternal);
        assert!(!after.simple_urls.admin.is_empty());
        assert!(after.pools.len() > before.pools.len());
    }
}

#[test]
fn the_questions_are_counted_as_they_stand() {
    for (document, questions) in [(PUBLISHED, 18), (BUILDER, 5)] {
        let read = read(document);
        assert_eq!(read.questions, questions);
        assert_eq!(read.text.matches("# Question: ").count(), questions);
    }
}

#[test]
fn a_cluster_that_is_not_known_is_asked_about_and_never_dropped() {
    let text = read(PUBLISHED).text;
    for asked in [
        "`odd.litware.net`",
        "`NobodyKnows`",
        "`old.litware.net`",
        "before Lync Server 2013",
    ] {
        assert!(text.contains(asked), "{asked}");
    }
    // Also where its names are none.
    let odd = with(
        PUBLISHED,
        "Fqdn=\"odd.litware.net\"",
        "Fqdn=\"$Odd\n#x: 1\"",
    );
    let odd = read(&odd).text;
    assert!(
        odd.contains("# Question: does `$Odd ?x: 1` need") || odd.contains("does `$Odd"),
        "{odd}"
    );
    // Also where nothing of the product is set up on it, and its service is not known.
    let apart = with(PUBLISHED, "ExternalServer", "SomethingTrusted");
    assert!(
        read(&apart)
            .text
            .contains("does `apps.litware.net` need certificates")
    );
    // Also where it does not say whether it is set up.
    let silent = with(
        PUBLISHED,
        "RequiresSetup=\"false\" Fqdn=\"gw01.litware.net\"",
        "Fqdn=\"gw01.litware.net\"",
    );
    assert!(
        read(&silent)
            .text
            .contains("does `gw01.litware.net` need certificates")
    );
}

#[test]
fn xmpp_is_asked_about_where_it_may_be_in_use_only() {
    let asked = |document: &str| read(document).text.contains("federate by XMPP");
    assert!(asked(PUBLISHED));
    assert!(!asked(
        &PUBLISHED
            .replace("ServiceVersion=\"7\"", "ServiceVersion=\"8\"")
            .replace("PersistentChat", "Else")
    ));
    assert!(!asked(BUILDER));
}

#[test]
fn equal_web_names_are_written_down_and_asked_about() {
    let document = with(BUILDER, "webext.adatum.com", "SE01.adatum.net");
    let text = read(&document).text;
    assert!(text.contains("    web_services: { external: se01.adatum.net }\n"));
    assert!(text.contains("what is the external FQDN of the web services?"));
    let desired = forecert::desired::resolve(&parsed(&text)).unwrap();
    let codes: Vec<&str> = desired
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, ["web_names_equal"]);
}

#[test]
fn a_missing_next_hop_is_asked_for() {
    let document = with(
        BUILDER,
        "<Dependency ServiceUniqueId=\"se-2\" Usage=\"Default\" />",
        "",
    );
    let text = read(&document).text;
    assert!(text.contains("which pool is the `next_hop`?"));
    assert!(!text.contains("    next_hop:"));
}

#[test]
fn a_manifest_that_is_there_is_never_overwritten() {
    let deployment = Deployment::new("version: 1\n");
    deployment.write("topology.xml", PUBLISHED);
    let before = deployment.files();
    let run = deployment
        .forecert(&["init", "--from-topology", "topology.xml"])
        .exits(1);
    assert!(
        run.stderr.contains("`forecert.yaml` exists already"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("-f FILE"), "{}", run.stderr);
    assert_eq!(deployment.files(), before);
    // Another name is possible.
    let args = [
        "init",
        "--from-topology",
        "topology.xml",
        "-f",
        "other.yaml",
    ];
    let run = deployment.forecert(&args).exits(0);
    assert!(
        run.stdout.contains("wrote other.yaml, with 18 questions"),
        "{}",
        run.stdout
    );
    assert_eq!(deployment.read("other.yaml"), read(PUBLISHED).text);
}
