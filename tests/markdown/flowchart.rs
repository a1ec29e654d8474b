//! The part of Mermaid's language that forecert writes, read strictly; and what the
//! flowcharts say.

use std::collections::BTreeSet;

use crate::support::Deployment;

/// Nodes with their labels, then edges between them, and nothing else. Gives the number of
/// both.
#[track_caller]
pub fn judge(text: &str) -> (usize, usize) {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"), "{text}");
    let (mut nodes, mut edges) = (BTreeSet::new(), BTreeSet::new());
    for line in lines {
        let rest = line.strip_prefix("  ").expect(line);
        let (id, rest) = rest.split_at(rest.find(['[', '(', ' ']).expect(line));
        is_id(id);
        if rest.starts_with(' ') {
            let arrows = [" -- signs --> ", " -.-> "];
            let mut ends = arrows.iter().filter_map(|arrow| rest.strip_prefix(arrow));
            let end = ends.next().expect(line);
            assert!(nodes.contains(id) && nodes.contains(end), "{line}");
            assert!(edges.insert(line), "{line} stands twice");
        } else {
            let square = rest
                .strip_prefix("[\"")
                .and_then(|rest| rest.strip_suffix("\"]"));
            let round = rest
                .strip_prefix("(\"")
                .and_then(|rest| rest.strip_suffix("\")"));
            is_label(square.or(round).expect(line));
            assert!(nodes.insert(id), "{line} stands twice");
            assert!(edges.is_empty(), "a node after an edge: {line}");
        }
    }
    (nodes.len(), edges.len())
}

#[track_caller]
fn is_id(id: &str) {
    let number = id.strip_prefix('n').expect(id);
    assert!(!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
}

/// Letters, signs without a meaning, character codes, and one line break of ours.
#[track_caller]
fn is_label(label: &str) {
    let mut rest = label.replacen("<br/>", " ", 1);
    while let Some(start) = rest.find('#') {
        let end = start + rest[start..].find(';').expect(label);
        assert!(rest[start + 1..end].parse::<u32>().is_ok(), "{label}");
        rest.replace_range(start..=end, "");
    }
    let sign = |c: char| matches!(c, ' ' | '.' | ',' | '-' | '/');
    assert!(
        rest.chars().all(|c| c.is_alphanumeric() || sign(c)),
        "{label}"
    );
    assert!(!label.is_empty());
}

const ESTATE: &str = r#"version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
simple_urls: { meet: ["https://meet.contoso.com"], dialin: ["https://dialin.contoso.com"] }
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.contoso.com/lab.crl" }
pools:
  - fqdn: se01.contoso.com
    role: standard-edition
    web_services: { internal: se01.contoso.com, external: web.contoso.com }
    servers: [se01.contoso.com]
  - { fqdn: med01.contoso.com, role: mediation, next_hop: se01.contoso.com, servers: [med01.contoso.com] }
"#;

#[test]
fn the_graph_is_a_flowchart_with_the_edges_of_the_other_formats() {
    let deployment = Deployment::new(ESTATE);
    let chart = deployment
        .forecert(&["graph", "--format", "mermaid"])
        .exits(0);
    let (nodes, edges) = judge(&chart.stdout);
    let json = deployment.forecert(&["graph", "--format", "json"]).exits(0);
    let all = json.json()["edges"].as_array().unwrap().clone();
    assert_eq!(edges, all.len());
    let ends: BTreeSet<&str> = all
        .iter()
        .flat_map(|edge| [&edge["from"], &edge["to"]])
        .filter_map(|end| end.as_str())
        .collect();
    assert_eq!(nodes, ends.len());
    let signs = |edge: &&serde_json::Value| edge["kind"] == "signs";
    assert_eq!(
        chart.stdout.matches(" -- signs --> ").count(),
        all.iter().filter(signs).count()
    );
    assert!(chart.stdout.contains("(\"front ends done\")"));
    assert!(chart.stdout.contains("[\"issuer/lab\"]"));
}

#[test]
fn a_page_draws_a_node_for_each_pool_and_leaves_out_what_others_imply() {
    let deployment = Deployment::new(ESTATE);
    let _ = deployment.forecert(&["init"]).exits(0);
    let page = deployment
        .forecert(&["plan", "--format", "markdown"])
        .exits(0);
    let chart = page.stdout.split("```mermaid\n").nth(1).unwrap();
    let chart = chart.split("```").next().unwrap();
    assert_eq!(
        chart,
        "flowchart LR\n  n0[\"issuer/lab<br/>1 to create\"]\n  n1[\"oauth<br/>1 to create\"]\n  \
         n2[\"se01.contoso.com<br/>1 to create\"]\n  n3[\"med01.contoso.com<br/>1 to create\"]\n  \
         n4(\"front ends done\")\n  n0 -- signs --> n1\n  n0 -- signs --> n2\n  \
         n0 -- signs --> n3\n  n1 -.-> n2\n  n2 -.-> n4\n  n4 -.-> n3\n"
    );
}
