//! Words of strangers: whatever a manifest, a certificate, a file name or a plan file
//! holds, none of it becomes markup, a link or a mention.

use forecert::plan::{CertificateDocument, FindingDocument, ReasonDocument, Selection};
use forecert::report::{COMMENT_LIMIT, Origin, Page, markdown};
use proptest::prelude::*;

use crate::judge::judge;
use crate::plans::{certificate, plan, warning};
use crate::support::Deployment;

/// What has a meaning to somebody: Markdown, HTML, tables, GitHub, GitLab, Mermaid.
const PARTS: [&str; 52] = [
    "|",
    "||",
    "\\",
    "\\|",
    "`",
    "``",
    "```",
    "````",
    "~~~",
    "~",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    " ",
    "    ",
    "*",
    "**",
    "_",
    "__",
    "#",
    "# ",
    "- ",
    "1. ",
    "> ",
    "[ ] ",
    "<b>",
    "</details>",
    "</summary>",
    "<!--",
    "-->",
    "<script>",
    "<http://e.example>",
    "@octocat",
    "#1",
    "GH-1",
    "!7",
    "https://evil.example/",
    "www.evil.example",
    "a@evil.example",
    "![x](http://e.example)",
    "[x](http://e.example)",
    "[^1]",
    "$x$",
    "$`x`$",
    ":smile:",
    "&amp;",
    "&#64;",
    "deadbeef",
    "/close",
    "\u{202e}",
    "word",
];

fn words() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        8 => prop::sample::select(&PARTS[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => Just("x".repeat(500)),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

prop_compose! {
    fn hostile()(
        action in prop::sample::select(&["create", "replace", "wait", "blocked", "orphan", "odd"][..]),
        code in prop::sample::select(&["missing", "expiring", "awaiting_issuer", "denied"][..]),
        (id, pool, issuer, lost, diff) in (words(), words(), words(), words(), words()),
        (message, other) in (words(), words()),
        deployment in any::<bool>(),
    ) -> CertificateDocument {
        let mut certificate = certificate(&pool, "server", action, &message);
        certificate.reasons[0].code = code.to_owned();
        certificate.reasons.push(ReasonDocument { code: other.clone(), message: other });
        certificate.id = id;
        certificate.pool = (!deployment).then_some(pool);
        certificate.issuer = Some(issuer);
        certificate.diff = (action == "replace").then_some(diff);
        certificate.lost_names = if action == "replace" { vec![lost] } else { Vec::new() };
        certificate
    }
}

prop_compose! {
    fn finding()(
        severity in prop::sample::select(&["error", "warning", "remark", "odd"][..]),
        (code, message, help, id) in (words(), words(), words(), words()),
    ) -> FindingDocument {
        let mut finding = warning(&message);
        finding.severity = severity.to_owned();
        finding.code = code;
        finding.help = Some(help);
        finding.id = Some(id);
        finding
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_that_a_stranger_wrote_becomes_markup(
        certificates in prop::collection::vec(hostile(), 0..6),
        findings in prop::collection::vec(finding(), 0..3),
        (path, pool) in (words(), words()),
    ) {
        let mut document = plan(certificates);
        document.findings = findings;
        document.selection = Selection { pools: vec![pool], ..Selection::default() };
        let page = markdown(&Page {
            document: &document,
            origin: Origin::Saved(&path),
            limit: COMMENT_LIMIT,
        });
        judge(&page);
    }
}

#[test]
fn custom_text_file_names_and_subjects_come_through_the_command_as_words() {
    let deployment = Deployment::new(
        r#"version: 1
rules: "2026.1"
defaults: { issuer: public, key: { algorithm: ec, size: 256 } }
issuers:
  - { name: public, type: request, class: enterprise, validity: 1y, subject: { organization: "A|B `c` @octocat <b>", country: US } }
pools:
  - fqdn: farm.contoso.com
    role: custom
    servers: [web01.contoso.com]
    certificates:
      - usage: tls
        dns: ["{server}"]
        allow: [{ code: chain_unproved, reason: "see www.evil.example, @octocat | ``` #1\n\n# <b>", until: 2026-01-01 }]
"#,
    );
    let _ = deployment.forecert(&["init"]).exits(0);
    deployment.write("inventory/@octocat `x` <b>.p12", [0x30, 0x82]);
    deployment.write(
        "inventory/[a](http:evil).pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    let run = deployment
        .forecert(&["plan", "--format", "markdown"])
        .exits(0);
    let seen = judge(&run.stdout);
    let items: Vec<&str> = seen
        .folds
        .iter()
        .flat_map(|fold| &fold.items)
        .map(String::as_str)
        .collect();
    let said = items.join("\n");
    for words in ["`www.evil.example`", "`@octocat", "[a](http:evil).pem"] {
        assert!(said.contains(words), "{words}: {}", run.stdout);
    }
}
