//! How two contents differ, and which differences a certificate may have.

use std::collections::BTreeSet;
use std::fmt;

use super::contents::joined;
use super::{Contents, ExtendedKeyUsage, KeySpec, KeyUsage, Subject};

/// One field in which what was found is not what was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The common name.
    CommonName {
        /// The one wanted.
        wanted: Option<String>,
        /// The one found.
        found: Option<String>,
    },
    /// The subject, apart from the common name or in its order.
    Subject {
        /// The one wanted.
        wanted: Subject,
        /// The one found.
        found: Subject,
    },
    /// Subject alternative names.
    Names {
        /// Wanted, not found.
        missing: BTreeSet<String>,
        /// Found, not wanted.
        surplus: BTreeSet<String>,
    },
    /// The key's algorithm, or the curve.
    KeyAlgorithm {
        /// The one wanted.
        wanted: KeySpec,
        /// The one found.
        found: KeySpec,
    },
    /// A key of the right algorithm with fewer bits.
    KeyTooSmall {
        /// The one wanted.
        wanted: KeySpec,
        /// The one found.
        found: KeySpec,
    },
    /// A key of the right algorithm with more bits.
    KeyLarger {
        /// The one wanted.
        wanted: KeySpec,
        /// The one found.
        found: KeySpec,
    },
    /// Key usage.
    KeyUsage {
        /// Wanted, not found.
        missing: BTreeSet<KeyUsage>,
        /// Found, not wanted.
        surplus: BTreeSet<KeyUsage>,
    },
    /// Extended key usage.
    Usages {
        /// Wanted, not found.
        missing: BTreeSet<ExtendedKeyUsage>,
        /// Found, not wanted.
        surplus: BTreeSet<ExtendedKeyUsage>,
    },
    /// The certificate template asked for.
    Template {
        /// The one wanted.
        wanted: Option<String>,
        /// The one found.
        found: Option<String>,
    },
}

impl Difference {
    /// The stable code of the reason it becomes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CommonName { .. } => "common_name_differs",
            Self::Subject { .. } => "subject_differs",
            Self::Names { .. } => "names_differ",
            Self::KeyAlgorithm { .. } => "key_algorithm_differs",
            Self::KeyTooSmall { .. } => "key_too_small",
            Self::KeyLarger { .. } => "key_larger",
            Self::KeyUsage { .. } => "key_usage_differs",
            Self::Usages { .. } => "usages_differ",
            Self::Template { .. } => "template_differs",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommonName { wanted, found } => {
                write!(
                    f,
                    "common name: {} instead of {}",
                    or_none(found),
                    or_none(wanted)
                )
            }
            Self::Subject { wanted, found } => {
                write!(f, "subject: `{found}` instead of `{wanted}`")
            }
            Self::Names { missing, surplus } => sets(f, "names", missing, surplus),
            Self::KeyAlgorithm { wanted, found }
            | Self::KeyTooSmall { wanted, found }
            | Self::KeyLarger { wanted, found } => {
                write!(f, "key: {found} instead of {wanted}")
            }
            Self::KeyUsage { missing, surplus } => sets(f, "key usage", missing, surplus),
            Self::Usages { missing, surplus } => sets(f, "extended key usage", missing, surplus),
            Self::Template { wanted, found } => {
                write!(
                    f,
                    "template: {} instead of {}",
                    or_none(found),
                    or_none(wanted)
                )
            }
        }
    }
}

/// Every field in which `found` is not exactly `wanted`: a declaration against a
/// request.
pub fn differences(wanted: &Contents, found: &Contents) -> Vec<Difference> {
    // Taken apart by name: a field forgotten here would be a change ignored.
    let Contents {
        subject,
        names,
        other_names,
        key,
        key_usage,
        extended_key_usage,
        template,
    } = wanted;
    let mut all = Vec::new();
    if !same_name(subject.common_name(), found.subject.common_name()) {
        all.push(Difference::CommonName {
            wanted: subject.common_name().map(str::to_owned),
            found: found.subject.common_name().map(str::to_owned),
        });
    } else if !same_subject(subject, &found.subject) {
        all.push(Difference::Subject {
            wanted: subject.clone(),
            found: found.subject.clone(),
        });
    }
    let wanted_names: BTreeSet<String> = names.union(other_names).cloned().collect();
    let found_names: BTreeSet<String> = found.names.union(&found.other_names).cloned().collect();
    if let Some((missing, surplus)) = compare(&wanted_names, &found_names) {
        all.push(Difference::Names { missing, surplus });
    }
    all.extend(key_difference(key, &found.key));
    let wanted_usage = key_usage.clone().unwrap_or_default();
    let found_usage = found.key_usage.clone().unwrap_or_default();
    if let Some((missing, surplus)) = compare(&wanted_usage, &found_usage) {
        all.push(Difference::KeyUsage { missing, surplus });
    }
    if let Some((missing, surplus)) = compare(extended_key_usage, &found.extended_key_usage) {
        all.push(Difference::Usages { missing, surplus });
    }
    if template != &found.template {
        all.push(Difference::Template {
            wanted: template.clone(),
            found: found.template.clone(),
        });
    }
    all
}

