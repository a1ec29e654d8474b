//! Reading each pool into what the role rules ask for.

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::lync;
use crate::manifest::Path;
use crate::manifest::model::{self, Layout, Model, Role, Server};

use super::super::deployment::Estate;
use super::super::problems::Problems;
use super::kind::kind;
use super::{Places, Pool, product, publication, sections, unique};

/// Reads all pools. A pool without a usable name is left out.
pub(in super::super) fn read<'m>(
    model: &'m Model,
    estate: &Estate<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Pool<'m>> {
    let path = Path::root().key("pools");
    let mut pools: Vec<Pool<'m>> = model
        .pools
        .iter()
        .enumerate()
        .filter_map(|(index, pool)| one(pool, path.index(index), estate, problems))
        .collect();
    publication::publish(&mut pools, estate, problems);
    unique::check(&pools, problems);
    unique::check_web_names(&pools, problems);
    unique::check_simple_urls(&pools, estate, problems);
    pools
}

fn one<'m>(
    model: &'m model::Pool,
    path: Path,
    estate: &Estate<'_>,
    problems: &mut Problems<'_>,
) -> Option<Pool<'m>> {
    sections::check(model, &path, problems);
    product_fits(model, &path, estate, problems);
    let fqdn_path = path.key("fqdn");
    let fqdn = problems.name(&model.fqdn, &fqdn_path);
    let mut places = Places {
        fqdn: problems.value(&fqdn_path),
        role: problems.value(&path.key("role")),
        ..Places::default()
    };
    let mut servers = servers(&model.servers, &path.key("servers"), &mut places, problems);
    let all_read = servers.len() == model.servers.len();
    if super::role(model.role).is_some_and(lync::Role::is_one_machine)
        && let Some(fqdn) = &fqdn
    {
        one_machine(model.role, fqdn, &mut servers, &path, &mut places, problems);
    }
    let kind = kind(model, fqdn.as_ref(), &path, estate, &mut places, problems);
    let fqdn = fqdn?;
    let lync = kind
        .filter(|_| all_read && !servers.is_empty())
        .map(|kind| lync::Pool {
            product: product(model, estate),
            fqdn: fqdn.clone(),
            servers: servers.clone(),
            kind,
        });
    Some(Pool {
        model,
        path,
        fqdn,
        servers,
        lync,
        places,
    })
}

fn servers(
    servers: &[Server],
    path: &Path,
    places: &mut Places,
    problems: &mut Problems<'_>,
) -> Vec<DnsName> {
    let mut names = Vec::with_capacity(servers.len());
    for (index, server) in servers.iter().enumerate() {
        let path = path.index(index);
        let (text, path) = match server {
            Server::Fqdn(text) => (text, path),
            Server::Detailed(server) => (&server.fqdn, path.key("fqdn")),
        };
        if let Some(name) = problems.name(text, &path) {
            names.push(name);
            places.servers.push(problems.value(&path));
        }
    }
    names
}

/// Whether the pool's product has its role.
fn product_fits(
    model: &model::Pool,
    path: &Path,
    estate: &Estate<'_>,
    problems: &mut Problems<'_>,
) {
    let product = product(model, estate);
    let Some(role) = super::role(model.role).filter(|role| !product.has(*role)) else {
        return;
    };
    let own = path.key("product");
    let declared = if model.product.is_some() {
        own
    } else {
        Path::root().key("product")
    };
    let help = if role == lync::Role::VideoInterop {
        "Video Interop Servers came with Skype for Business Server 2015: correct the product, or take the pool out"
    } else {
        "Persistent Chat was removed with Skype for Business Server 2019: take the pool out; if it still runs an older product, say so with `product` on the pool"
    };
    problems.report(
        Finding::error(
            "role_not_in_product",
            format!("{} has no `{}`", product.name(), role.word()),
        )
        .help(help)
        .at(
            problems.value(&path.key("role")),
            "not a role of this product",
        )
        .at(problems.value(&declared), "the product"),
    );
}

/// A Standard Edition server is its pool, and so is a survivable branch appliance.
fn one_machine(
    role: Role,
    fqdn: &DnsName,
    servers: &mut Vec<DnsName>,
    path: &Path,
    places: &mut Places,
    problems: &mut Problems<'_>,
) {
    if servers.iter().any(|server| server != fqdn) || servers.len() > 1 {
        let (code, what) = if role == Role::StandardEdition {
            ("standard_edition_servers", "Standard Edition server")
        } else {
            ("survivable_branch_servers", "survivable branch")
        };
        problems.report(
            Finding::error(
                code,
                format!("the {what} `{fqdn}` has no servers but itself"),
            )
            .help(format!(
                "take `servers` out; each {what} is a pool of its own"
            ))
            .at(problems.value(&path.key("servers")), "other servers")
            .at(places.fqdn.clone(), "the pool is the server"),
        );
    }
    *servers = vec![fqdn.clone()];
    if places.servers.is_empty() {
        places.servers.push(places.fqdn.clone());
    }
    places.servers.truncate(1);
}

