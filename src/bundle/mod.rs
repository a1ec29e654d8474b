//! What is carried to the servers in a deployment window: for each a folder with its PFX
//! files, the authorities it has to trust, a script and a sheet; for the deployment the
//! OAuth certificate and the order of installation.
//!
//! | question | file |
//! |---|---|
//! | which certificates go to which machine | [`holding`] |
//! | which authorities it has to know | [`trust`] |
//! | when one certificate takes over from another | [`roll`](mod@roll) |
//! | what is in a folder | [`blueprint`] |
//! | the scripts | [`script`] |
//! | the sheets | `readme`, `order` |
//! | the passwords | [`passwords`] |
//! | what is there already, and whether it still fits | [`state`], `record` |
//! | making it | `build`, `make`, `archive` |
//!
//! A bundle is derived: it can be made anew at any time, from the same certificates and
//! keys. What would not change is left alone.

mod archive;
pub mod blueprint;
mod build;
mod design;
pub mod holding;
mod make;
mod order;
pub mod passwords;
mod readme;
mod record;
pub mod roll;
pub mod script;
pub mod state;
mod texts;
#[cfg(test)]
mod trial;
pub mod trust;

pub use build::{Deed, Place, Task, Wishes, build, needs_password, recheck, tasks};
pub use design::{Design, design};
pub use make::{MakeError, make};
pub use order::{ORDER, order};
