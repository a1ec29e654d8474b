//! No byte of a private key is ever printed or written elsewhere.

use std::fs;

use crate::support::Deployment;
use crate::{files, manifest};

#[test]
fn no_command_prints_any_part_of_a_key_or_writes_it_elsewhere() {
    let text = manifest(2, "lab", "rsa", 2048);
    let text = format!(
        "{text}      - {{ usage: asked, issuer: enterprise, per: server, common_name: \"{{server}}\", dns: [\"{{pool}}\"], eku: [server-auth] }}\n"
    );
    let deployment = Deployment::new(&text);
    let id = "sbc.contoso.net/s01.contoso.net/tls";
    let asked = "sbc.contoso.net/s01.contoso.net/asked";
    let key = format!("keys/{id}/0001.pem");
    let commands: &[&[&str]] = &[
        &["apply", "--yes", "--create-inventory"],
        &["plan", "--out", "plan.json"],
        &["show", "plan.json"],
        &["show", "plan.json", "--format", "json"],
        &["apply", "--yes", "--format", "json"],
        &["plan", "--format", "json"],
        &["validate"],
        &["status"],
        &["status", "--format", "json"],
        &["verify"],
        &["verify", "--format", "json"],
        &["graph"],
        &["graph", "--format", "json"],
        &["explain", id],
        &["explain", asked],
        // Keys where something else belongs.
        &["accept", &key],
        &["accept", "keys"],
        &["accept", "--format", "json", &key],
        &["show", &key],
        &["plan", "-f", &key],
        &["withdraw", asked, "--reason", "x"],
        &["apply", "--yes"],
    ];
    let mut said = String::new();
    for command in commands {
        for verbosity in [&[][..], &["-v"], &["-q"]] {
            let run = deployment.forecert(&[command, verbosity].concat());
            said.push_str(&run.stdout);
            said.push_str(&run.stderr);
        }
    }
    // A damaged key is spoken of, and not quoted.
    let whole = deployment.read(&key);
    deployment.write(&key, whole.replacen('M', "!", 3));
    for command in [
        &["plan", "-v"][..],
        &["verify", "-v"],
        &["explain", id],
        &["apply", "--yes"],
    ] {
        let run = deployment.forecert(command);
        said.push_str(&run.stdout);
        said.push_str(&run.stderr);
    }
    deployment.write(&key, whole);

    let (mut pieces, mut keys) = (Vec::new(), 0);
    for root in ["keys", "ca/keys"] {
        for path in files(&deployment.path(root)) {
            let text = fs::read_to_string(&path).expect("a key");
            let lines = text.lines().filter(|line| !line.starts_with("-----"));
            // The last line may be short; the head of every key is the same.
            pieces.extend(
                lines
                    .skip(1)
                    .filter(|line| line.len() >= 32)
                    .map(|line| line[..32].to_owned()),
            );
            keys += 1;
        }
    }
    assert!(
        keys >= 5 && pieces.len() > 80,
        "{keys} keys, {} pieces",
        pieces.len()
    );
    // The public half may stand elsewhere, but never in the same alignment.
    for path in files(deployment.root()) {
        let relative = path.strip_prefix(deployment.root()).expect("below");
        if !relative.starts_with("keys") && !relative.starts_with("ca/keys") {
            let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned();
            let found = pieces.iter().find(|piece| text.contains(*piece));
            assert!(found.is_none(), "{}", path.display());
            assert!(!text.contains("PRIVATE KEY"), "{}", path.display());
        }
    }
    assert!(
        said.len() > 10_000,
        "only {} characters were said",
        said.len()
    );
    let found = pieces.iter().find_map(|piece| said.find(piece));
    let around = found.map(|at| said[..at].lines().rev().take(5).collect::<Vec<_>>());
    assert!(found.is_none(), "a key is printed behind {around:?}");
    assert!(!said.contains("BEGIN PRIVATE"));
}
