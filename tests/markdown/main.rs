//! Plans for a pull request: the Markdown as a stranger reads it, its length, hostile
//! words in it, the Mermaid flowcharts, and the jobs in `examples/ci` that use them.

#[path = "../support/mod.rs"]
mod support;

mod ci;
mod command;
mod crowd;
mod flowchart;
mod hostile;
mod judge;
mod plans;
