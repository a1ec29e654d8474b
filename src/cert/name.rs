//! DNS names as they may stand in a certificate that forecert asks for.

use std::fmt;

/// A fully qualified DNS name, lower-case, of at least two labels; the left-most
/// label may be `*` where [`DnsName::parse_wildcard`] was the door.
///
/// Lync takes letters, digits and hyphens only: no underscore, no Unicode, no
/// short names (Microsoft, "Environmental requirements for Skype for Business
/// Server 2015", <https://learn.microsoft.com/skypeforbusiness/plan-your-deployment/requirements-for-your-environment/environmental-requirements>).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DnsName(String);

/// Why a text is not a DNS name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("the name is empty")]
    Empty,
    /// RFC 1035 2.3.4: 255 octets on the wire, 253 characters as text.
    #[error("the name has {0} characters; DNS allows 253")]
    TooLong(usize),
    /// One label only.
    #[error("the name has one label; a fully qualified name such as `{0}.contoso.com` is needed")]
    SingleLabel(String),
    /// Two dots in a row, or one at the start or the end.
    #[error("the name has an empty label: look for a dot too many")]
    EmptyLabel,
    /// RFC 1035 2.3.4: 63 octets a label.
    #[error("the label `{0}` is longer than 63 characters")]
    LongLabel(String),
    /// A character other than a letter, a digit or a hyphen.
    #[error("`{1}` in the label `{0}` is neither a letter from a to z, a digit nor a hyphen")]
    Character(String, char),
    /// RFC 1123 2.1: neither first nor last.
    #[error("the label `{0}` starts or ends with a hyphen")]
    Hyphen(String),
    /// `*` in another place than alone in the left-most label, or where none may be.
    #[error("a wildcard is not possible here")]
    Wildcard,
    /// An address instead of a name.
    #[error("this is an IP address, not a name")]
    Address,
}

impl DnsName {
    /// Parses a name without wildcard. Upper case is folded.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.contains('*') {
            return Err(NameError::Wildcard);
        }
        check(text)?;
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// Parses a name whose left-most label may be `*`.
    ///
    /// The wildcard must be the whole left-most label (CA/Browser Forum Baseline
    /// Requirements 3.2.2.6), and two labels must follow it.
    pub fn parse_wildcard(text: &str) -> Result<Self, NameError> {
        match text.strip_prefix("*.") {
            Some(rest) if !rest.contains('*') => {
                check(rest)?;
                Ok(Self(text.to_ascii_lowercase()))
            }
            _ => Self::parse(text),
        }
    }

    /// The name with one more label in front: `sip` before `contoso.com`.
    pub fn prefixed(&self, label: &str) -> Result<Self, NameError> {
        Self::parse(&format!("{label}.{self}"))
    }

    /// The wildcard over this domain.
    pub fn wildcard(&self) -> Self {
        Self(format!("*.{}", self.0))
    }

    /// Whether the left-most label is `*`.
    pub fn is_wildcard(&self) -> bool {
        self.0.starts_with("*.")
    }

    /// The name without its left-most label: the domain a wildcard would have to be over.
    pub fn parent(&self) -> &str {
        self.0.split_once('.').map_or("", |(_, rest)| rest)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check(text: &str) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.parse::<std::net::IpAddr>().is_ok() {
        return Err(NameError::Address);
    }
    if text.chars().count() > 253 {
        return Err(NameError::TooLong(text.chars().count()));
    }
    for label in text.split('.') {
        if label.is_empty() {
            return Err(NameError::EmptyLabel);
        }
        if let Some(odd) = label
            .chars()
            .find(|c| !c.is_ascii_alphanumeric() && *c != '-')
        {
            return Err(NameError::Character(label.to_owned(), odd));
        }
        if label.len() > 63 {
            return Err(NameError::LongLabel(label.to_owned()));
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(NameError::Hyphen(label.to_owned()));
        }
    }
    if !text.contains('.') {
        return Err(NameError::SingleLabel(text.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_folded_to_lower_case() {
        assert_eq!(
            DnsName::parse("SKYPE-FE-01.Contoso.NET").unwrap().as_str(),
            "skype-fe-01.contoso.net"
        );
    }

    #[test]
    fn what_lync_cannot_use_is_no_name() {
        for (text, error) in [
            ("", NameError::Empty),
            ("fe01", NameError::SingleLabel("fe01".into())),
            ("fe..contoso.com", NameError::EmptyLabel),
            ("fe01.contoso.com.", NameError::EmptyLabel),
            (
                "fe_01.contoso.com",
                NameError::Character("fe_01".into(), '_'),
            ),
            ("fé.contoso.com", NameError::Character("fé".into(), 'é')),
            ("-fe.contoso.com", NameError::Hyphen("-fe".into())),
            ("*.contoso.com", NameError::Wildcard),
            ("10.0.0.1", NameError::Address),
        ] {
            assert_eq!(DnsName::parse(text), Err(error), "{text}");
        }
        let label = "a".repeat(64);
        assert_eq!(
            DnsName::parse(&format!("{label}.com")),
            Err(NameError::LongLabel(label))
        );
        let long = format!("{}com", "abcdefg.".repeat(32));
        assert_eq!(DnsName::parse(&long), Err(NameError::TooLong(259)));
    }

    #[test]
    fn a_wildcard_is_the_whole_left_most_label_and_nothing_else() {
        assert!(
            DnsName::parse_wildcard("*.contoso.com")
                .unwrap()
                .is_wildcard()
        );
        for text in ["*", "*.com", "f*.contoso.com", "*.*.com", "a.*.contoso.com"] {
            assert!(DnsName::parse_wildcard(text).is_err(), "{text}");
        }
    }
}
