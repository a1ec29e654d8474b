//! The values of a script that is run: what is true, what is equal, how it is written.

use std::cell::RefCell;
use std::rc::Rc;

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use tree_sitter::Node;

/// A value of PowerShell, as far as the scripts have such.
#[derive(Clone)]
pub enum Value<'s> {
    /// `$null`
    Null,
    /// A truth.
    Bool(bool),
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
    /// A moment.
    Time(OffsetDateTime),
    /// The time between two moments.
    Span(Duration),
    /// An array, or a list that grows.
    List(Rc<RefCell<Vec<Value<'s>>>>),
    /// A hash table, or an object by its properties.
    Map(Map<'s>),
    /// The properties of an object, which may be asked for what is not there.
    Properties(Map<'s>),
    /// A script block.
    Block(Node<'s>),
    /// A type.
    Type(String),
}

/// Keys in their order; case does not count.
pub type Map<'s> = Rc<RefCell<Vec<(String, Value<'s>)>>>;

impl<'s> Value<'s> {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An array.
    pub fn list(values: Vec<Value<'s>>) -> Self {
        Self::List(Rc::new(RefCell::new(values)))
    }

    /// An object.
    pub fn map<const N: usize>(pairs: [(&str, Value<'s>); N]) -> Self {
        let pairs = pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Self::Map(Rc::new(RefCell::new(pairs.collect())))
    }

    /// What a pipeline becomes when it is kept: nothing, the one, or all.
    pub fn of_output(mut output: Vec<Value<'s>>) -> Self {
        match output.len() {
            0 => Self::Null,
            1 => output.remove(0),
            _ => Self::list(output),
        }
    }

    /// What goes into a pipeline: an array goes one by one.
    pub fn enumerated(self) -> Vec<Value<'s>> {
        match self {
            Self::List(list) => list.borrow().clone(),
            other => vec![other],
        }
    }

    /// What a loop goes over: `$null` is nothing there.
    pub fn looped(self) -> Vec<Value<'s>> {
        match self {
            Self::Null => vec![],
            other => other.enumerated(),
        }
    }

    /// The value of a key. Nothing where there is none.
    pub fn key(&self, name: &str) -> Option<Value<'s>> {
        let (Self::Map(map) | Self::Properties(map)) = self else {
            return None;
        };
        let map = map.borrow();
        let found = map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone())
    }

    /// A key that is there.
    pub fn must(&self, name: &str) -> Value<'s> {
        self.key(name)
            .unwrap_or_else(|| panic!("Set-StrictMode: no `{name}` in {}", self.shown()))
    }

    /// Sets a key.
    pub fn set(&self, name: &str, value: Value<'s>) {
        let Self::Map(map) = self else {
            panic!("{} has no keys", self.shown());
        };
        let mut map = map.borrow_mut();
        match map
            .iter_mut()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
        {
            Some((_, old)) => *old = value,
            None => map.push((name.to_owned(), value)),
        }
    }

    /// What `if` takes it for.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(is) => *is,
            Self::Int(number) => *number != 0,
            Self::Text(text) => !text.is_empty(),
            Self::List(list) => match &list.borrow()[..] {
                [] => false,
                [one] => one.is_true(),
                _ => true,
            },
            _ => true,
        }
    }

    /// What `-eq` says, by the type on its left; case does not count.
    pub fn equals(&self, other: &Value) -> bool {
        match (self, other) {
            (Self::Null, Value::Null) => true,
            (Self::Null, _) | (_, Value::Null) => false,
            (Self::Bool(a), b) => *a == b.is_true(),
            (Self::Int(a), Value::Int(b)) => a == b,
            (Self::Time(a), Value::Time(b)) => a == b,
            (a, b) => a.shown().eq_ignore_ascii_case(&b.shown()),
        }
    }

    /// Which of two comes first.
    pub fn order(&self, other: &Value) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Int(a), Value::Int(b)) => a.cmp(b),
            (Self::Time(a), Value::Time(b)) => a.cmp(b),
            (Self::Text(a), Value::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
            (a, b) => panic!("{} is not compared with {}", a.shown(), b.shown()),
        }
    }

    /// The value as a text.
    pub fn shown(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Text(text) | Self::Type(text) => text.clone(),
            Self::Time(time) => time.format(&Rfc3339).unwrap(),
            Self::Span(span) => span.to_string(),
            Self::List(list) => {
                let shown: Vec<String> = list.borrow().iter().map(Value::shown).collect();
                shown.join(" ")
            }
            Self::Map(map) | Self::Properties(map) => {
                let keys: Vec<String> = map.borrow().iter().map(|(key, _)| key.clone()).collect();
                format!("@{{{}}}", keys.join("; "))
            }
            Self::Block(_) => "{ }".to_owned(),
        }
    }
}
