//! The certificates of a pool or a server, for whoever names that instead of one of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cert::{CertificateId, DnsName};
use crate::plan::Entry;
use crate::report::Look;
use crate::report::words::{count, named, sign};

use super::certificate::Explained;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// The certificates of a pool or a server.
#[derive(Debug)]
pub struct Holding<'a> {
    holder: DnsName,
    entries: Vec<&'a Entry>,
    /// Those that another certificate serves.
    served: Vec<(&'a CertificateId, &'a CertificateId)>,
}

impl<'a> Holding<'a> {
    /// Those of a pool or a server, if it has any.
    pub fn of(holder: DnsName, of: &Explained<'a>) -> Option<Self> {
        let has = |id: &CertificateId| id.pool() == Some(&holder) || id.server() == Some(&holder);
        let entries: Vec<&Entry> = of.plan.entries.iter().filter(|one| has(&one.id)).collect();
        let served = of.desired.served.iter().filter(|(id, _)| has(id));
        let served: Vec<_> = served.collect();
        (!entries.is_empty() || !served.is_empty()).then_some(Self {
            holder,
            entries,
            served,
        })
    }
}

/// Their ids, each with what happens to it.
pub fn explain_holding(holding: &Holding<'_>, look: Look) -> String {
    let Holding {
        holder,
        entries,
        served,
    } = holding;
    let all = count(entries.len() + served.len(), "certificate");
    let mut text = format!("{}\n", look.strong(&format!("{holder} has {all}")));
    for entry in entries {
        let sign = sign(entry.action, look);
        let deed = look.faint(named(entry.action));
        writeln!(text, "{sign} {}  {deed}", entry.id).expect(INFALLIBLE);
    }
    for (id, by) in served {
        let deed = look.faint(&format!("served by {by}"));
        writeln!(text, "    {id}  {deed}").expect(INFALLIBLE);
    }
    let next = "To see one of them: forecert explain ID";
    writeln!(text, "\n{}", look.faint(next)).expect(INFALLIBLE);
    text
}

/// The same as JSON: `format_version`, `holder`, and `certificates`, each with `id`,
/// `action` (null where another serves it) and `served_by` (or null).
pub fn explain_holding_json(holding: &Holding<'_>) -> String {
    let Holding {
        holder,
        entries,
        served,
    } = holding;
    let made = entries.iter().map(|entry| {
        json!({
            "id": entry.id.to_string(),
            "action": entry.action.name(),
            "served_by": Value::Null,
        })
    });
    let served = served.iter().map(|(id, by)| {
        json!({
            "id": id.to_string(),
            "action": Value::Null,
            "served_by": by.to_string(),
        })
    });
    let certificates: Vec<Value> = made.chain(served).collect();
    let value = json!({
        "format_version": "1.0",
        "holder": holder.as_str(),
        "certificates": certificates,
    });
    format!("{value:#}\n")
}
