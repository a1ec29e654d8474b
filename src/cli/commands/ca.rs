//! `forecert ca`: what a person asks of a local authority.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::atomic::AtomicBool;

use crate::apply::{self, ApprovedPlan, Done, Failed, Job, Patience, Progress, Services};
use crate::cert::{CertificateId, day};
use crate::cli::arguments::{CaArgs, CaCommand, CaCrlArgs, CaRenewArgs, Common};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::plan::{self, SuccessionError};
use crate::report;

pub(in crate::cli) fn run(common: &Common, args: &CaArgs) -> Result<Exit, Stop> {
    match &args.command {
        CaCommand::Renew(args) => renew(common, args),
        CaCommand::Crl(args) => crl(common, args),
    }
}

fn renew(common: &Common, args: &CaRenewArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let now = moment::now();
    let plan = plan::succession(&args.name, args.new_key, &context.desired, &inventory, now);
    let shown = plan.map_err(refused)?;
    let follow = plan::signed_by(&args.name, &context.desired, &inventory).len();
    output::result(&report::plan(&shown, common.verbose, output::look(common)));
    let certificates = report::count(follow, "certificate");
    output::result(&match args.new_key {
        true => format!(
            "With the new key {certificates} of `{0}` will be made anew by the next apply; until \
             then they hold. Servers and clients need the new root.\n",
            args.name
        ),
        false => format!(
            "The key stays, so the new certificate proves the {certificates} of `{0}` too. Servers \
             and clients need it as a root before the old one ends.\n",
            args.name
        ),
    });
    if !args.yes {
        ask()?;
    }
    let store = context.lock("ca renew", now)?;
    let inventory = context.inventory()?;
    let plan = plan::succession(&args.name, args.new_key, &context.desired, &inventory, now);
    let plan = plan.map_err(refused)?;
    let errors = apply::preflight(&plan, &inventory, &context.layout);
    let errors: Vec<_> = errors
        .into_iter()
        .filter(|found| found.is_error())
        .collect();
    if !errors.is_empty() {
        return Err(Stop::findings(Exit::Failed, errors, "", ""));
    }
    let entry = &plan.entries[0];
    if let (true, Some(current)) = (args.new_key, &entry.current) {
        // What the old key signed is still looked up in the old key's list.
        store.keep_revocation_list(&entry.id, current.generation)?;
    }
    let job = Job {
        desired: &context.desired,
        inventory: &inventory,
        store: &store,
        now,
        jobs: 1,
        stop: &AtomicBool::new(false),
        services: &Services::new(),
        patience: Patience::NONE,
    };
    let outcome = apply::apply(&ApprovedPlan::consented(plan), &job, &Teller { common });
    if !outcome.is_complete() {
        return Ok(Exit::Failed);
    }
    output::next(common, |program, look| {
        let line = format!("What follows, and the new root for the servers: {program} plan");
        report::next_line(&line, look)
    });
    Ok(Exit::Done)
}

fn crl(common: &Common, args: &CaCrlArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let now = moment::now();
    let known = context.desired.certificates.keys();
    let known: Vec<CertificateId> = known
        .filter(|id| matches!(id, CertificateId::Issuer { .. }))
        .cloned()
        .collect();
    let asked: Vec<CertificateId> = match &args.name {
        None => known,
        Some(name) => {
            let id = CertificateId::parse(&format!("issuer/{name}"));
            let id = id.ok().filter(|id| known.contains(id));
            vec![id.ok_or_else(|| refused(SuccessionError::Unknown { name: name.clone() }))?]
        }
    };
    let store = context.lock("ca crl", now)?;
    let inventory = context.inventory()?;
    let asked: Vec<CertificateId> = asked
        .into_iter()
        .filter(|id| args.name.is_some() || inventory.authority(id).is_some())
        .collect();
    if asked.is_empty() {
        let text = "there is no local authority yet whose list could be made";
        return Err(Stop::text(Exit::Usage, text, "`forecert apply` makes them"));
    }
    if let Some(absent) = asked.iter().find(|id| inventory.authority(id).is_none()) {
        let name = absent.issuer().unwrap_or_default().to_owned();
        return Err(refused(SuccessionError::Absent { name }));
    }
    let job = Job {
        desired: &context.desired,
        inventory: &inventory,
        store: &store,
        now,
        jobs: 1,
        stop: &AtomicBool::new(false),
        services: &Services::new(),
        patience: Patience::NONE,
    };
    let mut exit = Exit::Done;
    for (id, made) in apply::revocation_lists(&job, &asked) {
        match made {
            Ok(until) => {
                let path = context.layout.revocation_list(&id);
                let shown = context.layout.shown(&path);
                let until = day(until);
                output::result(&format!("{shown} is made anew, until {until}.\n"));
            }
            Err(failure) => {
                let failed = Failed { id, failure };
                output::aside(common, &format!("{}\n", report::step_failed(&failed)));
                exit = Exit::Failed;
            }
        }
    }
    Ok(exit)
}

fn refused(error: SuccessionError) -> Stop {
    let cure = error.help().to_owned();
    let exit = match error {
        SuccessionError::Blocked { .. } => Exit::NotHeld,
        _ => Exit::Usage,
    };
    Stop::error(exit, error, Some(cure))
}

/// Asks for consent; where there is nobody to ask, it is not assumed.
fn ask() -> Result<(), Stop> {
    if !std::io::stdin().is_terminal() {
        let text = "there is no terminal to ask for consent";
        return Err(Stop::text(Exit::Usage, text, "give --yes"));
    }
    let mut aside = std::io::stderr().lock();
    let _ = write!(aside, "\nCarry it out? Only `yes` is taken as consent: ");
    let _ = aside.flush();
    let mut answer = String::new();
    let _ = std::io::stdin().lock().read_line(&mut answer); // no answer is a no
    if answer.trim() == "yes" {
        return Ok(());
    }
    let text = "not carried out: the answer was not `yes`";
    Err(Stop::text(Exit::Refused, text, "nothing was changed"))
}

struct Teller<'a> {
    common: &'a Common,
}

impl Progress for Teller<'_> {
    fn started(&self, _: &CertificateId) {}

    fn done(&self, done: &Done) {
        output::aside(self.common, &format!("{}\n", report::step_done(done)));
    }

    fn failed(&self, failed: &Failed) {
        output::aside(self.common, &format!("{}\n", report::step_failed(failed)));
    }
}
