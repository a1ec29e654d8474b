//! What has the wrong shape, each at its place with its cure.

use super::{SMALLEST, problem, problems, rejected};
use crate::manifest::model::Issuer;

/// Code, underlined text, message and help of the one problem in `text`.
fn check(text: &str, code: &str, slice: &str, message: &str, help: &str) {
    let found = problem(text);
    let found = (
        found.0,
        found.1.as_str(),
        found.2.as_str(),
        found.3.as_str(),
    );
    assert_eq!(found, (code, slice, message, help), "{text}");
}

fn with(more: &str) -> String {
    format!("{SMALLEST}{more}\n")
}

#[test]
fn an_unknown_key_gets_the_nearest_known_one() {
    check(
        &with("simple_urls: { meat: [x] }"),
        "unknown_key",
        "meat",
        "unknown key `meat`",
        "did you mean `meet`?",
    );
}

#[test]
fn an_unknown_key_with_nothing_near_gets_all_known_ones() {
    check(
        &with("dns: { lyncdiscover: true }"),
        "unknown_key",
        "lyncdiscover",
        "unknown key `lyncdiscover`",
        "the keys known here are `sipexternal` and `sipinternal`",
    );
}

#[test]
fn a_misspelt_key_is_not_reported_as_missing_too() {
    check(
        &SMALLEST.replace("fqdn:", "fdqn:"),
        "unknown_key",
        "fdqn",
        "unknown key `fdqn`",
        "did you mean `fqdn`?",
    );
}

#[test]
fn an_edition_without_quotes_is_told_to_take_some() {
    check(
        &SMALLEST.replace("\"2026.1\"", "2026.1"),
        "wrong_type",
        "2026.1",
        "`rules` must be a word, not a number",
        "put it in quotes: `\"2026.1\"`",
    );
}

#[test]
fn text_that_yaml_takes_for_something_else_is_told_to_take_quotes() {
    check(
        &with("sip_domains: [true]"),
        "wrong_type",
        "true",
        "`sip_domains[0]` must be text, not true or false",
        "put it in quotes: `\"true\"`",
    );
    check(
        &with("inventory: 2026"),
        "wrong_type",
        "2026",
        "`inventory` must be text, not a whole number",
        "put it in quotes: `\"2026\"`",
    );
    check(
        &with("inventory: {server}"),
        "wrong_type",
        "{server}",
        "`inventory` must be text, not a mapping",
        "if it is meant as text, put it in quotes: `\"{server}\"`",
    );
}

#[test]
fn a_number_in_quotes_is_told_to_leave_them() {
    check(
        &with("defaults: { key: { algorithm: rsa, size: \"2048\" } }"),
        "wrong_type",
        "\"2048\"",
        "`defaults.key.size` must be a whole number, not text",
        "leave the quotes out: `2048`",
    );
}

#[test]
fn yes_is_not_true() {
    check(
        &with("dns: { sipinternal: yes }"),
        "wrong_type",
        "yes",
        "`dns.sipinternal` must be true or false, not text",
        "write `true`",
    );
}

#[test]
fn a_single_text_in_place_of_a_list_is_told_to_take_brackets() {
    check(
        &with("sip_domains: contoso.com"),
        "wrong_type",
        "contoso.com",
        "`sip_domains` must be a list, not text",
        "write a list: `[contoso.com]`",
    );
}

#[test]
fn a_mapping_in_place_of_a_list_is_shown_at_its_key() {
    check(
        &with("sip_domains:\n  first: contoso.com"),
        "wrong_type",
        "sip_domains",
        "`sip_domains` must be a list, not a mapping",
        "write a list; each entry stands on a line of its own after `- ` and is text",
    );
}

#[test]
fn a_key_without_a_value_is_no_default() {
    check(
        &with("sip_domains:"),
        "wrong_type",
        "sip_domains",
        "`sip_domains` must be a list, not nothing",
        "write `[]` for an empty list, or leave the key out",
    );
    check(
        &with("dns:"),
        "wrong_type",
        "dns",
        "`dns` must be a mapping, not nothing",
        "write a mapping; its keys are `sipexternal` and `sipinternal`, or leave the key out",
    );
    check(
        &SMALLEST.replace("fqdn: se01.contoso.net", "fqdn: ~"),
        "wrong_type",
        "~",
        "`pools[0].fqdn` must be text, not nothing",
        "write it as text",
    );
    check(
        &with("sip_domains: [a, null]"),
        "wrong_type",
        "null",
        "`sip_domains[1]` must be text, not nothing",
        "write it as text",
    );
}

