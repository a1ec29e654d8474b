//! The certificates of a pool or a server, for whoever names that instead of one of them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::cert::{CertificateId, DnsName};
use crate::plan::Entry;
use crate::report::Look;
use crate::report::look::{Ink, width};
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
    let mut text = look.set("", &format!("{holder} has {all}"), 2, Ink::Strong);
    for entry in entries {
        let line = beside(&entry.id, named(entry.action), look);
        write!(text, "{} {line}", sign(entry.action, look)).expect(INFALLIBLE);
    }
    for (id, by) in served {
        let line = beside(id, &format!("served by {by}"), look);
        write!(text, "    {line}").expect(INFALLIBLE);
    }
    let next = "To see one of them: forecert explain ID";
    writeln!(text, "\n{}", look.faint(next)).expect(INFALLIBLE);
    text
}

/// An id and what happens to it, behind a sign: beside it where both fit, else below.
fn beside(id: &CertificateId, deed: &str, look: Look) -> String {
    let id = id.to_string();
    if 4 + width(&id) + 2 + width(deed) <= look.width {
        format!("{id}  {}\n", look.faint(deed))
    } else {
        let text = look.set("    ", &id, 6, Ink::Plain) + &look.set("      ", deed, 8, Ink::Faint);
        text["    ".len()..].to_owned()
    }
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
