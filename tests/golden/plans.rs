//! Plans, each of a deployment that stands in its own way.

use time::Duration;
use time::macros::datetime;

use crate::estate::{BEGIN, CONTOSO};
use crate::scene::Scene;

const DAY: &str = "2026-12-01T12:00:00Z";
const ALL: [&str; 4] = ["sbc01", "sbc02", "sbc03", "sbc04"];

#[test]
fn everything_is_new() {
    let scene = Scene::new("everything-new", CONTOSO);
    scene.plans(DAY);
    for columns in [60, 80, 200] {
        let args = ["plan", "--as-of", DAY];
        scene.shows_at(columns, &format!("plan-{columns}.txt"), &args);
    }
    scene.shows("plan-verbose.txt", &["plan", "-v", "--as-of", DAY]);
    scene.shows("validate.txt", &["validate"]);
    scene.shows("graph.txt", &["graph"]);
    let explain = ["explain", "edge.contoso.net/edge-external", "--as-of", DAY];
    scene.shows("explain.txt", &explain);
    scene.ends();
}

#[test]
fn half_is_accepted() {
    let scene = Scene::farm("half-accepted");
    scene.applied(BEGIN);
    scene.answered(&["sbc01", "sbc03"], BEGIN + Duration::days(4));
    scene.plans(DAY);
    scene.shows("status.txt", &["status", "--as-of", DAY]);
    scene.shows(
        "status.json",
        &["status", "--as-of", DAY, "--format", "json"],
    );
    scene.ends();
}

#[test]
fn all_is_in_order() {
    let scene = Scene::farm("in-order");
    scene.applied(BEGIN);
    scene.answered(&ALL, BEGIN);
    scene.plans(DAY);
    scene.shows("plan-verbose.txt", &["plan", "-v", "--as-of", DAY]);
    scene.shows("status.txt", &["status", "--as-of", DAY]);
    scene.shows("verify.txt", &["verify", "--as-of", DAY]);
    scene.ends();
}

#[test]
fn a_renewal_is_near() {
    let scene = Scene::farm("renewal-near");
    scene.applied(BEGIN);
    scene.answered(&ALL, BEGIN);
    let near = "2027-10-20T12:00:00Z";
    scene.plans(near);
    scene.shows("status.txt", &["status", "--as-of", near]);
    scene.ends();
}

#[test]
fn some_are_expired_and_awaited() {
    let scene = Scene::farm("expired-awaited");
    scene.applied(BEGIN);
    scene.answered(&ALL, BEGIN);
    // The others are renewed in time.
    scene.applied(datetime!(2027-10-10 12:00 UTC));
    scene.answered(&["sbc02", "sbc04"], datetime!(2027-10-12 12:00 UTC));
    let after = "2027-11-05T12:00:00Z";
    scene.plans(after);
    scene.shows_at(60, "plan-60.txt", &["plan", "--as-of", after]);
    scene.shows("status.txt", &["status", "--as-of", after]);
    scene.ends();
}

#[test]
fn some_are_replaced_and_lose_names() {
    let scene = Scene::farm("names-lost");
    scene.applied(BEGIN);
    scene.answered(&ALL, BEGIN);
    scene.edit("\"{pool}\", sip.contoso.net]", "voice.contoso.net]");
    scene.plans(DAY);
    for columns in [60, 80] {
        let args = ["plan", "--as-of", DAY];
        scene.shows_at(columns, &format!("plan-{columns}.txt"), &args);
    }
    let id = "sbc.contoso.net/sbc01.contoso.net/tls";
    scene.shows("explain.txt", &["explain", id, "--as-of", DAY]);
    let plan = scene.run(&["plan", "--as-of", DAY, "--format", "json"], &[]);
    scene.deployment.write("plan.json", plan.stdout);
    scene.shows("show.txt", &["show", "plan.json"]);
    scene.shows_at(60, "show-60.txt", &["show", "plan.json"]);
    scene.ends();
}

