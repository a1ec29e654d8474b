//! Each kind of answer, with the whole estate that it is given for.

use crate::desired::trial::{ESTATE, desired, estate_with};

use super::*;

const FE01: &str = "pool01.contoso.net/fe01.contoso.net/default";
const EDGE: &str = "edge.contoso.net/edge-external";

/// What is said of a name, with the place in the manifest that it points to.
fn said(text: &str, id: &str, name: &str) -> String {
    let desired = desired(text);
    let certificate = &desired.certificates[&CertificateId::parse(id).unwrap()];
    let name = DnsName::parse_wildcard(name).unwrap();
    let at = |span: Range<usize>| text[span].to_owned();
    match desired.why(certificate, &name) {
        Why::In(origin) => {
            let place = origin.span.map(at).unwrap_or_default();
            format!("in by {} at {place}", origin.rule.code)
        }
        Why::Covered(origin) => format!("covered by {}", origin.name),
        Why::LeftOut { rule, span } => {
            format!("left out of {} at {}", rule.unwrap().code, at(span))
        }
        Why::Condition {
            rule,
            condition,
            span,
        } => {
            let place = span.map_or_else(|| "nothing".to_owned(), at);
            format!("{} needs {condition:?}: {place}", rule.code)
        }
        Why::OtherServer { rule, id } => format!("{} of {id}", rule.code),
        Why::Elsewhere { ids, origin, .. } => {
            let first = &ids[0];
            format!("{} in {} like {first}", origin.rule.code, ids.len())
        }
        Why::NoSipDomain { rule, domain, span } => {
            format!("{} needs {domain} in {}", rule.code, at(span))
        }
        Why::AvEdge { span, .. } => format!("never: {}", at(span)),
        Why::Authority => "authority".to_owned(),
        Why::Nothing { near } => format!("nothing, near {near:?}"),
    }
}

#[test]
fn a_name_that_is_in_has_its_rule_and_place() {
    assert_eq!(
        said(ESTATE, FE01, "admin.contoso.com"),
        "in by admin at \"https://admin.contoso.com\""
    );
    assert_eq!(
        said(ESTATE, EDGE, "sip.fabrikam.com"),
        "in by edge_sip at fabrikam.com"
    );
}

#[test]
fn an_admin_url_is_in_no_certificate_for_outside() {
    assert_eq!(
        said(ESTATE, EDGE, "admin.contoso.com"),
        "admin in 3 like dirpool01.contoso.net/dir01.contoso.net/default"
    );
    let split = estate_with(
        "    load_balancing: dns\n",
        "    load_balancing: dns\n    certificate_layout: split\n",
    );
    let external = "pool01.contoso.net/fe01.contoso.net/web-external";
    assert_eq!(
        said(&split, external, "admin.contoso.com"),
        "admin in 3 like pool01.contoso.net/fe01.contoso.net/web-internal"
    );
}

#[test]
fn a_rule_whose_condition_does_not_hold_is_named_with_where_that_is_decided() {
    let http = estate_with("sip_domains:", "autodiscover: http\nsip_domains:");
    let http = format!(
        "{http}  - {{ fqdn: rp.contoso.com, role: reverse-proxy, servers: [rp01.contoso.com] }}\n"
    );
    assert_eq!(
        said(&http, "rp.contoso.com/farm", "lyncdiscover.contoso.com"),
        "published_lyncdiscover needs AutodiscoverHttps: autodiscover"
    );
    let no_logon = estate_with(
        "    load_balancing: dns\n",
        "    load_balancing: dns\n    auto_logon: false\n",
    );
    assert_eq!(
        said(&no_logon, FE01, "sip.contoso.com"),
        "sip needs AutoLogon: auto_logon"
    );
    // What the manifest does not mention has no place.
    assert_eq!(
        said(ESTATE, FE01, "sipinternal.contoso.com"),
        "sipinternal needs SipInternal: nothing"
    );
}

