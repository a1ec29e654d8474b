//! What a certificate is for: the work of each of Microsoft's types, and why a
//! certificate is each server's own or shared.

use super::roles::OAUTH;
use super::sources::Source;
use super::{Product, Profile, Role, Scope};

/// What a type is for; nothing for the words that are not Microsoft's.
pub fn purpose(of: &str) -> Option<&'static str> {
    Some(match of {
        "Default" => "TLS between servers, and SIP of clients inside",
        "WebServicesInternal" => {
            "web services for clients inside: meetings, address book, mobility"
        }
        "WebServicesExternal" => {
            "the same web services for clients outside, behind the reverse proxy"
        }
        "Internal" => "TLS between the Edge servers and the servers inside",
        "AccessEdgeExternal" => "SIP of clients outside and of federation partners",
        "DataEdgeExternal" => "content of web conferences for clients outside",
        "AudioVideoAuthentication" => "tokens with which clients send media through the Edge",
        "XmppServer" => "XMPP federation partners",
        "OAuthTokenIssuer" => "tokens between servers, for instance with Exchange",
        _ => return None,
    })
}

/// Why all servers of a pool have the same certificate and key, or each its own. `types`
/// is what it is assigned to.
pub fn why_scope(
    role: Role,
    profile: &Profile,
    scope: Scope,
    types: &[impl AsRef<str>],
) -> &'static str {
    let is_for = |of: &str| types.iter().any(|name| name.as_ref() == of);
    match (scope, role) {
        (Scope::Server, _) if profile.scope == Scope::Server && role.is_one_machine() => {
            "the server is its own pool"
        }
        (Scope::Server, Role::ReverseProxy) => {
            "the manifest asks for one for each machine; the names are the same"
        }
        (Scope::Server, _) => {
            "each server has its own, with its own name in it, and a key stays on one machine"
        }
        (Scope::Pool, Role::Edge) if is_for("AudioVideoAuthentication") => {
            "all servers of the pool share it, because A/V Authentication needs the same key on \
             each of them"
        }
        (Scope::Pool, Role::Edge) if is_for("Internal") => {
            "all servers of the pool share it: there is one for the pool's internal interface, \
             with the pool's name, and it is put on each of them"
        }
        (Scope::Pool, Role::Edge) => {
            "all servers of the pool share it: clients and partners reach each of them by the \
             same names"
        }
        (Scope::Pool, Role::TrustedApplication) => {
            "all computers of the pool must use the same certificate"
        }
        (Scope::Pool, Role::OfficeWebApps) => {
            "each server that joins the farm has the same certificate"
        }
        (Scope::Pool, Role::ReverseProxy) => "all machines of the proxy have it",
        (Scope::Pool, _) => "the manifest lets all servers of the pool share it (`per: pool`)",
    }
}

/// The page that says which certificates a role needs: that of the first of its rules
/// that puts a name in.
pub fn source(profile: &Profile, product: Product) -> Option<Source> {
    profile.rules.first().map(|rule| rule.source(product))
}

/// The page about the OAuth certificate.
pub fn oauth_source(product: Product) -> Source {
    OAUTH.rules[0].source(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_av_authentication_is_shared_for_its_sake() {
        let why = |usage: &str, types: &[&str]| {
            let mut profiles = Role::Edge.profiles().iter();
            let profile = profiles.find(|profile| profile.usage == usage).unwrap();
            why_scope(Role::Edge, profile, Scope::Pool, types)
        };
        let access = "AccessEdgeExternal";
        let av = "AudioVideoAuthentication";
        assert!(why("edge-external", &[access, av]).contains("A/V Authentication"));
        assert!(why("edge-av", &[av]).contains("A/V Authentication"));
        assert!(why("edge-external", &[access]).contains("the same names"));
        assert!(why("edge-internal", &["Internal"]).contains("internal interface"));
    }

    #[test]
    fn each_of_microsofts_types_has_a_purpose() {
        let roles = Role::ALL.into_iter().flat_map(Role::profiles);
        for profile in roles.chain([&OAUTH]) {
            for (name, _) in profile.types {
                assert!(purpose(name).is_some() || *name == "farm", "{name}");
            }
        }
    }
}
