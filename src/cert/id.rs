//! The stable identity of a declared certificate, which is also its folder.

use std::fmt;

use super::DnsName;

/// The longest path below an inventory that forecert writes, in characters.
///
/// Windows' own limit is 260 for the whole path unless long paths were switched on
/// (<https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation>);
/// this leaves 60 for the folder that the inventory stands in.
pub const PATH_LIMIT: usize = 200;

/// The file with the longest name in a generation, with the generation in front.
const LONGEST_FILE: &str = "/0001/certificate.pem";

/// What a certificate is for, within its pool: `[a-z][a-z-]{0,31}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usage(String);

/// Why a text is not part of an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// A usage with other characters.
    #[error("use lower-case letters and hyphens, a letter first, at most 32")]
    Usage,
    /// An issuer's name with other characters.
    #[error("use lower-case letters, digits and hyphens, a letter first, at most 32")]
    Issuer,
    /// Not one of the shapes of an id.
    #[error("an id is `<pool>/<server>/<usage>`, `<pool>/<usage>`, `oauth` or `issuer/<name>`")]
    Shape,
}

impl Usage {
    /// Parses a usage.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let fits = (1..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        fits.then(|| Self(text.to_owned())).ok_or(IdError::Usage)
    }

    /// Parses an issuer's name, which may hold digits too: authorities succeed each
    /// other.
    pub fn parse_issuer(text: &str) -> Result<Self, IdError> {
        let fits = (1..=32).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(text.to_owned())).ok_or(IdError::Issuer)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which declared certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CertificateId {
    /// The certificate of one server in a pool.
    Server {
        /// The pool's FQDN.
        pool: DnsName,
        /// The server's FQDN.
        server: DnsName,
        /// What it is for.
        usage: Usage,
    },
    /// A certificate that all servers of a pool share.
    Pool {
        /// The pool's FQDN.
        pool: DnsName,
        /// What it is for.
        usage: Usage,
    },
    /// The deployment's one OAuthTokenIssuer certificate.
    Oauth,
    /// A certification authority that forecert keeps itself.
    Issuer {
        /// Its name in the manifest.
        name: Usage,
    },
}

impl CertificateId {
    /// Parses what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let name = |text: &str| DnsName::parse(text).map_err(|_| IdError::Shape);
        match text.split('/').collect::<Vec<_>>()[..] {
            ["oauth"] => Ok(Self::Oauth),
            ["issuer", issuer] => Ok(Self::Issuer {
                name: Usage::parse_issuer(issuer)?,
            }),
            [pool, usage] => Ok(Self::Pool {
                pool: name(pool)?,
                usage: Usage::parse(usage)?,
            }),
            [pool, server, usage] => Ok(Self::Server {
                pool: name(pool)?,
                server: name(server)?,
                usage: Usage::parse(usage)?,
            }),
            _ => Err(IdError::Shape),
        }
    }

    /// The folder below the inventory, with `/` between its parts.
    ///
    /// A first label that Windows reserves for a device gets a leading `_`, also
    /// with more behind it: `con.contoso.com` cannot be a file name there
    /// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
    pub fn folder(&self) -> String {
        let parts: Vec<String> = self.to_string().split('/').map(escape).collect();
        parts.join("/")
    }

    /// The id whose folder this is, if it is one.
    pub fn from_folder(folder: &str) -> Option<Self> {
        let parts: Vec<&str> = folder
            .split('/')
            .map(|part| match part.strip_prefix('_') {
                Some(rest) if reserved(rest) => rest,
                _ => part,
            })
            .collect();
        let id = Self::parse(&parts.join("/")).ok()?;
        (id.folder() == folder).then_some(id)
    }

    /// Whether the longest path in its folder keeps within [`PATH_LIMIT`]; the
    /// length otherwise.
    pub fn check_path_length(&self) -> Result<(), usize> {
        let length = self.folder().len() + LONGEST_FILE.len();
        if length > PATH_LIMIT {
            return Err(length);
        }
        Ok(())
    }

    /// The pool, if it belongs to one.
    pub fn pool(&self) -> Option<&DnsName> {
        match self {
            Self::Server { pool, .. } | Self::Pool { pool, .. } => Some(pool),
            Self::Oauth | Self::Issuer { .. } => None,
        }
    }

    /// The server, if it belongs to one.
    pub fn server(&self) -> Option<&DnsName> {
        match self {
            Self::Server { server, .. } => Some(server),
            Self::Pool { .. } | Self::Oauth | Self::Issuer { .. } => None,
        }
    }

    /// The parts of its text, which `/` stands between.
    fn parts(&self) -> impl Iterator<Item = &str> {
        let parts = match self {
            Self::Server {
                pool,
                server,
                usage,
            } => [
                Some(pool.as_str()),
                Some(server.as_str()),
                Some(usage.as_str()),
            ],
            Self::Pool { pool, usage } => [Some(pool.as_str()), Some(usage.as_str()), None],
            Self::Oauth => [Some("oauth"), None, None],
            Self::Issuer { name } => [Some("issuer"), Some(name.as_str()), None],
        };
        parts.into_iter().flatten()
    }

    /// The name of the issuer, of a local authority's own certificate.
    pub fn issuer(&self) -> Option<&str> {
        match self {
            Self::Issuer { name } => Some(name.as_str()),
            _ => None,
        }
    }

    /// What it is for, in one word.
    pub fn usage(&self) -> &str {
        match self {
            Self::Server { usage, .. } | Self::Pool { usage, .. } => usage.as_str(),
            Self::Oauth => "oauth",
            Self::Issuer { .. } => "issuer",
        }
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            f.write_str(part)?;
        }
        Ok(())
    }
}

