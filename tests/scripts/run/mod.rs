//! A script is run where no PowerShell is: its own statements, over a machine of which only
//! what it tells and what is done to it are there. The language is a small part of
//! PowerShell's; it stands for the decisions of the scripts, not for Windows.

mod cmdlets;
mod expression;
mod language;
mod value;
mod windows;

pub use value::Value;
pub use windows::{Assigned, Held, Windows};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::grammar::Script;

/// Runs a script with a switch on a machine. Gives its exit code.
pub fn run(text: &str, switch: &str, windows: &mut Windows) -> i64 {
    let script = Script::read(text);
    let cmdlet = Value::map([("ParameterSetName", Value::text(switch))]);
    let password = windows.password.clone().map_or(Value::Null, Value::Text);
    let variables = vec![
        ("PSCmdlet", cmdlet),
        ("PSScriptRoot", Value::text("D:\\bundle")),
        (
            "PSVersionTable",
            Value::map([("PSVersion", Value::text("3.0"))]),
        ),
        ("WhatIfPreference", Value::Bool(windows.what_if)),
        ("env:COMPUTERNAME", Value::text("FE01")),
        ("Password", password),
        ("TimeoutMinutes", Value::Int(30)),
        ("RestartServices", Value::Bool(windows.restart)),
        ("SwitchAtOnce", Value::Bool(windows.at_once)),
        ("ReceiptPath", Value::text("")),
    ];
    language::Run::of(&script, windows, variables)
}

/// A moment as it stands in a literal.
pub fn moment(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}
