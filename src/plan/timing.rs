//! When the time of a certificate is up: its renewal is due, held by a freeze, or it is over.

use time::{Duration, OffsetDateTime};

use crate::cert::{self, Lifetime, Validity};
use crate::desired::{Desired, DesiredCertificate, Freeze};
use crate::finding::Finding;
use crate::plan::{Entry, Reason};

/// What a moment means for a certificate in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    /// When it is renewed: once `renew_before` says so, or after the freeze that holds it.
    pub due: OffsetDateTime,
    /// Why its time is up, whether something holds its renewal or not.
    pub(super) up: Option<Reason>,
    /// What a freeze does about it.
    freeze: Option<Reason>,
    /// Whether the freeze holds it.
    is_held: bool,
}

impl Timing {
    /// What a moment means for a version that holds so long.
    ///
    /// `wanted` is the moment at which the issuer wants it renewed; the earlier one counts.
    /// A freeze holds a renewal back, unless the certificate ended before its successor could
    /// be there: before the freeze ends and its issuer has had the time it takes.
    pub fn of(
        validity: Validity,
        version: u32,
        wanted: Option<OffsetDateTime>,
        declared: &DesiredCertificate,
        desired: &Desired,
        now: OffsetDateTime,
    ) -> Self {
        let due = declared.renew_before.due(validity);
        let due = wanted.map_or(due, |wanted| wanted.min(due));
        let up = time_is_up(version, validity.not_after, due, now);
        let frozen = desired.freezes.over(due.max(now));
        let Some((freeze, end)) = frozen.filter(|_| now <= validity.not_after) else {
            return Self {
                due,
                up,
                freeze: None,
                is_held: false,
            };
        };
        let answered = end.checked_add(lead_time(declared, desired));
        let is_held = answered.is_some_and(|answered| answered <= validity.not_after);
        Self {
            due: if is_held { end } else { due },
            freeze: up.as_ref().map(|_| said(freeze, end, is_held)),
            up,
            is_held,
        }
    }

    /// Whether nothing is to be done yet.
    pub(super) fn rests(&self) -> bool {
        self.up.is_none() || self.is_held
    }

    /// Why something is to be done, or is not.
    pub(super) fn reasons(&self) -> Vec<Reason> {
        self.up.iter().chain(&self.freeze).cloned().collect()
    }
}

/// How long the issuer of a certificate takes to answer.
pub(super) fn lead_time(declared: &DesiredCertificate, desired: &Desired) -> Duration {
    let issuer = desired.issuers.get(&declared.issuer);
    let lead = issuer.and_then(|issuer| issuer.lead_time);
    lead.map_or(Duration::ZERO, Lifetime::duration)
}

fn said(freeze: &Freeze, end: OffsetDateTime, is_held: bool) -> Reason {
    let (end, why) = (cert::day(end), &freeze.reason);
    if is_held {
        let message = format!("a freeze holds renewals back until {end}: {why}");
        return Reason::new("frozen", message);
    }
    let message = format!("the freeze until {end} ({why}) does not hold what would end first");
    Reason::new("frozen_but_ending", message)
}

fn time_is_up(
    version: u32,
    not_after: OffsetDateTime,
    due: OffsetDateTime,
    now: OffsetDateTime,
) -> Option<Reason> {
    let end = cert::day(not_after);
    if now > not_after {
        let message = format!("version {version} ended on {end}");
        return Some(Reason::new("expired", message));
    }
    (now >= due).then(|| {
        let due = cert::day(due);
        let message = format!("version {version} ends on {end}; its renewal is due since {due}");
        Reason::new("expiring", message)
    })
}

/// One remark on all renewals that a freeze holds back.
pub(super) fn report_frozen<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    findings: &mut Vec<Finding>,
) {
    let reasons = entries.flat_map(|entry| &entry.reasons);
    let frozen: Vec<&Reason> = reasons.filter(|reason| reason.code == "frozen").collect();
    let Some(first) = frozen.first() else {
        return;
    };
    let message = match frozen.len() {
        1 => format!("one renewal is due, and {}", first.message),
        count => format!("{count} renewals are due, and {}", first.message),
    };
    findings.push(
        Finding::remark("frozen", message)
            .help("nothing is to be done: they are made once the freeze is over"),
    );
}
