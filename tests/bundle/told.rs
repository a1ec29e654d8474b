//! What is chosen, and what is told of it.

use crate::estate::{applied, bundle_of, small};
use crate::support::Deployment;

#[test]
fn what_machines_read_is_json_with_a_version() {
    let deployment = applied(&small(""));
    deployment.write("bundle/b.contoso.net", "a note");
    let run = deployment
        .forecert(&["bundle", "--format", "json"])
        .exits(6);
    let json = run.json();
    assert_eq!(json["format_version"], "1.0");
    assert_eq!(json["directory"], "bundle");
    assert_eq!(json["passwords"], "keys/bundle-passwords.txt");
    assert_eq!(json["requests"], serde_json::Value::Null);
    assert_eq!(json["findings"], serde_json::json!([]));
    let folders = json["folders"].as_array().unwrap();
    let states: Vec<_> = folders
        .iter()
        .map(|one| {
            (
                one["server"].as_str().unwrap(),
                one["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [("a.contoso.net", "made"), ("b.contoso.net", "failed")]
    );
    let message = folders[1]["message"].as_str().unwrap();
    assert!(message.contains("exists already"), "{message}");
    let certificate = &folders[0]["certificates"][0];
    assert_eq!(certificate["id"], "sbc.contoso.net/a.contoso.net/tls");
    assert_eq!(certificate["generation"], 1);
    assert_eq!(certificate["thumbprint"].as_str().unwrap().len(), 40);
}

#[test]
fn one_server_or_one_pool_can_be_chosen() {
    for (args, made) in [
        (
            &["bundle", "--server", "a.contoso.net"][..],
            "Bundle: 1 made, 0 unchanged",
        ),
        (
            &["bundle", "--server", "A.Contoso.NET"],
            "Bundle: 1 made, 0 unchanged",
        ),
        (
            &["bundle", "--pool", "sbc.contoso.net"],
            "Bundle: 2 made, 0 unchanged",
        ),
        (
            &[
                "bundle",
                "--pool",
                "sbc.contoso.net",
                "--server",
                "b.contoso.net",
            ],
            "Bundle: 1 made, 0 unchanged",
        ),
    ] {
        let deployment = applied(&small(""));
        let run = deployment.forecert(args).exits(0);
        assert!(run.stdout.contains(made), "{args:?}: {run:?}");
        let order = deployment.read("bundle/order.txt");
        assert!(
            order.contains("a.contoso.net") && order.contains("b.contoso.net"),
            "{order}"
        );
    }
}

#[test]
fn what_is_not_in_the_manifest_cannot_be_chosen() {
    let deployment = applied(&small(""));
    for (option, odd, near) in [
        ("--server", "c.contoso.net", "did you mean `a.contoso.net`?"),
        ("--server", "a.contoso.ne", "did you mean `a.contoso.net`?"),
        (
            "--pool",
            "sbc.contosso.net",
            "did you mean `sbc.contoso.net`?",
        ),
        (
            "--server",
            "something.else.example",
            "see the servers in the manifest",
        ),
    ] {
        let run = deployment.forecert(&["bundle", option, odd]).exits(64);
        assert!(run.stderr.contains(&format!("`{odd}`")), "{run:?}");
        assert!(run.stderr.contains(near), "{near}: {run:?}");
        assert!(!deployment.path("bundle").exists());
    }
}

#[test]
fn the_root_that_nobody_knows_is_warned_about() {
    let manifest = small("")
        .replace("issuer: lab, key", "issuer: enterprise, key")
        .replace(", trust: [root.pem, issuing.pem]", "");
    let deployment = Deployment::new(&manifest);
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let open = crate::estate::open_requests(&deployment);
    crate::estate::answer(&deployment, &open, 1, 400);
    let run = deployment
        .forecert(&["bundle", "--format", "json"])
        .exits(0);
    let findings = run.json()["findings"].clone();
    assert_eq!(findings[0]["code"], "root_unknown");
    assert_eq!(findings[0]["severity"], "warning");
    let paths: Vec<String> = bundle_of(&deployment).into_keys().collect();
    assert!(
        !paths.iter().any(|path| path.contains("/roots")),
        "{paths:?}"
    );
    assert!(
        paths
            .iter()
            .any(|path| path.contains("/intermediates/contoso-issuing-ca-1-"))
    );
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stderr.contains("the root of `enterprise` is not known"),
        "{run:?}"
    );
    assert!(
        run.stderr.contains("trust: [pki/enterprise.pem]"),
        "{run:?}"
    );
}

#[test]
fn a_hostile_name_stays_a_name() {
    let manifest = small("").replace(
        "crl_url: \"http://pki.contoso.com/lab.crl\"",
        "crl_url: \"http://pki.contoso.com/lab.crl\"\n    subject: { organization: \"O'Neil $(calc) `; \\u2019\" }",
    );
    let deployment = applied(&manifest);
    let _ = deployment.forecert(&["bundle"]).exits(0);
    for path in bundle_of(&deployment).into_keys() {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
        assert!(path.chars().all(plain), "{path}");
    }
    let script = deployment.read("bundle/a.contoso.net/Install-Certificates.ps1");
    let line = script
        .lines()
        .find(|line| line.contains("calc"))
        .expect("the root's subject");
    assert!(
        line.contains("O''Neil $(calc) `; \u{2019}\u{2019}"),
        "{line}"
    );
    assert!(script.starts_with('\u{feff}'));
    let sheet = deployment.read("bundle/a.contoso.net/README.txt");
    assert!(
        sheet.starts_with('\u{feff}') && sheet.contains("O'Neil $(calc)"),
        "{sheet}"
    );
}

#[test]
fn keys_that_are_elsewhere_leave_every_folder_as_it_was() {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let before = bundle_of(&deployment);
    std::fs::rename(deployment.path("keys"), deployment.path("elsewhere")).unwrap();
    let run = deployment.forecert(&["bundle"]).exits(1);
    assert!(
        run.stderr.contains("the key directory `keys` is missing"),
        "{run:?}"
    );
    assert!(run.stderr.contains("`bundle --requests` needs no key"));
    assert!(before == bundle_of(&deployment));
    assert!(!deployment.path("keys").exists());
}
