//! Which sections of a pool its role needs, and which it has no use for.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Per, Pool, Role};

use super::super::problems::Problems;

/// Reports sections that are missing, and sections that would be without effect.
pub(super) fn check(pool: &Pool, path: &Path, problems: &mut Problems<'_>) {
    let role = super::role(pool.role);
    let web = role.is_some_and(|role| role.has_web_services());
    let word = super::word(pool.role);
    let place = problems.value(&path.key("role"));
    let mut missing = |code: &'static str, key: &str, help: &str| {
        problems.report(
            Finding::error(code, format!("`{}` has no `{key}`", pool.fqdn))
                .help(help)
                .at(place.clone(), format!("`{word}` needs it")),
        );
    };
    if web && pool.web_services.is_none() {
        missing(
            "web_services_missing",
            "web_services",
            "add `web_services: { external: webext.contoso.com }`, with `internal` where it is not the pool's name",
        );
    }
    if pool.role == Role::Edge && pool.edge.is_none() {
        missing(
            "edge_names_missing",
            "edge",
            "add `edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }`",
        );
    }
    // A custom pool may have shared certificates only.
    let shared = !pool.certificates.is_empty()
        && pool
            .certificates
            .iter()
            .all(|certificate| certificate.per == Some(Per::Pool));
    let may_lack = pool.role == Role::StandardEdition || pool.role == Role::Custom && shared;
    if pool.servers.is_empty() && !may_lack {
        missing(
            "servers_missing",
            "servers",
            "list the FQDNs of its servers; a single server is a pool of one",
        );
    }
    let unused = [
        (
            "edge",
            pool.edge.is_some(),
            pool.role == Role::Edge,
            "`edge`",
        ),
        ("web_services", pool.web_services.is_some(), web, WEB),
        ("simple_urls", pool.simple_urls.is_some(), web, WEB),
        ("auto_logon", pool.auto_logon.is_some(), web, WEB),
        (
            "certificate_layout",
            pool.certificate_layout.is_some(),
            web,
            WEB,
        ),
        (
            "load_balancing",
            pool.load_balancing.is_some(),
            pool.role != Role::StandardEdition,
            "pools that may have several servers",
        ),
    ];
    for (key, given, useful, who) in unused {
        if given && !useful {
            problems.report(
                Finding::error(
                    "section_not_used",
                    format!("`{word}` has no use for `{key}`"),
                )
                .help(format!("take it out, or correct the role; it is for {who}"))
                .at(problems.key(&path.key(key)), "without effect")
                .at(problems.value(&path.key("role")), "this role"),
            );
        }
    }
}

const WEB: &str = "`front-end`, `standard-edition` and `director`";
