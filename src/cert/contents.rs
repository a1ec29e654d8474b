//! What stands in a request or certificate, or shall stand there.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{ExtendedKeyUsage, KeySpec, KeyUsage, Subject};

/// The comparable contents of a declaration, a request or a certificate.
///
/// A declaration and a foreign certificate meet in this one type; names are
/// therefore plain lower-case text, whatever was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The subject, in its order.
    pub subject: Subject,
    /// Subject alternative names of type DNS, lower-case. Their order does not
    /// matter to Lync (Microsoft, "Certificate requirements for external user
    /// access in Lync Server 2013", Gg398920).
    pub names: BTreeSet<String>,
    /// Subject alternative names of other types, each with its type in front.
    pub other_names: BTreeSet<String>,
    /// The key's algorithm and size.
    pub key: KeySpec,
    /// The key usage extension; `None` where it is absent, which permits every use
    /// (RFC 5280 4.2.1.3).
    pub key_usage: Option<BTreeSet<KeyUsage>>,
    /// The extended key usage extension; empty where it is absent.
    pub extended_key_usage: BTreeSet<ExtendedKeyUsage>,
    /// The name of a Microsoft certificate template asked for
    /// (szOID_ENROLL_CERTTYPE_EXTENSION, 1.3.6.1.4.1.311.20.2).
    pub template: Option<String>,
}

impl Contents {
    /// The one readable rendering, a fact a line, which before and after are
    /// compared in.
    pub fn rendering(&self) -> String {
        let Self {
            subject,
            names,
            other_names,
            key,
            key_usage,
            extended_key_usage,
            template,
        } = self;
        let mut text = String::new();
        let mut line = |what: &str, value: &dyn std::fmt::Display| {
            writeln!(text, "{what}: {value}").expect("writing to a string cannot fail");
        };
        line("subject", subject);
        for name in names {
            line("dns", name);
        }
        for name in other_names {
            line("name", name);
        }
        line("key", key);
        match key_usage {
            Some(usages) => line("key usage", &joined(usages)),
            None => line("key usage", &"any (absent)"),
        }
        if extended_key_usage.is_empty() {
            line("extended key usage", &"any (absent)");
        } else {
            line("extended key usage", &joined(extended_key_usage));
        }
        if let Some(template) = template {
            line("template", template);
        }
        text
    }
}

/// The items in one line.
pub(super) fn joined<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(", ")
}
