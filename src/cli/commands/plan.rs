//! `forecert plan`: what is missing or wrong, and why.

use std::path::{Path, PathBuf};

use crate::cli::arguments::{Common, PlanArgs, PlanFormat};
use crate::cli::commands::show::read_plan;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::finding::visible;
use crate::plan::{Action, Plan, PlanDocument};
use crate::report::{self, COMMENT_LIMIT, Origin, Page};
use crate::rules;
use crate::store;

pub(in crate::cli) fn run(common: &Common, args: &PlanArgs) -> Result<Exit, Stop> {
    let summary = args.github_step_summary.then(Summary::find).transpose()?;
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let now = args.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &args.selection.selection(), now)?;
    let source = &context.manifest.source;
    let document = PlanDocument::new(&plan, source.text());
    let page = |limit| {
        let origin = Origin::Made(&context.desired.graph);
        report::markdown(&Page {
            document: &document,
            origin,
            limit,
        })
    };
    match args.format {
        PlanFormat::Json => output::result(&document.to_json()),
        PlanFormat::Markdown => output::result(&page(COMMENT_LIMIT)),
        PlanFormat::Human => {
            let look = output::look_aside(common);
            let findings = report::in_manifest(&plan.findings, source.name(), source.text(), look);
            output::aside(common, &findings);
            let look = output::look(common);
            output::result(&report::plan(&plan, common.verbose, look));
            if args.out.is_none() {
                output::next(common, |program, look| report::next(&plan, program, look));
            }
        }
    }
    if let Some(summary) = summary {
        summary.append(&page(summary.room()))?;
    }
    if let Some(path) = &args.out {
        check_place(path)?;
        store::save(path, document.to_json().as_bytes())?;
        let (shown, program) = (output::shown(path), output::program(common));
        let program = visible(&program);
        let text = format!("saved as {shown}; to carry it out: {program} apply {shown}\n");
        output::aside(common, &text);
    }
    let denied = rules::denied(&plan.findings, &context.desired);
    Ok(if !denied.is_empty() {
        Exit::Refused
    } else if args.detailed_exitcode {
        detailed(&plan)
    } else {
        Exit::Done
    })
}

/// Only an earlier plan is replaced: a slip must not cost a manifest or a key.
fn check_place(path: &Path) -> Result<(), Stop> {
    let shown = path.display();
    let refused = |what: &str| {
        let text = format!("`{shown}` is {what}: the plan is not saved there");
        let cure = "name another file; for a pipe there is `--format json`";
        Err(Stop::text(Exit::Failed, text, cure))
    };
    let Ok(metadata) = path.symlink_metadata() else {
        return Ok(()); // nothing there, or the saving will say what is wrong
    };
    if !metadata.is_file() {
        return refused("no file");
    }
    if metadata.len() == 0 || read_plan(path).is_ok() {
        return Ok(());
    }
    refused("something other than a plan")
}

/// What the plan says, as an exit code. Of several the most urgent counts.
fn detailed(plan: &Plan) -> Exit {
    if plan.has(Action::Blocked) {
        Exit::NotHeld
    } else if plan.makes() {
        Exit::Changes
    } else if plan.has(Action::Wait) {
        Exit::Awaited
    } else {
        Exit::Done
    }
}

/// The summary of a step in GitHub Actions.
struct Summary {
    path: PathBuf,
    /// How long it is already: all commands of a step write into one.
    length: usize,
}

impl Summary {
    /// The variable that names its file.
    const VARIABLE: &str = "GITHUB_STEP_SUMMARY";

    /// GitHub shows nothing of a summary that is longer: 1 MiB.
    const LIMIT: usize = 1 << 20;

    /// An empty line, so that nothing before it runs into it.
    const GAP: &str = "\n\n";

    /// Asked for before there is anything to show, so that a step does not fail halfway.
    fn find() -> Result<Self, Stop> {
        let path = std::env::var_os(Self::VARIABLE).filter(|path| !path.is_empty());
        let Some(path) = path.map(PathBuf::from) else {
            let text = format!("{} is not set", Self::VARIABLE);
            let cure = "GitHub Actions sets it in each step; elsewhere leave \
                        --github-step-summary out, or use --format markdown";
            return Err(Stop::text(Exit::Failed, text, cure));
        };
        let length = path.metadata().map_or(0, |metadata| metadata.len());
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        Ok(Self { path, length })
    }

    /// What there is room for beside what the step wrote before.
    fn room(&self) -> usize {
        Self::LIMIT.saturating_sub(self.length + Self::GAP.len())
    }

    fn append(&self, markdown: &str) -> Result<(), Stop> {
        if markdown.len() > self.room() {
            let text = "the summary of this step has no room left for the plan";
            let cure = "GitHub shows 1 MiB of a step: plan in a step of its own";
            return Err(Stop::text(Exit::Failed, text, cure));
        }
        let gap = if self.length == 0 { "" } else { Self::GAP };
        let text = format!("{gap}{markdown}");
        Ok(store::append(&self.path, text.as_bytes())?)
    }
}
