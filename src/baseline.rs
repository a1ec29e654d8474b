//! What public CAs may issue on which day: the dated rules that they work under, as tables
//! with their sources.
//!
//! Nothing here decides anything. A changed rule is a changed row, and what the rows mean for
//! an estate is left to those who ask: the checks of today, and the forecast of each day to
//! come.

use time::macros::date;
use time::{Date, OffsetDateTime, UtcOffset};

/// A document that sets a date, and where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its title and the place in it.
    pub title: &'static str,
    /// Where it is read.
    pub url: &'static str,
}

/// How long a public certificate may hold that is issued on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidityLimit {
    /// The first day on which it binds; nothing for the oldest that is known here.
    pub from: Option<Date>,
    /// The most days that it may hold. A day is 86,400 seconds, and a second more is a day
    /// more.
    pub most: u32,
    /// Who says so.
    pub source: Document,
}

const REQUIREMENTS: Document = Document {
    title: "CA/Browser Forum, Baseline Requirements for TLS Server Certificates 2.2.6, 6.3.2",
    url: "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
};

/// The longest validity of public certificates, in the order of the days from which it binds.
pub static VALIDITY_LIMITS: [ValidityLimit; 4] = [
    ValidityLimit {
        from: None,
        most: 398,
        source: REQUIREMENTS,
    },
    ValidityLimit {
        from: Some(date!(2026 - 03 - 15)),
        most: 200,
        source: REQUIREMENTS,
    },
    ValidityLimit {
        from: Some(date!(2027 - 03 - 15)),
        most: 100,
        source: REQUIREMENTS,
    },
    ValidityLimit {
        from: Some(date!(2029 - 03 - 15)),
        most: 47,
        source: REQUIREMENTS,
    },
];

/// The limit for a certificate that is issued at a moment.
pub fn validity_limit(issued: OffsetDateTime) -> &'static ValidityLimit {
    let day = issued.to_offset(UtcOffset::UTC).date();
    let [oldest, ..] = &VALIDITY_LIMITS;
    let binding = |limit: &&ValidityLimit| limit.from.is_none_or(|from| from <= day);
    VALIDITY_LIMITS.iter().rev().find(binding).unwrap_or(oldest)
}

/// A day from which public certificates for servers come without client authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAuthEnd {
    /// Whose rule it is.
    pub whose: &'static str,
    /// The first day on which it binds.
    pub from: Date,
    /// Who says so.
    pub source: Document,
}

/// When client authentication leaves public certificates for servers, by whose rule, in the
/// order of the days.
pub static CLIENT_AUTH_ENDS: [ClientAuthEnd; 3] = [
    ClientAuthEnd {
        whose: "Let's Encrypt",
        from: date!(2026 - 07 - 08),
        source: Document {
            title: "Let's Encrypt, Ending TLS Client Authentication Certificate Support in 2026",
            url: "https://letsencrypt.org/2025/05/14/ending-tls-client-authentication",
        },
    },
    ClientAuthEnd {
        whose: "DigiCert",
        from: date!(2027 - 03 - 01),
        source: Document {
            title: "DigiCert, Sunsetting the client authentication EKU from public TLS \
                    certificates (ALERT53)",
            url: "https://knowledge.digicert.com/alerts/\
                  sunsetting-client-authentication-eku-from-digicert-public-tls-certificates",
        },
    },
    ClientAuthEnd {
        whose: "Chrome's root program",
        from: date!(2027 - 03 - 15),
        source: Document {
            title: "Chrome Root Program Policy 1.8",
            url: "https://googlechrome.github.io/chromerootprogram/",
        },
    },
];

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_limit_binds_from_the_first_second_of_its_day_in_utc() {
        let most = |issued| validity_limit(issued).most;
        assert_eq!(most(datetime!(2020-01-01 0:00 UTC)), 398);
        for (last, before, after) in [
            (datetime!(2026-03-14 23:59:59 UTC), 398, 200),
            (datetime!(2027-03-14 23:59:59 UTC), 200, 100),
            (datetime!(2029-03-14 23:59:59 UTC), 100, 47),
        ] {
            assert_eq!(most(last), before);
            assert_eq!(most(last + time::Duration::SECOND), after);
        }
        assert_eq!(most(datetime!(2027-03-15 0:30 +1)), 200);
        assert_eq!(most(datetime!(9999-12-31 0:00 UTC)), 47);
    }

    #[test]
    fn the_tables_are_in_the_order_of_their_days() {
        assert!(VALIDITY_LIMITS.is_sorted_by_key(|limit| limit.from));
        assert!(CLIENT_AUTH_ENDS.is_sorted_by_key(|end| end.from));
    }
}
