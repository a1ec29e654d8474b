//! Which sections of a pool its role needs, and which it has no use for.

use crate::finding::Finding;
use crate::lync;
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
    let may_lack =
        role.is_some_and(lync::Role::is_one_machine) || pool.role == Role::Custom && shared;
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
            !role.is_some_and(lync::Role::is_one_machine),
            "pools that may have several servers",
        ),
        (
            "publishes",
            pool.publishes.is_some(),
            pool.role == Role::ReverseProxy,
            "`reverse-proxy`",
        ),
        (
            "office_web_apps",
            pool.office_web_apps.is_some(),
            pool.role == Role::OfficeWebApps,
            "`office-web-apps`",
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

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with};

    #[test]
    fn what_a_role_needs_must_be_there() {
        for (line, code) in [
            (
                "    web_services: { internal: webint.contoso.net, external: webext.contoso.com }\n",
                "web_services_missing",
            ),
            (
                "    web_services: { internal: dirwebint.contoso.net, external: webdirext.contoso.com }\n",
                "web_services_missing",
            ),
            (
                "    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }\n",
                "edge_names_missing",
            ),
            ("    servers: [med01.contoso.net]\n", "servers_missing"),
            ("    servers: [sbc01.contoso.net]\n", "servers_missing"),
        ] {
            assert_eq!(codes(&estate_with(line, "")), [code], "{line}");
        }
    }

    #[test]
    fn what_a_role_has_no_use_for_must_not() {
        for line in [
            "edge: { access: a.contoso.com, web_conferencing: b.contoso.com }",
            "web_services: { external: web.contoso.com }",
            "simple_urls: { meet: [\"https://m.contoso.com\"] }",
            "auto_logon: false",
            "certificate_layout: split",
        ] {
            let text = estate_with(
                "    role: mediation\n",
                &format!("    role: mediation\n    {line}\n"),
            );
            assert_eq!(codes(&text), ["section_not_used"], "{line}");
        }
    }

    #[test]
    fn a_custom_pool_that_shares_all_its_certificates_needs_no_servers() {
        let text = r#"
version: 1
rules: "2026.1"
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools: [{ fqdn: www.contoso.com, role: custom, certificates: [{ usage: tls, per: pool, dns: ["{pool}"] }] }]
"#;
        assert_eq!(codes(text), [""; 0]);
    }
}
