//! What is to come: which certificates fall due when, and how many renewals a year that
//! makes, if each is renewed on the day it is due.
//!
//! Rests on the plan of a moment and goes on from there with the same rules: when a renewal
//! is due, what a freeze holds back, how long an issuer's certificates hold, and what public
//! authorities may issue on each day to come.

mod document;

use std::collections::BTreeMap;

use time::{Date, Duration, OffsetDateTime};

use crate::baseline::validity_limit;
use crate::cert::{CertificateId, Validity};
use crate::desired::{Class, Desired, DesiredCertificate, DesiredIssuer};
use crate::inventory::Inventory;
use crate::plan::{Action, Entry, Plan, Timing};

pub use document::{EventDocument, ForecastDocument, YearDocument, schema};

/// The longest time ahead that is looked at, in years of 365 days. What is known today of
/// limits and lifetimes says little beyond.
pub const MOST_YEARS: i64 = 10;

/// The most events that are foretold. Certificates of a day that are renewed every few hours
/// for ten years are no plan.
const MOST_EVENTS: usize = 2_000_000;

/// What is to come.
#[derive(Clone, Debug)]
pub struct Forecast<'a> {
    /// The moment from which it looks ahead.
    pub as_of: OffsetDateTime,
    /// The first moment that it does not look at.
    pub until: OffsetDateTime,
    /// What happens, in order.
    pub events: Vec<Event<'a>>,
    /// What stands still until a person has acted, and of which nothing is foretold.
    pub blocked: Vec<&'a CertificateId>,
    /// Whether there was more to foretell than two million events.
    pub is_cut: bool,
}

/// Something that happens.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// When.
    pub at: OffsetDateTime,
    /// To which certificate.
    pub certificate: &'a DesiredCertificate,
    /// What.
    pub what: What,
    /// The end of the certificate that it follows.
    pub follows: Option<OffsetDateTime>,
    /// The last second of the one that is made.
    pub not_after: OffsetDateTime,
    /// The most days that a public authority may give then, where that is less than asked.
    pub limit: Option<u32>,
}

/// What happens to a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// It is made for the first time, or as it is declared now.
    Issue,
    /// An answer that is awaited comes.
    Answer,
    /// It is renewed.
    Renewal,
}

impl What {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Answer => "answer",
            Self::Renewal => "renewal",
        }
    }
}

/// How many renewals there are in each year, by something.
pub type Years = BTreeMap<i32, usize>;

impl<'a> Forecast<'a> {
    /// Looks ahead from a plan.
    pub fn new(
        desired: &'a Desired,
        inventory: &Inventory,
        plan: &'a Plan,
        until: OffsetDateTime,
    ) -> Self {
        let mut forecast = Self {
            as_of: plan.as_of,
            until,
            events: Vec::new(),
            blocked: Vec::new(),
            is_cut: false,
        };
        let mut ends = BTreeMap::new();
        for entry in &plan.entries {
            if let (CertificateId::Issuer { .. }, Some(current)) = (&entry.id, &entry.current) {
                ends.insert(entry.id.clone(), current.not_after);
            }
        }
        for entry in &plan.entries {
            let Some(declared) = &entry.declared else {
                continue;
            };
            // What a local authority signs does not outlive it.
            let signer = desired.graph.signed_by(&declared.id);
            let course = Course {
                declared,
                desired,
                issuer: &desired.issuers[&declared.issuer],
                last: signer.and_then(|signer| ends.get(&signer).copied()),
            };
            forecast.foretell(&course, entry, inventory);
        }
        let key = |event: &Event<'_>| (event.at, event.certificate.id.clone());
        forecast.events.sort_by_cached_key(key);
        forecast
    }

