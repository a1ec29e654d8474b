//! The command line: help, exit codes, colours, what goes to stdout and what beside it.

mod support;

use support::Deployment;

const LAB: &str = r#"version: 1
rules: "2026.1"
defaults: { key: { algorithm: ec, size: 256 } }
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.example.com/lab.crl", authority: { key: { algorithm: ec, size: 256 } } }
pools:
  - fqdn: farm.example.com
    role: custom
    servers: [web01.example.com, web02.example.com]
    certificates: [{ usage: tls, dns: ["{server}", "{pool}"] }]
"#;

const COMMANDS: [&str; 14] = [
    "init",
    "validate",
    "plan",
    "show",
    "apply",
    "accept",
    "withdraw",
    "status",
    "verify",
    "graph",
    "explain",
    "schema",
    "completions",
    "man",
];

#[test]
fn every_command_has_help_on_stdout() {
    let deployment = Deployment::new(LAB);
    let all = deployment.forecert(&["--help"]).exits(0);
    assert!(
        all.stdout.contains("Exit codes:\n   0  done"),
        "{}",
        all.stdout
    );
    for command in COMMANDS {
        assert!(all.stdout.contains(command), "{command}");
        let help = deployment.forecert(&[command, "--help"]).exits(0);
        assert!(help.stdout.contains("Usage: forecert"), "{command}");
        assert_eq!(help.stderr, "");
    }
}

#[test]
fn a_mistake_on_the_command_line_exits_with_64_and_changes_nothing() {
    let deployment = Deployment::new(LAB);
    deployment.forecert(&["init"]).exits(0);
    let before = deployment.files();
    for (args, says) in [
        (&["frobnicate"][..], "unrecognized subcommand"),
        (&[][..], "Usage: forecert"),
        (
            &["plan", "--as-of", "tomorrow"],
            "write a day such as 2027-03-01",
        ),
        (
            &["plan", "--as-of", "2027-03-01", "--out", "p.json"],
            "cannot be used with",
        ),
        (
            &["plan", "--pool", "frm.example.com"],
            "did you mean `farm.example.com`?",
        ),
        (&["plan", "--expiring-within", "soon"], "such as `30d`"),
        (
            &["explain", "farm.example.com/web01.example.com/tsl"],
            "web01.example.com/tls`?",
        ),
        (
            &["explain", "nonsense"],
            "is neither a certificate id nor a code",
        ),
        (
            &["withdraw", "oauth", "--reason", " "],
            "the reason is empty",
        ),
        (
            &["withdraw", "oauth", "--reason", "x"],
            "has no version in the inventory",
        ),
        (
            &["forecast", "--until", "2020-01-01"],
            "--until is not later",
        ),
        (&["forecast", "--until", "2999-01-01"], "more than 10 years"),
        (&["apply"], "there is no terminal to ask for consent"),
        (&["apply", "--yes", "--jobs", "0"], "0 is not in 1..=256"),
        (&["accept"], "<FILE>..."),
        (&["completions", "cmd.exe"], "invalid value"),
    ] {
        let run = deployment.forecert(args).exits(64);
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
    assert_eq!(deployment.files(), before);
}

#[test]
fn a_plan_is_a_result_and_everything_else_goes_beside_it() {
    let deployment = Deployment::new(LAB);
    deployment.forecert(&["init"]).exits(0);
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(2);
    assert!(plan.stdout.contains("Plan: 3 to create"), "{}", plan.stdout);
    assert_eq!(plan.stderr, "To carry it out: forecert apply\n");
    let quiet = deployment.forecert(&["plan", "--quiet"]).exits(0);
    assert_eq!((quiet.stdout, quiet.stderr.as_str()), (plan.stdout, ""));
    let apply = deployment.forecert(&["apply", "--yes"]).exits(0);
    assert!(apply.stdout.contains("Apply: 3 done"), "{}", apply.stdout);
    let told = "farm.example.com/web01.example.com/tls: version 1 issued";
    assert!(apply.stderr.contains(told), "{}", apply.stderr);
    let again = deployment.forecert(&["apply", "--yes", "--quiet"]).exits(0);
    assert!(
        again
            .stdout
            .starts_with("Nothing to do: 3 certificates are in order")
    );
    assert_eq!(again.stderr, "");
    deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    deployment.forecert(&["verify"]).exits(0);
}

#[test]
fn apply_in_json_is_one_object_a_line_the_first_being_the_version() {
    let deployment = Deployment::new(LAB);
    deployment.forecert(&["init"]).exits(0);
    let apply = deployment
        .forecert(&["apply", "--yes", "--format", "json"])
        .exits(0);
    let lines: Vec<serde_json::Value> = apply
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["format_version"], "1.0");
    let done = lines.iter().filter(|line| line["type"] == "done").count();
    assert_eq!(done, 3);
    assert_eq!(lines.last().unwrap()["failed"], 0);
}