#[test]
fn a_name_that_is_left_out_of_what_a_certificate_serves_is_told_as_that() {
    let proxy = format!(
        "{ESTATE}  - fqdn: rp.contoso.com\n    role: reverse-proxy\n    servers: [rp01.contoso.com]\n    certificates: [{{ usage: farm, same_as: edge.contoso.net/edge-external, without_dns: [meet.contoso.com] }}]\n"
    );
    assert_eq!(
        said(&proxy, EDGE, "meet.contoso.com"),
        "left out of published_meet at meet.contoso.com"
    );
}

#[test]
fn a_name_that_is_left_out_keeps_its_rule() {
    let without = estate_with(
        "usage: edge-external,",
        "usage: edge-external, without_dns: [sip.fabrikam.com],",
    );
    assert_eq!(
        said(&without, EDGE, "sip.fabrikam.com"),
        "left out of edge_sip at sip.fabrikam.com"
    );
}

#[test]
fn a_name_below_a_wildcard_is_there_for_its_own_reason() {
    let text = estate_with("  admin: [", "  wildcard: all\n  admin: [");
    for (name, code) in [
        ("meet.contoso.com", "meet"),
        ("admin.contoso.com", "admin"),
        ("lyncdiscover.contoso.com", "lyncdiscover"),
    ] {
        let desired = desired(&text);
        let id = CertificateId::parse(FE01).unwrap();
        let name = DnsName::parse(name).unwrap();
        let Why::Covered(origin) = desired.why(&desired.certificates[&id], &name) else {
            panic!("{name} is not covered");
        };
        assert_eq!(
            (origin.name.as_str(), origin.rule.code),
            ("*.contoso.com", code)
        );
    }
}

#[test]
fn a_wildcard_covers_the_names_directly_below_it() {
    let wildcard = estate_with("  admin: [", "  wildcard: all\n  admin: [");
    assert_eq!(
        said(&wildcard, FE01, "meet.contoso.com"),
        "covered by *.contoso.com"
    );
    assert_eq!(
        said(&wildcard, FE01, "a.b.contoso.com"),
        "nothing, near None"
    );
}

#[test]
fn names_of_others_are_sent_to_them() {
    for (id, name, answer) in [
        (
            FE01,
            "fe02.contoso.net",
            "server_fqdn of pool01.contoso.net/fe02.contoso.net/default",
        ),
        (
            FE01,
            "webdirext.contoso.com",
            "web_external in 1 like dirpool01.contoso.net/dir01.contoso.net/default",
        ),
        (FE01, "contoso.com", "oauth_realm in 1 like oauth"),
        (
            "oauth",
            "sip.contoso.com",
            "sip in 4 like dirpool01.contoso.net/dir01.contoso.net/default",
        ),
    ] {
        assert_eq!(said(ESTATE, id, name), answer, "{name}");
    }
}

#[test]
fn a_domain_that_is_no_sip_domain_gives_no_names() {
    assert_eq!(
        said(ESTATE, EDGE, "sip.adatum.com"),
        "edge_sip needs adatum.com in sip_domains"
    );
}

#[test]
fn the_av_edge_name_is_in_no_certificate() {
    assert_eq!(
        said(ESTATE, EDGE, "av.contoso.com"),
        "never: av.contoso.com"
    );
}

#[test]
fn what_nothing_gives_is_answered_with_the_nearest_name() {
    assert_eq!(
        said(ESTATE, EDGE, "webcom.contoso.com"),
        "nothing, near Some(\"webcon.contoso.com\")"
    );
    assert_eq!(
        said(ESTATE, EDGE, "webcon.contosso.com"),
        "nothing, near Some(\"webcon.contoso.com\")"
    );
    assert_eq!(said(ESTATE, EDGE, "x.y.z.example"), "nothing, near None");
    assert_eq!(said(ESTATE, "issuer/lab", "lab.contoso.com"), "authority");
}
