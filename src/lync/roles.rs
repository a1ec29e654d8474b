//! The roles: which certificates each has, for which of Microsoft's types, for whom,
//! and which rules put names into them.

use super::Condition;
use super::rules::{
    ACCESS, ADMIN, DIALIN, EDGE_INTERNAL, EDGE_SIP, LYNCDISCOVER, LYNCDISCOVERINTERNAL, MEET,
    OAUTH_REALM, POOL, Rule, SERVER, SIP, SIPEXTERNAL, SIPINTERNAL, WEB_CONFERENCING, WEB_EXTERNAL,
    WEB_INTERNAL, XMPP_DOMAIN,
};

/// What the servers of a pool do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Enterprise Edition Front End
    FrontEnd,
    /// Standard Edition server
    StandardEdition,
    /// Director
    Director,
    /// Edge server
    Edge,
    /// Stand-alone Mediation server
    Mediation,
}

/// One certificate that a role needs.
#[derive(Debug)]
pub struct Profile {
    /// Its word in the manifest.
    pub usage: &'static str,
    /// When the role needs it.
    pub when: Condition,
    /// Microsoft's names for what it is assigned to (`Set-CsCertificate -Type`), each
    /// with its condition.
    pub types: &'static [(&'static str, Condition)],
    /// For whom it is, unless the manifest says otherwise.
    pub scope: Scope,
    /// Whether the manifest may say otherwise.
    pub scope_is_free: bool,
    /// What its common name is; the same name is the first alternative name.
    pub common_name: CommonName,
    /// Where its names come from, in the order in which they are written.
    pub rules: &'static [&'static Rule],
}

/// For whom a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One for each server.
    Server,
    /// One for all servers of the pool, with its key.
    Pool,
}

/// What the common name of a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommonName {
    /// The pool's FQDN.
    Pool,
    /// The server's FQDN; the pool's where the pool shares the certificate.
    Server,
    /// The Access Edge FQDN.
    Access,
    /// The default SIP domain.
    SipDomain,
}

use Condition::{Always, Combined, SeparateAv, SharedAv, Split, Xmpp};

const DEFAULT: (&str, Condition) = ("Default", Always);
const WEB_INT: (&str, Condition) = ("WebServicesInternal", Always);
const WEB_EXT: (&str, Condition) = ("WebServicesExternal", Always);

/// A certificate for each server, which `per: pool` may change.
const fn per_server(
    usage: &'static str,
    when: Condition,
    types: &'static [(&'static str, Condition)],
    common_name: CommonName,
    rules: &'static [&'static Rule],
) -> Profile {
    Profile {
        usage,
        when,
        types,
        scope: Scope::Server,
        scope_is_free: true,
        common_name,
        rules,
    }
}

/// A certificate that all servers of a pool must share, with its key.
const fn shared(
    usage: &'static str,
    when: Condition,
    types: &'static [(&'static str, Condition)],
    common_name: CommonName,
    rules: &'static [&'static Rule],
) -> Profile {
    Profile {
        usage,
        when,
        types,
        scope: Scope::Pool,
        scope_is_free: false,
        common_name,
        rules,
    }
}

#[rustfmt::skip] // a table
static FRONT_END: [Profile; 4] = [
    per_server("default", Combined, &[DEFAULT, WEB_INT, WEB_EXT], CommonName::Pool,
        &[&POOL, &SERVER, &SIP, &SIPINTERNAL, &SIPEXTERNAL, &WEB_INTERNAL, &WEB_EXTERNAL, &MEET, &DIALIN, &ADMIN, &LYNCDISCOVERINTERNAL, &LYNCDISCOVER]),
    per_server("default", Split, &[DEFAULT], CommonName::Pool,
        &[&POOL, &SERVER, &SIP, &SIPINTERNAL, &SIPEXTERNAL]),
    per_server("web-internal", Split, &[WEB_INT], CommonName::Pool,
        &[&POOL, &SERVER, &WEB_INTERNAL, &MEET, &DIALIN, &ADMIN, &LYNCDISCOVERINTERNAL]),
    per_server("web-external", Split, &[WEB_EXT], CommonName::Pool,
        &[&POOL, &SERVER, &WEB_EXTERNAL, &MEET, &DIALIN, &LYNCDISCOVER]),
];

// The pool is the server, so that both of Microsoft's readings of the common name of
// web certificates agree, and nothing is there to share.
#[rustfmt::skip] // a table
static STANDARD_EDITION: [Profile; 4] = [
    Profile { scope_is_free: false, ..per_server("default", Combined, FRONT_END[0].types, CommonName::Pool, FRONT_END[0].rules) },
    Profile { scope_is_free: false, ..per_server("default", Split, FRONT_END[1].types, CommonName::Pool, FRONT_END[1].rules) },
    Profile { scope_is_free: false, ..per_server("web-internal", Split, FRONT_END[2].types, CommonName::Pool, FRONT_END[2].rules) },
    Profile { scope_is_free: false, ..per_server("web-external", Split, FRONT_END[3].types, CommonName::Pool, FRONT_END[3].rules) },
];

