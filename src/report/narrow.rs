//! What holds for all text for people, whatever is told: tried on generated plans.

use proptest::prelude::*;
use time::macros::datetime;

use crate::cert::{CertificateId, DnsName};
use crate::desired::{self, Desired};
use crate::finding::{Finding, is_hidden};
use crate::inventory::{Content, File, Inventory, Root, Snapshot};
use crate::manifest;
use crate::plan::{self, Action, PlanDocument, Selection, Terms};
use crate::report::look::{Look, width};
use crate::report::outcome::{Line, set};
use crate::report::{
    self, Explained, Holding, Rules, code, codes, explain, explain_holding, explain_name, findings,
    in_manifest, next_line, saved_plan, sentence, stale, status,
};
use crate::status::{Installation, Installed, Instead, Presence, Row, Standing};

/// Also of those who would like to command a terminal or a build server.
const WORDS: &str = "[a-zäß字\u{1b}]{1,12}( [a-z./]{1,90}| `[a-z ]{1,40}`\
                     |[\u{7}\u{1b}\u{9b}\u{202e}\u{200b}\r\n\t]{1,3}\\[31m\
                     |[ \n]::error::[a-z]{0,40}){0,6}";

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
            // Any words fit there, but a line of facts has to have its blanks.
            let issuer: String = words.chars().take(12).collect();
            serde_json::json!({
                "id": format!("{pool}/{server}/tls"), "pool": pool, "server": server,
                "role": "custom", "usages": [], "action": action,
                "reasons": [{ "code": code, "message": words }],
                "key": { "fate": "new", "algorithm": "rsa", "size": 2048 },
                "subject": { "common_name": null, "text": format!("CN={server}, O={words}") },
                "dns": names, "eku": [], "issuer": issuer.trim(), "not_after": null,
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
            is_asked: false,
            waiting_since: (index % 3 == 1).then_some(now),
            needed_by: (index % 3 == 1).then_some(now),
            send_by: None,
            issuer: Some("enterprise".to_owned()),
            reasons: vec![words.to_owned()],
            installation: (index % 2 == 0).then(|| installation(id)),
        })
        .collect();
    text.push_str(&status(&rows, now, look));
    // A table with all of its columns.
    let issuer = words.chars().take(4).collect();
    let row = Row {
        id: CertificateId::Oauth,
        standing: Standing::InOrder,
        generation: None,
        not_after: Some(now),
        days_left: Some(0),
        is_asked: false,
        waiting_since: None,
        needed_by: None,
        send_by: None,
        issuer: Some(issuer),
        reasons: Vec::new(),
        installation: None,
    };
    text.push_str(&status(&[row], now, look));
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
    text.push_str(&explained(words, look));
    text.push_str(&sentence(words, Some(words), look));
    text.push_str(&next_line(words, look));
    text
}

/// A certificate that is on no server as it should be.
fn installation(id: &CertificateId) -> Installation {
    let servers = id.server().into_iter().flat_map(|server| {
        let presences = [Presence::InStore, Presence::NotInstalled, Presence::Unknown];
        presences.map(|presence| Installed {
            server: server.clone(),
            presence,
            is_done: false,
            lacking: vec!["WebServicesExternal".to_owned(), "Default".to_owned()],
            instead: Some(Instead {
                thumbprint: "AB".repeat(20),
                generation: (presence == Presence::InStore).then_some(1),
            }),
            effective: Some(datetime!(2026-12-01 12:00 UTC)),
            as_of: Some(datetime!(2026-11-22 12:00 UTC)),
        })
    });
    Installation {
        servers: servers.collect(),
        elsewhere: Vec::new(),
    }
}

/// An estate whose certificate is waived a check with these words.
fn manifest(words: &str) -> String {
    let words = serde_json::to_string(words).expect("a text");
    let escaped = |c: char| match is_hidden(c) {
        true => format!("\\u{:04x}", u32::from(c)),
        false => c.to_string(),
    };
    let words: String = words.chars().map(escaped).collect();
    format!(
        r#"
version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com]
simple_urls: {{ meet: ["https://meet.contoso.com"] }}
issuers: [{{ name: ca, type: request, class: enterprise, validity: 1y }}]
pools:
  - fqdn: edge.with-a-name-as-long-as-a-common-name-may-be-now.contoso.net
    role: edge
    edge: {{ access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }}
    servers: [s1.with-a-name-that-is-as-long-as-its-label-may-be-or-nearly.contoso.net]
    certificates: [{{ usage: edge-external, allow: [{{ code: chain_unproved, reason: {words} }}] }}]
"#
    )
}

