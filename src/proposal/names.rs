//! What DNS names say by their first label: SIP domains, simple URLs, Autodiscover.
//!
//! The labels are those that roles put before a SIP domain ("Certificate requirements for
//! internal servers in Lync Server 2013"), and those that Microsoft's examples of simple
//! URLs have.

use std::collections::BTreeMap;

use crate::cert::DnsName;

use super::existing::Existing;

/// Labels that stand before a SIP domain and nowhere else.
const SIP: [&str; 5] = [
    "sip",
    "sipinternal",
    "sipexternal",
    "lyncdiscover",
    "lyncdiscoverinternal",
];

/// First labels of simple URLs, with their keys in the manifest.
const SIMPLE: [(&str, &str); 5] = [
    ("meet", "meet"),
    ("join", "meet"),
    ("dialin", "dialin"),
    ("admin", "admin"),
    ("cscp", "admin"),
];

/// Whether a name's first label is this one.
pub(super) fn is(name: &DnsName, label: &str) -> bool {
    name.as_str().split('.').next() == Some(label)
}

/// Whether it stands for a SIP domain.
pub(super) fn of_sip_domain(name: &DnsName) -> bool {
    SIP.iter().any(|label| is(name, label))
}

/// The key of the simple URLs that it looks like one of.
pub(super) fn simple_url(name: &DnsName) -> Option<&'static str> {
    SIMPLE
        .iter()
        .find(|(label, _)| is(name, label))
        .map(|(_, key)| *key)
}

/// Whether it looks like web services: those are mostly called so.
pub(super) fn of_web(name: &DnsName) -> bool {
    let first = name.as_str().split('.').next().unwrap_or_default();
    ["web", "wsint", "wsext", "lyncws"]
        .iter()
        .any(|part| first.contains(part))
}

/// The SIP domains, the most frequent first; one that a certificate has as its whole subject
/// before all others, since that of OAuth has the default one.
pub(super) fn sip_domains(existing: &[Existing]) -> Vec<DnsName> {
    let mut counts: BTreeMap<DnsName, usize> = BTreeMap::new();
    for one in existing {
        for name in one.names().iter().filter(|name| of_sip_domain(name)) {
            if let Ok(domain) = DnsName::parse(name.parent()) {
                *counts.entry(domain).or_default() += 1;
            }
        }
    }
    for one in existing {
        if let Some(count) = one.host().and_then(|host| counts.get_mut(&host)) {
            *count += existing.len();
        }
    }
    let mut domains: Vec<(DnsName, usize)> = counts.into_iter().collect();
    domains.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    domains.into_iter().map(|(domain, _)| domain).collect()
}