/// The differences that make a certificate unfit for what was wanted: a missing
/// name, usage or key usage, another common name, another or a smaller key.
///
/// An authority may legitimately reorder or drop other parts of the subject, add
/// names and usages; see [`surplus`].
pub fn shortfalls(wanted: &Contents, certificate: &Contents) -> Vec<Difference> {
    differences(wanted, certificate)
        .into_iter()
        .filter_map(|difference| split(difference, certificate).0)
        .collect()
}

/// The differences that are worth a remark and no more.
pub fn surplus(wanted: &Contents, certificate: &Contents) -> Vec<Difference> {
    differences(wanted, certificate)
        .into_iter()
        .filter_map(|difference| split(difference, certificate).1)
        .collect()
}

/// Names that the old contents have and the new ones lack.
pub type LostNames = BTreeSet<String>;

/// See [`LostNames`].
pub fn lost_names(old: &Contents, new: &Contents) -> LostNames {
    old.names.difference(&new.names).cloned().collect()
}

/// The part of a difference that is hard, and the part that is a remark.
fn split(
    difference: Difference,
    certificate: &Contents,
) -> (Option<Difference>, Option<Difference>) {
    match difference {
        // An authority drops the template extension of the request, or writes its own.
        Difference::Template { .. } => (None, None),
        Difference::Subject { .. } | Difference::KeyLarger { .. } => (None, Some(difference)),
        Difference::CommonName { .. }
        | Difference::KeyAlgorithm { .. }
        | Difference::KeyTooSmall { .. } => (Some(difference), None),
        Difference::Names { missing, surplus } => halves(missing, surplus, |missing, surplus| {
            Difference::Names { missing, surplus }
        }),
        Difference::KeyUsage { missing, surplus } => {
            // An absent extension permits every use (RFC 5280 4.2.1.3).
            if certificate.key_usage.is_none() {
                let surplus = BTreeSet::new();
                return (None, Some(Difference::KeyUsage { missing, surplus }));
            }
            halves(missing, surplus, |missing, surplus| Difference::KeyUsage {
                missing,
                surplus,
            })
        }
        Difference::Usages { missing, surplus } => halves(missing, surplus, |missing, surplus| {
            Difference::Usages { missing, surplus }
        }),
    }
}

fn halves<T: Ord>(
    missing: BTreeSet<T>,
    surplus: BTreeSet<T>,
    make: impl Fn(BTreeSet<T>, BTreeSet<T>) -> Difference,
) -> (Option<Difference>, Option<Difference>) {
    let hard = (!missing.is_empty()).then(|| make(missing, BTreeSet::new()));
    let soft = (!surplus.is_empty()).then(|| make(BTreeSet::new(), surplus));
    (hard, soft)
}

fn key_difference(wanted: &KeySpec, found: &KeySpec) -> Option<Difference> {
    if wanted == found {
        return None;
    }
    let (bits, declared) = (found.bits(), wanted.bits());
    let (wanted, found) = (wanted.clone(), found.clone());
    Some(match (&wanted, &found) {
        (KeySpec::Rsa(_), KeySpec::Rsa(_)) if bits < declared => {
            Difference::KeyTooSmall { wanted, found }
        }
        (KeySpec::Rsa(_), KeySpec::Rsa(_)) => Difference::KeyLarger { wanted, found },
        _ => Difference::KeyAlgorithm { wanted, found },
    })
}

fn compare<T: Ord + Clone>(
    wanted: &BTreeSet<T>,
    found: &BTreeSet<T>,
) -> Option<(BTreeSet<T>, BTreeSet<T>)> {
    let missing: BTreeSet<T> = wanted.difference(found).cloned().collect();
    let surplus: BTreeSet<T> = found.difference(wanted).cloned().collect();
    (!missing.is_empty() || !surplus.is_empty()).then_some((missing, surplus))
}

