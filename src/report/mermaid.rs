//! A graph as a Mermaid flowchart, which pull requests draw: solid edges sign, dashed ones
//! order the installation, rounded nodes are milestones. As in the one for Graphviz.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::desired::{Desired, EdgeKind, Graph, Milestone, Node};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// The whole graph: each certificate, each milestone, each edge.
pub fn mermaid(desired: &Desired) -> String {
    let mut chart = Chart::default();
    for id in desired.graph.order() {
        chart.node(id.to_string(), Shape::Box);
    }
    for edge in desired.graph.edges() {
        let shape = |node: &Node| match node {
            Node::Certificate(_) => Shape::Box,
            Node::Milestone(_) => Shape::Rounded,
        };
        let from = chart.node(edge.from.to_string(), shape(edge.from));
        let to = chart.node(edge.to.to_string(), shape(edge.to));
        chart.edge(from, to, edge.kind);
    }
    chart.text(|_| None)
}

/// A graph of pools.
pub(super) enum Drawing {
    /// Nothing is joined to anything.
    Nothing,
    /// It has more nodes than can be read.
    TooLarge,
    /// The flowchart.
    Small(String),
}

/// The graph of pools: what belongs to a pool is one node, and an edge that others imply
/// is left out. `beside` says what stands in a node below its name.
pub(super) fn pools(
    graph: &Graph,
    limit: usize,
    beside: impl Fn(&str) -> Option<String>,
) -> Drawing {
    let mut chart = Chart::default();
    for id in graph.order() {
        let (name, shape) = pool_of(&Node::Certificate(id.clone()));
        chart.node(name, shape);
    }
    for edge in graph.edges() {
        let ((from, shape), (to, other)) = (pool_of(edge.from), pool_of(edge.to));
        let (from, to) = (chart.node(from, shape), chart.node(to, other));
        chart.edge(from, to, edge.kind);
    }
    if chart.edges.is_empty() {
        return Drawing::Nothing;
    }
    if chart.nodes.len() > limit {
        return Drawing::TooLarge;
    }
    chart.leave_out_what_is_implied();
    Drawing::Small(chart.text(beside))
}

/// The node of a pool that a certificate or milestone belongs to.
fn pool_of(node: &Node) -> (String, Shape) {
    match node {
        Node::Certificate(id) => {
            let name = id.pool().map(ToString::to_string);
            (name.unwrap_or_else(|| id.to_string()), Shape::Box)
        }
        Node::Milestone(
            Milestone::Begins(pool) | Milestone::Shared(pool) | Milestone::Done(pool),
        ) => (pool.to_string(), Shape::Box),
        Node::Milestone(milestone) => (milestone.to_string(), Shape::Rounded),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Box,
    Rounded,
}

#[derive(Default)]
struct Chart {
    nodes: Vec<(String, Shape)>,
    index: BTreeMap<String, usize>,
    edges: BTreeSet<(usize, usize, EdgeKind)>,
}

impl Chart {
    fn node(&mut self, name: String, shape: Shape) -> usize {
        let nodes = &mut self.nodes;
        *self.index.entry(name.clone()).or_insert_with(|| {
            nodes.push((name, shape));
            nodes.len() - 1
        })
    }

    fn edge(&mut self, from: usize, to: usize, kind: EdgeKind) {
        if from != to {
            self.edges.insert((from, to, kind));
        }
    }

    /// Takes out edges of order between nodes that others join already.
    fn leave_out_what_is_implied(&mut self) {
        let order = |edges: &BTreeSet<_>| -> Vec<(usize, usize)> {
            let order = edges.iter();
            let order = order.filter(|(_, _, kind)| *kind == EdgeKind::InstallsAfter);
            order.map(|(from, to, _)| (*from, *to)).collect()
        };
        for (from, to) in order(&self.edges) {
            let mut others = order(&self.edges);
            others.retain(|edge| *edge != (from, to));
            if leads(&others, from, to) {
                self.edges.remove(&(from, to, EdgeKind::InstallsAfter));
            }
        }
    }

    /// The flowchart. Ids are made here, so that no name can be a word of the language.
    fn text(&self, beside: impl Fn(&str) -> Option<String>) -> String {
        let mut text = String::from("flowchart LR\n");
        for (index, (name, shape)) in self.nodes.iter().enumerate() {
            let mut label = escaped(name);
            if let Some(beside) = beside(name) {
                write!(label, "<br/>{}", escaped(&beside)).expect(INFALLIBLE);
            }
            let (open, close) = match shape {
                Shape::Box => ("[", "]"),
                Shape::Rounded => ("(", ")"),
            };
            writeln!(text, "  n{index}{open}\"{label}\"{close}").expect(INFALLIBLE);
        }
        for (from, to, kind) in &self.edges {
            let arrow = match kind {
                EdgeKind::Signs => "-- signs -->",
                EdgeKind::InstallsAfter => "-.->",
            };
            writeln!(text, "  n{from} {arrow} n{to}").expect(INFALLIBLE);
        }
        text
    }
}

/// Whether there is a way.
fn leads(edges: &[(usize, usize)], from: usize, to: usize) -> bool {
    let mut reached = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        let next = edges.iter().filter(|(from, _)| *from == at);
        open.extend(next.map(|(_, to)| *to).filter(|to| reached.insert(*to)));
    }
    reached.contains(&to)
}

/// A label: what is not of a name's letters stands as a character code, of which Mermaid
/// makes nothing but the character.
fn escaped(label: &str) -> String {
    let mut text = String::new();
    for c in label.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | '/') {
            text.push(c);
        } else {
            write!(text, "#{};", u32::from(c)).expect(INFALLIBLE);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_cannot_end_its_node_or_begin_another() {
        assert_eq!(
            escaped("a\"]; b #1 <br>\n`c` (ü)"),
            "a#34;#93;#59; b #35;1 #60;br#62;#10;#96;c#96; #40;ü#41;"
        );
    }

    #[test]
    fn what_other_edges_imply_is_left_out_and_what_signs_stays() {
        let mut chart = Chart::default();
        let [a, b, c] = ["a", "b", "c"].map(|name| chart.node(name.to_owned(), Shape::Box));
        for (from, to) in [(a, b), (b, c), (a, c), (a, a)] {
            chart.edge(from, to, EdgeKind::InstallsAfter);
            chart.edge(from, to, EdgeKind::Signs);
        }
        chart.leave_out_what_is_implied();
        let order = |edge: &&(usize, usize, EdgeKind)| edge.2 == EdgeKind::InstallsAfter;
        let left: Vec<_> = chart.edges.iter().filter(order).collect();
        assert_eq!(left.len(), 2);
        assert!(!chart.edges.contains(&(a, c, EdgeKind::InstallsAfter)));
        assert!(chart.edges.contains(&(a, c, EdgeKind::Signs)));
        assert!(!chart.edges.contains(&(a, a, EdgeKind::Signs)));
    }
}
