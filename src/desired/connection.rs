//! How the server of an issuer is reached over HTTP: its address, its roots, the proxy.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::Connection;

use super::directories;
use super::problems::Problems;
use super::services::TIMEOUT;
use super::wait::Wait;

/// How the server of an issuer is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionReach {
    /// Files with the roots that its server may chain to, as written; what the system trusts
    /// where there are none.
    pub trust: Vec<String>,
    /// The proxy on the way.
    pub proxy: Proxy,
    /// How long one answer may take.
    pub timeout: Wait,
}

/// The proxy on the way to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// What the environment says.
    Environment,
    /// None.
    Direct,
    /// This one.
    At(String),
}

/// Reads how a server is reached.
pub(super) fn read(
    connection: &Connection,
    path: &Path,
    problems: &mut Problems<'_>,
) -> ConnectionReach {
    let Connection {
        trust,
        proxy,
        timeout,
    } = connection;
    for (index, file) in trust.iter().enumerate() {
        directories::file(file, &path.key("trust").index(index), problems);
    }
    let timeout = timeout
        .as_deref()
        .and_then(|text| problems.wait(text, &path.key("timeout")));
    ConnectionReach {
        trust: trust.clone(),
        proxy: match proxy.as_deref() {
            None => Proxy::Environment,
            Some("none") => Proxy::Direct,
            Some(url) => {
                // What goes through it is in TLS, or stays on this machine.
                if let Err(why) = parse(url, true) {
                    address_fault(url, why, &path.key("proxy"), problems);
                }
                Proxy::At(url.to_owned())
            }
        },
        timeout: timeout.unwrap_or(TIMEOUT),
    }
}

/// Reads the address of a server; without the slash at its end.
pub(super) fn address(url: &str, path: &Path, problems: &mut Problems<'_>) -> String {
    if let Err(why) = parse(url, false) {
        address_fault(url, why, path, problems);
    }
    url.trim_end_matches('/').to_owned()
}

fn address_fault(url: &str, why: &'static str, path: &Path, problems: &mut Problems<'_>) {
    // What stands before an `@` may be a secret.
    let shown = match url.contains('@') {
        true => "the address",
        false => url,
    };
    problems.report(
        Finding::error(
            "address_invalid",
            format!("`{shown}` cannot be the address of a server"),
        )
        .help("write one such as `https://ca01.contoso.net/`, with no user and no password in it")
        .at(problems.value(path), why),
    );
}

/// Credentials and what is signed go through TLS, unless they stay on this machine.
fn parse(url: &str, is_proxy: bool) -> Result<(), &'static str> {
    if url.contains(|c: char| !c.is_ascii_graphic() || "<>\"{}|\\^`#?".contains(c)) {
        return Err("it has a character that no address has here");
    }
    let (scheme, rest) = url.split_once("://").ok_or("it has no `https://`")?;
    let host = rest.split('/').next().unwrap_or_default();
    if host.contains('@') {
        return Err("it has a user in it");
    }
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => {
            port.parse::<u16>().map_err(|_| "its port is no number")?;
            name
        }
        _ => host,
    };
    if name.is_empty() {
        return Err("it has no host");
    }
    match scheme {
        "https" => Ok(()),
        "http" if is_proxy || matches!(name, "localhost" | "127.0.0.1" | "[::1]") => Ok(()),
        "http" => Err("it goes without TLS to another machine"),
        _ => Err("it has no `https://`"),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_address_leads_to_a_server_through_tls_or_to_this_machine() {
        for url in [
            "https://vault.contoso.com:8200",
            "https://ca01.contoso.net/certsrv/",
            "http://127.0.0.1:8200",
            "http://localhost/dir",
            "https://[2001:db8::1]:8443/",
            "http://[::1]:14000/dir",
        ] {
            assert_eq!(parse(url, false), Ok(()), "{url}");
        }
        for (url, why) in [
            ("vault.contoso.com", "it has no `https://`"),
            ("ftp://vault.contoso.com", "it has no `https://`"),
            (
                "http://vault.contoso.com",
                "it goes without TLS to another machine",
            ),
            (
                "https://root:secret@vault.contoso.com",
                "it has a user in it",
            ),
            ("https://", "it has no host"),
            ("https://vault:port", "its port is no number"),
            (
                "https://vault.contoso.com?a",
                "it has a character that no address has here",
            ),
            (
                "https://v\u{e4}ult.contoso.com",
                "it has a character that no address has here",
            ),
        ] {
            assert_eq!(parse(url, false), Err(why), "{url}");
        }
        assert_eq!(parse("http://proxy.contoso.com:3128", true), Ok(()));
    }
}
