//! `forecert bundle`: what is carried to the servers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::bundle::holding::{Recipient, oauth_hosts};
use crate::bundle::state::{Standing, settled};
use crate::bundle::{self, Deed, Design, Task, Wishes};
use crate::cert::CertificateId;
use crate::cli::arguments::{BundleArgs, Common, Format};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::passwords::Purse;
use crate::cli::{meant, moment, output};
use crate::desired::{Desired, Output};
use crate::finding::{Finding, nearest, visible};
use crate::handover;
use crate::inventory::Inventory;
use crate::plan::{Plan, Selection};
use crate::report::{self, Bundled, HandedOver};
use crate::store::{self, Commit, FolderFile};

/// The folder of what those get who sign. It has no dot, so no machine is called like that.
const REQUESTS: &str = "requests";

pub(in crate::cli) fn run(common: &Common, args: &BundleArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let desired = &context.desired;
    let directory = context.layout.base.join(&desired.bundle.directory);
    let chosen = Chosen::read(args, desired)?;
    if args.requests {
        return requests_alone(common, args, &context, &directory);
    }
    let mut findings = not_committed(&directory, &context)?;
    let now = moment::now();
    let _store = context.lock("bundle", now)?;
    let mut purse = Purse::open(&desired.bundle.password, &context.layout.base)?;
    findings.extend(passwords_not_committed(&purse, &context)?);
    store::recover_folders(&directory)?;
    let inventory = context.inventory()?;
    keys_are_here(&context, &inventory)?;
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
    if purse.replaces_one_for_all() && !names(&design, &tasks, Task::Make).is_empty() {
        make_together(&design, &mut tasks, &chosen)?;
    }
    let mut new = purse.provide(&names(&design, &tasks, Task::Make))?;
    // Under a password that is another one now, a folder is not what is wanted either.
    new += purse.recall(&names(&design, &tasks, Task::Leave))?;
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
    // What was made is told also where something beside it fails.
    let beside = store::publish_changed(&directory.join(bundle::ORDER), order.as_bytes())
        .map_err(Stop::from)
        .and_then(|()| hand_over(&context, &inventory, &plan, &directory, &standing));
    let (requests, failed) = match beside {
        Ok(requests) => (requests, None),
        Err(stop) => (None, Some(stop)),
    };
    let passwords = purse.file().filter(|path| path.exists());
    let bundled = Bundled {
        directory: shown(&context, &directory),
        design: &design,
        deeds: &deeds,
        passwords: passwords.map(|path| shown(&context, &path)),
        new_passwords: new,
        requests: requests.as_ref(),
        findings: &findings,
    };
    show(common, args, &bundled, &context);
    match failed {
        Some(stop) => Err(Stop {
            exit: Exit::InPart,
            ..stop
        }),
        None => Ok(exit(&deeds, &design)),
    }
}

/// Where a new password takes the place of the one that all folders had, those under the old
/// one are made anew with the others.
fn make_together(design: &Design<'_>, tasks: &mut [Task], chosen: &Chosen) -> Result<(), Stop> {
    if !chosen.is_everything() {
        let text = "a new password is handed over for all servers, so their folders are made \
                    together";
        let cure = "leave --pool and --server out, or let each server have its own password: \
                    `generated: { per: server }`";
        return Err(Stop::text(Exit::Usage, text, cure));
    }
    for (blueprint, task) in design.blueprints.iter().zip(tasks) {
        if *task == Task::Leave && bundle::needs_password(blueprint) {
            *task = Task::Make;
        }
    }
    Ok(())
}

/// The open requests alone: what is in them is public, so no key is looked at.
fn requests_alone(
    common: &Common,
    args: &BundleArgs,
    context: &Context,
    directory: &Path,
) -> Result<Exit, Stop> {
    let now = moment::now();
    let _store = context.lock("bundle", now)?;
    let inventory = context.inventory()?;
    let plan = context.plan(&inventory, &Selection::default(), now)?;
    store::recover_folder(&directory.join(REQUESTS))?;
    let standing = standing(directory)?;
    let requests = hand_over(context, &inventory, &plan, directory, &standing)?;
    let requests = requests.as_ref();
    match args.format {
        Format::Json => output::result(&report::handed_over_json(requests)),
        Format::Human => output::result(&report::handed_over(requests, output::look(common))),
    }
    Ok(Exit::Done)
}

