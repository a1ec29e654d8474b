//! The certificates that a custom pool declares.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::cert::{CertificateId, DnsName, Usage};
use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{Certificate, Per};

use super::super::keys::User;
use super::super::pools::Pool;
use super::super::problems::Problems;
use super::super::{DesiredCertificate, NameOrigin};
use super::template::Template;
use super::terms::{self, Declared, Unnamed};
use super::{Draft, Sources, check_client, check_public, declared, extended_key_usage, text};

/// Adds the certificates of one pool.
pub(super) fn declare(
    pool: &Pool<'_>,
    sources: &Sources<'_>,
    unnamed: &mut Unnamed,
    certificates: &mut Vec<DesiredCertificate>,
    problems: &mut Problems<'_>,
) {
    if pool.model.certificates.is_empty() {
        problems.report(
            Finding::warning(
                "certificates_missing",
                format!("the custom pool `{}` has no certificates", pool.fqdn),
            )
            .help("declare one, such as `certificates: [{ usage: tls, dns: [\"{server}\"] }]`")
            .at(pool.places.fqdn.clone(), "nothing is made for it"),
        );
    }
    let mut seen: BTreeMap<&str, Range<usize>> = BTreeMap::new();
    for (index, certificate) in pool.model.certificates.iter().enumerate() {
        let path = pool.path.key("certificates").index(index);
        let span = problems.value(&path.key("usage"));
        if let Some(first) = seen.get(certificate.usage.as_str()) {
            report_twice(
                &certificate.usage,
                &pool.fqdn,
                span,
                first.clone(),
                problems,
            );
            continue;
        }
        seen.insert(&certificate.usage, span.clone());
        one(
            pool,
            certificate,
            &path,
            span,
            sources,
            unnamed,
            certificates,
            problems,
        );
    }
}

/// Reports a usage that a pool has twice.
pub(super) fn report_twice(
    usage: &str,
    pool: &DnsName,
    again: Range<usize>,
    first: Range<usize>,
    problems: &mut Problems<'_>,
) {
    problems.report(
        Finding::error("usage_twice", format!("`{pool}` declares `{usage}` twice"))
            .help("put both into one, or give each its own usage")
            .at(again, "again")
            .at(first, "first"),
    );
}

#[expect(
    clippy::too_many_arguments,
    reason = "one declaration and all that it draws on"
)]
fn one(
    pool: &Pool<'_>,
    certificate: &Certificate,
    path: &Path,
    span: Range<usize>,
    sources: &Sources<'_>,
    unnamed: &mut Unnamed,
    certificates: &mut Vec<DesiredCertificate>,
    problems: &mut Problems<'_>,
) {
    let usage = Usage::parse(&certificate.usage).inspect_err(|error| {
        problems.report(
            Finding::error(
                "usage_invalid",
                format!("`{}` cannot be a usage", certificate.usage),
            )
            .help(error.to_string())
            .at(span.clone(), "it is part of an id and of a path"),
        );
    });
    let terms = terms::read(
        &Declared::from(certificate),
        path,
        User::Other,
        sources,
        &span,
        unnamed,
        problems,
    );
    if certificate.same_as.is_some() {
        problems.report(
            Finding::error(
                "field_not_possible",
                "`same_as` is for certificates that a role derives",
            )
            .help("declare the names on the one certificate, and leave this one out")
            .at(
                problems.key(&path.key("same_as")),
                "nothing is derived here",
            ),
        );
    }
    if !certificate.without_dns.is_empty() {
        problems.report(
            Finding::error(
                "field_not_possible",
                "`without_dns` is for names that a role derives",
            )
            .help("leave the name out of `dns`")
            .at(
                problems.key(&path.key("without_dns")),
                "nothing is derived here",
            ),
        );
    }
    let extended_key_usage = extended_key_usage(certificate.eku.as_deref(), path, problems);
    let per_server = certificate.per.unwrap_or(Per::Server) == Per::Server;
    let mut names = Names::read(certificate, path, per_server, problems);
    if certificate.common_name.is_none() && certificate.dns.as_ref().is_none_or(Vec::is_empty) {
        problems.report(
            Finding::error("names_missing", format!("`{}` has no names", certificate.usage))
                .help("give `dns`, or `common_name`, or both; `{pool}` and `{server}` stand for the FQDNs")
                .at(span.clone(), "for which names?"),
        );
        return;
    }
    let Ok(usage) = usage else { return };
    let members: Vec<Option<usize>> = if per_server {
        (0..pool.servers.len()).map(Some).collect()
    } else {
        vec![None]
    };
    let start = certificates.len();
    for member in members {
        let server = member.map(|index| &pool.servers[index]);
        let origins = names.origins(&pool.fqdn, server, problems);
        let Some(first) = origins.first() else {
            continue;
        };
        let draft = Draft {
            id: match server {
                Some(server) => CertificateId::Server {
                    pool: pool.fqdn.clone(),
                    server: server.clone(),
                    usage: usage.clone(),
                },
                None => CertificateId::Pool {
                    pool: pool.fqdn.clone(),
                    usage: usage.clone(),
                },
            },
            role: "custom",
            usages: vec![certificate.usage.clone()],
            common_name: first.name.clone(),
            origins,
            extended_key_usage: extended_key_usage.clone(),
            span: span.clone(),
        };
        certificates.push(draft.finish(&terms, sources));
    }
    let names = certificates[start..]
        .iter()
        .flat_map(|certificate| &certificate.origins);
    let names = names.map(|origin| origin.name.as_str());
    let issuer = sources.issuers.get(&terms.issuer);
    check_public(issuer, names, span, &certificate.usage, problems);
    check_client(issuer, &extended_key_usage, path, problems);
}

