//! When a server changes from one certificate to the next where both can be used for a
//! while: A/V authentication and OAuth.
//!
//! Tokens that were signed with the old certificate are still out when the new one takes
//! over, so the change has to come before the old one ends: 8 hours before for A/V, whose
//! tokens live that long, and 24 hours before for OAuth, whose partners keep them longer
//! (Microsoft, "Staging AV and OAuth certificates using -Roll in Set-CsCertificate").

use time::{Duration, OffsetDateTime};

use super::holding::Item;
use super::script::Roll;

/// The type that its own certificate can be rolled for, and how long before the end.
const ROLLED: [(&str, Duration); 2] = [
    ("AudioVideoAuthentication", Duration::hours(8)),
    ("OAuthTokenIssuer", Duration::hours(24)),
];

/// Nobody waits longer than that for a change that is ready.
const LONGEST_WAIT: Duration = Duration::WEEK;

/// Less than that, and the change is not ready on all servers in time.
const SHORTEST_WAIT: Duration = Duration::HOUR;

/// How a certificate takes over from the one before. A date that was settled earlier for
/// the same two stays while it lies ahead: all servers of a pool have to change together.
///
/// Nothing where its types are not rolled, also if only one of several is not, where there
/// is none before it, and where the one before ends too soon: then it is assigned at once.
pub fn roll(item: &Item<'_>, settled: Option<&Roll>, now: OffsetDateTime) -> Option<Roll> {
    let leads = item.types.iter().map(|name| {
        let mut rolled = ROLLED.iter();
        rolled
            .find(|(rolled, _)| rolled == name)
            .map(|(_, lead)| *lead)
    });
    let lead = leads.collect::<Option<Vec<_>>>()?.into_iter().max()?;
    let previous = item.previous?;
    let begins = item.certificate.validity().not_before.max(now);
    let latest = previous.validity().not_after - lead;
    let room: Duration = latest - begins;
    if room < SHORTEST_WAIT {
        return None;
    }
    let previous = previous.thumbprint();
    if let Some(settled) = settled
        && settled.previous == previous
        && settled.latest == latest
        && settled.effective > now
    {
        return Some(settled.clone());
    }
    let half: Duration = room / 2;
    let wait = half.min(LONGEST_WAIT);
    let effective = begins + wait;
    let seconds = i64::from(effective.second());
    Some(Roll {
        previous,
        effective: effective.replace_nanosecond(0).unwrap_or(effective)
            - Duration::seconds(seconds),
        latest,
    })
}
