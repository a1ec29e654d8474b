//! What a document says wrong: all of it at once, each at its place with its cure, and
//! nothing written.

use crate::support::Deployment;
use crate::{BUILDER, PUBLISHED, only, refused, with};

fn init(document: &str) -> (Deployment, crate::support::Run) {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    deployment.write("topology.xml", document);
    let run = deployment.forecert(&["init", "--from-topology", "topology.xml"]);
    (deployment, run)
}

#[test]
fn placeholders_and_names_that_are_none_are_all_told_at_once() {
    let document = with(
        PUBLISHED,
        "Fqdn=\"pool01.litware.net\"",
        "Fqdn=\"$SkypeFQDN\"",
    );
    let document = with(&document, "\"FE01.litware.net\"", "\"FE_01.litware.net\"");
    let document = with(&document, "\"fe02.litware.net\"", "\"fe02\"");
    let document = with(
        &document,
        "\"WebExt.litware.com\"",
        "\"webext..litware.com\"",
    );
    let document = with(&document, "\"webcon.litware.com\"", "\"10.0.0.1\"");
    let document = with(&document, "\"Fabrikam.com\"", "\"fabrikäm.com\"");
    let (deployment, run) = init(&document);
    let run = run.exits(65);
    for text in [
        "`$SkypeFQDN` cannot be the name of a pool",
        "fill the template in first",
        "`FE_01.litware.net` cannot be the name of a server",
        "takes an underscore",
        "`fe02` cannot be the name of a server",
        "give the fully qualified name",
        "`webext..litware.com` cannot be the name of external web services",
        "`10.0.0.1` cannot be the name of the Web Conferencing Edge service",
        "`fabrikäm.com` cannot be the name of a SIP domain",
        "[topology.xml:3:",
    ] {
        assert!(run.stderr.contains(text), "{text}\n{}", run.stderr);
    }
    assert_eq!(run.stdout, "");
    let files: Vec<String> = deployment
        .files()
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(files, ["topology.xml"]);
}

#[test]
fn a_leap_in_versions_is_refused_and_the_next_product_is_asked_about() {
    let version = |version: &str| {
        let versions = format!("ServiceVersion=\"{version}\"");
        BUILDER.replace("ServiceVersion=\"8\"", &versions)
    };
    for leap in ["10", "15", "4294967295"] {
        let refused = refused(version(leap).as_bytes());
        for finding in &refused.findings {
            assert_eq!(finding.code, "topology_version_unknown");
            assert!(finding.message.contains(leap), "{}", finding.message);
        }
        assert_eq!(refused.findings.len(), 2);
    }
    for none in ["4294967296", "-1", "8.0", "viii", ""] {
        let refused = refused(version(none).as_bytes());
        let numbers = refused.findings.iter().map(|finding| finding.code);
        assert!(
            numbers.clone().all(|code| code == "topology_incomplete"),
            "{none}"
        );
    }
    let text = crate::read(&version("9")).text;
    assert!(text.contains("which product is it?"), "{text}");
}

#[test]
fn what_refers_to_nothing_is_refused() {
    let nowhere = with(BUILDER, "InstalledOn=\"se-rtc\"", "InstalledOn=\"se-rtd\"");
    let (code, message, place) = only(nowhere.as_bytes());
    assert_eq!((code, place.as_str()), ("topology_incomplete", "se-rtd"));
    assert!(
        message.starts_with("the service `UserStore` is installed on"),
        "{message}"
    );

    let hop = with(
        BUILDER,
        "ServiceUniqueId=\"se-2\"",
        "ServiceUniqueId=\"se-9\"",
    );
    let (code, message, _) = only(hop.as_bytes());
    assert_eq!(code, "topology_incomplete");
    assert!(
        message.starts_with("the service `EdgeServer` depends on"),
        "{message}"
    );

    let published = with(
        PUBLISHED,
        "<ClusterId SiteId=\"2\" Number=\"2\" />\n      <Machine",
        "<ClusterId SiteId=\"2\" Number=\"22\" />\n      <Machine",
    );
    let refused = refused(published.as_bytes());
    assert_eq!(refused.findings.len(), 2, "{:#?}", refused.findings);
}

