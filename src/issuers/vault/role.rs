//! What a role of a PKI secrets engine allows, held against a request before it is handed in.
//!
//! <https://developer.hashicorp.com/vault/api-docs/secret/pki#create-update-role>

use serde::Deserialize;

use crate::cert::{Curve, ExtendedKeyUsage, KeySpec};
use crate::issuers::{Asked, Foresight};

/// A role, as far as it limits what is asked for. What it does not say limits nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Role {
    allow_any_name: Option<bool>,
    allowed_domains: Option<Vec<String>>,
    allowed_domains_template: bool,
    allow_bare_domains: bool,
    allow_subdomains: bool,
    allow_glob_domains: bool,
    allow_wildcard_certificates: Option<bool>,
    key_type: Option<String>,
    key_bits: u32,
    server_flag: Option<bool>,
    client_flag: Option<bool>,
    ext_key_usage: Vec<String>,
    key_usage: Option<Vec<String>>,
    max_ttl: u64,
    no_store: bool,
}

impl Role {
    /// Whether it keeps nothing of what it signs.
    pub(super) fn keeps_nothing(&self) -> bool {
        self.no_store
    }

    /// What it would refuse or do otherwise.
    pub(super) fn foresee(&self, asked: &Asked<'_>) -> Foresight {
        let contents = asked.request.contents();
        let mut refuses: Vec<String> = Vec::new();
        for name in &contents.names {
            if !self.allows(name) {
                refuses.push(format!("its role does not allow the name `{name}`"));
            }
        }
        refuses.extend(self.key_fault(&contents.key));
        for (usage, flag, what) in [
            (ExtendedKeyUsage::ServerAuth, self.server_flag, "server"),
            (ExtendedKeyUsage::ClientAuth, self.client_flag, "client"),
        ] {
            let word = format!("{what}auth");
            let otherwise = self.ext_key_usage.iter();
            let mut otherwise = otherwise.map(|usage| usage.to_ascii_lowercase());
            if contents.extended_key_usage.contains(&usage)
                && flag == Some(false)
                && !otherwise.any(|usage| usage == word)
            {
                refuses.push(format!(
                    "its role has `{what}_flag: false`, and {usage} is wanted"
                ));
            }
        }
        if let (Some(wanted), Some(given)) = (&contents.key_usage, &self.key_usage) {
            let given = given.iter().map(|usage| usage.to_ascii_lowercase());
            let given: Vec<String> = given.collect();
            for usage in wanted {
                if !given.contains(&usage.to_string().to_ascii_lowercase()) {
                    refuses.push(format!("its role's `key_usage` lacks {usage}"));
                }
            }
        }
        let days = u64::from(asked.validity.whole_days());
        let changes = (self.max_ttl > 0 && self.max_ttl < days * 86_400).then(|| {
            let most = self.max_ttl / 86_400;
            format!("its role signs for {most} days at most, and {days} are asked for")
        });
        Foresight {
            refuses,
            changes: changes.into_iter().collect(),
        }
    }

    fn allows(&self, name: &str) -> bool {
        // What is made of the identity of who asks is not known here.
        if self.allow_any_name != Some(false) || self.allowed_domains_template {
            return true;
        }
        let Some(domains) = &self.allowed_domains else {
            return true;
        };
        let (is_wildcard, base) = match name.strip_prefix("*.") {
            Some(base) => (true, base),
            None => (false, name),
        };
        if is_wildcard && self.allow_wildcard_certificates == Some(false) {
            return false;
        }
        let mut domains = domains.iter().map(|domain| domain.to_ascii_lowercase());
        domains.any(|domain| {
            let below = name.strip_suffix(domain.as_str());
            let is_below = below.is_some_and(|rest| rest.ends_with('.'));
            (self.allow_bare_domains && name == domain)
                || (self.allow_subdomains && (is_below || (is_wildcard && base == domain)))
                || (self.allow_glob_domains && domain.contains('*') && globs(&domain, name))
        })
    }

    fn key_fault(&self, key: &KeySpec) -> Option<String> {
        let kind = self.key_type.as_deref().unwrap_or("any");
        let (is, bits) = match key {
            KeySpec::Rsa(bits) => ("rsa", *bits),
            KeySpec::Ec(Curve::P256) => ("ec", 256),
            KeySpec::Ec(Curve::P384) => ("ec", 384),
            KeySpec::Ec(Curve::P521) => ("ec", 521),
            // What it is is not known well enough to say more.
            _ => return None,
        };
        if kind != "any" && kind != is {
            return Some(format!(
                "its role signs keys of type `{kind}`, and this is {key}"
            ));
        }
        (kind == is && bits < self.key_bits)
            .then(|| format!("its role wants {} bits, and this is {key}", self.key_bits))
    }
}

/// Whether a pattern with `*` matches a text.
fn globs(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Role, globs};

    fn role(text: &str) -> Role {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_role_allows_the_names_that_its_domains_allow() {
        let role = role(
            r#"{"allow_any_name": false, "allowed_domains": ["contoso.com", "fe*.contoso.net"],
                "allow_subdomains": true, "allow_glob_domains": true, "max_ttl": 0}"#,
        );
        for name in [
            "sip.contoso.com",
            "a.b.contoso.com",
            "*.contoso.com",
            "fe01.contoso.net",
        ] {
            assert!(role.allows(name), "{name}");
        }
        for name in [
            "contoso.com",
            "notcontoso.com",
            "be01.contoso.net",
            "www.fabrikam.com",
        ] {
            assert!(!role.allows(name), "{name}");
        }
    }

    #[test]
    fn a_role_that_does_not_say_what_it_allows_forbids_nothing() {
        assert!(role("{}").allows("contoso.com"));
        assert!(
            role(r#"{"allow_any_name": true, "allowed_domains": ["a.b"]}"#).allows("contoso.com")
        );
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, matches) in [
            ("fe*.contoso.net", "fe01.contoso.net", true),
            ("*", "anything", true),
            ("*a*b", "xaxb", true),
            ("*a*b", "xbxa", false),
            ("abc", "abc", true),
            ("abc", "abcd", false),
        ] {
            assert_eq!(globs(pattern, text), matches, "{pattern} {text}");
        }
    }
}