#[test]
fn some_are_replaced_and_lose_nothing() {
    let scene = Scene::farm("names-added");
    scene.applied(BEGIN);
    scene.answered(&ALL, BEGIN);
    scene.edit("sip.contoso.net]", "sip.contoso.net, voice.contoso.net]");
    scene.plans(DAY);
    scene.shows("plan-verbose.txt", &["plan", "-v", "--as-of", DAY]);
    scene.ends();
}

#[test]
fn one_that_lies_elsewhere_is_used() {
    let scene = Scene::farm("adopted");
    scene.applied(BEGIN);
    scene.answered(&["sbc01"], BEGIN);
    let folder = "sbc.contoso.net/sbc01.contoso.net/tls";
    let certificate = scene
        .deployment
        .read(&format!("inventory/{folder}/0001/certificate.pem"));
    let key = scene.deployment.read(&format!("keys/{folder}/0001.pem"));
    let adopted = Scene::farm("adopted");
    adopted
        .deployment
        .write("inventory/old-server/wizard.cer", certificate);
    adopted
        .deployment
        .write("inventory/old-server/wizard.key", key);
    adopted.plans(DAY);
    adopted.ends();
}

#[test]
fn some_are_blocked() {
    let scene = Scene::farm("blocked");
    scene.applied(BEGIN);
    scene.answered(&["sbc01", "sbc02"], BEGIN);
    let at = |server: &str| format!("sbc.contoso.net/{server}.contoso.net/tls");
    let damaged = format!("inventory/{}/0001/certificate.pem", at("sbc01"));
    scene.deployment.write(&damaged, "cut off");
    let key = scene
        .deployment
        .path(&format!("keys/{}/0001.pem", at("sbc02")));
    std::fs::remove_file(key).unwrap();
    scene.denied("sbc03", "the template needs a manager's approval", BEGIN);
    scene.plans(DAY);
    for columns in [60, 80] {
        let args = ["plan", "--as-of", DAY];
        scene.shows_at(columns, &format!("plan-{columns}.txt"), &args);
    }
    scene.shows("status.txt", &["status", "--as-of", DAY]);
    scene.ends();
}

#[test]
fn some_are_no_longer_in_the_manifest() {
    let scene = Scene::farm("orphans");
    scene.applied(BEGIN);
    scene.answered(&ALL, BEGIN);
    scene.edit(", sbc03.contoso.net, sbc04.contoso.net]", "]");
    scene.plans(DAY);
    scene.shows("status.txt", &["status", "--as-of", DAY]);
    scene.ends();
}

#[test]
fn a_local_authority_needs_its_revocation_list() {
    let scene = Scene::farm("local-authority");
    scene.applied(BEGIN);
    scene.answered(&ALL, BEGIN);
    let later = "2027-06-01T12:00:00Z";
    scene.plans(later);
    scene.shows("verify.txt", &["verify", "--as-of", later]);
    scene.ends();
}
#[test]
fn thousands_are_new() {
    let pool = |pool: usize| {
        let servers = (1..=12).map(|server| format!("s{server:02}.p{pool:03}.contoso.net"));
        let servers: Vec<String> = servers.collect();
        let names = (1..=30).map(|name| format!("name{name:02}.p{pool:03}.contoso.net"));
        let names: Vec<String> = names.collect();
        format!(
            "  - fqdn: p{pool:03}.contoso.net\n    role: custom\n    servers: [{}]\n    \
             certificates: [{{ usage: tls, dns: [\"{{server}}\", {}] }}]\n",
            servers.join(", "),
            names.join(", ")
        )
    };
    let head = "version: 1\nrules: \"2026.1\"\ndefaults: { issuer: enterprise }\nissuers:\n  \
                - { name: enterprise, type: request, class: enterprise, validity: 1y }\npools:\n";
    let manifest = format!("{head}{}", (1..=170).map(pool).collect::<String>());
    let scene = Scene::new("thousands-new", &manifest);
    scene.shows("plan.txt", &["plan", "--as-of", DAY]);
    scene.shows_at(60, "plan-60.txt", &["plan", "--as-of", DAY]);
    scene.ends();
}
