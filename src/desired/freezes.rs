//! When nothing is renewed: the times of a freeze.

use std::ops::Range;

use time::{Date, OffsetDateTime, PrimitiveDateTime};

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::{self, Model};

use super::problems::Problems;

/// The times in which nothing is renewed, by their beginning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freezes(Vec<Freeze>);

/// A time in which nothing is renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Its first moment.
    pub from: OffsetDateTime,
    /// The first moment after it.
    pub until: OffsetDateTime,
    /// Why.
    pub reason: String,
}

impl Freezes {
    /// Reads them.
    pub(super) fn read(model: &Model, problems: &mut Problems<'_>) -> Self {
        let path = Path::root().key("freeze");
        let mut freezes: Vec<(Freeze, Range<usize>)> = Vec::new();
        for (index, declared) in model.freeze.iter().enumerate() {
            let path = path.index(index);
            let Some(freeze) = Freeze::read(declared, &path, problems) else {
                continue;
            };
            let place = problems.value(&path.key("from"));
            let same = |(other, _): &&(Freeze, Range<usize>)| {
                (other.from, other.until) == (freeze.from, freeze.until)
            };
            if let Some((_, first)) = freezes.iter().find(same) {
                problems.report(
                    Finding::error("freeze_twice", "two freezes are of the same days")
                        .help("take one of them out, and put both reasons into the other")
                        .at(place, "again")
                        .at(first.clone(), "first"),
                );
                continue;
            }
            freezes.push((freeze, place));
        }
        let mut freezes: Vec<Freeze> = freezes.into_iter().map(|(freeze, _)| freeze).collect();
        freezes.sort_by_key(|freeze| (freeze.from, freeze.until));
        Self(freezes)
    }

    /// The freeze that a moment is in, and the first moment after it: where others touch
    /// it or overlap with it, after the last of them.
    pub fn over(&self, moment: OffsetDateTime) -> Option<(&Freeze, OffsetDateTime)> {
        let mut first = None;
        let mut end = moment;
        for freeze in &self.0 {
            if freeze.from <= end && end < freeze.until {
                first.get_or_insert(freeze);
                end = freeze.until;
            }
        }
        first.map(|freeze| (freeze, end))
    }
}

impl Freeze {
    fn read(declared: &model::Freeze, path: &Path, problems: &mut Problems<'_>) -> Option<Self> {
        let model::Freeze {
            from: first,
            until: last,
            reason,
        } = declared;
        if reason.trim().is_empty() {
            problems.report(
                Finding::error("reason_missing", "a freeze needs a reason")
                    .help("say why nothing is renewed then, such as `end of the year`")
                    .at(problems.value(&path.key("reason")), "empty"),
            );
        }
        let from = problems.date(first, &path.key("from"));
        let until = problems.date(last, &path.key("until"));
        let (from, until) = (from?, until?);
        if until < from {
            problems.report(
                Finding::error("freeze_ends_first", "this freeze ends before it begins")
                    .help("`from` is its first day, and `until` its last")
                    .at(problems.value(&path.key("until")), "the last day")
                    .at(problems.value(&path.key("from")), "the first day"),
            );
            return None;
        }
        Some(Self {
            from: midnight(from),
            // Behind the last day that a date holds there is none.
            until: until
                .next_day()
                .map_or(PrimitiveDateTime::MAX.assume_utc(), midnight),
            reason: reason.trim().to_owned(),
        })
    }
}

fn midnight(day: Date) -> OffsetDateTime {
    day.midnight().assume_utc()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use crate::desired::trial::{codes, desired, estate_with};

    fn estate(freezes: &str) -> String {
        estate_with(
            "sip_domains:",
            &format!("freeze: [{freezes}]\nsip_domains:"),
        )
    }

    #[test]
    fn a_freeze_lasts_from_the_first_second_of_its_first_day_to_the_last_of_its_last() {
        let freezes = desired(&estate(
            "{ from: 2028-02-28, until: 2028-02-29, reason: leap }",
        ));
        let freezes = freezes.freezes;
        let over = |moment| freezes.over(moment).map(|(_, end)| end);
        let end = datetime!(2028-03-01 0:00 UTC);
        assert_eq!(over(datetime!(2028-02-27 23:59:59 UTC)), None);
        assert_eq!(over(datetime!(2028-02-28 0:00 UTC)), Some(end));
        assert_eq!(over(datetime!(2028-02-29 23:59:59 UTC)), Some(end));
        assert_eq!(over(end), None);
    }

    #[test]
    fn freezes_that_touch_or_overlap_are_one_whatever_their_order() {
        let desired = desired(&estate(
            "{ from: 2027-01-05, until: 2027-01-10, reason: c }, \
             { from: 2026-12-20, until: 2026-12-31, reason: a }, \
             { from: 2027-01-01, until: 2027-01-06, reason: b }, \
             { from: 2027-01-12, until: 2027-01-12, reason: d }",
        ));
        let over = desired.freezes.over(datetime!(2026-12-20 0:00 UTC));
        let (first, end) = over.expect("a freeze");
        assert_eq!(first.reason, "a");
        assert_eq!(end, datetime!(2027-01-11 0:00 UTC));
    }

    #[test]
    fn a_freeze_has_two_days_in_their_order_and_a_reason() {
        for (freeze, code) in [
            (
                "{ from: 2027-01-02, until: 2027-01-01, reason: a }",
                "freeze_ends_first",
            ),
            (
                "{ from: 2027-02-29, until: 2027-03-01, reason: a }",
                "date_invalid",
            ),
            (
                "{ from: 2027-01-01, until: 2027-01-01, reason: ' ' }",
                "reason_missing",
            ),
            (
                "{ from: 2027-01-01, until: 2027-01-02, reason: a }, \
                 { from: 2027-01-01, until: 2027-01-02, reason: b }",
                "freeze_twice",
            ),
        ] {
            assert_eq!(codes(&estate(freeze)), [code], "{freeze}");
        }
    }

    #[test]
    fn the_last_day_of_the_calendar_is_a_day() {
        let desired = desired(&estate(
            "{ from: 9999-12-31, until: 9999-12-31, reason: a }",
        ));
        let over = desired.freezes.over(datetime!(9999-12-31 12:00 UTC));
        assert!(over.is_some());
    }
}
