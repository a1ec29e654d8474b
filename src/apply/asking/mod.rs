//! Asks issuers by machine, as many requests at once as each of them takes, and goes on
//! asking those that have not decided for as long as somebody waits.

mod turn;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use crate::accept::Prover;
use crate::apply::{Job, Progress, Reached, done, failed, finished, not_begun};
use crate::desired::{DesiredCertificate, DesiredIssuer};
use crate::inventory::Order;
use crate::plan::Entry;
use crate::x509::Request;

use turn::{Asking, Outlook};

/// How long an issuer is waited for that says it decides by itself, also where nobody
/// asked to wait: an authority that validates names takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);

/// The first pause before an issuer is asked again where a person decides, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(300));

/// How often an issuer is asked again at once: to fetch what it says is there.
const AT_ONCE: u32 = 4;

/// How long a pause is before somebody is looked for who wants to stop.
const STEP: Duration = Duration::from_millis(100);

/// A request whose issuer is to be asked.
pub(super) struct Ask<'e> {
    pub(super) entry: &'e Entry,
    pub(super) declared: &'e DesiredCertificate,
    /// The id of the certificate, as it is told to the issuer.
    shown: String,
    pub(super) generation: u32,
    pub(super) request: Request,
    /// How it stands, as it is recorded.
    pub(super) order: Order,
    pub(super) aim: Aim,
    /// What the issuer said beforehand that it would do otherwise.
    changes: Vec<String>,
    /// How often it was asked how the request stands.
    polls: u32,
    /// When its issuer was asked first.
    began: Option<Duration>,
}

/// What an issuer is asked.
pub(super) enum Aim {
    /// To take the request.
    Submit,
    /// What became of the request.
    LookUp,
    /// How the request stands that it gave this handle.
    Poll(String),
}

impl<'e> Ask<'e> {
    pub(super) fn new(
        entry: &'e Entry,
        declared: &'e DesiredCertificate,
        generation: u32,
        request: Request,
        order: Order,
        aim: Aim,
    ) -> Self {
        Self {
            entry,
            declared,
            shown: declared.id.to_string(),
            generation,
            request,
            order,
            aim,
            changes: Vec::new(),
            polls: 0,
            began: None,
        }
    }
}

/// A request that is to be asked for again, and when.
struct Later<'e> {
    ask: Box<Ask<'e>>,
    due: Duration,
    /// What is said of it if nobody waits until then.
    otherwise: Reached,
}

/// Every issuer that is asked by machine, each with what it may bear.
pub(super) struct Desks<'a> {
    job: &'a Job<'a>,
    progress: &'a dyn Progress,
    /// The moment before which an issuer that is busy is not asked.
    busy_until: BTreeMap<&'a str, Mutex<Duration>>,
    /// Proves what comes back; made when the first answer comes.
    prover: OnceLock<Prover<'a>>,
}

impl<'a> Desks<'a> {
    pub(super) fn new(job: &'a Job<'a>, progress: &'a dyn Progress) -> Self {
        let names = job.desired.issuers.keys();
        let busy_until = names.map(|name| (name.as_str(), Mutex::default()));
        Self {
            job,
            progress,
            busy_until: busy_until.collect(),
            prover: OnceLock::new(),
        }
    }

