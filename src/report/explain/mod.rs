//! What explains itself: a certificate from its rule to what happens next, why a name is
//! in it or is not, and what a code means.

mod certificate;
mod code;
mod holding;
mod json;
mod name;
mod origin;
mod place;
mod reason;
mod standing;

pub use certificate::{Explained, explain};
pub use code::{code, code_json, codes, codes_json};
pub use holding::{Holding, explain_holding, explain_holding_json};
pub use json::explain_json;
pub use name::{Rules, explain_name, explain_name_json};
pub use place::Manifest;
