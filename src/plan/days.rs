//! By when a certificate must be asked for, and what is late.

use time::{Duration, OffsetDateTime};

use crate::baseline;
use crate::cert::day;
use crate::desired::Class;
use crate::finding::Finding;
use crate::inventory::Generation;
use crate::plan::decide::{Case, InUse};
use crate::plan::decision::Decision;
use crate::plan::timing::lead_time;
use crate::plan::{Action, Current, Reason, Step};

/// By when a certificate must be there, and asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// By when it must be there, where the manifest says so and it is not.
    pub(super) needed_by: Option<OffsetDateTime>,
    /// The last moment at which the issuer can be asked in time: before it must be there, or
    /// before the one in use ends.
    pub(super) send_by: Option<OffsetDateTime>,
    issuer: Option<String>,
}

impl Days {
    /// The day, as a reason beside the others.
    pub(super) fn reason(&self) -> Option<Reason> {
        let needed = self.needed_by?;
        let asked = self.send_by.zip(self.issuer.as_ref());
        let asked = asked.filter(|(send_by, _)| *send_by != needed);
        let asked = asked.map_or(String::new(), |(send_by, issuer)| {
            format!(", and must be asked of `{issuer}` by {}", day(send_by))
        });
        let message = format!("it is needed by {}{asked}", day(needed));
        Some(Reason::new("needed_by", message))
    }
}

impl Case<'_> {
    /// By when it must be there, and asked for, where it is not in order.
    pub(super) fn days(&self, action: Action, current: Option<&Current>) -> Days {
        if matches!(action, Action::Keep | Action::Orphan) {
            return Days::default();
        }
        let serves = current.filter(|current| current.is_met && self.now <= current.not_after);
        let needed_by = match serves {
            Some(_) => None,
            None => self.declared.needed_by,
        };
        let end = serves.map(|current| current.not_after).or(needed_by);
        let issuer = &self.issuer.name;
        let is_with_issuer = action == Action::Wait && !self.is_held();
        let may_ask = self.issuer.is_asked() && !is_with_issuer;
        Days {
            needed_by,
            send_by: end.map(|end| end - lead_time(self.declared, self.desired)),
            issuer: may_ask.then(|| issuer.clone()),
        }
    }

    fn is_held(&self) -> bool {
        self.issuer
            .submit_after
            .is_some_and(|until| self.now < until)
    }

    /// Since when a request is with its issuer that was made at a moment; nothing where it
    /// does not leave yet.
    pub(super) fn since(&self, made: OffsetDateTime) -> Option<OffsetDateTime> {
        let left = self.issuer.submit_after.unwrap_or(made).max(made);
        (!self.is_held()).then_some(left)
    }

    /// That a request which is made does not leave yet.
    pub(super) fn held(&self, version: u32) -> Option<Reason> {
        let until = self.issuer.submit_after.filter(|_| self.is_held())?;
        let message = format!(
            "the request of version {version} is made, and leaves for `{}` on {}",
            self.issuer.name,
            day(until)
        );
        Some(Reason::new("held_until", message))
    }

    /// What is late, and what would hold too short a time.
    pub(super) fn remark_days(
        &self,
        in_use: Option<&InUse<'_>>,
        open: Option<&Generation>,
        decision: &Decision,
        findings: &mut Vec<Finding>,
    ) {
        let days = self.days(decision.action, in_use.map(|in_use| &in_use.current));
        let left = open.is_some() && !self.is_held();
        findings.extend(self.late(&days, left && decision.action == Action::Wait));
        findings.extend(self.short(&days, &decision.step));
    }

    /// What can no longer be there in time, or may not be. `left`: the request is with its
    /// issuer.
    fn late(&self, days: &Days, left: bool) -> Option<Finding> {
        let (id, issuer) = (&self.declared.id, &self.issuer.name);
        let send_by = days.send_by?;
        if let Some(needed) = days.needed_by {
            let last = if left { needed } else { send_by };
            if self.now <= last {
                return None;
            }
            let message = if self.now > needed {
                format!("`{id}` was needed by {}", day(needed))
            } else {
                format!(
                    "`{id}` is needed by {}: `{issuer}` should have been asked by {}",
                    day(needed),
                    day(send_by)
                )
            };
            let cure = match left {
                true => format!("press `{issuer}` for its answer, or move `needed_by`"),
                false => "ask at once and for a fast answer, or move `needed_by`".to_owned(),
            };
            let finding = Finding::warning("late", message).about(id).help(cure);
            return Some(finding.at(self.declared.span.clone(), ""));
        }
        let lead = self.issuer.lead_time?;
        (self.now > send_by).then(|| {
            let end = day(send_by + lead.duration());
            let message = format!(
                "`{id}` ends on {end}, and `{issuer}` takes {lead} to answer: its successor may \
                 come too late"
            );
            let cure = match left {
                true => format!("press `{issuer}` for its answer, or have another issuer sign"),
                false => "ask at once and for a fast answer".to_owned(),
            };
            let finding = Finding::error("renewal_late", message);
            let finding = finding.about(id).help(cure);
            finding.at(self.declared.span.clone(), "")
        })
    }

    /// What is made now and would have too little time left on the day it is needed.
    fn short(&self, days: &Days, step: &Step) -> Option<Finding> {
        let (needed, least) = (days.needed_by?, self.declared.min_remaining?);
        if !matches!(step, Step::Make { .. } | Step::Answer { .. }) {
            return None;
        }
        let asked = self.issuer.submit_after.unwrap_or(self.now).max(self.now);
        let mut holds = self.declared.validity.duration();
        if self.issuer.class == Class::Public {
            let most = baseline::validity_limit(asked).most;
            holds = holds.min(Duration::days(most.into()));
        }
        let end = asked + holds;
        let left = end - needed;
        if left >= least.duration() {
            return None;
        }
        let id = &self.declared.id;
        let message = format!(
            "`{id}` would end on {}, and is needed by {} with {least} left",
            day(end),
            day(needed)
        );
        let first = needed + least.duration() - holds;
        let cure = if first <= needed {
            format!(
                "ask for it on {} or later; `submit_after` of an issuer makes keys and requests \
                 now and lets them leave then",
                day(first)
            )
        } else {
            "let it hold longer, or ask for less with `min_remaining`".to_owned()
        };
        let finding = Finding::warning("remaining_too_little", message);
        let finding = finding.about(id).help(cure);
        Some(finding.at(self.declared.span.clone(), ""))
    }
}
