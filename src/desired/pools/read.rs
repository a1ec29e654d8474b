//! Reading each pool into what the role rules ask for.

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::lync::{self, Kind};
use crate::manifest::Path;
use crate::manifest::model::{self, AvCertificate, Layout, Model, Role, Server};

use super::super::deployment::Estate;
use super::super::problems::Problems;
use super::web::web;
use super::{Places, Pool, sections, unique};

/// Reads all pools. A pool without a usable name is left out.
pub(in super::super) fn read<'m>(
    model: &'m Model,
    estate: &Estate,
    problems: &mut Problems<'_>,
) -> Vec<Pool<'m>> {
    let path = Path::root().key("pools");
    let pools: Vec<Pool<'m>> = model
        .pools
        .iter()
        .enumerate()
        .filter_map(|(index, pool)| one(pool, path.index(index), estate, problems))
        .collect();
    unique::check(&pools, problems);
    unique::check_web_names(&pools, problems);
    unique::check_simple_urls(&pools, estate, problems);
    pools
}

fn one<'m>(
    model: &'m model::Pool,
    path: Path,
    estate: &Estate,
    problems: &mut Problems<'_>,
) -> Option<Pool<'m>> {
    sections::check(model, &path, problems);
    let fqdn_path = path.key("fqdn");
    let fqdn = problems.name(&model.fqdn, &fqdn_path);
    let mut places = Places {
        fqdn: problems.value(&fqdn_path),
        role: problems.value(&path.key("role")),
        ..Places::default()
    };
    let mut servers = servers(&model.servers, &path.key("servers"), &mut places, problems);
    let all_read = servers.len() == model.servers.len();
    if model.role == Role::StandardEdition
        && let Some(fqdn) = &fqdn
    {
        standard_edition(fqdn, &mut servers, &path, &mut places, problems);
    }
    let kind = kind(model, fqdn.as_ref(), &path, estate, &mut places, problems);
    let fqdn = fqdn?;
    let lync = kind
        .filter(|_| all_read && !servers.is_empty())
        .map(|kind| lync::Pool {
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

/// A Standard Edition server is its pool.
fn standard_edition(
    fqdn: &DnsName,
    servers: &mut Vec<DnsName>,
    path: &Path,
    places: &mut Places,
    problems: &mut Problems<'_>,
) {
    if servers.iter().any(|server| server != fqdn) || servers.len() > 1 {
        problems.report(
            Finding::error(
                "standard_edition_servers",
                format!("the Standard Edition server `{fqdn}` has no servers but itself"),
            )
            .help("take `servers` out; each Standard Edition server is a pool of its own")
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

/// What the role rules ask for beside names of pool and servers.
fn kind(
    model: &model::Pool,
    fqdn: Option<&DnsName>,
    path: &Path,
    estate: &Estate,
    places: &mut Places,
    problems: &mut Problems<'_>,
) -> Option<Kind> {
    match model.role {
        Role::FrontEnd => web(model, fqdn, path, estate, places, problems).map(Kind::FrontEnd),
        Role::StandardEdition => {
            web(model, fqdn, path, estate, places, problems).map(Kind::StandardEdition)
        }
        Role::Director => web(model, fqdn, path, estate, places, problems).map(Kind::Director),
        Role::Edge => edge(model.edge.as_ref()?, &path.key("edge"), places, problems),
        Role::Mediation => Some(Kind::Mediation),
        Role::Custom => None,
    }
}

fn edge(
    edge: &model::Edge,
    path: &Path,
    places: &mut Places,
    problems: &mut Problems<'_>,
) -> Option<Kind> {
    let model::Edge {
        access,
        web_conferencing,
        av,
        av_certificate,
    } = edge;
    let mut name = |text: &str, key: &str| {
        let path = path.key(key);
        (problems.name(text, &path), problems.value(&path))
    };
    let (access, access_span) = name(access, "access");
    let (web_conferencing, web_conferencing_span) = name(web_conferencing, "web_conferencing");
    if let Some(av) = av {
        name(av, "av");
    }
    places.access = access_span;
    places.web_conferencing = web_conferencing_span;
    Some(Kind::Edge(lync::Edge {
        access: access?,
        web_conferencing: web_conferencing?,
        separate_av: *av_certificate == AvCertificate::Separate,
    }))
}

/// The layout of a pool's certificates.
pub(in super::super) fn layout(model: &model::Pool, estate: &Estate) -> lync::Layout {
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
}
