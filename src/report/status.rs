//! Where each certificate stands, as a table and as JSON.

use std::fmt::Write as _;

use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::cert::day;
use crate::report::Look;
use crate::report::words::age;
use crate::status::{Row, Standing};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// The table.
pub fn status(rows: &[Row], now: OffsetDateTime, look: Look) -> String {
    let width = rows.iter().map(|row| row.id.to_string().len()).max();
    let width = width
        .unwrap_or_default()
        .min(look.width.saturating_sub(40).max(20));
    let mut text = String::new();
    let head = format!(
        "{:<width$}  {:<15}  {:<10}  left",
        "certificate", "state", "until"
    );
    writeln!(text, "{}", look.strong(&head)).expect(INFALLIBLE);
    for row in rows {
        let state = format!("{:<15}", row.standing.name());
        let state = match row.standing {
            Standing::Expired | Standing::Blocked | Standing::WaitingUrgently => look.bad(&state),
            Standing::Due | Standing::ToMake | Standing::Waiting => look.change(&state),
            Standing::InOrder => look.good(&state),
            Standing::Undeclared => look.faint(&state),
        };
        let until = row.not_after.map_or_else(|| "-".to_owned(), day);
        let left = row
            .days_left
            .map_or_else(|| "-".to_owned(), |days| format!("{days} d"));
        let id = row.id.to_string();
        let line = format!("{id:<width$}  {state}  {until:<10}  {left}");
        writeln!(text, "{}", line.trim_end()).expect(INFALLIBLE);
        if let Some(since) = row.waiting_since {
            let issuer = row.issuer.as_deref().unwrap_or("the issuer");
            let waiting = format!("with {issuer} since {}, {}", day(since), age(since, now));
            writeln!(text, "    {}", look.faint(&waiting)).expect(INFALLIBLE);
        } else if matches!(row.standing, Standing::Expired | Standing::Blocked) {
            for reason in &row.reasons {
                writeln!(text, "    {}", look.faint(reason)).expect(INFALLIBLE);
            }
        }
    }
    text
}

/// The same as JSON.
pub fn status_json(rows: &[Row], now: OffsetDateTime) -> String {
    let moment =
        |moment: Option<OffsetDateTime>| moment.and_then(|moment| moment.format(&Rfc3339).ok());
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "id": row.id.to_string(),
                "state": row.standing.name(),
                "generation": row.generation,
                "not_after": moment(row.not_after),
                "days_left": row.days_left,
                "waiting_since": moment(row.waiting_since),
                "issuer": row.issuer,
                "reasons": row.reasons,
            })
        })
        .collect();
    let value = json!({
        "format_version": "1.0",
        "as_of": moment(Some(now)),
        "certificates": rows,
    });
    format!("{value:#}\n")
}
