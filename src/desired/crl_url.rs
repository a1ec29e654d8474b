//! Where a revocation list may be published.

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::manifest::Path;

use super::problems::Problems;

/// Reports an address that clients could not fetch a revocation list from.
pub(super) fn check(url: &str, path: &Path, problems: &mut Problems<'_>) {
    let Err(why) = parse(url) else { return };
    problems.report(
        Finding::error("crl_url_invalid", format!("`{url}` cannot be the place of a revocation list"))
            .help("write one such as `http://pki.contoso.com/lab.crl`: clients fetch revocation lists by plain http")
            .at(problems.value(path), why),
    );
}

// RFC 5280 section 8 and 4.2.1.13: a relying party that needs TLS to fetch a revocation
// list would have to check that server's certificate first.
fn parse(url: &str) -> Result<(), String> {
    let scheme = url.get(..7).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("http://") {
        return Err("it does not start with `http://`".to_owned());
    }
    let odd = |c: char| !c.is_ascii_graphic() || "<>\"{}|\\^`#@".contains(c);
    if let Some(odd) = url.chars().find(|c| odd(*c)) {
        return Err(format!("`{}` is not possible here", odd.escape_default()));
    }
    let rest = &url[7..];
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "80"));
    if port.parse::<u16>().is_err() {
        return Err(format!("`{port}` is not a port"));
    }
    DnsName::parse(host).map_err(|error| error.to_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with};

    #[test]
    fn a_revocation_list_is_fetched_by_plain_http() {
        for url in [
            "https://pki.contoso.com/lab.crl",
            "ldap:///CN=lab",
            "http://",
            "http:///lab.crl",
            "http://pki/lab.crl",
            "http://pki.contoso.com:x/lab.crl",
            "http://user@pki.contoso.com/lab.crl",
            "http://pki.contoso.com/lab 1.crl",
            "http://pki.contoso.com/é.crl",
        ] {
            let text = estate_with("http://pki.contoso.com/lab.crl", url);
            assert_eq!(codes(&text), ["crl_url_invalid"], "{url}");
        }
        let text = estate_with(
            "http://pki.contoso.com/lab.crl",
            "HTTP://pki.contoso.com:8080/a%20b.crl?x=1",
        );
        assert_eq!(codes(&text), [""; 0]);
    }
}
