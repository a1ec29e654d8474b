//! What a command is restricted to.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::cert::{CertificateId, Lifetime};
use crate::desired::{Desired, Served};
use crate::plan::{Action, Entry};

/// Which certificates a command is about. Values of one kind widen it, kinds narrow
/// it; nothing given means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Pools, by FQDN.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<String>,
    /// Servers, by FQDN.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
    /// Usages, such as `default` or `edge-external`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usages: Vec<String>,
    /// Certificate ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// Days within which the current certificate ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiring_within_days: Option<u32>,
}

impl Selection {
    /// Whether everything is selected.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a certificate belongs to it, apart from its dates.
    pub fn names(&self, id: &CertificateId) -> bool {
        let Self {
            pools,
            servers,
            usages,
            ids,
            expiring_within_days: _,
        } = self;
        let among = |values: &[String], value: Option<&str>| {
            values.is_empty()
                || value.is_some_and(|value| {
                    values
                        .iter()
                        .any(|wanted| wanted.eq_ignore_ascii_case(value))
                })
        };
        among(pools, id.pool().map(|pool| pool.as_str()))
            && among(servers, id.server().map(|server| server.as_str()))
            && among(usages, Some(id.usage()))
            && among(ids, Some(&id.to_string()))
    }

    /// The entries that belong to it, and the authorities that must be made for them.
    pub(super) fn select(
        &self,
        entries: BTreeMap<CertificateId, Entry>,
        desired: &Desired,
        now: OffsetDateTime,
    ) -> Vec<Entry> {
        if self.is_everything() {
            return entries.into_values().collect();
        }
        let signers: BTreeSet<CertificateId> = entries
            .values()
            .filter(|entry| entry.action.makes() && self.takes(entry, now))
            .filter_map(|entry| desired.graph.signed_by(&entry.id))
            .collect();
        let needed = |entry: &Entry| entry.action != Action::Keep && signers.contains(&entry.id);
        entries
            .into_values()
            .filter(|entry| self.takes(entry, now) || needed(entry))
            .collect()
    }

    fn takes(&self, entry: &Entry, now: OffsetDateTime) -> bool {
        let soon = self.expiring_within_days.is_none_or(|days| {
            // More days than a calendar has are all days.
            let limit = now.saturating_add(Lifetime::days(days).duration());
            entry
                .current
                .as_ref()
                .is_some_and(|current| current.not_after <= limit)
        });
        let declared = entry.declared.as_ref();
        let mut served = declared.iter().flat_map(|declared| &declared.serves);
        soon && (self.names(&entry.id) || served.any(|served| self.names_served(served)))
    }

    /// Whether a certificate that another one serves belongs to it: whoever asks for its
    /// pool means the one that is made.
    pub fn names_served(&self, served: &Served) -> bool {
        let of_a_server = self.servers.iter().any(|wanted| {
            let servers = served.servers.iter();
            let mut servers = servers;
            servers.any(|server| wanted.eq_ignore_ascii_case(server.as_str()))
        });
        let apart = Self {
            servers: Vec::new(),
            ..self.clone()
        };
        (self.servers.is_empty() || of_a_server) && apart.names(&served.id)
    }
}

#[cfg(test)]
mod tests {
    use crate::cert::DnsName;

    use super::*;

    fn names(selection: &Selection) -> Vec<&'static str> {
        let ids = [
            "oauth",
            "pool01.contoso.net/fe01.contoso.net/default",
            "pool01.contoso.net/fe01.contoso.net/web-external",
            "pool01.contoso.net/fe02.contoso.net/default",
            "edge.contoso.net/edge-external",
        ];
        let taken = |id: &&str| selection.names(&CertificateId::parse(id).unwrap());
        ids.into_iter().filter(taken).collect()
    }

    fn list(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn values_of_one_kind_widen_and_kinds_narrow() {
        let both = Selection {
            pools: list(&["pool01.contoso.net", "edge.contoso.net"]),
            ..Selection::default()
        };
        assert_eq!(names(&both).len(), 4);
        let narrowed = Selection {
            usages: list(&["default"]),
            servers: list(&["FE02.contoso.net"]),
            ..both
        };
        assert_eq!(
            names(&narrowed),
            ["pool01.contoso.net/fe02.contoso.net/default"]
        );
    }

    #[test]
    fn what_has_no_pool_and_no_server_is_selected_by_usage_or_id() {
        for selection in [
            Selection {
                usages: list(&["oauth"]),
                ..Selection::default()
            },
            Selection {
                ids: list(&["oauth"]),
                ..Selection::default()
            },
        ] {
            assert_eq!(names(&selection), ["oauth"]);
        }
    }

    #[test]
    fn nothing_given_is_everything() {
        assert!(Selection::default().is_everything());
        assert_eq!(names(&Selection::default()).len(), 5);
    }

    #[test]
    fn whoever_asks_for_what_another_certificate_serves_gets_that_one() {
        let served = Served {
            id: CertificateId::parse("rp.contoso.com/farm").unwrap(),
            role: "reverse-proxy",
            usages: list(&["farm"]),
            servers: vec![DnsName::parse("rp01.contoso.com").unwrap()],
            span: 0..0,
        };
        for (pool, server, takes) in [
            ("RP.contoso.com", None, true),
            ("rp.contoso.com", Some("RP01.contoso.com"), true),
            ("rp.contoso.com", Some("rp02.contoso.com"), false),
            ("edge.contoso.net", None, false),
        ] {
            let selection = Selection {
                pools: list(&[pool]),
                servers: server.map(str::to_owned).into_iter().collect(),
                ..Selection::default()
            };
            assert_eq!(selection.names_served(&served), takes, "{pool} {server:?}");
        }
    }
}
