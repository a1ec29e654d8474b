//! Where each certificate stands, the most urgent first.

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::plan::{Action, Entry, Plan};

/// How a certificate stands. The order is the order of urgency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The certificate in use is over.
    Expired,
    /// A person must act.
    Blocked,
    /// The one in use nears its end while its successor is awaited.
    WaitingUrgently,
    /// Its renewal is due.
    Due,
    /// Something is to be made.
    ToMake,
    /// With the issuer.
    Waiting,
    /// In order.
    InOrder,
    /// No longer in the manifest.
    Undeclared,
}

impl Standing {
    /// Its name in JSON and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Blocked => "blocked",
            Self::WaitingUrgently => "waiting, urgent",
            Self::Due => "due",
            Self::ToMake => "to make",
            Self::Waiting => "waiting",
            Self::InOrder => "in order",
            Self::Undeclared => "not in manifest",
        }
    }
}

/// One certificate.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which.
    pub id: CertificateId,
    /// How it stands.
    pub standing: Standing,
    /// The generation in use.
    pub generation: Option<u32>,
    /// The last second of the certificate in use.
    pub not_after: Option<OffsetDateTime>,
    /// Whole days until then; negative afterwards.
    pub days_left: Option<i64>,
    /// Since when something is awaited.
    pub waiting_since: Option<OffsetDateTime>,
    /// The issuer's name.
    pub issuer: Option<String>,
    /// Why it stands so.
    pub reasons: Vec<String>,
}

/// Every certificate of a plan, the most urgent first.
pub fn status(plan: &Plan) -> Vec<Row> {
    let mut rows: Vec<Row> = plan
        .entries
        .iter()
        .map(|entry| row(entry, plan.as_of))
        .collect();
    rows.sort_by(|a, b| {
        let end = |row: &Row| {
            row.not_after
                .map_or(i64::MAX, OffsetDateTime::unix_timestamp)
        };
        a.standing
            .cmp(&b.standing)
            .then_with(|| end(a).cmp(&end(b)))
            .then_with(|| a.waiting_since.cmp(&b.waiting_since))
            .then_with(|| a.id.cmp(&b.id))
    });
    rows
}

fn row(entry: &Entry, now: OffsetDateTime) -> Row {
    let current = entry.current.as_ref();
    let days_left = current.map(|current| (current.not_after - now).whole_days());
    let expired = current.is_some_and(|current| now > current.not_after);
    let standing = match entry.action {
        Action::Orphan => Standing::Undeclared,
        _ if expired => Standing::Expired,
        Action::Blocked => Standing::Blocked,
        Action::Wait if entry.is_urgent() => Standing::WaitingUrgently,
        Action::Wait => Standing::Waiting,
        Action::Renew => Standing::Due,
        Action::Create | Action::Adopt | Action::Replace | Action::Resume => Standing::ToMake,
        Action::Keep => Standing::InOrder,
    };
    Row {
        id: entry.id.clone(),
        standing,
        generation: current.map(|current| current.generation),
        not_after: current.map(|current| current.not_after),
        days_left,
        waiting_since: entry.since.filter(|_| entry.action == Action::Wait),
        issuer: entry
            .declared
            .as_ref()
            .map(|declared| declared.issuer.clone()),
        reasons: entry
            .reasons
            .iter()
            .map(|reason| reason.message.clone())
            .collect(),
    }
}
