//! The manifest that a person would have written for an estate, and a question with its
//! reason for each thing that no topology document holds.

use std::collections::BTreeMap;

use crate::manifest::SCHEMA_FILE;

use super::classify::{Estate, Pool};
use super::document::{Kind, SimpleUrls};
use super::page::{Page, quoted, scalar};
use super::pools;
use super::role::{Product, Role};

/// A manifest's text, and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Manuscript {
    /// The manifest.
    pub text: String,
    /// How many questions are in it.
    pub questions: usize,
    /// What was found, in a few words: pools by role, SIP domains, product.
    pub found: String,
}

impl Manuscript {
    pub(super) fn write(name: &str, estate: &Estate) -> Self {
        let mut page = Page::default();
        head(&mut page, name, estate);
        deployment(&mut page, estate);
        issuers(&mut page, estate);
        all_pools(&mut page, estate);
        let (text, questions) = page.finish();
        Self {
            text,
            questions,
            found: found(estate),
        }
    }
}

fn head(page: &mut Page, name: &str, estate: &Estate) {
    let kind = match estate.kind {
        Kind::Builder => "a Topology Builder file",
        Kind::Published => "a published topology",
        Kind::Export => "an export of the configuration",
    };
    page.line(&format!("# yaml-language-server: $schema={SCHEMA_FILE}"));
    page.line("#");
    page.comment(
        0,
        &format!(
            "The certificates of an estate, as code. Written by `forecert init` from {}, {kind}; \
             from here on this file says what is declared.",
            quoted(name)
        ),
    );
    page.comment(
        0,
        "What no topology document holds stands below as a `Question` with its reason. \
         Lines that begin with `#` and no sentence are examples: take the `#` away to use them.",
    );
    page.gap();
    page.line("version: 1");
    page.line("rules: \"2026.1\"");
    match estate.product {
        Product::Sfb2019 => page.question(
            0,
            "is it 2019, or Subscription Edition (`skype-for-business-se`)? Both have the \
             service version 8 in the document.",
        ),
        Product::Newer => page.question(
            0,
            "which product is it? The service version in the document is above 8, which is \
             Skype for Business Server 2019.",
        ),
        Product::Lync2013 | Product::Sfb2015 => {}
    }
    page.line(&format!("product: {}", estate.product.word()));
    page.gap();
}

fn deployment(page: &mut Page, estate: &Estate) {
    let default = &estate.sip_domains[0];
    let domains: Vec<String> = estate.sip_domains.iter().map(scalar).collect();
    page.list(0, "sip_domains", &domains);
    match &estate.simple_urls {
        Some(urls) if !urls.is_empty() => simple_urls(page, urls, default.as_str()),
        urls => {
            let why = match urls {
                None => "a published topology does not hold them",
                Some(_) => "the document names none",
            };
            page.gap();
            page.question(
                0,
                &format!(
                    "which simple URLs are there? {} (`Get-CsSimpleUrlConfiguration` lists \
                     them), and until they stand here they are in no certificate.",
                    capital(why)
                ),
            );
            page.example("simple_urls:");
            let meet = estate.sip_domains.iter();
            let meet: Vec<String> = meet
                .map(|domain| format!("\"https://meet.{domain}\""))
                .collect();
            page.example(&format!("  meet: [{}]", meet.join(", ")));
            page.example(&format!("  dialin: [\"https://dialin.{default}\"]"));
            page.example(&format!("  admin: [\"https://admin.{default}\"]"));
        }
    }
    if estate.sites.len() > 1 || !estate.of_sites.is_empty() {
        sites(page, estate);
    }
    page.gap();
    page.question(
        0,
        "do clients find `sipinternal` and `sipexternal` in DNS? A topology holds no DNS; where \
         these names exist, they must be in the certificates.",
    );
    page.example("dns: { sipinternal: true, sipexternal: true }");
    if estate.pools.iter().any(Pool::may_federate_by_xmpp) {
        page.gap();
        page.question(
            0,
            "which domains federate by XMPP? The Edge service has ports for it, which does not \
             say that it is used, nor for which domains.",
        );
        page.example(&format!("xmpp: {{ domains: [{}] }}", scalar(default)));
    }
    page.gap();
}

fn sites(page: &mut Page, estate: &Estate) {
    let default = &estate.sip_domains[0];
    let sites: Vec<String> = estate.sites.iter().map(|name| quoted(name)).collect();
    page.gap();
    let SimpleUrls {
        meet,
        dialin,
        admin,
    } = &estate.of_sites;
    let urls: Vec<String> = [meet, dialin, admin]
        .into_iter()
        .flatten()
        .map(|url| quoted(&url.to_string()))
        .collect();
    let asked = if urls.is_empty() {
        let why = match estate.kind {
            Kind::Builder | Kind::Published => "No topology document holds them",
            Kind::Export => "The export was searched and none was found, but no page documents it",
        };
        format!(
            "does one of the sites {} have simple URLs of its own? {why} \
             (`Get-CsSimpleUrlConfiguration` lists them).",
            sites.join(", ")
        )
    } else {
        format!(
            "which of the sites {} has the simple URLs {} of its own? The export holds them, in \
             a form that no page documents (`Get-CsSimpleUrlConfiguration` lists them by site). \
             Until they stand here they are in no certificate.",
            sites.join(", "),
            urls.join(", ")
        )
    };
    page.question(
        0,
        &format!(
            "{asked} Such a site stands here, with all its URLs, and is named as `site` on its \
             pools.",
        ),
    );
    page.example("sites:");
    page.example("  - name: branch");
    page.example("    simple_urls:");
    let meet = estate.sip_domains.iter();
    let meet: Vec<String> = meet
        .map(|domain| format!("\"https://meet.branch.{domain}\""))
        .collect();
    page.example(&format!("      meet: [{}]", meet.join(", ")));
    page.example(&format!(
        "      dialin: [\"https://dialin.branch.{default}\"]"
    ));
    page.example(&format!(
        "      admin: [\"https://admin.branch.{default}\"]"
    ));
}

