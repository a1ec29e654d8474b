//! What runs do to the machine around them: interrupts, two at once, version control,
//! modes, and what is never printed.

#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod failure;
mod interrupt;
mod modes;
mod secrecy;
mod version_control;

use std::fs;
use std::path::{Path, PathBuf};

/// Servers of a pool with a certificate each: of a local CA with an EC key, or asked of
/// an issuer.
fn manifest(servers: usize, issuer: &str, algorithm: &str, size: u32) -> String {
    let servers: Vec<String> = (1..=servers)
        .map(|n| format!("s{n:02}.contoso.net"))
        .collect();
    let servers = servers.join(", ");
    format!(
        r#"version: 1
rules: "2026.1"
defaults: {{ issuer: {issuer}, key: {{ algorithm: {algorithm}, size: {size} }} }}
issuers:
  - {{ name: enterprise, type: request, class: enterprise, validity: 2y }}
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.com/lab.crl"
    authority: {{ key: {{ algorithm: ec, size: 256 }} }}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [{servers}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{pool}}"], eku: [server-auth] }}
"#
    )
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return files;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