#[test]
fn a_machine_without_a_name_is_possible_alone_only() {
    let two = with(
        BUILDER,
        "Fqdn=\"edge01.adatum.net\">\n              <Machines>\n",
        "Fqdn=\"edge01.adatum.net\">\n              <Machines>\n                <Machine Fqdn=\"edge02.adatum.net\" />\n",
    );
    let (code, message, place) = only(two.as_bytes());
    assert_eq!((code, place.as_str()), ("topology_incomplete", "Machine"));
    assert_eq!(message, "a machine of `edge01.adatum.net` has no FQDN");
}

#[test]
fn what_a_role_needs_must_be_there() {
    for (from, to, lacks) in [
        (
            "ConfiguredFqdn=\"sip.litware.com\"",
            "",
            "no external FQDN for the Access Edge service",
        ),
        (
            "Host=\"webdir.litware.com\"",
            "Host=\"\"",
            "no external web services FQDN",
        ),
        (
            "<Machine OrdinalInCluster=\"1\" Fqdn=\"med01.litware.net\" />",
            "",
            "no machines",
        ),
        (
            "SE01.litware.net",
            "se02.litware.net",
            "is a single server by its services",
        ),
    ] {
        let (code, message, _) = only(with(PUBLISHED, from, to).as_bytes());
        assert_eq!(code, "topology_incomplete", "{from}");
        assert!(message.contains(lacks), "{message}");
    }
    let no_domain = PUBLISHED
        .replace("<InternalDomain", "<Else")
        .replace("</InternalDomains", "</Elses");
    let (_, message, _) = only(no_domain.as_bytes());
    assert_eq!(message, "the document holds no SIP domain");
}

#[test]
fn a_version_is_a_number_and_there() {
    let odd = BUILDER.replacen("ServiceVersion=\"8\"", "ServiceVersion=\"eight\"", 1);
    let (_, message, place) = only(odd.as_bytes());
    assert_eq!(
        (message.as_str(), place.as_str()),
        ("the service version `eight` is not a number", "eight")
    );
    let none = BUILDER.replace(" ServiceVersion=\"8\"", "");
    assert_eq!(refused(none.as_bytes()).findings.len(), 2);
}

#[test]
fn a_simple_url_must_be_one() {
    let document = with(
        BUILDER,
        "https://meet.adatum.com/",
        "https://meet.adatum.com:8443/",
    );
    let (code, _, place) = only(document.as_bytes());
    assert_eq!(
        (code, place.as_str()),
        ("topology_url_invalid", "https://meet.adatum.com:8443/")
    );
}

#[test]
fn a_document_without_a_known_pool_is_refused() {
    let old = BUILDER.replace("ServiceVersion=\"8\"", "ServiceVersion=\"5\"");
    let (code, message, _) = only(old.as_bytes());
    assert_eq!(code, "topology_incomplete");
    assert!(message.contains("holds no pool"), "{message}");
    let empty = "<TopologyBuilder><OldTopology/></TopologyBuilder>";
    let (_, message, place) = only(empty.as_bytes());
    assert!(message.contains("`PartialTopology`"), "{message}");
    assert_eq!(place, "TopologyBuilder");
}

#[test]
fn what_is_right_in_its_parts_and_impossible_as_a_whole_is_shown_in_the_manifest() {
    // One server in two pools.
    let document = with(PUBLISHED, "\"med01.litware.net\"", "\"chat01.litware.net\"");
    let (deployment, run) = init(&document);
    let run = run.exits(65);
    assert!(run.stderr.contains("server_twice"), "{}", run.stderr);
    assert!(
        run.stderr.contains("forecert.yaml (not written)"),
        "{}",
        run.stderr
    );
    let cure = "correct it in Topology Builder";
    assert!(run.stderr.contains(cure), "{}", run.stderr);
    assert_eq!(deployment.files().len(), 1);
}

#[test]
fn a_document_that_is_not_there_is_told() {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    let run = deployment
        .forecert(&["init", "--from-topology", "none.tbxml"])
        .exits(65);
    assert!(
        run.stderr
            .contains("cannot read the topology document `none.tbxml`"),
        "{}",
        run.stderr
    );
    let run = deployment
        .forecert(&["init", "--from-topology", "."])
        .exits(65);
    assert!(run.stderr.contains("it is a directory"), "{}", run.stderr);
    assert!(deployment.files().is_empty());
}
