//! The book in `docs/` as its readers meet it: it is whole, its links lead somewhere, its
//! commands run, and what is made from the sources is what the sources say now.
//!
//! `UPDATE_DOCS=1 cargo test --test docs generated` writes the made pages and drawings anew.

mod chapters;
mod codes;
#[cfg(unix)]
mod commands;
mod drawing;
mod generated;
mod manifest;
mod manifest_defaults;
mod manifest_mappings;
mod roles;
mod roles_estate;

#[path = "../support/prose.rs"]
mod prose;
