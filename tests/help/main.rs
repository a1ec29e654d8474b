//! Help as people meet it: examples that run, completions in real shells, manual pages
//! that a formatter takes, mistakes that are answered with what was meant.

#[path = "../support/mod.rs"]
mod support;

#[path = "../corners/estate.rs"]
#[allow(dead_code)] // only the authority is needed here
mod estate;

mod examples;
mod manual;
mod meant;
mod shells;
mod world;
