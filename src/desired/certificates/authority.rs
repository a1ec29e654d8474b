//! The own certificates of local authorities.

use std::collections::BTreeSet;

use crate::cert::{CertificateId, Contents, KeyUsage, Subject};

use super::super::DesiredCertificate;
use super::Sources;

/// One certificate for each local authority: a root that signs certificates and
/// revocation lists and nothing else.
pub(super) fn declare(sources: &Sources<'_>) -> Vec<DesiredCertificate> {
    let mut certificates = Vec::new();
    for issuer in sources.issuers.iter() {
        let Some(authority) = &issuer.authority else {
            continue;
        };
        let mut subject = Subject::default().with("CN", Some(&authority.common_name));
        for (attribute, value) in &issuer.subject {
            // Units and places are the leaves' own.
            if matches!(*attribute, "O" | "C") {
                subject = subject.with(attribute, Some(value));
            }
        }
        certificates.push(DesiredCertificate {
            id: CertificateId::Issuer {
                name: authority.name.clone(),
            },
            pool: None,
            server: None,
            role: "issuer",
            usages: Vec::new(),
            contents: Contents {
                subject,
                names: BTreeSet::new(),
                other_names: BTreeSet::new(),
                key: authority.key.clone(),
                // RFC 5280 4.2.1.3 and 4.2.1.9: what an authority must be allowed to do.
                key_usage: Some([KeyUsage::KeyCertSign, KeyUsage::CrlSign].into()),
                extended_key_usage: BTreeSet::new(),
                template: None,
            },
            origins: Vec::new(),
            issuer: match &authority.issuer {
                Some(parent) => parent.clone(),
                None => issuer.desired.name.clone(),
            },
            validity: authority.validity,
            renew_before: sources.estate.defaults.renew_before,
            needed_by: None,
            min_remaining: None,
            keep_key: false,
            exceptions: Vec::new(),
            exportable: false,
            serves: Vec::new(),
            span: issuer.desired.span.clone(),
            wave: 0,
        });
    }
    certificates
}
