//! Who signs: every issuer with what it asks for, and which one a certificate has.

use std::collections::{BTreeMap, BTreeSet};

use crate::cert::{KeySpec, Lifetime, Usage};
use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{self, Issuer as Declared, LocalCa, Model};

use super::acme;
use super::adcs;
use super::asked;
use super::crl_url;
use super::keys::{self, User};
use super::parents;
use super::problems::Problems;
use super::reference::cure;
use super::services;
use super::subject;
use super::vault;
use super::{Class, DesiredIssuer, IssuerKind};

/// How long the certificates of a local authority hold, unless said otherwise: what
/// Microsoft's pages take for typical.
pub(super) const LOCAL_VALIDITY: Lifetime = Lifetime::days(2 * 365);

/// How long a local authority itself holds, unless said otherwise.
const AUTHORITY_VALIDITY: Lifetime = Lifetime::days(10 * 365);

/// The issuers, by name.
pub(super) struct Issuers {
    by_name: BTreeMap<String, Issuer>,
    /// The one for certificates that name none.
    default: Option<String>,
}

/// One issuer.
pub(super) struct Issuer {
    /// What goes into the result.
    pub desired: DesiredIssuer,
    /// Where it is declared.
    pub path: Path,
    /// How long its certificates shall hold.
    pub validity: Lifetime,
    /// The template it is asked for.
    pub template: Option<String>,
    /// What its certificates carry in the subject beside the common name.
    pub subject: Vec<(&'static str, String)>,
    /// The authority's own certificate, where forecert makes it.
    pub authority: Option<Authority>,
}

/// The own certificate of a local authority.
pub(super) struct Authority {
    /// Its name as part of an id.
    pub name: Usage,
    /// Its common name.
    pub common_name: String,
    /// How long it holds.
    pub validity: Lifetime,
    /// Its key.
    pub key: KeySpec,
    /// Who signs it; nothing where it signs itself.
    pub issuer: Option<String>,
}

impl Issuers {
    /// Reads them.
    pub fn read(model: &Model, problems: &mut Problems<'_>) -> Self {
        let path = Path::root().key("issuers");
        let mut by_name: BTreeMap<String, Issuer> = BTreeMap::new();
        for (index, declared) in model.issuers.iter().enumerate() {
            let path = path.index(index);
            let issuer = match declared {
                Declared::Request(request) => {
                    asked::read(request.into(), IssuerKind::Request, &path, problems)
                }
                Declared::LocalCa(authority) => local_ca(authority, &path, problems),
                Declared::Command(command) => {
                    let service = services::command(command, &path, problems);
                    let kind = IssuerKind::Service(service);
                    asked::read(command.into(), kind, &path, problems)
                }
                Declared::Adcs(adcs) => {
                    let kind = IssuerKind::Service(adcs::read(adcs, &path, problems));
                    asked::read(adcs.into(), kind, &path, problems)
                }
                Declared::Acme(acme) => {
                    let kind = IssuerKind::Service(acme::read(acme, &path, problems));
                    asked::read(acme.into(), kind, &path, problems)
                }
                Declared::Vault(vault) => {
                    let kind = IssuerKind::Service(vault::read(vault, &path, problems));
                    asked::read(vault.into(), kind, &path, problems)
                }
            };
            let name = issuer.desired.name.clone();
            if let Some(first) = by_name.get(&name) {
                problems.report(
                    Finding::error("issuer_twice", format!("two issuers are called `{name}`"))
                        .help("give each its own name")
                        .at(issuer.desired.span, "again")
                        .at(first.desired.span.clone(), "first"),
                );
                continue;
            }
            by_name.insert(name, issuer);
        }
        let mut issuers = Self {
            default: by_name
                .keys()
                .next()
                .filter(|_| by_name.len() == 1)
                .cloned(),
            by_name,
        };
        if let Some(name) = &model.defaults.issuer {
            let path = Path::root().key("defaults").key("issuer");
            // Also where there is no such issuer: that is said once, here.
            issuers.find(name, &path, problems);
            issuers.default = Some(name.clone());
        }
        parents::check(&issuers, model, problems);
        issuers.report_unused(model, problems);
        issuers
    }

