//! What people see, word for word: scenarios that each make a deployment, run the program
//! in it and hold what it says against the files in a folder beside.
//!
//! A folder has a file for each run. What ends with `.json` or `.md` is stdout as it is;
//! the others are the command line, stdout, stderr and the exit code. After a change of
//! the output that is meant, `UPDATE_GOLDEN=1 cargo test --locked --test golden` writes
//! them anew, and the review is over their difference.
//!
//! What differs from run to run is put under a name by `shown::masked`, and by nothing
//! else. Deployments are made at moments of their own, so that dates are the same ones.

// The files were written on Unix: on Windows paths are other ones, and what is
// redirected is plain ASCII.
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/below.rs"]
mod below;

mod colours;
mod editions;
mod estate;
mod outcomes;
mod plans;
mod scene;
mod shown;
mod standing;
mod terminal;
