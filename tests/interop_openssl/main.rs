//! OpenSSL judges what forecert makes, and forecert reads what OpenSSL makes. The
//! `openssl` command must be on the path, version 3: what macOS calls so is LibreSSL,
//! and Windows has none.
#![cfg(target_os = "linux")]

mod authorities;
mod bench;
mod chains;
mod containers;
mod keys;
mod requests;
mod signatures;
