//! What is different between a saved plan and the one that holds now.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::{CertificateDocument, PlanDocument};
use crate::report::Look;
use crate::report::fold;
use crate::report::look::Ink;
use crate::report::words::named;

/// More certificates that differ are counted.
const SHOWN: usize = 20;

/// What is different between a saved plan and the one that holds now, in words.
pub fn stale(saved: &PlanDocument, now: &PlanDocument, look: Look) -> String {
    let mut text = format!("{}\n", look.strong("What changed since the plan was made"));
    if saved.selection != now.selection {
        text.push_str(&look.set("  ", "the selection is another one", 4, Ink::Change));
    }
    let by_id = |plan: &'_ PlanDocument| -> BTreeMap<String, CertificateDocument> {
        let certificates = plan.certificates.iter().cloned();
        certificates.map(|one| (one.id.clone(), one)).collect()
    };
    let (before, after) = (by_id(saved), by_id(now));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut different = 0;
    for id in ids {
        let (sign, ink, lines) = match (before.get(id), after.get(id)) {
            (Some(before), Some(after)) => ("  ~", Ink::Change, changes(before, after)),
            (Some(before), None) => ("  -", Ink::Bad, vec![format!("was {}", deed(before))]),
            (None, Some(after)) => ("  +", Ink::Good, vec![format!("is new: {}", deed(after))]),
            (None, None) => continue,
        };
        if lines.is_empty() {
            continue;
        }
        different += 1;
        if different > SHOWN && !look.all {
            continue;
        }
        let id = look.set("    ", id, 6, Ink::Strong);
        text.push_str(&format!(
            "{} {}",
            look.paint(ink, sign),
            &id["    ".len()..]
        ));
        for line in lines {
            text.push_str(&look.set("      ", &line, 8, Ink::Plain));
        }
    }
    if different > SHOWN && !look.all {
        let more = format!("and {} more; -v lists all", different - SHOWN);
        text.push_str(&look.set("    ", &more, 6, Ink::Plain));
    }
    text
}

fn deed(certificate: &CertificateDocument) -> String {
    let action = match certificate.deed() {
        Some(action) => named(action),
        None => &certificate.action,
    };
    match certificate.generation {
        Some(version) => format!("{action}, version {version}"),
        None => action.to_owned(),
    }
}

/// Every part of what an approval rests on that is not the same.
fn changes(before: &CertificateDocument, after: &CertificateDocument) -> Vec<String> {
    let mut lines = Vec::new();
    let mut value = |what: &str, before: String, after: String| {
        let or_none = |text: String| {
            if text.is_empty() {
                "none".to_owned()
            } else {
                text
            }
        };
        if before != after {
            lines.push(format!(
                "{what}: {} instead of {}",
                or_none(after),
                or_none(before)
            ));
        }
    };
    value("action", deed(before), deed(after));
    let key = |one: &CertificateDocument| {
        let key = one.key.as_ref();
        key.map_or_else(String::new, |key| {
            format!("{}, {}", fate(&key.fate), fold::kind(key))
        })
    };
    value("key", key(before), key(after));
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    value("issuer", optional(&before.issuer), optional(&after.issuer));
    let subject = |one: &CertificateDocument| {
        let subject = one.subject.as_ref();
        subject.map_or_else(String::new, |subject| subject.text.clone())
    };
    value("subject", subject(before), subject(after));
    value(
        "template",
        optional(&before.template),
        optional(&after.template),
    );
    let days = |one: &CertificateDocument| {
        one.validity_days
            .map_or_else(String::new, |days| format!("{days} days"))
    };
    value("validity", days(before), days(after));
    value(
        "certificate to use",
        optional(&before.adopts),
        optional(&after.adopts),
    );
    for (what, before, after) in [
        ("names", &before.dns, &after.dns),
        ("extended key usage", &before.eku, &after.eku),
        ("key usage", &before.key_usage, &after.key_usage),
        ("reasons", &codes(before), &codes(after)),
    ] {
        let only = |of: &[String], others: &[String]| -> Vec<String> {
            of.iter()
                .filter(|one| !others.contains(one))
                .cloned()
                .collect()
        };
        let (gone, new) = (only(before, after), only(after, before));
        if !new.is_empty() {
            lines.push(format!("{what}, new: {}", new.join(", ")));
        }
        if !gone.is_empty() {
            lines.push(format!("{what}, gone: {}", gone.join(", ")));
        }
        if new.is_empty() && gone.is_empty() && before != after {
            lines.push(format!("{what}: in another order"));
        }
    }
    lines
}

