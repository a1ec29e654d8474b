//! What is different of a pool that is in both: role, product, site, next hop, names.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::manifest::model::{self, Role};
use crate::manifest::{Edit, Path};
use crate::topology::{self, Pool};

use super::deployment::scalar;
use super::difference::{Difference, Held};
use super::{Index, same_product};

/// What became of other pools of the manifest.
pub(super) struct Others {
    /// What they are called in the topology, where that is another name.
    pub renamed: Index<String>,
    /// Those that the topology does not have.
    pub gone: BTreeSet<String>,
}

/// Compares it.
pub(super) fn compare(
    held: &Held<'_>,
    index: usize,
    pool: &Pool,
    others: &Others,
) -> Vec<Difference> {
    let (own, path) = held.pool(index);
    if matches!(own.role, Role::Custom | Role::ReverseProxy) {
        return Vec::new();
    }
    let one = One {
        held,
        own,
        path,
        pool,
    };
    let mut found = Vec::new();
    found.extend(one.role());
    found.extend(one.product());
    found.extend(one.site());
    found.extend(one.next_hop(others));
    found.extend(one.web());
    found.extend(one.edge());
    found
}

/// Whether a role of the manifest is one that documents tell.
pub(super) fn same_role(declared: Role, found: topology::Role) -> bool {
    use topology::Role as Found;
    match declared {
        Role::FrontEnd => found == Found::FrontEnd,
        Role::StandardEdition => found == Found::StandardEdition,
        Role::Director => found == Found::Director,
        Role::Edge => found == Found::Edge,
        Role::Mediation => found == Found::Mediation,
        Role::PersistentChat => found == Found::PersistentChat,
        Role::VideoInterop => found == Found::VideoInterop,
        Role::SurvivableBranch => found == Found::SurvivableBranch,
        Role::TrustedApplication => found == Found::TrustedApplication,
        Role::OfficeWebApps => found == Found::OfficeWebApps,
        Role::ReverseProxy | Role::Custom => false,
    }
}

/// A pool of the manifest, and what the topology says of it.
struct One<'h> {
    held: &'h Held<'h>,
    own: &'h model::Pool,
    path: Path,
    pool: &'h Pool,
}

