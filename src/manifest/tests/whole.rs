//! A whole estate, and the places of its values.

use super::{SMALLEST, rejected};
use crate::manifest::model::{
    Algorithm, Class, Edition, Eku, Issuer, Layout, LoadBalancing, Os, Per, Product, Role, Server,
};
use crate::manifest::{Manifest, Path};

const ESTATE: &str = r#"version: 1
rules: "2026.1"
product: lync-server-2013      # skype-for-business-2015 | skype-for-business-2019 | skype-for-business-se
inventory: inventory           # relative to this file; the default
keys: { directory: keys, encryption: none }
sip_domains: [contoso.com, fabrikam.com]        # the first is the default SIP domain
simple_urls:                   # each a list of URLs; a pool may have its own
  meet: ["https://meet.contoso.com", "https://meet.fabrikam.com"]
  dialin: ["https://dialin.contoso.com"]
  admin: ["https://admin.contoso.com"]
  wildcard: none               # | reverse-proxy | all
defaults:
  issuer: enterprise
  key: { algorithm: rsa, size: 2048 }
  renew_before: 30d
  certificate_layout: combined
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y, template: WebServer, trust: [pki/contoso-root.pem, pki/contoso-issuing.pem],
      subject: { organization: Contoso, locality: Redmond, state: Washington, country: US } }
  - { name: public,     type: request, class: public, validity: 199d, subject: { organization: Contoso, country: US } }
  - { name: lab,        type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.contoso.com/lab.crl" }
oauth: { issuer: enterprise }
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    load_balancing: dns        # | hardware
    web_services: { internal: webint.contoso.net, external: webext.contoso.com }
    servers: [fe01.contoso.net, { fqdn: fe02.contoso.net, os: windows-server-2012-r2 }]
  - fqdn: dirpool01.contoso.net
    role: director
    web_services: { internal: dirwebint.contoso.net, external: webdirext.contoso.com }
    servers: [dir01.contoso.net, dir02.contoso.net]
  - fqdn: edge.contoso.net
    role: edge
    next_hop: dirpool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com, av_certificate: shared }
    certificates:                       # override what the role derives, by usage
      - { usage: edge-external, issuer: public, allow: [{ code: chain_unproved, reason: "ticket 4711", until: 2027-03-01 }] }
    servers: [edge01.contoso.net, edge02.contoso.net]
  - fqdn: sbc.contoso.net               # anything else: plain certificates
    role: custom
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, per: server, common_name: "{server}", dns: ["{pool}", "{server}"], eku: [server-auth, client-auth] }
"#;

#[test]
fn an_estate_is_read_as_it_is_written() {
    let model = Manifest::parse("forecert.yaml", ESTATE.as_bytes())
        .unwrap()
        .model;
    assert_eq!(model.version, 1);
    assert_eq!(model.rules, Edition::E2026_1);
    assert_eq!(model.product, Some(Product::Lync2013));
    assert_eq!(model.sip_domains, ["contoso.com", "fabrikam.com"]);
    assert_eq!(model.simple_urls.meet[1], "https://meet.fabrikam.com");
    let key = model.defaults.key.unwrap();
    assert_eq!((key.algorithm, key.size), (Algorithm::Rsa, Some(2048)));
    assert_eq!(model.defaults.certificate_layout, Some(Layout::Combined));
    let Issuer::Request(public) = &model.issuers[1] else {
        panic!();
    };
    assert_eq!(
        (public.class, public.validity.as_str()),
        (Class::Public, "199d")
    );
    assert_eq!(public.subject.country.as_deref(), Some("US"));
    let [front_end, director, edge, sbc] = &model.pools[..] else {
        panic!();
    };
    assert_eq!(front_end.load_balancing, Some(LoadBalancing::Dns));
    let Server::Detailed(server) = &front_end.servers[1] else {
        panic!();
    };
    assert_eq!(server.os, Some(Os::Windows2012R2));
    assert_eq!(director.servers.len(), 2);
    assert_eq!(
        edge.edge.as_ref().unwrap().av.as_deref(),
        Some("av.contoso.com")
    );
    assert_eq!(
        edge.certificates[0].allow[0].until.as_deref(),
        Some("2027-03-01")
    );
    assert_eq!(
        (sbc.role, sbc.certificates[0].per),
        (Role::Custom, Some(Per::Server))
    );
    let eku = sbc.certificates[0].eku.as_deref();
    assert_eq!(eku, Some(&[Eku::ServerAuth, Eku::ClientAuth][..]));
}

