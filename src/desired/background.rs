//! What the certificates were made of, kept for whoever asks why a name is not in one.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cert::{CertificateId, DnsName};
use crate::lync::{self, Condition, Members, Profile};
use crate::manifest::model::Model;
use crate::manifest::{Path, Source};

use super::deployment::Estate;
use super::pools;

/// What the certificates were made of.
#[derive(Clone, Debug)]
pub struct Background {
    /// What holds for the whole deployment.
    pub deployment: lync::Deployment,
    /// What the deployment runs, where a pool does not say otherwise.
    pub product: lync::Product,
    /// The pools, by name.
    pub pools: BTreeMap<DnsName, PoolBackground>,
    /// Where the SIP domains are listed.
    pub sip_domains: Range<usize>,
}

/// What the certificates of one pool were made of.
#[derive(Clone, Debug)]
pub struct PoolBackground {
    /// What the role rules were asked with; nothing on a custom pool.
    pub lync: Option<lync::Pool>,
    /// The role's word in the manifest.
    pub role: &'static str,
    /// Where its name stands.
    pub span: Range<usize>,
    /// The A/V Edge FQDN, which stands in no certificate.
    pub av: Option<(DnsName, Range<usize>)>,
    /// Names that the manifest leaves out, by usage.
    pub without: Vec<(String, DnsName, Range<usize>)>,
    /// Where conditions are decided, as far as the manifest says.
    decided: Vec<(Condition, Range<usize>)>,
}

impl Background {
    /// Takes it from what was read without faults.
    pub(super) fn new(
        model: &Model,
        source: &Source,
        estate: &Estate<'_>,
        pools: &[pools::Pool<'_>],
    ) -> Self {
        let pools = pools
            .iter()
            .map(|pool| (pool.fqdn.clone(), PoolBackground::new(model, source, pool)));
        Self {
            deployment: estate.deployment.clone(),
            product: estate.product,
            pools: pools.collect(),
            sip_domains: source.key(&Path::root().key("sip_domains")),
        }
    }

    /// The pool of a certificate, with the profile that it was derived by and for whom.
    pub fn derivation(
        &self,
        id: &CertificateId,
    ) -> Option<(&lync::Pool, &'static Profile, Members)> {
        let pool = self.pools.get(id.pool()?)?.lync.as_ref()?;
        let profile = lync::absence::profile(id.usage(), &self.deployment, pool)?;
        let members = match id.server() {
            Some(server) => Members::One(pool.servers.iter().position(|own| own == server)?),
            None => Members::All,
        };
        Some((pool, profile, members))
    }

    /// Why a pool does not have a certificate that its role knows, and what the manifest
    /// says to have it.
    pub fn unmet(&self, id: &CertificateId) -> Option<(&'static str, &'static str)> {
        let pool = self.pools.get(id.pool()?)?.lync.as_ref()?;
        let known = |profile: &&Profile| profile.usage == id.usage();
        let profile = pool.kind.role().profiles().iter().find(known)?;
        let holds = profile.when.holds(&self.deployment, pool);
        (!holds && self.derivation(id).is_none()).then(|| lync::absence::unmet(profile.when))
    }
}

impl PoolBackground {
    fn new(model: &Model, source: &Source, pool: &pools::Pool<'_>) -> Self {
        let edge = pool.path.key("edge");
        let av = pool.model.edge.as_ref().and_then(|edge| edge.av.as_ref());
        let av = av.and_then(|name| DnsName::parse(name).ok());
        let mut without = Vec::new();
        for (index, certificate) in pool.model.certificates.iter().enumerate() {
            let path = pool
                .path
                .key("certificates")
                .index(index)
                .key("without_dns");
            for (index, name) in certificate.without_dns.iter().enumerate() {
                let name = DnsName::parse_wildcard(name);
                let span = source.value(&path.index(index));
                without.extend(name.map(|name| (certificate.usage.clone(), name, span)));
            }
        }
        Self {
            lync: pool.lync.clone(),
            role: pools::word(pool.model.role),
            span: pool.places.fqdn.clone(),
            av: av.map(|name| (name, source.value(&edge.key("av")))),
            without,
            decided: decided(model, source, pool),
        }
    }

    /// Where the manifest decides a condition, if it says anything of it.
    pub fn decides(&self, condition: Condition) -> Option<Range<usize>> {
        let mut decided = self.decided.iter();
        let (_, span) = decided.find(|(decided, _)| *decided == condition)?;
        Some(span.clone())
    }
}

fn decided(
    model: &Model,
    source: &Source,
    pool: &pools::Pool<'_>,
) -> Vec<(Condition, Range<usize>)> {
    let root = Path::root();
    let own = &pool.path;
    let layout = match pool.model.certificate_layout {
        Some(_) => own.key("certificate_layout"),
        None => root.key("defaults").key("certificate_layout"),
    };
    let av = own.key("edge").key("av_certificate");
    let xmpp = match model.xmpp {
        Some(_) => root.key("product"),
        None => root.key("xmpp"),
    };
    let farm = own.key("office_web_apps").key("server_names");
    let places = [
        (Condition::Combined, layout.clone(), "certificate_layout"),
        (Condition::Split, layout, "certificate_layout"),
        (Condition::AutoLogon, own.key("auto_logon"), "auto_logon"),
        (
            Condition::SipInternal,
            root.key("dns").key("sipinternal"),
            "sipinternal",
        ),
        (
            Condition::SipExternal,
            root.key("dns").key("sipexternal"),
            "sipexternal",
        ),
        (
            Condition::AutodiscoverHttps,
            root.key("autodiscover"),
            "autodiscover",
        ),
        (Condition::SharedAv, av.clone(), "av_certificate"),
        (Condition::SeparateAv, av, "av_certificate"),
        (Condition::Xmpp, xmpp, "product"),
        (Condition::FarmServers, farm, "server_names"),
    ];
    // What is not written has the place of its parent, which would mislead.
    let written = |key: Range<usize>, word| {
        let text = source.text().get(key).unwrap_or_default();
        text.trim_matches(['"', '\'']) == word
    };
    places
        .into_iter()
        .filter(|(_, path, word)| written(source.key(path), *word))
        .map(|(condition, path, _)| (condition, source.key(&path)))
        .collect()
}
