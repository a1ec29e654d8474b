//! The whole estate of `examples/contoso`: its names as a person lists them from
//! Microsoft's pages, and every certificate made and judged by OpenSSL.

use std::collections::BTreeSet;

#[path = "support/mod.rs"]
mod support;

use support::Deployment;

const MANIFEST: &str = include_str!("../examples/contoso/forecert.yaml");

/// What every certificate is called: id, common name, further names.
const NAMES: &[(&str, &str, &str)] = &[
    ("oauth", "contoso.com", "fabrikam.com"),
    (
        "pool01.contoso.net/fe01.contoso.net/default",
        "pool01.contoso.net",
        "fe01.contoso.net webint01.contoso.net webext01.contoso.com SIP MEET dialin.contoso.com admin.contoso.com DISCOVER",
    ),
    (
        "pool01.contoso.net/fe02.contoso.net/default",
        "pool01.contoso.net",
        "fe02.contoso.net webint01.contoso.net webext01.contoso.com SIP MEET dialin.contoso.com admin.contoso.com DISCOVER",
    ),
    (
        "pool01.contoso.net/fe03.contoso.net/default",
        "pool01.contoso.net",
        "fe03.contoso.net webint01.contoso.net webext01.contoso.com SIP MEET dialin.contoso.com admin.contoso.com DISCOVER",
    ),
    (
        "pool02.contoso.net/fe11.contoso.net/default",
        "pool02.contoso.net",
        "fe11.contoso.net SIP",
    ),
    (
        "pool02.contoso.net/fe11.contoso.net/web-internal",
        "pool02.contoso.net",
        "fe11.contoso.net MEET-EU dialin-eu.contoso.com admin-eu.contoso.com INSIDE",
    ),
    (
        "pool02.contoso.net/fe11.contoso.net/web-external",
        "pool02.contoso.net",
        "fe11.contoso.net webext02.contoso.com MEET-EU dialin-eu.contoso.com OUTSIDE",
    ),
    (
        "pool02.contoso.net/fe12.contoso.net/default",
        "pool02.contoso.net",
        "fe12.contoso.net SIP",
    ),
    (
        "pool02.contoso.net/fe12.contoso.net/web-internal",
        "pool02.contoso.net",
        "fe12.contoso.net MEET-EU dialin-eu.contoso.com admin-eu.contoso.com INSIDE",
    ),
    (
        "pool02.contoso.net/fe12.contoso.net/web-external",
        "pool02.contoso.net",
        "fe12.contoso.net webext02.contoso.com MEET-EU dialin-eu.contoso.com OUTSIDE",
    ),
    (
        "pool02.contoso.net/fe13.contoso.net/default",
        "pool02.contoso.net",
        "fe13.contoso.net SIP",
    ),
    (
        "pool02.contoso.net/fe13.contoso.net/web-internal",
        "pool02.contoso.net",
        "fe13.contoso.net MEET-EU dialin-eu.contoso.com admin-eu.contoso.com INSIDE",
    ),
    (
        "pool02.contoso.net/fe13.contoso.net/web-external",
        "pool02.contoso.net",
        "fe13.contoso.net webext02.contoso.com MEET-EU dialin-eu.contoso.com OUTSIDE",
    ),
    (
        "se01.contoso.net/se01.contoso.net/default",
        "se01.contoso.net",
        "webext-se01.contoso.com MEET-EU dialin-eu.contoso.com admin-eu.contoso.com DISCOVER",
    ),
    (
        "dirpool01.contoso.net/dir01.contoso.net/default",
        "dirpool01.contoso.net",
        "dir01.contoso.net dirwebint.contoso.net dirwebext.contoso.com SIP MEET dialin.contoso.com admin.contoso.com DISCOVER",
    ),
    (
        "dirpool01.contoso.net/dir02.contoso.net/default",
        "dirpool01.contoso.net",
        "dir02.contoso.net dirwebint.contoso.net dirwebext.contoso.com SIP MEET dialin.contoso.com admin.contoso.com DISCOVER",
    ),
    ("edge.contoso.net/edge-internal", "edge.contoso.net", ""),
    // SIP holds the Access Edge's own name; the A/V Edge's is nowhere.
    (
        "edge.contoso.net/edge-external",
        "sip.contoso.com",
        "webcon.contoso.com sip.fabrikam.com contoso.com",
    ),
    (
        "edge-eu.contoso.net/edge-internal",
        "edge-eu.contoso.net",
        "",
    ),
    (
        "edge-eu.contoso.net/edge-external",
        "edge-eu.contoso.com",
        "SIP contoso.com",
    ),
    ("edge-eu.contoso.net/edge-av", "edge-eu.contoso.com", ""),
    (
        "med01.contoso.net/med01.contoso.net/default",
        "med01.contoso.net",
        "",
    ),
    (
        "chat.contoso.net/chat01.contoso.net/default",
        "chat.contoso.net",
        "chat01.contoso.net",
    ),
    (
        "chat.contoso.net/chat02.contoso.net/default",
        "chat.contoso.net",
        "chat02.contoso.net",
    ),
    (
        "sba01.contoso.net/sba01.contoso.net/default",
        "sba01.contoso.net",
        "SIP",
    ),
    (
        "apps.contoso.net/default",
        "apps.contoso.net",
        "app01.contoso.net app02.contoso.net",
    ),
    ("wac.contoso.net/farm", "wac.contoso.net", "wac.contoso.com"),
    (
        "rp01.contoso.com/farm",
        "webext01.contoso.com",
        "webext02.contoso.com webext-se01.contoso.com dirwebext.contoso.com MEET MEET-EU dialin.contoso.com dialin-eu.contoso.com wac.contoso.com OUTSIDE",
    ),
];

