//! The simple URLs: what may be one, and which hosts they have.

use std::ops::Range;

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::lync::Domain;
use crate::manifest::Path;
use crate::manifest::model::{self, Wildcard};

use super::problems::Problems;
use super::reference::quoted;

/// The simple URLs of the deployment, or a pool's own.
#[derive(Clone, Debug)]
pub(super) struct SimpleUrls {
    /// Meet.
    pub meet: Vec<SimpleUrl>,
    /// Dial-in.
    pub dialin: Vec<SimpleUrl>,
    /// Admin.
    pub admin: Vec<SimpleUrl>,
    /// Where a wildcard stands for them.
    pub wildcard: Wildcard,
    /// How many Meet URLs are written, those that were refused included.
    written: usize,
}

/// One of them. Only its host matters to a certificate.
#[derive(Clone, Debug)]
pub(super) struct SimpleUrl {
    /// The host.
    pub host: DnsName,
    /// Where it stands.
    pub span: Range<usize>,
    /// The parts of its path, folded.
    segments: Vec<String>,
    text: String,
}

/// Reads them.
///
/// The rules are Microsoft's ("Planning for simple URLs in Lync Server 2013"): https, no
/// port, letters, digits and dots, none a prefix of another.
pub(super) fn read(
    urls: &model::SimpleUrls,
    path: &Path,
    problems: &mut Problems<'_>,
) -> SimpleUrls {
    let model::SimpleUrls {
        meet,
        dialin,
        admin,
        wildcard,
    } = urls;
    let mut list = |key: &str, texts: &[String]| -> Vec<SimpleUrl> {
        let path = path.key(key);
        texts
            .iter()
            .enumerate()
            .filter_map(|(index, text)| url(text, &path.index(index), problems))
            .collect()
    };
    let urls = SimpleUrls {
        meet: list("meet", meet),
        dialin: list("dialin", dialin),
        admin: list("admin", admin),
        wildcard: *wildcard,
        written: meet.len(),
    };
    prefixes(&urls, problems);
    urls
}

impl SimpleUrls {
    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &SimpleUrl> {
        self.meet.iter().chain(&self.dialin).chain(&self.admin)
    }

    /// Warns of what is missing in simple URLs that replace the deployment's.
    pub fn check_whole(
        &self,
        global: &Self,
        domains: &[Domain],
        place: &Range<usize>,
        problems: &mut Problems<'_>,
    ) {
        self.check_meet(domains, place.clone(), "the Meet URLs", problems);
        let lacks = |own: &[SimpleUrl], global: &[SimpleUrl]| own.is_empty() && !global.is_empty();
        let kinds = [
            ("`dialin`", lacks(&self.dialin, &global.dialin)),
            ("`admin`", lacks(&self.admin, &global.admin)),
        ];
        let lacking: Vec<&str> = kinds
            .iter()
            .filter(|(_, lacks)| *lacks)
            .map(|(kind, _)| *kind)
            .collect();
        if !lacking.is_empty() {
            let what = lacking.join(" and no ");
            problems.report(
                Finding::warning(
                    "simple_urls_incomplete",
                    format!("these simple URLs replace the deployment's, and have no {what}"),
                )
                .help("repeat here what shall hold: where one simple URL is a site's own, all of them are")
                .at(place.clone(), "replaces all of them"),
            );
        }
    }

    /// Warns of SIP domains without a Meet URL. One host may serve several, so that only
    /// fewer URLs than domains are told for sure. `says` is what stands at `place`.
    pub fn check_meet(
        &self,
        domains: &[Domain],
        place: Range<usize>,
        says: &str,
        problems: &mut Problems<'_>,
    ) {
        // One that was refused has been spoken of.
        if self.written >= domains.len() {
            return;
        }
        let covered = |domain: &&Domain| {
            let domain = domain.name().as_str();
            self.meet.iter().any(|url| {
                url.host.as_str() == domain || url.host.as_str().ends_with(&format!(".{domain}"))
            })
        };
        let without: Vec<&DnsName> = domains
            .iter()
            .filter(|domain| !covered(domain))
            .map(Domain::name)
            .collect();
        let which = if without.is_empty() {
            format!(
                "there are {} Meet URLs for {} SIP domains",
                self.meet.len(),
                domains.len()
            )
        } else {
            format!("no Meet URL is declared for {}", quoted(&without))
        };
        let example = without.first().copied().unwrap_or(domains[0].name());
        problems.report(
            Finding::warning("meet_url_missing", which)
                .help(format!(
                    "each SIP domain needs one, such as `https://meet.{example}`"
                ))
                .at(place, says),
        );
    }
}

fn url(text: &str, path: &Path, problems: &mut Problems<'_>) -> Option<SimpleUrl> {
    match parse(text) {
        Ok((host, segments)) => Some(SimpleUrl {
            host,
            segments,
            text: text.to_owned(),
            span: problems.value(path),
        }),
        Err((why, help)) => {
            problems.report(
                Finding::error(
                    "simple_url_invalid",
                    format!("`{text}` cannot be a simple URL"),
                )
                .help(help)
                .at(problems.value(path), why),
            );
            None
        }
    }
}