// Host names are compared without case (RFC 4343), and a common name is one here.
fn same_name(a: Option<&str>, b: Option<&str>) -> bool {
    a.map(str::to_ascii_lowercase) == b.map(str::to_ascii_lowercase)
}

fn same_subject(a: &Subject, b: &Subject) -> bool {
    a.0.len() == b.0.len()
        && a.0.iter().zip(&b.0).all(|(a, b)| {
            a.0 == b.0 && (a.1 == b.1 || a.0 == "CN" && a.1.eq_ignore_ascii_case(&b.1))
        })
}

fn or_none(name: &Option<String>) -> String {
    name.as_deref()
        .map_or_else(|| "none".to_owned(), |name| format!("`{name}`"))
}

fn sets<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    missing: &BTreeSet<T>,
    surplus: &BTreeSet<T>,
) -> fmt::Result {
    f.write_str(what)?;
    let mut sep = ": ";
    for (word, set) in [("missing", missing), ("not wanted", surplus)] {
        if !set.is_empty() {
            write!(f, "{sep}{word} {}", joined(set))?;
            sep = "; ";
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents() -> Contents {
        Contents {
            subject: Subject::default()
                .with("CN", Some("sip.contoso.com"))
                .with("O", Some("Contoso"))
                .with("C", Some("US")),
            names: ["sip.contoso.com", "webcon.contoso.com"]
                .map(str::to_owned)
                .into(),
            other_names: BTreeSet::new(),
            key: KeySpec::Rsa(2048),
            key_usage: Some([KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment].into()),
            extended_key_usage: [ExtendedKeyUsage::ServerAuth].into(),
            template: None,
        }
    }

    fn codes(differences: &[Difference]) -> Vec<&'static str> {
        differences.iter().map(Difference::code).collect()
    }

    #[test]
    fn equal_contents_do_not_differ() {
        assert_eq!(differences(&contents(), &contents()), []);
    }

    #[test]
    fn every_field_is_compared() {
        let found = Contents {
            subject: Subject::default().with("CN", Some("SIP.contoso.com")),
            names: ["sip.contoso.com", "www.contoso.com"]
                .map(str::to_owned)
                .into(),
            other_names: ["IP 10.0.0.1".to_owned()].into(),
            key: KeySpec::Rsa(1024),
            key_usage: Some([KeyUsage::DigitalSignature].into()),
            extended_key_usage: [ExtendedKeyUsage::ClientAuth].into(),
            template: Some("WebServer".into()),
        };
        let all = differences(&contents(), &found);
        assert_eq!(
            codes(&all),
            [
                "subject_differs",
                "names_differ",
                "key_too_small",
                "key_usage_differs",
                "usages_differ",
                "template_differs"
            ]
        );
        assert_eq!(
            all[1].to_string(),
            "names: missing webcon.contoso.com; not wanted IP 10.0.0.1, www.contoso.com"
        );
    }

    #[test]
    fn an_authority_may_drop_the_organization_add_a_name_and_a_usage() {
        let mut issued = contents();
        issued.subject.0.truncate(1);
        issued.names.insert("www.sip.contoso.com".into());
        issued
            .extended_key_usage
            .insert(ExtendedKeyUsage::ClientAuth);
        assert_eq!(shortfalls(&contents(), &issued), []);
        assert_eq!(
            codes(&surplus(&contents(), &issued)),
            ["subject_differs", "names_differ", "usages_differ"]
        );
    }

    #[test]
    fn an_authority_may_not_leave_out_a_name_a_usage_or_the_common_name() {
        let mut issued = contents();
        issued.subject.0.remove(0);
        issued.names.remove("webcon.contoso.com");
        issued.key_usage = Some([KeyUsage::DigitalSignature].into());
        issued.extended_key_usage.clear();
        assert_eq!(
            codes(&shortfalls(&contents(), &issued)),
            [
                "common_name_differs",
                "names_differ",
                "key_usage_differs",
                "usages_differ"
            ]
        );
    }

    #[test]
    fn an_absent_key_usage_permits_every_use() {
        let mut issued = contents();
        issued.key_usage = None;
        assert_eq!(shortfalls(&contents(), &issued), []);
        assert_eq!(codes(&surplus(&contents(), &issued)), ["key_usage_differs"]);
    }
}
