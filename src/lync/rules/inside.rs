//! The rules of the servers inside, and of the deployment's own certificate.

use super::super::sources::{AUTODISCOVER, INTERNAL, MOBILITY, OAUTH};
use super::{Condition, Input, Rule, rule};

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

/// Autodiscover from outside. A reverse proxy may listen for it by HTTP alone and do
/// without the name; the server behind it has it always, since a name too many is free.
pub static LYNCDISCOVER: Rule = Rule {
    wildcard: true,
    ..rule(
        "lyncdiscover",
        "Autodiscover from outside, in each SIP domain",
        Input::Lyncdiscover,
        AUTODISCOVER,
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
