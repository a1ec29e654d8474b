//! The language of a script, as far as the scripts use it: statements, expressions,
//! functions, pipelines. What it does not know is a panic, and so is what Set-StrictMode
//! forbids. Cmdlets and methods are for others.

use std::collections::BTreeMap;

use tree_sitter::Node;

use super::value::Value;
use super::windows::Windows;
use crate::grammar::{Script, children};

/// Why a statement is not followed by the next one.
pub enum Stop<'s> {
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `return`, whose value is in the output.
    Return,
    /// `exit`
    Exit(i64),
    /// `throw`, or the failure of a cmdlet: the error record.
    Throw(Value<'s>),
}

/// What a statement puts out, unless something stops it.
pub type Output<'s> = Result<Vec<Value<'s>>, Stop<'s>>;

/// A script that runs on a machine.
pub struct Run<'s, 'w> {
    pub(super) script: &'s Script,
    pub(super) windows: &'w mut Windows,
    scopes: Vec<BTreeMap<String, Value<'s>>>,
    functions: BTreeMap<&'s str, Node<'s>>,
}

impl<'s, 'w> Run<'s, 'w> {
    /// Runs a script with these variables, as its parameters are. Gives its exit code.
    pub fn of(
        script: &'s Script,
        windows: &'w mut Windows,
        variables: Vec<(&str, Value<'s>)>,
    ) -> i64 {
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.to_lowercase(), value));
        let mut run = Run {
            script,
            windows,
            scopes: vec![variables.collect()],
            functions: BTreeMap::new(),
        };
        match run.statements(script.root()) {
            Err(Stop::Exit(code)) => code,
            Err(Stop::Throw(error)) => panic!("not caught: {}", message(&error)),
            _ => panic!("the script ends without `exit`"),
        }
    }

    /// A failure as the scripts catch it.
    pub fn failure(text: &str) -> Stop<'s> {
        let exception = Value::map([
            ("Message", Value::text(text)),
            ("InnerException", Value::Null),
        ]);
        Stop::Throw(Value::map([("Exception", exception)]))
    }

    pub(super) fn statements(&mut self, node: Node<'s>) -> Output<'s> {
        let mut output = Vec::new();
        for child in children(node) {
            match child.kind() {
                "comment" | "param_block" => {}
                _ if !child.is_named() => {}
                _ => self.statement(child, &mut output)?,
            }
        }
        Ok(output)
    }

    /// A statement. What it puts out goes on even where it stops.
    fn statement(&mut self, node: Node<'s>, output: &mut Vec<Value<'s>>) -> Result<(), Stop<'s>> {
        let parts: Vec<Node> = children(node).into_iter().filter(Node::is_named).collect();
        match node.kind() {
            "statement_list" | "statement_block" | "script_block" | "script_block_body"
            | "else_clause" | "while_condition" => {
                for part in parts {
                    self.statement(part, output)?;
                }
            }
            "comment" | "param_block" | "empty_statement" => {}
            "function_statement" => {
                self.functions.insert(self.script.says(parts[0]), parts[1]);
            }
            "if_statement" => {
                for part in &parts[1..] {
                    match part.kind() {
                        "statement_block" if self.kept(parts[0])?.is_true() => {
                            return self.statement(*part, output);
                        }
                        "elseif_clauses" => {
                            for clause in children(*part) {
                                let inside: Vec<Node> = children(clause)
                                    .into_iter()
                                    .filter(Node::is_named)
                                    .collect();
                                if self.kept(inside[0])?.is_true() {
                                    return self.statement(inside[1], output);
                                }
                            }
                        }
                        "else_clause" => return self.statement(*part, output),
                        _ => {}
                    }
                }
            }
            "foreach_statement" => {
                let name = self.script.says(parts[0]);
                for value in self.kept(parts[1])?.looped() {
                    self.assign(name, value);
                    match self.statement(parts[2], output) {
                        Err(Stop::Break) => break,
                        Err(Stop::Continue) | Ok(()) => {}
                        Err(other) => return Err(other),
                    }
                }
            }
            "while_statement" => {
                while self.kept(children(parts[0])[0])?.is_true() {
                    match self.statement(parts[1], output) {
                        Err(Stop::Break) => break,
                        Err(Stop::Continue) | Ok(()) => {}
                        Err(other) => return Err(other),
                    }
                }
            }
            "try_statement" => self.attempt(&parts, output)?,
            "flow_control_statement" => return self.flow(node, output),
            "pipeline" => output.extend(self.pipeline(node)?),
            other => panic!("statement {other}: {}", self.script.says(node)),
        }
        Ok(())
    }

    fn attempt(&mut self, parts: &[Node<'s>], output: &mut Vec<Value<'s>>) -> Result<(), Stop<'s>> {
        let mut result = self.statement(parts[0], output);
        for part in &parts[1..] {
            match (part.kind(), result) {
                ("catch_clauses", Err(Stop::Throw(error))) => {
                    let clause = children(*part)[0];
                    let block = *children(clause).last().unwrap();
                    let outer = self.look("_");
                    self.assign("_", error);
                    result = self.statement(block, output);
                    self.assign("_", outer.unwrap_or(Value::Null));
                }
                ("finally_clause", before) => {
                    self.statement(*children(*part).last().unwrap(), output)?;
                    result = before;
                }
                (_, before) => result = before,
            }
        }
        result
    }

    fn flow(&mut self, node: Node<'s>, output: &mut Vec<Value<'s>>) -> Result<(), Stop<'s>> {
        let parts = children(node);
        let word = self.script.says(parts[0]);
        let value = parts.get(1).map(|part| self.pipeline(*part)).transpose()?;
        Err(match word {
            "break" => Stop::Break,
            "continue" => Stop::Continue,
            "return" => {
                output.extend(value.unwrap_or_default());
                Stop::Return
            }
            "exit" => match Value::of_output(value.unwrap()) {
                Value::Int(code) => Stop::Exit(code),
                other => panic!("exit {}", other.shown()),
            },
            "throw" => Stop::Throw(self.look("_").expect("`throw` alone is inside of `catch`")),
            other => panic!("flow {other}"),
        })
    }

    /// A pipeline as a value: an expression as it is, the output of commands as it is kept.
    pub(super) fn kept(&mut self, node: Node<'s>) -> Result<Value<'s>, Stop<'s>> {
        let chain = if node.kind() == "pipeline" {
            children(node)[0]
        } else {
            node
        };
        let parts: Vec<Node> = children(chain).into_iter().filter(Node::is_named).collect();
        if chain.kind() == "pipeline_chain" && parts.len() == 1 && parts[0].kind() != "command" {
            return self.value(parts[0]);
        }
        Ok(Value::of_output(self.pipeline(node)?))
    }

    fn pipeline(&mut self, node: Node<'s>) -> Output<'s> {
        let head = children(node)[0];
        if head.kind() == "assignment_expression" {
            let parts = children(head);
            let mut value = self.kept(parts[2])?;
            if self.script.says(parts[1]) == "+=" {
                let mut all = self.value(parts[0])?.enumerated();
                all.extend(value.enumerated());
                value = Value::list(all);
            }
            self.place(parts[0], value)?;
            return Ok(vec![]);
        }
        let mut output = None;
        for part in children(head).into_iter().filter(Node::is_named) {
            output = Some(match (part.kind(), output) {
                ("command", input) => self.command(part, input)?,
                (_, None) => match self.value(part)? {
                    // A method without a value puts nothing out.
                    Value::Null if inner(part).kind() == "invokation_expression" => vec![],
                    _ if self.script.says(part).starts_with("[void]") => vec![],
                    value => value.enumerated(),
                },
                (kind, Some(_)) => panic!("{kind} in a pipeline"),
            });
        }
        Ok(output.unwrap_or_default())
    }

    /// Assigns to a variable, a property or an element.
    fn place(&mut self, node: Node<'s>, value: Value<'s>) -> Result<(), Stop<'s>> {
        let node = inner(node);
        let parts = children(node);
        match node.kind() {
            "variable" => self.assign(self.script.says(node), value),
            "member_access" => {
                let target = self.value(parts[0])?;
                target.set(self.script.says(parts[2]), value);
            }
            "element_access" => {
                let target = self.value(parts[0])?;
                let key = self.value(parts[2])?.shown();
                target.set(&key, value);
            }
            other => panic!("assignment to {other}"),
        }
        Ok(())
    }

    fn assign(&mut self, name: &str, value: Value<'s>) {
        let name = name.trim_start_matches('$').to_lowercase();
        let scope = match name.strip_prefix("script:") {
            Some(global) => {
                self.scopes[0].insert(global.to_owned(), value);
                return;
            }
            None => self.scopes.last_mut().unwrap(),
        };
        scope.insert(name, value);
    }

    /// A variable, in the innermost scope that has it.
    pub(super) fn look(&self, name: &str) -> Option<Value<'s>> {
        let name = name.trim_start_matches('$').to_lowercase();
        if let Some(global) = name.strip_prefix("script:") {
            return self.scopes[0].get(global).cloned();
        }
        let mut scopes = self.scopes.iter().rev();
        scopes.find_map(|scope| scope.get(&name)).cloned()
    }

    /// Runs a script block on an item: in the scope of its caller, as cmdlets do.
    pub(super) fn block(&mut self, block: &Value<'s>, item: Value<'s>) -> Output<'s> {
        let Value::Block(node) = block else {
            panic!("{} is no script block", block.shown());
        };
        let outer = self.look("_");
        self.assign("_", item);
        let mut output = Vec::new();
        let result = self.statement(*node, &mut output);
        self.assign("_", outer.unwrap_or(Value::Null));
        result.map(|()| output)
    }

    /// Calls a function or a cmdlet.
    fn command(&mut self, node: Node<'s>, input: Option<Vec<Value<'s>>>) -> Output<'s> {
        let parts = children(node);
        let name = self.script.says(parts[0]);
        let mut named: Vec<(String, Value)> = Vec::new();
        let mut positional = Vec::new();
        let mut waiting: Option<String> = None;
        let elements = parts.get(1).map(|part| children(*part)).unwrap_or_default();
        for element in elements {
            match element.kind() {
                "command_argument_sep" => {}
                "command_parameter" => {
                    named.extend(waiting.take().map(|switch| (switch, Value::Bool(true))));
                    let parameter = self.script.says(element).trim_start_matches('-');
                    waiting = Some(parameter.trim_end_matches(':').to_owned());
                }
                kind => {
                    let value = match kind {
                        "generic_token" => Value::text(self.script.says(element)),
                        _ => self.value(element)?,
                    };
                    match waiting.take() {
                        Some(parameter) => named.push((parameter, value)),
                        None => positional.push(value),
                    }
                }
            }
        }
        named.extend(waiting.map(|switch| (switch, Value::Bool(true))));
        if let Some(output) = Windows::replaced(self, name, &positional) {
            return output;
        }
        match self.functions.get(name) {
            Some(body) => self.function(*body, positional),
            None => self.cmdlet(name, &named, positional, input),
        }
    }

    fn function(&mut self, body: Node<'s>, arguments: Vec<Value<'s>>) -> Output<'s> {
        let parameters = self.script.below(body, "script_parameter");
        let mut scope = BTreeMap::new();
        let mut arguments = arguments.into_iter();
        for parameter in parameters {
            let parts = children(parameter);
            let name = self.script.says(*parts.last().unwrap());
            let value = arguments.next().unwrap_or(Value::Null);
            let value = match parts.len() {
                1 => value,
                _ => convert(self.script.says(parts[0]), value),
            };
            scope.insert(name.trim_start_matches('$').to_lowercase(), value);
        }
        assert!(arguments.next().is_none(), "too many arguments");
        self.scopes.push(scope);
        let mut output = Vec::new();
        let result = self.statement(body, &mut output);
        self.scopes.pop();
        match result {
            Ok(()) | Err(Stop::Return) => Ok(output),
            Err(other) => Err(other),
        }
    }
}

