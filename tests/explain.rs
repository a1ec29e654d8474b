//! `forecert explain`: a certificate, a name in it or not in it, a code.

mod support;

use support::Deployment;

#[test]
fn a_code_is_explained_where_there_is_no_manifest() {
    let deployment = Deployment::new("");
    std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
    let run = deployment
        .forecert_at(100, &["explain", "Names-Differ"])
        .exits(0);
    assert!(run.stdout.starts_with("names_differ: why a plan acts"));
    assert_eq!(run.stderr, "");
    for number in ["3", "exit-3"] {
        let run = deployment.forecert_at(100, &["explain", number]).exits(0);
        assert!(run.stdout.starts_with("exit-3: how a command ended\n"));
    }
    for all in ["codes", "--codes"] {
        let run = deployment.forecert_at(100, &["explain", all]).exits(0);
        assert!(
            run.stdout
                .contains("\nWhy a plan is blocked\n  answer_refused,")
        );
    }
    let run = deployment
        .forecert_at(100, &["explain", "expiring", "--format", "json"])
        .exits(0);
    let value = run.json();
    assert_eq!(value["format_version"], "1.0");
    assert_eq!(value["kinds"], serde_json::json!(["reason", "problem"]));
    assert_eq!(value["area"], "Why a plan acts");
    let run = deployment
        .forecert_at(100, &["explain", "--codes", "--format", "json"])
        .exits(0);
    let codes = run.json()["codes"].as_array().unwrap().clone();
    assert!(codes.iter().any(|code| code["code"] == "expiring"));
}

