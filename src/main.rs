//! The `forecert` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    forecert::cli::run()
}
