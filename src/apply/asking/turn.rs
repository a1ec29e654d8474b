//! One request and its issuer: what is recorded before it is asked, what its answer means,
//! and what is recorded after.

use std::time::Duration;

use crate::accept::{Proved, Prover, Question};
use crate::apply::asking::{Aim, Ask};
use crate::apply::making::{gone, issued};
use crate::apply::{Deed, Failure, Job, NotReached};
use crate::cert::CertificateId;
use crate::desired::DesiredIssuer;
use crate::finding::Finding;
use crate::inventory::{Order, OrderState};
use crate::issuers::{Answer, Asked, Foresight, Service, ServiceError};
use crate::store::Answered;
use crate::x509::Certificate;

/// One issuer that is asked.
pub(super) struct Asking<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) issuer: &'a DesiredIssuer,
    pub(super) prover: &'a Prover<'a>,
}

/// What came of asking.
pub(super) enum Outlook {
    /// There is nothing more to ask.
    Done(Deed, Vec<Finding>),
    /// It has yet to decide.
    Wait {
        /// In what time it wants to be asked again.
        again: Option<Duration>,
        deed: Deed,
    },
    /// It took nothing, since it has too much to do.
    Busy { after: Duration, because: Because },
}

/// Why a request was not handed in.
pub(super) struct Because(String);

impl Because {
    pub(super) fn about(self, id: &CertificateId) -> NotReached {
        NotReached {
            id: id.clone(),
            because: self.0,
        }
    }
}

