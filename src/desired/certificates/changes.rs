//! The manifest's changes to the names that a role derives: `extra_dns` and
//! `without_dns`.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cert::DnsName;
use crate::finding::{Finding, nearest};
use crate::lync::{Derived, Named, Product, Role};
use crate::manifest::Path;
use crate::manifest::model::Certificate;

use super::super::problems::Problems;
use super::super::{NameOrigin, RuleRef};
use super::{declared, text};

/// The changes of one declaration, with what became of each on the certificates seen.
#[derive(Default)]
pub(super) struct Changes {
    extra: Vec<(DnsName, Range<usize>)>,
    without: BTreeMap<DnsName, Without>,
    /// On how many certificates each derived name stands, of those that matter here.
    derived: BTreeMap<DnsName, usize>,
    certificates: usize,
    example: Vec<DnsName>,
}

struct Without {
    span: Range<usize>,
    left_out: Option<RuleRef>,
    common_name: bool,
}

impl Changes {
    /// Reads them.
    pub fn read(
        certificate: &Certificate,
        role: Role,
        path: &Path,
        problems: &mut Problems<'_>,
    ) -> Self {
        let mut changes = Self::default();
        for (name, span) in names(&certificate.extra_dns, &path.key("extra_dns"), problems) {
            if name.is_wildcard() {
                problems.report(
                    Finding::warning(
                        "wildcard_extra_name",
                        format!("`{name}` is a wildcard, and {}", against_wildcards(role)),
                    )
                    .help("list the names themselves")
                    .at(span.clone(), "a wildcard"),
                );
            }
            changes.derived.insert(name.clone(), 0);
            changes.extra.push((name, span));
        }
        for (name, span) in names(&certificate.without_dns, &path.key("without_dns"), problems) {
            let without = Without {
                span,
                left_out: None,
                common_name: false,
            };
            changes.without.insert(name, without);
        }
        changes
    }

    /// The names of one certificate with the changes, each with its origin.
    pub fn apply(
        &mut self,
        derived: &Derived,
        product: Product,
        place: impl Fn(&Named) -> Range<usize>,
    ) -> Vec<NameOrigin> {
        self.certificates += 1;
        if self.example.is_empty() {
            self.example = derived
                .names
                .iter()
                .map(|named| named.name.clone())
                .collect();
        }
        let mut origins = Vec::with_capacity(derived.names.len() + self.extra.len());
        for named in &derived.names {
            if let Some(count) = self.derived.get_mut(&named.name) {
                *count += 1;
            }
            if let Some(without) = self.without.get_mut(&named.name) {
                without.common_name |= named.name == derived.common_name;
                let rule = RuleRef::of(named.rule, product);
                without.left_out.get_or_insert(rule);
                if named.name != derived.common_name {
                    continue;
                }
            }
            origins.push(NameOrigin {
                name: text(&named.name),
                rule: RuleRef::of(named.rule, product),
                span: Some(place(named)),
            });
        }
        for (name, span) in &self.extra {
            if origins.iter().all(|origin| origin.name != name.as_str()) {
                origins.push(NameOrigin {
                    name: text(name),
                    rule: declared("extra_dns", "added in the manifest"),
                    span: Some(span.clone()),
                });
            }
        }
        origins
    }

    /// Reports changes without effect, and those that hurt.
    pub fn report(self, usage: &str, problems: &mut Problems<'_>) {
        if self.certificates == 0 {
            return;
        }
        for (name, span) in self.extra {
            if let Some(without) = self.without.get(&name) {
                problems.report(
                    Finding::error(
                        "name_added_and_left_out",
                        format!("`{name}` is added and left out"),
                    )
                    .help("take it out of one of the lists")
                    .at(span.clone(), "added")
                    .at(without.span.clone(), "left out"),
                );
            } else if self.derived.get(&name) == Some(&self.certificates) {
                problems.report(
                    Finding::remark(
                        "extra_name_derived",
                        format!("`{name}` is in `{usage}` anyhow"),
                    )
                    .help("take it out of `extra_dns`")
                    .at(span, "the role derives it"),
                );
            }
        }
        for (name, without) in self.without {
            let Without {
                span,
                left_out,
                common_name,
            } = without;
            problems.report(match left_out {
                None => {
                    let candidates = self.example.iter().map(DnsName::as_str);
                    let help = nearest(name.as_str(), candidates).map_or_else(
                        || "take it out of `without_dns`".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    Finding::error("name_not_derived", format!("`{name}` is not in `{usage}`"))
                        .help(help)
                        .at(span, "the role does not derive it")
                }
                Some(_) if common_name => {
                    Finding::error("common_name_left_out", format!("`{name}` is the common name of `{usage}` and cannot be left out"))
                        .help("take it out of `without_dns`: the common name must be among the alternative names")
                        .at(span, "the common name")
                }
                Some(rule) => {
                    let page = rule.source.map_or("", |source| source.url);
                    Finding::warning("name_left_out", format!("`{name}` is left out of `{usage}`, and Microsoft asks for it"))
                        .help(format!("{}: see {page}", rule.what))
                        .at(span, "left out")
                }
            });
        }
    }
}

/// Why there should be none, by role. Microsoft, "Wildcard certificate support in Lync
/// Server 2013", lists the roles whose certificates may have one.
fn against_wildcards(role: Role) -> &'static str {
    match role {
        Role::FrontEnd | Role::StandardEdition | Role::Director | Role::ReverseProxy => {
            "desk phones fail on them"
        }
        Role::Edge => "Microsoft supports none on an Edge pool",
        Role::Mediation => "Microsoft supports none on a Mediation pool",
        Role::PersistentChat
        | Role::VideoInterop
        | Role::SurvivableBranch
        | Role::TrustedApplication
        | Role::OfficeWebApps => "Microsoft supports none on this role",
    }
}

