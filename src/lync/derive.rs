//! The names of one certificate, in the order in which they are written, each with
//! the rule that it comes from.

use std::collections::BTreeSet;

use crate::cert::DnsName;

use super::given::{given, of_domains, under_wildcard};
use super::roles::OAUTH;
use super::rules::inside::POOL;
use super::{CommonName, Condition, Deployment, Input, Layout, Pool, Profile, Role, Rule};

/// The names of one certificate.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The common name; never a wildcard.
    pub common_name: DnsName,
    /// The alternative names without repetition, the common name first.
    pub names: Vec<Named>,
}

/// A name and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: DnsName,
    /// The rule that put it in.
    pub rule: &'static Rule,
    /// Which element of the rule's input it was made of; 0 where that is one value.
    pub index: usize,
}

/// For which servers of a pool a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// The one at this index of [`Pool::servers`].
    One(usize),
    /// All of them.
    All,
}

/// The certificates that a role needs with this layout and A/V certificate.
pub fn profiles(
    role: Role,
    layout: Layout,
    separate_av: bool,
) -> impl Iterator<Item = &'static Profile> {
    role.profiles()
        .iter()
        .filter(move |profile| match profile.when {
            Condition::Combined => layout == Layout::Combined,
            Condition::Split => layout == Layout::Split,
            Condition::SeparateAv => separate_av,
            _ => true,
        })
}

/// Microsoft's type names that a certificate of this pool is assigned to.
pub fn types(profile: &Profile, deployment: &Deployment, pool: &Pool) -> Vec<&'static str> {
    profile
        .types
        .iter()
        .filter(|(_, when)| when.holds(deployment, pool))
        .map(|(name, _)| *name)
        .collect()
}

/// The names of one certificate of a pool.
pub fn derive(
    profile: &Profile,
    deployment: &Deployment,
    pool: &Pool,
    members: Members,
) -> Derived {
    let cn_input = match (profile.common_name, members) {
        // A shared certificate has no one server to be named after.
        (CommonName::Server, Members::All) => Input::Pool,
        (common_name, _) => input_of(common_name),
    };
    let mut names = Names::default();
    let applying = || {
        profile
            .rules
            .iter()
            .filter(|rule| rule.when.holds(deployment, pool))
    };
    // The common name first: some authorities take the first name for it.
    let named_by = applying()
        .find(|rule| rule.input == cn_input)
        .copied()
        .unwrap_or(&POOL);
    let given_first = given(named_by.input, deployment, pool, members);
    names.extend(named_by, given_first.into_iter().take(1));
    for rule in applying() {
        let mut given = given(rule.input, deployment, pool, members);
        if rule.wildcard && pool.kind.wildcard() {
            for (_, name) in &mut given {
                *name = under_wildcard(name, deployment);
            }
        }
        names.extend(rule, given);
    }
    let common_name = names.list.first().map_or_else(
        // Not reached by the tables, which a test in `roles` holds to it.
        || pool.fqdn.clone(),
        |first| first.name.clone(),
    );
    Derived {
        common_name,
        names: names.list,
    }
}

/// The names of the OAuthTokenIssuer certificate; nothing where there is no SIP domain.
pub fn oauth(deployment: &Deployment) -> Option<Derived> {
    let rule = OAUTH.rules[0];
    let mut names = Names::default();
    names.extend(
        rule,
        of_domains(&deployment.sip_domains, |domain| domain.name().clone()),
    );
    let common_name = names.list.first()?.name.clone();
    Some(Derived {
        common_name,
        names: names.list,
    })
}

/// What a common name is made of.
pub(super) fn input_of(common_name: CommonName) -> Input {
    match common_name {
        CommonName::Pool => Input::Pool,
        CommonName::Server => Input::Servers,
        CommonName::Access => Input::Access,
        CommonName::SipDomain => Input::SipDomains,
        CommonName::PublishedWeb => Input::PublishedWeb,
    }
}

impl Condition {
    /// Whether it holds for a pool of the deployment.
    pub fn holds(self, deployment: &Deployment, pool: &Pool) -> bool {
        let (web, edge) = (pool.kind.web(), pool.kind.edge());
        match self {
            Self::Always => true,
            Self::Combined => web.is_some_and(|web| web.layout == Layout::Combined),
            Self::Split => web.is_some_and(|web| web.layout == Layout::Split),
            Self::AutoLogon => web.is_some_and(|web| web.auto_logon),
            Self::SipInternal => deployment.sipinternal,
            Self::SipExternal => deployment.sipexternal,
            Self::AutodiscoverHttps => deployment.autodiscover_https,
            Self::SharedAv => edge.is_some_and(|edge| !edge.separate_av),
            Self::SeparateAv => edge.is_some_and(|edge| edge.separate_av),
            Self::Xmpp => deployment.xmpp.is_some() && pool.product.has_xmpp(),
            Self::FarmServers => pool.kind.farm().is_some_and(|farm| farm.server_names),
        }
    }
}

/// Names in order, without repetition; the first rule that asks for one has it.
#[derive(Default)]
struct Names {
    list: Vec<Named>,
    seen: BTreeSet<DnsName>,
}

impl Names {
    fn extend(&mut self, rule: &'static Rule, given: impl IntoIterator<Item = (usize, DnsName)>) {
        for (index, name) in given {
            if self.seen.insert(name.clone()) {
                self.list.push(Named { name, rule, index });
            }
        }
    }
}
