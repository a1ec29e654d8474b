//! What does the manifest mean, is it possible, in which order; and where does each
//! name come from.
//!
//! [`resolve`](fn@resolve) parses every value, derives every certificate and orders
//! them, and reports all problems at once. What is there already, and what has to be
//! done about it, is left to the plan.

mod acme;
mod adcs;
mod asked;
mod background;
mod bundle;
mod certificates;
mod connection;
mod crl_url;
mod dates;
mod deployment;
mod directories;
mod exceptions;
mod freezes;
mod graph;
mod holders;
mod issuers;
mod keys;
mod machines;
mod outputs;
mod parents;
mod pools;
mod problems;
mod reference;
mod resolve;
mod secrets;
mod services;
mod simple_urls;
mod sites;
mod subject;
mod value;
mod vault;
mod wait;
mod why;

#[cfg(test)]
mod trial;

pub use acme::{AcmeReach, Challenge};
pub use adcs::{AdcsMethod, AdcsReach};
pub use background::{Background, PoolBackground};
pub use bundle::{BundleTerms, Keeper, PasswordSource};
pub use connection::{ConnectionReach, Proxy};
pub use exceptions::{Exception, PlacedException};
pub use freezes::{Freeze, Freezes};
pub use graph::{Edge, EdgeKind, Graph, Milestone, Node};
pub use holders::Holder;
pub use machines::Machine;
pub use outputs::{Format, Output};
pub use resolve::resolve;
pub use services::{CommandReach, Reach, Service};
pub use value::{
    Class, Desired, DesiredCertificate, DesiredIssuer, IssuerKind, NameOrigin, RuleRef, Secret,
    SecretSource, Served,
};
pub use vault::{VaultLogin, VaultReach};
pub use wait::{Wait, WaitError};
pub use why::Why;