#[test]
fn what_is_no_code_is_answered_with_the_code_or_the_id_that_is_near() {
    let deployment = Deployment::new("");
    for (written, near) in [
        ("name_differ", "did you mean `names_differ`?"),
        ("exit-66", "did you mean `exit-6`?"),
        ("nonsense", "`forecert explain --codes` lists the codes"),
    ] {
        let run = deployment.forecert_at(100, &["explain", written]).exits(64);
        assert!(
            run.stderr
                .contains("is neither a certificate id nor a code"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(near), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

/// A Standard Edition server, an Edge server, and a reverse proxy that the Edge's
/// certificate serves; an authority that signs at once.
const ESTATE: &str = r#"version: 1
rules: "2026.1"
product: lync-server-2013
sip_domains: [contoso.com, fabrikam.com]
simple_urls: { meet: ["https://meet.contoso.com", "https://meet.fabrikam.com"], admin: ["https://admin.contoso.com"] }
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://pki.contoso.com/lab.crl" }
pools:
  - fqdn: se01.contoso.net
    role: standard-edition
    web_services: { external: webext.contoso.com }
  - fqdn: edge.contoso.net
    role: edge
    next_hop: se01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
    servers: [edge01.contoso.net]
  - fqdn: rp.contoso.com
    role: reverse-proxy
    servers: [rp01.contoso.com]
    certificates: [{ usage: farm, same_as: edge.contoso.net/edge-external }]
"#;

const EDGE: &str = "edge.contoso.net/edge-external";

const PAGES: &str =
    "https://learn.microsoft.com/previous-versions/office/lync-server-2013/lync-server-2013-";

#[test]
fn a_certificate_is_explained_from_its_role_to_the_next_command() {
    let deployment = Deployment::new(ESTATE);
    deployment.write("inventory/.forecert/lock", "");
    let run = deployment
        .forecert_at(100, &["explain", EDGE, "--as-of", "2027-03-01"])
        .exits(0);
    let expected = "\
edge.contoso.net/edge-external

Why it exists
  The pool `edge.contoso.net` (forecert.yaml:12:11) has the role `edge`, and servers of this role
  need the certificate `edge-external`:
    AccessEdgeExternal: SIP of clients outside and of federation partners
    DataEdgeExternal: content of web conferences for clients outside
    AudioVideoAuthentication: tokens with which clients send media through the Edge
  For whom: all servers of the pool share it, because A/V Authentication needs the same key on each
  of them.
  It serves `rp.contoso.com/farm` too, for which nothing is made (`same_as` at forecert.yaml:20:44).
  source: Certificate requirements for external user access in Lync Server 2013
    PAGES/certificate-requirements-for-external-user-access

What is declared
  subject    CN=sip.contoso.com
  issuer     lab
  key        RSA 2048
  validity   730d asked for
  renewal    30d before its end, at most a third of its lifetime
  manifest   forecert.yaml:12:11

Where its names come from
  the Access Edge service's external FQDN (access_edge) [1]
    sip.contoso.com  forecert.yaml:15:21, the common name
  the Web Conferencing Edge service's external FQDN (web_conferencing_edge) [1]
    webcon.contoso.com  forecert.yaml:15:56
  clients outside and federation partners look for this name in each SIP domain (edge_sip) [1]
    sip.fabrikam.com  forecert.yaml:4:28
  the external FQDN of the web services of a published pool (published_web) [2]
    webext.contoso.com  forecert.yaml:11:31
  the host of a published Meet URL (published_meet) [2]
    meet.contoso.com   forecert.yaml:5:23
    meet.fabrikam.com  forecert.yaml:5:51
  Autodiscover from outside, in each SIP domain (published_lyncdiscover) [2]
    lyncdiscover.contoso.com   forecert.yaml:4:15
    lyncdiscover.fabrikam.com  forecert.yaml:4:28
  [1] Certificate requirements for external user access in Lync Server 2013
      PAGES/certificate-requirements-for-external-user-access
  [2] Certificate summary - Reverse proxy in Lync Server 2013
      PAGES/certificate-summary-reverse-proxy

What is there
  nothing

What happens, as of 2027-03-01 00:00 UTC
  create, version 1, new key
  because: no key, request or certificate is here [missing]

What to do next
  `forecert apply --id edge.contoso.net/edge-external`, or `forecert apply` for all that is to be
  made.
";
    assert_eq!(run.stdout.replace(PAGES, "PAGES/"), expected);
    // What it serves is explained by it.
    let served = deployment
        .forecert_at(
            100,
            &["explain", "rp.contoso.com/farm", "--as-of", "2027-03-01"],
        )
        .exits(0);
    assert_eq!(served.stdout, run.stdout);
}

#[test]
fn what_was_found_is_told_and_what_comes_next() {
    let deployment = Deployment::new(ESTATE);
    let apply = ["apply", "--yes", "--create-inventory"];
    assert!(deployment.forecert(&apply).exits(0).stdout.contains("done"));
    let explained = |args: &[&str]| {
        let args = [&["explain"], args].concat();
        deployment.forecert(&args).exits(0).stdout
    };
    let kept = explained(&[EDGE]);
    assert!(kept.contains("  version 1: in use; certificate from 20"));
    assert!(kept.contains("    inventory/edge.contoso.net/edge-external/0001\n"));
    assert!(kept.contains("\n  in order\n\nWhat to do next\n  Nothing before 20"));
    assert!(!kept.contains("fingerprint"));
    assert!(explained(&[EDGE, "-v"]).contains("fingerprint"));
    let authority = explained(&["issuer/lab"]);
    assert!(authority.contains("local authority `lab` (forecert.yaml:7:13). It signs 4"));
    assert!(authority.contains("by when its successor is declared under a new name."));

    // A key that is gone blocks, and the cure is the next thing to do.
    deployment.write("keys/oauth/0001.pem", "not a key");
    let blocked = explained(&["oauth"]);
    assert!(blocked.contains("\n  blocked\n  because: the key of version 1 cannot be read"));
    assert!(blocked.contains("What to do next\n  Repair the key file"));
    assert!(blocked.contains("`forecert explain key_unreadable`"));

    let value = deployment
        .forecert_at(100, &["explain", EDGE, "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(value["action"], "keep");
    assert_eq!(value["found"][0]["state"], "in use");
    assert_eq!(value["names"][0]["rule"]["code"], "access_edge");
    assert_eq!(value["names"][0]["place"]["line"], 15);
    assert_eq!(value["why"]["types"][0]["type"], "AccessEdgeExternal");
    assert_eq!(value["cure"], serde_json::Value::Null);

    // What is no longer declared is explained still.
    let (rest, _) = ESTATE.split_once("  - fqdn: edge").unwrap();
    deployment.write("forecert.yaml", rest);
    let orphan = explained(&[EDGE]);
    assert!(orphan.contains("since there is no pool `edge.contoso.net`. What"));
    assert!(orphan.contains("  version 1: not declared any more; certificate from"));
    let pool = explained(&["edge.contoso.net"]);
    assert!(pool.contains("edge.contoso.net has 2 certificates\n"));
}

#[test]
fn a_pool_or_a_server_is_answered_with_its_certificates() {
    let deployment = Deployment::new(ESTATE);
    deployment.write("inventory/.forecert/lock", "");
    let run = deployment
        .forecert_at(100, &["explain", "Edge.contoso.net"])
        .exits(0);
    assert_eq!(
        run.stdout,
        "\
edge.contoso.net has 2 certificates
  + edge.contoso.net/edge-external  create
  + edge.contoso.net/edge-internal  create

To see one of them: forecert explain ID
"
    );
    let run = deployment
        .forecert_at(100, &["explain", "rp.contoso.com"])
        .exits(0);
    let served = "    rp.contoso.com/farm  served by edge.contoso.net/edge-external\n";
    assert!(run.stdout.contains(served));
    let run = deployment
        .forecert_at(100, &["explain", "se01.contoso.net", "--format", "json"])
        .exits(0);
    let ids = run.json()["certificates"].clone();
    assert_eq!(ids[0]["id"], "se01.contoso.net/se01.contoso.net/default");
}

#[test]
fn why_admin_is_not_in_the_external_certificate_has_an_answer() {
    // A question to the manifest alone: there is no inventory.
    let deployment = Deployment::new(ESTATE);
    let run = deployment
        .forecert_at(100, &["explain", EDGE, "Admin.contoso.com"])
        .exits(0);
    assert_eq!(
        run.stdout.replace(PAGES, "PAGES/"),
        "\
admin.contoso.com is not in edge.contoso.net/edge-external

  It is the host of an Admin URL. Admin URLs are never reachable from outside, so it belongs to the
  internal web services only.
  It is in
    se01.contoso.net/se01.contoso.net/default
  rule: admin
  place: forecert.yaml:5:89
  source: Certificate requirements for internal servers in Lync Server 2013
    PAGES/certificate-requirements-for-internal-servers
"
    );
}

#[test]
fn each_kind_of_answer_is_told_in_words_and_as_json() {
    let with = |from: &str, to: &str| {
        assert_eq!(ESTATE.matches(from).count(), 1, "{from}");
        ESTATE.replace(from, to)
    };
    let se01 = "se01.contoso.net/se01.contoso.net/default";
    let without = with(
        "servers: [edge01.contoso.net]\n",
        "servers: [edge01.contoso.net]\n    certificates: [{ usage: edge-external, without_dns: [sip.fabrikam.com] }]\n",
    );
    let wildcard = with("simple_urls: {", "simple_urls: { wildcard: all,");
    let told = with(
        "    web_services:",
        "    auto_logon: false\n    web_services:",
    );
    let two = with(
        "  - fqdn: rp",
        "  - { fqdn: med.contoso.net, role: mediation, servers: [m1.contoso.net, m2.contoso.net] }\n  - fqdn: rp",
    );
    let med = "med.contoso.net/m1.contoso.net/default";
    for (text, id, name, answer, words) in [
        (
            ESTATE,
            EDGE,
            "sip.contoso.com",
            "in",
            "and the common name.",
        ),
        (
            &wildcard,
            se01,
            "meet.contoso.com",
            "covered",
            "`*.contoso.com` covers it",
        ),
        (
            &without,
            EDGE,
            "sip.fabrikam.com",
            "left_out",
            "take it out of `without_dns`.",
        ),
        (
            &told,
            se01,
            "sip.contoso.com",
            "condition",
            "place: forecert.yaml:11:5",
        ),
        (
            &two,
            med,
            "m2.contoso.net",
            "other_server",
            "med.contoso.net/m2.contoso.net/default",
        ),
        (
            ESTATE,
            "oauth",
            "se01.contoso.net",
            "elsewhere",
            "It is the pool's FQDN.",
        ),
        (
            ESTATE,
            EDGE,
            "sip.adatum.com",
            "no_sip_domain",
            "add `adatum.com` to `sip_domains`",
        ),
        (
            ESTATE,
            EDGE,
            "av.contoso.com",
            "av_edge",
            "which stands in no certificate",
        ),
        (
            ESTATE,
            "issuer/lab",
            "lab.contoso.com",
            "authority",
            "names the authority",
        ),
        (
            ESTATE,
            EDGE,
            "webcom.contoso.com",
            "nothing",
            "Did you mean\n  `webcon.contoso.com`?",
        ),
    ] {
        let deployment = Deployment::new(text);
        let run = deployment.forecert_at(100, &["explain", id, name]).exits(0);
        assert!(run.stdout.contains(words), "{answer}\n{}", run.stdout);
        let run = deployment
            .forecert_at(100, &["explain", id, name, "--format", "json"])
            .exits(0);
        let value = run.json();
        assert_eq!(value["answer"], answer, "{name}");
        assert_eq!(value["in"], matches!(answer, "in" | "covered"), "{name}");
    }
}

#[test]
fn an_id_that_is_not_there_is_answered_with_what_would_make_it() {
    let deployment = Deployment::new(ESTATE);
    deployment.write("inventory/.forecert/lock", "");
    for (args, cure) in [
        (
            &["edge.contoso.net/edge-av"][..],
            "set `edge: { av_certificate: separate }` to have it",
        ),
        (
            &["se01.contoso.net/se01.contoso.net/web-external"],
            "set `certificate_layout: split` to have it",
        ),
        (
            &["edge.contoso.net/edge-extrenal"],
            "did you mean `edge.contoso.net/edge-external`?",
        ),
        (&["edge.contosso.net"], "did you mean `edge.contoso.net`?"),
        (
            &["edge.contoso.net/edge-av", "a.contoso.com"],
            "av_certificate: separate",
        ),
        (&[EDGE, "not a name"], "is not a DNS name"),
    ] {
        let args = [&["explain"], args].concat();
        let run = deployment.forecert(&args).exits(64);
        assert!(run.stderr.contains(cure), "{args:?}\n{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn text_keeps_to_the_width_and_long_lists_are_folded_unless_all_is_asked_for() {
    let domains: Vec<String> = (1..=9).map(|n| format!("d{n}.contoso.com")).collect();
    let text = ESTATE.replace(
        "[contoso.com, fabrikam.com]",
        &format!("[{}]", domains.join(", ")),
    );
    let deployment = Deployment::new(&text);
    deployment.write("inventory/.forecert/lock", "");
    let explained = |columns: &str, args: &[&str]| {
        let mut command = deployment.command(env!("CARGO_BIN_EXE_forecert"));
        let run = command.env("COLUMNS", columns).arg("explain").args(args);
        let output = run.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    for (columns, width) in [("20", 60), ("60", 60), ("80", 80), ("9999", 200)] {
        for args in [&[EDGE][..], &[EDGE, "admin.contoso.com"], &["damaged"]] {
            for line in explained(columns, args).lines() {
                // What is copied as a whole is never broken.
                let whole = line.contains("https://") || line.contains('`');
                assert!(line.chars().count() <= width || whole, "{line}");
            }
        }
    }
    let se01 = "se01.contoso.net/se01.contoso.net/default";
    let short = explained("100", &[se01]);
    assert!(short.contains("    sip.d6.contoso.com  "));
    assert!(!short.contains("sip.d7.contoso.com"));
    assert!(short.contains("    and 3 more; -v lists all\n"));
    let long = explained("100", &[se01, "-v"]);
    assert!(long.contains("    sip.d9.contoso.com  ") && !long.contains(" more; -v"));
}

#[test]
fn a_name_that_many_certificates_have_is_told_of_the_first_ones() {
    let servers: Vec<String> = (1..=9).map(|n| format!("fe{n}.contoso.net")).collect();
    let pool = format!(
        "pools:\n  - fqdn: pool.contoso.net\n    role: front-end\n    load_balancing: hardware\n    web_services: {{ external: webext1.contoso.com }}\n    servers: [{}]\n",
        servers.join(", ")
    );
    let deployment = Deployment::new(&ESTATE.replace("pools:\n", &pool));
    let explained = |args: &[&str]| {
        let args = [&["explain", EDGE, "admin.contoso.com"], args].concat();
        deployment.forecert(&args).exits(0).stdout
    };
    let short = explained(&[]);
    assert!(short.contains("\n    pool.contoso.net/fe4.contoso.net/default\n    and 6 more;"));
    let long = explained(&["-v"]);
    assert!(long.contains("\n    se01.contoso.net/se01.contoso.net/default\n"));
}

#[test]
fn what_an_edition_changes_is_asked_of_the_manifest_alone() {
    let deployment = Deployment::new(include_str!("../examples/custom/forecert.yaml"));
    for written in ["2026.1", "\"2026.1\""] {
        let run = deployment
            .forecert(&["explain", "--edition", written])
            .exits(0);
        assert_eq!(
            run.stdout,
            "The manifest names edition 2026.1 itself: nothing changes.\n"
        );
    }
    let run = deployment
        .forecert(&["explain", "--edition", "2026.1", "--format", "json"])
        .exits(0);
    assert_eq!(
        run.json(),
        serde_json::json!({
            "format_version": "1.0", "named": "2026.1", "edition": "2026.1", "changes": [],
        })
    );
    let run = deployment
        .forecert(&["explain", "--edition", "2031.2"])
        .exits(64);
    assert!(
        run.stderr
            .contains("the edition `2031.2` of the rules is not known"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("this forecert knows `2026.1`"));
}
