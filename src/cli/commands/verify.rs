//! `forecert verify`: proves that the inventory holds what is declared.

use crate::bundle;
use crate::bundle::holding::oauth_hosts;
use crate::bundle::state::{check, check_beside, settled};
use crate::checks;
use crate::cli::arguments::{Common, Format, VerifyArgs};
use crate::cli::commands::bundle::standing;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::finding::{self, Finding};
use crate::inventory::Inventory;
use crate::plan::Plan;
use crate::report;
use crate::rules;
use crate::verify;

pub(in crate::cli) fn run(common: &Common, args: &VerifyArgs) -> Result<Exit, Stop> {
    let context = Context::load(common)?;
    let inventory = context.inventory()?;
    let view = &args.view;
    let now = view.as_of.unwrap_or_else(moment::now);
    let plan = context.plan(&inventory, &view.selection.selection(), now)?;
    let mut findings = verify::verify(&context.desired, &inventory, &plan, !args.without_keys);
    if view.selection.selection().is_everything() {
        findings.extend(carried(&context, &inventory, &plan)?);
    }
    let findings = weighed(findings, &context, &inventory, &plan);
    let denied = !rules::denied(&findings, &context.desired).is_empty();
    let source = &context.manifest.source;
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    match view.format {
        Format::Json => {
            let count = plan.entries.len();
            let text = report::verdict_json(&findings, source.text(), count, now);
            output::result(&text);
        }
        Format::Human => {
            let look = output::look(common);
            let text = report::in_manifest(&findings, source.name(), source.text(), look);
            let verdict = match errors {
                0 if plan.entries.len() == 1 => "Verified: 1 certificate holds.\n".to_owned(),
                0 => format!("Verified: {} certificates hold.\n", plan.entries.len()),
                1 => "Not verified: 1 fault.\n".to_owned(),
                _ => format!("Not verified: {errors} faults.\n"),
            };
            output::result(&format!("{text}{verdict}"));
            if errors > 0 {
                let carried = |finding: &&Finding| finding.code.starts_with("bundle_");
                let only = findings.iter().filter(|finding| finding.is_error());
                let command = match only.clone().all(|finding| carried(&finding)) {
                    true => "bundle",
                    false => "plan",
                };
                output::next(common, |program, look| {
                    report::next_line(&format!("What to do about it: {program} {command}"), look)
                });
            }
        }
    }
    Ok(if denied {
        Exit::Refused
    } else if errors == 0 {
        Exit::Done
    } else {
        Exit::NotHeld
    })
}

/// With what the checks find, those of the plan and those of receipts, each as it weighs.
fn weighed(
    findings: Vec<Finding>,
    context: &Context,
    inventory: &Inventory,
    plan: &Plan,
) -> Vec<Finding> {
    let desired = &context.desired;
    let is_of_a_plan = |finding: &Finding| {
        checks::find(finding.code).is_some() && desired.findings.contains(finding)
    };
    let own = findings
        .into_iter()
        .filter(|finding| !is_of_a_plan(finding));
    let own = own.chain(rules::installed(plan, desired, inventory));
    let mut findings = rules::weighed(own.collect(), desired, plan.as_of);
    for finding in &plan.findings {
        if checks::find(finding.code).is_some() && !findings.contains(finding) {
            findings.push(finding.clone());
        }
    }
    finding::sort(&mut findings);
    findings
}

/// Whether what was made to be carried to the servers still is what they need. Without the
/// keys nothing could be made to compare it with.
fn carried(context: &Context, inventory: &Inventory, plan: &Plan) -> Result<Vec<Finding>, Stop> {
    let desired = &context.desired;
    let directory = context.layout.base.join(&desired.bundle.directory);
    let standing = standing(&directory)?;
    if standing.is_empty() || !inventory.has_key_directory {
        return Ok(Vec::new());
    }
    let hosts = oauth_hosts(desired);
    let settled = settled(standing.values());
    let design = bundle::design(desired, inventory, plan, &hosts, &settled);
    let shown = context.layout.shown(&directory);
    let mut findings = check(&design.blueprints, &standing, &shown);
    let order = bundle::order(desired, &design.holdings);
    let blueprints = &design.blueprints;
    findings.extend(check_beside(
        blueprints, &standing, &order, &directory, &shown,
    ));
    Ok(findings)
}
