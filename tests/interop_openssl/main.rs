//! OpenSSL judges what forecert makes, and forecert reads what OpenSSL makes. The
//! `openssl` command must be on the path.

mod authorities;
mod bench;
mod chains;
mod containers;
mod keys;
mod requests;
mod signatures;
