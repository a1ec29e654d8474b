//! Characters that do not show, and orders to a build server, in whatever is printed: none
//! reaches a terminal.

use forecert::finding::is_hidden;
use forecert::plan::PlanDocument;
use forecert::x509::sha256_hex;

use crate::support::{Deployment, Run};
use crate::{SMALL, TLS, awaiting, made};

/// Moves the cursor, sets a title, colours, begins a line, turns the writing.
const STRANGE: &str = "\u{1b}[31m\u{1b}]0;t\u{7}\u{9b}2K\r\n::error::x\u{202e}y\u{200b}";

/// The same as YAML and JSON have it.
const ESCAPED: &str = r"\u001b[31m\u001b]0;t\u0007\u009b2K\r\n::error::x\u202ey\u200b";

/// What ran says all the words, and nothing that does not show.
#[track_caller]
fn shows(run: &Run, words: &[&str]) {
    let said = format!("{}{}", run.stdout, run.stderr);
    for line in said.split('\n') {
        assert!(!line.contains(is_hidden), "{line:?}");
        let order = line.trim_start().starts_with("::");
        assert!(!order, "a build server would carry this out: {line:?}");
    }
    for word in words {
        assert!(said.contains(word), "`{word}` is not said:\n{said}");
    }
}

/// A manifest with one stretch replaced.
fn with(from: &str, to: &str) -> Deployment {
    assert_eq!(SMALL.matches(from).count(), 1, "{from}");
    Deployment::new(&SMALL.replace(from, to))
}

#[test]
fn names_in_a_manifest_show() {
    let strange = format!("\"{ESCAPED}\"");
    for (from, to, words) in [
        (
            "pools:\n",
            format!("sites: [{{ name: {strange} }}]\npools:\n"),
            &["\\u{1b}[31m", "\\r\\n"][..],
        ),
        (
            "    role: custom\n",
            format!("    role: custom\n    {strange}: 1\n"),
            &["unknown_key", "\\u{1b}[31m"],
        ),
        (
            "name: enterprise",
            format!("name: {strange}"),
            &["issuer_name_invalid"],
        ),
        (
            "eku: [server-auth]",
            format!("eku: [server-auth], allow: [{{ code: {strange}, reason: x }}]"),
            &["unknown_check"],
        ),
        (
            "validity: 2y",
            "validity: 2y, subject: { organization: \"A\\u202eB\" }".to_owned(),
            &["subject_part_invalid"],
        ),
        (
            "pools:\n",
            "# \u{9b}31m\u{202e}\nbogus: 1\npools:\n".to_owned(),
            &["# ??31m???"],
        ),
        (
            "pools:\n",
            "# \u{1b}[31m\npools:\n".to_owned(),
            &["unprintable", "# ?[31m"],
        ),
    ] {
        let run = with(from, &to).forecert(&["validate"]);
        shows(&run, words);
    }
}

#[test]
fn reasons_in_a_manifest_and_in_an_order_show() {
    let deployment = awaiting();
    let asked = TLS.replace("tls", "asked");
    let order = format!("inventory/{asked}/0001/order.json");
    let mut record: serde_json::Value = serde_json::from_str(&deployment.read(&order)).unwrap();
    record["state"] = "denied".into();
    record["reason"] = STRANGE.into();
    record["issuer"] = format!("ent{STRANGE}").into();
    deployment.write(&order, record.to_string());
    let allowed = format!(
        "eku: [server-auth], allow: [{{ code: chain_unproved, reason: \"{ESCAPED}\" }}] }}\n"
    );
    let manifest = deployment.read("forecert.yaml");
    let manifest = manifest.replace("eku: [server-auth] }\n", &allowed);
    deployment.write("forecert.yaml", manifest);
    let escaped = "\\u{1b}[31m";
    shows(&deployment.forecert(&["explain", TLS]).exits(0), &[escaped]);
    for columns in [60, 61, 62, 63, 64, 65, 66, 67, 200] {
        let run = deployment.forecert_at(columns, &["explain", &asked]);
        shows(&run.exits(0), &[escaped]);
    }
    for command in ["plan", "status", "graph", "validate"] {
        shows(&deployment.forecert(&[command]), &[]);
    }
}

