//! Consent: saved plans, and who is not asked.

use crate::estate::{Estate, LOCAL, WAITING};

fn saved(estate: &Estate, extra: &[&str]) {
    let args = [&["plan", "--out", "plan.json"], extra].concat();
    let _ = estate.run(&args).exits(0);
}

#[test]
fn a_saved_plan_is_consent_as_long_as_it_holds() {
    let estate = Estate::new(WAITING);
    saved(&estate, &[]);
    let _ = estate.run(&["apply", "plan.json"]).exits(0);
    assert_eq!(estate.verdict(), "wait 1 none awaiting_issuer");
    let run = estate.run(&["apply", "plan.json"]).exits(8);
    assert!(run.stderr.contains("stale"), "{}", run.stderr);
}

/// The saved plan is stale, the difference is shown, and nothing is written.
#[track_caller]
fn stale(estate: &Estate, shown: &[&str]) {
    let files = estate.deployment.files();
    let run = estate.run(&["apply", "plan.json"]).exits(8);
    for shown in shown {
        assert!(run.stderr.contains(shown), "`{shown}`:\n{}", run.stderr);
    }
    assert_eq!(estate.deployment.files(), files);
    let run = estate.run(&["show", "plan.json"]).exits(0);
    assert!(run.stdout.contains("sbc01"), "{}", run.stdout);
}

#[test]
fn a_saved_plan_is_stale_when_a_name_changes_and_the_name_is_shown() {
    let estate = Estate::new(WAITING);
    saved(&estate, &[]);
    estate.edit("sip.contoso.net", "sips.contoso.net");
    stale(&estate, &["sip.contoso.net", "sips.contoso.net"]);
}

#[test]
fn a_saved_plan_is_stale_when_somebody_else_carried_it_out() {
    let estate = Estate::new(WAITING);
    saved(&estate, &[]);
    let _ = estate.apply().exits(0);
    stale(&estate, &["create", "wait"]);
}

#[test]
fn a_saved_plan_is_stale_when_the_lifetime_changes() {
    let estate = Estate::new(LOCAL);
    saved(&estate, &[]);
    estate.edit("directory: ca", "directory: ca\n    validity: 9y");
    stale(&estate, &["validity: 3285 days instead of"]);
}

#[test]
fn a_saved_plan_is_stale_when_another_certificate_would_be_adopted() {
    let source = Estate::answered(WAITING);
    let estate = Estate::new(WAITING);
    let root = source.authority.certificate.pem();
    estate.deployment.write("pki/root.pem", root);
    let certificate = source.certificate(1).pem();
    estate
        .deployment
        .write("inventory/old/sbc.cer", certificate);
    let key = source.deployment.read(&source.key(1));
    estate.deployment.write("inventory/old/sbc.key", key);
    saved(&estate, &[]);
    let mut longer = crate::estate::a_year();
    longer.not_after += time::Duration::days(9);
    let other = source.answer(1, longer, |_| {});
    let other = source.deployment.read(&other);
    estate.deployment.write("inventory/old/other.cer", other);
    stale(&estate, &["certificate to use: "]);
}

#[test]
fn a_saved_plan_of_a_pool_that_is_gone_is_stale_and_no_usage_error() {
    let estate = Estate::new(WAITING);
    saved(&estate, &["--pool", "sbc.contoso.net"]);
    estate.edit("fqdn: sbc.contoso.net", "fqdn: voice.contoso.net");
    stale(&estate, &["sbc.contoso.net/sbc01.contoso.net/tls"]);
}

#[test]
fn a_saved_plan_is_not_stale_because_time_went_by() {
    let estate = Estate::new(WAITING);
    saved(&estate, &[]);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let _ = estate.run(&["apply", "plan.json"]).exits(0);
}

#[test]
fn a_plan_edited_by_hand_is_refused() {
    let estate = Estate::new(WAITING);
    saved(&estate, &[]);
    let plan = estate.deployment.read("plan.json");
    for (from, to) in [
        ("sip.contoso.net", "www.contoso.net"),
        ("\"new\"", "\"kept\""),
    ] {
        estate.deployment.write("plan.json", plan.replace(from, to));
        for command in ["apply", "show"] {
            let run = estate.run(&[command, "plan.json"]).exits(65);
            assert!(run.stderr.contains("changed after"), "{}", run.stderr);
        }
    }
    for text in ["", "{", "[]", "{\"format_version\": \"2.0\"}"] {
        estate.deployment.write("plan.json", text);
        let _ = estate.run(&["apply", "plan.json"]).exits(65);
    }
    assert!(!estate.has("keys"));
}

#[test]
fn a_saved_plan_with_as_of_is_a_usage_error() {
    let estate = Estate::new(WAITING);
    let args = ["plan", "--as-of", "2027-03-01", "--out", "plan.json"];
    let _ = estate.run(&args).exits(64);
    assert!(!estate.has("plan.json"));
}

#[test]
fn a_saved_plan_takes_no_selection_beside_its_own() {
    let estate = Estate::new(WAITING);
    saved(&estate, &[]);
    let args = ["apply", "plan.json", "--pool", "sbc.contoso.net"];
    let _ = estate.run(&args).exits(64);
}

#[test]
fn without_a_terminal_and_without_yes_nothing_is_assumed() {
    let estate = Estate::new(WAITING);
    let files = estate.deployment.files();
    let run = estate.run(&["apply"]).exits(64);
    assert!(run.stderr.contains("--yes"), "{}", run.stderr);
    assert_eq!(estate.deployment.files(), files);
}

#[test]
fn who_holds_the_lock_is_named() {
    use forecert::store::Holder;
    let estate = Estate::new(WAITING);
    let path = estate.deployment.path("inventory/.forecert/lock");
    let file = std::fs::File::create(&path).unwrap();
    let holder = Holder {
        command: "accept".into(),
        host: "admin07".into(),
        process: 4711,
        since: crate::estate::now(),
    };
    let beside = "inventory/.forecert/holder.json";
    estate
        .deployment
        .write(beside, serde_json::to_string(&holder).unwrap());
    file.lock().unwrap();
    let files = estate.deployment.files();
    for args in [
        &["apply", "--yes"][..],
        &["accept", "pki/root.pem"],
        &["withdraw", crate::estate::ID, "--reason", "x"],
    ] {
        let run = estate.run(args).exits(7);
        let said = run.stderr.replace('\n', " ");
        assert!(said.contains("forecert accept"), "{said}");
        assert!(said.contains("admin07") && said.contains("4711"), "{said}");
    }
    // Who only reads takes no lock.
    for args in [&["plan"][..], &["status"], &["verify"], &["graph"]] {
        assert_ne!(estate.run(args).code, 7, "{args:?}");
    }
    assert_eq!(estate.deployment.files(), files);
    drop(file);
    let _ = estate.apply().exits(0);
}
