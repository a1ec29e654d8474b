//! `order.txt`: in which order the servers are installed, and what is done on each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::cert::DnsName;
use crate::desired::Desired;

use super::holding::{DEPLOYMENT, Holding, Recipient};
use super::readme::is_assigned;

/// The file's name.
pub const ORDER: &str = "order.txt";

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
        for holding in members {
            // On the first server that can take it, the OAuth certificate comes between.
            let here = oauth.take_if(|_| matches!(role, "front-end" | "standard-edition"));
            let folder = holding.recipient.folder();
            let mut line = |folder: &str, what: &str, lacks: String| {
                writeln!(text, "      {folder}\\  {what}{lacks}").expect(INFALLIBLE);
            };
            match (is_assigned(role), here) {
                (true, None) => line(&folder, "-Stage, Setup Step 2, -Assign", gap(holding)),
                (true, Some(oauth)) => {
                    line(&folder, "-Stage, Setup Step 2", gap(holding));
                    let once = "on this server, once for the deployment: Install-OAuth.ps1 \
                                -Stage, -Assign";
                    line(DEPLOYMENT, once, gap(oauth));
                    line(&folder, "-Assign", String::new());
                }
                (false, _) => line(&folder, "install what is in its folder", gap(holding)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::trial::{self, Estate};

    fn lines(estate: &Estate) -> Vec<String> {
        estate.designed(|design| {
            let text = order(&estate.desired, &design.holdings);
            assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
            let lines = text.lines().skip(5).filter(|line| !line.is_empty());
            lines.map(|line| line.trim().to_owned()).collect()
        })
    }

    #[test]
    fn front_ends_come_before_those_that_lean_on_them_and_oauth_on_the_first_before_its_own() {
        let estate = Estate::of(trial::ESTATE, &trial::root("Contoso"));
        let lines = lines(&estate);
        let numbered = lines.iter().filter(|line| line.contains(". "));
        let numbered = numbered.filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
        let pools: Vec<&str> = numbered
            .map(|line| line.split(' ').nth(1).unwrap())
            .collect();
        let place = |pool: &str| pools.iter().position(|one| *one == pool).expect(pool);
        assert_eq!(pools.len(), 6, "{lines:#?}");
        assert!(place("pool01.contoso.net") < place("edge.contoso.net"));
        assert!(place("pool01.contoso.net") < place("med.contoso.net"));
        assert!(place("med.contoso.net") < place("sbc.contoso.net"));
        let first = lines
            .iter()
            .position(|line| line.starts_with("fe01"))
            .unwrap();
        assert_eq!(lines[first], r"fe01.contoso.net\  -Stage, Setup Step 2");
        assert_eq!(
            lines[first + 1],
            r"deployment\  on this server, once for the deployment: Install-OAuth.ps1 -Stage, -Assign"
        );
        // The server's own -Assign waits for that certificate.
        assert_eq!(lines[first + 2], r"fe01.contoso.net\  -Assign");
        assert_eq!(
            lines[first + 3],
            r"fe02.contoso.net\  -Stage, Setup Step 2, -Assign"
        );
        assert_eq!(
            lines
                .iter()
                .filter(|line| line.contains("deployment"))
                .count(),
            1
        );
        let sbc = r"sbc01.contoso.net\  install what is in its folder";
        assert!(lines.iter().any(|line| line == sbc), "{lines:#?}");
    }

    #[test]
    fn what_is_missing_stands_where_it_will_be_missed() {
        let estate = Estate::new(trial::ESTATE);
        let lines = lines(&estate);
        for expected in [
            r"fe01.contoso.net\  -Stage, Setup Step 2   ! still missing: pool01.contoso.net/fe01.contoso.net/default",
            r"edge01.contoso.net\  -Stage, Setup Step 2, -Assign   ! 3 certificates are still missing",
        ] {
            assert!(lines.iter().any(|line| line == expected), "{lines:#?}");
        }
    }
}
