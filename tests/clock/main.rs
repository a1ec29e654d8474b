//! What changes with the clock alone: each threshold a second before, at, and a second after
//! it, below the command line.

#[path = "../support/below.rs"]
mod below;

#[path = "../support/tools.rs"]
mod tools;

mod days;
mod estate;
mod forecast;
mod freeze;
mod renewal;
