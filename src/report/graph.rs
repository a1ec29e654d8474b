//! The graph: as steps for people, for Graphviz, and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use crate::cert::CertificateId;
use crate::desired::{Desired, EdgeKind, Node};
use crate::report::Look;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Steps, and in each the certificates as a tree of pool, server and usage.
pub fn tree(desired: &Desired, look: Look) -> String {
    let mut steps: BTreeMap<u32, Vec<&CertificateId>> = BTreeMap::new();
    for id in desired.graph.order() {
        steps.entry(desired.graph.wave(id)).or_default().push(id);
    }
    let mut text = String::new();
    for (step, ids) in steps {
        if !text.is_empty() {
            text.push('\n');
        }
        writeln!(text, "{}", look.strong(&format!("Step {step}"))).expect(INFALLIBLE);
        text.push_str(&branches(&ids, desired, look));
    }
    text
}

fn branches(ids: &[&CertificateId], desired: &Desired, look: Look) -> String {
    let mut pools: BTreeMap<String, Vec<&CertificateId>> = BTreeMap::new();
    for id in ids {
        let trunk = id
            .pool()
            .map_or_else(|| id.to_string(), ToString::to_string);
        pools.entry(trunk).or_default().push(id);
    }
    let mut text = String::new();
    for (pool, ids) in pools {
        if ids[0].pool().is_none() {
            writeln!(text, "  {}", line(&pool, ids[0], desired, look)).expect(INFALLIBLE);
            continue;
        }
        writeln!(text, "  {pool}").expect(INFALLIBLE);
        for (index, id) in ids.iter().enumerate() {
            let twig = look.twig(index + 1 == ids.len());
            let name = id.to_string();
            let name = name
                .strip_prefix(&format!("{pool}/"))
                .unwrap_or(&name)
                .to_owned();
            writeln!(text, "  {twig} {}", line(&name, id, desired, look)).expect(INFALLIBLE);
        }
    }
    text
}

fn line(name: &str, id: &CertificateId, desired: &Desired, look: Look) -> String {
    let declared = &desired.certificates[id];
    let signer = match id {
        CertificateId::Issuer { .. } => "an authority".to_owned(),
        _ => format!("from {}", declared.issuer),
    };
    format!("{name}  {}", look.faint(&signer))
}

/// The graph for Graphviz: solid edges sign, dashed ones order the installation.
pub fn dot(desired: &Desired) -> String {
    let mut text = String::from("digraph forecert {\n  rankdir=LR;\n  node [shape=box];\n");
    let mut nodes: BTreeMap<String, &Node> = BTreeMap::new();
    for edge in desired.graph.edges() {
        for node in [edge.from, edge.to] {
            nodes.insert(node.to_string(), node);
        }
    }
    for id in desired.graph.order() {
        writeln!(text, "  {};", quoted(&id.to_string())).expect(INFALLIBLE);
    }
    for (name, node) in nodes {
        if let Node::Milestone(_) = node {
            let name = quoted(&name);
            writeln!(text, "  {name} [shape=ellipse, style=dashed];").expect(INFALLIBLE);
        }
    }
    for edge in desired.graph.edges() {
        let style = match edge.kind {
            EdgeKind::Signs => "solid",
            EdgeKind::InstallsAfter => "dashed",
        };
        let (from, to) = (quoted(&edge.from.to_string()), quoted(&edge.to.to_string()));
        writeln!(text, "  {from} -> {to} [style={style}];").expect(INFALLIBLE);
    }
    text.push_str("}\n");
    text
}

/// A quoted identifier of the DOT language; only quotes need escaping.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\\\""))
}

/// The graph as JSON.
pub fn graph_json(desired: &Desired) -> String {
    let certificates: Vec<_> = desired
        .graph
        .order()
        .iter()
        .map(|id| json!({ "id": id.to_string(), "wave": desired.graph.wave(id) }))
        .collect();
    let edges: Vec<_> = desired
        .graph
        .edges()
        .map(|edge| {
            let kind = match edge.kind {
                EdgeKind::Signs => "signs",
                EdgeKind::InstallsAfter => "installs_after",
            };
            json!({ "from": edge.from.to_string(), "to": edge.to.to_string(), "kind": kind })
        })
        .collect();
    let value = json!({
        "format_version": "1.0",
        "certificates": certificates,
        "edges": edges,
    });
    format!("{value:#}\n")
}
