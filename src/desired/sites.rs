//! The sites, and which simple URLs a pool goes by: its own, its site's, or the
//! deployment's.
//!
//! Simple URLs of a site replace the global ones for it as a whole ("Planning for simple
//! URLs in Lync Server 2013").

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::finding::Finding;
use crate::lync::Domain;
use crate::manifest::Path;
use crate::manifest::model::{self, Model};

use super::problems::Problems;
use super::reference::cure;
use super::simple_urls::{self, SimpleUrls};

/// The sites by name.
pub(super) struct Sites<'m>(BTreeMap<&'m str, Site>);

struct Site {
    simple_urls: Option<SimpleUrls>,
    span: Range<usize>,
}

/// More misspelt names than this are only counted as problems, without a cure of their own.
const CURED: usize = 50;

/// Reports the sites that pools name and nobody declares.
fn unknown(model: &Model, sites: &BTreeMap<&str, Site>, problems: &mut Problems<'_>) {
    // One without a name, or there twice, was spoken of.
    let declared: BTreeSet<&str> = model.sites.iter().map(|site| site.name.as_str()).collect();
    let names: Vec<&str> = sites.keys().copied().collect();
    let mut cured = 0;
    for (index, pool) in model.pools.iter().enumerate() {
        let Some(name) = pool.site.as_deref() else {
            continue;
        };
        if declared.contains(name) {
            continue;
        }
        cured += 1;
        let place = Path::root().key("pools").index(index).key("site");
        problems.report(
            Finding::error("unknown_site", format!("unknown site `{name}`"))
                .help(match names[..] {
                    [] => format!("declare it: `sites: [{{ name: {name} }}]`"),
                    _ if cured > CURED => "name one of `sites`".to_owned(),
                    _ => cure(name, &names),
                })
                .at(problems.value(&place), "no site has this name"),
        );
    }
}

impl<'m> Sites<'m> {
    /// Reads them; each name is there once, and some pool stands in each.
    pub fn read(
        model: &'m Model,
        global: &SimpleUrls,
        domains: &[Domain],
        problems: &mut Problems<'_>,
    ) -> Self {
        let pools = model.pools.iter().filter_map(|pool| pool.site.as_deref());
        let used: BTreeSet<&str> = pools.collect();
        let mut sites: BTreeMap<&str, Site> = BTreeMap::new();
        for (index, site) in model.sites.iter().enumerate() {
            let path = Path::root().key("sites").index(index);
            let span = problems.value(&path.key("name"));
            if site.name.trim().is_empty() {
                problems.report(
                    Finding::error("site_without_name", "a site has no name")
                        .help("give it the name that Topology Builder shows")
                        .at(span, "empty"),
                );
                continue;
            }
            if let Some(first) = sites.get(site.name.as_str()) {
                problems.report(
                    Finding::error(
                        "site_twice",
                        format!("the site `{}` is declared twice", site.name),
                    )
                    .help("make it one site, or correct one of the names")
                    .at(span, "again")
                    .at(first.span.clone(), "first"),
                );
                continue;
            }
            if !used.contains(site.name.as_str()) {
                problems.report(
                    Finding::warning(
                        "site_not_used",
                        format!("no pool stands in `{}`", site.name),
                    )
                    .help(format!(
                        "add `site: {}` to its pools, or take the site out",
                        site.name
                    ))
                    .at(span.clone(), "without effect"),
                );
            }
            let simple_urls = site.simple_urls.as_ref().map(|urls| {
                let path = path.key("simple_urls");
                let urls = simple_urls::read(urls, &path, problems);
                urls.check_whole(global, domains, &problems.value(&path), problems);
                urls
            });
            sites.insert(&site.name, Site { simple_urls, span });
        }
        unknown(model, &sites, problems);
        Self(sites)
    }

    /// The simple URLs of the site that a pool stands in, where it has any.
    pub fn simple_urls(&self, pool: &model::Pool) -> Option<&SimpleUrls> {
        let site = self.0.get(pool.site.as_deref()?)?;
        site.simple_urls.as_ref()
    }

    /// All simple URLs of all sites.
    pub fn all_urls(&self) -> impl Iterator<Item = &SimpleUrls> {
        self.0.values().filter_map(|site| site.simple_urls.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use crate::cert::CertificateId;
    use crate::desired::trial::{ESTATE, codes, desired, only};

    /// The estate with this list of sites, its Front End pool in `branch`.
    fn with(sites: &str) -> String {
        ESTATE
            .replace("pools:\n", &format!("sites: {sites}\npools:\n"))
            .replace(
                "    load_balancing: dns\n",
                "    load_balancing: dns\n    site: branch\n",
            )
    }

    const WHOLE: &str = "[{ name: branch, simple_urls: { meet: [\"https://m.contoso.com/a\", \"https://m.contoso.com/b\"], dialin: [\"https://d.contoso.com\"], admin: [\"https://adm.contoso.com\"] } }]";

    #[test]
    fn the_simple_urls_of_a_site_replace_the_deployments_for_its_pools_only() {
        let desired = desired(&with(WHOLE));
        assert_eq!(desired.findings, []);
        let names = |id: &str| {
            let id = CertificateId::parse(id).unwrap();
            desired.certificates[&id].contents.names.clone()
        };
        let inside = names("pool01.contoso.net/fe01.contoso.net/default");
        for name in ["m.contoso.com", "d.contoso.com", "adm.contoso.com"] {
            assert!(inside.contains(name), "{name}");
        }
        assert!(!inside.contains("meet.contoso.com"));
        let elsewhere = names("dirpool01.contoso.net/dir01.contoso.net/default");
        assert!(elsewhere.contains("meet.contoso.com"));
        assert!(!elsewhere.contains("m.contoso.com"));
    }

    #[test]
    fn a_site_without_simple_urls_goes_by_the_deployments() {
        assert_eq!(codes(&with("[{ name: branch }]")), [""; 0]);
    }

    #[test]
    fn a_site_that_has_some_simple_urls_needs_all_kinds_that_the_deployment_has() {
        let text = with(
            "[{ name: branch, simple_urls: { meet: [\"https://m.contoso.com/a\", \"https://m.contoso.com/b\"] } }]",
        );
        let finding = only("simple_urls_incomplete", &text);
        assert_eq!(
            finding.message,
            "these simple URLs replace the deployment's, and have no `dialin` and no `admin`"
        );
    }

    #[test]
    fn sites_are_there_once_and_used_and_known() {
        for (sites, code) in [
            ("[{ name: branch }, { name: branch }]", "site_twice"),
            ("[{ name: branch }, { name: other }]", "site_not_used"),
            ("[{ name: branch }, { name: \" \" }]", "site_without_name"),
            ("[]", "unknown_site"),
        ] {
            assert_eq!(codes(&with(sites)), [code], "{sites}");
        }
        let near = with("[{ name: brunch }]");
        let finding = only("unknown_site", &near);
        assert_eq!(finding.help.as_deref(), Some("did you mean `brunch`?"));
    }

    #[test]
    fn the_simple_urls_of_a_site_are_checked_like_all_others() {
        let text = with(&WHOLE.replace("https://d.contoso.com", "https://pool01.contoso.net/d"));
        assert_eq!(codes(&text), ["simple_url_is_pool"]);
    }
}