impl Asking<'_> {
    /// Asks the issuer, with a record before and after.
    pub(super) fn ask(&self, ask: &mut Ask<'_>) -> Result<Outlook, Failure> {
        let name = &self.issuer.name;
        let service = match self.job.services.get(name) {
            Some(Ok(service)) => service.as_ref(),
            Some(Err(error)) => return Err(self.unanswered(error.clone())),
            None => return Err(gone("its issuer")),
        };
        if let Aim::LookUp = ask.aim {
            let found = service.look_up(&self.asked(ask));
            match found.map_err(|error| self.unanswered(error))? {
                Some(answer) => return self.answered(ask, answer),
                None => {
                    self.record(ask, OrderState::Prepared, None)?;
                    ask.aim = Aim::Submit;
                }
            }
        }
        match &ask.aim {
            Aim::Poll(handle) => {
                let handle = handle.clone();
                self.poll(ask, service, &handle)
            }
            Aim::Submit | Aim::LookUp => self.submit(ask, service),
        }
    }

    fn asked<'r>(&'r self, ask: &'r Ask<'_>) -> Asked<'r> {
        let service = self.issuer.service();
        Asked {
            issuer: &self.issuer.name,
            id: &ask.shown,
            generation: ask.generation,
            request: &ask.request,
            validity: ask.declared.validity,
            template: service.and_then(|service| service.template.as_deref()),
        }
    }

    /// Hands the request in, unless the issuer would refuse it. The record says so before
    /// it leaves.
    fn submit(&self, ask: &mut Ask<'_>, service: &dyn Service) -> Result<Outlook, Failure> {
        match service.foresee(&self.asked(ask)) {
            Err(ServiceError::Busy { reason, after }) => return Ok(self.busy(after, &reason)),
            Err(error) => return Err(self.unanswered(error)),
            Ok(Foresight { refuses, changes }) => {
                if !refuses.is_empty() {
                    return Err(Failure::Foreseen {
                        issuer: self.issuer.name.clone(),
                        why: refuses.join("; "),
                    });
                }
                ask.changes = changes;
            }
        }
        self.record(ask, OrderState::Submitting, None)?;
        match service.submit(&self.asked(ask)) {
            Ok(answer) => self.answered(ask, answer),
            // What became of it is not known: the record stays as it is.
            Err(error @ ServiceError::Unknown { .. }) => Err(self.unanswered(error)),
            Err(ServiceError::Busy { reason, after }) => {
                self.record(ask, OrderState::Prepared, None)?;
                Ok(self.busy(after, &reason))
            }
            Err(error @ ServiceError::NotTaken { .. }) => {
                self.record(ask, OrderState::Prepared, None)?;
                Err(self.unanswered(error))
            }
        }
    }

    fn poll(
        &self,
        ask: &mut Ask<'_>,
        service: &dyn Service,
        handle: &str,
    ) -> Result<Outlook, Failure> {
        // What it said on another day: in this run it is kept by whoever waits.
        let early = ask.order.poll_after.filter(|_| ask.polls == 0);
        if let Some(left) = early.map(|moment| moment - self.now())
            && let Ok(left) = Duration::try_from(left)
        {
            return Ok(Outlook::Wait {
                again: Some(left),
                deed: self.awaited(handle, ask.order.reason.clone()),
            });
        }
        match service.poll(handle, &self.asked(ask)) {
            Ok(answer) => self.answered(ask, answer),
            Err(ServiceError::Busy { reason, after }) => {
                let order = ask.order.clone();
                let after_that = self.now() + after;
                self.write(ask, order.with_poll_after(Some(after_that)))?;
                Ok(Outlook::Wait {
                    again: Some(after),
                    deed: self.awaited(handle, Some(reason)),
                })
            }
            Err(error) => Err(self.unanswered(error)),
        }
    }

    /// Takes an answer in, or records that there is none yet.
    fn answered(&self, ask: &mut Ask<'_>, answer: Answer) -> Result<Outlook, Failure> {
        match answer {
            Answer::Issued { certificate, chain } => self.taken(ask, &certificate, &chain),
            Answer::Denied { words } => {
                self.record(ask, OrderState::Denied, Some(&words))?;
                Err(Failure::Denied(words))
            }
            Answer::Pending {
                handle,
                again,
                words,
            } => {
                let is_new = ask.order.state != OrderState::Pending;
                let order = match is_new {
                    true => Order::new(&self.issuer.name, OrderState::Pending, self.now()),
                    false => ask.order.clone(),
                };
                let moment = again.map(|again| self.now() + again);
                let mut order = order
                    .with_handle(Some(handle.clone()))
                    .with_poll_after(moment);
                order.reason = words.clone();
                self.write(ask, order)?;
                ask.aim = Aim::Poll(handle.clone());
                let deed = self.awaited(&handle, words);
                Ok(Outlook::Wait { again, deed })
            }
        }
    }

    /// Proves a certificate and takes it in. One that does not prove is kept where a person
    /// finds it.
    fn taken(
        &self,
        ask: &mut Ask<'_>,
        certificate: &Certificate,
        chain: &[Certificate],
    ) -> Result<Outlook, Failure> {
        let store = self.job.store;
        let id = &ask.entry.id;
        let question = Question {
            id,
            generation: ask.generation,
            request: &ask.request,
            issuer: &self.issuer.name,
        };
        match self
            .prover
            .answer(&question, certificate, chain, self.now())
        {
            Ok(Proved { chain, mut remarks }) => {
                let answer = Answered {
                    certificate,
                    chain: &chain,
                };
                store.add_answer(id, ask.generation, answer)?;
                // Behind the certificate: a run that is cut off here has lost nothing.
                let renewal = self
                    .service()
                    .and_then(|service| service.renewal(certificate).ok());
                let order = ask.order.turned(OrderState::Pending, None, self.now());
                self.write(ask, order.with_renew_at(renewal.flatten()))?;
                let changes = ask.changes.iter();
                remarks.extend(
                    changes.map(|change| Finding::remark("issuer_limits", change).about(id)),
                );
                Ok(Outlook::Done(issued(certificate), remarks))
            }
            Err(reasons) => {
                let kept = store.keep_refused(id, ask.generation, certificate, chain)?;
                let why: Vec<&str> = reasons.iter().map(|one| one.message.as_str()).collect();
                let why = why.join("; ");
                self.record(ask, OrderState::Unproved, Some(&why))?;
                let cure = reasons.first().and_then(|reason| reason.help.clone());
                let help = format!(
                    "{}; it is kept in `{kept}`, which `forecert accept` takes in once it proves; \
                     to ask anew: forecert withdraw {id} --reason refused",
                    cure.unwrap_or_default()
                );
                let issuer = self.issuer.name.clone();
                Err(Failure::Unproved { issuer, why, help })
            }
        }
    }

    fn service(&self) -> Option<&dyn Service> {
        let made = self.job.services.get(&self.issuer.name)?;
        made.as_ref().ok().map(AsRef::as_ref)
    }

    /// An issuer that is not asked now, since it said that it has too much to do.
    pub(super) fn left_alone(&self, ask: &Ask<'_>, left: Duration) -> Outlook {
        match &ask.aim {
            Aim::Poll(handle) => Outlook::Wait {
                again: Some(left),
                deed: self.awaited(handle, ask.order.reason.clone()),
            },
            Aim::Submit | Aim::LookUp => self.busy(left, "it said so a moment ago"),
        }
    }

    pub(super) fn busy(&self, after: Duration, reason: &str) -> Outlook {
        let because = format!(
            "`{}` takes no more requests for {} s: {reason}",
            self.issuer.name,
            after.as_secs()
        );
        Outlook::Busy {
            after,
            because: Because(because),
        }
    }

    fn awaited(&self, handle: &str, words: Option<String>) -> Deed {
        Deed::Awaited {
            issuer: self.issuer.name.clone(),
            handle: handle.to_owned(),
            words,
        }
    }

    fn unanswered(&self, source: ServiceError) -> Failure {
        Failure::Service {
            issuer: self.issuer.name.clone(),
            source,
        }
    }

    fn now(&self) -> time::OffsetDateTime {
        self.job.now + (self.job.patience.elapsed)()
    }

    fn record(
        &self,
        ask: &mut Ask<'_>,
        state: OrderState,
        words: Option<&str>,
    ) -> Result<(), Failure> {
        let order = ask.order.turned(state, words, self.now());
        self.write(ask, order)
    }

    fn write(&self, ask: &mut Ask<'_>, order: Order) -> Result<(), Failure> {
        self.job
            .store
            .set_order(&ask.entry.id, ask.generation, &order)?;
        ask.order = order;
        Ok(())
    }
}
