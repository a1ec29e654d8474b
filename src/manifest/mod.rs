//! What does the file say, and where.
//!
//! Bytes become text (`text`), text becomes a tree with the place of each value
//! (`guard`, `tree`), the tree is held against the schema (`expected`, `shape`), and
//! only then is it made into a [`model::Model`] (`yaml`). What would have to be written to
//! change one thing in it says `edit`. Whether it makes sense is left to `desired`.

mod edit;
mod expected;
mod guard;
pub mod model;
mod newer;
mod parse;
mod path;
mod places;
mod scalar;
mod schema;
mod shape;
mod source;
mod starter;
mod text;
mod tree;
mod wording;
mod yaml;

#[cfg(test)]
mod tests;

pub use edit::{Edit, Lines, Numbered};
pub use parse::{Manifest, Rejected};
pub use path::Path;
pub use schema::{SCHEMA_FILE, schema};
pub use source::Source;
pub use starter::{gitignore, starter};
