//! What holds for the whole deployment: SIP domains, simple URLs, XMPP, and the
//! defaults of all certificates.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cert::{KeySpec, Lifetime, RenewBefore};
use crate::finding::Finding;
use crate::lync::{self, Domain};
use crate::manifest::Path;
use crate::manifest::model::{
    Autodiscover, Defaults as Declared, Layout, Model, Product, RenewalKey, Role, XmppStyle,
};

use super::keys::{self, User};
use super::problems::Problems;
use super::simple_urls::{self, SimpleUrls};
use super::sites::Sites;

/// How long before its end a certificate is renewed, unless said otherwise.
const RENEW_BEFORE: RenewBefore = RenewBefore::days(30);

/// What holds for the whole deployment.
pub(super) struct Estate<'m> {
    /// What the role rules ask for.
    pub deployment: lync::Deployment,
    /// Where the SIP domains stand.
    pub sip_domains: Vec<Range<usize>>,
    /// Where the XMPP domains stand.
    pub xmpp_domains: Vec<Range<usize>>,
    /// The product, where a pool does not say otherwise.
    pub product: lync::Product,
    /// The simple URLs.
    pub simple_urls: SimpleUrls,
    /// The sites.
    pub sites: Sites<'m>,
    /// What holds for every certificate that does not say otherwise.
    pub defaults: Defaults,
}

/// What holds for every certificate that does not say otherwise.
pub(super) struct Defaults {
    /// The key.
    pub key: KeySpec,
    /// Time of renewal.
    pub renew_before: RenewBefore,
    /// How long a certificate shall still hold on the day by which it is needed.
    pub min_remaining: Option<Lifetime>,
    /// Whether a renewal keeps the key.
    pub keep_key: bool,
    /// One certificate or three.
    pub layout: Layout,
}

/// Reads it.
pub(super) fn read<'m>(model: &'m Model, problems: &mut Problems<'_>) -> Estate<'m> {
    let root = Path::root();
    let lync = model
        .pools
        .iter()
        .position(|pool| pool.role != Role::Custom);
    let (domains, sip_domains) = domains(&model.sip_domains, &root.key("sip_domains"), problems);
    if let Some(first) = lync {
        needed_by_lync(model, &root.key("pools").index(first).key("role"), problems);
    }
    let (xmpp, xmpp_domains) = xmpp(model, problems);
    let simple_urls = simple_urls::read(&model.simple_urls, &root.key("simple_urls"), problems);
    let sites = Sites::read(model, &simple_urls, &domains, problems);
    // A pool with simple URLs of its own has its own check, and so has its site.
    let uses_them = |pool: &crate::manifest::model::Pool| {
        pool.simple_urls.is_none()
            && sites.simple_urls(pool).is_none()
            && super::pools::role(pool.role).is_some_and(|r| r.has_web_services())
    };
    if model.pools.iter().any(uses_them) {
        let (place, says) = match (model.simple_urls.meet.is_empty(), domains.len()) {
            (false, _) => (root.key("simple_urls").key("meet"), "the Meet URLs"),
            (true, 1) => (root.key("sip_domains"), "it needs a Meet URL"),
            (true, _) => (root.key("sip_domains"), "these need a Meet URL each"),
        };
        let place = problems.value(&place);
        simple_urls.check_meet(&domains, place, says, problems);
    }
    Estate {
        deployment: lync::Deployment {
            sip_domains: domains,
            sipinternal: model.dns.sipinternal,
            sipexternal: model.dns.sipexternal,
            autodiscover_https: model.autodiscover == Autodiscover::Https,
            xmpp,
        },
        sip_domains,
        xmpp_domains,
        product: product(model.product),
        simple_urls,
        sites,
        defaults: defaults(&model.defaults, lync.is_some(), problems),
    }
}

/// A product as the role rules name it; one that is missing was reported.
pub(super) fn product(declared: Option<Product>) -> lync::Product {
    match declared {
        None | Some(Product::Lync2013) => lync::Product::Lync2013,
        Some(Product::Sfb2015) => lync::Product::Sfb2015,
        Some(Product::Sfb2019) => lync::Product::Sfb2019,
        Some(Product::SfbSe) => lync::Product::SfbSe,
    }
}

