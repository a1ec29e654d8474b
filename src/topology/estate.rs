//! The estate that documents speak of: what a manifest is written from, and what one is held
//! against.

use crate::cert::DnsName;

use super::document::Kind;
use super::page::{Page, text_scalar};
use super::role::{Product, Role};
use super::url::SimpleUrls;

/// An estate. Every name in it is one.
#[derive(Clone, Debug)]
pub struct Estate {
    /// Which kind of document it was.
    pub kind: Kind,
    /// What most pools run.
    pub product: Product,
    /// The SIP domains, the default one first.
    pub sip_domains: Vec<DnsName>,
    /// The simple URLs, where the document holds them.
    pub simple_urls: Option<SimpleUrls>,
    /// Those of single sites of which the document does not say which.
    pub somewhere: SimpleUrls,
    /// The sites, branch sites too; each has a name, which no other has.
    pub sites: Vec<Site>,
    /// Whether the documents would say so if a site had simple URLs of its own.
    pub site_urls_are_known: bool,
    /// The pools, by role.
    pub pools: Vec<Pool>,
    /// What may need a certificate, and is not known.
    pub unknown: Vec<Unknown>,
    /// What needs none from here.
    pub left_out: Vec<String>,
}

/// A pool.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Its name.
    pub fqdn: DnsName,
    /// What its servers do.
    pub role: Role,
    /// Its product, where it matters.
    pub product: Option<Product>,
    /// Its site.
    pub site: Option<usize>,
    /// The pool it passes traffic on to.
    pub next_hop: Option<DnsName>,
    /// Office Web Apps farms that its services use.
    pub farms: Vec<DnsName>,
    /// An Edge pool: the pools whose traffic from outside goes through it.
    pub associated: Vec<DnsName>,
    /// Its web services.
    pub web: Option<Web>,
    /// Its external names.
    pub edge: Option<Edge>,
    /// Its servers.
    pub servers: Vec<DnsName>,
    /// The service that told the role, where that is a guess.
    pub guessed_by: Option<String>,
}

/// The names of web services.
#[derive(Clone, Debug)]
pub struct Web {
    /// From inside, where it is not the pool's.
    pub internal: Option<DnsName>,
    /// Whether the document would say so if it were not the pool's.
    pub internal_is_known: bool,
    /// From outside.
    pub external: DnsName,
}

/// The external names of an Edge pool.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The Access Edge service.
    pub access: DnsName,
    /// The Web Conferencing Edge service.
    pub web_conferencing: DnsName,
    /// The A/V Edge service.
    pub av: Option<DnsName>,
    /// Whether it has ports for XMPP federation.
    pub xmpp: bool,
}

/// A cluster that may need a certificate, and is not known.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its name, as it is written.
    pub fqdn: String,
    /// Its name and those of its machines, where all of them are names.
    pub names: Option<(DnsName, Vec<DnsName>)>,
    /// Why it is not known.
    pub why: Why,
}

/// Why a cluster is not known.
#[derive(Clone, Debug)]
pub enum Why {
    /// It runs a product from before Lync Server 2013.
    Older,
    /// It has these services, as they are written.
    Services(Vec<String>),
}

/// A site, or a branch site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its name, as it is written; may be anything.
    pub name: String,
    /// Its own simple URLs, in place of the deployment's; empty where it has none.
    pub simple_urls: SimpleUrls,
    /// Whether a pool stands in it.
    pub is_used: bool,
}

impl Estate {
    /// Whether a manifest of it has sites: there are several, or one is not as the others.
    pub fn has_sites(&self) -> bool {
        let differs = self.sites.iter().any(|site| !site.simple_urls.is_empty());
        (self.sites.len() > 1 || differs || !self.somewhere.is_empty())
            && self.sites.iter().any(|site| site.is_used)
    }
}

impl Site {
    /// Its name as a YAML scalar.
    pub fn scalar(&self) -> String {
        text_scalar(&self.name)
    }

    /// What a manifest says of it: block YAML, as it would stand behind its dash.
    pub fn entry(&self) -> String {
        let mut page = Page::default();
        page.line(&format!("name: {}", self.scalar()));
        if !self.simple_urls.is_empty() {
            page.line("simple_urls:");
            for (key, urls) in self.simple_urls.lists() {
                let urls: Vec<String> = urls.iter().map(|url| format!("\"{url}\"")).collect();
                if !urls.is_empty() {
                    page.list(2, key, &urls);
                }
            }
        }
        page.finish().0
    }

    /// One without simple URLs of its own.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            simple_urls: SimpleUrls::default(),
            is_used: false,
        }
    }
}

impl Pool {
    /// Whether it has ports for XMPP federation, and a product that knows it.
    pub fn may_federate_by_xmpp(&self) -> bool {
        let listens = self.edge.as_ref().is_some_and(|edge| edge.xmpp);
        listens && self.product < Some(Product::Sfb2019)
    }
}
