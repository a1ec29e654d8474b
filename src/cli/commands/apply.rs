//! `forecert apply`: plan, consent, lock, plan again, and carry it out.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::apply::{self, ApprovedPlan, Done, Failed, Job, Outcome, Patience, Progress};
use crate::cert::CertificateId;
use crate::cli::arguments::{ApplyArgs, Common, Format};
use crate::cli::commands::show::read_plan;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output, services};
use crate::desired::{Desired, Service, Wait};
use crate::plan::{Action, Plan, PlanDocument};
use crate::report;
use crate::store::LockedStore;

pub(in crate::cli) fn run(common: &Common, args: &ApplyArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let saved = args.plan.as_deref().map(read_plan).transpose()?;
    let selection = match &saved {
        Some(document) => {
            if !args.selection.selection().is_everything() {
                let text = "a saved plan has its own selection";
                return Err(Stop::text(Exit::Usage, text, "leave the other options out"));
            }
            document.selection.clone()
        }
        None => args.selection.selection(),
    };
    if args.create_inventory {
        LockedStore::create_inventory(&context.layout)?;
    }
    let inventory = context.inventory()?;
    let plan = match &saved {
        Some(_) => context.plan_again(&inventory, &selection, moment::now()),
        None => context.plan(&inventory, &selection, moment::now())?,
    };
    let shown = PlanDocument::new(&plan, context.manifest.source.text());
    if let Some(saved) = &saved {
        compare(saved, &shown, common)?;
    }
    if args.format == Format::Human {
        if !args.poll {
            show(&plan, &context, common);
        }
    } else {
        output::result(&format!("{}\n", report::stream_head()));
    }
    context.refuse_denied(&plan)?;
    let polls = plan.entries.iter().any(|entry| entry.step.polls());
    let makes = !args.poll && (plan.makes() || plan.lists_due().next().is_some());
    let plans_renewals = args.poll && asks_for_renewals(&plan, &context.desired);
    if !makes && !polls && !plans_renewals {
        if args.format == Format::Human {
            if args.poll {
                output::result(report::NOTHING_TO_POLL);
            }
            output::next(common, |program, look| report::next(&plan, program, look));
            if args.poll {
                return Ok(Exit::Done);
            }
        }
        return Ok(finished(&plan, &Outcome::default(), &context, args, common));
    }
    // To ask how a request stands is part of what was agreed to when it was handed in.
    if saved.is_none() && !args.yes && makes {
        ask(&plan)?;
    }
    let store = context.lock("apply", moment::now())?;
    // Between the approval and the lock somebody else may have been at work.
    let inventory = context.inventory()?;
    let now = moment::now();
    let plan = context.plan_again(&inventory, &selection, now);
    let document = PlanDocument::new(&plan, context.manifest.source.text());
    compare(&shown, &document, common)?;
    let findings = apply::preflight(&plan, &inventory, &context.layout);
    let (errors, others): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| finding.is_error());
    output::aside(
        common,
        &report::findings(&others, output::look_aside(common)),
    );
    if !errors.is_empty() {
        return Err(Stop::findings(Exit::Failed, errors, "", ""));
    }
    let services = services::ready(&plan, &context.desired, &context.layout);
    let began = Instant::now();
    let stop = Arc::new(AtomicBool::new(false));
    watch_for_interrupt(&stop);
    let job = Job {
        desired: &context.desired,
        inventory: &inventory,
        store: &store,
        now,
        jobs: jobs(args),
        stop: &stop,
        services: &services,
        patience: Patience {
            wait: args.wait.map_or(Duration::ZERO, Wait::duration),
            elapsed: &|| began.elapsed(),
        },
    };
    let teller = Teller {
        common,
        format: args.format,
    };
    let approved = match args.poll {
        true => ApprovedPlan::polls_of(plan),
        false => ApprovedPlan::consented(plan),
    };
    let outcome = apply::apply(&approved, &job, &teller);
    Ok(finished(approved.plan(), &outcome, &context, args, common))
}

/// Whether an issuer of a certificate in use says when it wants it renewed.
fn asks_for_renewals(plan: &Plan, desired: &Desired) -> bool {
    let used = plan.entries.iter().filter(|entry| entry.current.is_some());
    let mut declared = used.filter_map(|entry| entry.declared.as_ref());
    declared.any(|declared| {
        let service = desired.issuers.get(&declared.issuer);
        let service = service.and_then(|issuer| issuer.service());
        service.is_some_and(Service::plans_renewals)
    })
}

fn show(plan: &Plan, context: &Context, common: &Common) {
    let source = &context.manifest.source;
    let look = output::look_aside(common);
    let findings = report::in_manifest(&plan.findings, source.name(), source.text(), look);
    output::aside(common, &findings);
    let text = report::plan(plan, common.verbose, output::look(common));
    output::result(&text);
}

