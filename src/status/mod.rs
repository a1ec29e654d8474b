//! Where each certificate stands, and where it is installed.
//!
//! | question | file |
//! |---|---|
//! | how does each certificate stand, the most urgent first | `standing` |
//! | which servers have it, as far as their receipts tell | `installed` |

mod installed;
mod standing;

pub use installed::{Elsewhere, Installation, Installed, Instead, Presence, installation};
pub use standing::{Row, Standing, status};
