//! What another edition of the rules would change, as text and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Look;
use super::look::Ink;
use super::plan::difference;
use super::words::count;
use crate::cert::CertificateId;
use crate::plan::EditionChange;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// An edition beside the one that the manifest names.
#[derive(Clone, Copy, Debug)]
pub struct EditionView<'a> {
    /// The edition that the manifest names.
    pub named: &'a str,
    /// The one that is asked about.
    pub asked: &'a str,
    /// What it would change.
    pub changes: &'a [(CertificateId, EditionChange)],
}

/// What it would change, certificate by certificate.
pub fn editions(view: &EditionView<'_>, look: Look) -> String {
    let EditionView {
        named: current,
        asked,
        changes,
    } = view;
    if current == asked {
        let text = format!("The manifest names edition {asked} itself: nothing changes.");
        return look.paragraph(&text, 0);
    }
    if changes.is_empty() {
        let text = format!(
            "Under edition {asked} of the rules nothing changes for this manifest, which names \
             {current}."
        );
        return look.paragraph(&text, 0);
    }
    let head = format!("What edition {asked} changes for this manifest, which names {current}:");
    let mut text = format!("{}\n", look.strong(&head));
    for (id, change) in *changes {
        let (sign, words) = match change {
            EditionChange::Added { .. } => ("+", "there is none now"),
            EditionChange::Gone => ("?", "it is no longer asked for"),
            EditionChange::Other {
                is_replaced: true, ..
            } => ("-/+", "it is replaced"),
            EditionChange::Other { .. } => ("~", "its next renewal is another one"),
        };
        writeln!(text).expect(INFALLIBLE);
        text.push_str(&look.set(
            &format!("{sign} "),
            &format!("{id}: {words}"),
            4,
            Ink::Plain,
        ));
        match change {
            EditionChange::Added { rendering } => {
                for line in rendering.lines() {
                    text.push_str(&look.set("    ", line, 6, Ink::Plain));
                }
            }
            EditionChange::Gone => {}
            EditionChange::Other { diff, lost, .. } => {
                text.push_str(&difference(diff, 4, look));
                if !lost.is_empty() {
                    let lost: Vec<String> = lost.iter().map(|name| format!("`{name}`")).collect();
                    let lost = format!("names that it loses: {}", lost.join(", "));
                    text.push_str(&look.set("    ", &lost, 6, Ink::Bad));
                }
            }
        }
    }
    let made = changes.iter().filter(|(_, change)| is_made(change)).count();
    let made = match made {
        0 => "No certificate is made anew by it.".to_owned(),
        1 => "1 certificate is made anew by it.".to_owned(),
        made => format!("{} are made anew by it.", count(made, "certificate")),
    };
    let next =
        format!("{made} To take it: write `rules: \"{asked}\"`, then look at `forecert plan`.");
    text.push('\n');
    text.push_str(&look.paragraph(&next, 0));
    text
}

fn is_made(change: &EditionChange) -> bool {
    match change {
        EditionChange::Added { .. } => true,
        EditionChange::Gone => false,
        EditionChange::Other { is_replaced, .. } => *is_replaced,
    }
}

/// The same for a machine.
pub fn editions_json(view: &EditionView<'_>) -> String {
    let changes = view.changes.iter().map(|(id, change)| {
        let mut value = match change {
            EditionChange::Added { rendering } => {
                json!({ "change": "added", "rendering": rendering })
            }
            EditionChange::Gone => json!({ "change": "gone" }),
            EditionChange::Other {
                diff,
                lost,
                is_replaced,
            } => json!({
                "change": if *is_replaced { "replaced" } else { "renewed_otherwise" },
                "diff": diff,
                "lost_names": lost,
            }),
        };
        value["id"] = json!(id.to_string());
        value
    });
    let document = json!({
        "format_version": "1.0",
        "named": view.named,
        "edition": view.asked,
        "changes": changes.collect::<Vec<Value>>(),
    });
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn id(text: &str) -> CertificateId {
        CertificateId::parse(text).unwrap()
    }

    fn changes() -> Vec<(CertificateId, EditionChange)> {
        let lost = BTreeSet::from(["sip.contoso.com".to_owned()]);
        vec![
            (
                id("edge.contoso.net/edge-external"),
                EditionChange::Other {
                    diff: "@@ -1,2 +1,1 @@\n dns: access.contoso.com\n-dns: sip.contoso.com\n"
                        .into(),
                    lost,
                    is_replaced: true,
                },
            ),
            (id("oauth"), EditionChange::Gone),
            (
                id("sbc.contoso.net/sbc01.contoso.net/tls"),
                EditionChange::Added {
                    rendering: "usages: tls\n".into(),
                },
            ),
        ]
    }

    #[test]
    fn changes_are_told_with_what_they_cost() {
        let changes = changes();
        let view = EditionView {
            named: "2026.1",
            asked: "2031.2",
            changes: &changes,
        };
        assert_eq!(
            editions(&view, Look::PLAIN),
            "What edition 2031.2 changes for this manifest, which names 2026.1:\n\
             \n-/+ edge.contoso.net/edge-external: it is replaced\n    \
             @@ -1,2 +1,1 @@\n     dns: access.contoso.com\n    -dns: sip.contoso.com\n    \
             names that it loses: `sip.contoso.com`\n\
             \n? oauth: it is no longer asked for\n\
             \n+ sbc.contoso.net/sbc01.contoso.net/tls: there is none now\n    usages: tls\n\
             \n2 certificates are made anew by it. To take it: write `rules: \"2031.2\"`, then look at\n\
             `forecert plan`.\n"
        );
        let json: Value = serde_json::from_str(&editions_json(&view)).unwrap();
        assert_eq!(json["changes"][0]["change"], "replaced");
        assert_eq!(json["changes"][0]["lost_names"][0], "sip.contoso.com");
        assert_eq!(json["changes"][1]["id"], "oauth");
    }

    #[test]
    fn no_change_is_told_in_one_line() {
        let view = |asked| EditionView {
            named: "2026.1",
            asked,
            changes: &[],
        };
        for (asked, text) in [
            (
                "2026.1",
                "The manifest names edition 2026.1 itself: nothing changes.\n",
            ),
            (
                "2031.2",
                "Under edition 2031.2 of the rules nothing changes for this manifest, which names 2026.1.\n",
            ),
        ] {
            assert_eq!(editions(&view(asked), Look::PLAIN), text);
        }
    }
}
