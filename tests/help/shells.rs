//! Completions in the shells themselves: a line is typed, Tab is pressed, and what stands
//! on the line then is looked at. PowerShell is not to be had everywhere: of it, the
//! script's shape and the answers that it gets.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Deployment, has};
use crate::world::{MANIFEST, path};

/// What is typed before Tab, and the words that stand there behind it.
const TYPED: [(&str, &[&str]); 6] = [
    (
        "forecert explain edge.contoso.net/edge-e",
        &["forecert", "explain", "edge.contoso.net/edge-external"],
    ),
    (
        "forecert status --server fe02",
        &["forecert", "status", "--server", "fe02.contoso.net"],
    ),
    (
        "forecert plan --pool=po",
        &["forecert", "plan", "--pool=pool01.contoso.net"],
    ),
    ("forecert withd", &["forecert", "withdraw"]),
    (
        "forecert -f 'branch office.yaml' withdraw bra",
        &[
            "forecert",
            "-f",
            "branch office.yaml",
            "withdraw",
            "branch.contoso.net/tls",
        ],
    ),
    (
        "forecert accept fe0",
        &["forecert", "accept", "fe01 $(touch pwned).cer"],
    ),
];

const BRANCH: &str = r#"
version: 1
rules: "2026.1"
defaults: { issuer: ca }
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools:
  - fqdn: branch.contoso.net
    role: custom
    certificates: [{ usage: tls, per: pool, dns: ["{pool}"] }]
    servers: [b01.contoso.net]
"#;

#[test]
fn bash_completes_from_the_manifest() {
    let shell = "env TERM=dumb bash --norc --noprofile -i";
    completes("bash", shell, "source <(forecert completions bash)\n");
}

#[test]
fn zsh_completes_from_the_manifest() {
    let load = "autoload -Uz compinit; compinit -u\nsource <(forecert completions zsh)\n";
    completes("zsh", "env TERM=dumb zsh -f -i", load);
}

#[test]
fn bash_and_fish_offer_what_the_program_answers() {
    let estate = estate();
    let lines = [
        ("explain ", &["explain"][..]),
        ("plan --pool ", &["plan", "--pool"]),
        ("verify --usage ", &["verify", "--usage"]),
        ("", &[]),
    ];
    for (line, words) in lines {
        let before = [&["__complete", "fish", "--", "forecert"], words].concat();
        let answer = estate.forecert(&before).exits(0);
        let answer: Vec<&str> = answer.stdout.lines().collect();
        assert!(answer.len() >= 2, "{line}: {answer:?}");
        if has("bash") {
            let count = words.len() + 1;
            let script = format!(
                "source <(forecert completions bash); COMP_WORDS=(forecert {line}''); \
                 COMP_CWORD={count}; _forecert forecert '' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
            );
            let values = answer.iter().map(|line| line.split('\t').next().unwrap());
            let found = run(&estate, "bash", &["-c", &script]);
            assert_eq!(found, values.collect::<Vec<_>>(), "bash: {line}");
        }
        if has("fish") {
            let script = format!(
                "forecert completions fish | source; complete --do-complete 'forecert {line}'"
            );
            // Without a text behind its tab, fish leaves the tab out.
            let values = answer.iter().map(|line| line.trim_end_matches('\t'));
            let found = run(&estate, "fish", &["--no-config", "-c", &script]);
            assert_eq!(found, values.collect::<Vec<_>>(), "fish: {line}");
        }
    }
}

#[test]
fn fish_completes_from_the_manifest() {
    if !has("fish") {
        eprintln!("passed over: there is no fish");
        return;
    }
    let estate = estate();
    for (typed, words) in TYPED {
        let script = "forecert completions fish | source; complete --do-complete $argv[1]";
        let found = run(&estate, "fish", &["--no-config", "-c", script, typed]);
        let values = found.iter().map(|line| line.split('\t').next().unwrap());
        assert_eq!(
            values.collect::<Vec<_>>(),
            words[words.len() - 1..],
            "{typed}"
        );
    }
}

#[test]
fn powershell_hands_over_what_is_typed_as_data_and_gets_a_value_and_its_meaning() {
    let estate = estate();
    let script = estate.forecert(&["completions", "powershell"]).exits(0);
    let script = script.stdout;
    assert!(script.contains("Register-ArgumentCompleter -Native -CommandName forecert"));
    // A line that is only being typed must not be run.
    for evaluates in ["Invoke-Expression", "iex ", "InvokeScript", "[scriptblock]"] {
        assert!(!script.contains(evaluates), "{evaluates}");
    }
    for (open, close) in [('{', '}'), ('(', ')'), ('[', ']')] {
        let count = |wanted| script.chars().filter(|one| *one == wanted).count();
        assert_eq!(count(open), count(close), "{open}{close}");
    }
    let asked = [
        "__complete",
        "powershell",
        "--word=edge",
        "--",
        "forecert",
        "plan",
        "--pool",
    ];
    let answer = estate.forecert(&asked).exits(0);
    assert_eq!(answer.stdout, "edge.contoso.net\tedge\n");
}

#[test]
fn a_completion_says_nothing_of_faults_and_touches_nothing() {
    let estate = estate();
    estate.write("broken.yaml", "pools: [");
    let before = estate.files();
    for file in [
        "broken.yaml",
        "nowhere.yaml",
        ".",
        "fe01 $(touch pwned).cer",
    ] {
        let words = [
            "__complete",
            "bash",
            "--",
            "forecert",
            "-f",
            file,
            "explain",
        ];
        let run = estate.forecert(&words).exits(0);
        assert_eq!(
            (run.stdout.as_str(), run.stderr.as_str()),
            ("", ""),
            "{file}"
        );
    }
    assert_eq!(estate.files(), before);
}

/// An estate, another manifest beside it, and a file with an evil name.
fn estate() -> Deployment {
    let estate = Deployment::new(MANIFEST);
    estate.write("branch office.yaml", BRANCH);
    estate.write("fe01 $(touch pwned).cer", "");
    estate
}

fn run(estate: &Deployment, program: &str, args: &[&str]) -> Vec<String> {
    let output = estate
        .command(program)
        .env("PATH", path())
        .args(args)
        .output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}: {said}");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(str::to_owned).collect()
}

/// Types each line and Tab at a terminal, and has the line printed instead of run.
fn completes(program: &str, shell: &str, load: &str) {
    // `script` of util-linux gives the shell a terminal.
    if !cfg!(target_os = "linux") || !has(program) || !has("script") {
        eprintln!("passed over: there is no {program} or no script of util-linux");
        return;
    }
    let estate = estate();
    let mut keys = load.to_owned();
    for (typed, _) in TYPED {
        // Ctrl-A goes to the beginning of the line.
        keys.push_str(&format!("{typed}\t\u{1}printf '<%s>' \n"));
    }
    keys.push_str("\nexit\n");
    let mut terminal = estate
        .command("script")
        .args(["--quiet", "--return", "--command", shell, "/dev/null"])
        .env("PATH", path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    terminal
        .stdin
        .take()
        .unwrap()
        .write_all(keys.as_bytes())
        .unwrap();
    let output = terminal.wait_with_output().unwrap();
    let screen = String::from_utf8_lossy(&output.stdout);
    for (typed, words) in TYPED {
        let words = words.iter().map(|word| format!("<{word}>"));
        let words: String = words.collect();
        assert!(screen.contains(&words), "{typed}: {words}\n{screen}");
    }
    assert!(!estate.path("pwned").exists());
}
