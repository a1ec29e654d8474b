//! What is desired, as values: everything in them was checked.

use std::collections::BTreeMap;
use std::ops::Range;

use time::OffsetDateTime;

use super::{
    Background, BundleTerms, Exception, Freezes, Graph, Machine, PlacedException, Service,
};
use crate::cert::{CertificateId, Contents, DnsName, Lifetime, RenewBefore};
use crate::checks::Level;
use crate::finding::Finding;
use crate::lync::{Product, Rule, Source};

/// What the manifest asks for.
#[derive(Clone, Debug)]
pub struct Desired {
    /// The certificates, one for each local authority too.
    pub certificates: BTreeMap<CertificateId, DesiredCertificate>,
    /// Certificates that another one serves, and which: nothing is made for them.
    pub served: BTreeMap<CertificateId, CertificateId>,
    /// Who signs, by name.
    pub issuers: BTreeMap<String, DesiredIssuer>,
    /// In which order.
    pub graph: Graph,
    /// The machines that certificates are carried to, by FQDN.
    pub machines: BTreeMap<DnsName, Machine>,
    /// The machines of each pool, in order.
    pub(super) members: BTreeMap<DnsName, Vec<DnsName>>,
    /// How they are carried.
    pub bundle: BundleTerms,
    /// How much the checks weigh that the manifest speaks of, by code.
    pub severities: BTreeMap<&'static str, Level>,
    /// The exceptions, each with the declaration that it stands in.
    pub exceptions: Vec<PlacedException>,
    /// Where certificates are declared.
    pub declarations: Vec<Range<usize>>,
    /// When nothing is renewed.
    pub freezes: Freezes,
    /// The inventory's directory, as written.
    pub inventory: String,
    /// The key directory, as written.
    pub keys: String,
    /// Where the passphrase is that keys are kept under; nothing where they are in clear.
    pub passphrase: Option<Secret>,
    /// Where the passwords of PKCS#12 files are, in the order in which they are tried.
    pub secrets: Vec<Secret>,
    /// Warnings and remarks, in order.
    pub findings: Vec<Finding>,
    /// What the certificates were made of.
    pub background: Background,
}

/// A password, and where the manifest names its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Where it is.
    pub source: SecretSource,
    /// Where the manifest says so.
    pub span: Range<usize>,
}

/// Where a secret is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// In the environment variable of this name.
    Variable(String),
    /// In the first line of a file, as written.
    File(String),
}

/// A certificate that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredCertificate {
    /// Which one.
    pub id: CertificateId,
    /// The pool it belongs to.
    pub pool: Option<DnsName>,
    /// The server it belongs to; nothing where the pool shares it.
    pub server: Option<DnsName>,
    /// The role's word in the manifest; `deployment` for the OAuth certificate,
    /// `issuer` for an authority.
    pub role: &'static str,
    /// Microsoft's type names, or the word of a custom usage; empty for an authority.
    pub usages: Vec<String>,
    /// What the request shall hold.
    pub contents: Contents,
    /// Where each DNS name comes from, in the order in which they are written: the
    /// common name first.
    pub origins: Vec<NameOrigin>,
    /// The issuer's name; an authority's own.
    pub issuer: String,
    /// How long it shall hold.
    pub validity: Lifetime,
    /// How long before its end it is renewed.
    pub renew_before: RenewBefore,
    /// The moment by which it must be there.
    pub needed_by: Option<OffsetDateTime>,
    /// How long it shall still hold then.
    pub min_remaining: Option<Lifetime>,
    /// Whether a renewal keeps the key.
    pub keep_key: bool,
    /// Checks that are waived for it.
    pub exceptions: Vec<Exception>,
    /// Whether its key may leave for a server: true for all that is made in advance,
    /// false for an authority.
    pub exportable: bool,
    /// The certificates of other pools that it serves too, and that are not made.
    pub serves: Vec<Served>,
    /// Where the manifest declares it.
    pub span: Range<usize>,
    /// The step of the work in which it is made, from 1.
    pub wave: u32,
}

impl DesiredCertificate {
    /// Its name among the certificates of a computer, as Windows shows it: who it is for,
    /// what for, and which version. No two certificates of an estate share one, as
    /// Microsoft asks for (`New-OfficeWebAppsFarm` takes a certificate by it).
    pub fn friendly_name(&self, generation: u32) -> String {
        let of = match &self.id {
            CertificateId::Oauth => format!("OAuth {}", self.common_name()),
            CertificateId::Issuer { name } => format!("issuer {name}"),
            id => {
                let whom = id.server().or(id.pool()).map_or("", |name| name.as_str());
                format!("{whom} {}", id.usage())
            }
        };
        format!("{of}, version {generation}")
    }

