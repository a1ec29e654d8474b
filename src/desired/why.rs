//! Why a name is in a certificate, or is not.

use std::ops::Range;

use crate::cert::{CertificateId, DnsName};
use crate::finding::nearest;
use crate::lync::absence::AV_EDGE;
use crate::lync::{self, Absence, Condition, Source};

use super::{Desired, DesiredCertificate, NameOrigin, RuleRef};

/// Why a name is in a certificate, or is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is in.
    In(NameOrigin),
    /// It is not in by itself, and a wildcard that is covers it.
    Covered(NameOrigin),
    /// The role derives it, and the manifest leaves it out.
    LeftOut {
        /// The rule that would put it in.
        rule: Option<RuleRef>,
        /// Where the manifest says so.
        span: Range<usize>,
    },
    /// A rule would put it in, and its condition does not hold.
    Condition {
        /// The rule.
        rule: RuleRef,
        /// What does not hold.
        condition: Condition,
        /// Where the manifest decides it, if it says anything.
        span: Option<Range<usize>>,
    },
    /// It is another server's own name.
    OtherServer {
        /// The rule that puts it into that server's certificate.
        rule: RuleRef,
        /// That certificate.
        id: CertificateId,
    },
    /// It belongs to other certificates.
    Elsewhere {
        /// Which; those of the same pool first.
        ids: Vec<CertificateId>,
        /// Where the first of them has it from.
        origin: NameOrigin,
        /// Where its names belong, where it comes from a rule.
        belongs: Option<&'static str>,
    },
    /// It would be in if its domain were a SIP domain.
    NoSipDomain {
        /// The rule that would put it in.
        rule: RuleRef,
        /// The domain.
        domain: String,
        /// Where the SIP domains stand.
        span: Range<usize>,
    },
    /// The A/V Edge FQDN, which is in no certificate.
    AvEdge {
        /// Where it stands.
        span: Range<usize>,
        /// The page that says so.
        source: Source,
    },
    /// The certificate of an authority has no DNS names at all.
    Authority,
    /// Nothing in the manifest gives this name.
    Nothing {
        /// The name in this certificate that is most like it, else in any.
        near: Option<String>,
    },
}

impl Desired {
    /// Why a name is in a declared certificate, or is not.
    pub fn why(&self, certificate: &DesiredCertificate, name: &DnsName) -> Why {
        if let CertificateId::Issuer { .. } = certificate.id {
            return Why::Authority;
        }
        let origins = &certificate.origins;
        if let Some(origin) = origins.iter().find(|origin| origin.name == name.as_str()) {
            return Why::In(origin.clone());
        }
        if let Some(origin) = origins.iter().find(|origin| covers(&origin.name, name)) {
            return Why::Covered(self.covered(certificate, origin, name));
        }
        self.left_out(certificate, name)
            .or_else(|| self.by_rule(certificate, name, false))
            .or_else(|| self.av_edge(name))
            .or_else(|| self.elsewhere(certificate, name))
            .or_else(|| self.by_rule(certificate, name, true))
            .unwrap_or_else(|| self.nothing(certificate, name))
    }

    /// The wildcard with what the name itself would be there for: one wildcard stands for
    /// the names of several rules.
    fn covered(
        &self,
        certificate: &DesiredCertificate,
        wildcard: &NameOrigin,
        name: &DnsName,
    ) -> NameOrigin {
        let derivation = self.background.derivation(&certificate.id);
        let own = derivation.and_then(|(pool, profile, members)| {
            let listed = pool.without_wildcard();
            let derived = lync::derive(profile, &self.background.deployment, &listed, members);
            let mut names = derived.names.into_iter();
            let named = names.find(|named| named.name == *name)?;
            Some(RuleRef::of(named.rule, pool.product))
        });
        match own {
            Some(rule) if rule != wildcard.rule => NameOrigin {
                name: wildcard.name.clone(),
                rule,
                span: None,
            },
            _ => wildcard.clone(),
        }
    }

    /// Whether the manifest leaves it out, of the certificate or of one that this serves.
    fn left_out(&self, certificate: &DesiredCertificate, name: &DnsName) -> Option<Why> {
        let served = certificate.serves.iter().map(|served| &served.id);
        let mut ids = std::iter::once(&certificate.id).chain(served);
        ids.find_map(|id| self.left_out_of(id, name))
    }

