//! Before and after of a replaced certificate.

use similar::TextDiff;

use crate::cert::{self, Contents};
use crate::inventory::Generation;
use crate::plan::{Assessment, Change};

/// The change from a generation to what is declared now.
///
/// What was asked is shown against what is asked; where that is the same, what came
/// back is shown instead.
pub(super) fn change(
    generation: &Generation,
    assessment: &Assessment,
    declared: &Contents,
) -> Option<Change> {
    let certificate = generation.certificate.as_ref()?.contents();
    let request = generation.request.as_ref();
    let diff = match request.filter(|_| !assessment.declaration.is_empty()) {
        Some(request) => diff(request.contents(), declared),
        // A template is asked for and stands in no certificate.
        None => diff(
            certificate,
            &Contents {
                template: None,
                ..declared.clone()
            },
        ),
    };
    Some(Change {
        diff,
        lost: cert::lost_names(certificate, declared),
    })
}

fn diff(before: &Contents, after: &Contents) -> String {
    diff_of(&before.rendering(), &after.rendering())
}

/// Two renderings of a certificate as one diff.
pub(super) fn diff_of(before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    // The whole certificate is a few lines; less context would only hide some of them.
    // The radius is doubled inside of `similar`, so it must not be the largest number.
    let lines = before.lines().count() + after.lines().count();
    diff.unified_diff().context_radius(lines).to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::cert::{KeySpec, Subject};

    use super::*;

    #[test]
    fn changes_that_lie_apart_are_one_diff() {
        let names = |names: &[&str]| Contents {
            subject: Subject::default().with("CN", Some("a.contoso.com")),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            other_names: BTreeSet::new(),
            key: KeySpec::Rsa(2048),
            key_usage: None,
            extended_key_usage: BTreeSet::new(),
            template: None,
        };
        let common = ["b", "c", "d", "e", "f", "g", "h", "i"];
        let before = names(&[&["a"][..], &common].concat());
        let after = names(&[&common[..], &["z"]].concat());
        let diff = diff(&before, &after);
        assert_eq!(diff.matches("@@").count(), 2, "{diff}");
        assert!(
            diff.contains("-dns: a\n") && diff.contains("+dns: z\n"),
            "{diff}"
        );
    }

    #[test]
    fn the_diff_shows_the_whole_certificate_and_marks_what_changes() {
        let before = Contents {
            subject: Subject::default().with("CN", Some("a.contoso.com")),
            names: ["a.contoso.com", "b.contoso.com"].map(str::to_owned).into(),
            other_names: BTreeSet::new(),
            key: KeySpec::Rsa(2048),
            key_usage: None,
            extended_key_usage: BTreeSet::new(),
            template: None,
        };
        let mut after = before.clone();
        after.names.remove("b.contoso.com");
        after.names.insert("c.contoso.com".into());
        assert_eq!(
            diff(&before, &after),
            "@@ -1,6 +1,6 @@\n subject: CN=a.contoso.com\n dns: a.contoso.com\n\
             -dns: b.contoso.com\n+dns: c.contoso.com\n key: RSA 2048\n\
             \x20key usage: any (absent)\n extended key usage: any (absent)\n"
        );
    }
}
