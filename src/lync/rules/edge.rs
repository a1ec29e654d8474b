//! The rules of Edge servers.

use super::super::sources::{EXTERNAL, XMPP};
use super::{Condition, Input, Rule, rule};

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
