//! The manifest that a person would have written for an estate, and a question with its
//! reason for each thing that no topology document holds.

use std::collections::BTreeMap;

use crate::manifest::SCHEMA_FILE;

use super::document::Kind;
use super::estate::{Estate, Pool};
use super::page::{Page, quoted, scalar};
use super::pools::{self, Around};
use super::role::{Product, Role};
use super::url::SimpleUrls;

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
    /// Writes it; `names` are what the documents are called.
    pub fn write(names: &[&str], estate: &Estate) -> Self {
        let mut page = Page::default();
        head(&mut page, names, estate);
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

fn head(page: &mut Page, names: &[&str], estate: &Estate) {
    let kind = match estate.kind {
        Kind::Builder => "a Topology Builder file",
        Kind::Published => "a published topology",
        Kind::Export => "an export of the configuration",
        Kind::Cmdlets => "the output of cmdlets",
    };
    let from = match names {
        [name] => format!("{}, {kind}", quoted(name)),
        _ => {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            format!("{kind} and what was saved beside it: {}", names.join(", "))
        }
    };
    page.line(&format!("# yaml-language-server: $schema={SCHEMA_FILE}"));
    page.line("#");
    page.comment(
        0,
        &format!(
            "The certificates of an estate, as code. Written by `forecert init` from {from}; from \
             here on this file says what is declared.",
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
        Some(urls) if !urls.is_empty() => {
            page.line("simple_urls:");
            simple_urls(page, urls, default.as_str());
        }
        urls => {
            let why = match urls {
                None if estate.kind == Kind::Cmdlets => "none of the cmdlets says them",
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
    if estate.has_sites() {
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
    page.gap();
    let SimpleUrls {
        meet,
        dialin,
        admin,
    } = &estate.somewhere;
    let urls = [meet, dialin, admin].into_iter().flatten();
    let urls: Vec<String> = urls.map(|url| quoted(&url.to_string())).collect();
    let own = estate.sites.iter().any(|site| !site.simple_urls.is_empty());
    let asks = match estate.kind {
        _ if estate.site_urls_are_known => false,
        Kind::Export if !urls.is_empty() => {
            page.question(
                0,
                &format!(
                    "which site has the simple URLs {} of its own? The export holds them, in a \
                     form that no page documents (`Get-CsSimpleUrlConfiguration` lists them by \
                     site). Until they stand at their site they are in no certificate.",
                    urls.join(", ")
                ),
            );
            true
        }
        Kind::Export if own => {
            page.comment(
                0,
                "Which site the simple URLs are of is told by the `Key` before them in the \
                 export, which no page documents; `Get-CsSimpleUrlConfiguration` lists them by \
                 site.",
            );
            false
        }
        _ => {
            let why = match estate.kind {
                Kind::Export => {
                    "The export was searched and none was found, but no page documents it"
                }
                Kind::Builder | Kind::Published => "No topology document holds them",
                Kind::Cmdlets => "None of the cmdlets says them",
            };
            page.question(
                0,
                &format!(
                    "does one of the sites have simple URLs of its own? {why} \
                     (`Get-CsSimpleUrlConfiguration` lists them). They stand at the site, all of \
                     them, and take the place of the deployment's for its pools.",
                ),
            );
            true
        }
    };
    page.line("sites:");
    for site in estate.sites.iter().filter(|site| site.is_used) {
        let entry = site.entry();
        page.line(&format!("  - {}", entry.trim_end().replace('\n', "\n    ")));
    }
    if asks {
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
    let unused = estate.sites.iter().filter(|site| !site.is_used);
    let unused: Vec<String> = unused.map(|site| quoted(&site.name)).collect();
    if !unused.is_empty() {
        page.comment(
            0,
            &format!("No pool of the product stands in {}.", unused.join(", ")),
        );
    }
}

fn simple_urls(page: &mut Page, urls: &SimpleUrls, default: &str) {
    for (key, urls) in urls.lists() {
        if urls.is_empty() {
            let none = match key {
                "meet" => "no Meet URL, and each SIP domain needs one",
                "dialin" => "no Dial-in URL, and dial-in conferencing needs one",
                _ => "no Admin URL. It is optional, and for the inside only",
            };
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
        pools::write(page, pool, Around::of(estate));
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
