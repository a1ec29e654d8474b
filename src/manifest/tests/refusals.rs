//! What is refused before its shape is looked at.

use super::{SMALLEST, problem, problems, rejected};

fn refused(text: &str) -> (&'static str, String) {
    let (code, slice, ..) = problem(text);
    (code, slice)
}

#[test]
fn an_empty_file_is_told_where_to_start() {
    for text in ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n"] {
        let (code, slice, message, help) = problem(text);
        assert_eq!((code, slice.as_str()), ("empty_manifest", ""), "{text:?}");
        assert_eq!(message, "the manifest is empty");
        assert_eq!(
            help,
            "write into it, or delete it: then `forecert init` writes one to start from"
        );
    }
}

#[test]
fn text_that_is_not_yaml_is_shown_where_it_ends_to_be() {
    for (text, slice) in [
        ("version: 1: 2\n", ":"),
        ("rules: \"2026.1\n", "\""),
        ("pools: [a, b\n", "b"),
        ("pools:\n\t- a\n", "-"),
        ("a: 1\n b: 2\n", ":"),
        ("a: @x\n", "@"),
    ] {
        let (code, found, message, help) = problem(text);
        assert_eq!((code, found.as_str()), ("not_yaml", slice), "{text:?}");
        assert!(message.starts_with("this is not YAML: "), "{message}");
        let tab = help == "indent with spaces; YAML takes no tabs there";
        assert_eq!(tab, text.contains('\t'), "{text:?} {help}");
    }
}

#[test]
fn a_file_in_another_encoding_is_refused() {
    let utf16: Vec<u8> = SMALLEST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let rejected = rejected(utf16);
    assert_eq!(rejected.findings[0].code, "not_utf8");
    assert_eq!(rejected.source.text(), "");
    assert_eq!(
        refused(&format!("{SMALLEST}x: \0\n")),
        ("unprintable", "\0".to_owned())
    );
}

#[test]
fn anchors_and_aliases_are_refused_each_at_its_place() {
    let text = "\
sip_domains: &a [contoso.com]
version: &one 1
x: !t &b { c: *a }
*one : 2
";
    let found: Vec<(&str, String)> = problems(text)
        .into_iter()
        .filter(|(code, ..)| matches!(*code, "alias" | "tag"))
        .map(|(code, slice, _)| (code, slice))
        .collect();
    let expected = ["&a", "&one", "!t", "&b", "*a", "*one"].map(|word| {
        let code = if word == "!t" { "tag" } else { "alias" };
        (code, word.to_owned())
    });
    assert_eq!(found, expected);
}

#[test]
fn a_wildcard_name_without_quotes_is_told_to_take_some() {
    let text = format!("{SMALLEST}sip_domains: [*.contoso.com, a]\n");
    let (code, slice, message, help) = problem(&text);
    assert_eq!((code, slice.as_str()), ("alias", "*.contoso.com"));
    assert_eq!(message, "the alias `*.contoso.com` is not allowed");
    assert!(help.starts_with("if it is meant as text, put it in quotes"));
}

#[test]
fn an_alias_has_no_shape_to_complain_of() {
    let text = SMALLEST.replace("name: lab", "name: &lab lab") + "defaults: { issuer: *lab }\n";
    let found: Vec<_> = problems(&text)
        .into_iter()
        .map(|(code, slice, _)| (code, slice))
        .collect();
    assert_eq!(
        found,
        [("alias", "&lab".to_owned()), ("alias", "*lab".to_owned())]
    );
}

#[test]
fn merge_keys_are_refused() {
    let text = format!("{SMALLEST}dns:\n  <<: {{ sipinternal: true }}\n");
    assert_eq!(refused(&text), ("merge_key", "<<".to_owned()));
}

#[test]
fn tags_are_refused() {
    let text = format!("{SMALLEST}inventory: !!str inventory\n");
    assert_eq!(refused(&text), ("tag", "!!str".to_owned()));
}

#[test]
fn a_second_document_is_refused() {
    let text = format!("---\n{SMALLEST}---\nversion: 1\n");
    assert_eq!(refused(&text), ("several_documents", "---".to_owned()));
}

#[test]
fn a_key_that_is_a_list_is_refused() {
    let text = format!("{SMALLEST}? [a, b]\n: {{ c: d }}\n");
    assert_eq!(refused(&text), ("complex_key", "[".to_owned()));
    let text = format!("{SMALLEST}inventory: {{ {{server}}: x }}\n");
    assert!(
        problems(&text)
            .iter()
            .any(|(code, ..)| *code == "complex_key")
    );
}

#[test]
fn a_key_written_twice_is_shown_at_both_places() {
    let text = SMALLEST
        .replace("role:", "fqdn: \"x\", \"role\":")
        .replace("pools:", "inventory: a\nüber: x\ninventory: b\npools:");
    let rejected = rejected(&text);
    let twice: Vec<_> = rejected
        .findings
        .iter()
        .filter(|f| f.code == "duplicate_key")
        .collect();
    assert_eq!(twice.len(), 2);
    for (finding, key) in twice.into_iter().zip(["inventory", "fqdn"]) {
        assert_eq!(finding.message, format!("the key `{key}` is written twice"));
        let [again, first] = &finding.labels[..] else {
            panic!("{finding:#?}");
        };
        assert_eq!(&rejected.source.text()[again.span.clone()], key);
        assert_eq!(&rejected.source.text()[first.span.clone()], key);
        assert!(first.span.start < again.span.start);
    }
}

#[test]
fn the_same_key_in_other_quotes_is_the_same_key() {
    let text = format!("{SMALLEST}inventory: a\n\"inventory\": b\n");
    assert_eq!(
        refused(&text),
        ("duplicate_key", "\"inventory\"".to_owned())
    );
}

#[test]
fn nesting_beyond_the_limit_is_refused() {
    for (open, levels) in [
        ("[", 65),
        ("[", 100_000),
        ("- ", 65),
        ("- ", 100_000),
        ("{a: ", 70),
    ] {
        let (code, _, message, _) = problem(&open.repeat(levels));
        assert_eq!(code, "too_deep", "{open:?} {levels}");
        assert_eq!(message, "the manifest is nested more than 64 levels deep");
    }
    let text = format!("{}{}", "[".repeat(64), "]".repeat(64));
    assert_eq!(problem(&text).0, "wrong_type");
}

#[test]
fn a_domain_user_between_double_quotes_is_told_to_take_single_ones() {
    let (code, .., help) = problem("user: \"CONTOSO\\svc\"\n");
    assert_eq!(code, "not_yaml");
    assert!(
        help.contains("use single quotes, as in 'CONTOSO\\svc'"),
        "{help}"
    );
}
