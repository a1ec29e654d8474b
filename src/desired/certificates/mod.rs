//! Every certificate that is desired: what the roles derive with the manifest's
//! changes, the deployment's OAuth certificate, custom ones, and local authorities'.

mod authority;
mod changes;
mod custom;
mod derived;
mod oauth;
mod overrides;
mod same_as;
mod template;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::cert::{CertificateId, Contents, DnsName, ExtendedKeyUsage, KeySpec, KeyUsage, Subject};
use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::Eku;

use super::deployment::Estate;
use super::issuers::{Issuer, Issuers};
use super::pools::Pool;
use super::problems::Problems;
use super::reference::quoted;
use super::{Class, DesiredCertificate, NameOrigin, RuleRef};

use terms::Terms;

/// Everything that the certificates are made of.
pub(super) struct Sources<'a> {
    /// Who signs.
    pub issuers: &'a Issuers,
    /// What holds for the whole deployment.
    pub estate: &'a Estate<'a>,
}

/// All certificates, in no particular order.
#[derive(Default)]
pub(super) struct Declared {
    /// Those that are made.
    pub certificates: Vec<DesiredCertificate>,
    /// Those that another one serves, and which.
    pub served: BTreeMap<CertificateId, CertificateId>,
}

/// Declares all certificates.
pub(super) fn declare(
    model: &crate::manifest::model::Model,
    pools: &[Pool<'_>],
    sources: &Sources<'_>,
    problems: &mut Problems<'_>,
) -> Declared {
    let mut unnamed = terms::Unnamed::default();
    let mut certificates = authority::declare(sources);
    let mut merged = Vec::new();
    certificates.extend(oauth::declare(model, sources, &mut unnamed, problems));
    for pool in pools {
        match super::pools::role(pool.model.role) {
            Some(role) => {
                derived::declare(
                    pool,
                    role,
                    sources,
                    &mut unnamed,
                    &mut certificates,
                    &mut merged,
                    problems,
                );
            }
            None => custom::declare(pool, sources, &mut unnamed, &mut certificates, problems),
        }
    }
    unnamed.report(sources.issuers, problems);
    let served = same_as::merge(merged, &mut certificates, sources, problems);
    for certificate in &certificates {
        check_path(certificate, problems);
    }
    Declared {
        certificates,
        served,
    }
}

/// One certificate before its terms are put to it.
struct Draft {
    id: CertificateId,
    role: &'static str,
    usages: Vec<String>,
    common_name: String,
    origins: Vec<NameOrigin>,
    extended_key_usage: BTreeSet<ExtendedKeyUsage>,
    span: Range<usize>,
}

impl Draft {
    /// The certificate with its issuer, key and lifetime.
    fn finish(self, terms: &Terms, sources: &Sources<'_>) -> DesiredCertificate {
        let Self {
            id,
            role,
            usages,
            common_name,
            origins,
            extended_key_usage,
            span,
        } = self;
        let issuer = sources.issuers.get(&terms.issuer);
        let mut subject = Subject::default().with("CN", Some(&common_name));
        for (attribute, value) in issuer.map_or(&[][..], |issuer| &issuer.subject) {
            subject = subject.with(attribute, Some(value));
        }
        DesiredCertificate {
            pool: id.pool().cloned(),
            server: id.server().cloned(),
            id,
            role,
            usages,
            contents: Contents {
                subject,
                names: origins.iter().map(|origin| origin.name.clone()).collect(),
                other_names: BTreeSet::new(),
                key: terms.key.clone(),
                key_usage: Some(leaf_key_usage(&terms.key)),
                extended_key_usage,
                template: issuer.and_then(|issuer| issuer.template.clone()),
            },
            origins,
            issuer: terms.issuer.clone(),
            validity: terms.validity,
            renew_before: terms.renew_before,
            // The days are put to all certificates in one.
            needed_by: None,
            min_remaining: sources.estate.defaults.min_remaining,
            keep_key: terms.keep_key,
            exceptions: terms.exceptions.clone(),
            exportable: true,
            serves: Vec::new(),
            span,
            // The graph tells.
            wave: 0,
        }
    }
}

/// Signing, and with RSA the exchange of keys (Microsoft, "Request and configure a
/// certificate for your reverse HTTP proxy in Lync Server 2013"). An elliptic-curve key
/// encrypts no keys (RFC 8813 section 3).
fn leaf_key_usage(key: &KeySpec) -> BTreeSet<KeyUsage> {
    match key {
        KeySpec::Rsa(_) => [KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment].into(),
        KeySpec::Ec(_) | KeySpec::Other(_) => [KeyUsage::DigitalSignature].into(),
    }
}

/// What a certificate may be used for, as declared; server authentication unless said
/// otherwise. All server certificates need that one; the client's was for public IM with
/// AOL only, which is gone ("Certificate requirements for external user access in Lync
/// Server 2013").
fn extended_key_usage(
    declared: Option<&[Eku]>,
    path: &Path,
    problems: &mut Problems<'_>,
) -> BTreeSet<ExtendedKeyUsage> {
    let Some(declared) = declared else {
        return [ExtendedKeyUsage::ServerAuth].into();
    };
    if declared.is_empty() {
        problems.report(
            Finding::error(
                "eku_empty",
                "a certificate without extended key usages may be used for everything",
            )
            .help("list what it is for, such as `[server-auth]`, or leave `eku` out")
            .at(problems.value(&path.key("eku")), "empty"),
        );
    }
    let usages = declared.iter().map(|eku| match eku {
        Eku::ServerAuth => ExtendedKeyUsage::ServerAuth,
        Eku::ClientAuth => ExtendedKeyUsage::ClientAuth,
    });
    usages.collect()
}

/// Warns where a public authority is asked for client authentication: most stopped to
/// put it in, and Chrome's root program ends it for leaves issued from 2027-03-15 on
/// (Chrome Root Program Policy 1.8).
fn check_client(
    issuer: Option<&Issuer>,
    usages: &BTreeSet<ExtendedKeyUsage>,
    path: &Path,
    problems: &mut Problems<'_>,
) {
    let Some(issuer) = issuer.filter(|issuer| issuer.desired.class == Class::Public) else {
        return;
    };
    if usages.contains(&ExtendedKeyUsage::ClientAuth) {
        problems.report(
            Finding::warning(
                "client_auth_public_issuer",
                "public authorities hardly put client authentication into certificates any more",
            )
            .help("take `client-auth` out: Lync Server and Skype for Business Server need it for public IM with AOL only, which has ended")
            .at(problems.value(&path.key("eku")), "asks for it")
            .at(issuer.desired.span.clone(), "a public issuer"),
        );
    }
}

/// A name that the manifest itself gives.
fn declared(code: &'static str, what: &'static str) -> RuleRef {
    RuleRef {
        code,
        what,
        source: None,
    }
}

/// Warns once of names that no public authority may certify, among those of one
/// declaration.
fn check_public<'n>(
    issuer: Option<&Issuer>,
    names: impl Iterator<Item = &'n str>,
    place: Range<usize>,
    usage: &str,
    problems: &mut Problems<'_>,
) {
    let Some(issuer) = issuer.filter(|issuer| issuer.desired.class == Class::Public) else {
        return;
    };
    let internal: BTreeSet<&str> = names.filter(|name| is_internal(name)).collect();
    if internal.is_empty() {
        return;
    }
    let shown: Vec<&str> = internal.iter().take(3).copied().collect();
    let more = match internal.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    problems.report(
        Finding::warning(
            "internal_name_public_issuer",
            format!(
                "public authorities may not certify the internal names {}{more}",
                quoted(&shown)
            ),
        )
        .help("use an enterprise issuer for this certificate, or public names")
        .at(
            place,
            format!("`{usage}` is signed by `{}`", issuer.desired.name),
        )
        .at(issuer.desired.span.clone(), "a public issuer"),
    );
}

/// Whether a name ends in a domain that is nobody's in public DNS (RFC 6761, RFC 6762
/// appendix G, ICANN's reservation of `internal`; CA/Browser Forum Baseline
/// Requirements 4.2.2).
fn is_internal(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    name.ends_with(".home.arpa")
        || matches!(
            last,
            "local"
                | "internal"
                | "corp"
                | "lan"
                | "home"
                | "intranet"
                | "private"
                | "mail"
                | "localdomain"
                | "localhost"
                | "test"
                | "example"
                | "invalid"
                | "domain"
        )
}

/// The id is the folder, which Windows has to reach.
fn check_path(certificate: &DesiredCertificate, problems: &mut Problems<'_>) {
    let Err(length) = certificate.id.check_path_length() else {
        return;
    };
    let limit = crate::cert::PATH_LIMIT;
    problems.report(
        Finding::error(
            "id_too_long",
            format!("the path of `{}` has {length} characters, and Windows reaches {limit} below an inventory", certificate.id),
        )
        .help("shorten the names of pool or server, or the usage: together they are the folder")
        .about(&certificate.id)
        .at(certificate.span.clone(), "declared here"),
    );
}

/// A name as text.
fn text(name: &DnsName) -> String {
    name.as_str().to_owned()
}