    fn foretell(&mut self, course: &Course<'a>, entry: &'a Entry, inventory: &Inventory) {
        let now = self.as_of;
        let current = entry.current.as_ref();
        let follows = current.map(|current| current.not_after);
        let (mut what, mut at) = match entry.action {
            Action::Orphan => return,
            Action::Blocked => {
                self.blocked.push(&entry.id);
                return;
            }
            Action::Keep => match course.due(entry, inventory, now) {
                Some(due) => (What::Renewal, due),
                None => return,
            },
            Action::Wait => (What::Answer, course.leaves(now)),
            Action::Renew => (What::Renewal, now),
            Action::Create | Action::Adopt | Action::Replace | Action::Resume => {
                (What::Issue, course.leaves(now))
            }
        };
        let mut follows = follows;
        while at < self.until {
            if self.events.len() >= MOST_EVENTS {
                self.is_cut = true;
                return;
            }
            let (not_after, limit) = course.end(at);
            self.events.push(Event {
                at,
                certificate: course.declared,
                what,
                follows,
                not_after,
                limit,
            });
            let made = Validity {
                not_before: at,
                not_after,
            };
            let next = course.timing(made, at);
            // A renewal that gains nothing is none: the authority itself ends.
            if next <= at || course.last.is_some_and(|last| last <= not_after) {
                return;
            }
            (what, at, follows) = (What::Renewal, next, Some(not_after));
        }
    }

    /// How many renewals there are in each year, by what a name is taken from.
    pub fn renewals<'n>(&'n self, of: impl Fn(&Event<'n>) -> &'n str) -> BTreeMap<&'n str, Years> {
        let mut counts: BTreeMap<&str, Years> = BTreeMap::new();
        let renewals = self.events.iter();
        for event in renewals.filter(|event| event.what == What::Renewal) {
            let years = counts.entry(of(event)).or_default();
            *years.entry(event.day().year()).or_default() += 1;
        }
        counts
    }

    /// The years that it looks at.
    pub fn years(&self) -> impl Iterator<Item = i32> + use<> {
        let last = self.until - Duration::SECOND;
        self.as_of.year()..=last.year()
    }
}

impl<'a> Event<'a> {
    /// The day, in UTC.
    pub fn day(&self) -> Date {
        self.at.to_offset(time::UtcOffset::UTC).date()
    }

    /// The pool's FQDN; `deployment` for the OAuth certificate, `issuer` for an authority.
    pub fn pool(&self) -> &'a str {
        let pool = self.certificate.pool.as_ref();
        pool.map_or(self.certificate.role, |pool| pool.as_str())
    }
}

/// How one certificate goes on.
struct Course<'a> {
    declared: &'a DesiredCertificate,
    desired: &'a Desired,
    issuer: &'a DesiredIssuer,
    /// The end of the authority that signs it, where forecert keeps that.
    last: Option<OffsetDateTime>,
}

impl Course<'_> {
    /// When the certificate in use is renewed.
    fn due(
        &self,
        entry: &Entry,
        inventory: &Inventory,
        now: OffsetDateTime,
    ) -> Option<OffsetDateTime> {
        let current = entry.current.as_ref()?;
        let generation = inventory.generation(&entry.id, current.generation)?;
        let validity = generation.certificate.as_ref()?.validity();
        Some(self.timing(validity, now).max(now))
    }

    fn timing(&self, validity: Validity, now: OffsetDateTime) -> OffsetDateTime {
        Timing::of(validity, 0, None, self.declared, self.desired, now).due
    }

    /// When a request leaves that is made now.
    fn leaves(&self, now: OffsetDateTime) -> OffsetDateTime {
        self.issuer.submit_after.unwrap_or(now).max(now)
    }

    /// How long one holds that is made at a moment, and what limits it.
    fn end(&self, at: OffsetDateTime) -> (OffsetDateTime, Option<u32>) {
        let asked = self.declared.validity;
        let most = validity_limit(at).most;
        let limit = Some(most).filter(|most| {
            let is_public = self.issuer.class == Class::Public;
            let asks = self.issuer.is_asked();
            is_public && asks && *most < asked.whole_days()
        });
        let holds = limit.map_or(asked.duration(), |days| Duration::days(days.into()));
        let end = at + holds;
        (self.last.map_or(end, |last| end.min(last)), limit)
    }
}
