//! The stream of an apply: one JSON object a line, the first being the version.

use serde_json::json;

use crate::apply::{Deed, Done, Failed, Outcome};
use crate::plan::{Action, Plan};
use crate::report::outcome::{causes, help};

/// The first line.
pub fn stream_head() -> String {
    json!({ "type": "version", "format_version": "1.0" }).to_string()
}

/// A certificate that is done.
pub fn done_line(done: &Done) -> String {
    let deed = match &done.deed {
        Deed::Requested { .. } => "requested",
        Deed::Prepared { .. } => "prepared",
        Deed::Awaited { .. } => "awaited",
        Deed::Issued { .. } => "issued",
        Deed::Adopted { .. } => "adopted",
    };
    let remarks = done.remarks.iter();
    let remarks: Vec<_> = remarks
        .map(|remark| json!({ "code": remark.code, "message": remark.message }))
        .collect();
    json!({
        "type": "done",
        "id": done.id.to_string(),
        "action": done.action.name(),
        "generation": done.generation,
        "deed": deed,
        "remarks": remarks,
    })
    .to_string()
}

/// A certificate that failed.
pub fn failed_line(failed: &Failed) -> String {
    json!({
        "type": "failed",
        "id": failed.id.to_string(),
        "message": causes(&failed.failure),
        "help": help(&failed.failure),
    })
    .to_string()
}

/// The last line.
pub fn outcome_line(plan: &Plan, outcome: &Outcome) -> String {
    let blocked = plan
        .entries
        .iter()
        .filter(|entry| entry.action == Action::Blocked);
    let blocked: Vec<_> = blocked
        .map(|entry| {
            let reason = entry.reasons.first();
            json!({
                "id": entry.id.to_string(),
                "code": reason.map(|reason| reason.code),
                "message": reason.map(|reason| reason.message.as_str()),
            })
        })
        .collect();
    let not_reached: Vec<_> = outcome
        .not_reached
        .iter()
        .map(|not| json!({ "id": not.id.to_string(), "message": not.because }))
        .collect();
    json!({
        "type": "outcome",
        "done": outcome.done.len(),
        "failed": outcome.failed.len(),
        "not_reached": not_reached,
        "blocked": blocked,
    })
    .to_string()
}
