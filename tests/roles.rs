//! What holds for the certificates of every estate, whatever its roles and products: a
//! property test over generated manifests.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;

use forecert::cert::CertificateId;
use forecert::desired::{Desired, resolve};
use forecert::manifest::Manifest;

const PRODUCTS: [&str; 4] = [
    "lync-server-2013",
    "skype-for-business-2015",
    "skype-for-business-2019",
    "skype-for-business-se",
];

/// What is drawn; everything else follows.
#[derive(Clone, Debug)]
struct Estate {
    product: usize,
    domains: usize,
    split: bool,
    wildcard: &'static str,
    autodiscover: &'static str,
    auto_logon: bool,
    single_edge: bool,
    separate_av: bool,
    xmpp: bool,
    same_as: bool,
    branch_site: bool,
    per_pool: bool,
    /// Servers of each pool; 0 leaves the pool out. The first has to be there.
    servers: [usize; 9],
}

fn estate() -> impl Strategy<Value = Estate> {
    let servers = [
        1..=3usize,
        0..=1,
        0..=2,
        0..=2,
        0..=2,
        0..=2,
        0..=2,
        0..=2,
        0..=2,
    ];
    (
        0..4usize,
        1..=3usize,
        prop::sample::select(vec!["none", "reverse-proxy", "all"]),
        prop::sample::select(vec!["https", "http"]),
        any::<[bool; 8]>(),
        servers,
    )
        .prop_map(
            |(product, domains, wildcard, autodiscover, flags, servers)| {
                let [
                    split,
                    auto_logon,
                    single_edge,
                    separate_av,
                    xmpp,
                    same_as,
                    branch_site,
                    per_pool,
                ] = flags;
                Estate {
                    product,
                    domains,
                    split,
                    wildcard,
                    autodiscover,
                    auto_logon,
                    single_edge,
                    separate_av,
                    xmpp,
                    same_as,
                    branch_site,
                    per_pool,
                    servers,
                }
            },
        )
}

impl Estate {
    /// The manifest, its pools in this order.
    fn manifest(&self, order: &[usize]) -> String {
        let domains: Vec<String> = (0..self.domains).map(|n| format!("d{n}.com")).collect();
        let urls = |place: &str| {
            let meet: Vec<String> = domains
                .iter()
                .map(|domain| format!("\"https://meet{place}.{domain}\""))
                .collect();
            format!(
                "meet: [{}], dialin: [\"https://dialin{place}.d0.com\"], admin: [\"https://admin{place}.d0.com\"], wildcard: {}",
                meet.join(", "),
                self.wildcard
            )
        };
        let product = PRODUCTS[self.product];
        let mut text = format!(
            "version: 1\nrules: \"2026.1\"\nproduct: {product}\nsip_domains: [{}]\nsimple_urls: {{ {} }}\nautodiscover: {}\nissuers: [{{ name: ca, type: request, class: enterprise, validity: 1y }}]\n",
            domains.join(", "),
            urls(""),
            self.autodiscover
        );
        if self.branch_site {
            writeln!(
                text,
                "sites: [{{ name: branch, simple_urls: {{ {} }} }}]",
                urls("-branch")
            )
            .unwrap();
        }
        if self.xmpp && self.has_edge() && self.product < 2 {
            text += "xmpp: { domains: [d0.com] }\n";
        }
        text += "pools:\n";
        let pools: Vec<String> = (0..9).filter_map(|role| self.pool(role)).collect();
        let pools = order.iter().filter_map(|index| pools.get(*index));
        text.extend(pools.map(String::as_str));
        text
    }

    fn has_edge(&self) -> bool {
        self.servers[3] > 0
    }

