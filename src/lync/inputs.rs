//! What the rules ask of an estate, as plain values that were checked before.

use crate::cert::DnsName;
use crate::cert::NameError;

use super::Role;

/// A SIP or XMPP domain: a name that leaves room for the labels that Lync puts in
/// front of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(DnsName);

/// The longest label that is ever put in front of a domain.
const LONGEST_LABEL: &str = "lyncdiscoverinternal";

impl Domain {
    /// Takes a name as a domain.
    ///
    /// # Errors
    ///
    /// [`NameError::TooLong`] where `lyncdiscoverinternal.` in front of it would be
    /// longer than DNS allows.
    pub fn new(name: DnsName) -> Result<Self, NameError> {
        name.prefixed(LONGEST_LABEL)?;
        Ok(Self(name))
    }

    /// The domain's own name.
    pub fn name(&self) -> &DnsName {
        &self.0
    }

    /// A host in the domain, such as `sip.contoso.com`. The label is one of the
    /// rules' own, none longer than `lyncdiscoverinternal`.
    pub(super) fn host(&self, label: &'static str) -> DnsName {
        self.0
            .prefixed(label)
            .expect("a domain leaves room for the longest label, and ours are valid")
    }
}

/// What holds for the whole deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The SIP domains, the default one first.
    pub sip_domains: Vec<Domain>,
    /// `sipinternal.<sip domain>` exists in DNS.
    pub sipinternal: bool,
    /// `sipexternal.<sip domain>` exists in DNS.
    pub sipexternal: bool,
    /// Clients outside ask for Autodiscover by HTTPS first, not by HTTP.
    pub autodiscover_https: bool,
    /// XMPP federation, where there is any.
    pub xmpp: Option<Xmpp>,
}

/// XMPP federation.
#[derive(Clone, Debug)]
pub struct Xmpp {
    /// The domains that federate.
    pub domains: Vec<Domain>,
    /// How they are named in the certificate.
    pub style: XmppStyle,
}

/// Microsoft documents two ways to name XMPP domains, and the deployment wizard
/// takes the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmppStyle {
    /// `contoso.com`
    BareDomain,
    /// `xmpp.contoso.com` and `*.contoso.com`
    HostWildcard,
}

/// One pool.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Its FQDN; an Edge pool's internal one.
    pub fqdn: DnsName,
    /// Its servers; at least one.
    pub servers: Vec<DnsName>,
    /// What its servers do, with what only they need.
    pub kind: Kind,
}

/// What the servers of a pool do, with what only they need.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Enterprise Edition Front Ends
    FrontEnd(Web),
    /// A Standard Edition server
    StandardEdition(Web),
    /// Directors
    Director(Web),
    /// Edge servers
    Edge(Edge),
    /// Stand-alone Mediation servers
    Mediation,
}

impl Kind {
    /// The role alone.
    pub fn role(&self) -> Role {
        match self {
            Self::FrontEnd(_) => Role::FrontEnd,
            Self::StandardEdition(_) => Role::StandardEdition,
            Self::Director(_) => Role::Director,
            Self::Edge(_) => Role::Edge,
            Self::Mediation => Role::Mediation,
        }
    }

    /// The web services, where the role has them.
    pub fn web(&self) -> Option<&Web> {
        match self {
            Self::FrontEnd(web) | Self::StandardEdition(web) | Self::Director(web) => Some(web),
            Self::Edge(_) | Self::Mediation => None,
        }
    }

    /// The external names, where the role has them.
    pub fn edge(&self) -> Option<&Edge> {
        match self {
            Self::Edge(edge) => Some(edge),
            _ => None,
        }
    }
}

/// What a pool with web services needs.
#[derive(Clone, Debug)]
pub struct Web {
    /// The internal web FQDN; the pool's own where it is not overridden.
    pub internal: DnsName,
    /// The external web FQDN.
    pub external: DnsName,
    /// Clients sign in here without being told the server.
    pub auto_logon: bool,
    /// One certificate or three.
    pub layout: Layout,
    /// Hosts of the Meet URLs.
    pub meet: Vec<DnsName>,
    /// Hosts of the Dial-in URLs.
    pub dialin: Vec<DnsName>,
    /// Hosts of the Admin URLs.
    pub admin: Vec<DnsName>,
    /// A wildcard stands for simple URLs and Autodiscover names of a SIP domain.
    pub wildcard: bool,
}

/// One certificate for Default, WebServicesInternal and WebServicesExternal, or three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One.
    Combined,
    /// Three.
    Split,
}

/// What an Edge pool needs.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The Access Edge service's FQDN.
    pub access: DnsName,
    /// The Web Conferencing Edge service's FQDN; may be the same.
    pub web_conferencing: DnsName,
    /// The A/V Authentication service has a certificate of its own.
    pub separate_av: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_leaves_room_for_the_longest_label() {
        let name = |length: usize| {
            let text = format!("{}com", "abcdefg.".repeat(length / 8));
            DnsName::parse(&text).unwrap()
        };
        assert!(Domain::new(name(224)).is_ok());
        assert_eq!(Domain::new(name(240)), Err(NameError::TooLong(264)));
    }
}
