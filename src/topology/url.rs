//! Simple URLs: what may be one, and those of a deployment or of a site.

use std::collections::BTreeSet;
use std::fmt;

use crate::cert::DnsName;
use crate::finding::Problems;

use super::wording;
use super::xml::Value;

/// A simple URL. Written out anew, so that nothing else of the document comes with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Url {
    host: DnsName,
    path: String,
}

impl Url {
    /// Its host, which stands in certificates.
    pub fn host(&self) -> &DnsName {
        &self.host
    }

    /// Whether it is another one in all but the case of letters.
    pub fn is(&self, other: &Self) -> bool {
        self.host == other.host && self.path.eq_ignore_ascii_case(&other.path)
    }

    /// Parses one: https, no port, letters, digits and dots in the path.
    ///
    /// # Errors
    ///
    /// Why it cannot be one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let scheme = text.get(..8).unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("https://") {
            return Err("it does not start with `https://`".to_owned());
        }
        let (host, path) = text[8..].split_once('/').unwrap_or((&text[8..], ""));
        if host.contains(':') {
            return Err("it has a port, and simple URLs are always on 443".to_owned());
        }
        let host = DnsName::parse(host).map_err(|error| error.to_string())?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let odd = |c: &char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '/');
        if let Some(odd) = path.chars().find(odd) {
            let odd = odd.escape_debug();
            return Err(format!(
                "`{odd}` is neither a letter from a to z, a digit nor a dot"
            ));
        }
        if path.starts_with('/') || path.contains("//") {
            return Err("two slashes follow each other".to_owned());
        }
        Ok(Self {
            host,
            path: path.to_owned(),
        })
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.path.is_empty() { "" } else { "/" };
        write!(f, "https://{}{slash}{}", self.host, self.path)
    }
}

/// The simple URLs of a deployment, or of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SimpleUrls {
    /// Meet.
    pub meet: Vec<Url>,
    /// Dial-in.
    pub dialin: Vec<Url>,
    /// Admin.
    pub admin: Vec<Url>,
}

impl SimpleUrls {
    /// The lists with their keys in the manifest.
    pub fn lists(&self) -> [(&'static str, &[Url]); 3] {
        [
            ("meet", &self.meet),
            ("dialin", &self.dialin),
            ("admin", &self.admin),
        ]
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lists().iter().all(|(_, urls)| urls.is_empty())
    }
}

/// Reads simple URLs, each with its component; those of others than Meet, Dial-in and Admin
/// are passed over.
pub(super) fn read<'v>(
    entries: impl Iterator<Item = (&'v str, &'v Value<'v>)>,
    faults: &mut Problems,
) -> SimpleUrls {
    let mut urls = SimpleUrls::default();
    let mut seen = BTreeSet::new();
    for (component, value) in entries {
        let list = match component {
            "Meet" => &mut urls.meet,
            "Dialin" => &mut urls.dialin,
            "Cscp" => &mut urls.admin,
            _ => continue,
        };
        if value.text.is_empty() {
            continue;
        }
        match Url::parse(&value.text) {
            // An entry is mostly the active one again.
            Ok(url) if !seen.insert((component, url.clone())) => {}
            Ok(url) => list.push(url),
            Err(why) => faults.add(|| wording::wrong_url(value, &why)),
        }
    }
    urls
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn a_url_is_written_out_anew() {
        for (text, written) in [
            ("https://meet.contoso.com", "https://meet.contoso.com"),
            (
                "HTTPS://Lync.Contoso.com/Meet/",
                "https://lync.contoso.com/Meet",
            ),
            ("https://a.b/c/d.e", "https://a.b/c/d.e"),
        ] {
            assert_eq!(Url::parse(text).unwrap().to_string(), written);
        }
        for text in [
            "",
            "http://meet.contoso.com",
            "https://meet",
            "https://$MeetHost",
            "https://meet.contoso.com:443",
            "https://meet.contoso.com/a\"b",
            "https://meet.contoso.com/a b",
            "https://meet.contoso.com//a",
            "https://a@meet.contoso.com",
        ] {
            assert!(Url::parse(text).is_err(), "{text}");
        }
    }
}