    fn pool(&self, role: usize) -> Option<String> {
        let number = self.servers[role];
        let word = [
            "front-end",
            "standard-edition",
            "director",
            "edge",
            "mediation",
            "persistent-chat",
            "video-interop",
            "trusted-application",
            "reverse-proxy",
        ][role];
        let known = match word {
            "persistent-chat" => self.product < 2,
            "video-interop" => self.product > 0,
            _ => true,
        };
        if number == 0 || !known {
            return None;
        }
        let fqdn = format!("p{role}.int.net");
        let mut text = format!("  - fqdn: {fqdn}\n    role: {word}\n");
        if word != "standard-edition" {
            let servers: Vec<String> = (0..number).map(|n| format!("s{n}.{fqdn}")).collect();
            writeln!(text, "    servers: [{}]", servers.join(", ")).unwrap();
        }
        if role < 3 {
            let layout = if self.split { "split" } else { "combined" };
            writeln!(
                text,
                "    web_services: {{ external: ext{role}.d0.com }}\n    certificate_layout: {layout}\n    auto_logon: {}",
                self.auto_logon
            )
            .unwrap();
        }
        if word == "front-end" && self.per_pool {
            text += "    certificates: [{ usage: default, per: pool }]\n";
        }
        if word == "standard-edition" && self.branch_site {
            text += "    site: branch\n";
        }
        if word == "edge" {
            let (web, av) = if self.single_edge {
                ("sip.d0.com", "sip.d0.com")
            } else {
                ("webcon.d0.com", "av.d0.com")
            };
            let separate = if self.separate_av {
                "separate"
            } else {
                "shared"
            };
            writeln!(
                text,
                "    edge: {{ access: sip.d0.com, web_conferencing: {web}, av: {av}, av_certificate: {separate} }}"
            )
            .unwrap();
        }
        if word == "reverse-proxy" && self.same_as && self.has_edge() {
            text += "    certificates: [{ usage: farm, same_as: p3.int.net/edge-external }]\n";
        }
        Some(text)
    }
}

fn desired(text: &str) -> Desired {
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes())
        .unwrap_or_else(|rejected| panic!("{:#?}\n{text}", rejected.findings));
    resolve(&manifest).unwrap_or_else(|findings| panic!("{findings:#?}\n{text}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_certificate_of_every_estate_keeps_the_rules(
        estate in estate(),
        order in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let text = estate.manifest(&[0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let desired = desired(&text);
        let mut friendly = BTreeSet::new();
        for certificate in desired.certificates.values() {
            let contents = &certificate.contents;
            let common_name = contents.subject.common_name().unwrap_or_default();
            prop_assert!(!common_name.contains('*'), "{}", certificate.id);
            prop_assert!(contents.names.contains(common_name), "{}", certificate.id);
            prop_assert_eq!(&certificate.origins[0].name, common_name);
            let origins: BTreeSet<String> =
                certificate.origins.iter().map(|origin| origin.name.clone()).collect();
            prop_assert_eq!(&origins, &contents.names);
            for origin in &certificate.origins {
                prop_assert!(origin.rule.source.is_some(), "{}", origin.name);
                let span = origin.span.clone().unwrap();
                prop_assert!(!text[span].is_empty());
            }
            prop_assert!(friendly.insert(certificate.friendly_name(1)));
            prop_assert!(!contents.names.contains("av.d0.com"));
            let outside = ["web-external", "farm", "edge-external"].contains(&certificate.id.usage());
            let admin = contents.names.iter().any(|name| name.starts_with("admin"));
            prop_assert!(!(outside && admin), "{}", certificate.id);
            let wild = contents.names.iter().any(|name| name.starts_with("*."));
            let web = ["front-end", "standard-edition", "director"].contains(&certificate.role);
            let may = match certificate.role {
                "reverse-proxy" => estate.wildcard != "none",
                _ => web && estate.wildcard == "all",
            };
            prop_assert!(!wild || may, "{}", certificate.id);
        }
        // What one certificate serves beside its own has all its names there.
        for (served, by) in &desired.served {
            prop_assert!(!desired.certificates.contains_key(served));
            let names = &desired.certificates[by].contents.names;
            for name in ["ext0.d0.com", "meet.d0.com", "dialin.d0.com"] {
                prop_assert!(names.contains(name), "{name}");
            }
        }
        prop_assert_eq!(
            desired.served.is_empty(),
            !(estate.same_as && estate.has_edge() && estate.servers[8] > 0)
        );
        // Declared in another order, the same certificates; only who is first among the
        // published gives its name to a reverse proxy.
        let turned = self::desired(&estate.manifest(&order));
        let proxy = |id: &CertificateId| id.usage() == "farm";
        for (id, certificate) in &turned.certificates {
            let before = &desired.certificates[id];
            prop_assert_eq!(&certificate.contents.names, &before.contents.names);
            prop_assert!(proxy(id) || certificate.contents == before.contents);
        }
        prop_assert_eq!(turned.certificates.len(), desired.certificates.len());
        prop_assert_eq!(turned.graph, desired.graph);
    }
}
