//! What an estate may do and had better not: the checks that need the clock or what was
//! issued, and how much each finding weighs.
//!
//! | question | file |
//! |---|---|
//! | what is asked of public authorities that they do not give | `public` |
//! | what was issued that servers or clients do not take | `issued` |
//! | what is kept and installed in a way that hurts | `kept` |
//! | how much a finding weighs, and which exception holds for it | `weight` |
//!
//! Checks of the manifest alone are made where it is read, under the same codes.

mod issued;
mod kept;
mod public;
mod weight;

use crate::desired::Desired;
use crate::finding::{self, Finding};
use crate::inventory::Inventory;
use crate::plan::Plan;

pub use weight::{denied, weighed};

/// Adds to a plan what the checks find, and weighs all that it says.
pub fn check(plan: &mut Plan, desired: &Desired, inventory: &Inventory) {
    let mut findings = std::mem::take(&mut plan.findings);
    findings.extend(public::asked(plan, desired));
    findings.extend(issued::checked(plan, desired, inventory));
    findings.extend(kept::keys(desired));
    let unused = match plan.selection.is_everything() {
        true => weight::unused(&findings, desired, plan.as_of),
        false => Vec::new(),
    };
    plan.findings = weighed(findings, desired, plan.as_of);
    plan.findings.extend(unused);
    finding::sort(&mut plan.findings);
}

/// What the checks find in the receipts of servers, which no plan rests on.
pub fn installed(plan: &Plan, desired: &Desired, inventory: &Inventory) -> Vec<Finding> {
    kept::members(plan, desired, inventory)
}
