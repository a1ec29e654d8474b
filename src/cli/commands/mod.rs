//! One file for each command.

pub(super) mod accept;
pub(super) mod apply;
pub(super) mod bundle;
pub(super) mod ca;
pub(super) mod completions;
pub(super) mod drift;
pub(super) mod explain;
pub(super) mod forecast;
pub(super) mod graph;
pub(super) mod init;
pub(super) mod man;
pub(super) mod plan;
pub(super) mod schema;
pub(super) mod show;
pub(super) mod status;
pub(super) mod validate;
pub(super) mod verify;
pub(super) mod withdraw;