fn needed_by_lync(model: &Model, role: &Path, problems: &mut Problems<'_>) {
    let products = "`lync-server-2013`, `skype-for-business-2015`, `skype-for-business-2019` or `skype-for-business-se`";
    if model.product.is_none() {
        problems.report(
            Finding::error("product_missing", "the product is not given")
                .help(format!("add `product:` with {products}"))
                .at(problems.value(role), "this role depends on it"),
        );
    }
    if model.sip_domains.is_empty() {
        problems.report(
            Finding::error("sip_domains_missing", "no SIP domain is given")
                .help("add `sip_domains: [contoso.com]`, the default SIP domain first")
                .at(
                    problems.value(role),
                    "the names of this role depend on them",
                ),
        );
    }
}

fn domains(
    texts: &[String],
    path: &Path,
    problems: &mut Problems<'_>,
) -> (Vec<Domain>, Vec<Range<usize>>) {
    let mut seen: BTreeMap<Domain, usize> = BTreeMap::new();
    let (mut domains, mut spans) = (Vec::new(), Vec::new());
    for (index, text) in texts.iter().enumerate() {
        let path_of = |index| path.index(index);
        let here = path_of(index);
        let Some(name) = problems.name(text, &here) else {
            continue;
        };
        let domain = match Domain::new(name) {
            Ok(domain) => domain,
            Err(error) => {
                problems.report(
                    Finding::error("name_invalid", format!("`{text}` is too long for a domain"))
                        .help("the longest name in it is `lyncdiscoverinternal.` and the domain")
                        .at(problems.value(&here), error.to_string()),
                );
                continue;
            }
        };
        if let Some(first) = seen.insert(domain.clone(), index) {
            problems.report(
                Finding::error(
                    "domain_twice",
                    format!("the domain `{text}` is given twice"),
                )
                .help("take one of them out")
                .at(problems.value(&here), "again")
                .at(problems.value(&path_of(first)), "first"),
            );
            continue;
        }
        spans.push(problems.value(&here));
        domains.push(domain);
    }
    (domains, spans)
}

fn xmpp(model: &Model, problems: &mut Problems<'_>) -> (Option<lync::Xmpp>, Vec<Range<usize>>) {
    let Some(xmpp) = &model.xmpp else {
        return (None, Vec::new());
    };
    let path = Path::root().key("xmpp");
    let mut edges = model.pools.iter().filter(|pool| pool.role == Role::Edge);
    let knows = |declared: Option<Product>| product(declared).has_xmpp();
    if edges
        .clone()
        .any(|edge| knows(edge.product.or(model.product)))
    {
        // Some Edge pool federates.
    } else if edges.next().is_some() || !knows(model.product) {
        problems.report(
            Finding::error("xmpp_removed", "this product has no XMPP federation: it was removed with Skype for Business Server 2019")
                .help("take `xmpp` out; an Edge pool that still runs an older product says so with its own `product`")
                .at(problems.key(&path), "not there any more")
                .at(problems.value(&Path::root().key("product")), "since this product"),
        );
    } else {
        problems.report(
            Finding::warning(
                "xmpp_without_edge",
                "XMPP federation has no effect, since there is no Edge pool",
            )
            .help("take `xmpp` out, or declare the Edge pool")
            .at(problems.key(&path), "not used"),
        );
    }
    if xmpp.domains.is_empty() {
        problems.report(
            Finding::error("xmpp_domains_missing", "no XMPP domain is given")
                .help("list the domains that federate, or take `xmpp` out")
                .at(problems.value(&path.key("domains")), "empty"),
        );
    }
    let (domains, spans) = domains(&xmpp.domains, &path.key("domains"), problems);
    let style = match xmpp.san_style {
        XmppStyle::BareDomain => lync::XmppStyle::BareDomain,
        XmppStyle::HostWildcard => lync::XmppStyle::HostWildcard,
    };
    (Some(lync::Xmpp { domains, style }), spans)
}

