//! In which order: what signs what, and what is installed after what.
//!
//! | question | file |
//! |---|---|
//! | which pool refers to which | `references` |
//! | is there a circle | `circle` |
//! | nodes, edges, waves of the certificates | `build` |
//! | the graph as a value | `value` |

mod build;
mod circle;
mod references;
mod value;

pub(super) use build::build;
pub(super) use circle::report_circles;
pub(super) use references::{Reference, read as references};
pub use value::{Edge, EdgeKind, Graph, Milestone, Node};
