//! What is offered, the manifest being given as a text.

use super::*;
use crate::cli::help;

const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
defaults: { issuer: ca }
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net, sbc02.contoso.net]
    certificates: [{ usage: tls, dns: ["{server}"] }, { usage: farm, per: pool, dns: ["{pool}"] }]
  - fqdn: web.contoso.net
    role: custom
    servers: [web01.contoso.net]
    certificates: [{ usage: tls, dns: ["{server}"] }]
"#;

/// The values offered, without what they are, and the directives.
fn complete(manifest: &str, shell: Shell, before: &[&str], word: &str) -> Vec<String> {
    let line = ["forecert", "-f", "estate.yaml"].into_iter();
    let line = line.chain(before.iter().copied()).map(str::to_owned);
    let line: Vec<String> = line.collect();
    let bytes = |path: &Path| {
        let named = path == Path::new("estate.yaml");
        named.then(|| manifest.as_bytes().to_vec())
    };
    let text = answer_from(shell, &mut help::command(), &line, word, bytes);
    let values = text.lines().map(|line| line.split('\t').next().unwrap());
    values.map(str::to_owned).collect()
}

fn offered(before: &[&str], word: &str) -> Vec<String> {
    complete(MANIFEST, Shell::Zsh, before, word)
}

const IDS: [&str; 4] = [
    "sbc.contoso.net/farm",
    "sbc.contoso.net/sbc01.contoso.net/tls",
    "sbc.contoso.net/sbc02.contoso.net/tls",
    "web.contoso.net/web01.contoso.net/tls",
];

#[test]
fn ids_pools_servers_and_usages_come_from_the_manifest_that_the_line_names() {
    assert_eq!(offered(&["explain"], ""), IDS);
    assert_eq!(offered(&["withdraw", "--reason", "x"], "web"), IDS[3..]);
    assert_eq!(offered(&["plan", "--id"], "sbc.contoso.net/s"), IDS[1..3]);
    let pools = ["sbc.contoso.net", "web.contoso.net"];
    assert_eq!(offered(&["status", "--pool"], ""), pools);
    assert_eq!(
        offered(&["apply", "-qv", "--yes", "--pool"], "w"),
        pools[1..]
    );
    let servers = [
        "sbc01.contoso.net",
        "sbc02.contoso.net",
        "web01.contoso.net",
    ];
    assert_eq!(offered(&["verify", "--server"], ""), servers);
    assert_eq!(offered(&["plan", "--usage"], ""), ["farm", "tls"]);
    assert_eq!(offered(&["explain"], "names_d"), ["names_differ"]);
}

#[test]
fn a_value_behind_its_sign_is_completed_with_its_option() {
    assert_eq!(
        offered(&["plan"], "--usage=f"),
        ["--usage=farm"],
        "the shells take it as one word"
    );
    let bash = |before: &[&str], word| complete(MANIFEST, Shell::Bash, before, word);
    assert_eq!(bash(&["plan", "--usage", "="], "f"), ["farm"]);
    assert_eq!(bash(&["plan", "--usage"], ""), ["farm", "tls"]);
}

#[test]
fn capitals_and_the_separator_of_windows_are_understood() {
    assert_eq!(offered(&["explain"], "SBC.contoso.net\\F"), IDS[..1]);
}

#[test]
fn commands_options_and_words_come_from_the_command_line() {
    assert_eq!(offered(&[], "st"), ["status"]);
    assert_eq!(offered(&["help"], "st"), ["status"]);
    assert_eq!(offered(&["man"], "st"), ["status"]);
    assert!(
        offered(&[], "__").is_empty(),
        "the question itself is hidden"
    );
    assert_eq!(offered(&["plan"], "--as"), ["--as-of"]);
    assert!(offered(&["plan", "--as-of", "2027-03-01"], "--as").is_empty());
    assert_eq!(offered(&["plan", "--pool", "x"], "--po"), ["--pool"]);
    assert_eq!(offered(&["plan", "--color"], "a"), ["auto", "always"]);
    assert_eq!(offered(&["schema"], "p"), ["plan"]);
    assert_eq!(offered(&["accept", "a.cer"], ""), ["files"]);
    assert_eq!(offered(&["apply"], ""), ["files"]);
    assert_eq!(offered(&["plan", "-i"], ""), ["directories"]);
    assert!(offered(&["explain", "--"], "--").is_empty());
}

#[test]
fn a_manifest_that_cannot_be_read_is_passed_over_in_silence() {
    let nothing: [String; 0] = [];
    for manifest in ["", "\u{0}", "pools: [", "-----BEGIN PRIVATE KEY-----\n"] {
        assert_eq!(complete(manifest, Shell::Zsh, &["explain"], ""), nothing);
        assert_eq!(
            complete(manifest, Shell::Zsh, &["plan", "--pool"], ""),
            nothing
        );
    }
    let with_key = format!("{MANIFEST}# -----BEGIN PRIVATE KEY-----\n");
    let offered_of = |manifest: &str| complete(manifest, Shell::Zsh, &["plan", "--pool"], "");
    assert_eq!(offered_of(&with_key), nothing);
    let gone = ["explain", "-f", "/nowhere/forecert.yaml"];
    assert_eq!(offered(&gone, ""), nothing);
}

#[test]
fn of_a_broken_manifest_what_can_be_made_out_is_offered() {
    let unknown = MANIFEST.replace("role: custom", "role: custom\n    colour: red");
    let pools = ["sbc.contoso.net", "web.contoso.net"];
    let offered = |manifest: &str| complete(manifest, Shell::Zsh, &["plan", "--pool"], "");
    assert_eq!(offered(&unknown), pools);
    let senseless = MANIFEST.replace("issuer: ca", "issuer: nobody");
    assert_eq!(offered(&senseless), pools);
}

#[test]
fn nothing_that_a_shell_could_take_for_its_own_is_offered() {
    for name in ["$(id)", "a b", "a;b", "`id`", "'", "a&b", "\u{e4}"] {
        let hostile = MANIFEST.replace("fqdn: web.contoso.net", &format!("fqdn: \"{name}\""));
        let offered = complete(&hostile, Shell::Bash, &["plan", "--pool"], "");
        assert_eq!(offered, ["sbc.contoso.net"], "{name}");
    }
}

#[test]
fn more_ids_than_can_be_read_through_are_offered_folder_by_folder() {
    let servers: Vec<String> = (0..1200).map(|n| format!("s{n}.contoso.net")).collect();
    let servers = servers.join(", ");
    let many = MANIFEST.replace("[web01.contoso.net]", &format!("[{servers}]"));
    let complete = |word: &str| complete(&many, Shell::Zsh, &["explain"], word);
    assert_eq!(
        complete(""),
        ["sbc.contoso.net/", "web.contoso.net/", "nospace"]
    );
    assert_eq!(complete("web.contoso.net/s119").len(), 11);
    assert_eq!(
        complete("web.contoso.net/").len(),
        1001,
        "bounded all the same"
    );
}