    fn left_out_of(&self, id: &CertificateId, name: &DnsName) -> Option<Why> {
        let pool = self.background.pools.get(id.pool()?)?;
        let mut without = pool.without.iter();
        let (_, _, span) = without.find(|(usage, out, _)| usage == id.usage() && out == name)?;
        let derivation = self.background.derivation(id);
        let rule = derivation.and_then(|(pool, profile, members)| {
            let derived = lync::derive(profile, &self.background.deployment, pool, members);
            let mut names = derived.names.into_iter();
            let named = names.find(|named| named.name == *name)?;
            Some(RuleRef::of(named.rule, pool.product))
        });
        let span = span.clone();
        Some(Why::LeftOut { rule, span })
    }

    /// What the rules of the certificate say of it; what they only suppose comes last.
    fn by_rule(
        &self,
        certificate: &DesiredCertificate,
        name: &DnsName,
        supposed: bool,
    ) -> Option<Why> {
        let id = &certificate.id;
        let (pool, profile, members) = self.background.derivation(id)?;
        let deployment = &self.background.deployment;
        let absence = lync::absence(profile, deployment, pool, members, name)?;
        let of = |rule| RuleRef::of(rule, pool.product);
        match absence {
            Absence::Domain(rule, domain) if supposed => Some(Why::NoSipDomain {
                rule: of(rule),
                domain: domain.to_string(),
                span: self.background.sip_domains.clone(),
            }),
            Absence::Condition(rule) if !supposed => Some(Why::Condition {
                rule: of(rule),
                condition: rule.when,
                span: self.background.pools[id.pool()?].decides(rule.when),
            }),
            Absence::OtherServer(rule, index) if !supposed => {
                let text = format!("{}/{}/{}", id.pool()?, pool.servers[index], id.usage());
                Some(Why::OtherServer {
                    rule: of(rule),
                    id: CertificateId::parse(&text).ok()?,
                })
            }
            _ => None,
        }
    }

    fn av_edge(&self, name: &DnsName) -> Option<Why> {
        let mut pools = self.background.pools.values();
        pools.find_map(|pool| {
            let (_, span) = pool.av.as_ref().filter(|(av, _)| av == name)?;
            let product = pool.lync.as_ref().map(|lync| lync.product);
            let product = product.unwrap_or(self.background.product);
            Some(Why::AvEdge {
                span: span.clone(),
                source: AV_EDGE.sources.of(product),
            })
        })
    }

    fn elsewhere(&self, certificate: &DesiredCertificate, name: &DnsName) -> Option<Why> {
        let all = self.certificates.values();
        let mut found: Vec<(&DesiredCertificate, &NameOrigin)> = all
            .filter_map(|other| {
                let mut origins = other.origins.iter();
                let origin = origins
                    .find(|origin| origin.name == name.as_str() || covers(&origin.name, name))?;
                Some((other, origin))
            })
            .collect();
        found.sort_by_key(|(other, _)| other.pool != certificate.pool);
        let (_, origin) = found.first()?;
        let rule = lync::absence::rule(origin.rule.code);
        Some(Why::Elsewhere {
            origin: (*origin).clone(),
            belongs: rule.map(|rule| lync::absence::belongs(rule.input)),
            ids: found.iter().map(|(other, _)| other.id.clone()).collect(),
        })
    }

    fn nothing(&self, certificate: &DesiredCertificate, name: &DnsName) -> Why {
        let of = |certificate: &DesiredCertificate| -> Vec<String> {
            let names = certificate.origins.iter();
            names.map(|origin| origin.name.clone()).collect()
        };
        let near = |names: &[String]| slip(name.as_str(), names);
        let own = near(&of(certificate));
        let all = || near(&self.certificates.values().flat_map(of).collect::<Vec<_>>());
        Why::Nothing {
            near: own.or_else(all),
        }
    }
}

