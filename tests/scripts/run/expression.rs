//! Expressions: literals, operators, members.

use tree_sitter::Node;

use super::language::{Run, Stop, convert, inner};
use super::value::Value;
use crate::grammar::children;

impl<'s> Run<'s, '_> {
    /// The value of an expression.
    pub(super) fn value(&mut self, node: Node<'s>) -> Result<Value<'s>, Stop<'s>> {
        let node = inner(node);
        let parts = children(node);
        let says = self.script.says(node);
        Ok(match node.kind() {
            "variable" => match says.to_lowercase().as_str() {
                "$null" => Value::Null,
                "$true" => Value::Bool(true),
                "$false" => Value::Bool(false),
                name => self
                    .look(name)
                    .unwrap_or_else(|| panic!("Set-StrictMode: {name} is not set")),
            },
            "string_literal" => Value::text(says[1..says.len() - 1].replace("''", "'")),
            "integer_literal" => Value::Int(says.parse().unwrap()),
            "parenthesized_expression" => self.kept(parts[1])?,
            "array_expression" => {
                let mut all = Vec::new();
                for list in parts.into_iter().filter(Node::is_named) {
                    all.extend(self.statements(list)?);
                }
                Value::list(all)
            }
            "array_literal_expression" | "argument_expression_list" => {
                let mut all = Vec::new();
                for part in parts.into_iter().filter(Node::is_named) {
                    all.push(self.value(part)?);
                }
                Value::list(all)
            }
            "hash_literal_expression" => {
                let map = Value::map([]);
                let body = parts.into_iter().filter(Node::is_named).flat_map(children);
                for entry in body.filter(|part| part.kind() == "hash_entry") {
                    let entry = children(entry);
                    let value = self.kept(entry[2])?;
                    map.set(self.script.says(entry[0]), value);
                }
                map
            }
            "script_block_expression" => Value::Block(parts[1]),
            "type_literal" => Value::Type(says.trim_matches(['[', ']']).to_owned()),
            "cast_expression" => {
                let value = self.value(parts[1])?;
                convert(self.script.says(parts[0]), value)
            }
            "expression_with_unary_operator" => {
                let value = self.value(*parts.last().unwrap())?;
                match (self.script.says(parts[0]), value) {
                    ("-not", value) => Value::Bool(!value.is_true()),
                    ("-", Value::Int(number)) => Value::Int(-number),
                    (other, _) => panic!("operator {other}"),
                }
            }
            "member_access" => {
                let target = self.value(parts[0])?;
                let name = self.script.says(parts[2]);
                self.member(&target, name)
            }
            "element_access" => {
                let target = self.value(parts[0])?;
                let key = self.value(parts[2])?;
                element(&target, &key)
            }
            "invokation_expression" => {
                let target = self.value(parts[0])?;
                let name = self.script.says(parts[2]);
                let arguments = match children(parts[3]).get(1) {
                    Some(list) if list.is_named() => self.value(*list)?.enumerated(),
                    _ => vec![],
                };
                self.method(&target, name, &arguments)?
            }
            kind if parts.len() == 3 => {
                // What stands on the right of these is not looked at in vain.
                let operator = self.script.says(parts[1]).to_lowercase();
                let left = self.value(parts[0])?;
                match (operator.as_str(), left.is_true()) {
                    ("-and", false) => return Ok(Value::Bool(false)),
                    ("-or", true) => return Ok(Value::Bool(true)),
                    ("-and" | "-or", _) => {
                        return Ok(Value::Bool(self.value(parts[2])?.is_true()));
                    }
                    _ => {}
                }
                let right = self.value(parts[2])?;
                operate(kind, &operator, left, right)
            }
            kind => panic!("expression {kind}: {says}"),
        })
    }
}

/// Two values and what stands between them.
fn operate<'s>(kind: &str, operator: &str, left: Value<'s>, right: Value<'s>) -> Value<'s> {
    use std::cmp::Ordering::{Greater, Less};
    let truth = Value::Bool;
    match operator {
        "-eq" => truth(left.equals(&right)),
        "-ne" => truth(!left.equals(&right)),
        "-lt" => truth(left.order(&right) == Less),
        "-le" => truth(left.order(&right) != Greater),
        "-gt" => truth(left.order(&right) == Greater),
        "-ge" => truth(left.order(&right) != Less),
        "-contains" => truth(left.enumerated().iter().any(|one| one.equals(&right))),
        "-notcontains" => truth(!left.enumerated().iter().any(|one| one.equals(&right))),
        "-match" => truth(matches(&left.shown(), &right.shown())),
        "-join" => {
            let all: Vec<String> = left.enumerated().iter().map(Value::shown).collect();
            Value::text(all.join(&right.shown()))
        }
        "-f" => Value::text(format(&left.shown(), &right.enumerated())),
        "+" => match (left, right) {
            (Value::Int(a), Value::Int(b)) => Value::Int(a + b),
            (a, b) => Value::text(a.shown() + &b.shown()),
        },
        "/" => match (left, right) {
            // The rest is of no account where this is used.
            (Value::Int(a), Value::Int(b)) => Value::Int(a / b),
            (a, b) => panic!("{} / {}", a.shown(), b.shown()),
        },
        "-" => match (left, right) {
            (Value::Int(a), Value::Int(b)) => Value::Int(a - b),
            (Value::Time(a), Value::Time(b)) => Value::Span(a - b),
            (a, b) => panic!("{} - {}", a.shown(), b.shown()),
        },
        other => panic!("{kind}: {other}"),
    }
}

fn element<'s>(target: &Value<'s>, key: &Value<'s>) -> Value<'s> {
    match (target, key) {
        (Value::List(list), Value::Int(index)) => {
            let list = list.borrow();
            let found = list.get(usize::try_from(*index).unwrap());
            found.cloned().unwrap_or(Value::Null)
        }
        (Value::Properties(_), key) => match target.key(&key.shown()) {
            Some(value) => Value::map([("Value", value)]),
            None => Value::Null,
        },
        (Value::Map(_), key) => target.key(&key.shown()).unwrap_or(Value::Null),
        // A single value has itself at 0.
        (one, Value::Int(0)) => one.clone(),
        (other, key) => panic!("{}[{}]", other.shown(), key.shown()),
    }
}

/// `-f`: `{0}` and `{0:N0}`.
fn format(pattern: &str, arguments: &[Value]) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (place, behind) = after.split_once('}').unwrap();
        let index: usize = place.split(':').next().unwrap().parse().unwrap();
        text += before;
        text += &arguments[index].shown();
        rest = behind;
    }
    text + rest
}

/// The two patterns there are.
fn matches(text: &str, pattern: &str) -> bool {
    match pattern {
        "^[A-Za-z]+$" => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic()),
        "^[0-9A-F]{40}$" => text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        other => panic!("pattern {other}"),
    }
}
