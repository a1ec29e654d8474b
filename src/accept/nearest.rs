//! Which declared certificate one could be that nobody has asked for: by its names.

use std::collections::{BTreeMap, BTreeSet};

use crate::accept::Judge;
use crate::cert::{self, CertificateId, Contents};
use crate::desired::{Desired, DesiredCertificate};
use crate::finding::Finding;
use crate::inventory::Generation;
use crate::x509::Certificate;

/// The declared certificates by the names in them. What is declared is found by the names
/// that few share, if it has one: it fits nothing that lacks one of its names.
pub(super) struct Declared<'a>(BTreeMap<&'a str, Vec<&'a DesiredCertificate>>);

/// How many may share a name that still tells whose certificate it is.
const ALIKE_LIMIT: usize = 100;

impl<'a> Declared<'a> {
    pub(super) fn new(desired: &'a Desired) -> Self {
        let mut by_name: BTreeMap<&str, Vec<&DesiredCertificate>> = BTreeMap::new();
        for declared in desired.certificates.values() {
            if let CertificateId::Issuer { .. } = declared.id {
                continue;
            }
            for name in &declared.contents.names {
                by_name.entry(name.as_str()).or_default().push(declared);
            }
        }
        let (common, told): (Vec<_>, Vec<_>) = by_name
            .values_mut()
            .partition(|sharing| sharing.len() > ALIKE_LIMIT);
        let told: BTreeSet<_> = told
            .iter()
            .flat_map(|it| it.iter())
            .map(|it| &it.id)
            .collect();
        for sharing in common {
            sharing.retain(|declared| !told.contains(&declared.id));
        }
        Self(by_name)
    }

    /// Those that share a telling name with what was found, by id.
    fn sharing(&self, found: &Contents) -> Vec<&'a DesiredCertificate> {
        let names = found.names.iter();
        let sharing = names.filter_map(|name| self.0.get(name.as_str())).flatten();
        let by_id: BTreeMap<_, _> = sharing.map(|declared| (&declared.id, *declared)).collect();
        by_id.into_values().collect()
    }
}

impl<'a> Judge<'a> {
    /// The declared certificate that this one could be, and whether it is what is declared.
    /// One that is awaited goes before one that is not, less surplus before more; a tie is
    /// refused with the candidates.
    pub(super) fn nearest(
        &self,
        certificate: &Certificate,
    ) -> Result<Option<(&'a DesiredCertificate, bool)>, Vec<Finding>> {
        let found = certificate.contents();
        let declared = self.declared.sharing(found).into_iter();
        let mut ranked: Vec<_> = declared
            .map(|declared| {
                let shortfalls = cert::shortfalls(&declared.contents, found).len();
                let awaited = self.inventory.of(&declared.id).any(Generation::is_open);
                let surplus = found.names.difference(&declared.contents.names).count();
                ((shortfalls, !awaited, surplus), declared)
            })
            .collect();
        ranked.sort_by(|(one, a), (other, b)| (one, &a.id).cmp(&(other, &b.id)));
        let Some(&(best, first)) = ranked.first() else {
            return Ok(None);
        };
        let alike = ranked.iter().take_while(|(rank, _)| *rank == best);
        let ids: Vec<String> = alike.map(|(_, it)| format!("`{}`", it.id)).collect();
        let fits = best.0 == 0;
        if ids.len() == 1 || !fits {
            return Ok(Some((first, fits)));
        }
        let message = format!("it could be {} alike", ids.join(" and "));
        let cure = "withdraw the requests that are not meant: forecert withdraw ID --generation N";
        Err(vec![Finding::error("ambiguous", message).help(cure)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desired::resolve;
    use crate::manifest::Manifest;

    /// One pool with so many servers, each with a certificate for these names.
    fn desired(servers: usize, names: &str) -> Desired {
        let servers: Vec<String> = (0..servers)
            .map(|n| format!("sbc{n}.contoso.net"))
            .collect();
        let text = format!(
            r#"
version: 1
rules: "2026.1"
defaults: {{ issuer: enterprise, renew_before: 30d }}
issuers:
  - {{ name: enterprise, type: request, class: enterprise, validity: 1y }}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [{}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{pool}}", dns: [{names}] }}
"#,
            servers.join(", ")
        );
        let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
        resolve(&manifest).unwrap()
    }

    /// How many are to be looked at for what is declared for the last server.
    fn looked_at(servers: usize, names: &str) -> usize {
        let desired = desired(servers, names);
        let last = desired.certificates.values().next_back().unwrap();
        let sharing = Declared::new(&desired).sharing(&last.contents);
        assert!(sharing.iter().any(|declared| declared.id == last.id));
        sharing.len()
    }

    #[test]
    fn what_has_a_name_of_its_own_is_found_by_it_however_many_share_the_others() {
        let names = r#""{pool}", "{server}""#;
        assert_eq!(looked_at(ALIKE_LIMIT, names), ALIKE_LIMIT);
        assert_eq!(looked_at(ALIKE_LIMIT + 1, names), 1);
    }

    #[test]
    fn what_has_no_name_of_its_own_is_found_all_the_same() {
        let names = r#""{pool}""#;
        assert_eq!(looked_at(ALIKE_LIMIT + 1, names), ALIKE_LIMIT + 1);
    }
}
