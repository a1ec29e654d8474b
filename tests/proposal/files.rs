//! Files on a disk: from a folder of what servers have to a plan that makes nothing.

use crate::support::{Deployment, has};

/// An estate of plain certificates with EC keys, all made, and their files in `old`: PEM, and
/// PFX under a password.
fn past() -> Option<Deployment> {
    if !has("openssl") {
        eprintln!("passed over: there is no openssl");
        return None;
    }
    let deployment = Deployment::new(include_str!("../../examples/custom/forecert.yaml"));
    let made = Deployment::new("");
    made.tool(
        "openssl",
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "700",
            "-subj",
            "/CN=Root",
            "-addext",
            "keyUsage=critical,keyCertSign",
            "-keyout",
            "root.key",
            "-out",
            "root.pem",
        ],
    );
    std::fs::create_dir(made.path("old")).unwrap();
    made.write(
        "crl.txt",
        "crlDistributionPoints=URI:http://pki.contoso.com/root.crl\n",
    );
    for host in ["sbc01.contoso.net", "sbc02.contoso.net"] {
        made.tool(
            "openssl",
            &[
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                &format!("/CN={host}"),
                "-addext",
                &format!("subjectAltName=DNS:{host},DNS:sbc.contoso.net"),
                "-addext",
                "extendedKeyUsage=serverAuth",
                "-addext",
                "keyUsage=digitalSignature,keyEncipherment",
                "-keyout",
                "server.key",
                "-out",
                "server.csr",
            ],
        );
        made.tool(
            "openssl",
            &[
                "x509",
                "-req",
                "-in",
                "server.csr",
                "-CA",
                "root.pem",
                "-CAkey",
                "root.key",
                "-days",
                "600",
                "-copy_extensions",
                "copy",
                "-extfile",
                "crl.txt",
                "-out",
                "server.pem",
            ],
        );
        made.tool(
            "openssl",
            &[
                "pkcs12",
                "-export",
                "-passout",
                "pass:secret",
                "-inkey",
                "server.key",
                "-in",
                "server.pem",
                "-certfile",
                "root.pem",
                "-out",
                &format!("old/{host}.pfx"),
            ],
        );
    }
    made.write("old/notes.txt", "not a certificate");
    made.write("old/server.key", made.read("server.key"));
    drop(deployment);
    std::fs::remove_file(made.path("forecert.yaml")).unwrap();
    Some(made)
}

#[test]
fn a_folder_of_pfx_files_leads_to_a_plan_that_makes_nothing() {
    let Some(deployment) = past() else { return };
    // Without the password nothing is known of them, and nothing is written.
    let args = ["init", "--from-inventory", "old"];
    let run = deployment.forecert(&args).exits(65);
    assert!(run.stderr.contains("--password-env NAME"), "{}", run.stderr);
    assert!(run.stderr.contains("has a password"), "{}", run.stderr);
    assert!(!deployment.path("forecert.yaml").exists());
    // With it the estate is there.
    deployment.write("password.txt", "secret\r\n");
    let args = [
        "init",
        "--from-inventory",
        "old",
        "--password-file",
        "password.txt",
    ];
    let run = deployment.forecert(&args).exits(0);
    assert!(
        run.stdout
            .contains("read old: 2 certificates, of which the proposal makes 2 as they are"),
        "{}",
        run.stdout
    );
    let text = deployment.read("forecert.yaml");
    assert!(text.contains("secrets: [{ file: password.txt }]"), "{text}");
    assert!(!text.contains("secret\r"), "{text}");
    deployment.forecert(&["validate"]).exits(0);
    for host in ["sbc01.contoso.net", "sbc02.contoso.net"] {
        let name = format!("{host}.pfx");
        let bytes = std::fs::read(deployment.path(&format!("old/{name}"))).unwrap();
        deployment.write(&format!("keys/{name}"), bytes);
    }
    let run = deployment.forecert(&["plan", "--detailed-exitcode"]);
    assert!(
        run.stdout.contains("Plan: 2 to use as found"),
        "{}\n{}",
        run.stdout,
        run.stderr
    );
}

#[test]
fn a_manifest_that_is_there_stays_and_a_wrong_folder_is_told() {
    let deployment = Deployment::new("version: 1\n");
    let before = deployment.files();
    std::fs::create_dir(deployment.path("empty")).unwrap();
    let run = deployment
        .forecert(&["init", "--from-inventory", "empty"])
        .exits(1);
    assert!(run.stderr.contains("exists already"), "{}", run.stderr);
    for (directory, told) in [
        ("empty", "holds no certificate"),
        ("nowhere", "is no folder"),
    ] {
        let args = ["init", "--from-inventory", directory, "-f", "new.yaml"];
        let run = deployment.forecert(&args).exits(65);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
    let args = [
        "init",
        "--from-inventory",
        "empty",
        "--from-topology",
        "x",
        "-f",
        "new.yaml",
    ];
    deployment.forecert(&args).exits(64);
    let args = ["init", "--password-env", "X"];
    deployment.forecert(&args).exits(64);
    let args = [
        "init",
        "--from-inventory",
        "empty",
        "--password-env",
        "NOT_SET_AT_ALL",
        "-f",
        "new.yaml",
    ];
    let run = deployment.forecert(&args).exits(64);
    assert!(
        run.stderr.contains("`NOT_SET_AT_ALL` is not set"),
        "{}",
        run.stderr
    );
    assert_eq!(deployment.files(), before);
}
