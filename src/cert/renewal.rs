//! How long before its end a certificate is renewed: a length of time, or a share of its
//! lifetime.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use time::OffsetDateTime;

use crate::cert::{Lifetime, LifetimeError, Validity};

/// The shares of a lifetime, in per cent, that are possible: below one, a certificate of
/// some days has no time for its renewal; above ninety, it is due soon after it was made.
const SHARES: RangeInclusive<u8> = 1..=90;

/// How long before its end a certificate is renewed.
///
/// Written as a [`Lifetime`], `30d`, or as a share of the lifetime that the certificate
/// really has, `33%`. A share goes on being right when an issuer gives less time than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RenewBefore {
    /// So long, but never more than a third of the lifetime, so that a short certificate is
    /// not due on the day it is made.
    Time(Lifetime),
    /// So many per cent of the lifetime.
    Share(u8),
}

/// Why a text does not say how long before the end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenewBeforeError {
    /// No length of time.
    #[error(transparent)]
    Lifetime(#[from] LifetimeError),
    /// A share below 1 or above 90, or none in whole per cent.
    #[error("a share is a whole number from {}% to {}%", SHARES.start(), SHARES.end())]
    Share,
}

impl RenewBefore {
    /// So many days.
    pub const fn days(days: u32) -> Self {
        Self::Time(Lifetime::days(days))
    }

    /// The moment from which the renewal of what holds so long is due.
    pub fn due(self, validity: Validity) -> OffsetDateTime {
        let whole = validity.not_after - validity.not_before;
        let ahead = match self {
            Self::Time(time) => time.duration().min(whole / 3),
            // In this order: a share of a century is some thousand million seconds, times
            // ninety it still is far from the end of what a duration holds.
            Self::Share(share) => whole * i32::from(share) / 100,
        };
        validity.not_after - ahead
    }
}

impl FromStr for RenewBefore {
    type Err = RenewBeforeError;

    fn from_str(text: &str) -> Result<Self, RenewBeforeError> {
        let Some(share) = text.strip_suffix('%') else {
            return Ok(Self::Time(text.parse()?));
        };
        let digits = !share.is_empty() && share.bytes().all(|byte| byte.is_ascii_digit());
        let share = share.parse().ok().filter(|share| SHARES.contains(share));
        let share = share.filter(|_| digits).ok_or(RenewBeforeError::Share)?;
        Ok(Self::Share(share))
    }
}

impl fmt::Display for RenewBefore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(f),
            Self::Share(share) => write!(f, "{share}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const JANUARY: Validity = Validity {
        not_before: datetime!(2026-01-01 0:00 UTC),
        not_after: datetime!(2026-01-31 0:00 UTC),
    };

    fn due(text: &str, validity: Validity) -> OffsetDateTime {
        text.parse::<RenewBefore>().expect("a time").due(validity)
    }

    #[test]
    fn a_length_of_time_is_never_more_than_a_third_of_the_lifetime() {
        assert_eq!(due("30d", JANUARY), datetime!(2026-01-21 0:00 UTC));
        assert_eq!(due("10d", JANUARY), datetime!(2026-01-21 0:00 UTC));
        assert_eq!(due("5d", JANUARY), datetime!(2026-01-26 0:00 UTC));
    }

    #[test]
    fn a_share_is_of_the_lifetime_that_the_certificate_has() {
        assert_eq!(due("50%", JANUARY), datetime!(2026-01-16 0:00 UTC));
        assert_eq!(due("1%", JANUARY), datetime!(2026-01-30 16:48 UTC));
        assert_eq!(due("90%", JANUARY), datetime!(2026-01-04 0:00 UTC));
        let leap_year = Validity {
            not_before: datetime!(2027-03-01 0:00 UTC),
            not_after: datetime!(2028-03-01 0:00 UTC),
        };
        assert_eq!(due("25%", leap_year), datetime!(2027-11-30 12:00 UTC));
        assert_eq!(due("1d", leap_year), datetime!(2028-02-29 0:00 UTC));
        let century = Validity {
            not_before: datetime!(2026-01-01 0:00 UTC),
            not_after: datetime!(9999-12-31 23:59:59 UTC),
        };
        assert!(due("90%", century) < datetime!(2900-01-01 0:00 UTC));
    }

    #[test]
    fn a_share_is_a_whole_number_within_its_bounds() {
        for text in ["1%", "33%", "90%"] {
            assert_eq!(text.parse::<RenewBefore>().unwrap().to_string(), text);
        }
        for text in ["0%", "91%", "%", "-1%", "+5%", "33.3%", "33 %", "300%"] {
            let parsed = text.parse::<RenewBefore>();
            assert_eq!(parsed, Err(RenewBeforeError::Share), "{text}");
        }
        let parsed = "third".parse::<RenewBefore>();
        assert_eq!(parsed, Err(LifetimeError::Syntax.into()));
    }
}