/// Puts the open requests together for those who sign them. Answers and notes that lie
/// there already stay.
fn hand_over(
    context: &Context,
    inventory: &Inventory,
    plan: &Plan,
    directory: &Path,
    standing: &BTreeMap<String, Standing>,
) -> Result<Option<HandedOver>, Stop> {
    let handover = handover::handover(&context.desired, inventory, plan);
    let there = standing.get(REQUESTS);
    if handover.folders.is_empty() && there.is_none() {
        return Ok(None);
    }
    let mut wanted: BTreeMap<String, &[u8]> = handover.all().collect();
    if wanted.is_empty() {
        wanted.insert("index.txt".to_owned(), b"No request is open.\r\n");
    }
    let record = handover::record(wanted.keys().map(String::as_str));
    wanted.insert(handover::RECORD.to_owned(), &record);
    let folder = directory.join(REQUESTS);
    let (ours, others) = there
        .map(|there| {
            let before = there.file(handover::RECORD).map(handover::recorded);
            let before = before.unwrap_or_default();
            there.split(|path| before.contains(path))
        })
        .unwrap_or_default();
    if ours != wanted {
        let files: Vec<FolderFile> = wanted
            .iter()
            .map(|(path, bytes)| FolderFile {
                path: path.clone(),
                mode: 0o644,
                bytes: bytes.to_vec().into(),
            })
            .collect();
        store::replace_folder(&folder, &files, &others)?;
    }
    Ok(Some(HandedOver {
        folder: shown(context, &folder),
        count: wanted.keys().filter(|path| path.ends_with(".req")).count(),
        issuers: handover
            .folders
            .into_iter()
            .map(|folder| folder.issuer)
            .collect(),
    }))
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

    fn is_everything(&self) -> bool {
        self.pools.is_empty() && self.servers.is_empty()
    }

    fn has(&self, recipient: &Recipient<'_>) -> bool {
        let among = |wanted: &[String], name: &str| {
            wanted.is_empty() || wanted.iter().any(|wanted| wanted == name)
        };
        match recipient {
            Recipient::Deployment(_) => self.is_everything(),
            Recipient::Machine(machine) => {
                among(&self.pools, machine.pool.as_str())
                    && among(&self.servers, machine.server.as_str())
            }
        }
    }
}

/// Certificates without any key directory are no reason to leave every server out: the
/// directory is elsewhere, or lost.
fn keys_are_here(context: &Context, inventory: &Inventory) -> Result<(), Stop> {
    let issued = inventory.generations.iter().any(|(id, generations)| {
        let own = !matches!(id, CertificateId::Issuer { .. });
        own && generations.values().any(|one| one.certificate.is_some())
    });
    if inventory.has_key_directory || !issued {
        return Ok(());
    }
    let text = format!(
        "the key directory `{}` is missing, and PFX files are made of what is in it",
        shown(context, &context.layout.keys)
    );
    let cure = "run it where the private keys are, or restore the directory from its backup; \
                `bundle --requests` needs no key";
    Err(Stop::text(Exit::Failed, text, cure))
}

/// As a person names it who stands beside the manifest, where `.gitignore` lies too.
fn shown(context: &Context, path: &Path) -> String {
    visible(&context.layout.shown(path)).into_owned()
}

/// PFX files are as secret as the keys in them, and so is what is made of keys beside them.
fn not_committed(directory: &Path, context: &Context) -> Result<Vec<Finding>, Stop> {
    let machines = context.desired.machines.values();
    let declared = machines.flat_map(|machine| machine.outputs.values().flatten());
    let mut files: BTreeSet<String> = declared.flat_map(Output::files).collect();
    files.extend(["default.pfx".to_owned()]);
    let mut paths: Vec<String> = files
        .iter()
        .map(|file| format!("server.example/{file}"))
        .collect();
    paths.push("server.example.zip".to_owned());
    let shown = shown(context, directory);
    let cure = format!("add the line `{shown}/` to .gitignore");
    ignored(directory, &paths, &shown, "keys", cure)
}

/// Who has the passwords and the PFX files has the keys.
fn passwords_not_committed(purse: &Purse<'_>, context: &Context) -> Result<Vec<Finding>, Stop> {
    let Some(file) = purse.file() else {
        return Ok(Vec::new());
    };
    let shown = shown(context, &file);
    let cure = format!("add the line `{shown}` to .gitignore");
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let above = file.parent().unwrap_or(&file);
    ignored(above, &[name.into_owned()], &shown, "passwords", cure)
}

fn ignored(
    directory: &Path,
    paths: &[String],
    shown: &str,
    what: &str,
    cure: String,
) -> Result<Vec<Finding>, Stop> {
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    match store::would_commit_any(directory, &paths) {
        Commit::No => Ok(Vec::new()),
        Commit::Yes => Err(Stop::text(
            Exit::Failed,
            format!("git would commit `{shown}`, which holds {what}"),
            cure,
        )),
        Commit::Unknown => Ok(vec![
            Finding::warning(
                "keys_not_checked",
                format!("cannot ask git whether it would commit `{shown}`"),
            )
            .in_file(shown.to_owned())
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
