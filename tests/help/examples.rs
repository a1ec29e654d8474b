//! The examples in the help are typed as they stand, through bash, each in a copy of the
//! same estate; what comes out is what the help says can come out.

use crate::support::{Deployment, has};
use crate::world::{self, path};

/// A local authority, before what comes behind the issuers.
const LAB: &str = "  - { name: lab, type: local-ca, class: enterprise, directory: ca, \
                   crl_url: \"http://pki.contoso.com/lab.crl\", \
                   authority: { key: { algorithm: ec, size: 256 } } }\noauth:";

/// What it signs.
const SBC: &str = "  - { fqdn: sbc.contoso.net, role: custom, servers: [sbc01.contoso.net], \
                   certificates: [{ usage: tls, issuer: lab, dns: [\"{server}\"] }] }\n";

/// What `--help` of one command says.
struct Help {
    command: String,
    examples: Vec<String>,
    exits: Vec<i32>,
}

#[test]
fn every_command_has_examples_that_run_and_end_as_its_help_says() {
    if !has("bash") {
        eprintln!("passed over: there is no bash");
        return;
    }
    let applied = world::applied();
    for help in pages(&applied) {
        assert!(help.examples.len() >= 2, "{}", help.command);
        for example in &help.examples {
            let estate = world::copy(&applied);
            // Such a one begins where there is no manifest yet.
            if example.contains("--from-topology") {
                std::fs::remove_file(estate.path("forecert.yaml")).unwrap();
            }
            // And such a one speaks of a local authority.
            if example.contains("forecert ca ") {
                let manifest = world::MANIFEST.replace("oauth:", LAB);
                estate.write("forecert.yaml", format!("{manifest}{SBC}"));
                let made = estate.forecert(&["apply", "--yes", "--pool", "sbc.contoso.net"]);
                assert_eq!(made.exits(0).code, 0);
            }
            let output = estate
                .command("bash")
                .args(["-euo", "pipefail", "-c", &script(example)])
                .env("PATH", path())
                .output()
                .unwrap();
            let code = output.status.code().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(help.exits.contains(&code), "{example}: {code}: {said}");
            // An example that only shows a mistake helps nobody.
            assert!(!matches!(code, 1 | 64 | 65), "{example}: {code}: {said}");
        }
    }
}

/// What another shell is to take up is only printed here; `shells` hands it to them.
fn script(example: &str) -> String {
    let printed = example
        .find("forecert completions ")
        .map(|at| &example[at..]);
    let words = printed.map(|from| from.split_whitespace().take(3));
    words.map_or_else(
        || example.to_owned(),
        |words| words.collect::<Vec<_>>().join(" ").replace(')', ""),
    )
}

fn pages(deployment: &Deployment) -> Vec<Help> {
    let whole = deployment.forecert(&["--help"]).exits(0).stdout;
    let mut commands = vec![String::new()];
    let listed = section(&whole, "Commands:");
    let listed = listed.iter().filter_map(|line| {
        let word = line.strip_prefix("  ")?.split(' ').next()?;
        (!word.is_empty() && word != "help").then(|| word.to_owned())
    });
    commands.extend(listed);
    assert!(commands.len() > 13, "{commands:?}");
    let page = |command: String| {
        let mut args: Vec<&str> = vec!["--help"];
        if !command.is_empty() {
            args.insert(0, &command);
        }
        let text = deployment.forecert(&args).exits(0).stdout;
        let examples = section(&text, "Examples:");
        let examples = examples.iter().filter_map(|line| line.strip_prefix("    "));
        let examples = examples.map(str::to_owned).collect();
        let exits = section(&text, "Exit codes:").into_iter();
        let exits = exits.filter_map(|line| line.get(..4)?.trim().parse().ok());
        let exits = exits.collect();
        Help {
            command,
            examples,
            exits,
        }
    };
    commands.into_iter().map(page).collect()
}

/// The lines under a heading, up to an empty line or the next heading.
fn section<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    text.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .collect()
}
