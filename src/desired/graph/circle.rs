//! Circles: pools that wait for each other, by `next_hop`, `depends_on` and the order of
//! the roles.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;

use crate::finding::Finding;
use crate::manifest::model::Role;

use super::super::pools::{Pool, word};
use super::super::problems::Problems;
use super::Reference;

/// More circles than this are not shown at once.
const SHOWN: usize = 20;

/// A pool by its index, or one of the tiers that come before others as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Waiting {
    Pool(usize),
    FrontEnds,
    Directors,
}

/// Reports each circle once, with a label at everything that closes it.
///
/// A circle is drawn as short as it is; then its own references are taken away, and what
/// is still closed is the next one. The order of the roles alone has no circle, so that
/// each has a reference to take away.
pub(in super::super) fn report_circles(
    pools: &[Pool<'_>],
    references: &[Reference],
    problems: &mut Problems<'_>,
) {
    let mut declared: BTreeMap<(usize, usize), Vec<&Reference>> = BTreeMap::new();
    for reference in references {
        declared
            .entry((reference.from, reference.to))
            .or_default()
            .push(reference);
    }
    let mut waits = implied(pools);
    for (from, to) in declared.keys() {
        waits.add_edge(Waiting::Pool(*from), Waiting::Pool(*to), ());
    }
    for _ in 0..SHOWN {
        let Some(circle) = first_circle(pools, &waits) else {
            return;
        };
        let steps: Vec<(usize, usize)> = circle
            .iter()
            .zip(circle.iter().cycle().skip(1))
            .map(|(from, to)| (*from, *to))
            .collect();
        problems.report(finding(pools, &steps, &declared));
        for (from, to) in steps {
            if declared.contains_key(&(from, to)) {
                waits.remove_edge(Waiting::Pool(from), Waiting::Pool(to));
            }
        }
    }
}

fn implied(pools: &[Pool<'_>]) -> DiGraphMap<Waiting, ()> {
    let mut waits = DiGraphMap::new();
    waits.add_edge(Waiting::Directors, Waiting::FrontEnds, ());
    for (index, pool) in pools.iter().enumerate() {
        let pool_node = Waiting::Pool(index);
        waits.add_node(pool_node);
        match pool.model.role {
            Role::FrontEnd | Role::StandardEdition => {
                waits.add_edge(Waiting::FrontEnds, pool_node, ());
            }
            Role::Director => {
                waits.add_edge(pool_node, Waiting::FrontEnds, ());
                waits.add_edge(Waiting::Directors, pool_node, ());
            }
            Role::Edge => {
                waits.add_edge(pool_node, Waiting::Directors, ());
            }
            Role::Custom | Role::OfficeWebApps => {}
            _ => {
                waits.add_edge(pool_node, Waiting::FrontEnds, ());
            }
        }
    }
    waits
}

/// The pools of a shortest circle through the first pool, by name, that is in one.
fn first_circle(pools: &[Pool<'_>], waits: &DiGraphMap<Waiting, ()>) -> Option<Vec<usize>> {
    // Tarjan's algorithm does the same, but petgraph's recurses as deep as pools wait for
    // each other, which a small stack does not bear.
    let component = kosaraju_scc(waits)
        .into_iter()
        .filter(|component| component.len() > 1)
        .min_by_key(|component| first_pool(pools, component))?;
    let within: BTreeSet<Waiting> = component.iter().copied().collect();
    let start = Waiting::Pool(first_pool(pools, &component)?.1);
    let mut came_from: BTreeMap<Waiting, Waiting> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut next: Vec<Waiting> = waits
            .neighbors(node)
            .filter(|n| within.contains(n))
            .collect();
        next.sort_by_key(|node| match node {
            Waiting::Pool(index) => Some(&pools[*index].fqdn),
            Waiting::FrontEnds | Waiting::Directors => None,
        });
        for next in next {
            if next == start {
                let mut back = vec![node];
                while let Some(previous) = came_from.get(back.last()?) {
                    back.push(*previous);
                }
                let in_order = back.into_iter().rev();
                return Some(in_order.filter_map(pool_of).collect());
            }
            if let Entry::Vacant(unseen) = came_from.entry(next) {
                unseen.insert(node);
                queue.push_back(next);
            }
        }
    }
    None
}

fn first_pool<'p>(pools: &'p [Pool<'_>], component: &[Waiting]) -> Option<(&'p str, usize)> {
    let pools = component
        .iter()
        .filter_map(|node| pool_of(*node))
        .map(|index| {
            let fqdn: &str = pools[index].fqdn.as_str();
            (fqdn, index)
        });
    pools.min()
}

fn pool_of(node: Waiting) -> Option<usize> {
    match node {
        Waiting::Pool(index) => Some(index),
        Waiting::FrontEnds | Waiting::Directors => None,
    }
}

fn finding(
    pools: &[Pool<'_>],
    steps: &[(usize, usize)],
    declared: &BTreeMap<(usize, usize), Vec<&Reference>>,
) -> Finding {
    let mut drawn: Vec<String> = Vec::new();
    for (from, _) in steps.iter().chain(steps.first()) {
        drawn.push(format!("`{}`", pools[*from].fqdn));
    }
    let mut finding = Finding::error(
        "circle",
        format!("these pools wait for each other: {}", drawn.join(" after ")),
    )
    .help("take one of these references out: pools are installed one after the other");
    for (from, to) in steps {
        let (before, after) = (&pools[*to], &pools[*from]);
        match declared.get(&(*from, *to)) {
            Some(references) => {
                for reference in references {
                    finding = finding.at(
                        reference.span.clone(),
                        format!("`{}` after `{}`", after.fqdn, before.fqdn),
                    );
                }
            }
            None => {
                let role = after.places.role.clone();
                finding = finding.at(
                    role,
                    format!(
                        "`{}`, since `{}` comes after `{}`: `{}`",
                        after.fqdn,
                        word(after.model.role),
                        word(before.model.role),
                        before.fqdn
                    ),
                );
            }
        }
    }
    finding
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with, only};

    #[test]
    fn a_circle_is_drawn_whole_at_all_its_places() {
        let text = r#"
version: 1
rules: "2026.1"
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools:
  - { fqdn: c.contoso.net, role: custom, next_hop: a.contoso.net, servers: [c1.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }
  - { fqdn: b.contoso.net, role: custom, depends_on: [c.contoso.net], servers: [b1.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }
  - { fqdn: a.contoso.net, role: custom, depends_on: [d.contoso.net, b.contoso.net], servers: [a1.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }
  - { fqdn: d.contoso.net, role: custom, servers: [d1.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }
"#;
        let circle = only("circle", text);
        assert_eq!(
            circle.message,
            "these pools wait for each other: `a.contoso.net` after `b.contoso.net` after `c.contoso.net` after `a.contoso.net`"
        );
        assert_eq!(circle.labels.len(), 3);
    }

    #[test]
    fn the_order_of_the_roles_can_close_a_circle() {
        let text = estate_with(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    next_hop: edge.contoso.net\n",
        );
        let circle = only("circle", &text);
        assert_eq!(
            circle.message,
            "these pools wait for each other: `dirpool01.contoso.net` after `pool01.contoso.net` after `edge.contoso.net` after `dirpool01.contoso.net`"
        );
        let labels: Vec<&str> = circle
            .labels
            .iter()
            .map(|label| label.text.as_str())
            .collect();
        assert_eq!(
            labels,
            [
                "`dirpool01.contoso.net`, since `director` comes after `front-end`: `pool01.contoso.net`",
                "`pool01.contoso.net` after `edge.contoso.net`",
                "`edge.contoso.net` after `dirpool01.contoso.net`",
            ]
        );
    }

    #[test]
    fn a_circle_of_thousands_is_found_too() {
        let pools: String = (0..5000)
            .map(|n| {
                let next = (n + 1) % 5000;
                format!("  - {{ fqdn: p{n}.contoso.net, role: custom, depends_on: [p{next}.contoso.net], servers: [s{n}.contoso.net], certificates: [{{ usage: tls, dns: [\"{{server}}\"] }}] }}\n")
            })
            .collect();
        let text = format!(
            "version: 1\nrules: \"2026.1\"\nissuers: [{{ name: ca, type: request, class: enterprise, validity: 1y }}]\npools:\n{pools}"
        );
        assert_eq!(only("circle", &text).labels.len(), 5000);
    }

    #[test]
    fn two_circles_are_two_findings() {
        let text = r#"
version: 1
rules: "2026.1"
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools:
  - { fqdn: a.contoso.net, role: custom, depends_on: [b.contoso.net, c.contoso.net], servers: [a1.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }
  - { fqdn: b.contoso.net, role: custom, depends_on: [a.contoso.net], servers: [b1.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }
  - { fqdn: c.contoso.net, role: custom, depends_on: [a.contoso.net], servers: [c1.contoso.net], certificates: [{ usage: tls, dns: ["{server}"] }] }
"#;
        assert_eq!(codes(text), ["circle", "circle"]);
    }
}