fn parse(text: &str) -> Result<(DnsName, Vec<String>), (String, &'static str)> {
    const EXAMPLE: &str =
        "write one such as `https://meet.contoso.com` or `https://lync.contoso.com/meet`";
    let fault = |why: &str| (why.to_owned(), EXAMPLE);
    let scheme = text.get(..8).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("https://") {
        return Err(fault("it does not start with `https://`"));
    }
    let rest = &text[8..];
    if rest.contains('#') {
        return Err(fault("it has a fragment"));
    }
    if rest.contains('?') {
        return Err(fault("it has a query"));
    }
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.contains('@') {
        return Err(fault("it has user information"));
    }
    if host.contains(':') {
        return Err((
            "it has a port".to_owned(),
            "leave the port out: simple URLs are always on 443",
        ));
    }
    let host = DnsName::parse(host).map_err(|error| (error.to_string(), EXAMPLE))?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut segments = Vec::new();
    for segment in path.split('/').filter(|_| !path.is_empty()) {
        let odd = segment
            .chars()
            .find(|c| !c.is_ascii_alphanumeric() && *c != '.');
        if let Some(odd) = odd {
            return Err((
                format!("`{odd}` is neither a letter from a to z, a digit nor a dot"),
                EXAMPLE,
            ));
        }
        if segment.is_empty() {
            return Err(fault("two slashes follow each other"));
        }
        segments.push(segment.to_ascii_lowercase());
    }
    Ok((host, segments))
}

fn prefixes(urls: &SimpleUrls, problems: &mut Problems<'_>) {
    let mut sorted: Vec<&SimpleUrl> = urls.all().collect();
    sorted.sort_by_key(|url| (&url.host, &url.segments, url.span.start));
    let mut shorter: Option<&SimpleUrl> = None;
    for url in sorted {
        match shorter {
            Some(first) if first.host == url.host && url.segments.starts_with(&first.segments) => {
                problems.report(
                    Finding::error(
                        "simple_url_prefix",
                        format!("`{}` is the beginning of `{}`", first.text, url.text),
                    )
                    .help("no simple URL may be the beginning of another, nor the same; give each its own host or path")
                    .at(first.span.clone(), "the beginning")
                    .at(url.span.clone(), "goes on"),
                );
            }
            _ => shorter = Some(url),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with, only, places};

    #[test]
    fn a_simple_url_is_https_and_a_host_and_a_path() {
        for url in [
            "http://dialin.contoso.com",
            "dialin.contoso.com",
            "https://",
            "https://dialin.contoso.com:443",
            "https://me@dialin.contoso.com",
            "https://dialin.contoso.com?x",
            "https://dialin.contoso.com/#x",
            "https://dialin",
            "https://10.0.0.1",
            "https://*.contoso.com",
            "https://dial_in.contoso.com",
            "https://dialin.contoso.com/dial-in",
            "https://dialin.contoso.com/a//b",
            "https://é",
        ] {
            let text = estate_with("https://dialin.contoso.com", url);
            assert_eq!(codes(&text), ["simple_url_invalid"], "{url}");
        }
        let text = estate_with(
            "https://dialin.contoso.com",
            "HTTPS://Lync.Contoso.com/Dialin/",
        );
        assert_eq!(codes(&text), [""; 0]);
    }

    #[test]
    fn no_simple_url_is_the_beginning_of_another() {
        for (dialin, admin, expected) in [
            (
                "https://lync.contoso.com",
                "https://lync.contoso.com/admin",
                1,
            ),
            (
                "https://lync.contoso.com/Admin",
                "https://lync.contoso.com/admin",
                1,
            ),
            (
                "https://lync.contoso.com/adm",
                "https://lync.contoso.com/admin",
                0,
            ),
            ("https://lync.contoso.co", "https://lync.contoso.com", 0),
        ] {
            let text = estate_with("https://dialin.contoso.com", dialin)
                .replace("https://admin.contoso.com", admin);
            assert_eq!(
                codes(&text),
                vec!["simple_url_prefix"; expected],
                "{dialin} {admin}"
            );
        }
    }

    #[test]
    fn a_meet_url_that_is_refused_is_not_called_missing_too() {
        let text = estate_with("https://meet.fabrikam.com", "http://meet.fabrikam.com");
        assert_eq!(codes(&text), ["simple_url_invalid"]);
    }

    #[test]
    fn each_sip_domain_has_a_meet_url() {
        let text = estate_with(", \"https://meet.fabrikam.com\"", "");
        let finding = only("meet_url_missing", &text);
        assert_eq!(
            finding.message,
            "no Meet URL is declared for `fabrikam.com`"
        );
        assert_eq!(codes(&text).len(), 1);
        assert_eq!(
            places("meet_url_missing", &text),
            ["[\"https://meet.contoso.com\"]"]
        );
        let shared = estate_with(
            "[\"https://meet.contoso.com\", \"https://meet.fabrikam.com\"]",
            "[\"https://lync.contoso.com/a/meet\", \"https://lync.contoso.com/b/meet\"]",
        );
        assert_eq!(codes(&shared), [""; 0]);
    }

    #[test]
    fn without_any_meet_url_the_sip_domains_are_shown_that_need_one() {
        let text = estate_with(
            "  meet: [\"https://meet.contoso.com\", \"https://meet.fabrikam.com\"]\n",
            "",
        );
        let finding = only("meet_url_missing", &text);
        assert_eq!(finding.labels[0].text, "these need a Meet URL each");
        assert_eq!(
            places("meet_url_missing", &text),
            ["[contoso.com, fabrikam.com]"]
        );
    }
}
