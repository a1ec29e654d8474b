//! Estates of servers with roles, generated: what their certificates hold, and how they live.

#[path = "../support/below.rs"]
mod below;

mod converged;
mod estate;
mod rules;
