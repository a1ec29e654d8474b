//! The block of the graph, where it is small enough to be read.

use std::collections::BTreeMap;

use crate::desired::Graph;
use crate::markdown::fenced;
use crate::plan::{Action, PlanDocument};
use crate::report::markdown::block::{Block, Kind};
use crate::report::mermaid::{self, Drawing};
use crate::report::words::counted;

/// More nodes are drawn too small for a comment.
const NODES: usize = 25;

/// The graph, with what happens in each pool.
pub(super) fn draw(document: &PlanDocument, graph: &Graph) -> Drawing {
    let mut pools: BTreeMap<&str, BTreeMap<Action, usize>> = BTreeMap::new();
    for certificate in &document.certificates {
        let name = certificate.pool.as_ref().unwrap_or(&certificate.id);
        let Some(action) = certificate.deed() else {
            continue;
        };
        *pools.entry(name).or_default().entry(action).or_default() += 1;
    }
    let beside = |name: &str| {
        let counts = pools.get(name)?.iter();
        let counts = counts.map(|(action, count)| format!("{count} {}", counted(*action)));
        Some(counts.collect::<Vec<_>>().join(", "))
    };
    mermaid::pools(graph, NODES, beside)
}

/// The block of a flowchart.
pub(super) fn block(chart: &str) -> Block {
    Block {
        kind: Kind::Graph,
        summary: "What is installed after what, and what signs what".to_owned(),
        opening: fenced("mermaid", chart),
        lines: Vec::new(),
        differences: Vec::new(),
        contents: Vec::new(),
        whole: String::new(),
    }
}
