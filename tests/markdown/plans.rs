//! Plans made by hand, for what a real one holds rarely or in no such number.

use std::collections::BTreeMap;

use forecert::plan::{
    CertificateDocument, FindingDocument, PlanDocument, ReasonDocument, Selection,
};
use forecert::report::{COMMENT_LIMIT, Origin, Page, markdown};
use serde_json::json;
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
    let value = json!({
        "id": format!("{pool}/{server}/default"),
        "pool": pool,
        "server": server,
        "role": "front-end",
        "usages": ["Default"],
        "action": action,
        "reasons": [{ "code": "missing", "message": reason }],
        "key": { "fate": "new", "algorithm": "rsa", "size": 2048 },
        "dns": [server, pool],
        "eku": [],
        "issuer": "enterprise",
        "not_after": null,
        "waiting_since": null,
        "wave": 2,
        "exportable": true,
        "generation": 1,
        "lost_names": [],
    });
    serde_json::from_value(value).expect("a certificate of a plan")
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