#[test]
fn colours_come_when_asked_for_and_never_into_a_pipe() {
    let deployment = Deployment::new(LAB);
    deployment.forecert(&["init"]).exits(0);
    let plain = deployment.forecert(&["plan"]).exits(0).stdout;
    assert!(!plain.contains('\u{1b}'));
    let never = deployment
        .forecert(&["plan", "--color", "never"])
        .exits(0)
        .stdout;
    assert_eq!(never, plain);
    let always = deployment
        .forecert(&["plan", "--color", "always"])
        .exits(0)
        .stdout;
    assert!(always.contains('\u{1b}'));
    let bare = anstream::adapter::strip_str(&always).to_string();
    assert_eq!(bare, plain);
}

#[test]
fn a_graph_shows_what_signs_and_what_is_installed_before_what() {
    let deployment = Deployment::new(LAB);
    let tree = deployment.forecert(&["graph"]).exits(0).stdout;
    assert_eq!(
        tree,
        "Step 1\n  issuer/lab  an authority\n\nStep 2\n  farm.example.com\n  \
         ├─ web01.example.com/tls  from lab\n  └─ web02.example.com/tls  from lab\n"
    );
    let dot = deployment
        .forecert(&["graph", "--format", "dot"])
        .exits(0)
        .stdout;
    assert!(dot.starts_with("digraph forecert {"));
    let edge = "\"issuer/lab\" -> \"farm.example.com/web01.example.com/tls\" [style=solid];";
    assert!(dot.contains(edge), "{dot}");
}

#[test]
fn reading_commands_write_nothing_but_what_they_are_told_to() {
    let deployment = Deployment::new(LAB);
    deployment.forecert(&["init"]).exits(0);
    deployment.forecert(&["apply", "--yes"]).exits(0);
    let before = deployment.files();
    for args in [
        &["validate"][..],
        &["plan"],
        &["plan", "--format", "json"],
        &["status"],
        &["status", "--format", "json"],
        &["verify"],
        &["graph"],
        &["explain", "issuer/lab"],
        &["schema", "plan"],
    ] {
        deployment.forecert(args).exits(0);
    }
    assert_eq!(deployment.files(), before);
    deployment
        .forecert(&["plan", "--out", "plan.json"])
        .exits(0);
    let after = deployment.files();
    let new: Vec<&str> = after
        .iter()
        .filter(|file| !before.contains(file))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(new, ["plan.json"]);
    deployment.forecert(&["show", "plan.json"]).exits(0);
}

#[test]
fn init_never_overwrites() {
    let deployment = Deployment::new(LAB);
    deployment.write(".gitignore", "target\n");
    let init = deployment.forecert(&["init"]).exits(0);
    assert!(
        init.stdout.contains("is here and stays as it is"),
        "{}",
        init.stdout
    );
    assert_eq!(deployment.read("forecert.yaml"), LAB);
    assert_eq!(deployment.read(".gitignore"), "target\n");
    deployment.forecert(&["init"]).exits(0);
    deployment
        .forecert(&["-f", "new/forecert.yaml", "init"])
        .exits(0);
    deployment
        .forecert(&["-f", "new/forecert.yaml", "plan"])
        .exits(0);
    assert!(deployment.read("new/.gitignore").contains("keys"));
}
