//! Working on a part of the estate.

use crate::estate::{Estate, LOCAL, WAITING};

fn ids(plan: &serde_json::Value) -> Vec<String> {
    let certificates = plan["certificates"].as_array().expect("certificates");
    let ids = certificates.iter().map(|found| found["id"].as_str());
    ids.map(|id| id.expect("an id").to_owned()).collect()
}

fn two_pools(manifest: &str) -> String {
    let pool = manifest.split_once("pools:\n").expect("pools").1;
    format!("{manifest}{}", pool.replace("sbc", "gw"))
}

const SBC: &str = "sbc.contoso.net/sbc01.contoso.net/tls";

#[test]
fn a_selection_holds_the_authority_that_must_be_made_for_it() {
    let estate = Estate::new(&two_pools(LOCAL));
    for selection in [
        ["--pool", "sbc.contoso.net"],
        ["--server", "sbc01.contoso.net"],
        ["--id", SBC],
    ] {
        assert_eq!(ids(&estate.plan(&selection)), ["issuer/lab", SBC]);
    }
    let args = ["apply", "--yes", "--pool", "sbc.contoso.net"];
    let _ = estate.run(&args).exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
    assert!(!estate.has("inventory/gw.contoso.net"));
    // Now the authority is there and is not part of it any more.
    let plan = estate.plan(&["--pool", "gw.contoso.net"]);
    assert_eq!(ids(&plan), ["gw.contoso.net/gw01.contoso.net/tls"]);
}

#[test]
fn a_selection_of_something_unknown_is_a_usage_error_with_the_nearest() {
    let estate = Estate::new(WAITING);
    let run = estate.run(&["plan", "--pool", "sbx.contoso.net"]).exits(64);
    assert!(run.stderr.contains("sbc.contoso.net"), "{}", run.stderr);
}

#[test]
fn what_expires_within_days_is_selected_by_its_certificate_in_use() {
    let estate = Estate::answered(&two_pools(WAITING));
    assert_eq!(ids(&estate.plan(&["--expiring-within", "300d"])).len(), 0);
    assert_eq!(ids(&estate.plan(&["--expiring-within", "366d"])), [SBC]);
    // More days than a calendar has.
    assert_eq!(ids(&estate.plan(&["--expiring-within", "100y"])), [SBC]);
}

#[test]
fn what_is_not_selected_is_not_touched() {
    let estate = Estate::answered(&two_pools(WAITING));
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let before = estate.deployment.files();
    let args = ["apply", "--yes", "--pool", "gw.contoso.net"];
    let _ = estate.run(&args).exits(0);
    let after = estate.deployment.files();
    assert!(before.iter().all(|file| after.contains(file)));
    assert_eq!(estate.verdict(), "replace 2 new names_differ");
}

#[test]
fn what_is_not_selected_is_not_spoken_of() {
    let estate = Estate::answered(&two_pools(WAITING));
    estate.edit("sip.contoso.net", "sips.contoso.net");
    let plan = estate.plan(&["--pool", "sbc.contoso.net"]);
    assert_eq!(plan["findings"].as_array().map(Vec::len), Some(0));
    let plan = estate.plan(&["--pool", "gw.contoso.net"]);
    assert_eq!(plan["findings"][0]["code"], "superseded");
}
