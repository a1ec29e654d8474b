//! The page as the command writes it: to stdout, into the summary of a step, without any
//! key, and of a saved plan.

use crate::judge::judge;
use crate::plans::{NOW, certificate, page, plan, replaced, waiting};
use crate::support::{Deployment, Run};

const ESTATE: &str = r#"version: 1
rules: "2026.1"
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }
issuers: [{ name: enterprise, type: request, class: enterprise, validity: 1y, subject: { organization: Contoso } }]
pools:
  - fqdn: farm.contoso.com
    role: custom
    servers: [web01.contoso.com, web02.contoso.com]
    certificates: [{ usage: tls, dns: ["{server}"] }]
"#;

/// One that an authority of its own signs at once.
const LAB: &str = r#"version: 1
rules: "2026.1"
defaults: { key: { algorithm: ec, size: 256 } }
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.contoso.com/lab.crl", authority: { key: { algorithm: ec, size: 256 } } }
pools:
  - fqdn: farm.contoso.com
    role: custom
    servers: [web01.contoso.com]
    certificates: [{ usage: tls, dns: ["{server}", old.contoso.com] }]
"#;

fn applied(manifest: &str) -> Deployment {
    let deployment = Deployment::new(manifest);
    let _ = deployment.forecert(&["init"]).exits(0);
    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    deployment
}