/// What explains itself: a certificate, one of its names, a pool, and the codes.
fn explained(words: &str, look: Look) -> String {
    let text = manifest(words);
    let manifest = manifest::Manifest::parse(words, text.as_bytes()).expect("a manifest");
    let desired = desired::resolve(&manifest).expect("an estate");
    let now = datetime!(2026-11-22 12:00 UTC);
    let inventory = Inventory::read(&snapshot(&desired, words));
    let selection = Selection::default();
    let terms = Terms {
        now,
        selection: &selection,
    };
    let plan = plan::plan(&desired, &inventory, &terms);
    let of = Explained {
        desired: &desired,
        inventory: &inventory,
        plan: &plan,
        manifest: report::Manifest {
            name: words,
            text: &text,
        },
    };
    let rules = Rules {
        desired: &desired,
        manifest: of.manifest,
    };
    let mut text = report::plan(&plan, look.all, look);
    text.push_str(&findings(&plan.findings, look));
    for entry in &plan.entries {
        text.push_str(&explain(entry, &of, look.all, look));
        let Some(declared) = &entry.declared else {
            continue;
        };
        for name in ["sip.contoso.com", "av.contoso.com", "nowhere.contoso.net"] {
            let name = DnsName::parse(name).expect("a name");
            text.push_str(&explain_name(declared, &name, &rules, look.all, look));
        }
        let pool = entry.id.pool().cloned();
        let holding = pool.and_then(|pool| Holding::of(pool, &of));
        text.extend(holding.map(|holding| explain_holding(&holding, look)));
    }
    text
}

/// A version of each certificate that was refused with these words.
fn snapshot(desired: &Desired, words: &str) -> Snapshot {
    let files = desired.certificates.keys().map(|id| {
        let path = format!("{id}/0001/order.json");
        let order = serde_json::json!({
            "format_version": "1.0", "issuer": words, "state": "denied",
            "since": "2026-11-02T12:00:00Z", "reason": words,
        });
        File {
            root: Root::Inventory,
            shown: format!("{words}/{path}"),
            path,
            content: Content::Bytes(order.to_string().into_bytes().into()),
            mode: None,
        }
    });
    Snapshot {
        files: files.collect(),
        ..Snapshot::default()
    }
}

/// The page that a rule stands on is copied as a whole.
fn is_page(line: &str) -> bool {
    line.trim_start()
        .starts_with("https://learn.microsoft.com/")
}

#[test]
fn what_a_code_means_keeps_to_the_width() {
    for columns in [60, 61, 80, 100, 200] {
        let look = Look {
            width: columns,
            ..Look::PLAIN
        };
        let mut text = codes(false, look) + &codes(true, look);
        let pages = super::checks(look);
        let pages = pages.lines().filter(|line| !line.contains("https://"));
        text.extend(pages.map(|line| format!("{line}\n")));
        text.extend(crate::codes::all().map(|one| code(one, look)));
        for line in text.lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
    }
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
            prop_assert!(width(line) <= columns || is_page(line), "{columns}: {line}");
            prop_assert_eq!(line.trim_end(), line);
        }
    }

    #[test]
    fn every_character_shows_and_no_line_is_an_order(
        plan in plan(), words in WORDS, columns in 60usize..=200, all in any::<bool>(),
    ) {
        let look = Look { width: columns, all, ..Look::PLAIN };
        let manifest = format!("a: 1 # {words}\nb: 2 # {words}\n");
        let finding = Finding::error("unknown_key", words.as_str()).help(words.as_str());
        let finding = finding.at(0..1, words.as_str()).at(5..manifest.len(), words.as_str());
        let drawn = in_manifest(&[finding], &words, &manifest, look);
        let told = told(&plan, &words, look) + &drawn;
        for line in told.split('\n') {
            prop_assert!(!line.contains(is_hidden), "{line:?}");
            // Two colons alone order nothing.
            let order = line.trim_start().strip_prefix("::").unwrap_or_default();
            prop_assert!(!order.starts_with(|c: char| c.is_ascii_alphabetic()), "{line:?}");
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
