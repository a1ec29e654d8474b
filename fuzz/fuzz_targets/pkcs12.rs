//! Opens any bytes as a PKCS#12 file, under a password and under none: it ends with a file
//! or an error, and what comes out can be used.

#![no_main]

use std::sync::LazyLock;

use forecert::pfx::{Password, Work, open_with};
use libfuzzer_sys::fuzz_target;

/// The password of the seeds, and the empty one, as the inventory tries them.
static PASSWORDS: LazyLock<[Password; 2]> =
    LazyLock::new(|| ["", "secret"].map(|text| Password::new(text.to_owned().into())));

/// Enough for the seeds, and little enough for thousands of files in a second.
const ITERATIONS: u32 = 5_000;

fuzz_target!(|bytes: &[u8]| {
    let mut work = Work::of(ITERATIONS);
    match open_with(bytes, &*PASSWORDS, &mut work) {
        Ok(opened) => {
            for key in &opened.keys {
                let _ = (key.key.check(), opened.certificates_of(key).count());
            }
            let _ = opened.protection.needs_windows_server_2019();
        }
        Err(error) => assert!(!error.to_string().is_empty() && !error.help().is_empty()),
    }
});