fn fate(fate: &str) -> &str {
    match fate {
        "new" => "new key",
        "kept" => "existing key",
        _ => "nothing happens to it",
    }
}

/// Whether time is nearly up or just up makes no other certificate.
fn codes(certificate: &CertificateDocument) -> Vec<String> {
    let codes = certificate.reasons.iter().map(|reason| reason.code.clone());
    codes
        .filter(|code| !matches!(code.as_str(), "expiring" | "expired"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::KeyDocument;

    type Edit = fn(&mut CertificateDocument);

    /// A plan of one certificate.
    fn saved() -> PlanDocument {
        let json = serde_json::json!({
            "format_version": "1.0", "as_of": "2026-11-22T12:00:00Z", "selection": {},
            "summary": { "create": 1 }, "findings": [], "integrity": "",
            "certificates": [{
                "id": "oauth", "pool": null, "server": null, "role": "deployment", "usages": [],
                "action": "create", "reasons": [{ "code": "missing", "message": "none" }],
                "key": { "fate": "new", "algorithm": "rsa", "size": 2048 },
                "subject": { "common_name": "a", "text": "CN=a" }, "dns": ["a.net", "b.net"],
                "eku": ["serverAuth"], "key_usage": ["digitalSignature"], "template": "WebServer",
                "issuer": "enterprise", "validity_days": 365, "adopts": null, "not_after": null,
                "fingerprint": null, "waiting_since": null, "wave": 1, "exportable": true,
                "generation": 1, "diff": null, "lost_names": [],
            }],
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn whatever_an_approval_rests_on_is_told_when_it_differs() {
        let saved = saved();
        let edits: [(&str, Edit); 13] = [
            ("action: wait, version 1 instead of create", |one| {
                one.action = "wait".into()
            }),
            ("action: create, version 2 instead", |one| {
                one.generation = Some(2)
            }),
            ("reasons, new: unreadable", |one| {
                one.reasons[0].code = "unreadable".into()
            }),
            (
                "key: existing key, EC P-256 instead of new key, RSA 2048",
                |one| {
                    one.key = Some(KeyDocument {
                        fate: "kept".into(),
                        algorithm: "ec".into(),
                        size: 256,
                    });
                },
            ),
            ("issuer: public instead of enterprise", |one| {
                one.issuer = Some("public".into())
            }),
            ("subject: CN=b instead of CN=a", |one| {
                one.subject.as_mut().unwrap().text = "CN=b".into();
            }),
            ("names, new: c.net", |one| one.dns.push("c.net".into())),
            ("names: in another order", |one| one.dns.reverse()),
            ("extended key usage, gone: serverAuth", |one| {
                one.eku.clear()
            }),
            ("key usage, gone: digitalSignature", |one| {
                one.key_usage.clear()
            }),
            ("template: none instead of WebServer", |one| {
                one.template = None
            }),
            ("validity: 199 days instead of 365 days", |one| {
                one.validity_days = Some(199)
            }),
            ("certificate to use: ab instead of none", |one| {
                one.adopts = Some("ab".into())
            }),
        ];
        for (told, edit) in edits {
            let mut now = saved.clone();
            edit(&mut now.certificates[0]);
            assert_ne!(saved.essence(), now.essence(), "{told}");
            let text = stale(&saved, &now, Look::PLAIN);
            assert!(text.contains(told), "{told}:\n{text}");
        }
        let mut now = saved.clone();
        now.certificates[0].reasons[0].message = "other words".into();
        let nothing = stale(&saved, &now, Look::PLAIN);
        assert_eq!(nothing.lines().count(), 1, "{nothing}");
    }

    #[test]
    fn many_that_differ_are_counted_unless_all_are_wanted() {
        let saved = saved();
        let mut now = saved.clone();
        for number in 1..=25 {
            let mut one = saved.certificates[0].clone();
            one.id = format!("p.contoso.net/s{number:02}.contoso.net/tls");
            now.certificates.push(one);
        }
        let text = stale(&saved, &now, Look::PLAIN);
        assert!(text.ends_with("    and 5 more; -v lists all\n"), "{text}");
        let all = Look {
            all: true,
            ..Look::PLAIN
        };
        let text = stale(&saved, &now, all);
        assert!(text.contains("s25.contoso.net"), "{text}");
    }
}
