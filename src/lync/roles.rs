//! The roles: which certificates each has, for which of Microsoft's types, for whom,
//! and which rules put names into them.

use super::Condition;
use super::rules::Rule;
use super::rules::beside::{
    APPLICATION_POOL, APPLICATION_SERVER, BRANCH, BRANCH_SIP, CHAT_POOL, CHAT_SERVER, VIDEO_POOL,
    VIDEO_SERVER,
};
use super::rules::edge::{ACCESS, EDGE_INTERNAL, EDGE_SIP, WEB_CONFERENCING, XMPP_DOMAIN};
use super::rules::inside::{
    ADMIN, DIALIN, LYNCDISCOVER, LYNCDISCOVERINTERNAL, MEET, OAUTH_REALM, POOL, SERVER, SIP,
    SIPEXTERNAL, SIPINTERNAL, WEB_EXTERNAL, WEB_INTERNAL,
};
use super::rules::web::{
    FARM, FARM_EXTERNAL, FARM_SERVER, PUBLISHED_DIALIN, PUBLISHED_FARM, PUBLISHED_LYNCDISCOVER,
    PUBLISHED_MEET, PUBLISHED_WEB,
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
    /// Persistent Chat server
    PersistentChat,
    /// Video Interop Server
    VideoInterop,
    /// Survivable branch appliance or server
    SurvivableBranch,
    /// Computer of a trusted application
    TrustedApplication,
    /// Reverse proxy
    ReverseProxy,
    /// Office Web Apps server
    OfficeWebApps,
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
    /// The external web FQDN of the first published pool.
    PublishedWeb,
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

// A/V Authentication needs the same key on all servers of a pool; the others are put on
// each of them as they are, since they have the same names.
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

static PERSISTENT_CHAT: [Profile; 1] = [per_server(
    "default",
    Always,
    &[DEFAULT],
    CommonName::Pool,
    &[&CHAT_POOL, &CHAT_SERVER],
)];

static VIDEO_INTEROP: [Profile; 1] = [per_server(
    "default",
    Always,
    &[DEFAULT],
    CommonName::Pool,
    &[&VIDEO_POOL, &VIDEO_SERVER],
)];

// One appliance is one pool, so that nothing is there to share.
static SURVIVABLE_BRANCH: [Profile; 1] = [Profile {
    scope_is_free: false,
    ..per_server(
        "default",
        Always,
        &[DEFAULT],
        CommonName::Pool,
        &[&BRANCH, &BRANCH_SIP],
    )
}];

// All computers of a trusted application pool must use the same certificate.
static TRUSTED_APPLICATION: [Profile; 1] = [shared(
    "default",
    Always,
    &[DEFAULT],
    CommonName::Pool,
    &[&APPLICATION_POOL, &APPLICATION_SERVER],
)];

// Not one of Microsoft's types: assigned in the proxy, not by `Set-CsCertificate`. A farm
// may share the certificate or have one for each of its machines; the names are the same.
static REVERSE_PROXY: [Profile; 1] = [Profile {
    scope_is_free: true,
    ..shared(
        "farm",
        Always,
        &[("farm", Always)],
        CommonName::PublishedWeb,
        &[
            &PUBLISHED_WEB,
            &PUBLISHED_MEET,
            &PUBLISHED_DIALIN,
            &PUBLISHED_FARM,
            &PUBLISHED_LYNCDISCOVER,
        ],
    )
}];

// Given to `New-OfficeWebAppsFarm` by its friendly name; each server that joins has it.
static OFFICE_WEB_APPS: [Profile; 1] = [shared(
    "farm",
    Always,
    &[("farm", Always)],
    CommonName::Pool,
    &[&FARM, &FARM_EXTERNAL, &FARM_SERVER],
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
    /// All roles.
    pub const ALL: [Self; 11] = [
        Self::FrontEnd,
        Self::StandardEdition,
        Self::Director,
        Self::Edge,
        Self::Mediation,
        Self::PersistentChat,
        Self::VideoInterop,
        Self::SurvivableBranch,
        Self::TrustedApplication,
        Self::ReverseProxy,
        Self::OfficeWebApps,
    ];

    /// Its word in the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::FrontEnd => "front-end",
            Self::StandardEdition => "standard-edition",
            Self::Director => "director",
            Self::Edge => "edge",
            Self::Mediation => "mediation",
            Self::PersistentChat => "persistent-chat",
            Self::VideoInterop => "video-interop",
            Self::SurvivableBranch => "survivable-branch",
            Self::TrustedApplication => "trusted-application",
            Self::ReverseProxy => "reverse-proxy",
            Self::OfficeWebApps => "office-web-apps",
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
            Self::PersistentChat => &PERSISTENT_CHAT,
            Self::VideoInterop => &VIDEO_INTEROP,
            Self::SurvivableBranch => &SURVIVABLE_BRANCH,
            Self::TrustedApplication => &TRUSTED_APPLICATION,
            Self::ReverseProxy => &REVERSE_PROXY,
            Self::OfficeWebApps => &OFFICE_WEB_APPS,
        }
    }

    /// Whether its servers have web services, and with them simple URLs.
    pub fn has_web_services(self) -> bool {
        matches!(
            self,
            Self::FrontEnd | Self::StandardEdition | Self::Director
        )
    }

    /// Whether its pool is one machine, which has the pool's name.
    pub fn is_one_machine(self) -> bool {
        matches!(self, Self::StandardEdition | Self::SurvivableBranch)
    }

    /// Whether its servers are of the product itself, and know its OAuth certificate; the
    /// others stand beside it.
    pub fn is_of_the_product(self) -> bool {
        !matches!(self, Self::ReverseProxy | Self::OfficeWebApps)
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
        for role in Role::ALL {
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
