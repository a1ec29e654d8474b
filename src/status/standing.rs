//! Where each certificate stands, the most urgent first.

use time::OffsetDateTime;

use crate::cert::CertificateId;
use crate::desired::Desired;
use crate::inventory::Inventory;
use crate::plan::{Action, Entry, Plan};
use crate::status::{Installation, installation};

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
    /// Whether `apply` can ask the issuer how it stands.
    pub is_asked: bool,
    /// By when it must be there, where the manifest says so and it is not.
    pub needed_by: Option<OffsetDateTime>,
    /// The last moment at which its issuer can be asked in time.
    pub send_by: Option<OffsetDateTime>,
    /// The issuer's name.
    pub issuer: Option<String>,
    /// Why it stands so.
    pub reasons: Vec<String>,
    /// Where the one in use is installed; nothing where there are no receipts at all.
    pub installation: Option<Installation>,
}

/// Every certificate of a plan, the most urgent first. Where it is installed counts for
/// nothing in that order.
pub fn status(plan: &Plan, desired: &Desired, inventory: &Inventory) -> Vec<Row> {
    let entries = plan.entries.iter();
    let rows = entries.map(|entry| Row {
        installation: installation(entry, desired, inventory),
        ..row(entry, plan.as_of)
    });
    sorted(rows.collect())
}

fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|a, b| {
        let end = |row: &Row| {
            row.not_after
                .map_or(i64::MAX, OffsetDateTime::unix_timestamp)
        };
        let deadline = |row: &Row| (row.send_by.is_none(), row.send_by);
        a.standing
            .cmp(&b.standing)
            .then_with(|| deadline(a).cmp(&deadline(b)))
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
        is_asked: entry.step.polls(),
        needed_by: entry.needed_by,
        send_by: entry.send_by,
        issuer: entry
            .declared
            .as_ref()
            .map(|declared| declared.issuer.clone()),
        reasons: entry
            .reasons
            .iter()
            .map(|reason| reason.message.clone())
            .collect(),
        installation: None,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::cert::Fingerprint;
    use crate::plan::{Current, Reason, Selection, Step};

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn entry(
        name: &str,
        action: Action,
        codes: &[&'static str],
        end: Option<OffsetDateTime>,
    ) -> Entry {
        Entry {
            id: CertificateId::parse(&format!("{name}.contoso.net/tls")).unwrap(),
            declared: None,
            action,
            step: Step::Rest,
            reasons: codes.iter().map(|code| Reason::new(code, "")).collect(),
            generation: Some(1),
            current: end.map(|not_after| Current {
                generation: 1,
                not_after,
                renewal_due: not_after,
                fingerprint: Fingerprint([0; 32]),
                is_met: true,
            }),
            change: None,
            since: Some(NOW),
            needed_by: None,
            send_by: None,
        }
    }

    #[test]
    fn the_most_urgent_comes_first_and_among_equals_what_ends_first() {
        let (over, soon, later) = (
            Some(datetime!(2026-11-22 11:59:59 UTC)),
            Some(datetime!(2026-12-01 0:00 UTC)),
            Some(datetime!(2027-12-01 0:00 UTC)),
        );
        let plan = Plan {
            as_of: NOW,
            entries: vec![
                entry("orphan", Action::Orphan, &[], None),
                entry("kept", Action::Keep, &[], later),
                entry("kept-soon", Action::Keep, &[], soon),
                entry("waits", Action::Wait, &["awaiting_issuer"], None),
                entry("made", Action::Create, &["missing"], None),
                entry("due", Action::Renew, &["expiring"], soon),
                entry(
                    "urgent",
                    Action::Wait,
                    &["awaiting_issuer", "expiring"],
                    soon,
                ),
                entry("blocked", Action::Blocked, &["damaged"], later),
                entry("over", Action::Wait, &["awaiting_issuer", "expired"], over),
            ],
            findings: Vec::new(),
            selection: Selection::default(),
        };
        let rows = plan.entries.iter().map(|entry| row(entry, NOW)).collect();
        let rows = sorted(rows);
        let order: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {}", row.id, row.standing.name()))
            .collect();
        assert_eq!(
            order,
            [
                "over.contoso.net/tls expired",
                "blocked.contoso.net/tls blocked",
                "urgent.contoso.net/tls waiting, urgent",
                "due.contoso.net/tls due",
                "made.contoso.net/tls to make",
                "waits.contoso.net/tls waiting",
                "kept-soon.contoso.net/tls in order",
                "kept.contoso.net/tls in order",
                "orphan.contoso.net/tls not in manifest",
            ]
        );
        assert_eq!(rows[3].waiting_since, None);
        assert_eq!(rows[5].waiting_since, Some(NOW));
    }
}
