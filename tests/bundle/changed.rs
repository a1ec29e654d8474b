//! A bundle that is not what is wanted any more: told by `verify`, and made anew as far as
//! it has to be.

use std::fs;

use crate::estate::{answer, applied, bundle_of, open_requests, small};
use crate::support::Deployment;

fn codes(deployment: &Deployment, exit: i32) -> Vec<(String, String)> {
    let run = deployment
        .forecert(&["verify", "--format", "json"])
        .exits(exit);
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let pairs = findings
        .iter()
        .map(|one| (text(&one["code"]), text(&one["message"])));
    pairs
        .filter(|(code, _)| code.starts_with("bundle_"))
        .collect()
}

#[test]
fn a_file_that_somebody_changed_is_a_fault_and_the_folder_is_made_anew() {
    let deployment = applied(&small(""));
    assert_eq!(codes(&deployment, 0), []);
    let _ = deployment.forecert(&["bundle"]).exits(0);
    assert_eq!(codes(&deployment, 0), []);
    let script = "bundle/a.contoso.net/Install-Certificates.ps1";
    let as_made = deployment.read(script);
    type Change<'a> = (&'a str, &'a dyn Fn());
    let changes: [Change<'_>; 4] = [
        ("appended", &|| {
            deployment.write(script, format!("{as_made}calc\r\n"))
        }),
        ("emptied", &|| deployment.write(script, "")),
        ("gone", &|| {
            fs::remove_file(deployment.path(script)).unwrap()
        }),
        ("a link", &|| {
            fs::remove_file(deployment.path(script)).unwrap();
            deployment.write("elsewhere.ps1", &as_made);
            std::os::unix::fs::symlink("../../elsewhere.ps1", deployment.path(script)).unwrap();
        }),
    ];
    for (what, change) in changes {
        change();
        let told = codes(&deployment, 4);
        assert_eq!(told.len(), 1, "{what}: {told:?}");
        assert_eq!(told[0].0, "bundle_changed", "{what}");
        assert!(told[0].1.contains(script), "{what}: {told:?}");
        let run = deployment.forecert(&["bundle"]).exits(0);
        assert!(
            run.stdout.contains("Bundle: 1 made, 1 unchanged"),
            "{what}: {run:?}"
        );
        assert_eq!(deployment.read(script), as_made, "{what}");
        assert!(
            fs::symlink_metadata(deployment.path(script))
                .unwrap()
                .is_file()
        );
        assert_eq!(codes(&deployment, 0), [], "{what}");
    }
}

#[test]
fn a_renewed_certificate_makes_its_own_folders_anew_and_no_others() {
    let manifest = small("").replace("issuer: lab, key", "issuer: enterprise, key");
    let deployment = applied(&manifest);
    let open = open_requests(&deployment);
    answer(&deployment, &open[..1], 300, 20);
    answer(&deployment, &open[1..], 1, 400);
    let _ = deployment.forecert(&["bundle", "--zip"]).exits(0);
    let before = bundle_of(&deployment);

    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    // Until the answer is there, what there is serves.
    assert_eq!(codes(&deployment, 0), []);
    answer(&deployment, &open_requests(&deployment), 0, 400);
    let told = codes(&deployment, 0);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "bundle_stale");
    assert!(told[0].1.contains("`bundle/a.contoso.net`"), "{told:?}");

    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 1 made, 1 unchanged"),
        "{run:?}"
    );
    let after = bundle_of(&deployment);
    let record = deployment.read("bundle/a.contoso.net/bundle.json");
    assert!(record.contains("\"generation\": 2"), "{record}");
    for (path, what) in &before {
        let is_other = path.starts_with("b.contoso.net");
        assert!(!is_other || after.get(path) == Some(what), "{path}");
    }
    // The zip file goes with its folder, wanted or not.
    assert_ne!(before["a.contoso.net.zip"].0, after["a.contoso.net.zip"].0);
    assert_eq!(codes(&deployment, 0), []);
}

#[test]
fn a_server_that_is_gone_from_the_manifest_is_told_and_its_folder_stays() {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let before = bundle_of(&deployment);
    let manifest = deployment.read("forecert.yaml");
    deployment.write("forecert.yaml", manifest.replace(", b.contoso.net]", "]"));
    let told = codes(&deployment, 0);
    let told: Vec<&str> = told.iter().map(|(code, _)| code.as_str()).collect();
    // The order of installation has it too.
    assert_eq!(told, ["bundle_stale", "bundle_undeclared"]);
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 0 made, 1 unchanged"),
        "{run:?}"
    );
    let after = bundle_of(&deployment);
    for (path, what) in before {
        assert!(
            path == "order.txt" || after.get(&path) == Some(&what),
            "{path}"
        );
    }
}

#[test]
fn a_changed_declaration_of_how_things_are_carried_makes_them_anew() {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    for (bundle, os) in [
        ("root_in_pfx: true", ""),
        (
            "provider: Microsoft Enhanced RSA and AES Cryptographic Provider",
            "",
        ),
        ("exportable: false", ""),
        ("", "os: windows-server-2019"),
    ] {
        let manifest = small(bundle);
        let manifest = manifest.replace("role: custom\n", &format!("role: custom\n    {os}\n"));
        deployment.write("forecert.yaml", manifest);
        assert_eq!(codes(&deployment, 0).len(), 2, "{bundle} {os}");
        let run = deployment.forecert(&["bundle"]).exits(0);
        assert!(
            run.stdout.contains("Bundle: 2 made"),
            "{bundle} {os}: {run:?}"
        );
        let run = deployment.forecert(&["bundle"]).exits(0);
        assert!(
            run.stdout.contains("Bundle: 0 made"),
            "{bundle} {os}: {run:?}"
        );
    }
}

#[test]
fn where_no_key_is_a_bundle_is_not_judged() {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    fs::rename(deployment.path("keys"), deployment.path("keys-elsewhere")).unwrap();
    let run = deployment.forecert(&["verify", "--without-keys"]).exits(0);
    assert!(!run.stdout.contains("bundle"), "{run:?}");
}
