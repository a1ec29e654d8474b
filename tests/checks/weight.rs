//! How much a check weighs by the manifest, and exceptions on certificates.

use std::fs;

use crate::estate::{Answered, PLAIN, SOUND, Signing, codes, with};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

/// A public issuer is asked for too much.
fn faulty(more: &str) -> String {
    with("validity: 90d", "validity: 201d").replace("product:", &format!("{more}product:"))
}

fn severity(level: &str) -> String {
    faulty(&format!(
        "rules_severity: [{{ code: validity_over_limit, severity: {level} }}]\n"
    ))
}

fn deployment(manifest: &str) -> Deployment {
    let deployment = Deployment::new(manifest);
    fs::create_dir_all(deployment.path("inventory/.forecert")).expect("a folder");
    deployment
}

#[test]
fn a_check_weighs_what_the_manifest_says() {
    let plan = |manifest: &str| {
        let run = deployment(manifest).forecert(&["plan", "--format", "json"]);
        let findings = run.json()["findings"].clone();
        let all = findings.as_array().cloned().unwrap_or_default();
        let found = all.iter().find(|one| one["code"] == "validity_over_limit");
        let severity = found.and_then(|one| one["severity"].as_str().map(str::to_owned));
        (run.code, severity.unwrap_or_default())
    };
    assert_eq!(plan(&faulty("")), (0, "warning".to_owned()));
    assert_eq!(plan(&severity("allow")), (0, String::new()));
    assert_eq!(plan(&severity("remark")), (0, "remark".to_owned()));
    assert_eq!(plan(&severity("warn")), (0, "warning".to_owned()));
    assert_eq!(plan(&severity("deny")), (5, "error".to_owned()));
}

#[test]
fn what_is_denied_is_refused_before_anything_is_made_with_the_lines_to_paste() {
    let deployment = deployment(&severity("deny"));
    let before = deployment.files();
    let run = deployment.forecert(&["apply", "--yes"]).exits(5);
    assert!(run.stderr.contains("validity_over_limit"), "{}", run.stderr);
    let lines = "allow: [{ code: validity_over_limit, reason: ticket 4711, until:";
    assert!(run.stderr.contains(lines), "{}", run.stderr);
    assert_eq!(deployment.files(), before);
    let _ = deployment.forecert(&["plan"]).exits(5);
    let _ = deployment.forecert(&["verify"]).exits(5);
}

#[test]
fn validate_refuses_what_is_denied_of_the_manifest_alone() {
    let manifest = with(
        "usage: farm, issuer: public",
        "usage: farm, issuer: public, key: { algorithm: ec, size: 256 }",
    );
    let manifest = manifest.replace(
        "product:",
        "rules_severity: [{ code: ec_key, severity: deny }]\nproduct:",
    );
    let run = deployment(&manifest).forecert(&["validate"]).exits(5);
    assert!(
        run.stderr
            .contains("allow: [{ code: ec_key, reason: ticket 4711, until:")
    );
    let _ = deployment(SOUND).forecert(&["validate"]).exits(0);
}

#[test]
fn an_exception_holds_to_the_end_of_its_last_day_on_its_certificate_alone() {
    let with = |until: &str| {
        severity("deny").replace(
            "issuer: public }",
            &format!(
                "issuer: public, \
                 allow: [{{ code: validity_over_limit, reason: ticket 4711, until: {until} }}] }}"
            ),
        )
    };
    let plan = |until: &str, as_of: &str| {
        deployment(&with(until))
            .forecert(&["plan", "--as-of", as_of])
            .code
    };
    assert_eq!(plan("2026-12-24", "2026-12-24T23:59:59Z"), 0);
    assert_eq!(plan("2026-12-24", "2026-12-25T00:00:00Z"), 5);
    // On one of the two alone it is not enough.
    let one = with("2026-12-24").replacen(
        "validity_over_limit, reason: ticket",
        "ec_key, reason: ticket",
        1,
    );
    let code = deployment(&one)
        .forecert(&["plan", "--as-of", "2026-12-24"])
        .code;
    assert_eq!(code, 5);
    let run = deployment(&with("2026-12-24")).forecert(&["plan", "--as-of", "2026-12-25"]);
    assert!(run.stderr.contains("exception_expired"), "{}", run.stderr);
}

#[test]
fn an_exception_that_nothing_needs_is_told() {
    let manifest = SOUND.replace(
        "usage: edge-external, issuer: public",
        "usage: edge-external, issuer: public, allow: [{ code: ec_key, reason: ticket 4711 }]",
    );
    assert_eq!(codes(&manifest), ["exception_unused"]);
}

#[test]
fn the_checks_are_listed_without_a_manifest() {
    let folder = Deployment::new("");
    let run = folder
        .forecert(&["explain", "--checks", "--format", "json"])
        .exits(0);
    let json = run.json();
    let checks = json["checks"].as_array().expect("checks");
    assert_eq!(checks.len(), forecert::checks::CHECKS.len());
    for check in checks {
        for key in ["code", "severity", "applies", "cure", "source", "url"] {
            assert!(
                check[key].as_str().is_some_and(|text| !text.is_empty()),
                "{check}"
            );
        }
    }
    let run = folder.forecert(&["explain", "--checks"]).exits(0);
    assert!(
        run.stdout.contains("keys_unencrypted (allow)"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_answer_that_a_denied_check_speaks_of_is_not_taken_in() {
    let _ = tool_or_pass!("openssl");
    let denying = SOUND.replace(
        "product:",
        "rules_severity: [{ code: no_crl_distribution_point, severity: deny }]\nproduct:",
    );
    let estate = Answered::new(&denying);
    let signing = Signing {
        names_list: false,
        ..PLAIN
    };
    let run = estate.accept(signing).exits(5);
    assert!(
        run.stdout.contains("no CRL distribution point"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("allow: [{ code: no_crl_distribution_point"),
        "{}",
        run.stdout
    );
    let certificate = "inventory/rp.contoso.com/farm/0001/certificate.pem";
    assert!(!estate.deployment.path(certificate).exists());
    let _ = estate.accept(PLAIN).exits(0);
    assert!(estate.deployment.path(certificate).exists());
}