/// Names that come in both SIP domains.
fn spelled_out(names: &str) -> BTreeSet<String> {
    let both = |labels: &[&str]| -> Vec<String> {
        let domains = ["contoso.com", "fabrikam.com"];
        let names = domains
            .into_iter()
            .flat_map(|domain| labels.iter().map(move |label| format!("{label}.{domain}")));
        names.collect()
    };
    names
        .split_whitespace()
        .flat_map(|word| match word {
            "SIP" => both(&["sip"]),
            "MEET" => both(&["meet"]),
            "MEET-EU" => both(&["meet-eu"]),
            "INSIDE" => both(&["lyncdiscoverinternal"]),
            "OUTSIDE" => both(&["lyncdiscover"]),
            "DISCOVER" => both(&["lyncdiscover", "lyncdiscoverinternal"]),
            name => vec![name.to_owned()],
        })
        .collect()
}

/// With an authority of its own for both issuers, so that everything is made at once.
fn signed_here() -> Deployment {
    let (head, rest) = MANIFEST.split_once("issuers:\n").unwrap();
    let (_, rest) = rest.split_once("oauth:").unwrap();
    let issuer = |name: &str| {
        format!(
            "  - {{ name: {name}, type: local-ca, class: {name}, directory: ca-{name}, crl_url: \"http://pki.contoso.com/{name}.crl\", subject: {{ organization: Contoso }} }}\n"
        )
    };
    Deployment::new(&format!(
        "{head}issuers:\n{}{}\noauth:{rest}",
        issuer("enterprise"),
        issuer("public")
    ))
}