impl One<'_> {
    fn difference(&self, finding: Finding, edit: Option<Edit>) -> Difference {
        Difference::new(finding).edit(edit).of_pool(&self.own.fqdn)
    }

    fn role(&self) -> Option<Difference> {
        if same_role(self.own.role, self.pool.role) {
            return None;
        }
        let path = self.path.key("role");
        let finding = Finding::warning(
            "drift_role",
            format!(
                "`{}` is {} in the topology",
                self.own.fqdn,
                self.pool.role.one()
            ),
        )
        .at(self.held.source.value(&path), "another role");
        let source = self.held.source;
        let edit = source.with_value(&path, self.pool.role.word());
        // What the new role has no use for goes with the old one.
        let (web, edge) = (self.pool.web.is_none(), self.pool.edge.is_none());
        let unused = [
            ("web_services", web),
            ("load_balancing", web),
            ("auto_logon", web),
            ("simple_urls", web),
            ("certificate_layout", web),
            ("edge", edge),
            ("servers", self.pool.role.is_one_server()),
        ];
        let unused = unused.into_iter().filter(|(_, is)| *is);
        let gone = unused.filter_map(|(key, _)| source.without_key(&self.path, key));
        let mut difference = self.difference(finding, Some(edit));
        difference.edits.extend(gone);
        Some(difference)
    }

    fn product(&self) -> Option<Difference> {
        let runs = self.pool.product?;
        let of_all = self.held.model.product?;
        // That of the whole deployment is told once.
        let is_same = match self.own.product {
            Some(own) => same_product(own, runs),
            None => same_product(of_all, runs) || runs == self.held.estate.product,
        };
        if is_same {
            return None;
        }
        let path = self.path.key("product");
        let finding = Finding::warning(
            "drift_product",
            format!("`{}` runs {} in the topology", self.own.fqdn, runs.name()),
        )
        .at(self.held.source.value(&path), "another product");
        let edit = self
            .held
            .source
            .with_key(&self.path, "product", runs.word());
        Some(self.difference(finding, edit))
    }

    fn site(&self) -> Option<Difference> {
        let index = self.pool.site?;
        let site = &self.held.estate.sites[index];
        let declared = self.held.sites.get(&index);
        let declared = declared.map(|index| &self.held.model.sites[*index]);
        // Where no certificate depends on it, a pool need not say where it stands.
        let differs = match (&self.own.site, declared) {
            (Some(own), Some(declared)) => *own != declared.name,
            (Some(_), None) => true,
            (None, Some(declared)) => {
                declared.simple_urls.is_some() || !site.simple_urls.is_empty()
            }
            (None, None) => !site.simple_urls.is_empty(),
        };
        if !differs {
            return None;
        }
        let source = self.held.source;
        let finding = Finding::warning(
            "drift_pool_moved",
            format!(
                "`{}` stands in the site `{}` in the topology",
                self.own.fqdn, site.name
            ),
        )
        .at(source.value(&self.path.key("site")), "not in that site");
        // As the manifest writes it.
        let name = topology::Site {
            name: declared.map_or(&site.name, |own| &own.name).clone(),
            ..site.clone()
        };
        Some(self.difference(finding, source.with_key(&self.path, "site", &name.scalar())))
    }

    fn next_hop(&self, others: &Others) -> Option<Difference> {
        let own = self.own.next_hop.as_ref();
        let own = own.map(|own| own.to_ascii_lowercase());
        let Some(next_hop) = &self.pool.next_hop else {
            let own = own.filter(|own| others.gone.contains(own))?;
            return Some(self.next_hop_gone(&own));
        };
        let next_hop = next_hop.as_str();
        let own = own.map(|own| others.renamed.get(&own).cloned().unwrap_or(own));
        if own.as_deref() == Some(next_hop) {
            return None;
        }
        let finding = Finding::warning(
            "drift_next_hop",
            format!(
                "the next hop of `{}` is `{next_hop}` in the topology",
                self.own.fqdn
            ),
        )
        .at(
            self.held.source.value(&self.path.key("next_hop")),
            "not that one",
        );
        let edit = self
            .held
            .source
            .with_key(&self.path, "next_hop", &scalar(next_hop));
        Some(self.difference(finding, edit))
    }

    fn next_hop_gone(&self, own: &str) -> Difference {
        let finding = Finding::warning(
            "drift_next_hop",
            format!(
                "the next hop of `{}` is not `{own}`, which the topology does not have",
                self.own.fqdn
            ),
        )
        .at(
            self.held.source.value(&self.path.key("next_hop")),
            "only here",
        );
        let edit = self.held.source.without_key(&self.path, "next_hop");
        self.difference(finding, edit)
    }

    /// A section with names that the manifest does not have at all.
    fn section(&self, what: &str, section: &str, entries: &[(&str, &str)]) -> Difference {
        let finding = Finding::warning(
            "drift_name_changed",
            format!(
                "`{}` has {what} in the topology, and none here",
                self.own.fqdn
            ),
        )
        .at(
            self.held.source.value(&self.path.key("fqdn")),
            "not said here",
        );
        let lines = entries
            .iter()
            .map(|(key, name)| format!("{key}: {}", scalar(name)));
        let value = format!("{{ {} }}", lines.collect::<Vec<_>>().join(", "));
        let edit = self.held.source.with_key(&self.path, section, &value);
        let difference = self.difference(finding, edit);
        entries
            .iter()
            .map(|(_, name)| name)
            .fold(difference, Difference::name)
    }

    /// A name that stands in certificates, or beside them.
    fn name(
        &self,
        what: &str,
        section: &str,
        key: &str,
        own: Option<&str>,
        is: &str,
    ) -> Option<Difference> {
        if own.is_some_and(|own| own.eq_ignore_ascii_case(is)) {
            return None;
        }
        let source = self.held.source;
        let path = self.path.key(section);
        let finding = Finding::warning(
            "drift_name_changed",
            format!("{what} of `{}` is `{is}` in the topology", self.own.fqdn),
        )
        .at(source.value(&path.key(key)), "not that name");
        let edit = source.with_key(&path, key, &scalar(is));
        let difference = self.difference(finding, edit).name(is);
        Some(match own {
            Some(own) => difference.name(own),
            None => difference,
        })
    }

    fn web(&self) -> Vec<Difference> {
        let Some(web) = &self.pool.web else {
            return Vec::new();
        };
        let section = "web_services";
        let Some(own) = &self.own.web_services else {
            let internal = web.internal.iter().map(|name| ("internal", name.as_str()));
            let external = [("external", web.external.as_str())];
            let entries: Vec<(&str, &str)> = internal.chain(external).collect();
            return vec![self.section("web services", section, &entries)];
        };
        let mut found = Vec::new();
        let what = "the external web services FQDN";
        let external = Some(own.external.as_str());
        found.extend(self.name(what, section, "external", external, web.external.as_str()));
        let internal = own.internal.as_deref();
        match (&web.internal, internal) {
            (Some(name), own) => {
                let what = "the internal web services FQDN";
                // Without one it is the pool's.
                let own = own.unwrap_or(&self.own.fqdn);
                found.extend(self.name(what, section, "internal", Some(own), name.as_str()));
            }
            (None, Some(own))
                if web.internal_is_known && !own.eq_ignore_ascii_case(&self.own.fqdn) =>
            {
                let path = self.path.key(section);
                let finding = Finding::warning(
                    "drift_name_changed",
                    format!(
                        "the internal web services FQDN of `{}` is not overridden in the topology",
                        self.own.fqdn
                    ),
                )
                .at(self.held.source.value(&path.key("internal")), "only here");
                let edit = self.held.source.without_key(&path, "internal");
                found.push(self.difference(finding, edit).name(own));
            }
            (None, _) => {}
        }
        found
    }

    fn edge(&self) -> Vec<Difference> {
        let Some(edge) = &self.pool.edge else {
            return Vec::new();
        };
        let (access, conferencing) = (edge.access.as_str(), edge.web_conferencing.as_str());
        let Some(own) = &self.own.edge else {
            let av = edge.av.iter().map(|name| ("av", name.as_str()));
            let others = [("access", access), ("web_conferencing", conferencing)];
            let entries: Vec<(&str, &str)> = others.into_iter().chain(av).collect();
            return vec![self.section("external names", "edge", &entries)];
        };
        // It stands in no certificate, so that it need not be said.
        let av = edge.av.as_ref().zip(own.av.as_deref());
        let av = av.map(|(is, own)| ("the A/V Edge FQDN", "av", own, is.as_str()));
        let (own_access, own_conferencing) = (own.access.as_str(), own.web_conferencing.as_str());
        let names = [
            ("the Access Edge FQDN", "access", own_access, access),
            (
                "the Web Conferencing Edge FQDN",
                "web_conferencing",
                own_conferencing,
                conferencing,
            ),
        ];
        let names = names.into_iter().chain(av);
        names
            .filter_map(|(what, key, own, is)| self.name(what, "edge", key, Some(own), is))
            .collect()
    }
}
