//! Generated estates of servers with roles.

use std::fmt::Write as _;

use proptest::prelude::*;

const PRODUCTS: [&str; 4] = [
    "lync-server-2013",
    "skype-for-business-2015",
    "skype-for-business-2019",
    "skype-for-business-se",
];

/// What is drawn; everything else follows.
#[derive(Clone, Debug)]
pub struct Estate {
    pub product: usize,
    pub domains: usize,
    pub split: bool,
    pub wildcard: &'static str,
    pub autodiscover: &'static str,
    pub auto_logon: bool,
    pub single_edge: bool,
    pub separate_av: bool,
    pub xmpp: bool,
    pub same_as: bool,
    pub branch_site: bool,
    pub per_pool: bool,
    /// Servers of each pool; 0 leaves the pool out. The first has to be there.
    pub servers: [usize; 9],
}

pub fn estate() -> impl Strategy<Value = Estate> {
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
    pub fn manifest(&self, order: &[usize]) -> String {
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

    pub fn has_edge(&self) -> bool {
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
