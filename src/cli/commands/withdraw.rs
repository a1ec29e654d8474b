//! `forecert withdraw`: closes a request, or retires a version.

use crate::accept::{self, WithdrawalError};
use crate::cli::arguments::{Common, WithdrawArgs};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Stop};
use crate::cli::{moment, output};
use crate::inventory::Inventory;
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
            let desired = &context.desired;
            let served = desired.served.get(&id);
            let served = served.map(|by| format!("`{by}` serves it: forecert withdraw {by} ..."));
            let meant = context.meant(&args.id);
            let meant = meant.filter(|_| !desired.certificates.contains_key(&id));
            let cure = served
                .or(meant)
                .or_else(|| versions(&error, &inventory))
                .unwrap_or_else(|| format!("see `forecert explain {id}`"));
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

/// The versions that there are, where another was named.
fn versions(error: &WithdrawalError, inventory: &Inventory) -> Option<String> {
    let WithdrawalError::NoSuch { id, .. } = error else {
        return None;
    };
    let numbers = inventory.of(id).map(|found| found.number.to_string());
    let numbers: Vec<String> = numbers.collect();
    Some(match &numbers[..] {
        [only] => format!("there is only version {only}: --generation {only}"),
        _ => format!("there are the versions {}", numbers.join(", ")),
    })
}
