//! Hands a request to whoever signs, and brings back what they say: a certificate,
//! a wait, or a no.

mod answer;
mod issuer;

pub use answer::Answer;
pub use issuer::{IssueError, Issuer};
