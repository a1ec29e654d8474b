//! What changes with the clock alone: each threshold a second before, at, and a second after
//! it, below the command line.

#[path = "../support/below.rs"]
mod below;

mod days;
mod estate;
mod freeze;
mod renewal;
