//! forecert: the certificates of a Lync Server or Skype for Business Server
//! estate, as code.
//!
//! Data flows one way: text becomes a `manifest`, the manifest becomes what is
//! `desired`; bytes become an `inventory`; the two meet in a `plan`, which is
//! carried out by `apply` and completed by `accept`. `tests/architecture.rs`
//! holds the modules to the table of who may import whom.

pub mod cert;
pub mod desired;
pub mod finding;
pub mod lync;
pub mod manifest;
