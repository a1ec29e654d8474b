//! The rules: each says which names it puts into a certificate, when, and which
//! page of Microsoft's says so.

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
    /// The page that says so.
    pub source: Source,
}

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its title.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
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
    /// The deployment federates by XMPP.
    Xmpp,
}

macro_rules! page {
    ($title:literal, $file:literal) => {
        Source {
            title: $title,
            url: concat!(
                "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-",
                $file
            ),
        }
    };
}

const INTERNAL: Source = page!(
    "Certificate requirements for internal servers in Lync Server 2013",
    "certificate-requirements-for-internal-servers"
);
const EXTERNAL: Source = page!(
    "Certificate requirements for external user access in Lync Server 2013",
    "certificate-requirements-for-external-user-access"
);
const AUTODISCOVER: Source = page!(
    "Configuring certificates for Autodiscover in Lync Server 2013",
    "configuring-certificates-for-autodiscover"
);
const MOBILITY: Source = page!(
    "Certificate requirements for mobility in Lync Server 2013",
    "certificate-requirements-for-mobility"
);
const XMPP: Source = page!(
    "Certificate summary - XMPP federation in Lync Server 2013",
    "certificate-summary-extensible-messaging-and-presence-protocol-xmpp-federation"
);
const OAUTH: Source = page!(
    "Managing server-to-server authentication (OAuth) and partner applications in Lync Server 2013",
    "managing-server-to-server-authentication-oauth-and-partner-applications"
);

/// The page that says where wildcards are possible.
pub const WILDCARDS: Source = page!(
    "Wildcard certificate support in Lync Server 2013",
    "wildcard-certificate-support"
);

const fn rule(code: &'static str, what: &'static str, input: Input, source: Source) -> Rule {
    Rule {
        code,
        what,
        input,
        when: Condition::Always,
        wildcard: false,
        source,
    }
}

/// The pool's name, which the servers of a pool answer to together.
pub static POOL: Rule = rule("pool_fqdn", "the pool's FQDN", Input::Pool, INTERNAL);

/// The server's own name.
///
/// On web certificates of a Front End the rule and the printed example disagree about
/// pool and server: both are put in.
pub static SERVER: Rule = rule("server_fqdn", "the server's FQDN", Input::Servers, INTERNAL);

/// Clients with automatic configuration and strict name matching find the pool as
/// `sip.<sip domain>`.
pub static SIP: Rule = Rule {
    when: Condition::AutoLogon,
    ..rule(
        "sip",
        "clients that sign in automatically look for this name in each SIP domain",
        Input::Sip,
        INTERNAL,
    )
};

/// Only where the name exists in DNS.
pub static SIPINTERNAL: Rule = Rule {
    when: Condition::SipInternal,
    ..rule(
        "sipinternal",
        "clients inside fall back to this name, which exists in DNS",
        Input::SipInternal,
        INTERNAL,
    )
};

/// Only where the name exists in DNS.
pub static SIPEXTERNAL: Rule = Rule {
    when: Condition::SipExternal,
    ..rule(
        "sipexternal",
        "clients outside fall back to this name, which exists in DNS",
        Input::SipExternal,
        INTERNAL,
    )
};

/// The internal web FQDN: the pool's own unless overridden.
pub static WEB_INTERNAL: Rule = rule(
    "web_internal",
    "the internal FQDN of the web services",
    Input::WebInternal,
    INTERNAL,
);

/// The external web FQDN, under which the reverse proxy reaches the pool.
pub static WEB_EXTERNAL: Rule = rule(
    "web_external",
    "the external FQDN of the web services",
    Input::WebExternal,
    INTERNAL,
);

/// Meetings are joined here; one for each SIP domain.
pub static MEET: Rule = Rule {
    wildcard: true,
    ..rule("meet", "the host of a Meet URL", Input::Meet, INTERNAL)
};

/// Dial-in conferencing settings.
pub static DIALIN: Rule = Rule {
    wildcard: true,
    ..rule(
        "dialin",
        "the host of a Dial-in URL",
        Input::Dialin,
        INTERNAL,
    )
};

/// The control panel. Internal only: the one table that lists it for external web
/// services of a Front End contradicts those of all other roles.
pub static ADMIN: Rule = Rule {
    wildcard: true,
    ..rule("admin", "the host of an Admin URL", Input::Admin, INTERNAL)
};

/// Autodiscover from inside, for each SIP domain; another page has it for internal
/// domain names, which `extra_dns` adds.
pub static LYNCDISCOVERINTERNAL: Rule = Rule {
    wildcard: true,
    ..rule(
        "lyncdiscoverinternal",
        "Autodiscover from inside, in each SIP domain",
        Input::LyncdiscoverInternal,
        MOBILITY,
    )
};

/// Autodiscover from outside, unless clients ask for it by HTTP first.
pub static LYNCDISCOVER: Rule = Rule {
    wildcard: true,
    when: Condition::AutodiscoverHttps,
    ..rule(
        "lyncdiscover",
        "Autodiscover from outside, in each SIP domain",
        Input::Lyncdiscover,
        AUTODISCOVER,
    )
};

/// The Edge pool's internal name. Microsoft asks for no alternative name here; the
/// common name is repeated, as RFC 6125 6.4.4 wants it.
pub static EDGE_INTERNAL: Rule = rule(
    "edge_internal",
    "the Edge pool's internal FQDN",
    Input::Pool,
    EXTERNAL,
);

/// The Access Edge name. It is the common name, and has to be repeated, since a
/// subject is not looked at where alternative names exist.
pub static ACCESS: Rule = rule(
    "access_edge",
    "the Access Edge service's external FQDN",
    Input::Access,
    EXTERNAL,
);

/// The Web Conferencing Edge name. The A/V Edge's is in no table but one sentence,
/// and the service does not look at it: left out.
pub static WEB_CONFERENCING: Rule = rule(
    "web_conferencing_edge",
    "the Web Conferencing Edge service's external FQDN",
    Input::WebConferencing,
    EXTERNAL,
);

/// Federation partners and clients outside look for `sip.<sip domain>`.
pub static EDGE_SIP: Rule = rule(
    "edge_sip",
    "clients outside and federation partners look for this name in each SIP domain",
    Input::Sip,
    EXTERNAL,
);

/// XMPP partners check the domain. One page and the wizard take the bare domain, other
/// pages `xmpp.<domain>` with a wildcard: the first is the default.
pub static XMPP_DOMAIN: Rule = Rule {
    when: Condition::Xmpp,
    ..rule(
        "xmpp_domain",
        "XMPP federation partners look for this domain",
        Input::XmppDomains,
        XMPP,
    )
};

/// The default SIP domain is the OAuth realm, further ones follow as alternative
/// names. Director pages that print a server's name there are illustrations.
pub static OAUTH_REALM: Rule = rule(
    "oauth_realm",
    "a SIP domain; the default one is the OAuth realm",
    Input::SipDomains,
    OAUTH,
);
