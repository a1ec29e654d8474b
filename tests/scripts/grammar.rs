//! A script as the grammar has it: faults, nodes, and the commands that it calls.

use std::collections::BTreeSet;

use tree_sitter::{Node, Parser, Tree};

/// A script with its tree.
pub struct Script {
    /// Its text.
    pub text: String,
    tree: Tree,
}

impl Script {
    /// Reads a script. A mark of UTF-8 is for the file, not for the grammar.
    pub fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{FEFF}').to_owned();
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_powershell::LANGUAGE.into())
            .unwrap();
        let tree = parser.parse(&text, None).unwrap();
        Self { text, tree }
    }

    /// Where the grammar does not follow.
    pub fn faults(&self) -> Vec<String> {
        let faulty = |node: &Node| node.is_error() || node.is_missing();
        let nodes = self.nodes();
        let faults = nodes.iter().filter(|node| faulty(node));
        faults
            .map(|node| {
                let line = node.start_position().row + 1;
                let lines: Vec<&str> = self.text.lines().collect();
                format!("line {line}: {}: {}", node.kind(), lines[line - 1])
            })
            .collect()
    }

    /// All nodes, in the order of the text.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        let mut nodes = Vec::new();
        let mut left = vec![self.tree.root_node()];
        while let Some(node) = left.pop() {
            nodes.push(node);
            let children: Vec<Node> = (0..node.child_count())
                .filter_map(|index| node.child(u32::try_from(index).unwrap()))
                .collect();
            left.extend(children.into_iter().rev());
        }
        nodes
    }

    /// The nodes of a kind.
    pub fn of_kind(&self, kind: &str) -> Vec<Node<'_>> {
        let nodes = self.nodes().into_iter();
        nodes.filter(|node| node.kind() == kind).collect()
    }

    /// What a node says.
    pub fn says(&self, node: Node) -> &str {
        &self.text[node.byte_range()]
    }

    /// The functions that the script makes itself.
    pub fn functions(&self) -> BTreeSet<&str> {
        let names = self.of_kind("function_name").into_iter();
        names.map(|node| self.says(node)).collect()
    }
}
