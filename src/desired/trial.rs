//! For the tests of this module: what a manifest's text leads to.

use crate::finding::Finding;
use crate::manifest::Manifest;

use super::{Desired, resolve};

/// A whole estate without faults, for tests that change one thing in it.
pub(super) const ESTATE: &str = r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com, fabrikam.com]
simple_urls:
  meet: ["https://meet.contoso.com", "https://meet.fabrikam.com"]
  dialin: ["https://dialin.contoso.com"]
  admin: ["https://admin.contoso.com"]
defaults: { issuer: enterprise }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y, template: WebServer, subject: { organization: Contoso, locality: Redmond, state: Washington, country: us } }
  - { name: public, type: request, class: public, validity: 199d, subject: { organization: Contoso, country: US } }
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.contoso.com/lab.crl", subject: { organization: Contoso, locality: Redmond, country: US } }
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    load_balancing: dns
    web_services: { internal: webint.contoso.net, external: webext.contoso.com }
    servers: [fe01.contoso.net, { fqdn: fe02.contoso.net, os: windows-server-2012-r2 }]
  - fqdn: dirpool01.contoso.net
    role: director
    web_services: { internal: dirwebint.contoso.net, external: webdirext.contoso.com }
    servers: [dir01.contoso.net]
  - fqdn: edge.contoso.net
    role: edge
    next_hop: dirpool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
    servers: [edge01.contoso.net, edge02.contoso.net]
    certificates:
      - { usage: edge-external, issuer: public }
  - fqdn: medpool.contoso.net
    role: mediation
    next_hop: pool01.contoso.net
    servers: [med01.contoso.net]
  - fqdn: sbc.contoso.net
    role: custom
    depends_on: [medpool.contoso.net]
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, common_name: "{server}", dns: ["{pool}", "*.{pool}"], eku: [server-auth, client-auth], issuer: lab }
"#;

/// The estate with one stretch of its text replaced.
pub(super) fn estate_with(from: &str, to: &str) -> String {
    assert_eq!(ESTATE.matches(from).count(), 1, "`{from}` is there once");
    ESTATE.replace(from, to)
}

/// The estate under a later product, on a Windows that it runs on.
pub(super) fn estate_of(product: &str) -> String {
    estate_with("lync-server-2013", product).replace("2012-r2", "2016")
}

/// What is desired by a manifest without faults.
pub(super) fn desired(text: &str) -> Desired {
    resolve(&parsed(text)).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

/// All findings of a manifest.
pub(super) fn findings(text: &str) -> Vec<Finding> {
    match resolve(&parsed(text)) {
        Ok(desired) => desired.findings,
        Err(findings) => findings,
    }
}

/// The codes of all findings, in order.
pub(super) fn codes(text: &str) -> Vec<&'static str> {
    findings(text).iter().map(|finding| finding.code).collect()
}

/// The finding with this code; there must be one and no second.
pub(super) fn only(code: &str, text: &str) -> Finding {
    let mut found = findings(text);
    found.retain(|finding| finding.code == code);
    assert_eq!(found.len(), 1, "{code}: {:#?}", findings(text));
    found.remove(0)
}

/// The underlined texts of the finding with this code.
pub(super) fn places(code: &str, text: &str) -> Vec<String> {
    let manifest = parsed(text);
    let finding = only(code, text);
    let underlined =
        |label: &crate::finding::Label| manifest.source.text()[label.span.clone()].to_owned();
    finding.labels.iter().map(underlined).collect()
}

fn parsed(text: &str) -> Manifest {
    Manifest::parse("forecert.yaml", text.as_bytes())
        .unwrap_or_else(|rejected| panic!("{:#?}", rejected.findings))
}