    /// Warns of authorities that would be made and sign nothing. By what the manifest says,
    /// not by the certificates: one that is faulty still names its issuer.
    fn report_unused(&self, model: &Model, problems: &mut Problems<'_>) {
        let certificates = model.pools.iter().flat_map(|pool| &pool.certificates);
        let named: BTreeSet<&str> = certificates
            .filter_map(|certificate| certificate.issuer.as_deref())
            .chain(
                model
                    .oauth
                    .as_ref()
                    .and_then(|oauth| oauth.issuer.as_deref()),
            )
            .chain(self.default.as_deref())
            .collect();
        let unused = self.by_name.values().filter(|issuer| {
            issuer.authority.is_some() && !named.contains(issuer.desired.name.as_str())
        });
        for issuer in unused {
            let name = &issuer.desired.name;
            problems.report(
                Finding::warning(
                    "issuer_not_used",
                    format!("`{name}` signs nothing, and is made all the same"),
                )
                .help(format!(
                    "take it out, or let it sign: name it as `issuer` of a certificate, or \
                     `defaults: {{ issuer: {name} }}`"
                ))
                .at(issuer.desired.span.clone(), "nothing refers to it"),
            );
        }
    }

    /// The issuer of this name; reported where there is none.
    pub fn find(&self, name: &str, path: &Path, problems: &mut Problems<'_>) -> Option<&Issuer> {
        let issuer = self.by_name.get(name);
        if issuer.is_none() {
            problems.report(
                Finding::error("unknown_issuer", format!("unknown issuer `{name}`"))
                    .help(cure(name, &self.names()))
                    .at(problems.value(path), "no issuer has this name"),
            );
        }
        issuer
    }

    /// The issuer of this name, if there is one.
    pub fn get(&self, name: &str) -> Option<&Issuer> {
        self.by_name.get(name)
    }

    /// The issuer of certificates that name none. `Err` where there is no such choice,
    /// `Ok(None)` where the choice is a name that nobody has, which was reported.
    pub fn default(&self) -> Result<Option<&Issuer>, ()> {
        match &self.default {
            Some(name) => Ok(self.by_name.get(name)),
            None if self.by_name.is_empty() => Ok(None),
            None => Err(()),
        }
    }

    /// Their names.
    pub fn names(&self) -> Vec<&str> {
        self.by_name.keys().map(String::as_str).collect()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Issuer> {
        self.by_name.values()
    }

    /// What goes into the result.
    pub fn into_desired(self) -> BTreeMap<String, DesiredIssuer> {
        let named = |(name, issuer): (String, Issuer)| (name, issuer.desired);
        self.by_name.into_iter().map(named).collect()
    }
}

fn local_ca(issuer: &LocalCa, path: &Path, problems: &mut Problems<'_>) -> Issuer {
    let LocalCa {
        name,
        class: declared_class,
        directory,
        crl_url,
        validity,
        subject: parts,
        authority,
    } = issuer;
    crl_url::check(crl_url, &path.key("crl_url"), problems);
    let own = path.key("authority");
    let common_name = authority
        .common_name
        .clone()
        .unwrap_or_else(|| match &authority.issuer {
            Some(_) => format!("{name} issuing"),
            None => format!("{name} root"),
        });
    subject::text_fits(&common_name, 64, &own.key("common_name"), problems);
    let mut lifetime = |text: &Option<String>, path: &Path, otherwise| {
        text.as_ref()
            .and_then(|text| problems.lifetime(text, path))
            .unwrap_or(otherwise)
    };
    let leaves = lifetime(validity, &path.key("validity"), LOCAL_VALIDITY);
    let holds = lifetime(
        &authority.validity,
        &own.key("validity"),
        AUTHORITY_VALIDITY,
    );
    if leaves > holds {
        problems.report(
            Finding::warning("outlives_authority", "its certificates would hold longer than the authority itself")
                .help("shorten `validity`, or lengthen `authority.validity`: no certificate is given a longer life than its authority's")
                .at(problems.value(&path.key("validity")), format!("{leaves}, and the authority {holds}")),
        );
    }
    let key = authority.key.as_ref().map_or(keys::AUTHORITY, |key| {
        keys::read(key, &own.key("key"), User::Other, problems)
    });
    Issuer {
        desired: DesiredIssuer {
            name: name.clone(),
            class: class(*declared_class),
            kind: IssuerKind::LocalCa {
                directory: directory.clone(),
                crl_url: crl_url.clone(),
            },
            trust: Vec::new(),
            lead_time: None,
            submit_after: None,
            span: problems.value(&path.key("name")),
        },
        path: path.clone(),
        validity: leaves,
        template: None,
        subject: subject::read(parts, &path.key("subject"), problems),
        authority: part_of_id(name, path, problems).map(|name| Authority {
            name,
            common_name,
            validity: holds,
            key,
            issuer: authority.issuer.clone(),
        }),
    }
}

pub(super) fn part_of_id(name: &str, path: &Path, problems: &mut Problems<'_>) -> Option<Usage> {
    Usage::parse_issuer(name)
        .inspect_err(|error| {
            problems.report(
                Finding::error(
                    "issuer_name_invalid",
                    format!("`{name}` cannot be an issuer's name"),
                )
                .help(error.to_string())
                .at(
                    problems.value(&path.key("name")),
                    "it is part of an id and of a path",
                ),
            );
        })
        .ok()
}

pub(super) fn class(class: model::Class) -> Class {
    match class {
        model::Class::Enterprise => Class::Enterprise,
        model::Class::Public => Class::Public,
    }
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with, only, places};

