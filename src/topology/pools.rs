//! One pool of the manifest: its keys, and what is to be asked about it.

use super::estate::{Edge, Estate, Pool, Site, Unknown, Why};
use super::page::{Page, quoted, scalar};
use super::role::{Product, Role};

/// What a pool stands among.
#[derive(Clone, Copy, Debug)]
pub struct Around<'e> {
    /// The product of pools that do not say another.
    pub product: Product,
    /// The sites of the estate, where they are written down.
    pub sites: Option<&'e [Site]>,
}

impl<'e> Around<'e> {
    /// The whole estate.
    pub(super) fn of(estate: &'e Estate) -> Self {
        Self {
            product: estate.product,
            sites: estate.has_sites().then_some(&estate.sites),
        }
    }
}

impl Pool {
    /// What a manifest says of it, without questions and comments: block YAML, as it would
    /// stand behind its dash.
    pub fn entry(&self, around: Around<'_>) -> String {
        let mut page = Page::default();
        write(&mut page, self, around);
        let (text, _) = page.finish();
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        let lines: Vec<&str> = lines.map(|line| &line[4..]).collect();
        lines.join("\n")
    }
}

/// Writes it.
pub(super) fn write(page: &mut Page, pool: &Pool, around: Around<'_>) {
    if let Some(by) = &pool.guessed_by {
        page.question(2, &guess(pool, by));
    }
    if !pool.associated.is_empty() {
        let pools: Vec<String> = pool
            .associated
            .iter()
            .map(|name| quoted(name.as_str()))
            .collect();
        page.comment(
            2,
            &format!(
                "What comes from outside to {} goes through it.",
                pools.join(", ")
            ),
        );
    }
    page.line(&format!("  - fqdn: {}", scalar(&pool.fqdn)));
    page.line(&format!("    role: {}", pool.role.word()));
    if let Some(product) = pool.product.filter(|product| *product != around.product) {
        page.line(&format!("    product: {}", product.word()));
    }
    if let (Some(site), Some(sites)) = (pool.site, around.sites) {
        page.line(&format!("    site: {}", sites[site].scalar()));
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
    if !pool.farms.is_empty() {
        let farms: Vec<String> = pool.farms.iter().map(scalar).collect();
        page.list(4, "depends_on", &farms);
    }
    web(page, pool, several);
    if let Some(edge) = &pool.edge {
        external(page, edge);
    }
    if pool.role == Role::OfficeWebApps {
        page.question(
            4,
            "has the farm another FQDN for the outside, and are these its servers? A topology \
             knows where the farm is discovered, and not what it consists of.",
        );
        let domain = pool.fqdn.parent();
        page.example(&format!(
            "    office_web_apps: {{ external: wac.{domain} }}"
        ));
    }
    if !pool.role.is_one_server() {
        let servers: Vec<String> = pool.servers.iter().map(scalar).collect();
        page.list(4, "servers", &servers);
    }
}

fn external(page: &mut Page, edge: &Edge) {
    let mut entries = vec![
        format!("access: {}", scalar(&edge.access)),
        format!("web_conferencing: {}", scalar(&edge.web_conferencing)),
    ];
    entries.extend(edge.av.iter().map(|av| format!("av: {}", scalar(av))));
    page.map(4, "edge", &entries);
    page.question(
        4,
        "who signs for the outside? Partners and guests trust a public authority only.",
    );
    page.example("    certificates:");
    page.example("      - { usage: edge-external, issuer: public }");
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
    } else if !web.internal_is_known && several {
        page.question(
            4,
            "is the internal FQDN of the web services overridden? No document was seen that \
             holds it; without `internal` it is the pool's.",
        );
    }
    let own = web.internal.iter();
    let own = own.map(|name| format!("internal: {}", scalar(name)));
    let external = format!("external: {}", scalar(&web.external));
    let entries: Vec<String> = own.chain([external]).collect();
    page.map(4, "web_services", &entries);
}

/// Asks at which of several pools clients sign in without being told the server: a
/// topology holds no DNS, and of one pool there is no question.
pub(super) fn sign_in(page: &mut Page, estate: &Estate) {
    let signs_in = |pool: &&Pool| pool.web.is_some();
    if estate.pools.iter().filter(signs_in).count() > 1 {
        page.question(
            2,
            "at which pools do clients sign in without being told the server? A topology holds no \
             DNS. Every pool with web services has `sip.` and each SIP domain in its certificate, \
             which is free where it is not needed; `auto_logon: false` takes it out.",
        );
        page.gap();
    }
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

/// Asks about a cluster that may need a certificate.
pub(super) fn unknown(page: &mut Page, unknown: &Unknown) {
    let Unknown { fqdn, names, why } = unknown;
    let why = match why {
        Why::Older => "It runs a product from before Lync Server 2013".to_owned(),
        Why::Services(services) if services.is_empty() => "It has no services".to_owned(),
        Why::Services(services) => {
            let services: Vec<String> = services.iter().map(|name| quoted(name)).collect();
            format!(
                "Its services say nothing to forecert: {}",
                services.join(", ")
            )
        }
    };
    page.question(
        2,
        &format!("does {} need certificates from here? {why}.", quoted(fqdn)),
    );
    let Some((fqdn, machines)) = names else {
        return;
    };
    let machines: Vec<String> = machines.iter().map(scalar).collect();
    page.example(&format!("  - fqdn: {}", scalar(fqdn)));
    page.example("    role: custom");
    page.example(&format!("    servers: [{}]", machines.join(", ")));
    page.example("    certificates:");
    page.example("      - { usage: tls, common_name: \"{server}\", dns: [\"{server}\"] }");
}
