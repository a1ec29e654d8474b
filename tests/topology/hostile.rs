//! Documents that are meant to hurt, and files that are something else: refused in
//! bounded time and memory.

use std::fs::File;

use crate::support::Deployment;
use crate::{BUILDER, PUBLISHED, only, refused, with};

#[test]
fn an_entity_bomb_is_refused_before_it_is_read() {
    let mut bomb = "<!DOCTYPE Topology [<!ENTITY a0 \"lol\">".to_owned();
    for n in 1..=30 {
        let before = format!("&a{};", n - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY a{n} \"{before}\">"));
    }
    bomb.push_str("]>");
    let document = format!("{bomb}{}", with(PUBLISHED, "Lyon", "&a30;"));
    let (code, _, place) = only(document.as_bytes());
    assert_eq!((code, place.as_str()), ("topology_doctype", "<!DOCTYPE"));
    // Neither is a file of somebody else's read.
    let outside = format!(
        "<!DOCTYPE Topology [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{}",
        with(PUBLISHED, "Lyon", "&a;")
    );
    assert_eq!(only(outside.as_bytes()).0, "topology_doctype");
}

#[test]
fn a_reference_without_a_document_type_is_refused_at_its_place() {
    let document = with(PUBLISHED, "pool01.litware.net", "&pool;.litware.net");
    let (code, _, place) = only(document.as_bytes());
    assert_eq!((code, place.as_str()), ("topology_doctype", "&pool;"));
}

#[test]
fn a_depth_of_a_hundred_thousand_is_refused() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let document = with(PUBLISHED, "<Name>Lyon</Name>", &deep);
    assert_eq!(only(document.as_bytes()).0, "topology_too_large");
}

#[test]
fn a_file_of_200_megabytes_is_not_read_to_its_end() {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    let file = File::create(deployment.path("big.xml")).unwrap();
    file.set_len(200 << 20).unwrap();
    let run = deployment
        .forecert(&["init", "--from-topology", "big.xml"])
        .exits(65);
    assert!(run.stderr.contains("topology_too_large"), "{}", run.stderr);
    assert_eq!(deployment.files().len(), 1);
}

#[test]
fn wherever_a_document_is_cut_off_it_is_refused() {
    for document in [PUBLISHED, BUILDER] {
        let end = document.trim_end().len();
        let every = (0..end).step_by(97).chain(end - 20..end);
        for at in every.filter(|at| document.is_char_boundary(*at)) {
            let (code, message, _) = only(&document.as_bytes()[..at]);
            let expected = ["topology_cut_off", "topology_not_xml", "topology_empty"];
            assert!(expected.contains(&code), "{at}: {code}: {message}");
        }
    }
}

#[test]
fn another_file_is_called_by_what_it_is() {
    let zip = only(b"PK\x03\x04\x14\0\0\0\x08\0DocItemSet.xml");
    assert_eq!(zip.0, "topology_archive_invalid");
    for (document, what) in [
        (
            "<TopologyInput xmlns='urn:x'/>",
            "`TopologyInput` (the input of `Merge-CsLegacyTopology`)",
        ),
        (
            "<DocItemSet><DocItem Name='x'/></DocItemSet>",
            "`DocItemSet` (from an export) without a topology in it",
        ),
        (
            "<x:AnchoredXml xmlns:x='urn:x'/>",
            "`AnchoredXml` (a settings document)",
        ),
        ("<html><body/></html>", "`html` (a web page)"),
        ("<svg/>", "`svg`, not a topology"),
    ] {
        let (code, message, _) = only(document.as_bytes());
        assert_eq!(code, "topology_wrong_root");
        assert!(message.contains(what), "{message}");
    }
    for (document, code) in [
        ("version: 1\npools: []\n", "topology_not_xml"),
        ("-----BEGIN CERTIFICATE-----\n", "topology_not_xml"),
        ("{\"a\": 1}", "topology_output_unknown"),
        ("[]", "topology_output_unknown"),
        ("<Objs/>", "topology_output_unknown"),
        ("{\"a\": 1", "topology_not_json"),
    ] {
        assert_eq!(only(document.as_bytes()).0, code, "{document}");
    }
}

#[test]
fn a_crowd_of_problems_is_counted_and_not_all_shown() {
    let clusters: String = (0..5_000)
        .map(|n| format!("<Cluster RequiresSetup='true' Fqdn='se{n}'><ClusterId SiteId='1' Number='{n}00'/></Cluster>"))
        .collect();
    let services: String = (0..5_000)
        .map(|n| format!("<Service ServiceVersion='7'><ServiceId SiteId='1' RoleName='MediationServer' Instance='{n}00'/><InstalledOn><ClusterId SiteId='1' Number='{n}00'/></InstalledOn></Service>"))
        .collect();
    let document = with(
        PUBLISHED,
        "  </Clusters>\n",
        &format!("{clusters}</Clusters>"),
    );
    let document = with(
        &document,
        "  </Services>\n",
        &format!("{services}</Services>"),
    );
    let refused = crate::written("x", document.as_bytes()).unwrap_err();
    let findings = &refused.documents[0].findings;
    assert_eq!(findings.len(), 51);
    assert_eq!(findings[50].message, "9950 further problems are not shown");
}

#[test]
fn every_problem_has_its_place_and_its_cure() {
    let refused = refused(PUBLISHED.replace(".litware.net", "").as_bytes());
    assert!(refused.findings.len() > 10);
    assert!(
        refused
            .findings
            .iter()
            .all(|finding| !finding.labels.is_empty())
    );
}
