//! Where certificates stand, what is proved, and what is wrong in a manifest.

use time::Duration;
use time::macros::datetime;

use crate::estate::{BEGIN, CONTOSO};
use crate::scene::Scene;

#[test]
fn certificates_of_one_estate_stand_in_many_ways() {
    let scene = Scene::farm("mixed-estate");
    scene.applied(BEGIN);
    scene.answered(&["sbc01", "sbc02", "sbc03"], BEGIN);
    scene.denied("sbc04", "the name is not ours", BEGIN);
    scene.applied(datetime!(2027-10-10 12:00 UTC));
    scene.answered(&["sbc02"], datetime!(2027-10-12 12:00 UTC));
    scene.edit("sbc03.contoso.net, ", "");
    scene.edit("[gw01.contoso.net]", "[gw01.contoso.net, gw02.contoso.net]");
    let day = "2027-10-25T12:00:00Z";
    for columns in [60, 80, 100, 200] {
        let args = ["status", "--as-of", day];
        scene.shows_at(columns, &format!("status-{columns}.txt"), &args);
    }
    scene.shows(
        "status.json",
        &["status", "--as-of", day, "--format", "json"],
    );
    scene.plans(day);
    scene.ends();
}

#[test]
fn what_is_declared_is_not_held() {
    let scene = Scene::farm("not-verified");
    scene.applied(BEGIN);
    scene.answered(&["sbc01", "sbc02"], BEGIN);
    std::fs::remove_dir_all(scene.deployment.path("keys")).unwrap();
    let args = ["verify", "--as-of", "2026-12-01T12:00:00Z"];
    scene.shows("verify.txt", &args);
    scene.shows_at(60, "verify-60.txt", &args);
    scene.shows("verify.json", &[&args[..], &["--format", "json"]].concat());
    scene.shows(
        "without-keys.txt",
        &[&args[..], &["--without-keys"]].concat(),
    );
    scene.ends();
}

#[test]
fn a_manifest_has_several_problems() {
    let manifest = CONTOSO
        .replace("role: front-end", "role: frontend")
        .replace(
            "next_hop: pool01.contoso.net",
            "next_hop: pool1.contoso.net",
        )
        .replace("issuer: public }", "issuer: pubic }")
        .replace("validity: 2y", "validity: 2 years");
    let scene = Scene::new("invalid-manifest", &manifest);
    scene.shows("validate.txt", &["validate"]);
    for columns in [60, 80] {
        scene.shows_at(columns, &format!("validate-{columns}.txt"), &["validate"]);
    }
    scene.shows("validate.json", &["validate", "--format", "json"]);
    scene.shows("plan.txt", &["plan"]);
    scene.ends();
}

#[test]
fn a_manifest_gives_many_warnings() {
    let manifest = CONTOSO
        .replace(
            "defaults: { issuer: enterprise }",
            "defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }",
        )
        .replace(
            "    certificates: [{ usage: edge-external",
            "    without_dns: [sip.fabrikam.com]\n    certificates: [{ usage: edge-external",
        );
    let scene = Scene::new("many-warnings", &manifest);
    let day = "2026-12-01T12:00:00Z";
    scene.shows("validate.txt", &["validate"]);
    scene.shows_at(60, "validate-60.txt", &["validate"]);
    scene.shows("plan.txt", &["plan", "--as-of", day]);
    scene.shows("plan-quiet.txt", &["plan", "-q", "--as-of", day]);
    scene.ends();
}

#[test]
fn many_files_of_an_inventory_are_odd() {
    let scene = Scene::farm("many-findings");
    scene.applied(BEGIN);
    scene.answered(&["sbc01", "sbc02", "sbc03", "sbc04"], BEGIN);
    for number in 1..=40 {
        let path = format!("inventory/old/{number:02}.pem");
        let text = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        scene.deployment.write(&path, text);
    }
    let day = BEGIN + Duration::days(10);
    let day = day
        .format(&time::format_description::well_known::Rfc3339)
        .unwrap();
    scene.shows("plan.txt", &["plan", "--as-of", &day]);
    scene.shows("plan-verbose.txt", &["plan", "-v", "--as-of", &day]);
    scene.ends();
}