fn names(
    texts: &[String],
    path: &Path,
    problems: &mut Problems<'_>,
) -> Vec<(DnsName, Range<usize>)> {
    let mut names = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let path = path.index(index);
        if let Some(name) = problems.wildcard_name(text, &path) {
            names.push((name, problems.value(&path)));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use crate::cert::CertificateId;
    use crate::desired::trial::{codes, desired, estate_with, only};

    fn with(fields: &str) -> String {
        estate_with(
            "usage: edge-external,",
            &format!("usage: edge-external, {fields},"),
        )
    }

    #[test]
    fn names_are_added_and_left_out() {
        let text = with("extra_dns: [Extra.contoso.com], without_dns: [sip.fabrikam.com]");
        assert_eq!(codes(&text), ["name_left_out"]);
        let id = CertificateId::parse("edge.contoso.net/edge-external").unwrap();
        let certificate = &desired(&text).certificates[&id];
        let origins: Vec<String> = certificate
            .origins
            .iter()
            .map(|origin| format!("{} {}", origin.name, origin.rule.code))
            .collect();
        assert_eq!(
            origins,
            [
                "sip.contoso.com access_edge",
                "webcon.contoso.com web_conferencing_edge",
                "extra.contoso.com extra_dns"
            ]
        );
        let help = only("name_left_out", &text).help.unwrap();
        assert!(help.contains("https://learn.microsoft.com/"), "{help}");
    }

    #[test]
    fn changes_that_hurt_or_do_nothing_are_reported() {
        for (fields, code) in [
            ("extra_dns: [ex_tra.contoso.com]", "name_invalid"),
            ("extra_dns: [webcon.contoso.com]", "extra_name_derived"),
            ("extra_dns: [\"*.contoso.com\"]", "wildcard_extra_name"),
            ("without_dns: [sip.contoso.org]", "name_not_derived"),
            ("without_dns: [sip.contoso.com]", "common_name_left_out"),
            ("common_name: a.contoso.com", "field_not_possible"),
            ("dns: [a.contoso.com]", "field_not_possible"),
        ] {
            assert_eq!(codes(&with(fields)), [code], "{fields}");
        }
        let both = with("extra_dns: [sip.fabrikam.com], without_dns: [sip.fabrikam.com]");
        assert_eq!(codes(&both), ["name_added_and_left_out", "name_left_out"]);
    }

    #[test]
    fn why_a_wildcard_hurts_depends_on_the_role() {
        let edge = with("extra_dns: [\"*.contoso.com\"]");
        assert_eq!(
            only("wildcard_extra_name", &edge).message,
            "`*.contoso.com` is a wildcard, and Microsoft supports none on an Edge pool"
        );
        let front_end = estate_with(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    certificates: [{ usage: default, extra_dns: [\"*.contoso.com\"] }]\n",
        );
        assert_eq!(
            only("wildcard_extra_name", &front_end).message,
            "`*.contoso.com` is a wildcard, and desk phones fail on them"
        );
    }

    #[test]
    fn a_name_that_one_server_has_may_be_added_to_all() {
        let text = estate_with(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    certificates: [{ usage: default, extra_dns: [fe01.contoso.net] }]\n",
        );
        assert_eq!(codes(&text), [""; 0]);
        let id = CertificateId::parse("pool01.contoso.net/fe02.contoso.net/default").unwrap();
        assert!(
            desired(&text).certificates[&id]
                .contents
                .names
                .contains("fe01.contoso.net")
        );
    }
}
