//! What Microsoft's pages print for a role is what a manifest of that role leads to.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Deserialize;

use forecert::desired::{DesiredCertificate, resolve};
use forecert::manifest::Manifest;

/// One printed certificate.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    source_url: String,
    usage: String,
    types: Vec<String>,
    inputs: Inputs,
    common_name: String,
    sans: BTreeSet<String>,
    optional_sans: BTreeSet<String>,
    r#match: Match,
    #[serde(default)]
    note: String,
}

/// The estate that it is printed for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    role: String,
    product: String,
    sip_domains: Vec<String>,
    pool: String,
    server: String,
    /// Further servers of the pool.
    #[serde(default)]
    more_servers: Vec<String>,
    layout: Option<String>,
    #[serde(default)]
    meet: Vec<String>,
    #[serde(default)]
    dialin: Vec<String>,
    #[serde(default)]
    admin: Vec<String>,
    web_internal: Option<String>,
    web_external: Option<String>,
    auto_logon: Option<bool>,
    #[serde(default)]
    wildcard: bool,
    access: Option<String>,
    web_conferencing: Option<String>,
    av: Option<String>,
    #[serde(default)]
    xmpp_domains: Vec<String>,
    /// What a reverse proxy publishes.
    #[serde(default)]
    published: Published,
}

/// External names of what a reverse proxy publishes.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    front_ends: Vec<String>,
    directors: Vec<String>,
    farms: Vec<String>,
}

/// How the printed names and the derived ones compare.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Match {
    /// These and no others, optional ones aside.
    ExactSet,
    /// The page leaves names out that other pages ask for.
    SupersetOk,
    /// The page lists names to look for.
    AddOnly,
    /// None, or the common name repeated.
    EmptyOrCn,
}

#[test]
fn every_documented_certificate_is_derived() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("documented/cases.json")).unwrap();
    assert_eq!(cases.len(), 16);
    for case in &cases {
        let text = manifest(&case.inputs);
        let manifest = Manifest::parse(&case.id, text.as_bytes())
            .unwrap_or_else(|rejected| panic!("{}: {:#?}\n{text}", case.id, rejected.findings));
        let desired = resolve(&manifest)
            .unwrap_or_else(|findings| panic!("{}: {findings:#?}\n{text}", case.id));
        let certificate = desired
            .certificates
            .values()
            .find(|certificate| {
                certificate.id.usage() == case.usage && certificate.role == case.inputs.role
            })
            .unwrap_or_else(|| panic!("{}: no `{}`", case.id, case.usage));
        compare(case, certificate);
    }
}

fn compare(case: &Case, certificate: &DesiredCertificate) {
    let context = format!("{} ({}) {}", case.id, case.source_url, case.note);
    let contents = &certificate.contents;
    let common_name = case.common_name.as_str();
    assert_eq!(
        contents.subject.common_name(),
        Some(common_name),
        "{context}"
    );
    for printed in &case.types {
        assert!(certificate.usages.contains(printed), "{context}: {printed}");
    }
    let usages: Vec<String> = contents
        .extended_key_usage
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(usages, ["serverAuth"], "{context}");
    assert!(certificate.exportable, "{context}");
    let missing: Vec<&String> = case.sans.difference(&contents.names).collect();
    let surplus: Vec<&String> = contents
        .names
        .difference(&case.sans)
        .filter(|name| !case.optional_sans.contains(*name))
        .collect();
    match case.r#match {
        Match::ExactSet => {
            assert!(
                missing.is_empty() && surplus.is_empty(),
                "{context}: {missing:?} {surplus:?}"
            );
        }
        Match::SupersetOk | Match::AddOnly => assert!(missing.is_empty(), "{context}: {missing:?}"),
        Match::EmptyOrCn => {
            assert!(
                contents.names.iter().all(|name| name == common_name),
                "{context}: {surplus:?}"
            );
        }
    }
}

/// The manifest of an estate with this one pool.
fn manifest(inputs: &Inputs) -> String {
    let mut text = String::new();
    let urls = |hosts: &[String]| {
        let urls: Vec<String> = hosts
            .iter()
            .map(|host| format!("\"https://{host}\""))
            .collect();
        urls.join(", ")
    };
    let mut line = |line: String| writeln!(text, "{line}").unwrap();
    line("version: 1\nrules: \"2026.1\"".to_owned());
    line(format!("product: {}", inputs.product));
    line(format!("sip_domains: [{}]", inputs.sip_domains.join(", ")));
    line(format!(
        "simple_urls: {{ meet: [{}], dialin: [{}], admin: [{}], wildcard: {} }}",
        urls(&inputs.meet),
        urls(&inputs.dialin),
        urls(&inputs.admin),
        if inputs.wildcard { "all" } else { "none" },
    ));
    if !inputs.xmpp_domains.is_empty() {
        line(format!(
            "xmpp: {{ domains: [{}] }}",
            inputs.xmpp_domains.join(", ")
        ));
    }
    line(
        "issuers:\n  - { name: enterprise, type: request, class: enterprise, validity: 2y }"
            .to_owned(),
    );
    line(format!(
        "pools:\n  - fqdn: {}\n    role: {}",
        inputs.pool, inputs.role
    ));
    let mut servers = vec![inputs.server.clone()];
    servers.extend(inputs.more_servers.iter().cloned());
    line(format!("    servers: [{}]", servers.join(", ")));
    if let Some(layout) = &inputs.layout {
        line(format!("    certificate_layout: {layout}"));
    }
    if let Some(auto_logon) = inputs.auto_logon {
        line(format!("    auto_logon: {auto_logon}"));
    }
    if let Some(external) = &inputs.web_external {
        let internal = inputs.web_internal.as_ref();
        let internal = internal.map_or_else(String::new, |name| format!("internal: {name}, "));
        line(format!(
            "    web_services: {{ {internal}external: {external} }}"
        ));
    }
    if let (Some(access), Some(web_conferencing)) = (&inputs.access, &inputs.web_conferencing) {
        let av = inputs.av.as_deref().unwrap_or("av.contoso.com");
        line(format!(
            "    edge: {{ access: {access}, web_conferencing: {web_conferencing}, av: {av} }}"
        ));
    }
    let Published {
        front_ends,
        directors,
        farms,
    } = &inputs.published;
    for (role, names) in [("front-end", front_ends), ("director", directors)] {
        for (number, external) in names.iter().enumerate() {
            line(format!(
                "  - fqdn: {role}{number}.contoso.net\n    role: {role}\n    servers: [{role}{number}.contoso.net]\n    web_services: {{ external: {external} }}"
            ));
        }
    }
    for (number, external) in farms.iter().enumerate() {
        line(format!(
            "  - fqdn: farm{number}.contoso.net\n    role: office-web-apps\n    servers: [farm{number}.contoso.net]\n    office_web_apps: {{ external: {external} }}"
        ));
    }
    text
}
