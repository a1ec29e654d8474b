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

/// What a server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Product {
    /// Lync Server 2013
    Lync2013,
    /// Skype for Business Server 2015
    Sfb2015,
    /// Skype for Business Server 2019
    Sfb2019,
    /// Skype for Business Server Subscription Edition
    SfbSe,
}

impl Product {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lync2013 => "Lync Server 2013",
            Self::Sfb2015 => "Skype for Business Server 2015",
            Self::Sfb2019 => "Skype for Business Server 2019",
            Self::SfbSe => "Skype for Business Server Subscription Edition",
        }
    }

    /// Whether it has XMPP federation ("What's deprecated in Skype for Business Server
    /// 2019").
    pub fn has_xmpp(self) -> bool {
        self < Self::Sfb2019
    }

    /// Whether it has a role. Persistent Chat went with Skype for Business Server 2019,
    /// Video Interop Servers came with 2015.
    pub fn has(self, role: Role) -> bool {
        match role {
            Role::PersistentChat => self < Self::Sfb2019,
            Role::VideoInterop => self > Self::Lync2013,
            _ => true,
        }
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
    /// What its servers run.
    pub product: Product,
    /// Its FQDN; an Edge pool's internal one.
    pub fqdn: DnsName,
    /// Its servers; at least one.
    pub servers: Vec<DnsName>,
    /// What its servers do, with what only they need.
    pub kind: Kind,
}

impl Pool {
    /// The same pool with each name listed instead of a wildcard.
    pub fn without_wildcard(&self) -> Self {
        let mut pool = self.clone();
        match &mut pool.kind {
            Kind::FrontEnd(web) | Kind::StandardEdition(web) | Kind::Director(web) => {
                web.wildcard = false;
            }
            Kind::ReverseProxy(published) => published.wildcard = false,
            _ => {}
        }
        pool
    }
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
    /// Persistent Chat servers
    PersistentChat,
    /// Video Interop Servers
    VideoInterop,
    /// A survivable branch appliance or server
    SurvivableBranch,
    /// Computers of trusted applications
    TrustedApplication,
    /// Reverse proxies
    ReverseProxy(Publication),
    /// An Office Web Apps farm
    OfficeWebApps(Farm),
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
            Self::PersistentChat => Role::PersistentChat,
            Self::VideoInterop => Role::VideoInterop,
            Self::SurvivableBranch => Role::SurvivableBranch,
            Self::TrustedApplication => Role::TrustedApplication,
            Self::ReverseProxy(_) => Role::ReverseProxy,
            Self::OfficeWebApps(_) => Role::OfficeWebApps,
        }
    }

    /// The web services, where the role has them.
    pub fn web(&self) -> Option<&Web> {
        match self {
            Self::FrontEnd(web) | Self::StandardEdition(web) | Self::Director(web) => Some(web),
            _ => None,
        }
    }

    /// The external names, where the role has them.
    pub fn edge(&self) -> Option<&Edge> {
        match self {
            Self::Edge(edge) => Some(edge),
            _ => None,
        }
    }

    /// What it publishes, where it is a reverse proxy.
    pub fn publication(&self) -> Option<&Publication> {
        match self {
            Self::ReverseProxy(publication) => Some(publication),
            _ => None,
        }
    }

    /// The farm, where it is one.
    pub fn farm(&self) -> Option<&Farm> {
        match self {
            Self::OfficeWebApps(farm) => Some(farm),
            _ => None,
        }
    }

    /// Whether a wildcard stands for simple URLs and Autodiscover names.
    pub fn wildcard(&self) -> bool {
        self.web().is_some_and(|web| web.wildcard)
            || self
                .publication()
                .is_some_and(|published| published.wildcard)
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

/// What a reverse proxy publishes.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// The external web FQDNs of the pools, Directors after the others.
    pub web: Vec<DnsName>,
    /// Hosts of the Meet URLs.
    pub meet: Vec<DnsName>,
    /// Hosts of the Dial-in URLs.
    pub dialin: Vec<DnsName>,
    /// The external FQDNs of Office Web Apps farms.
    pub farms: Vec<DnsName>,
    /// A wildcard stands for simple URLs and Autodiscover names of a SIP domain.
    pub wildcard: bool,
}

/// What an Office Web Apps farm needs.
#[derive(Clone, Debug)]
pub struct Farm {
    /// Its FQDN from outside, where it is another.
    pub external: Option<DnsName>,
    /// Its servers are reached by their own names too.
    pub server_names: bool,
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
