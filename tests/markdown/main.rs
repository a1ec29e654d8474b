//! Plans for a pull request: the Markdown as a stranger reads it, its length, hostile
//! words in it, and the Mermaid flowcharts.

#[path = "../support/mod.rs"]
mod support;

mod command;
mod crowd;
mod flowchart;
mod hostile;
mod judge;
mod plans;
