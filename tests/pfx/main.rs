//! Strangers judge the PKCS#12 files that forecert writes, and forecert opens theirs:
//! OpenSSL 3, GnuTLS, Java, NSS. All must be on the path.
#![cfg(target_os = "linux")]

mod attributes;
mod bench;
mod foreign;
mod judges;