fn defaults(declared: &Declared, lync: bool, problems: &mut Problems<'_>) -> Defaults {
    let Declared {
        issuer: _, // read with the issuers
        os: _,     // read with the machines
        key,
        renew_before,
        min_remaining,
        renewal_key,
        certificate_layout,
    } = declared;
    let path = Path::root().key("defaults");
    let user = if lync { User::Lync } else { User::Other };
    Defaults {
        key: key.as_ref().map_or(keys::DEFAULT, |key| {
            keys::read(key, &path.key("key"), user, problems)
        }),
        renew_before: renew_before
            .as_ref()
            .and_then(|text| problems.renew_before(text, &path.key("renew_before")))
            .unwrap_or(RENEW_BEFORE),
        min_remaining: min_remaining
            .as_ref()
            .and_then(|text| problems.lifetime(text, &path.key("min_remaining"))),
        keep_key: *renewal_key == Some(RenewalKey::Keep),
        layout: certificate_layout.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{ESTATE, codes, desired, estate_of, estate_with};

    #[test]
    fn lync_roles_need_a_product_and_sip_domains() {
        assert_eq!(
            codes(&estate_with("product: lync-server-2013\n", "")),
            ["product_missing"]
        );
        let text = estate_with(
            "sip_domains: [contoso.com, fabrikam.com]",
            "sip_domains: []",
        );
        assert_eq!(codes(&text), ["sip_domains_missing"]);
    }

    #[test]
    fn a_sip_domain_is_a_name_and_there_once() {
        let with = |domains: &str| codes(&estate_with("[contoso.com, fabrikam.com]", domains));
        assert_eq!(with("[contoso.com, con_toso.com]"), ["name_invalid"]);
        assert_eq!(with("[contoso.com, Contoso.com]"), ["domain_twice"]);
        let long = format!("{}com", "abcdefg.".repeat(30));
        assert_eq!(with(&format!("[contoso.com, {long}]")), ["name_invalid"]);
    }

    #[test]
    fn xmpp_went_with_the_product_of_2019() {
        let xmpp = |text: &str| {
            text.replace(
                "pools:\n",
                "xmpp: { domains: [contoso.com], san_style: host-wildcard }\npools:\n",
            )
        };
        assert_eq!(codes(&xmpp(ESTATE)), [""; 0]);
        let edge = crate::cert::CertificateId::parse("edge.contoso.net/edge-external").unwrap();
        let desired = desired(&xmpp(ESTATE));
        let external = &desired.certificates[&edge];
        assert!(external.contents.names.contains("xmpp.contoso.com"));
        assert!(external.contents.names.contains("*.contoso.com"));
        assert!(external.usages.contains(&"XmppServer".to_owned()));
        for product in ["skype-for-business-2019", "skype-for-business-se"] {
            let text = xmpp(&estate_of(product));
            assert_eq!(codes(&text), ["xmpp_removed"]);
        }
        let none = ESTATE.replace("pools:\n", "xmpp: { domains: [] }\npools:\n");
        assert_eq!(codes(&none), ["xmpp_domains_missing"]);
    }

    #[test]
    fn an_edge_pool_of_an_older_product_keeps_xmpp_in_an_estate_that_moves() {
        let text = estate_of("skype-for-business-2019")
            .replace("pools:\n", "xmpp: { domains: [contoso.com] }\npools:\n")
            .replace(
                "    role: edge\n",
                "    role: edge\n    product: skype-for-business-2015\n",
            );
        let desired = desired(&text);
        let edge = crate::cert::CertificateId::parse("edge.contoso.net/edge-external").unwrap();
        let names = &desired.certificates[&edge].contents.names;
        assert!(names.contains("contoso.com"), "{names:?}");
    }

    #[test]
    fn xmpp_without_an_edge_pool_is_without_effect() {
        let text = r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
xmpp: { domains: [contoso.com] }
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools: [{ fqdn: med.contoso.net, role: mediation, servers: [med.contoso.net] }]
"#;
        assert_eq!(codes(text), ["xmpp_without_edge"]);
    }
}