/// The declared names of one certificate, the common name first.
struct Names<'m> {
    templates: Vec<(&'static str, Template<'m>)>,
}

impl<'m> Names<'m> {
    fn read(
        certificate: &'m Certificate,
        path: &Path,
        per_server: bool,
        problems: &mut Problems<'_>,
    ) -> Self {
        let mut templates = Vec::new();
        let mut add = |what, text: &'m str, path| {
            let template = Template::read(text, path, per_server, problems);
            templates.extend(template.map(|template| (what, template)));
        };
        if let Some(text) = &certificate.common_name {
            add("the common name", text, path.key("common_name"));
        }
        let lists = [
            ("dns", certificate.dns.as_deref().unwrap_or_default()),
            ("extra_dns", &certificate.extra_dns),
        ];
        for (key, texts) in lists {
            for (index, text) in texts.iter().enumerate() {
                add("declared in the manifest", text, path.key(key).index(index));
            }
        }
        Self { templates }
    }

    fn origins(
        &mut self,
        pool: &DnsName,
        server: Option<&DnsName>,
        problems: &mut Problems<'_>,
    ) -> Vec<NameOrigin> {
        let mut origins: Vec<NameOrigin> = Vec::new();
        let mut seen: BTreeSet<DnsName> = BTreeSet::new();
        for (what, template) in &mut self.templates {
            let Some(name) = template.name(pool, server, problems) else {
                continue;
            };
            let span = problems.value(&template.path);
            if origins.is_empty() {
                problems.common_name(&name, "the first of these names", span.clone());
            }
            if seen.insert(name.clone()) {
                origins.push(NameOrigin {
                    name: text(&name),
                    rule: declared("declared", what),
                    span: Some(span),
                });
            }
        }
        origins
    }
}

#[cfg(test)]
mod tests {
    use crate::cert::CertificateId;
    use crate::desired::trial::{codes, desired, only};

    fn with(certificates: &str) -> String {
        format!(
            r#"
version: 1
rules: "2026.1"
issuers: [{{ name: ca, type: request, class: enterprise, validity: 1y }}]
pools:
  - {{ fqdn: web.contoso.com, role: custom, servers: [a.contoso.com, b.contoso.com], certificates: [{certificates}] }}
"#
        )
    }

    #[test]
    fn names_are_made_for_each_server_with_the_common_name_first() {
        let desired = desired(&with(
            "{ usage: tls, common_name: \"{server}\", dns: [\"*.{pool}\", \"{server}\", WWW.contoso.com], extra_dns: [x.contoso.com] }, { usage: farm, per: pool, dns: [\"{pool}\"] }",
        ));
        let names: Vec<String> = desired
            .certificates
            .values()
            .map(|certificate| {
                let names: Vec<&str> = certificate
                    .origins
                    .iter()
                    .map(|origin| origin.name.as_str())
                    .collect();
                format!(
                    "{} {}: {}",
                    certificate.id,
                    certificate.contents.subject,
                    names.join(" ")
                )
            })
            .collect();
        assert_eq!(
            names,
            [
                "web.contoso.com/a.contoso.com/tls CN=a.contoso.com: a.contoso.com *.web.contoso.com www.contoso.com x.contoso.com",
                "web.contoso.com/b.contoso.com/tls CN=b.contoso.com: b.contoso.com *.web.contoso.com www.contoso.com x.contoso.com",
                "web.contoso.com/farm CN=web.contoso.com: web.contoso.com",
            ]
        );
        let farm = CertificateId::parse("web.contoso.com/farm").unwrap();
        assert_eq!(desired.certificates[&farm].usages, ["farm"]);
    }

    #[test]
    fn what_is_impossible_is_reported_once_whatever_the_number_of_servers() {
        for (certificates, code) in [
            ("{ usage: tls }", "names_missing"),
            ("{ usage: tls, dns: [] }", "names_missing"),
            ("{ usage: TLS, dns: [\"{server}\"] }", "usage_invalid"),
            (
                "{ usage: tls, dns: [\"{server}\"] }, { usage: tls, dns: [\"{pool}\"] }",
                "usage_twice",
            ),
            ("{ usage: tls, dns: [\"{host}\"] }", "unknown_placeholder"),
            ("{ usage: tls, dns: [\"{server\"] }", "name_invalid"),
            ("{ usage: tls, dns: [\"{server}_\"] }", "name_invalid"),
            (
                "{ usage: tls, per: pool, dns: [\"{server}\"] }",
                "placeholder_not_possible",
            ),
            (
                "{ usage: tls, dns: [\"{server}\"], without_dns: [\"{pool}\"] }",
                "field_not_possible",
            ),
            ("{ usage: tls, dns: [\"{server}\"], eku: [] }", "eku_empty"),
            ("", "certificates_missing"),
        ] {
            assert_eq!(codes(&with(certificates)), [code], "{certificates}");
        }
    }

    #[test]
    fn a_placeholder_that_is_unknown_is_answered_in_its_braces() {
        let text = with("{ usage: tls, dns: [\"{srv}\"] }");
        let help = only("unknown_placeholder", &text).help;
        assert_eq!(help.as_deref(), Some("did you mean `{server}`?"));
        let text = with("{ usage: tls, dns: [\"{host}\"] }");
        let help = only("unknown_placeholder", &text).help;
        assert_eq!(help.as_deref(), Some("there are `{pool}` and `{server}`"));
    }

    #[test]
    fn a_common_name_that_is_too_long_is_reported() {
        let long = "abcdefghi.".repeat(6);
        let text = with(&format!("{{ usage: tls, dns: [\"{long}contoso.com\"] }}"));
        only("common_name_too_long", &text);
    }
}
