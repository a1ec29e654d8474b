//! Slips, and the answer to each.

use super::*;
use crate::desired;
use crate::manifest::Manifest;

const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
product: skype-for-business-2019
sip_domains: [contoso.com]
simple_urls:
  meet: ["https://meet.contoso.com"]
  dialin: ["https://dialin.contoso.com"]
  admin: ["https://admin.contoso.com"]
defaults: { issuer: lab }
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.contoso.com/lab.crl" }
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    certificate_layout: split
    web_services: { internal: webint.contoso.net, external: webext.contoso.com }
    servers: [fe01.contoso.net, fe02.contoso.net]
  - fqdn: edge.contoso.net
    role: edge
    next_hop: pool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
    servers: [edge01.contoso.net]
"#;

fn desired() -> Desired {
    desired::resolve(&Manifest::parse("forecert.yaml", MANIFEST.as_bytes()).unwrap()).unwrap()
}

fn meant(written: &str) -> String {
    by_id(written, &desired()).unwrap_or_default()
}

const FE01: &str = "pool01.contoso.net/fe01.contoso.net";

#[test]
fn a_slip_in_one_part_is_answered_with_the_id_that_has_the_others() {
    for written in [
        "pool01.contoso.net/fe1.contoso.net/web-internal",
        "pool1.contoso.net/fe01.contoso.net/web-internal",
        "pool01.contoso.net/fe01.contoso.net/web-intrenal",
        "POOL01.contoso.net\\FE01.contoso.net\\web_internal",
        "fe01.contoso.net/web-internal",
    ] {
        let answer = format!("did you mean `{FE01}/web-internal`?");
        assert_eq!(meant(written), answer, "{written}");
    }
    assert_eq!(meant("issuer/lba"), "did you mean `issuer/lab`?");
    assert_eq!(meant("lab"), "did you mean `issuer/lab`?");
    assert_eq!(meant("oatuh"), "did you mean `oauth`?");
}

#[test]
fn a_pool_or_a_server_is_answered_with_its_ids() {
    let edge = "did you mean `edge.contoso.net/edge-external` or \
                `edge.contoso.net/edge-internal`?";
    assert_eq!(meant("edge.contoso.net"), edge);
    assert_eq!(meant("edge.contoso.net/"), edge);
    let fe01 =
        format!("did you mean `{FE01}/default`, `{FE01}/web-external` or `{FE01}/web-internal`?");
    assert_eq!(meant("fe01.contoso.net"), fe01);
    assert_eq!(meant("fe01.contoso.ner"), fe01);
}

#[test]
fn a_certificate_of_each_server_and_one_that_is_shared_are_not_the_same() {
    let default =
        format!("did you mean `{FE01}/default` or `pool01.contoso.net/fe02.contoso.net/default`?");
    assert_eq!(meant("pool01.contoso.net/default"), default);
    // Another pool has that usage; this pool's certificates are nearer all the same.
    assert_eq!(
        meant("edge.contoso.net/default"),
        "did you mean `edge.contoso.net/edge-external` or `edge.contoso.net/edge-internal`?"
    );
    assert_eq!(
        meant("edge.contoso.net/edge01.contoso.net/edge-external"),
        "did you mean `edge.contoso.net/edge-external`?"
    );
}

#[test]
fn many_are_counted() {
    let all = meant("pool01.contoso.net/nothing");
    assert_eq!(all.matches('`').count(), 12, "{all}");
    assert!(!all.contains("more"), "{all}");
    let names: Vec<String> = (0..9).map(|n| n.to_string()).collect();
    let counted = "`0`, `1`, `2`, `3`, `4`, `5` or one of 3 more";
    assert_eq!(list(&names, "or").as_deref(), Some(counted));
}

#[test]
fn a_word_that_is_like_nothing_has_no_answer() {
    assert_eq!(meant("zzz"), "");
    assert_eq!(meant(""), "");
    assert_eq!(meant(&"/".repeat(10_000)), "");
}

/// What is said of a selection.
fn selected(edit: impl FnOnce(&mut Selection)) -> Option<(String, String)> {
    let mut selection = Selection::default();
    edit(&mut selection);
    in_selection(&selection, &desired())
}

fn cure(edit: impl FnOnce(&mut Selection)) -> String {
    selected(edit).map(|(_, cure)| cure).unwrap_or_default()
}

fn one(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

#[test]
fn what_was_given_to_the_wrong_option_is_told_the_right_one() {
    assert_eq!(
        cure(|selection| selection.pools = one("fe01.contoso.net")),
        "it is a server: --server fe01.contoso.net"
    );
    assert_eq!(
        cure(|selection| selection.servers = one("edge.contoso.net")),
        "it is a pool: --pool edge.contoso.net"
    );
    assert_eq!(
        cure(|selection| selection.usages = one("oauth/")),
        "did you mean `oauth`?"
    );
    assert_eq!(
        cure(|selection| selection.pools = one("edge.contoso.net/edge-external")),
        "it is an id: --id edge.contoso.net/edge-external"
    );
}

#[test]
fn a_usage_may_be_called_as_microsoft_does() {
    assert_eq!(
        cure(|selection| selection.usages = one("webservicesinternal")),
        "did you mean `web-internal`?"
    );
    assert_eq!(
        cure(|selection| selection.usages = one("audiovideoauthentication")),
        "did you mean `edge-external`?"
    );
}

#[test]
fn where_nothing_is_like_it_what_there_is_is_named() {
    assert_eq!(
        cure(|selection| selection.pools = one("zzz")),
        "there is `edge.contoso.net` and `pool01.contoso.net`"
    );
}

#[test]
fn names_that_have_nothing_in_common_are_an_error_that_says_what_there_is() {
    let said = selected(|selection| {
        selection.pools = one("edge.contoso.net");
        selection.servers = one("fe01.contoso.net");
    });
    let (text, cure) = said.unwrap();
    assert_eq!(text, "no certificate is all that was asked for at once");
    assert_eq!(
        cure,
        "of edge.contoso.net there is `edge.contoso.net/edge-external` and \
         `edge.contoso.net/edge-internal`"
    );
    let together = selected(|selection| {
        selection.pools = one("edge.contoso.net");
        selection.usages = one("edge-external");
    });
    assert_eq!(together, None);
    assert_eq!(selected(|_| {}), None);
}
