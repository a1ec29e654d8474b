//! Hands a request to whoever signs, and brings back what they say: a certificate, a wait,
//! or a no.
//!
//! [`LocalCa`] is an authority that forecert keeps itself. All others are asked by machine,
//! under one contract: [`Service`]. What comes back is not believed here: whoever calls
//! proves it.

mod acme;
mod adcs;
mod answer;
mod command;
mod http;
mod local;
mod process;
mod received;
mod service;
mod vault;

pub use acme::{Acme, AcmeTerms, DnsHook, ExternalAccount, Proof, Responder, Way};
pub use adcs::{Adcs, AdcsMethod, AdcsTerms};
pub use answer::{Answer, ServiceError};
pub use command::{Command, ENVIRONMENT as COMMAND_ENVIRONMENT, schema as command_schema};
pub use http::{Connection, Via};
pub use local::{IssueError, LocalCa};
pub use process::Program;
pub use service::{Asked, Foresight, Service};
pub use vault::{Login as VaultLogin, Vault, VaultTerms};