#[test]
fn every_value_and_key_has_its_place() {
    let crlf = ESTATE.replace('\n', "\r\n");
    for text in [
        ESTATE.to_owned(),
        crlf.clone(),
        format!("# Zürich 🔑\n{ESTATE}"),
        format!("\u{FEFF}# é\r\n{crlf}"),
    ] {
        let source = Manifest::parse("forecert.yaml", text.as_bytes())
            .unwrap()
            .source;
        assert_eq!(source.text(), text.trim_start_matches('\u{FEFF}'));
        let root = Path::root();
        let pool = root.key("pools").index(0);
        for (path, key, value) in [
            (root.key("rules"), "rules", "\"2026.1\""),
            (
                root.key("sip_domains"),
                "sip_domains",
                "[contoso.com, fabrikam.com]",
            ),
            (
                root.key("sip_domains").index(1),
                "fabrikam.com",
                "fabrikam.com",
            ),
            (root.key("keys").key("directory"), "directory", "keys"),
            (root.key("issuers").index(2).key("name"), "name", "lab"),
            (pool.key("role"), "role", "front-end"),
            (
                pool.key("servers").index(0),
                "fe01.contoso.net",
                "fe01.contoso.net",
            ),
            (
                pool.key("servers").index(1),
                "fqdn: fe02.contoso.net",
                "{ fqdn: fe02.contoso.net, os: windows-server-2012-r2 }",
            ),
            (
                root.key("pools")
                    .index(3)
                    .key("certificates")
                    .index(0)
                    .key("dns")
                    .index(0),
                "\"{pool}\"",
                "\"{pool}\"",
            ),
            // What is not there has the place of what it would stand in.
            (
                pool.key("edge").key("access"),
                "fqdn: pool01.contoso.net",
                "fqdn: pool01.contoso.net",
            ),
            (root.key("oauth").key("key"), "oauth", "oauth"),
            (pool.key("servers").index(7), "servers", "servers"),
        ] {
            assert_eq!(&source.text()[source.key(&path)], key, "key of {path}");
            assert_eq!(
                &source.text()[source.value(&path)],
                value,
                "value of {path}"
            );
        }
        let defaults = source.text()[source.value(&root.key("defaults"))].replace("\r\n", "\n");
        assert!(
            defaults.starts_with("issuer: enterprise\n  key:"),
            "{defaults}"
        );
        assert!(
            defaults.ends_with("certificate_layout: combined"),
            "{defaults}"
        );
        let whole = &source.text()[source.value(&pool)];
        assert!(whole.starts_with("fqdn: pool01.contoso.net"), "{whole}");
        assert!(whole.ends_with("os: windows-server-2012-r2 }]"), "{whole}");
        let pools = &source.text()[source.value(&root.key("pools"))];
        assert!(pools.starts_with("- fqdn: pool01"), "{pools}");
    }
}

#[test]
fn a_list_no_deeper_than_its_key_begins_at_its_first_dash() {
    let text = SMALLEST.to_owned() + "sip_domains:\n- contoso.com\n-   # soon\nxmpp:\n";
    let rejected = rejected(&text);
    let source = &rejected.source;
    let path = Path::root().key("sip_domains");
    assert_eq!(&text[source.value(&path)], "- contoso.com\n-");
    assert_eq!(&text[source.value(&path.index(1))], "-");
    assert_eq!(&text[source.value(&Path::root().key("xmpp"))], "xmpp");
}

#[test]
fn a_source_without_places_can_be_asked_for_them() {
    let rejected = rejected("a: [");
    assert_eq!(rejected.source.name(), "forecert.yaml");
    assert_eq!(rejected.source.text(), "a: [");
    assert_eq!(rejected.source.value(&Path::root().key("a")), 0..0);
    assert_eq!(rejected.source.key(&Path::root()), 0..0);
}