fn summary(deployment: &Deployment, file: Option<&str>, args: &[&str]) -> Run {
    let mut command = deployment.command(env!("CARGO_BIN_EXE_forecert"));
    if let Some(file) = file {
        command.env("GITHUB_STEP_SUMMARY", file);
    }
    let output = command.args(args).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn where_everything_is_in_order_it_is_one_line_behind_the_marker() {
    let deployment = applied(LAB);
    let run = deployment
        .forecert(&["plan", "--format", "markdown"])
        .exits(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[0], "<!-- forecert-plan -->");
    let said = "**Nothing to do**: 2 certificates are in order as of ";
    assert!(
        lines.len() == 2 && lines[1].starts_with(said),
        "{}",
        run.stdout
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn without_a_key_directory_the_plan_is_the_same_and_says_that_no_key_was_checked() {
    let deployment = applied(ESTATE);
    std::fs::rename(deployment.path("keys"), deployment.path("away")).unwrap();
    let run = deployment
        .forecert(&["plan", "--format", "markdown", "--detailed-exitcode"])
        .exits(3);
    let seen = judge(&run.stdout);
    assert_eq!(seen.headings, ["forecert plan: 2 awaited"]);
    assert!(
        seen.outside[0].ends_with("No private key was checked: there is no key directory here."),
        "{}",
        run.stdout
    );
    assert_eq!(
        seen.outside[1],
        "Awaited: 2 from `enterprise`, the oldest asked for just now."
    );
    assert_eq!(seen.folds[0].rows.len(), 2);

    // Where nothing rests on a key, nothing is said of keys.
    let new = Deployment::new(ESTATE);
    let _ = new.forecert(&["init"]).exits(0);
    let run = new.forecert(&["plan", "--format", "markdown"]).exits(0);
    assert!(!run.stdout.contains("key directory"), "{}", run.stdout);
}

#[test]
fn a_replacement_shows_before_and_after_and_says_which_name_is_lost() {
    let deployment = applied(LAB);
    let manifest = deployment.read("forecert.yaml");
    deployment.write("forecert.yaml", manifest.replace(", old.contoso.com", ""));
    let run = deployment
        .forecert(&["plan", "--format", "markdown", "--out", "plan.json"])
        .exits(0);
    let seen = judge(&run.stdout);
    let fold = &seen.folds[0];
    assert_eq!(
        fold.summary,
        "farm.contoso.com: 1 to replace (1 with names lost)"
    );
    assert!(
        fold.rows[0][3].ends_with("; loses `old.contoso.com`"),
        "{fold:?}"
    );
    assert_eq!(
        fold.paragraphs,
        ["`web01.contoso.com/tls` changes, and loses `old.contoso.com`:"]
    );
    let (language, diff) = &fold.code[0];
    assert_eq!(language, "diff");
    assert!(diff.contains("-dns: old.contoso.com\n"), "{diff}");

    let shown = deployment
        .forecert(&["show", "plan.json", "--format", "markdown"])
        .exits(0);
    let again = judge(&shown.stdout);
    assert_eq!(again.folds[0], *fold);
    assert_eq!(again.folds[0].rows, fold.rows);
    assert!(
        again.headings[0].contains("as it was saved"),
        "{}",
        shown.stdout
    );
}

#[test]
fn the_summary_of_a_step_is_appended_beside_the_normal_output() {
    let deployment = Deployment::new(ESTATE);
    let _ = deployment.forecert(&["init"]).exits(0);
    deployment.write("summary.md", "before");
    let plan = ["plan", "--as-of", "2026-11-22", "--github-step-summary"];
    let run = summary(&deployment, Some("summary.md"), &plan).exits(0);
    assert!(
        run.stdout.starts_with("Plan as of 2026-11-22"),
        "{}",
        run.stdout
    );
    let page = deployment
        .forecert(&["plan", "--as-of", "2026-11-22", "--format", "markdown"])
        .exits(0);
    assert_eq!(
        deployment.read("summary.md"),
        format!("before\n\n{}", page.stdout)
    );
}

#[test]
fn a_summary_never_grows_beyond_what_github_shows() {
    let deployment = Deployment::new(ESTATE);
    let _ = deployment.forecert(&["init"]).exits(0);
    deployment.write("summary.md", "x".repeat((1 << 20) - 100));
    let before = deployment.files();
    let run = summary(
        &deployment,
        Some("summary.md"),
        &["plan", "--github-step-summary"],
    )
    .exits(1);
    assert!(
        run.stderr.contains("no room left for the plan"),
        "{}",
        run.stderr
    );
    assert_eq!(deployment.files(), before);
}

#[test]
fn a_summary_that_cannot_be_written_is_an_error_with_its_cure() {
    let deployment = Deployment::new(ESTATE);
    let _ = deployment.forecert(&["init"]).exits(0);
    let before = deployment.files();
    for (file, says) in [
        (None, "GITHUB_STEP_SUMMARY is not set"),
        (Some(""), "GITHUB_STEP_SUMMARY is not set"),
        (
            Some("no/such/folder/summary.md"),
            "cannot append to `no/such/folder/summary.md`",
        ),
    ] {
        let run = summary(&deployment, file, &["plan", "--github-step-summary"]).exits(1);
        assert!(run.stderr.contains(says), "{}", run.stderr);
        assert!(run.stderr.contains("help: "), "{}", run.stderr);
    }
    assert_eq!(deployment.files(), before);
}

#[test]
fn what_is_urgent_stands_before_everything_and_what_is_awaited_has_its_age() {
    let mut certificates = vec![
        certificate("a.contoso.net", "a1.contoso.net", "create", "there is none"),
        replaced("b.contoso.net", "b1.contoso.net"),
        waiting("c.contoso.net", "c1.contoso.net", 12, false),
        waiting("d.contoso.net", "d1.contoso.net", 52, true),
    ];
    certificates.push(certificate("a.contoso.net", "a2.contoso.net", "keep", ""));
    let text = page(&plan(certificates));
    let seen = judge(&text);
    assert_eq!(
        seen.outside,
        [
            "Urgent: these end while their next version is with the issuer.",
            "`d.contoso.net/d1.contoso.net/default`: version 2 was asked of `public` on \
             2026-10-01, 52 days ago; ends on 2026-12-01",
            "1 in order, 1 to create, 1 to replace, 2 with the issuer, as of 2026-11-22 12:00 UTC.",
            "Awaited: 2 from `public`, the oldest asked for 52 days ago.",
        ]
    );
    assert_eq!(NOW.year(), 2026);
    let folded: Vec<&str> = seen
        .folds
        .iter()
        .map(|fold| fold.summary.as_str())
        .collect();
    assert_eq!(
        folded,
        [
            "d.contoso.net: 1 urgent",
            "b.contoso.net: 1 to replace (1 with names lost)",
            "a.contoso.net: 1 to create, 1 in order",
            "c.contoso.net: 1 with the issuer",
        ]
    );
    assert!(
        !text.contains("a2.contoso.net"),
        "what is in order is only counted"
    );
}

#[test]
fn what_is_urgent_is_counted_where_it_is_more_than_a_reader_takes_in() {
    let many = |number: usize, reason: &str| {
        let certificates = (0..number).map(|server| {
            let server = format!("s{server}.contoso.net");
            let mut urgent = waiting("pool.contoso.net", &server, 52, true);
            urgent.reasons[1].message = reason.to_owned();
            urgent
        });
        let text = page(&plan(certificates.collect()));
        assert!(text.len() < 65_000);
        judge(&text).outside
    };
    let outside = many(12, "ends soon");
    assert_eq!(
        outside[10..12],
        [
            "`pool.contoso.net/s9.contoso.net/default`: version 2 was asked of `public` on 2026-10-01, 52 days ago; ends soon",
            "and 2 more"
        ]
    );
    let outside = many(12, &"\u{1f512}".repeat(1_000));
    assert_eq!(outside[6], "and 7 more");
}