#[test]
fn an_unknown_word_gets_the_nearest_known_one() {
    check(
        &SMALLEST.replace("standard-edition", "Standard_Edition"),
        "unknown_value",
        "Standard_Edition",
        "`pools[0].role` cannot be `Standard_Edition`",
        "did you mean `standard-edition`?",
    );
    check(
        &with("autodiscover: ftps"),
        "unknown_value",
        "ftps",
        "`autodiscover` cannot be `ftps`",
        "it is `https` or `http`",
    );
}

#[test]
fn a_missing_key_is_shown_at_the_mapping_that_lacks_it() {
    check(
        &SMALLEST.replace(", role: standard-edition", ""),
        "missing_key",
        "fqdn: se01.contoso.net",
        "`pools[0]` lacks the key `role`",
        "add `role:` with `front-end`, `standard-edition`, `director`, `edge`, `mediation`, `persistent-chat`, `video-interop`, `survivable-branch`, `trusted-application`, `reverse-proxy`, `office-web-apps` or `custom`",
    );
    check(
        &SMALLEST.replace(
            "role: standard-edition",
            "role: edge, edge: { access: a.contoso.com }",
        ),
        "missing_key",
        "edge",
        "`pools[0].edge` lacks the key `web_conferencing`",
        "add `web_conferencing:` with its value",
    );
    check(
        &SMALLEST.replace("version: 1\n", ""),
        "missing_key",
        "rules: \"2026.1\"",
        "the manifest lacks the key `version`",
        "add `version:` with its value",
    );
}

#[test]
fn an_issuer_without_a_type_is_told_so_once() {
    check(
        &SMALLEST.replace("type: local-ca, ", ""),
        "missing_key",
        "name: lab",
        "`issuers[0]` lacks the key `type`",
        "add `type:` with `acme`, `adcs`, `command`, `local-ca`, `request` or `vault`",
    );
    check(
        &SMALLEST.replace("local-ca", "local_c"),
        "unknown_value",
        "local_c",
        "`issuers[0].type` cannot be `local_c`",
        "did you mean `local-ca`?",
    );
    check(
        &SMALLEST.replace("type: local-ca", "type: [request]"),
        "wrong_type",
        "[request]",
        "`issuers[0].type` must be a word, not a list",
        "write `acme`, `adcs`, `command`, `local-ca`, `request` or `vault`",
    );
}

#[test]
fn an_issuer_is_held_against_its_type() {
    check(
        &SMALLEST.replace("directory: ca", "directory: ca, template: WebServer"),
        "unknown_key",
        "template",
        "unknown key `template`",
        "the keys known here are `authority`, `class`, `crl_url`, `directory`, `name`, `subject`, `type` and `validity`",
    );
}

#[test]
fn a_length_of_time_without_its_unit_is_told_to_take_one() {
    let text = SMALLEST.replace("directory: ca", "directory: ca, validity: 200");
    check(
        &text,
        "wrong_type",
        "200",
        "`issuers[0].validity` must be a length of time, not a whole number",
        "write `200d`",
    );
    // What is wrong beside it is told as if that stood there, not of `200` once more.
    let guess = rejected(&text).guess.unwrap();
    let Issuer::LocalCa(authority) = &guess.model.issuers[0] else {
        panic!("{:?}", guess.model.issuers);
    };
    assert_eq!(authority.validity.as_deref(), Some("200d"));
    check(
        &with("defaults: { renew_before: 30 }"),
        "wrong_type",
        "30",
        "`defaults.renew_before` must be a length of time, not a whole number",
        "write `30d`",
    );
    check(
        &with("defaults: { renew_before: -1.5 }"),
        "wrong_type",
        "-1.5",
        "`defaults.renew_before` must be a length of time, not a number",
        "write a number of days, weeks or years, such as `30d`, `6w` or `2y`",
    );
}