// The split web certificates carry the server as common name, the combined one the pool.
#[rustfmt::skip] // a table
static DIRECTOR: [Profile; 4] = [
    per_server("default", Combined, FRONT_END[0].types, CommonName::Pool, FRONT_END[0].rules),
    per_server("default", Split, &[DEFAULT], CommonName::Pool, FRONT_END[1].rules),
    per_server("web-internal", Split, &[WEB_INT], CommonName::Server, FRONT_END[2].rules),
    per_server("web-external", Split, &[WEB_EXT], CommonName::Server,
        &[&SERVER, &WEB_EXTERNAL, &MEET, &DIALIN, &LYNCDISCOVER]),
];

// A/V Authentication needs the same key on all servers of a pool, the rest follows it.
// It uses a certificate's key only: its own certificate carries the Access Edge's name.
#[rustfmt::skip] // a table
static EDGE: [Profile; 3] = [
    shared("edge-internal", Always, &[("Internal", Always)], CommonName::Pool,
        &[&EDGE_INTERNAL]),
    shared("edge-external", Always,
        &[("AccessEdgeExternal", Always), ("DataEdgeExternal", Always), ("AudioVideoAuthentication", SharedAv), ("XmppServer", Xmpp)],
        CommonName::Access,
        &[&ACCESS, &WEB_CONFERENCING, &EDGE_SIP, &XMPP_DOMAIN]),
    shared("edge-av", SeparateAv, &[("AudioVideoAuthentication", Always)], CommonName::Access,
        &[&ACCESS]),
];

static MEDIATION: [Profile; 1] = [per_server(
    "default",
    Always,
    &[DEFAULT],
    CommonName::Pool,
    &[&POOL, &SERVER],
)];

/// The deployment's one OAuthTokenIssuer certificate. It belongs to no pool: it is
/// assigned once and replicated to all servers.
pub static OAUTH: Profile = shared(
    "oauth",
    Always,
    &[("OAuthTokenIssuer", Always)],
    CommonName::SipDomain,
    &[&OAUTH_REALM],
);

impl Role {
    /// Its word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::FrontEnd => "front-end",
            Self::StandardEdition => "standard-edition",
            Self::Director => "director",
            Self::Edge => "edge",
            Self::Mediation => "mediation",
        }
    }

    /// Every certificate that it may need.
    pub fn profiles(self) -> &'static [Profile] {
        match self {
            Self::FrontEnd => &FRONT_END,
            Self::StandardEdition => &STANDARD_EDITION,
            Self::Director => &DIRECTOR,
            Self::Edge => &EDGE,
            Self::Mediation => &MEDIATION,
        }
    }

    /// Whether its servers have web services, and with them simple URLs.
    pub fn has_web_services(self) -> bool {
        matches!(
            self,
            Self::FrontEnd | Self::StandardEdition | Self::Director
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn codes<'a>(profiles: impl Iterator<Item = &'a Profile>) -> BTreeSet<&'static str> {
        profiles
            .flat_map(|profile| profile.rules.iter().map(|rule| rule.code))
            .collect()
    }

    #[test]
    fn the_combined_certificate_is_the_union_of_the_three() {
        for role in [Role::FrontEnd, Role::StandardEdition, Role::Director] {
            let (combined, split): (Vec<&Profile>, Vec<&Profile>) = role
                .profiles()
                .iter()
                .partition(|profile| profile.when == Combined);
            assert_eq!(
                codes(combined.iter().copied()),
                codes(split.iter().copied())
            );
            assert_eq!(combined[0].common_name, CommonName::Pool);
        }
    }

    #[test]
    fn the_rule_of_the_common_name_is_among_the_rules() {
        for role in [
            Role::FrontEnd,
            Role::StandardEdition,
            Role::Director,
            Role::Edge,
            Role::Mediation,
        ] {
            for profile in role.profiles() {
                let input = super::super::derive::input_of(profile.common_name);
                assert!(
                    profile.rules.iter().any(|rule| rule.input == input),
                    "{} {}",
                    role.word(),
                    profile.usage
                );
            }
        }
    }

    #[test]
    fn admin_urls_never_stand_in_a_certificate_for_outside() {
        for role in [Role::FrontEnd, Role::StandardEdition, Role::Director] {
            for profile in role.profiles() {
                let external = profile.usage == "web-external";
                assert!(!(external && profile.rules.iter().any(|rule| rule.code == "admin")));
            }
        }
    }
}