fn simple_urls(page: &mut Page, urls: &SimpleUrls, default: &str) {
    page.line("simple_urls:");
    let lists = [
        (
            "meet",
            &urls.meet,
            "no Meet URL, and each SIP domain needs one",
        ),
        (
            "dialin",
            &urls.dialin,
            "no Dial-in URL, and dial-in conferencing needs one",
        ),
        (
            "admin",
            &urls.admin,
            "no Admin URL. It is optional, and for the inside only",
        ),
    ];
    for (key, urls, none) in lists {
        if urls.is_empty() {
            page.question(2, &format!("is there one? The document has {none}."));
            page.example(&format!("  {key}: [\"https://{key}.{default}\"]"));
        } else {
            let urls: Vec<String> = urls.iter().map(|url| format!("\"{url}\"")).collect();
            page.list(2, key, &urls);
        }
    }
}

fn issuers(page: &mut Page, estate: &Estate) {
    let default = &estate.sip_domains[0];
    page.line("defaults:");
    page.line("  issuer: lab");
    page.line("  key: { algorithm: rsa, size: 2048 }");
    page.line("  renew_before: 30d");
    page.gap();
    page.line("issuers:");
    page.question(
        2,
        "who signs? No topology document says. Until it is decided this authority does, which \
         forecert keeps in the directory `ca`: good to see all of it work, not for a real estate. \
         Once another signs, take this one out.",
    );
    for line in [
        "  - name: lab",
        "    type: local-ca",
        "    class: enterprise",
        "    directory: ca",
    ] {
        page.line(line);
    }
    page.comment(
        4,
        "Where clients will fetch the revocation list. Stands in every certificate.",
    );
    page.line(&format!("    crl_url: \"http://pki.{default}/lab.crl\""));
    page.gap();
    page.comment(
        2,
        "Your own authority: forecert writes requests, somebody signs them, `forecert accept` \
         takes in what comes back. To use it, name it in `defaults` above.",
    );
    for line in [
        "  - name: enterprise",
        "    type: request",
        "    class: enterprise",
        "    validity: 2y",
        "    template: WebServer",
        "    trust: [pki/root.pem]",
        "    subject: { organization: Contoso, locality: Redmond, state: Washington, country: US }",
    ] {
        page.example(line);
    }
    page.gap();
    page.comment(2, "A public one, for what is reached from outside.");
    for line in [
        "  - name: public",
        "    type: request",
        "    class: public",
        "    validity: 199d",
        "    trust: [pki/public.pem]",
        "    subject: { organization: Contoso, country: US }",
    ] {
        page.example(line);
    }
    page.gap();
    page.comment(
        0,
        "The certificate for server-to-server authentication. The deployment has one, and \
         forecert makes it without being asked; here is who signs it, if not the default.",
    );
    page.example("oauth: { issuer: enterprise }");
    page.gap();
}

fn all_pools(page: &mut Page, estate: &Estate) {
    page.line("pools:");
    pools::sign_in(page, estate);
    for (index, pool) in estate.pools.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        pools::write(page, pool, estate);
    }
    page.gap();
    beside(page, estate);
}

/// What is in the document and not in the manifest, and the other way round.
fn beside(page: &mut Page, estate: &Estate) {
    for unknown in &estate.unknown {
        pools::unknown(page, unknown);
        page.gap();
    }
    page.question(
        2,
        "is there a reverse proxy? No topology document knows one. It shows the external web \
         services and simple URLs to the Internet with a certificate of its own.",
    );
    if let Some(web) = estate.pools.iter().find_map(|pool| pool.web.as_ref()) {
        let domain = web.external.parent();
        page.example(&format!("  - fqdn: rp01.{domain}"));
        page.example("    role: reverse-proxy");
        page.example("    certificates:");
        page.example("      - { usage: farm, issuer: public }");
        page.example(&format!("    servers: [rp01.{domain}]"));
    }
    if !estate.left_out.is_empty() {
        page.gap();
        let names: Vec<String> = estate.left_out.iter().map(|name| quoted(name)).collect();
        page.comment(
            2,
            &format!(
                "Left out, since nothing of the product is set up there: {}.",
                names.join(", ")
            ),
        );
    }
}

fn found(estate: &Estate) -> String {
    let mut counts: BTreeMap<Role, usize> = BTreeMap::new();
    for pool in &estate.pools {
        *counts.entry(pool.role).or_default() += 1;
    }
    let counts = counts.into_iter().map(|(role, count)| match count {
        1 => role.one().to_owned(),
        _ => format!("{count} {}", role.many()),
    });
    let domains = match estate.sip_domains.len() {
        1 => "a SIP domain".to_owned(),
        count => format!("{count} SIP domains"),
    };
    let all: Vec<String> = counts.chain([domains]).collect();
    format!("{}; {}", all.join(", "), estate.product.name())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}