#[test]
fn every_certificate_of_the_estate_is_made_with_the_names_a_person_lists_and_stands_before_openssl()
{
    if !support::has("openssl") {
        eprintln!("passed over: openssl is not there");
        return;
    }
    let estate = signed_here();
    estate
        .forecert(&["apply", "--create-inventory", "--yes"])
        .exits(0);
    estate.forecert(&["plan", "--detailed-exitcode"]).exits(0);
    estate.forecert(&["verify"]).exits(0);

    let plan = estate
        .forecert(&["plan", "--format", "json", "-v"])
        .exits(0)
        .json();
    let certificates = plan["certificates"].as_array().unwrap();
    let leaves = certificates.iter().filter(|leaf| leaf["role"] != "issuer");
    let ids: BTreeSet<&str> = leaves.map(|leaf| leaf["id"].as_str().unwrap()).collect();
    let listed: BTreeSet<&str> = NAMES.iter().map(|(id, _, _)| *id).collect();
    assert_eq!(ids, listed);

    for (id, common_name, more) in NAMES {
        let folder = format!("inventory/{id}/0001");
        let certificate = format!("{folder}/certificate.pem");
        let text = estate.tool(
            "openssl",
            &[
                "x509",
                "-in",
                &certificate,
                "-noout",
                "-subject",
                "-nameopt",
                "multiline",
                "-ext",
                "subjectAltName,keyUsage,extendedKeyUsage",
            ],
        );
        let line = format!("commonName                = {common_name}\n");
        assert!(text.contains(&line), "{id}\n{text}");
        let mut names = spelled_out(more);
        names.insert((*common_name).to_owned());
        let found: BTreeSet<String> = text
            .split([',', '\n', ' '])
            .filter_map(|part| part.strip_prefix("DNS:"))
            .map(str::to_owned)
            .collect();
        assert_eq!(found, names, "{id}");
        assert!(
            text.contains("TLS Web Server Authentication\n"),
            "{id}\n{text}"
        );

        let issuer = if [
            "edge.contoso.net/edge-external",
            "edge-eu.contoso.net/edge-external",
            "rp01.contoso.com/farm",
        ]
        .contains(id)
        {
            "public"
        } else {
            "enterprise"
        };
        let root = root_of(&estate, issuer);
        estate.tool(
            "openssl",
            &[
                "verify",
                "-x509_strict",
                "-purpose",
                "sslserver",
                "-CAfile",
                &root,
                &certificate,
            ],
        );
    }
}

/// The authority's certificate, wherever its directory keeps it.
fn root_of(estate: &Deployment, issuer: &str) -> String {
    let files = estate.files();
    let found = files.iter().find(|(path, _)| {
        path.starts_with(&format!("ca-{issuer}/")) && path.ends_with("certificate.pem")
    });
    found
        .unwrap_or_else(|| panic!("no root of {issuer}"))
        .0
        .clone()
}

#[test]
fn the_estate_is_planned_without_a_word_of_warning() {
    let estate = Deployment::new(MANIFEST);
    for name in ["contoso-root.pem", "contoso-issuing.pem"] {
        let from = format!("{}/examples/contoso/pki/{name}", env!("CARGO_MANIFEST_DIR"));
        estate.write(&format!("pki/{name}"), std::fs::read(from).unwrap());
    }
    estate.forecert(&["init"]).exits(0);
    let plan = estate
        .forecert(&["plan", "--as-of", "2026-11-01", "--format", "json"])
        .exits(0)
        .json();
    // What is worth knowing changes with the day, as limits of public authorities come near.
    let findings = plan["findings"].as_array().expect("findings").iter();
    let told: Vec<_> = findings.filter(|one| one["severity"] != "remark").collect();
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(plan["summary"]["create"], NAMES.len());
}

#[test]
fn a_proxy_that_another_certificate_serves_is_selected_and_explained_by_what_is_asked_of_it() {
    // What answers must chain to is of no matter here.
    let (head, _) = MANIFEST.split_once("    trust:").unwrap();
    let (_, rest) = MANIFEST.split_once("contoso-issuing.pem]\n").unwrap();
    let rest = rest.replace(
        "- { usage: farm, issuer: public }",
        "- { usage: farm, same_as: edge.contoso.net/edge-external }",
    );
    let estate = Deployment::new(&format!("{head}{rest}"));
    estate.forecert(&["init"]).exits(0);
    for selection in [
        ["--pool", "rp01.contoso.com"],
        ["--server", "rp01.contoso.com"],
        ["--id", "rp01.contoso.com/farm"],
    ] {
        for command in ["plan", "status"] {
            let run = estate
                .forecert(&[command, "--format", "json", selection[0], selection[1]])
                .exits(0);
            assert!(
                run.stdout.contains("edge.contoso.net/edge-external"),
                "{}",
                run.stdout
            );
            assert!(
                !run.stdout.contains("edge.contoso.net/edge-internal"),
                "{}",
                run.stdout
            );
        }
    }
    let explained = estate
        .forecert(&["explain", "rp01.contoso.com/farm"])
        .exits(0);
    assert!(
        explained
            .stdout
            .contains("It serves `rp01.contoso.com/farm` too")
    );
    let refused = estate
        .forecert(&["withdraw", "rp01.contoso.com/farm", "--reason", "moved"])
        .exits(64);
    let cure = "`edge.contoso.net/edge-external` serves it";
    assert!(refused.stderr.contains(cure), "{}", refused.stderr);
}
