//! Where passwords come from, and what becomes of a bundle whose password is another one
//! or is not to be had.

use std::fs;

use crate::estate::{applied, bundle_of, kept_passwords, opened, passed_over, run_with, small};
use crate::support::{Deployment, has};

const FILES: [&str; 2] = [
    "bundle/a.contoso.net/tls.pfx",
    "bundle/b.contoso.net/tls.pfx",
];

#[track_caller]
fn opens(deployment: &Deployment, password: &str) {
    for path in FILES {
        assert!(opened(deployment, path, password).is_some(), "{path}");
    }
}

/// Refused with these words and a cure, and nothing was made.
#[track_caller]
fn refused(deployment: &Deployment, environment: &[(&str, &str)], code: i32, words: &str) {
    let run = run_with(deployment, environment, &["bundle"]).exits(code);
    assert!(run.stderr.contains(words), "{words}: {run:?}");
    assert!(run.stderr.contains("help: "), "{run:?}");
    assert!(!deployment.path("bundle/a.contoso.net").exists(), "{run:?}");
}

#[test]
fn a_password_comes_from_a_variable_a_file_or_a_program() {
    for (source, environment) in [
        ("env: PFX", &[("PFX", "Correct horse 1")][..]),
        ("file: ../pfx.txt", &[]),
        (
            "command: [sh, -c, 'echo \"Correct horse $((3 - 2))\"; echo and more']",
            &[],
        ),
        ("command: [./vault, pfx]", &[]),
    ] {
        let source = source.replace("../pfx.txt", "secret/pfx.txt");
        let deployment = applied(&small(&format!("password: {{ {source} }}")));
        deployment.write("secret/pfx.txt", "\u{feff}Correct horse 1\r\nof March\r\n");
        deployment.write("vault", "#!/bin/sh\nprintf 'Correct horse 1'\n");
        deployment.tool("chmod", &["700", "vault"]);
        let run = run_with(&deployment, environment, &["bundle"]).exits(0);
        assert!(run.stdout.contains("Bundle: 2 made"), "{run:?}");
        opens(&deployment, "Correct horse 1");
        assert!(!deployment.path("keys/bundle-passwords.txt").exists());
        // Known again or not asked for again, it is the same.
        let made = bundle_of(&deployment);
        let _ = run_with(&deployment, environment, &["bundle"]).exits(0);
        assert!(made == bundle_of(&deployment), "{source}");
    }
}

#[test]
fn another_password_makes_every_file_anew_and_a_missing_one_none() {
    let deployment = applied(&small("password: { env: PFX }"));
    let _ = run_with(&deployment, &[("PFX", "first")], &["bundle"]).exits(0);
    let run = run_with(&deployment, &[("PFX", "second")], &["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 2 made, 0 unchanged"),
        "{run:?}"
    );
    opens(&deployment, "second");
    let made = bundle_of(&deployment);
    for environment in [&[][..], &[("PFX", "")]] {
        let run = run_with(&deployment, environment, &["bundle"]).exits(0);
        assert!(
            run.stdout.contains("Bundle: 0 made, 2 unchanged"),
            "{run:?}"
        );
    }
    assert!(made == bundle_of(&deployment));
    // One that no file can have is found out before the good ones go.
    let run = run_with(&deployment, &[("PFX", "Zürich")], &["bundle"]).exits(1);
    assert!(run.stderr.contains("other than printable ASCII"), "{run:?}");
    assert!(made == bundle_of(&deployment));
}

#[test]
fn what_is_no_password_is_refused_with_its_cure_and_nothing_is_made() {
    let deployment = applied(&small("password: { env: PFX }"));
    refused(&deployment, &[], 1, "the variable `PFX` is not set");
    refused(
        &deployment,
        &[("PFX", "")],
        1,
        "the variable `PFX` is empty",
    );
    for odd in ["Zürich", "tab\tbed", "пароль", "del\u{7f}"] {
        let words = "the password has characters other than printable ASCII";
        refused(&deployment, &[("PFX", odd)], 1, words);
        refused(
            &deployment,
            &[("PFX", odd)],
            1,
            "letters, digits and signs of an English keyboard",
        );
    }
    let deployment = applied(&small("password: { file: pfx.txt }"));
    refused(
        &deployment,
        &[],
        1,
        "the secret file `pfx.txt` cannot be read",
    );
    deployment.write("pfx.txt", "\nsecond line\n");
    refused(
        &deployment,
        &[],
        1,
        "the first line of the secret file `pfx.txt` is empty",
    );
}

