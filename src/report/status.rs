//! Where each certificate stands, as a table and as JSON.

use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::cert::{CertificateId, day};
use crate::finding::visible;
use crate::report::Look;
use crate::report::installed;
use crate::report::look::{Ink, padded, width};
use crate::report::outcome::next_line;
use crate::report::words::age;
use crate::status::{Row, Standing};

/// The table; stacked where the lines are too narrow for it. Where there are receipts, it
/// tells where certificates are installed.
pub fn status(rows: &[Row], now: OffsetDateTime, look: Look) -> String {
    let told = rows.iter().any(|row| row.installation.is_some());
    // The last is the first that can be done without, the id the widest.
    let mut head = vec!["certificate", "state", "until", "left", "issuer"];
    if told {
        head.insert(4, "installed");
    }
    let head: Vec<String> = head.into_iter().map(str::to_owned).collect();
    let cells: Vec<Vec<String>> = rows.iter().map(|row| cells(row, told)).collect();
    let mut widths: Vec<usize> = head.iter().map(|text| width(text)).collect();
    for row in &cells {
        for (column, cell) in row.iter().enumerate() {
            widths[column] = widths[column].max(width(cell));
        }
    }
    let whole = |columns: &[usize]| columns.iter().sum::<usize>() + 2 * (columns.len() - 1);
    let fits = |shown: &usize| whole(&widths[..*shown]) <= look.width;
    let shown = (4..=head.len()).rev().find(fits).unwrap_or_default();
    let mut text = String::new();
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths).take(shown);
        let cells: Vec<String> = cells.map(|(cell, width)| padded(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    if shown > 0 {
        text.push_str(&format!("{}\n", look.strong(&line(&head))));
    }
    for (row, cells) in rows.iter().zip(&cells) {
        let ink = ink(row.standing);
        if shown > 0 {
            let line = line(cells);
            // The state is the one that has a colour.
            let (before, after) = line.split_at(widths[0] + 2);
            let (state, after) = after.split_at(cells[1].len());
            text.push_str(&format!("{before}{}{after}\n", look.paint(ink, state)));
        } else {
            text.push_str(&look.set("", &cells[0], 2, Ink::Plain));
            let mut facts = vec![cells[1].clone()];
            if row.not_after.is_some() {
                facts.push(format!("until {}, {} left", cells[2], cells[3]));
            }
            let installed = row.installation.as_ref().and_then(installed::cell);
            facts.extend(installed.map(|on| format!("installed on {on}")));
            text.push_str(&look.set("    ", &facts.join(", "), 6, ink));
        }
        if let Some(since) = row.waiting_since {
            let issuer = row.issuer.as_deref().unwrap_or("the issuer");
            let waiting = format!("with {issuer} since {}, {}", day(since), age(since, now));
            text.push_str(&look.set("    ", &waiting, 6, Ink::Faint));
        } else if matches!(row.standing, Standing::Expired | Standing::Blocked) {
            for reason in &row.reasons {
                text.push_str(&look.set("    ", reason, 6, Ink::Faint));
            }
        }
        if row.standing == Standing::Waiting && row.waiting_since.is_none() {
            for reason in &row.reasons[..row.reasons.len().min(1)] {
                text.push_str(&look.set("    ", reason, 6, Ink::Faint));
            }
        }
        if let Some(day) = days(row) {
            text.push_str(&look.set("    ", &day, 6, Ink::Faint));
        }
        if let Some(installation) = &row.installation {
            text.push_str(&installed::notes(installation, 4, look));
        }
    }
    text
}

/// By when it must be there, where the manifest says so and it is not.
fn days(row: &Row) -> Option<String> {
    let needed = row.needed_by?;
    let asked = row.send_by.filter(|send_by| *send_by != needed);
    let asked = asked.map_or(String::new(), |send_by| {
        format!(", asked for by {}", day(send_by))
    });
    Some(format!("needed by {}{asked}", day(needed)))
}

/// What to run next about the most urgent, if there is something. `program` is how this
/// one was called.
pub fn status_next(rows: &[Row], program: &str, look: Look) -> String {
    let mut text = String::new();
    let mut line = |what: &str, command: &str| {
        let line = format!("{what}: {program} {command}");
        text.push_str(&next_line(&line, look));
    };
    let first = |standing: Standing| rows.iter().find(|row| row.standing == standing);
    if let Some(blocked) = first(Standing::Blocked) {
        line("About what is blocked", &format!("explain {}", blocked.id));
    }
    if first(Standing::Due).or(first(Standing::ToMake)).is_some() {
        line("What will be made", "plan");
    }
    if rows.iter().any(|row| row.is_asked) {
        line("To ask issuers how it stands", "apply --poll");
    }
    let mut carried = rows.iter().filter(|row| !row.is_asked);
    if carried.any(|row| row.waiting_since.is_some()) {
        line("When answers come", "accept FILE...");
    }
    text
}

fn ink(standing: Standing) -> Ink {
    match standing {
        Standing::Expired | Standing::Blocked | Standing::WaitingUrgently => Ink::Bad,
        Standing::Due | Standing::ToMake | Standing::Waiting => Ink::Change,
        Standing::InOrder => Ink::Good,
        Standing::Undeclared => Ink::Faint,
    }
}

fn cells(row: &Row, told: bool) -> Vec<String> {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let mut cells = vec![
        row.id.to_string(),
        row.standing.name().to_owned(),
        or_none(row.not_after.map(day)),
        or_none(row.days_left.map(|days| format!("{days} d"))),
    ];
    if told {
        let installed = row.installation.as_ref().and_then(installed::cell);
        cells.push(or_none(installed));
    }
    // An authority of our own signs itself.
    let issuer = row.issuer.as_deref();
    let issuer = issuer.filter(|_| !matches!(row.id, CertificateId::Issuer { .. }));
    cells.push(or_none(issuer.map(|issuer| visible(issuer).into_owned())));
    cells
}

/// The same as JSON. Where there are receipts, each certificate has `installed`, the servers
/// that should have it, and `elsewhere`, those that have it and should not.
pub fn status_json(rows: &[Row], now: OffsetDateTime) -> String {
    let moment =
        |moment: Option<OffsetDateTime>| moment.and_then(|moment| moment.format(&Rfc3339).ok());
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let mut value = json!({
                "id": row.id.to_string(),
                "state": row.standing.name(),
                "generation": row.generation,
                "not_after": moment(row.not_after),
                "days_left": row.days_left,
                "waiting_since": moment(row.waiting_since),
                "needed_by": moment(row.needed_by),
                "send_by": moment(row.send_by),
                "issuer": row.issuer,
                "reasons": row.reasons,
            });
            if let Some(installation) = &row.installation {
                value["installed"] = installed::installed_json(installation);
                value["elsewhere"] = installed::elsewhere_json(installation);
            }
            value
        })
        .collect();
    let value = json!({
        "format_version": "1.0",
        "as_of": moment(Some(now)),
        "certificates": rows,
    });
    format!("{value:#}\n")
}
