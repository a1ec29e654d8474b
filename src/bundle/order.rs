//! `order.txt`: in which order the servers are installed, and what is done on each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::cert::DnsName;
use crate::desired::Desired;

use super::holding::{DEPLOYMENT, Holding, Recipient};
use super::readme::is_assigned;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// The order of installation, with the line ends of Windows: pools by the step of the work
/// that their certificates belong to, and by name among equals; their servers by name.
///
/// The OAuth certificate is assigned on the first server of all that keep it, and the
/// others can complete their setup when it has reached them by replication ("Issue with
/// OAuth certificate installing multiple Lync Server 2013 servers at the same time",
/// Microsoft, 2012).
pub fn order(desired: &Desired, holdings: &[Holding<'_>]) -> String {
    let steps = steps(desired);
    let mut pools: BTreeMap<(u32, &DnsName), Vec<&Holding<'_>>> = BTreeMap::new();
    let mut oauth = None;
    for holding in holdings {
        match holding.recipient {
            Recipient::Machine(machine) => {
                let step = steps.get(&machine.pool).copied().unwrap_or(u32::MAX);
                pools
                    .entry((step, &machine.pool))
                    .or_default()
                    .push(holding);
            }
            Recipient::Deployment(_) => oauth = Some(holding),
        }
    }
    let mut text = String::from(
        "Order of installation\n\
         =====================\n\n\
         -Stage can be run on every server at any time, also before the product is there.\n\
         -Assign follows Setup Step 2, in this order.\n",
    );
    let mut number = 0;
    for ((_, pool), members) in &pools {
        number += 1;
        let role = role(members);
        writeln!(text, "\n{number:>2}. {pool} ({role})").expect(INFALLIBLE);
        for (index, holding) in members.iter().enumerate() {
            let assigns = is_assigned(role);
            let then = match (assigns, index) {
                (true, _) => "-Stage, Setup Step 2, -Assign",
                (false, _) => "install what is in its folder",
            };
            writeln!(
                text,
                "      {}\\  {then}{}",
                holding.recipient.folder(),
                gap(holding)
            )
            .expect(INFALLIBLE);
            let is_host = matches!(role, "front-end" | "standard-edition");
            if let Some(oauth) = oauth.filter(|_| is_host) {
                writeln!(
                    text,
                    "      {DEPLOYMENT}\\  on this server, once for the deployment: \
                     Install-OAuth.ps1 -Stage, -Assign{}",
                    gap(oauth)
                )
                .expect(INFALLIBLE);
            }
            if is_host {
                oauth = None;
            }
        }
        if members.len() > 1 && is_assigned(role) {
            text.push_str("      Restart the services of one server after the other.\n");
        }
    }
    text.replace('\n', "\r\n")
}

/// The step of the work that each pool's certificates belong to.
fn steps(desired: &Desired) -> BTreeMap<&DnsName, u32> {
    let mut steps = BTreeMap::new();
    for declared in desired.certificates.values() {
        if let Some(pool) = &declared.pool {
            let step = steps.entry(pool).or_insert(declared.wave);
            *step = declared.wave.max(*step);
        }
    }
    steps
}

fn role(members: &[&Holding<'_>]) -> &'static str {
    match members.first().map(|holding| holding.recipient) {
        Some(Recipient::Machine(machine)) => machine.role,
        _ => "deployment",
    }
}

fn gap(holding: &Holding<'_>) -> String {
    match holding.absent.len() {
        0 => String::new(),
        1 => format!("   ! still missing: {}", holding.absent[0].id),
        more => format!("   ! {more} certificates are still missing"),
    }
}