    fn common_name(&self) -> &str {
        self.contents.subject.common_name().unwrap_or_default()
    }

    /// Whether a check is waived for it at a moment; an exception holds to the end
    /// of its last day in UTC.
    pub fn allows(&self, code: &str, now: OffsetDateTime) -> bool {
        let mut exceptions = self.exceptions.iter();
        exceptions.any(|exception| exception.code == code && exception.holds(now))
    }
}

/// A certificate that another one serves: declared with `same_as`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// Its id, under which nothing is made.
    pub id: CertificateId,
    /// The role's word in the manifest.
    pub role: &'static str,
    /// What it is used for there.
    pub usages: Vec<String>,
    /// The servers that get it.
    pub servers: Vec<DnsName>,
    /// Where the manifest says so.
    pub span: Range<usize>,
}

/// Where a name comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameOrigin {
    /// The name.
    pub name: String,
    /// The rule that put it in.
    pub rule: RuleRef,
    /// The place in the manifest that it was made of.
    pub span: Option<Range<usize>>,
}

/// The rule that put a name in: one of Microsoft's requirements, or the manifest's own
/// words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleRef {
    /// Stable, `snake_case`.
    pub code: &'static str,
    /// What the name is.
    pub what: &'static str,
    /// The page that asks for it; nothing where the manifest itself does.
    pub source: Option<Source>,
}

impl RuleRef {
    /// A rule, with the page about this product.
    pub(super) fn of(rule: &Rule, product: Product) -> Self {
        Self {
            code: rule.code,
            what: rule.what,
            source: Some(rule.source(product)),
        }
    }
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredIssuer {
    /// Its name.
    pub name: String,
    /// Whose rules it works under.
    pub class: Class,
    /// How it signs.
    pub kind: IssuerKind,
    /// Files with the certificates it may chain to, as written.
    pub trust: Vec<String>,
    /// How long it takes to answer.
    pub lead_time: Option<Lifetime>,
    /// The moment before which no request leaves for it.
    pub submit_after: Option<OffsetDateTime>,
    /// Where the manifest names it.
    pub span: Range<usize>,
}

impl DesiredIssuer {
    /// Whether anybody may have signed what is taken for its answer: it is asked, and
    /// nothing says what its certificates chain to.
    pub fn takes_anything(&self) -> bool {
        self.is_asked() && self.trust.is_empty()
    }

    /// Whether somebody else signs: a person takes the request there, or a service is asked.
    pub fn is_asked(&self) -> bool {
        !matches!(self.kind, IssuerKind::LocalCa { .. })
    }

    /// Whether a person takes the request there and brings the answer.
    pub fn is_carried(&self) -> bool {
        self.kind == IssuerKind::Request
    }

    /// How it is reached, where it answers by machine.
    pub fn service(&self) -> Option<&Service> {
        match &self.kind {
            IssuerKind::Service(service) => Some(service),
            IssuerKind::Request | IssuerKind::LocalCa { .. } => None,
        }
    }

    /// The lines that say what its certificates chain to.
    pub fn cure_for_trust(&self) -> String {
        let name = &self.name;
        format!(
            "save its root beside the manifest and add to the issuer `{name}`:\n  \
             trust: [pki/{name}.pem]"
        )
    }
}

/// Whose rules an issuer works under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The organization's own.
    Enterprise,
    /// The CA/Browser Forum's.
    Public,
}

/// How an issuer signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerKind {
    /// Somebody takes the request there and brings the answer.
    Request,
    /// `apply` asks it, and it answers at once or later.
    Service(Service),
    /// forecert signs, with a key in a directory.
    LocalCa {
        /// The authority's directory, as written.
        directory: String,
        /// Where its revocation list is published.
        crl_url: String,
    },
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::cert::CertificateId;
    use crate::desired::trial::{ESTATE, desired};

    #[test]
    fn no_two_certificates_share_a_friendly_name_and_neither_do_two_versions_of_one() {
        let desired = desired(ESTATE);
        let names: BTreeSet<String> = desired
            .certificates
            .values()
            .flat_map(|certificate| [1, 2].map(|version| certificate.friendly_name(version)))
            .collect();
        assert_eq!(names.len(), 2 * desired.certificates.len());
        let of = |id: &str| {
            let id = CertificateId::parse(id).unwrap();
            desired.certificates[&id].friendly_name(2)
        };
        assert_eq!(
            of("pool01.contoso.net/fe01.contoso.net/default"),
            "fe01.contoso.net default, version 2"
        );
        assert_eq!(
            of("edge.contoso.net/edge-external"),
            "edge.contoso.net edge-external, version 2"
        );
        assert_eq!(of("oauth"), "OAuth contoso.com, version 2");
    }
}
