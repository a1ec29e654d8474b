//! What is to come: as text for people, as JSON, and as calendar entries.

use std::collections::BTreeMap;

use icalendar::{Calendar, Component, EventLike};
use time::macros::format_description;

use crate::cert::day;
use crate::finding::visible;
use crate::forecast::{Event, Forecast, What, Years};
use crate::report::Look;
use crate::report::look::Ink;

/// How many events are told, unless everything is wanted.
const EVENTS: usize = 40;

/// The forecast for people: renewals a year, by issuer and by pool, then what happens when.
pub fn forecast(forecast: &Forecast<'_>, look: Look) -> String {
    let mut text = look.strong(&format!(
        "Forecast from {} to {}",
        day(forecast.as_of),
        day(forecast.until)
    ));
    text.push('\n');
    for (head, counts) in [
        (
            "Renewals by issuer",
            forecast.renewals(|event| &event.certificate.issuer),
        ),
        ("Renewals by pool", forecast.renewals(|event| event.pool())),
    ] {
        text.push_str(&format!("\n{}\n", look.strong(head)));
        text.push_str(&tally(&counts, forecast, look));
    }
    text.push_str(&format!("\n{}\n", look.strong("What happens when")));
    if forecast.events.is_empty() {
        text.push_str(&look.paragraph("nothing", 2));
    }
    let shown = match look.all {
        true => forecast.events.len(),
        false => forecast.events.len().min(EVENTS),
    };
    for event in &forecast.events[..shown] {
        let head = format!("  {}  ", day(event.at));
        text.push_str(&look.set(&head, &told(event), head.len() + 2, Ink::Plain));
    }
    if shown < forecast.events.len() {
        let more = forecast.events.len() - shown;
        text.push_str(&look.paragraph(&format!("and {more} more: -v lists all"), 2));
    }
    if forecast.is_cut {
        let cut = "there is more to come than can be foretold: choose an earlier --until";
        text.push_str(&look.paragraph(cut, 2));
    }
    for id in &forecast.blocked {
        let line = format!("{id} is blocked, and not foretold");
        text.push_str(&look.set("  ", &line, 4, Ink::Bad));
    }
    text
}

/// How many renewals something has in each year, and all together.
fn tally(counts: &BTreeMap<&str, Years>, forecast: &Forecast<'_>, look: Look) -> String {
    let mut text = String::new();
    let mut all = Years::new();
    let line = |name: &str, years: &Years| {
        let each = forecast.years().map(|year| {
            let renewals = years.get(&year).copied().unwrap_or_default();
            format!("{year}: {renewals}")
        });
        let each: Vec<String> = each.collect();
        look.set("  ", &format!("{name}  {}", each.join(", ")), 6, Ink::Plain)
    };
    for (name, years) in counts {
        for (year, renewals) in years {
            *all.entry(*year).or_default() += renewals;
        }
        text.push_str(&line(name, years));
    }
    if counts.len() != 1 {
        text.push_str(&line("all", &all));
    }
    text
}

/// What happens, in one line without its day.
fn told(event: &Event<'_>) -> String {
    let (id, issuer) = (&event.certificate.id, &event.certificate.issuer);
    let deed = match event.what {
        What::Issue => format!("{id} is made by `{issuer}`"),
        What::Answer => format!("{id} is answered by `{issuer}`"),
        What::Renewal => format!("{id} is renewed by `{issuer}`"),
    };
    let limit = event.limit.map_or(String::new(), |days| {
        format!(", {days} days being the most that public authorities may give then")
    });
    let follows = event.follows.map_or(String::new(), |end| {
        format!("; the one before ends on {}", day(end))
    });
    format!("{deed}, until {}{limit}{follows}", day(event.not_after))
}

/// The forecast as calendar entries (RFC 5545), one for each event, of the whole day. Equal
/// forecasts give equal bytes, and an event has the same `UID` in each of them.
pub fn forecast_calendar(forecast: &Forecast<'_>) -> String {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let stamp = forecast.as_of.to_offset(time::UtcOffset::UTC);
    let stamp = stamp.format(format).expect("a moment has all of these");
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//forecert//forecast//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    for event in &forecast.events {
        let id = event.certificate.id.to_string();
        let what = match event.what {
            What::Issue => "make",
            What::Answer => "answer awaited:",
            What::Renewal => "renew",
        };
        let begin = event.day();
        let mut entry = icalendar::Event::new();
        entry.uid(&format!("{begin}/{}/{id}@forecert", event.what.name()));
        entry.add_property("DTSTAMP", &stamp);
        entry.summary(&format!("{what} {id}"));
        entry.description(&visible(&told(event)));
        entry.starts(begin);
        entry.ends(begin.next_day().unwrap_or(begin));
        // Nobody is busy with it.
        entry.add_property("TRANSP", "TRANSPARENT");
        calendar.push(entry);
    }
    calendar.to_string()
}