/// A plan that no longer says the same is not what was agreed to.
fn compare(agreed: &PlanDocument, now: &PlanDocument, common: &Common) -> Result<(), Stop> {
    if agreed.essence() == now.essence() {
        return Ok(());
    }
    let difference = report::stale(agreed, now, output::look_aside(common));
    output::aside(common, &difference);
    let text = "the plan is stale: something changed since it was made";
    let cure = "look at the difference above, then plan again and have it approved again";
    Err(Stop::text(Exit::Stale, text, cure))
}

/// Asks for consent; where there is nobody to ask, it is not assumed.
fn ask(plan: &Plan) -> Result<(), Stop> {
    if !std::io::stdin().is_terminal() {
        let text = "there is no terminal to ask for consent";
        let cure = "give --yes, or a plan that was saved and approved: forecert apply plan.json";
        return Err(Stop::text(Exit::Usage, text, cure));
    }
    let count = plan
        .entries
        .iter()
        .filter(|entry| entry.action.makes())
        .count()
        + plan.lists_due().count();
    let mut aside = std::io::stderr().lock();
    let _ = write!(
        aside,
        "\nCarry out {}? Only `yes` is taken as consent: ",
        report::count(count, "change")
    );
    let _ = aside.flush();
    let mut answer = String::new();
    let _ = std::io::stdin().lock().read_line(&mut answer); // no answer is a no
    if answer.trim() == "yes" {
        return Ok(());
    }
    let text = "not carried out: the answer was not `yes`";
    Err(Stop::text(Exit::Refused, text, "nothing was changed"))
}

/// The first interrupt lets the steps at hand finish, the second ends the process.
fn watch_for_interrupt(stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    let handler = move || {
        if stop.swap(true, Ordering::Relaxed) {
            std::process::exit(130); // 128 + SIGINT, as shells count
        }
        let text = "\nstopping after the steps at hand; interrupt again to stop at once\n";
        let _ = std::io::stderr().write_all(text.as_bytes());
    };
    // Without a handler an interrupt ends the process, which leaves nothing half made.
    let _ = ctrlc::set_handler(handler);
}

fn jobs(args: &ApplyArgs) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    args.jobs.map_or(cores, usize::from)
}

/// Reports the outcome and turns it into an exit code.
fn finished(
    plan: &Plan,
    outcome: &Outcome,
    context: &Context,
    args: &ApplyArgs,
    common: &Common,
) -> Exit {
    let made = !outcome.done.is_empty();
    if let Some(failure) = &outcome.renewals_unwritten {
        let look = output::look_aside(common);
        output::aside(common, &report::failure(failure, None, look));
    }
    match args.format {
        Format::Json => output::result(&format!("{}\n", report::outcome_line(plan, outcome))),
        Format::Human if plan.makes() || made || !outcome.is_complete() => {
            let text = report::outcome(plan, outcome, output::look(common));
            output::result(&format!("\n{text}"));
            output::next(common, |program, look| {
                report::outcome_next(plan, outcome, program, look)
            });
            if made {
                let layout = &context.layout;
                let places = [
                    ("certificates and requests", &layout.inventory),
                    ("private keys", &layout.keys),
                ];
                for (what, path) in places {
                    output::aside(common, &format!("{what}: {}\n", output::shown(path)));
                }
            }
        }
        Format::Human => {}
    }
    let blocked = plan.has(Action::Blocked) && !args.poll;
    match (outcome.is_complete() && !blocked, made) {
        (true, _) => Exit::Done,
        (false, true) => Exit::InPart,
        (false, false) if outcome.failed.is_empty() && !blocked => Exit::InPart,
        (false, false) => Exit::Failed,
    }
}

/// Tells on stderr, or as JSON on stdout, how it goes.
struct Teller<'a> {
    common: &'a Common,
    format: Format,
}

impl Progress for Teller<'_> {
    fn started(&self, id: &CertificateId) {
        if self.format == Format::Human && self.common.verbose {
            output::aside(self.common, &format!("{}\n", report::step_started(id)));
        }
    }

    fn done(&self, done: &Done) {
        match self.format {
            Format::Human => {
                output::aside(self.common, &format!("{}\n", report::step_done(done)));
                let look = output::look_aside(self.common);
                output::aside(self.common, &report::findings(&done.remarks, look));
            }
            Format::Json => output::result(&format!("{}\n", report::done_line(done))),
        }
    }

    fn failed(&self, failed: &Failed) {
        match self.format {
            Format::Human => {
                output::aside(self.common, &format!("{}\n", report::step_failed(failed)));
            }
            Format::Json => output::result(&format!("{}\n", report::failed_line(failed))),
        }
    }
}
