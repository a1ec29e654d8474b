//! What is carried to the servers, through the command line: made, judged by strangers,
//! made again, changed, cut off.

#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;
#[cfg(target_os = "linux")]
#[path = "../killed/trace.rs"]
mod trace;

mod changed;
mod contoso;
mod estate;
mod foreign;
mod guarded;
mod hidden;
mod judges;
#[cfg(target_os = "linux")]
mod killed;
mod outputs;
mod passwords;
mod programs;
mod requests;
mod rolled;
mod told;
mod zipped;