#[cfg(unix)]
#[test]
fn names_of_files_show() {
    let deployment = made();
    let name = "x\u{1b}]0;t\u{7}\n::error::\u{202e}y.pem";
    let broken = "-----BEGIN CERTIFICATE-----\nMIIB";
    deployment.write(&format!("inventory/{name}"), broken);
    for command in [&["plan"][..], &["verify"], &["accept", "inventory"]] {
        let run = deployment.forecert(command);
        shows(&run, &["x\\u{1b}]0;t\\u{7}\\n"]);
    }
    for command in [
        &["plan", "--out", "\u{1b}[31mplan.json"][..],
        &["show", "\u{1b}[31mplan.json"],
        &["show", "\u{1b}[31mnowhere.json"],
        &["validate", "-f", "\u{1b}[31mnowhere.yaml"],
        &["init", "-f", "\u{1b}[31mnew.yaml"],
        &["validate", "-f", "\u{1b}[31mnew.yaml"],
    ] {
        shows(&deployment.forecert(command), &[]);
    }
}

#[test]
fn a_saved_plan_shows() {
    let deployment = made();
    let run = deployment.forecert(&["plan", "--as-of", "2040-01-01", "--format", "json"]);
    let mut plan: PlanDocument = serde_json::from_str(&run.stdout).unwrap();
    for one in &mut plan.certificates {
        one.issuer = Some(STRANGE.to_owned());
        one.dns.push(STRANGE.to_owned());
        one.lost_names.push(STRANGE.to_owned());
        one.diff = Some(format!("-{STRANGE}\n+{STRANGE}\n"));
        for reason in &mut one.reasons {
            reason.message = STRANGE.to_owned();
        }
        if let Some(subject) = &mut one.subject {
            subject.text = STRANGE.to_owned();
        }
    }
    plan.integrity = String::new();
    plan.integrity = format!("#{}", sha256_hex(&serde_json::to_vec(&plan).unwrap()));
    deployment.write("plan.json", plan.to_json());
    for columns in [60, 120, 200] {
        for options in [&[][..], &["-v"], &["--format", "markdown"]] {
            let arguments = [&["show", "plan.json"], options].concat();
            let run = deployment.forecert_at(columns, &arguments).exits(0);
            shows(&run, &["\\u{1b}[31m"]);
        }
    }
    shows(&deployment.forecert(&["apply", "plan.json"]).exits(8), &[]);
}

#[test]
fn a_command_line_shows() {
    let deployment = made();
    let option = format!("--{STRANGE}");
    for arguments in [
        &[STRANGE][..],
        &["plan", STRANGE],
        &["plan", &option],
        &["plan", "--as-of", STRANGE],
        &["plan", "--color", STRANGE],
        &["plan", "--usage", STRANGE],
        &["explain", STRANGE],
        &["explain", TLS, STRANGE],
        &["withdraw", STRANGE, "--reason", "x"],
    ] {
        shows(&deployment.forecert(arguments).exits(64), &["\\u{9b}"]);
    }
}

#[test]
fn a_topology_document_shows() {
    let deployment = made();
    let document = "<Topology xmlns=\"\u{9b}31m\u{202e}::error::x\"/>";
    deployment.write("topology.xml", document);
    let import = ["init", "-f", "new.yaml", "--from-topology", "topology.xml"];
    let run = deployment.forecert(&import).exits(65);
    shows(&run, &["<Topology xmlns=\"??31m???"]);
}

#[test]
fn what_a_candidate_is_shows() {
    let deployment = with("fqdn: sbc.contoso.net", &format!("fqdn: \"sbc{ESCAPED}\""));
    let run = deployment.forecert(&["__complete", "zsh", "--", "forecert", "plan", "--server"]);
    assert!(run.stdout.starts_with("a.contoso.net\t"), "{run:?}");
    let run = Run {
        // A candidate and what it is stand apart by a tab.
        stdout: run.stdout.replace('\t', " "),
        ..run
    };
    shows(&run, &[]);
}
