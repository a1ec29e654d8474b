//! Why a name is in a certificate, or is not.

#[cfg(test)]
mod tests;

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
