//! A certificate that exists, as far as a manifest follows from it.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use crate::cert::{Contents, DnsName, Subject};

/// A certificate that exists.
#[derive(Clone, Debug)]
pub struct Existing {
    /// The file it is in, as a person named it.
    pub shown: String,
    /// What is in it.
    pub contents: Contents,
    /// Who signed it.
    pub issuer: Subject,
    /// The first second of it.
    pub not_before: OffsetDateTime,
    /// The last second of it.
    pub not_after: OffsetDateTime,
}

impl Existing {
    /// The host that it is of: its common name, or its first DNS name where that is none.
    pub fn host(&self) -> Option<DnsName> {
        let common = self.contents.subject.common_name();
        let common = common.and_then(|name| DnsName::parse(name).ok());
        common.or_else(|| self.names().into_iter().next())
    }

    /// Its DNS names, the common name among them, as far as they are names of hosts.
    pub fn names(&self) -> Vec<DnsName> {
        let names = self.contents.names.iter();
        let mut names: Vec<DnsName> = names.filter_map(|name| DnsName::parse(name).ok()).collect();
        let common = self.contents.subject.common_name();
        let common = common.and_then(|name| DnsName::parse(name).ok());
        names.extend(common.filter(|name| !names.contains(name)));
        names
    }

    /// Whether it has a DNS name.
    pub fn has(&self, name: &str) -> bool {
        self.contents.names.contains(name)
    }

    /// How long it holds, in whole days.
    pub fn days(&self) -> i64 {
        let lifetime = self.not_after - self.not_before;
        // Ends are often the last second of a day.
        (lifetime + Duration::HOUR).whole_days()
    }
}

/// Those that are to go on: of several with the same subject and names the last one.
pub(super) fn current(existing: &[Existing]) -> Vec<Existing> {
    let mut last: BTreeMap<_, &Existing> = BTreeMap::new();
    for one in existing.iter().filter(|one| one.host().is_some()) {
        let names = &one.contents.names;
        let key = (one.contents.subject.common_name(), names);
        let kept = last.entry(key).or_insert(one);
        if kept.not_after < one.not_after {
            *kept = one;
        }
    }
    let mut current: Vec<Existing> = last.into_values().cloned().collect();
    current.sort_by(|a, b| a.shown.cmp(&b.shown));
    current
}
