//! Where certificates stand, what is proved, and what is wrong in a manifest.

use time::Duration;
use time::macros::datetime;

use crate::estate::{BEGIN, CONTOSO, DAYS, RECEIPTS};
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
fn what_must_be_asked_for_first_stands_first_and_what_is_late_or_frozen_is_told() {
    let scene = Scene::trusting("days", DAYS);
    let before = "2027-02-20T12:00:00Z";
    scene.plans(before);
    scene.applied(BEGIN);
    scene.shows("status.txt", &["status", "--as-of", before]);
    scene.shows("status-held.txt", &["status", "--as-of", "2026-11-10"]);
    scene.answered(&["sbc01", "sbc02"], BEGIN);
    let frozen = "2027-10-20";
    scene.shows("plan-frozen.txt", &["plan", "--as-of", frozen, "-v"]);
    scene.shows("verify-frozen.txt", &["verify", "--as-of", frozen]);
    scene.ends();
}

#[test]
fn receipts_tell_where_certificates_are_installed_and_change_no_plan() {
    let scene = Scene::new("installed", RECEIPTS);
    scene.applied(BEGIN);
    scene.applied(datetime!(2027-10-10 12:00 UTC));
    let day = "2027-10-25T12:00:00Z";
    let plan = |scene: &Scene| {
        let plan = ["plan", "--as-of", day, "--detailed-exitcode"];
        let json = scene.run(&[&plan[..], &["--format", "json"]].concat(), &[]);
        let text = scene.run(&[&plan[..], &["-v"]].concat(), &[]);
        let status = scene.run(&["status", "--as-of", day], &[]);
        let verify = scene.run(&["verify", "--as-of", day], &[]);
        let said = [json.stdout, text.stdout, text.stderr, verify.stdout];
        (said, [json.code, text.code, status.code, verify.code])
    };
    let before = plan(&scene);
    let of = |server: &str| format!("pool01.contoso.net/{server}.contoso.net/default");
    let (fe01, fe02, fe03) = (of("fe01"), of("fe02"), of("fe03"));
    let (inside, outside) = (
        "edge.contoso.net/edge-internal",
        "edge.contoso.net/edge-external",
    );
    let (inner, outer) = ("WebServicesInternal", "WebServicesExternal");
    let front_end = |id, version, last| {
        [
            ("Default", id, version),
            (inner, id, version),
            (outer, id, last),
        ]
    };
    let oauth = [("OAuthTokenIssuer", "oauth", 2)];
    let all = [&front_end(fe01.as_str(), 2, 2)[..], &oauth].concat();
    scene.receipt("fe01.contoso.net", "2027-10-12", &all, &[]);
    let old = [&front_end(fe02.as_str(), 1, 1)[..], &oauth].concat();
    scene.receipt("fe02.contoso.net", "2027-10-12", &old, &[(outside, 2)]);
    let part = front_end(fe03.as_str(), 2, 1);
    scene.receipt("FE03.contoso.net", "2027-10-13", &part, &[]);
    let edge = [
        ("Internal", inside, 2),
        ("AccessEdgeExternal", outside, 2),
        ("DataEdgeExternal", outside, 2),
        ("AudioVideoAuthentication", outside, 1),
        ("AudioVideoAuthentication", outside, 2),
    ];
    scene.receipt("edge01.contoso.net", "2027-10-14", &edge, &[("oauth", 2)]);
    let sbc01 = "sbc.contoso.net/sbc01.contoso.net/tls";
    let sbc02 = "sbc.contoso.net/sbc02.contoso.net/tls";
    scene.receipt("sbc01.contoso.net", "2027-10-14", &[], &[(sbc01, 2)]);
    scene.receipt("sbc02.contoso.net", "2027-10-14", &[], &[(sbc02, 1)]);
    scene.receipt("old01.contoso.net", "2027-09-30", &[], &[(&fe01, 2)]);
    let cut = r#"{ "receipt": "forecert", "format_version": "1.0", "server""#;
    scene.deployment.write("inventory/receipts/cut.json", cut);
    assert_eq!(plan(&scene), before);
    let args = ["status", "--as-of", day];
    for columns in [60, 80, 100, 200] {
        scene.shows_at(columns, &format!("status-{columns}.txt"), &args);
    }
    scene.shows("status.json", &[&args[..], &["--format", "json"]].concat());
    let args = ["explain", &fe03, "--as-of", day];
    scene.shows("explain.txt", &args);
    scene.shows("explain.json", &[&args[..], &["--format", "json"]].concat());
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
