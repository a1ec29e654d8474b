//! What does the file say, and where.
pub mod model;
