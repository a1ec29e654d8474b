//! Real input: two real estates signed by a real `openssl ca`, an authority made
//! elsewhere, and inventories that OpenSSL, GnuTLS, easy-rsa and keytool made. Others
//! judge what comes out of it. A test whose tool is missing says so and is passed over.
#![cfg(target_os = "linux")]

mod adoption;
mod authority;
mod count;
mod crowd;
mod estates;
mod from_easyrsa;
mod from_gnutls;
mod from_java;
mod from_nist;
mod from_openssl;
mod from_pfx;
mod judge;
mod office;
#[path = "../support/mod.rs"]
mod support;
mod tampers;

/// The path of a tool: by its name on the path, or where Debian puts it.
fn tool(name: &str) -> Option<String> {
    let debian = format!("/usr/share/easy-rsa/{name}");
    [name.to_owned(), debian]
        .into_iter()
        .find(|program| support::has(program))
}

/// Prints a line also where the test harness swallows what a test prints.
fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Gives the path of a tool, or prints what is missing and leaves the test.
macro_rules! tool_or_pass {
    ($name:literal) => {
        match crate::tool($name) {
            Some(program) => program,
            None => {
                crate::say(&format!("passed over: `{}` is not installed", $name));
                return;
            }
        }
    };
}
use tool_or_pass;
