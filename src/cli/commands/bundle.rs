//! `forecert bundle`: what is carried to the servers.

use std::collections::BTreeMap;
use std::path::Path;

use crate::bundle::holding::{Recipient, oauth_hosts};
use crate::bundle::state::{Standing, settled};
use crate::bundle::{self, Deed, Design, Task, Wishes};
use crate::cli::arguments::{BundleArgs, Common, Format};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::passwords::Purse;
use crate::cli::{meant, moment, output};
use crate::desired::Desired;
use crate::finding::{Finding, nearest};
use crate::plan::Selection;
use crate::report::{self, Bundled};
use crate::store::{self, Commit};

pub(in crate::cli) fn run(common: &Common, args: &BundleArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let desired = &context.desired;
    let directory = context.layout.base.join(&desired.bundle.directory);
    let chosen = Chosen::read(args, desired)?;
    let mut findings = not_committed(&directory)?;
    let now = moment::now();
    let _store = context.lock("bundle", now)?;
    let inventory = context.inventory()?;
    let plan = context.plan(&inventory, &Selection::default(), now)?;
    let standing = standing(&directory)?;
    let hosts = oauth_hosts(desired);
    let settled = settled(standing.values());
    let mut design = bundle::design(desired, &inventory, &plan, &hosts, &settled);
    let order = bundle::order(desired, &design.holdings);
    design.keep(|recipient| chosen.has(recipient));
    findings.extend(design.findings());
    let wishes = Wishes {
        partial: args.partial,
        zip: args.zip,
    };
    let mut tasks = bundle::tasks(&design, &standing, wishes);
    let mut purse = Purse::open(&desired.bundle.password, &context.layout.base)?;
    let mut new = purse.provide(&names(&design, &tasks, Task::Make))?;
    // Under a password that is another one now, a folder is not what is wanted either.
    purse.prepare(&names(&design, &tasks, Task::Leave));
    bundle::recheck(&design, &standing, &mut tasks, |name| purse.of(name));
    new += purse.provide(&names(&design, &tasks, Task::Make))?;
    let place = bundle::Place {
        layout: &context.layout,
        directory: &directory,
    };
    let deeds = bundle::build(
        &design,
        &standing,
        &tasks,
        |name| purse.of(name),
        &place,
        wishes,
    );
    store::publish_changed(&directory.join("order.txt"), order.as_bytes())?;
    let passwords = purse.file().filter(|path| path.exists());
    let bundled = Bundled {
        directory: output::shown(&directory),
        design: &design,
        deeds: &deeds,
        passwords: passwords.map(|path| output::shown(&path)),
        new_passwords: new,
        findings: &findings,
    };
    show(common, args, &bundled, &context);
    Ok(exit(&deeds, &design))
}

/// The recipients that were asked for.
struct Chosen {
    pools: Vec<String>,
    servers: Vec<String>,
}

impl Chosen {
    fn read(args: &BundleArgs, desired: &Desired) -> Result<Self, Stop> {
        let text = |values: &[String]| -> Vec<String> {
            values.iter().map(|value| meant::id_text(value)).collect()
        };
        let chosen = Self {
            pools: text(&args.pool),
            servers: text(&args.server),
        };
        let machines = || desired.machines.values();
        let pools: Vec<&str> = machines().map(|machine| machine.pool.as_str()).collect();
        let servers: Vec<&str> = machines().map(|machine| machine.server.as_str()).collect();
        for (what, wanted, known) in [
            ("pool", &chosen.pools, &pools),
            ("server", &chosen.servers, &servers),
        ] {
            if let Some(odd) = wanted.iter().find(|one| !known.contains(&one.as_str())) {
                let text = format!("there is no {what} `{odd}` in the manifest");
                let near = nearest(odd, known.iter().copied());
                let cure = near.map_or_else(
                    || format!("see the {what}s in the manifest"),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(Stop::text(Exit::Usage, text, cure));
            }
        }
        Ok(chosen)
    }

    fn has(&self, recipient: &Recipient<'_>) -> bool {
        let among = |wanted: &[String], name: &str| {
            wanted.is_empty() || wanted.iter().any(|wanted| wanted == name)
        };
        match recipient {
            Recipient::Deployment(_) => self.pools.is_empty() && self.servers.is_empty(),
            Recipient::Machine(machine) => {
                among(&self.pools, machine.pool.as_str())
                    && among(&self.servers, machine.server.as_str())
            }
        }
    }
}

/// PFX files are as secret as the keys in them.
fn not_committed(directory: &Path) -> Result<Vec<Finding>, Stop> {
    let shown = output::shown(directory);
    match store::would_commit(directory) {
        Commit::No => Ok(Vec::new()),
        Commit::Yes => Err(Stop::text(
            Exit::Failed,
            format!("git would commit `{shown}`, which holds keys"),
            format!("add the line `{shown}/` to .gitignore"),
        )),
        Commit::Unknown => Ok(vec![
            Finding::warning(
                "keys_not_checked",
                format!("cannot ask git whether it would commit `{shown}`"),
            )
            .in_file(shown)
            .help("make sure that it is ignored"),
        ]),
    }
}

/// The folders that are there, by name.
pub(super) fn standing(directory: &Path) -> Result<BTreeMap<String, Standing>, Stop> {
    let folders = store::read_folders(directory)?.into_iter();
    Ok(folders
        .map(|(name, content)| (name, Standing::new(content)))
        .collect())
}

/// The recipients with a task for which a password is needed.
fn names<'a>(design: &'a Design<'_>, tasks: &[Task], wanted: Task) -> Vec<&'a str> {
    let pairs = design.blueprints.iter().zip(tasks);
    let of_task =
        pairs.filter(|(blueprint, task)| **task == wanted && bundle::needs_password(blueprint));
    of_task
        .map(|(blueprint, _)| blueprint.name.as_str())
        .collect()
}

fn show(common: &Common, args: &BundleArgs, bundled: &Bundled<'_>, context: &Context) {
    let source = &context.manifest.source;
    match args.format {
        Format::Json => output::result(&report::bundled_json(bundled, source.text())),
        Format::Human => {
            let look = output::look_aside(common);
            let findings =
                report::in_manifest(bundled.findings, source.name(), source.text(), look);
            output::aside(common, &findings);
            output::result(&report::bundled(bundled, output::look(common)));
            output::next(common, |program, look| {
                report::bundled_next(bundled, program, look)
            });
        }
    }
}

fn exit(deeds: &[Deed], design: &Design<'_>) -> Exit {
    let failed = deeds.iter().any(|deed| matches!(deed, Deed::Failed(_)));
    let held = |deed: &Deed| matches!(deed, Deed::Made | Deed::Unchanged);
    match (failed, deeds.iter().any(held)) {
        (true, true) => Exit::InPart,
        (true, false) => Exit::Failed,
        (false, _) if design.blueprints.iter().all(|blueprint| blueprint.complete) => Exit::Done,
        (false, _) => Exit::Awaited,
    }
}