/// The name that was probably meant: another host of the same domain, or the same host
/// in another domain. Whole names are alike by their domain already.
fn slip(written: &str, names: &[String]) -> Option<String> {
    let (host, domain) = written.split_once('.')?;
    let parts: Vec<(&str, &str)> = names
        .iter()
        .filter_map(|name| name.split_once('.'))
        .collect();
    let hosts = parts.iter().filter(|(_, other)| *other == domain);
    if let Some(near) = nearest(host, hosts.map(|(host, _)| *host)) {
        return Some(format!("{near}.{domain}"));
    }
    let domains = parts.iter().filter(|(other, _)| *other == host);
    let near = nearest(domain, domains.map(|(_, domain)| *domain))?;
    Some(format!("{host}.{near}"))
}

/// Whether a name is a wildcard over another (RFC 6125 6.4.3: one label, the left-most).
fn covers(wildcard: &str, name: &DnsName) -> bool {
    wildcard.strip_prefix("*.") == Some(name.parent())
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{ESTATE, desired, estate_with};

    use super::*;

    const FE01: &str = "pool01.contoso.net/fe01.contoso.net/default";
    const EDGE: &str = "edge.contoso.net/edge-external";

    /// What is said of a name, with the place in the manifest that it points to.
    fn said(text: &str, id: &str, name: &str) -> String {
        let desired = desired(text);
        let certificate = &desired.certificates[&CertificateId::parse(id).unwrap()];
        let name = DnsName::parse_wildcard(name).unwrap();
        let at = |span: Range<usize>| text[span].to_owned();
        match desired.why(certificate, &name) {
            Why::In(origin) => {
                let place = origin.span.map(at).unwrap_or_default();
                format!("in by {} at {place}", origin.rule.code)
            }
            Why::Covered(origin) => format!("covered by {}", origin.name),
            Why::LeftOut { rule, span } => {
                format!("left out of {} at {}", rule.unwrap().code, at(span))
            }
            Why::Condition {
                rule,
                condition,
                span,
            } => {
                let place = span.map_or_else(|| "nothing".to_owned(), at);
                format!("{} needs {condition:?}: {place}", rule.code)
            }
            Why::OtherServer { rule, id } => format!("{} of {id}", rule.code),
            Why::Elsewhere { ids, origin, .. } => {
                let first = &ids[0];
                format!("{} in {} like {first}", origin.rule.code, ids.len())
            }
            Why::NoSipDomain { rule, domain, span } => {
                format!("{} needs {domain} in {}", rule.code, at(span))
            }
            Why::AvEdge { span, .. } => format!("never: {}", at(span)),
            Why::Authority => "authority".to_owned(),
            Why::Nothing { near } => format!("nothing, near {near:?}"),
        }
    }

    #[test]
    fn a_name_that_is_in_has_its_rule_and_place() {
        assert_eq!(
            said(ESTATE, FE01, "admin.contoso.com"),
            "in by admin at \"https://admin.contoso.com\""
        );
        assert_eq!(
            said(ESTATE, EDGE, "sip.fabrikam.com"),
            "in by edge_sip at fabrikam.com"
        );
    }

    #[test]
    fn an_admin_url_is_in_no_certificate_for_outside() {
        assert_eq!(
            said(ESTATE, EDGE, "admin.contoso.com"),
            "admin in 3 like dirpool01.contoso.net/dir01.contoso.net/default"
        );
        let split = estate_with(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    certificate_layout: split\n",
        );
        let external = "pool01.contoso.net/fe01.contoso.net/web-external";
        assert_eq!(
            said(&split, external, "admin.contoso.com"),
            "admin in 3 like pool01.contoso.net/fe01.contoso.net/web-internal"
        );
    }

    #[test]
    fn a_rule_whose_condition_does_not_hold_is_named_with_where_that_is_decided() {
        let http = estate_with("sip_domains:", "autodiscover: http\nsip_domains:");
        let http = format!(
            "{http}  - {{ fqdn: rp.contoso.com, role: reverse-proxy, servers: [rp01.contoso.com] }}\n"
        );
        assert_eq!(
            said(&http, "rp.contoso.com/farm", "lyncdiscover.contoso.com"),
            "published_lyncdiscover needs AutodiscoverHttps: autodiscover"
        );
        let no_logon = estate_with(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    auto_logon: false\n",
        );
        assert_eq!(
            said(&no_logon, FE01, "sip.contoso.com"),
            "sip needs AutoLogon: auto_logon"
        );
        // What the manifest does not mention has no place.
        assert_eq!(
            said(ESTATE, FE01, "sipinternal.contoso.com"),
            "sipinternal needs SipInternal: nothing"
        );
    }

    #[test]
    fn a_name_that_is_left_out_of_what_a_certificate_serves_is_told_as_that() {
        let proxy = format!(
            "{ESTATE}  - fqdn: rp.contoso.com\n    role: reverse-proxy\n    servers: [rp01.contoso.com]\n    certificates: [{{ usage: farm, same_as: edge.contoso.net/edge-external, without_dns: [meet.contoso.com] }}]\n"
        );
        assert_eq!(
            said(&proxy, EDGE, "meet.contoso.com"),
            "left out of published_meet at meet.contoso.com"
        );
    }

    #[test]
    fn a_name_that_is_left_out_keeps_its_rule() {
        let without = estate_with(
            "usage: edge-external,",
            "usage: edge-external, without_dns: [sip.fabrikam.com],",
        );
        assert_eq!(
            said(&without, EDGE, "sip.fabrikam.com"),
            "left out of edge_sip at sip.fabrikam.com"
        );
    }

    #[test]
    fn a_name_below_a_wildcard_is_there_for_its_own_reason() {
        let text = estate_with("  admin: [", "  wildcard: all\n  admin: [");
        for (name, code) in [
            ("meet.contoso.com", "meet"),
            ("admin.contoso.com", "admin"),
            ("lyncdiscover.contoso.com", "lyncdiscover"),
        ] {
            let desired = desired(&text);
            let id = CertificateId::parse(FE01).unwrap();
            let name = DnsName::parse(name).unwrap();
            let Why::Covered(origin) = desired.why(&desired.certificates[&id], &name) else {
                panic!("{name} is not covered");
            };
            assert_eq!(
                (origin.name.as_str(), origin.rule.code),
                ("*.contoso.com", code)
            );
        }
    }

    #[test]
    fn a_wildcard_covers_the_names_directly_below_it() {
        let wildcard = estate_with("  admin: [", "  wildcard: all\n  admin: [");
        assert_eq!(
            said(&wildcard, FE01, "meet.contoso.com"),
            "covered by *.contoso.com"
        );
        assert_eq!(
            said(&wildcard, FE01, "a.b.contoso.com"),
            "nothing, near None"
        );
    }

    #[test]
    fn names_of_others_are_sent_to_them() {
        for (id, name, answer) in [
            (
                FE01,
                "fe02.contoso.net",
                "server_fqdn of pool01.contoso.net/fe02.contoso.net/default",
            ),
            (
                FE01,
                "webdirext.contoso.com",
                "web_external in 1 like dirpool01.contoso.net/dir01.contoso.net/default",
            ),
            (FE01, "contoso.com", "oauth_realm in 1 like oauth"),
            (
                "oauth",
                "sip.contoso.com",
                "sip in 4 like dirpool01.contoso.net/dir01.contoso.net/default",
            ),
        ] {
            assert_eq!(said(ESTATE, id, name), answer, "{name}");
        }
    }

    #[test]
    fn a_domain_that_is_no_sip_domain_gives_no_names() {
        assert_eq!(
            said(ESTATE, EDGE, "sip.adatum.com"),
            "edge_sip needs adatum.com in sip_domains"
        );
    }

    #[test]
    fn the_av_edge_name_is_in_no_certificate() {
        assert_eq!(
            said(ESTATE, EDGE, "av.contoso.com"),
            "never: av.contoso.com"
        );
    }

    #[test]
    fn what_nothing_gives_is_answered_with_the_nearest_name() {
        assert_eq!(
            said(ESTATE, EDGE, "webcom.contoso.com"),
            "nothing, near Some(\"webcon.contoso.com\")"
        );
        assert_eq!(
            said(ESTATE, EDGE, "webcon.contosso.com"),
            "nothing, near Some(\"webcon.contoso.com\")"
        );
        assert_eq!(said(ESTATE, EDGE, "x.y.z.example"), "nothing, near None");
        assert_eq!(said(ESTATE, "issuer/lab", "lab.contoso.com"), "authority");
    }
}
