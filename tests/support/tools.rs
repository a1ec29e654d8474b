//! The tools of strangers: a test that needs one which is missing says so and is passed over.

#![allow(dead_code, unused_imports)] // each test file uses its own part

use std::process::{Command, Stdio};

/// The path of a tool: by its name on the path, or where Debian puts it.
pub fn tool(name: &str) -> Option<String> {
    let debian = format!("/usr/share/easy-rsa/{name}");
    let is_there = |program: &String| {
        let tool = Command::new(program)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        tool.is_ok()
    };
    [name.to_owned(), debian].into_iter().find(is_there)
}

/// Prints a line also where the test harness swallows what a test prints.
pub fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Says that the test at hand is passed over, by its name, and which one it is in this run.
pub fn pass_over(missing: &str) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::SeqCst) + 1;
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    say(&format!(
        "passed over ({count}): {test}: `{missing}` is not installed"
    ));
}

/// Gives the path of a tool, or prints what is missing and leaves the test.
macro_rules! tool_or_pass {
    ($name:literal) => {
        match crate::tools::tool($name) {
            Some(program) => program,
            None => {
                crate::tools::pass_over($name);
                return;
            }
        }
    };
}
pub(crate) use tool_or_pass;
