//! `forecert withdraw`: closes a request, or retires a version.

use crate::accept;
use crate::cli::arguments::{Common, WithdrawArgs};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::report;

pub(in crate::cli) fn run(common: &Common, args: &WithdrawArgs) -> Result<Exit, Stop> {
    let reason = args.reason.trim();
    if reason.is_empty() {
        let cure = "say why in a few words; it is kept in the inventory";
        return Err(Stop::text(Exit::Usage, "the reason is empty", cure));
    }
    let context = Context::load(common)?;
    let id = context.id(&args.id)?;
    let now = moment::now();
    let store = context.lock("withdraw", now)?;
    let inventory = context.inventory()?;
    let (generation, order) = accept::withdrawal(&id, args.generation, reason, &inventory, now)
        .map_err(|error| {
            let near = context.nearest(&args.id);
            let near = near.filter(|_| !context.desired.certificates.contains_key(&id));
            let cure = near.unwrap_or_else(|| format!("see `forecert explain {id}`"));
            Stop::error(Exit::Usage, error, Some(cure))
        })?;
    store.set_order(&id, generation, &order)?;
    output::result(&format!(
        "Version {generation} of {id} is withdrawn; nothing was deleted.\n"
    ));
    output::next(common, |program, look| {
        report::next_line(&format!("What follows: {program} plan"), look)
    });
    Ok(Exit::Done)
}