    /// Lets `make` make requests, asks for each that it hands on while it makes others, and
    /// gives what became of all.
    pub(super) fn ask<'e>(
        &self,
        make: impl FnOnce(&(dyn Fn(Box<Ask<'e>>) + Sync)) -> Vec<Reached>,
    ) -> Vec<Reached> {
        let (mut reached, mut waiting) = self.round(make);
        while let Some(due) = waiting.iter().map(|later| later.due).min() {
            if !self.pause(due) {
                break;
            }
            let now = (self.job.patience.elapsed)();
            let (ready, others): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|later| later.due <= now);
            let (answered, again) = self.round(|to_ask| {
                for later in ready {
                    to_ask(later.ask);
                }
                Vec::new()
            });
            reached.extend(answered);
            waiting = others;
            waiting.extend(again);
        }
        for later in waiting {
            if let Reached::Done(done) = &later.otherwise {
                self.progress.done(done);
            }
            reached.push(later.otherwise);
        }
        reached
    }

    /// One round: each request is asked for once.
    fn round<'e>(
        &self,
        make: impl FnOnce(&(dyn Fn(Box<Ask<'e>>) + Sync)) -> Vec<Reached>,
    ) -> (Vec<Reached>, Vec<Later<'e>>) {
        let (give, take) = channel();
        let reached = thread::scope(|scope| {
            let issuers = self.job.desired.issuers.values();
            let desks = issuers.filter_map(|issuer| Some((&issuer.name, Desk::of(issuer)?)));
            let desks: BTreeMap<&String, Desk<'_, 'e>> = desks.collect();
            make(&|ask| {
                let desk = &desks[&ask.declared.issuer];
                let _ = desk.hand_in.send(ask); // the other end outlives it
                if !desk.takes_one_more() {
                    return;
                }
                let (issuer, asks) = (desk.issuer, desk.asks.clone());
                let tell = give.clone();
                let work = move || {
                    while let Some(ask) = next(&asks) {
                        let _ = tell.send(self.turn(issuer, ask)); // the other end outlives it
                    }
                };
                if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                    // No thread to be had: slower, but done.
                    desk.threads.fetch_sub(1, Ordering::Relaxed);
                    while let Some(ask) = desk.left() {
                        let _ = give.send(self.turn(issuer, ask)); // the other end outlives it
                    }
                }
            })
        });
        drop(give);
        let (mut all, mut later) = (reached, Vec::new());
        for turn in take {
            match turn {
                Turn::Reached(reached) => all.push(reached),
                Turn::Later(one) => later.push(one),
            }
        }
        (all, later)
    }

    /// Asks for one request, and again at once where the issuer says so.
    fn turn<'e>(&self, issuer: &DesiredIssuer, mut ask: Box<Ask<'e>>) -> Turn<'e> {
        let job = self.job;
        if job.stop.load(Ordering::Relaxed) {
            return Turn::Reached(not_begun(&ask.entry.id));
        }
        let elapsed = || (job.patience.elapsed)();
        let began = *ask.began.get_or_insert_with(elapsed);
        let busy = &self.busy_until[issuer.name.as_str()];
        let prover = self
            .prover
            .get_or_init(|| Prover::new(job.desired, job.inventory, job.now));
        let asking = Asking {
            job,
            issuer,
            prover,
        };
        let mut at_once = 0;
        let outlook = loop {
            let until = *busy.lock().unwrap_or_else(PoisonError::into_inner);
            let outlook = match until.checked_sub(elapsed()) {
                None | Some(Duration::ZERO) => asking.ask(&mut ask),
                Some(left) => Ok(asking.left_alone(&ask, left)),
            };
            match outlook {
                Ok(Outlook::Wait { again, .. }) if again == Some(Duration::ZERO) => at_once += 1,
                other => break other,
            }
            if at_once > AT_ONCE {
                break Ok(asking.left_alone(&ask, STEP));
            }
        };
        let (after, is_machine, otherwise) = match outlook {
            Err(failure) => {
                let id = ask.entry.id.clone();
                return Turn::Reached(failed(id, failure, self.progress));
            }
            Ok(Outlook::Done(deed, remarks)) => {
                return Turn::Reached(done(ask.entry, deed, remarks, self.progress));
            }
            Ok(Outlook::Busy { after, because }) => {
                let mut until = busy.lock().unwrap_or_else(PoisonError::into_inner);
                *until = (*until).max(elapsed() + after);
                (after, true, Reached::Not(because.about(&ask.entry.id)))
            }
            Ok(Outlook::Wait { again, deed }) => {
                ask.polls += 1;
                let (first, most) = PAUSES;
                let growing = first.saturating_mul(1 << (ask.polls - 1).min(12)).min(most);
                let otherwise = Reached::Done(finished(ask.entry, deed, Vec::new()));
                (again.unwrap_or(growing), again.is_some(), otherwise)
            }
        };
        let patience = match is_machine {
            true => job.patience.wait.max(began + PATIENCE),
            false => job.patience.wait,
        };
        let due = elapsed() + after;
        if due > patience {
            if let Reached::Done(done) = &otherwise {
                self.progress.done(done);
            }
            return Turn::Reached(otherwise);
        }
        Turn::Later(Later {
            ask,
            due,
            otherwise,
        })
    }

    /// Waits until a moment; `false` where somebody wants to stop.
    fn pause(&self, until: Duration) -> bool {
        loop {
            if self.job.stop.load(Ordering::Relaxed) {
                return false;
            }
            let now = (self.job.patience.elapsed)();
            match until.checked_sub(now) {
                None | Some(Duration::ZERO) => return true,
                Some(left) => thread::sleep(left.min(STEP)),
            }
        }
    }
}

/// Where one issuer is asked, by as many threads as it bears, and no more than there is to ask.
struct Desk<'a, 'e> {
    issuer: &'a DesiredIssuer,
    hand_in: Sender<Box<Ask<'e>>>,
    asks: Arc<Mutex<Receiver<Box<Ask<'e>>>>>,
    most: usize,
    threads: AtomicUsize,
}

impl<'a, 'e> Desk<'a, 'e> {
    /// The desk of an issuer that is asked by machine.
    fn of(issuer: &'a DesiredIssuer) -> Option<Self> {
        let most = usize::from(issuer.service()?.parallel);
        let (hand_in, asks) = channel();
        Some(Self {
            issuer,
            hand_in,
            asks: Arc::new(Mutex::new(asks)),
            most,
            threads: AtomicUsize::new(0),
        })
    }

    /// Whether another thread may ask.
    fn takes_one_more(&self) -> bool {
        let more = |threads: usize| (threads < self.most).then_some(threads + 1);
        let order = Ordering::Relaxed;
        self.threads.fetch_update(order, order, more).is_ok()
    }

    /// A request that nobody has taken yet; nothing where a thread waits for one.
    fn left(&self) -> Option<Box<Ask<'e>>> {
        self.asks.try_lock().ok()?.try_recv().ok()
    }
}

/// What became of one request in one round.
enum Turn<'e> {
    Reached(Reached),
    Later(Later<'e>),
}

/// The next request at a desk; nothing once no more come.
fn next<'e>(asks: &Mutex<Receiver<Box<Ask<'e>>>>) -> Option<Box<Ask<'e>>> {
    let asks = asks.lock().unwrap_or_else(PoisonError::into_inner);
    asks.recv().ok()
}
