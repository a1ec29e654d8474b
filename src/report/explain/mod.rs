//! What explains itself: a certificate from its rule to what happens next, and what a
//! code means.

mod certificate;
mod code;
mod prose;

pub use certificate::explain;
pub use code::{code, code_json, codes, codes_json};
