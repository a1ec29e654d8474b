//! The manifest's changes to the certificates that a role derives.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::cert::ExtendedKeyUsage;
use crate::finding::Finding;
use crate::lync::{Profile, Role, Scope};
use crate::manifest::Path;
use crate::manifest::model::{Certificate, Per};

use super::super::pools::Pool;
use super::super::problems::Problems;
use super::super::reference::cure;

/// The manifest's changes by usage, each with its path and the place of its usage.
pub(super) type Overrides<'m> = BTreeMap<&'m str, (Path, &'m Certificate, Range<usize>)>;

/// Reads them; each usage must be one that the role derives, and be there once.
pub(super) fn read<'m>(
    pool: &Pool<'m>,
    role: Role,
    profiles: &[&Profile],
    problems: &mut Problems<'_>,
) -> Overrides<'m> {
    let mut overrides: Overrides<'m> = BTreeMap::new();
    for (index, certificate) in pool.model.certificates.iter().enumerate() {
        let path = pool.path.key("certificates").index(index);
        let usage = certificate.usage.as_str();
        let span = problems.value(&path.key("usage"));
        if !profiles.iter().any(|profile| profile.usage == usage) {
            report_not_derived(usage, role, profiles, span, problems);
        } else if let Some((_, _, first)) = overrides.get(usage) {
            super::custom::report_twice(usage, &pool.fqdn, span, first.clone(), problems);
        } else {
            overrides.insert(usage, (path, certificate, span));
        }
    }
    overrides
}

fn report_not_derived(
    usage: &str,
    role: Role,
    profiles: &[&Profile],
    span: Range<usize>,
    problems: &mut Problems<'_>,
) {
    let usages: Vec<&str> = profiles.iter().map(|profile| profile.usage).collect();
    let elsewhere: BTreeSet<&str> = role
        .profiles()
        .iter()
        .map(|profile| profile.usage)
        .collect();
    let help = match usage {
        "edge-av" if elsewhere.contains(usage) => {
            "set `edge.av_certificate: separate` to have it apart".to_owned()
        }
        _ if elsewhere.contains(usage) => {
            "set `certificate_layout: split` to have it apart".to_owned()
        }
        _ => cure(usage, &usages),
    };
    problems.report(
        Finding::error(
            "usage_not_derived",
            format!("`{}` has no certificate `{usage}`", role.word()),
        )
        .help(help)
        .at(span, "not derived by this role"),
    );
}

/// For whom the certificate is, by the manifest's word where it may say.
pub(super) fn scope(
    profile: &Profile,
    per: Option<Per>,
    path: &Path,
    pool: &Pool<'_>,
    problems: &mut Problems<'_>,
) -> Scope {
    let wanted = match per {
        None => return profile.scope,
        Some(Per::Server) => Scope::Server,
        Some(Per::Pool) => Scope::Pool,
    };
    if wanted != profile.scope && !profile.scope_is_free {
        let (message, help) = match wanted {
            Scope::Server => (
                format!(
                    "`{}` is shared by all servers of `{}`",
                    profile.usage, pool.fqdn
                ),
                "take `per` out: all its servers need the same certificate and key",
            ),
            Scope::Pool => (
                format!("`{}` is a pool of one", pool.fqdn),
                "take `per` out: it shares with nobody",
            ),
        };
        problems.report(
            Finding::error("per_not_possible", message)
                .help(help)
                .at(problems.value(&path.key("per")), "not possible"),
        );
        return profile.scope;
    }
    wanted
}

/// What the certificate may be used for, by the manifest's word.
pub(super) fn extended_key_usage(
    over: &Certificate,
    path: &Path,
    problems: &mut Problems<'_>,
) -> BTreeSet<ExtendedKeyUsage> {
    let usages = super::extended_key_usage(over.eku.as_deref(), path, problems);
    if !usages.is_empty() && !usages.contains(&ExtendedKeyUsage::ServerAuth) {
        problems.report(
            Finding::error(
                "server_auth_missing",
                format!("`{}` needs server authentication", over.usage),
            )
            .help("add `server-auth`: every server certificate needs it")
            .at(problems.value(&path.key("eku")), "without it"),
        );
    }
    usages
}

/// Reports fields that a role derives and nobody declares.
pub(super) fn check_fields(over: &Certificate, path: &Path, problems: &mut Problems<'_>) {
    let fields = [
        ("common_name", over.common_name.is_some()),
        ("dns", over.dns.is_some()),
    ];
    for (key, given) in fields {
        if given {
            problems.report(
                Finding::error("field_not_possible", format!("`{key}` is what the role derives"))
                    .help("take it out; names are changed with `extra_dns` and `without_dns`, and a pool of role `custom` declares everything")
                    .at(problems.key(&path.key(key)), "derived"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, desired, estate_with, only};

    fn front_end(certificates: &str) -> String {
        estate_with(
            "    load_balancing: dns\n",
            &format!("    load_balancing: dns\n    certificates: [{certificates}]\n"),
        )
    }

    #[test]
    fn a_usage_that_the_role_does_not_derive_is_answered_with_those_it_does() {
        for (usage, help) in [
            ("tls", "there is only `default`"),
            ("defualt", "did you mean `default`?"),
            (
                "web-internal",
                "set `certificate_layout: split` to have it apart",
            ),
        ] {
            let finding = only(
                "usage_not_derived",
                &front_end(&format!("{{ usage: {usage} }}")),
            );
            assert_eq!(finding.help.as_deref(), Some(help));
        }
        let edge = estate_with("usage: edge-external,", "usage: edge-av,");
        let finding = only("usage_not_derived", &edge);
        assert_eq!(
            finding.help.as_deref(),
            Some("set `edge.av_certificate: separate` to have it apart")
        );
    }

    #[test]
    fn a_usage_is_changed_once() {
        let text = front_end("{ usage: default }, { usage: default, issuer: lab }");
        assert_eq!(codes(&text), ["usage_twice"]);
    }

    #[test]
    fn client_authentication_is_there_only_where_it_is_asked_for() {
        let edge = |eku: &str| {
            estate_with(
                "usage: edge-external,",
                &format!("usage: edge-external, {eku}"),
            )
        };
        let usages = |text: &str| {
            let id = crate::cert::CertificateId::parse("edge.contoso.net/edge-external").unwrap();
            desired(text).certificates[&id]
                .contents
                .extended_key_usage
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(usages(&edge("")), ["serverAuth"]);
        let asked = edge("eku: [server-auth, client-auth],");
        assert_eq!(usages(&asked), ["serverAuth", "clientAuth"]);
        assert_eq!(codes(&asked), ["client_auth_public_issuer"]);
        let enterprise = asked.replace("issuer: public }", "issuer: enterprise }");
        assert_eq!(codes(&enterprise), [""; 0]);
        assert_eq!(
            codes(&edge("eku: [client-auth],")),
            ["server_auth_missing", "client_auth_public_issuer"]
        );
        assert_eq!(codes(&edge("eku: [],")), ["eku_empty"]);
    }

    #[test]
    fn the_servers_of_an_edge_pool_must_share() {
        let text = estate_with(
            "usage: edge-external,",
            "usage: edge-external, per: server,",
        );
        assert_eq!(codes(&text), ["per_not_possible"]);
    }
}