    #[test]
    fn an_issuer_that_is_not_there_is_answered_with_the_nearest() {
        let finding = only(
            "unknown_issuer",
            &estate_with("issuer: public", "issuer: pubic"),
        );
        assert_eq!(finding.help.as_deref(), Some("did you mean `public`?"));
        let text = estate_with(
            "defaults: { issuer: enterprise }",
            "defaults: { issuer: nobody }",
        );
        assert_eq!(codes(&text), ["unknown_issuer"]);
    }

    #[test]
    fn without_a_default_the_only_issuer_is_it_and_of_several_none() {
        let text = estate_with("defaults: { issuer: enterprise }\n", "");
        let finding = only("issuer_not_given", &text);
        assert_eq!(
            finding.help.as_deref(),
            Some(
                "set `defaults.issuer` to one of `enterprise`, `lab`, `public`, or `issuer` where it differs"
            )
        );
        let only = r#"
version: 1
rules: "2026.1"
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools: [{ fqdn: a.contoso.net, role: custom, servers: [b.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }]
"#;
        assert_eq!(codes(only), [""; 0]);
    }

    #[test]
    fn issuers_have_names_of_their_own_that_can_be_folders() {
        assert!(codes(&estate_with("name: public", "name: enterprise")).contains(&"issuer_twice"));
        let text = estate_with("name: lab", "name: Lab 1").replace("issuer: lab", "issuer: Lab 1");
        assert_eq!(codes(&text), ["issuer_name_invalid"]);
    }

    #[test]
    fn an_authority_that_nothing_refers_to_is_warned_of() {
        let text = estate_with(", issuer: lab }", " }");
        assert_eq!(codes(&text), ["issuer_not_used"]);
        assert_eq!(places("issuer_not_used", &text), ["lab"]);
        // To name it is to use it, wherever that is.
        let oauth = text.replace("\npools:", "\noauth: { issuer: lab }\npools:");
        assert_eq!(codes(&oauth), [""; 0]);
        let default = text.replace("{ issuer: enterprise }", "{ issuer: lab }");
        assert_eq!(codes(&default), [""; 0]);
        // Nothing is made for an issuer that is only asked.
        let asked = estate_with(", issuer: public }", " }");
        assert_eq!(codes(&asked), [""; 0]);
    }

    #[test]
    fn a_leaf_that_outlives_its_authority_is_warned_of() {
        let text = estate_with("directory: ca,", "directory: ca, validity: 11y,");
        assert_eq!(codes(&text), ["outlives_authority"]);
    }
}
