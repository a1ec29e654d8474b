//! The clock, and moments as they are written on the command line.

use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// Now, in whole seconds.
pub(super) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
        .replace_nanosecond(0)
        .expect("zero is a nanosecond")
}

/// A day, which means its beginning in UTC, or a moment in RFC 3339.
pub(super) fn parse(text: &str) -> Result<OffsetDateTime, String> {
    let day = format_description!("[year]-[month]-[day]");
    if let Ok(date) = Date::parse(text, &day) {
        return Ok(date.midnight().assume_utc());
    }
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
        "write a day such as 2027-03-01, or a moment such as 2027-03-01T08:00:00Z".to_owned()
    })
}
