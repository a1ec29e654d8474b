//! Issuers that are asked by machine: what is recorded before and after, what is proved of
//! what comes back, and that nothing is ordered twice. Passed over, and said so, without
//! `jq` and `openssl`.

#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tools.rs"]
mod tools;

mod acme;
mod adcs;
mod answers;
mod crash;
mod estate;
mod hostile;
mod lies;
mod openssl;
mod server;
mod vault;
mod waiting;
