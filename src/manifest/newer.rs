//! What a later forecert wrote: a version of the format, an edition of the rules.

use crate::finding::Finding;
use crate::manifest::scalar::Scalar;
use crate::manifest::source::Source;
use crate::manifest::tree::Kind;
use crate::manifest::wording::choice;

/// The version of the format that is read here.
const VERSION: i128 = 1;

/// The fault of a manifest of a later format: nothing else in it can be judged.
pub(super) fn version(source: &Source) -> Option<Finding> {
    let tree = source.tree();
    let Kind::Mapping { entries, .. } = &tree.nodes[tree.root?].kind else {
        return None;
    };
    let entry = entries.iter().find(|entry| entry.key == "version")?;
    let node = &tree.nodes[entry.value];
    let Kind::Scalar { text, plain } = &node.kind else {
        return None;
    };
    match Scalar::resolve(text, *plain) {
        Scalar::Integer(Some(version)) if version > VERSION => Some(
            Finding::error(
                "newer_version",
                format!("version {version} of the manifest's format is not known"),
            )
            .help(format!(
                "use a newer forecert; this one reads `version: {VERSION}`"
            ))
            .at(node.span.clone(), "not known here"),
        ),
        _ => None,
    }
}

/// The fault of an edition of the rules that is later than all that are `known`. The
/// rest of the manifest can be judged all the same.
pub(super) fn edition(written: &str, known: &[&str]) -> Option<Finding> {
    let number = number(written)?;
    let is_newer = known.iter().all(|known| self::number(known) < Some(number));
    is_newer.then(|| {
        Finding::error(
            "newer_edition",
            format!("the edition `{written}` of the rules is not known"),
        )
        .help(format!(
            "use a newer forecert; this one knows {}",
            choice(known)
        ))
    })
}

/// An edition is a year and a count within it.
fn number(edition: &str) -> Option<(u16, u16)> {
    let (year, count) = edition.split_once('.')?;
    match year.len() {
        4 => Some((year.parse().ok()?, count.parse().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::edition;

    #[test]
    fn an_edition_is_newer_by_year_and_count() {
        let known = ["2026.1", "2026.9"];
        for newer in ["2026.10", "2027.1"] {
            let finding = edition(newer, &known).unwrap();
            assert_eq!(finding.code, "newer_edition");
            assert_eq!(
                finding.help.unwrap(),
                "use a newer forecert; this one knows `2026.1` or `2026.9`"
            );
        }
        for other in ["2026.2", "2025.1", "latest", "2026", "20261.1", "2026.x"] {
            assert!(edition(other, &known).is_none(), "{other}");
        }
    }
}
