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
            left.extend(children(node).into_iter().rev());
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

    /// The whole of it.
    pub fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// The nodes of a kind inside of one, wherever.
    pub fn below<'s>(&'s self, node: Node<'s>, kind: &str) -> Vec<Node<'s>> {
        let mut found = Vec::new();
        for child in children(node) {
            if child.kind() == kind {
                found.push(child);
            }
            found.extend(self.below(child, kind));
        }
        found
    }

    /// The functions that the script makes itself.
    pub fn functions(&self) -> BTreeSet<&str> {
        let names = self.of_kind("function_name").into_iter();
        names.map(|node| self.says(node)).collect()
    }
}

/// A command as it is called: its name and the names of its parameters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// Of the cmdlet or function.
    pub name: String,
    /// Without dash and value, in their order.
    pub parameters: Vec<String>,
    /// Where it stands.
    pub line: usize,
}

impl Script {
    /// All commands that are called, in the order of the text.
    pub fn calls(&self) -> Vec<Call> {
        let commands = self.of_kind("command").into_iter();
        commands
            .map(|node| Call {
                name: self.words(node, "command_name").concat(),
                parameters: self.words(node, "command_parameter"),
                line: node.start_position().row + 1,
            })
            .collect()
    }

    /// What the own parts of a command say; what is called inside of its arguments is
    /// another command's.
    fn words(&self, command: Node, kind: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut left = vec![command];
        while let Some(node) = left.pop() {
            if node.kind() == kind {
                let word = self.says(node).trim_start_matches('-');
                found.push(word.split(':').next().unwrap_or_default().to_owned());
            }
            let inside = children(node).into_iter().rev();
            left.extend(inside.filter(|child| child.kind() != "command"));
        }
        found
    }
}

/// The nodes right below one.
pub fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.children(&mut node.walk()).collect()
}
