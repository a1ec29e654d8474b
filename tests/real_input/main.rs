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
#[path = "../support/tools.rs"]
mod tools;
