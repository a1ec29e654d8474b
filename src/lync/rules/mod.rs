//! The rules: each says which names it puts into a certificate, when, and which
//! page of Microsoft's says so. Here is what a rule is; the rules themselves stand by
//! where their names are used:
//!
//! | certificates of | file |
//! |---|---|
//! | Front Ends, Standard Edition servers, Directors, Mediation servers, the deployment | [`inside`] |
//! | Edge servers | [`edge`] |
//! | what leans on them: branches, Persistent Chat, video, trusted applications | [`beside`] |
//! | reverse proxies and Office Web Apps | [`web`] |

use super::Product;
use super::sources::{Source, Sources};

pub mod beside;
pub mod edge;
pub mod inside;
pub mod web;

/// Where a name in a certificate comes from.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable, `snake_case`.
    pub code: &'static str,
    /// What the name is, and why it has to be there; lower case, no full stop.
    pub what: &'static str,
    /// Which names it gives.
    pub input: Input,
    /// When it applies.
    pub when: Condition,
    /// Whether a wildcard may stand for its names. Microsoft allows it for simple
    /// URLs and Autodiscover names and nothing else ("Wildcard certificate support
    /// in Lync Server 2013", Hh202161).
    pub wildcard: bool,
    /// The pages that say so.
    pub sources: Sources,
}

impl Rule {
    /// The page about a product that says so.
    pub fn source(&self, product: Product) -> Source {
        self.sources.of(product)
    }
}

/// Which value of an estate a rule makes names of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// The pool's FQDN.
    Pool,
    /// The FQDNs of the servers that the certificate is for.
    Servers,
    /// `sip.` before each SIP domain.
    Sip,
    /// `sipinternal.` before each SIP domain.
    SipInternal,
    /// `sipexternal.` before each SIP domain.
    SipExternal,
    /// `lyncdiscoverinternal.` before each SIP domain.
    LyncdiscoverInternal,
    /// `lyncdiscover.` before each SIP domain.
    Lyncdiscover,
    /// Each SIP domain itself.
    SipDomains,
    /// The internal web FQDN.
    WebInternal,
    /// The external web FQDN.
    WebExternal,
    /// The hosts of the Meet URLs.
    Meet,
    /// The hosts of the Dial-in URLs.
    Dialin,
    /// The hosts of the Admin URLs.
    Admin,
    /// The Access Edge FQDN.
    Access,
    /// The Web Conferencing Edge FQDN.
    WebConferencing,
    /// The XMPP domains, in the style of the deployment.
    XmppDomains,
    /// The external web FQDNs of the pools that a reverse proxy publishes.
    PublishedWeb,
    /// The external FQDNs of the Office Web Apps farms that a reverse proxy publishes.
    PublishedFarms,
    /// The external FQDN of an Office Web Apps farm.
    FarmExternal,
}

/// When a rule, a type or a certificate applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Always.
    Always,
    /// The pool has one certificate for Default and both web services.
    Combined,
    /// The pool has one for each of them.
    Split,
    /// The pool is one that clients sign in to automatically.
    AutoLogon,
    /// `sipinternal` exists in DNS.
    SipInternal,
    /// `sipexternal` exists in DNS.
    SipExternal,
    /// Clients outside ask for Autodiscover by HTTPS.
    AutodiscoverHttps,
    /// The A/V Authentication service shares the external certificate.
    SharedAv,
    /// The A/V Authentication service has its own certificate.
    SeparateAv,
    /// The deployment federates by XMPP, and the pool's product still knows it.
    Xmpp,
    /// The servers of the farm are reached by their own names too.
    FarmServers,
}

impl Condition {
    /// When that is, as words of the manifest.
    pub fn words(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Combined => "unless `certificate_layout: split`",
            Self::Split => "with `certificate_layout: split`",
            Self::AutoLogon => "unless `auto_logon: false`",
            Self::SipInternal => "with `dns: { sipinternal: true }`",
            Self::SipExternal => "with `dns: { sipexternal: true }`",
            Self::AutodiscoverHttps => "unless `autodiscover: http`",
            Self::SharedAv => "unless `av_certificate: separate`",
            Self::SeparateAv => "with `av_certificate: separate`",
            Self::Xmpp => "with `xmpp`, up to Skype for Business Server 2015",
            Self::FarmServers => "with `office_web_apps: { server_names: true }`",
        }
    }
}

const fn rule(code: &'static str, what: &'static str, input: Input, sources: Sources) -> Rule {
    Rule {
        code,
        what,
        input,
        when: Condition::Always,
        wildcard: false,
        sources,
    }
}
