//! How an authority that speaks ACME is reached, and how names are proved to it.

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{AcmeIssuer, Challenge as Declared, DnsHook};

use super::connection::{self, ConnectionReach};
use super::directories;
use super::problems::Problems;
use super::secrets;
use super::services::{self, CommandReach, PARALLEL, Reach, Service};
use super::value::SecretSource;
use super::wait::Wait;

/// An authority that speaks ACME.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeReach {
    /// The address of its directory.
    pub directory: String,
    /// Whom it writes to.
    pub contact: Vec<String>,
    /// The account that ours is bound to: the key's id, and where the key is.
    pub external_account: Option<(String, SecretSource)>,
    /// The profile of its certificates.
    pub profile: Option<String>,
    /// The common name of the root that the chain shall lead to.
    pub preferred_chain: Option<String>,
    /// How it is shown that names are ours.
    pub challenge: Challenge,
    /// How the server is reached.
    pub connection: ConnectionReach,
}

/// How it is shown that names are ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// A program puts a TXT record into DNS.
    DnsHook {
        /// The program.
        program: CommandReach,
        /// How long a record takes to reach all name servers.
        propagation: Option<Wait>,
    },
    /// A person does.
    DnsManual,
    /// A file below the root of a web server.
    HttpWebroot {
        /// That root, as written.
        directory: String,
    },
}

/// The profiles of Let's Encrypt that leave out the common name and key encipherment
/// (<https://letsencrypt.org/docs/profiles/>).
const BARE_PROFILES: [&str; 2] = ["tlsserver", "shortlived"];

/// Reads how it is reached.
pub(super) fn read(issuer: &AcmeIssuer, path: &Path, problems: &mut Problems<'_>) -> Service {
    let AcmeIssuer {
        directory,
        terms_agreed,
        contact,
        external_account,
        profile,
        preferred_chain,
        challenge,
        connection,
        parallel,
        ..
    } = issuer;
    if !terms_agreed {
        problems.report(
            Finding::error(
                "acme_terms",
                "an authority signs for nobody who has not agreed to its terms of service",
            )
            .help(
                "read them, at the address that its directory names, and add `terms_agreed: true`",
            )
            .at(problems.value(&path.key("name")), "not agreed"),
        );
    }
    for (index, contact) in contact.iter().enumerate() {
        if !contact.starts_with("mailto:") || contact.contains(char::is_whitespace) {
            let place = problems.value(&path.key("contact").index(index));
            problems.report(
                Finding::error("acme_contact", format!("`{contact}` is nobody to write to"))
                    .help("write one such as `mailto:pki@contoso.com`")
                    .at(place, "it is no `mailto:` address"),
            );
        }
    }
    if let Some(profile) = profile.as_deref().filter(|one| BARE_PROFILES.contains(one)) {
        let message = format!(
            "certificates of the profile `{profile}` have no common name and no key encipherment"
        );
        problems.report(
            Finding::warning("acme_profile", message)
                .help("Lync wants both: what comes back will be refused; choose another profile")
                .at(
                    problems.value(&path.key("profile")),
                    "drops what Lync wants",
                ),
        );
    }
    let external = external_account.as_ref().and_then(|external| {
        let path = path.key("external_account").key("key");
        let source = secrets::source(&external.key, &path, problems)?;
        Some((external.key_id.clone(), source))
    });
    let challenge = self::challenge(challenge, &path.key("challenge"), problems);
    Service {
        reach: Reach::Acme(Box::new(AcmeReach {
            directory: connection::address(directory, &path.key("directory"), problems),
            contact: contact.clone(),
            external_account: external,
            profile: profile.clone(),
            preferred_chain: preferred_chain.clone(),
            // Where it is faulty, that was reported, and nobody sees what stands for it.
            challenge: challenge.unwrap_or(Challenge::DnsManual),
            connection: connection::read(connection, &path.key("connection"), problems),
        })),
        parallel: parallel.unwrap_or(PARALLEL),
        template: None,
    }
}

