//! Strangers judge the PKCS#12 files that forecert writes, and forecert opens theirs:
//! OpenSSL 3, GnuTLS, Java, NSS. A test whose tool is missing says so and is passed over.
#![cfg(target_os = "linux")]

mod attributes;
mod bench;
mod foreign;
mod judges;
#[path = "../support/tools.rs"]
mod tools;
