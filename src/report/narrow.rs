//! What holds for all text for people, whatever is told: tried on generated plans.

use proptest::prelude::*;
use time::macros::datetime;

use crate::cert::CertificateId;
use crate::finding::Finding;
use crate::plan::{Action, PlanDocument};
use crate::report::look::{Look, width};
use crate::report::outcome::{Line, set};
use crate::report::{findings, next_line, saved_plan, sentence, stale, status};
use crate::status::{Row, Standing};

const WORDS: &str = "[a-zäß字]{1,12}( [a-z./]{1,90}){0,6}";

/// A certificate as a plan has it.
fn certificate() -> impl Strategy<Value = serde_json::Value> {
    let label = "[a-z][a-z0-9-]{0,50}[a-z]";
    let host = (label, label, 0..4usize);
    let host = host.prop_map(|(a, b, server)| (format!("{a}.{b}.contoso.net"), server));
    let names = prop::collection::vec("[a-z]{1,60}\\.contoso\\.net", 0..40);
    let action = (0..Action::ALL.len()).prop_map(|index| Action::ALL[index].name());
    let code = prop::sample::select(vec!["missing", "expired", "expiring", "awaiting_issuer"]);
    let diff = prop::option::of("([-+ ]dns: [a-z./]{0,90}\n){0,4}");
    (host, names, action, code, WORDS, diff, any::<bool>()).prop_map(
        |((pool, server), names, action, code, words, diff, lost)| {
            let server = format!("s{server}.{}", &pool[..20.min(pool.len())]);
            serde_json::json!({
                "id": format!("{pool}/{server}/tls"), "pool": pool, "server": server,
                "role": "custom", "usages": [], "action": action,
                "reasons": [{ "code": code, "message": words }],
                "key": { "fate": "new", "algorithm": "rsa", "size": 2048 },
                "subject": { "common_name": null, "text": format!("CN={server}, O={words}") },
                "dns": names, "eku": [], "issuer": "enterprise", "not_after": null,
                "fingerprint": null, "waiting_since": "2026-11-02T12:00:00Z", "wave": 1,
                "exportable": true, "generation": 1, "diff": diff,
                "lost_names": if lost { vec![server] } else { Vec::new() },
            })
        },
    )
}

fn plan() -> impl Strategy<Value = PlanDocument> {
    // Several of a kind, so that there is something to fold.
    let certificates = prop::collection::vec((certificate(), 1..5usize), 0..14);
    certificates.prop_map(|kinds| {
        let mut all = Vec::new();
        for (kind, servers) in kinds {
            let id = kind["id"].as_str().unwrap_or_default().to_owned();
            let server = kind["server"].as_str().unwrap_or_default().to_owned();
            for number in 0..servers {
                let other = format!("n{number}.{server}");
                let text = kind.to_string();
                let text = text.replace(&id, &id.replace(&server, &other));
                let text = text.replace(&format!("{server}\""), &format!("{other}\""));
                all.push(serde_json::from_str(&text).unwrap_or(serde_json::Value::Null));
            }
        }
        let summary = [("create", all.len())];
        let json = serde_json::json!({
            "format_version": "1.0", "as_of": "2026-11-22T12:00:00Z", "selection": {},
            "summary": summary.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            "certificates": all, "findings": [], "integrity": "",
        });
        serde_json::from_value(json).expect("a plan")
    })
}

/// Everything that is told of a plan and beside it.
fn told(plan: &PlanDocument, words: &str, look: Look) -> String {
    let mut text = saved_plan(plan, look);
    let mut other = plan.clone();
    for certificate in &mut other.certificates {
        certificate.dns.push("new.contoso.net".to_owned());
    }
    other.certificates.pop();
    text.push_str(&stale(plan, &other, look));
    let now = datetime!(2026-11-22 12:00 UTC);
    let ids: Vec<CertificateId> = plan
        .certificates
        .iter()
        .filter_map(|one| CertificateId::parse(&one.id).ok())
        .collect();
    let rows: Vec<Row> = ids
        .iter()
        .enumerate()
        .map(|(index, id)| Row {
            id: id.clone(),
            standing: [Standing::Blocked, Standing::Waiting, Standing::InOrder][index % 3],
            generation: Some(1),
            not_after: (index % 2 == 0).then_some(now),
            days_left: (index % 2 == 0).then_some(0),
            waiting_since: (index % 3 == 1).then_some(now),
            issuer: Some("enterprise".to_owned()),
            reasons: vec![words.to_owned()],
        })
        .collect();
    text.push_str(&status(&rows, now, look));
    let lines = ids.iter().map(|id| {
        let line = Line::new(" ok", crate::report::look::Ink::Good, id, words.to_owned());
        line.with_notes([format!("help: {words}")])
    });
    text.push_str(&set(&lines.collect::<Vec<_>>(), look));
    let warnings = ids.iter().map(|id| {
        let warning = Finding::warning("unreadable_file", words);
        warning.about(id).help(words.to_owned())
    });
    text.push_str(&findings(&warnings.collect::<Vec<_>>(), look));
    text.push_str(&sentence(words, Some(words), look));
    text.push_str(&next_line(words, look));
    text
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_line_is_longer_than_the_width(
        plan in plan(), words in WORDS, columns in 60usize..=200, all in any::<bool>(),
    ) {
        let look = Look { width: columns, all, ..Look::PLAIN };
        for line in told(&plan, &words, look).lines() {
            prop_assert!(width(line) <= columns, "{columns}: {line}");
            prop_assert_eq!(line.trim_end(), line);
        }
    }

    #[test]
    fn colours_say_nothing_that_the_text_does_not(
        plan in plan(), words in WORDS, columns in 60usize..=200,
    ) {
        let look = Look { width: columns, ..Look::PLAIN };
        let coloured = told(&plan, &words, Look { colour: true, ..look });
        let bare = anstream::adapter::strip_str(&coloured).to_string();
        prop_assert_eq!(bare, told(&plan, &words, look));
    }

    #[test]
    fn what_is_urgent_blocked_or_loses_a_name_is_told_by_itself(plan in plan()) {
        let text = saved_plan(&plan, Look { width: 200, ..Look::PLAIN });
        for one in &plan.certificates {
            let urgent = one.action == "wait" && one.reasons[0].code.starts_with("expir");
            let alone = one.action == "blocked" || urgent || !one.lost_names.is_empty();
            if alone && one.action != "keep" {
                prop_assert!(text.contains(&one.id), "{}\n{text}", one.id);
            }
        }
    }
}