#[test]
fn generated_passwords_are_kept_beside_the_keys_and_used_again() {
    let deployment = applied(&small(""));
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stderr
            .contains("keys/bundle-passwords.txt (2 passwords new)"),
        "{run:?}"
    );
    let passwords = kept_passwords(&deployment);
    let names: Vec<&str> = passwords.keys().map(String::as_str).collect();
    assert_eq!(names, ["a.contoso.net", "b.contoso.net"]);
    assert_ne!(passwords["a.contoso.net"], passwords["b.contoso.net"]);
    for path in FILES {
        let name = path.split('/').nth(1).unwrap();
        assert!(opened(&deployment, path, &passwords[name]).is_some());
    }
    assert!(opened(&deployment, FILES[0], &passwords["b.contoso.net"]).is_none());

    deployment.write("bundle/a.contoso.net/README.txt", "changed");
    let before = bundle_of(&deployment);
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 1 made, 1 unchanged"),
        "{run:?}"
    );
    assert_eq!(kept_passwords(&deployment), passwords);
    assert!(opened(&deployment, FILES[0], &passwords["a.contoso.net"]).is_some());
    let after = bundle_of(&deployment);
    assert_eq!(
        before[&FILES[1]["bundle/".len()..]],
        after[&FILES[1]["bundle/".len()..]]
    );
}

#[test]
fn a_generated_password_that_is_lost_is_replaced_with_the_file_that_nobody_opens_any_more() {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let passwords = kept_passwords(&deployment);
    let line = format!("a.contoso.net  {}\n", passwords["a.contoso.net"]);
    deployment.write("keys/bundle-passwords.txt", &line);
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 1 made, 1 unchanged"),
        "{run:?}"
    );
    let now = kept_passwords(&deployment);
    assert_eq!(now["a.contoso.net"], passwords["a.contoso.net"]);
    assert_ne!(now["b.contoso.net"], passwords["b.contoso.net"]);
    assert!(opened(&deployment, FILES[1], &now["b.contoso.net"]).is_some());

    fs::remove_file(deployment.path("keys/bundle-passwords.txt")).unwrap();
    let run = deployment.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 2 made, 0 unchanged"),
        "{run:?}"
    );

    // What cannot be read is not taken for nothing.
    deployment.write("keys/bundle-passwords.txt", "a.contoso.net\n");
    let made = bundle_of(&deployment);
    let run = deployment.forecert(&["bundle"]).exits(1);
    assert!(
        run.stderr.contains("line 1 has no password in it"),
        "{run:?}"
    );
    assert!(made == bundle_of(&deployment));
}

#[test]
fn one_password_for_the_deployment_opens_all() {
    let manifest = small("password: { generated: { per: deployment, kept_in: secret/pfx.txt } }");
    let deployment = applied(&manifest);
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let text = deployment.read("secret/pfx.txt");
    let line = text.lines().last().unwrap();
    let password = line.strip_prefix("deployment  ").expect(&text);
    opens(&deployment, password);
}

#[test]
fn a_prompt_needs_a_terminal() {
    let deployment = applied(&small("password: { prompt: true }"));
    refused(
        &deployment,
        &[],
        64,
        "there is no terminal to ask for the password",
    );
}

#[test]
fn at_a_terminal_the_password_is_typed_twice_and_not_shown() {
    if !has("script") {
        return passed_over("script");
    }
    let deployment = applied(&small("password: { prompt: true }"));
    let typed = |first: &str, second: &str| {
        let program = env!("CARGO_BIN_EXE_forecert");
        // Typed when it is asked for, as a person does.
        let line = format!(
            "(sleep 1; echo '{first}'; sleep 1; echo '{second}'; sleep 1) | \
             script -q -e -c '{program} bundle' /dev/null"
        );
        let output = deployment
            .command("sh")
            .args(["-c", &line])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), said)
    };
    let (code, said) = typed("Correct horse", "Correct house");
    assert!(
        code == Some(64) && said.contains("the two passwords differ"),
        "{said}"
    );
    assert!(!deployment.path("bundle/a.contoso.net").exists());
    let (code, said) = typed("Correct horse", "Correct horse");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("Password of the PFX files: ") && said.contains("Once more: "),
        "{said}"
    );
    assert!(!said.contains("horse"), "{said}");
    opens(&deployment, "Correct horse");
    // Nothing is made, so nothing is asked.
    let _ = deployment.forecert(&["bundle"]).exits(0);
}
