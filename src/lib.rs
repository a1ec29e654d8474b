//! forecert: the certificates of a Lync Server or Skype for Business Server
//! estate, as code.
//!
//! Data flows one way: text becomes a [`manifest`], the manifest becomes what is
//! [`desired`]; bytes become an [`inventory`]; the two meet in a [`plan`], which is
//! carried out by [`apply`] and completed by [`accept`]. `tests/architecture.rs`
//! holds the modules to the table of who may import whom.

pub mod accept;
pub mod apply;
pub mod baseline;
pub mod bundle;
pub mod cert;
pub mod checks;
pub mod cli;
pub mod codes;
pub mod desired;
pub mod drift;
pub mod finding;
pub mod forecast;
pub mod handover;
pub mod inventory;
pub mod issuers;
pub mod lync;
pub mod manifest;
pub mod markdown;
pub mod mint;
pub mod pfx;
pub mod plan;
pub mod powershell;
pub mod proposal;
pub mod report;
pub mod rules;
pub mod schema;
pub mod secret;
pub mod status;
pub mod store;
pub mod topology;
pub mod verify;
pub mod x509;
