//! The pools that a pool refers to: `next_hop` and `depends_on`.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Finding;
use crate::manifest::Path;
use crate::manifest::model::Model;

use super::super::pools::Pool;
use super::super::problems::Problems;
use super::super::reference::cure;

/// One pool waits for another, by the manifest's own words.
#[derive(Clone, Debug)]
pub(in super::super) struct Reference {
    /// The pool that waits, by its index.
    pub from: usize,
    /// The pool it waits for.
    pub to: usize,
    /// Where it says so.
    pub span: Range<usize>,
}

/// Reads all references; those to nothing and to the pool itself are reported.
pub(in super::super) fn read(
    model: &Model,
    pools: &[Pool<'_>],
    problems: &mut Problems<'_>,
) -> Vec<Reference> {
    let by_name: BTreeMap<&str, usize> = pools
        .iter()
        .enumerate()
        .rev() // the first of two with one name
        .map(|(index, pool)| (pool.fqdn.as_str(), index))
        .collect();
    // A pool whose name is no name was reported there.
    let broken = |name: &str| {
        model
            .pools
            .iter()
            .any(|pool| pool.fqdn.eq_ignore_ascii_case(name))
    };
    let mut references = Vec::new();
    for (from, pool) in pools.iter().enumerate() {
        let next_hop = pool.model.next_hop.iter();
        let next_hop = next_hop.map(|name| (name, pool.path.key("next_hop")));
        let depends_on = pool.model.depends_on.iter().enumerate();
        let list: Path = pool.path.key("depends_on");
        let depends_on = depends_on.map(|(index, name)| (name, list.index(index)));
        for (name, path) in next_hop.chain(depends_on) {
            let span = problems.value(&path);
            match by_name.get(name.to_ascii_lowercase().as_str()) {
                Some(&to) if to == from => problems.report(
                    Finding::error(
                        "refers_to_itself",
                        format!("`{}` waits for itself", pool.fqdn),
                    )
                    .help("name the pool that it passes traffic on to, or take this out")
                    .at(span, "the same pool")
                    .at(pool.places.fqdn.clone(), "this pool"),
                ),
                Some(&to) => references.push(Reference { from, to, span }),
                None if broken(name) => {}
                None => {
                    // Advice that would be the next mistake is none.
                    let others = by_name.keys().copied();
                    let others = others.filter(|other| *other != pool.fqdn.as_str());
                    problems.report(
                        Finding::error("unknown_pool", format!("unknown pool `{name}`"))
                            .help(cure(name, &others.collect::<Vec<_>>()))
                            .at(span, "no pool has this name"),
                    );
                }
            }
        }
    }
    references
}

#[cfg(test)]
mod tests {
    use crate::desired::trial::{codes, estate_with, only};

    #[test]
    fn a_reference_to_no_pool_is_answered_with_the_nearest() {
        let finding = only(
            "unknown_pool",
            &estate_with(
                "next_hop: dirpool01.contoso.net",
                "next_hop: dirpool1.contoso.net",
            ),
        );
        assert_eq!(finding.message, "unknown pool `dirpool1.contoso.net`");
        assert_eq!(
            finding.help.as_deref(),
            Some("did you mean `dirpool01.contoso.net`?")
        );
    }

    #[test]
    fn no_pool_is_advised_to_wait_for_itself() {
        let text = estate_with(
            "next_hop: dirpool01.contoso.net",
            "next_hop: edg.contoso.net",
        );
        let help = only("unknown_pool", &text).help.unwrap();
        assert!(!help.contains("`edge.contoso.net`"), "{help}");
    }

    #[test]
    fn a_pool_cannot_wait_for_itself() {
        let text = estate_with(
            "next_hop: dirpool01.contoso.net",
            "next_hop: Edge.contoso.net",
        );
        assert_eq!(codes(&text), ["refers_to_itself"]);
    }

    #[test]
    fn a_reference_to_a_pool_whose_name_is_wrong_is_not_a_second_problem() {
        let text = estate_with(
            "fqdn: dirpool01.contoso.net",
            "fqdn: dir_pool01.contoso.net",
        )
        .replace("next_hop: dirpool01", "next_hop: dir_pool01");
        assert_eq!(codes(&text), ["name_invalid"]);
    }
}
