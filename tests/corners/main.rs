//! The state machine's corners: one test each, its name the rule. Everything goes
//! through the program, with a foreign authority that signs as told.

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/below.rs"]
mod below;

mod adoption;
mod answers;
mod containers;
mod crash;
mod damage;
mod estate;
mod missing;
mod no_gain;
mod other_key;
mod pfx;
mod renewal;
mod saved_plan;
mod selection;
mod tampers;
mod told;
mod waiting;
mod withdrawal;
