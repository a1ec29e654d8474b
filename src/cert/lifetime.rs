//! How long: a lifetime that is asked for, and the validity that was given.

use std::fmt;
use std::str::FromStr;

use time::macros::format_description;
use time::{Duration, OffsetDateTime, UtcOffset};

/// A whole number of days, as it is asked of an issuer or kept before an expiry.
///
/// Written `47d`, `6w` or `2y`; a year is 365 days, so that the same text means the
/// same length on every day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lifetime {
    days: u32,
}

/// Why a text is not a lifetime.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LifetimeError {
    /// Not a number followed by `d`, `w` or `y`.
    #[error("write a number of days, weeks or years, such as `30d`, `6w` or `2y`")]
    Syntax,
    /// No time at all.
    #[error("a lifetime of nothing is not possible")]
    Zero,
    /// RFC 5280 4.1.2.5 ends at the year 9999; a century is already no plan.
    #[error("more than 100 years is not possible")]
    TooLong,
}

impl Lifetime {
    /// So many days.
    pub const fn days(days: u32) -> Self {
        Self { days }
    }

    /// As a span of time; a day is 86,400 seconds.
    pub fn duration(self) -> Duration {
        Duration::days(i64::from(self.days))
    }

    /// The number of days.
    pub fn whole_days(self) -> u32 {
        self.days
    }
}

impl FromStr for Lifetime {
    type Err = LifetimeError;

    fn from_str(text: &str) -> Result<Self, LifetimeError> {
        let unit = match text.chars().last() {
            Some('d') => 1,
            Some('w') => 7,
            Some('y') => 365,
            _ => return Err(LifetimeError::Syntax),
        };
        let number = &text[..text.len() - 1];
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(LifetimeError::Syntax);
        }
        let days = number
            .parse::<u32>()
            .ok()
            .and_then(|number| number.checked_mul(unit))
            .filter(|days| *days <= 100 * 365)
            .ok_or(LifetimeError::TooLong)?;
        if days == 0 {
            return Err(LifetimeError::Zero);
        }
        Ok(Self { days })
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}d", self.days)
    }
}

/// From when to when a certificate holds, both ends included (RFC 5280 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: OffsetDateTime,
    /// The last second.
    pub not_after: OffsetDateTime,
}

impl Validity {
    /// Whether the last second is past.
    pub fn expired(&self, now: OffsetDateTime) -> bool {
        now > self.not_after
    }
}

/// A day in UTC, as people write it in a change request.
pub fn day(moment: OffsetDateTime) -> String {
    moment
        .to_offset(UtcOffset::UTC)
        .format(format_description!("[year]-[month]-[day]"))
        .expect("a date has a year, a month and a day")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_a_number_with_a_unit() {
        assert_eq!("199d".parse(), Ok(Lifetime::days(199)));
        assert_eq!("2w".parse(), Ok(Lifetime::days(14)));
        assert_eq!("2y".parse(), Ok(Lifetime::days(730)));
        for text in ["", "d", "30", "1.5y", "-3d", "30 d", "3m", "３d"] {
            assert_eq!(
                text.parse::<Lifetime>(),
                Err(LifetimeError::Syntax),
                "{text}"
            );
        }
        assert_eq!("0d".parse::<Lifetime>(), Err(LifetimeError::Zero));
        assert_eq!("101y".parse::<Lifetime>(), Err(LifetimeError::TooLong));
        assert_eq!(
            "99999999999d".parse::<Lifetime>(),
            Err(LifetimeError::TooLong)
        );
    }
}
