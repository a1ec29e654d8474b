//! Plans made by hand, for what a real one holds rarely or in no such number.

use std::collections::BTreeMap;

use forecert::plan::{
    CertificateDocument, FindingDocument, KeyDocument, PlanDocument, ReasonDocument, Selection,
};
use forecert::report::{COMMENT_LIMIT, Origin, Page, markdown};
use time::OffsetDateTime;
use time::macros::datetime;

pub const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

/// A plan of these certificates.
pub fn plan(certificates: Vec<CertificateDocument>) -> PlanDocument {
    let mut summary = BTreeMap::new();
    for certificate in &certificates {
        *summary.entry(certificate.action.clone()).or_default() += 1;
    }
    PlanDocument {
        format_version: "1.0".to_owned(),
        as_of: NOW,
        selection: Selection::default(),
        summary,
        certificates,
        findings: Vec::new(),
        integrity: String::new(),
    }
}

/// A certificate of a server in a pool.
pub fn certificate(pool: &str, server: &str, action: &str, reason: &str) -> CertificateDocument {
    CertificateDocument {
        id: format!("{pool}/{server}/default"),
        pool: Some(pool.to_owned()),
        server: Some(server.to_owned()),
        role: Some("front-end".to_owned()),
        usages: vec!["Default".to_owned()],
        action: action.to_owned(),
        reasons: vec![ReasonDocument {
            code: "missing".to_owned(),
            message: reason.to_owned(),
        }],
        key: Some(KeyDocument {
            fate: "new".to_owned(),
            algorithm: "rsa".to_owned(),
            size: 2048,
        }),
        subject: None,
        dns: vec![server.to_owned(), pool.to_owned()],
        eku: Vec::new(),
        key_usage: Vec::new(),
        template: None,
        issuer: Some("enterprise".to_owned()),
        validity_days: None,
        adopts: None,
        not_after: None,
        fingerprint: None,
        waiting_since: None,
        wave: Some(2),
        friendly_name: None,
        serves: Vec::new(),
        exportable: true,
        generation: Some(1),
        diff: None,
        lost_names: Vec::new(),
    }
}

/// One that is replaced and loses a name.
pub fn replaced(pool: &str, server: &str) -> CertificateDocument {
    let lost = format!("old.{server}");
    CertificateDocument {
        diff: Some(format!(
            "@@ -1,3 +1,2 @@\n subject: CN={server}\n-dns: {lost}\n key: RSA 2048\n"
        )),
        lost_names: vec![lost],
        ..certificate(pool, server, "replace", "the names differ")
    }
}

/// One that is with its issuer since so many days; the one in use ends if it is urgent.
pub fn waiting(pool: &str, server: &str, days: i64, urgent: bool) -> CertificateDocument {
    let mut certificate = certificate(pool, server, "wait", "version 2 was asked of `public`");
    certificate.reasons[0].code = "awaiting_issuer".to_owned();
    certificate.waiting_since = Some(NOW - time::Duration::days(days));
    certificate.issuer = Some("public".to_owned());
    if urgent {
        certificate.reasons.push(ReasonDocument {
            code: "expiring".to_owned(),
            message: "ends on 2026-12-01".to_owned(),
        });
    }
    certificate
}

/// A warning.
pub fn warning(message: &str) -> FindingDocument {
    FindingDocument {
        code: "something".to_owned(),
        severity: "warning".to_owned(),
        message: message.to_owned(),
        help: Some("do something".to_owned()),
        id: None,
        path: None,
        line: Some(7),
        column: Some(1),
    }
}

/// Its page, as long as a comment may be.
pub fn page(document: &PlanDocument) -> String {
    markdown(&Page {
        document,
        origin: Origin::Saved("plan.json"),
        limit: COMMENT_LIMIT,
    })
}