fn challenge(declared: &Declared, path: &Path, problems: &mut Problems<'_>) -> Option<Challenge> {
    let Declared {
        dns_hook,
        dns_manual,
        http_webroot,
    } = declared;
    match (dns_hook, dns_manual, http_webroot) {
        (Some(hook), None, None) => Some(self::hook(hook, &path.key("dns_hook"), problems)),
        (None, Some(_), None) => Some(Challenge::DnsManual),
        (None, None, Some(webroot)) => {
            let path = path.key("http_webroot").key("directory");
            directories::file(&webroot.directory, &path, problems);
            Some(Challenge::HttpWebroot {
                directory: webroot.directory.clone(),
            })
        }
        _ => {
            problems.report(
                Finding::error("acme_challenge", "this does not say how names are proved")
                    .help("write one of `dns_hook`, `dns_manual` and `http_webroot`")
                    .at(problems.value(path), "none, or several"),
            );
            None
        }
    }
}

fn hook(hook: &DnsHook, path: &Path, problems: &mut Problems<'_>) -> Challenge {
    let DnsHook {
        program,
        arguments,
        environment,
        timeout,
        propagation,
    } = hook;
    let propagation = propagation
        .as_deref()
        .and_then(|text| problems.wait(text, &path.key("propagation")));
    let started = services::Started {
        program,
        arguments,
        environment,
        timeout: timeout.as_deref(),
        looks_up: false,
    };
    Challenge::DnsHook {
        program: services::started(&started, path, problems),
        propagation,
    }
}

#[cfg(test)]
mod tests {
    use super::Challenge;
    use crate::desired::trial::{codes, desired, estate_with, places};
    use crate::desired::{IssuerKind, Reach};

    fn estate(more: &str) -> String {
        estate_with(
            "type: request, class: enterprise, validity: 2y, template: WebServer,",
            &format!(
                "type: acme, class: enterprise, validity: 90d, directory: \"https://ca/dir\", {more}"
            ),
        )
    }

    #[test]
    fn an_authority_is_reached_and_names_are_proved_in_one_way() {
        for (challenge, is) in [
            ("{ dns_manual: {} }", "DnsManual"),
            (
                "{ dns_hook: { program: ./dns.sh, propagation: 2m } }",
                "DnsHook",
            ),
            ("{ http_webroot: { directory: www } }", "HttpWebroot"),
        ] {
            let text = estate(&format!("terms_agreed: true, challenge: {challenge},"));
            let IssuerKind::Service(service) = &desired(&text).issuers["enterprise"].kind else {
                panic!("it is a service");
            };
            let Reach::Acme(acme) = &service.reach else {
                panic!("it is ACME");
            };
            let found = match acme.challenge {
                Challenge::DnsManual => "DnsManual",
                Challenge::DnsHook { .. } => "DnsHook",
                Challenge::HttpWebroot { .. } => "HttpWebroot",
            };
            assert_eq!(found, is);
            assert!(service.looks_up());
        }
    }

    #[test]
    fn what_an_authority_would_not_take_is_underlined() {
        for (more, code, place) in [
            ("challenge: { dns_manual: {} },", "acme_terms", "enterprise"),
            ("terms_agreed: true, challenge: {},", "acme_challenge", "{}"),
            (
                "terms_agreed: true, contact: [pki], challenge: { dns_manual: {} },",
                "acme_contact",
                "pki",
            ),
            (
                "terms_agreed: true, profile: tlsserver, challenge: { dns_manual: {} },",
                "acme_profile",
                "tlsserver",
            ),
            (
                "terms_agreed: true, challenge: { dns_hook: { program: /bin/dns } },",
                "path_invalid",
                "/bin/dns",
            ),
        ] {
            let text = estate(more);
            assert_eq!(codes(&text), [code], "{more}");
            assert_eq!(places(code, &text), [place], "{more}");
        }
    }
}