#[test]
fn a_server_is_text_or_a_mapping() {
    let with =
        |server: &str| SMALLEST.replace("edition }", &format!("edition, servers: [{server}] }}"));
    check(
        &with("12"),
        "wrong_type",
        "12",
        "`pools[0].servers[0]` must be text or a mapping, not a whole number",
        "put it in quotes: `\"12\"`",
    );
    check(
        &with("[a]"),
        "wrong_type",
        "[a]",
        "`pools[0].servers[0]` must be text or a mapping, not a list",
        "write it as text, or as a mapping with `fqdn`",
    );
    check(
        &with("{ fqdn: a.contoso.net, os: windows-server-2012r2 }"),
        "unknown_value",
        "windows-server-2012r2",
        "`pools[0].servers[0].os` cannot be `windows-server-2012r2`",
        "did you mean `windows-server-2012-r2`?",
    );
}

#[test]
fn lists_and_numbers_have_limits() {
    check(
        &SMALLEST.replace(
            "pools:\n  - { fqdn: se01.contoso.net, role: standard-edition }",
            "pools: []",
        ),
        "out_of_range",
        "[]",
        "`pools` has 0 entries and needs at least 1",
        "write at least 1",
    );
    let secrets = format!("[{}]", vec!["{ env: A }"; 65].join(", "));
    check(
        &with(&format!("secrets: {secrets}")),
        "out_of_range",
        &secrets,
        "`secrets` has 65 entries and needs at most 64",
        "write at most 64",
    );
    check(
        &with("secrets: [PFX_PASSWORD]"),
        "wrong_type",
        "PFX_PASSWORD",
        "`secrets[0]` must be a mapping, not text",
        "write a mapping; its keys are `env` and `file`",
    );
    check(
        &with("defaults: { key: { algorithm: rsa, size: -1 } }"),
        "out_of_range",
        "-1",
        "`defaults.key.size` cannot be `-1`",
        "it is a whole number from 0 to 4294967295",
    );
    check(
        &SMALLEST.replace("version: 1", "version: 0"),
        "out_of_range",
        "0",
        "`version` cannot be `0`",
        "write 1",
    );
}

#[test]
fn what_a_newer_forecert_wrote_asks_for_one() {
    check(
        "version: 2\nrules: next\nestate: [x]\n",
        "newer_version",
        "2",
        "version 2 of the manifest's format is not known",
        "use a newer forecert; this one reads `version: 1`",
    );
    check(
        &SMALLEST.replace("2026.1", "2031.2"),
        "newer_edition",
        "\"2031.2\"",
        "the edition `2031.2` of the rules is not known",
        "use a newer forecert; this one knows `2026.1`",
    );
    check(
        &SMALLEST.replace("2026.1", "2025.1"),
        "unknown_value",
        "\"2025.1\"",
        "`rules` cannot be `2025.1`",
        "did you mean `2026.1`?",
    );
}

#[test]
fn a_manifest_is_a_mapping() {
    check(
        "just words\n",
        "wrong_type",
        "just words",
        "the manifest must be a mapping, not text",
        "write a mapping; its keys are `autodiscover`, `bundle`, `defaults`, `dns`, `freeze`, `inventory`, `issuers`, `keys`, `needed_by`, `oauth`, `pools`, `product`, `rules`, `rules_severity`, `secrets`, `simple_urls`, `sip_domains`, `sites`, `version` and `xmpp`",
    );
}

#[test]
fn null_stands_for_what_may_be_left_out() {
    let text = with("product: ~\nxmpp:\noauth: { issuer: null, key: }\n");
    crate::manifest::Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
}

#[test]
fn all_problems_are_found_in_one_run() {
    let text = "\
version: one
rules: 2026.1
prodct: lync-server-2013
sip_domains: contoso.com
issuers:
  - name: lab
    type: local
  - type: request
    name: lab
    name: public
    clas: public
pools:
  - fqdn: pool01.contoso.net
    role: frontend
    servers: [ {fqdn: a, os: windows}, 1 ]
  - role: edge
    fqdn: &edge edge.contoso.net
";
    let found: Vec<(&str, String)> = problems(text)
        .into_iter()
        .map(|(code, slice, _)| (code, slice))
        .collect();
    let expected = [
        ("wrong_type", "one"),
        ("wrong_type", "2026.1"),
        ("unknown_key", "prodct"),
        ("wrong_type", "contoso.com"),
        ("unknown_value", "local"),
        ("missing_key", "type: request"),
        ("duplicate_key", "name"),
        ("unknown_key", "clas"),
        ("unknown_value", "frontend"),
        ("unknown_value", "windows"),
        ("wrong_type", "1"),
        ("alias", "&edge"),
    ];
    assert_eq!(
        found,
        expected.map(|(code, slice)| (code, slice.to_owned()))
    );
}