/// The one node that an expression of one node is.
pub(super) fn inner(mut node: Node) -> Node {
    while node.named_child_count() == 1
        && node.child_count() == 1
        && (node.kind().ends_with("_expression")
            || matches!(
                node.kind(),
                "argument_expression" | "expression_with_unary_operator"
            ))
        && node.kind() != "script_block_expression"
    {
        node = children(node)[0];
    }
    node
}

/// What a cast, or the type of a parameter, makes of a value.
pub(super) fn convert<'s>(kind: &str, value: Value<'s>) -> Value<'s> {
    let kind = kind
        .strip_prefix('[')
        .and_then(|kind| kind.strip_suffix(']'));
    match kind.unwrap_or_default().to_lowercase().as_str() {
        "string" => Value::text(value.shown()),
        "int" => match value {
            Value::Int(number) => Value::Int(number),
            other => panic!("[int]{}", other.shown()),
        },
        "bool" => Value::Bool(value.is_true()),
        "datetime" => match value {
            Value::Time(time) => Value::Time(time),
            other => Value::Time(super::moment(&other.shown())),
        },
        "string[]" => Value::list(value.enumerated()),
        "ordered" | "void" | "system.security.securestring" => value,
        other => panic!("a cast to {other}"),
    }
}

/// What an error record says.
pub(super) fn message(error: &Value) -> String {
    error.must("Exception").must("Message").shown()
}
