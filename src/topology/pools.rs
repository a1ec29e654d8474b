//! One pool of the manifest: its keys, and what is to be asked about it.

use super::classify::{Estate, Pool};
use super::page::{Page, quoted, scalar};
use super::role::Role;

/// Writes it.
pub(super) fn write(page: &mut Page, pool: &Pool, estate: &Estate) {
    if let Some(by) = &pool.guessed_by {
        page.question(2, &guess(pool, by));
    }
    if let Some(site) = pool.site.filter(|_| estate.sites.len() > 1) {
        page.comment(2, &format!("Site {}.", quoted(&estate.sites[site])));
    }
    page.line(&format!("  - fqdn: {}", scalar(&pool.fqdn)));
    page.line(&format!("    role: {}", pool.role.word()));
    if let Some(product) = pool.product.filter(|product| *product != estate.product) {
        page.line(&format!("    product: {}", product.word()));
    }
    let several = pool.servers.len() > 1;
    if pool.web.is_some() && several {
        page.question(
            4,
            "`dns` or `hardware`? A topology does not hold it. With `dns`, web traffic needs an \
             `internal` FQDN in `web_services`, other than the pool's.",
        );
        page.example("    load_balancing: hardware");
    }
    match &pool.next_hop {
        Some(next_hop) => page.line(&format!("    next_hop: {}", scalar(next_hop))),
        None if matches!(pool.role, Role::Edge | Role::Mediation) => page.question(
            4,
            "which pool is the `next_hop`? The document names none that hosts users.",
        ),
        None => {}
    }
    web(page, pool, several);
    if let Some(edge) = &pool.edge {
        let av = edge.av.as_ref();
        let av = av.map_or_else(String::new, |av| format!(", av: {}", scalar(av)));
        let (access, conferencing) = (scalar(&edge.access), scalar(&edge.web_conferencing));
        let line =
            format!("    edge: {{ access: {access}, web_conferencing: {conferencing}{av} }}");
        page.line(&line);
        page.question(
            4,
            "who signs for the outside? Partners and guests trust a public authority only.",
        );
        page.example("    certificates:");
        page.example("      - { usage: edge-external, issuer: public }");
    }
    if pool.role == Role::OfficeWebApps {
        page.question(
            4,
            "are these the servers of the farm? A topology knows where the farm is discovered, \
             and not what it consists of.",
        );
    }
    if !matches!(pool.role, Role::StandardEdition | Role::SurvivableBranch) {
        let servers: Vec<String> = pool.servers.iter().map(scalar).collect();
        page.list(4, "servers", &servers);
    }
}

fn web(page: &mut Page, pool: &Pool, several: bool) {
    let Some(web) = &pool.web else {
        return;
    };
    let internal = web.internal.as_ref().unwrap_or(&pool.fqdn);
    if *internal == web.external {
        page.question(
            4,
            "what is the external FQDN of the web services? The document has the internal one \
             there too; mobile clients tell inside from outside by them, so they must differ.",
        );
    } else if web.internal.is_none() && several {
        page.question(
            4,
            "is the internal FQDN of the web services overridden? No document was seen that \
             holds it; without `internal` it is the pool's.",
        );
    }
    let own = web.internal.as_ref();
    let own = own.map_or_else(String::new, |name| format!("internal: {}, ", scalar(name)));
    let external = scalar(&web.external);
    page.line(&format!(
        "    web_services: {{ {own}external: {external} }}"
    ));
}

/// Why a role is asked about.
fn guess(pool: &Pool, by: &str) -> String {
    let role = pool.role.one();
    match pool.role {
        Role::Director => format!(
            "is this {role}? Its service {} says so, and it hosts no users; no document of a \
             Director was ever published to compare with.",
            quoted(by)
        ),
        Role::SurvivableBranch => format!(
            "is this {role}? It has the service {} and hosts no users.",
            quoted(by)
        ),
        _ => format!(
            "is this {role}? The name of its service {} says so, which no page documents.",
            quoted(by)
        ),
    }
}