// Ordered as people read them: as text, without making one for each comparison.
impl Ord for CertificateId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        text(self).cmp(text(other))
    }
}

/// The bytes of an id's text.
fn text(id: &CertificateId) -> impl Iterator<Item = u8> + '_ {
    id.parts().enumerate().flat_map(|(index, part)| {
        let separator = (index > 0).then_some(b'/');
        separator.into_iter().chain(part.bytes())
    })
}

impl PartialOrd for CertificateId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn escape(part: &str) -> String {
    if reserved(part) {
        format!("_{part}")
    } else {
        part.to_owned()
    }
}

fn reserved(part: &str) -> bool {
    let first = part.split('.').next().unwrap_or_default();
    let device = first
        .strip_prefix("com")
        .or_else(|| first.strip_prefix("lpt"));
    matches!(first, "con" | "prn" | "aux" | "nul")
        || device.is_some_and(|number| {
            number.len() == 1 && number.bytes().all(|b| (b'1'..=b'9').contains(&b))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_its_folder_and_back() {
        for (id, folder) in [
            ("oauth", "oauth"),
            ("issuer/lab", "issuer/lab"),
            (
                "edge.contoso.net/edge-external",
                "edge.contoso.net/edge-external",
            ),
            (
                "con.contoso.net/com1.contoso.net/default",
                "_con.contoso.net/_com1.contoso.net/default",
            ),
            (
                "console.contoso.net/com10.contoso.net/default",
                "console.contoso.net/com10.contoso.net/default",
            ),
        ] {
            let parsed = CertificateId::parse(id).unwrap();
            assert_eq!(parsed.to_string(), id);
            assert_eq!(parsed.folder(), folder);
            assert_eq!(CertificateId::from_folder(folder), Some(parsed));
        }
    }

    #[test]
    fn ids_are_ordered_as_their_text() {
        let texts = [
            "a.b/c",
            "a.b/c.d/e",
            "a.b-c/d",
            "a.b/d",
            "issuer/lab",
            "oauth",
            "oauth.com/default",
        ];
        let mut ids = texts.map(|text| CertificateId::parse(text).unwrap());
        ids.sort();
        let mut sorted = texts;
        sorted.sort_unstable();
        assert_eq!(ids.map(|id| id.to_string()), sorted);
    }

    #[test]
    fn a_folder_that_forecert_would_not_write_is_not_an_id() {
        for folder in [
            "con.contoso.net/default",
            "Edge.contoso.net/edge-external",
            "pool/default",
            "a.b/c.d/e.f/default",
            "issuer/Lab",
            "../oauth",
        ] {
            assert_eq!(CertificateId::from_folder(folder), None, "{folder}");
        }
    }
}