/// The layout of a pool's certificates.
pub(in super::super) fn layout(model: &model::Pool, estate: &Estate<'_>) -> lync::Layout {
    match model.certificate_layout.unwrap_or(estate.defaults.layout) {
        Layout::Combined => lync::Layout::Combined,
        Layout::Split => lync::Layout::Split,
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, desired, estate_with};

    #[test]
    fn names_that_are_none_are_reported_wherever_they_stand() {
        for name in [
            "dir01.contoso.net",
            "webext.contoso.com",
            "internal: webint.contoso.net",
            "access: sip.contoso.com",
            "webcon.contoso.com",
            "av.contoso.com",
        ] {
            let (key, name) = name
                .split_once(": ")
                .map_or(("", name), |(key, name)| (key, name));
            let from = if key.is_empty() {
                name.to_owned()
            } else {
                format!("{key}: {name}")
            };
            let to = from.replace("contoso", "con_toso");
            assert_eq!(codes(&estate_with(&from, &to)), ["name_invalid"], "{from}");
        }
    }

    fn standard_edition(more: &str) -> String {
        format!(
            r#"
version: 1
rules: "2026.1"
product: skype-for-business-2019
sip_domains: [contoso.com]
simple_urls: {{ meet: ["https://meet.contoso.com"] }}
issuers: [{{ name: ca, type: request, class: enterprise, validity: 1y }}]
pools:
  - fqdn: se01.contoso.net
    role: standard-edition
    {more}
"#
        )
    }

    #[test]
    fn a_standard_edition_server_is_its_pool() {
        for servers in ["", "servers: []", "servers: [SE01.contoso.net]"] {
            let text = standard_edition(&format!(
                "web_services: {{ external: web.contoso.com }}\n    {servers}"
            ));
            let desired = desired(&text);
            let ids: Vec<String> = desired
                .certificates
                .keys()
                .map(ToString::to_string)
                .collect();
            assert_eq!(
                ids,
                ["oauth", "se01.contoso.net/se01.contoso.net/default"],
                "{servers}"
            );
        }
        for (more, code) in [
            ("servers: [se02.contoso.net]", "standard_edition_servers"),
            (
                "servers: [se01.contoso.net, se02.contoso.net]",
                "standard_edition_servers",
            ),
            ("load_balancing: hardware", "section_not_used"),
            (
                "certificates: [{ usage: default, per: pool }]",
                "per_not_possible",
            ),
        ] {
            let text = standard_edition(&format!(
                "web_services: {{ external: web.contoso.com }}\n    {more}"
            ));
            assert_eq!(codes(&text), [code], "{more}");
        }
        let text = standard_edition(
            "web_services: { internal: int.contoso.com, external: web.contoso.com }",
        );
        assert_eq!(codes(&text), ["internal_web_not_possible"]);
    }

    /// A pool of this role in an estate of this product; `more` follows its role.
    fn one_pool(product: &str, role: &str, more: &str) -> String {
        format!(
            r#"
version: 1
rules: "2026.1"
product: {product}
sip_domains: [contoso.com]
issuers: [{{ name: ca, type: request, class: enterprise, validity: 1y }}]
pools:
  - fqdn: pool.contoso.net
    role: {role}
    {more}
"#
        )
    }

    #[test]
    fn a_product_has_the_roles_that_it_came_with_and_that_were_not_removed() {
        let products = [
            "lync-server-2013",
            "skype-for-business-2015",
            "skype-for-business-2019",
            "skype-for-business-se",
        ];
        for (role, has) in [
            ("persistent-chat", [true, true, false, false]),
            ("video-interop", [false, true, true, true]),
            ("trusted-application", [true; 4]),
        ] {
            for (product, has) in products.into_iter().zip(has) {
                let text = one_pool(product, role, "servers: [s.contoso.net]");
                let expected: &[&str] = if has { &[] } else { &["role_not_in_product"] };
                assert_eq!(codes(&text), expected, "{role} {product}");
            }
        }
    }

    #[test]
    fn a_pool_that_runs_an_older_product_says_so() {
        let text = one_pool(
            "skype-for-business-2019",
            "persistent-chat",
            "product: skype-for-business-2015\n    servers: [s.contoso.net]",
        );
        assert_eq!(codes(&text), [""; 0]);
        let newer = text
            .replace("2019", "2013x")
            .replace(
                "product: skype-for-business-2013x",
                "product: skype-for-business-2015",
            )
            .replace(
                "product: skype-for-business-2015\n    servers",
                "product: skype-for-business-se\n    servers",
            );
        let place = crate::desired::trial::places("role_not_in_product", &newer);
        assert_eq!(place, ["persistent-chat", "skype-for-business-se"]);
    }

    #[test]
    fn a_survivable_branch_is_its_own_server() {
        let text = one_pool("lync-server-2013", "survivable-branch", "");
        let ids: Vec<String> = desired(&text)
            .certificates
            .keys()
            .map(ToString::to_string)
            .collect();
        assert_eq!(ids, ["pool.contoso.net/pool.contoso.net/default"]);
        for (more, code) in [
            ("servers: [sba02.contoso.net]", "survivable_branch_servers"),
            ("load_balancing: dns", "section_not_used"),
            (
                "certificates: [{ usage: default, per: pool }]",
                "per_not_possible",
            ),
        ] {
            let text = one_pool("lync-server-2013", "survivable-branch", more);
            assert_eq!(codes(&text), [code], "{more}");
        }
    }

    #[test]
    fn a_trusted_application_pool_cannot_but_share() {
        let text = one_pool(
            "lync-server-2013",
            "trusted-application",
            "servers: [a.contoso.net, b.contoso.net]\n    certificates: [{ usage: default, per: server }]",
        );
        assert_eq!(codes(&text), ["per_not_possible"]);
    }
}
