//! Checks of what is declared: an estate with the fault, and the sound one without it.

use time::Duration;
use time::macros::datetime;

use crate::estate::{SOUND, codes, codes_at, told, with};

#[test]
fn the_sound_estate_has_nothing_to_say() {
    assert_eq!(codes(SOUND), [""; 0]);
}

#[test]
fn finds_client_auth_ended() {
    let asks = with(
        "usage: edge-external, issuer: public",
        "usage: edge-external, issuer: public, eku: [server-auth, client-auth]",
    );
    told("client_auth_ended", &asks);
    // The first rule that ended it is Let's Encrypt's.
    let end = datetime!(2026-07-08 0:00 UTC);
    let found = |now| codes_at(&asks, now).contains(&"client_auth_ended");
    let around = [end - Duration::SECOND, end, end + Duration::SECOND];
    assert_eq!(around.map(found), [false, true, true]);
}

#[test]
fn finds_client_auth_public_issuer() {
    let asks = "usage: edge-external, issuer: public, eku: [server-auth, client-auth]";
    told(
        "client_auth_public_issuer",
        &with("usage: edge-external, issuer: public", asks),
    );
}

#[test]
fn finds_common_name_dropped() {
    told(
        "common_name_dropped",
        &with("validity: 90d", "validity: 47d"),
    );
    let longer = with("validity: 90d", "validity: 48d");
    assert!(!codes(&longer).contains(&"common_name_dropped"));
}

#[test]
fn finds_ec_key() {
    let ec = with(
        "usage: farm, issuer: public",
        "usage: farm, issuer: public, key: { algorithm: ec, size: 256 }",
    );
    told("ec_key", &ec);
}

#[test]
fn finds_edge_names_partly_equal() {
    let equal = with(
        "web_conferencing: webcon.contoso.com",
        "web_conferencing: sip.contoso.com",
    );
    told("edge_names_partly_equal", &equal);
}

#[test]
fn finds_internal_name_public_issuer() {
    let internal = with(
        "usage: farm, issuer: public",
        "usage: farm, issuer: public, extra_dns: [proxy.contoso.local]",
    );
    told("internal_name_public_issuer", &internal);
}

#[test]
fn finds_key_size_unlisted() {
    let odd = with(
        "defaults: { issuer: enterprise }",
        "defaults: { issuer: enterprise, key: { algorithm: rsa, size: 3072 } }",
    );
    told("key_size_unlisted", &odd);
}

#[test]
fn finds_keys_unencrypted() {
    let asked = with(
        "product:",
        "rules_severity: [{ code: keys_unencrypted, severity: warn }]\nproduct:",
    );
    told("keys_unencrypted", &asked);
    let encrypted = asked.replace(
        "product:",
        "keys: { encryption: { passphrase: { env: P } } }\nproduct:",
    );
    assert!(!codes(&encrypted).contains(&"keys_unencrypted"));
}

#[test]
fn finds_meet_url_missing() {
    told(
        "meet_url_missing",
        &with("[contoso.com]", "[contoso.com, fabrikam.com]"),
    );
}

#[test]
fn finds_name_left_out() {
    let without = with(
        "usage: edge-external, issuer: public",
        "usage: edge-external, issuer: public, without_dns: [webcon.contoso.com]",
    );
    told("name_left_out", &without);
}

#[test]
fn finds_os_differs() {
    let differ = SOUND
        .replace("lync-server-2013", "skype-for-business-2019")
        .replace(
            "[fe01.contoso.net, fe02.contoso.net]",
            "[{ fqdn: fe01.contoso.net, os: windows-server-2016 }, \
          { fqdn: fe02.contoso.net, os: windows-server-2019 }]",
        );
    told("os_differs", &differ);
}

#[test]
fn finds_os_not_confirmed() {
    let silent = SOUND
        .replace("lync-server-2013", "skype-for-business-2019")
        .replace(
            "role: front-end",
            "role: front-end\n    os: windows-server-2022",
        );
    told("os_not_confirmed", &silent);
}

#[test]
fn finds_outlives_authority() {
    let short = SOUND.replace(
        "type: request, class: enterprise, validity: 2y, trust: [root.pem]",
        "type: local-ca, class: enterprise, validity: 2y, directory: ca, \
         crl_url: \"http://pki.contoso.com/x.crl\", authority: { validity: 1y }",
    );
    told("outlives_authority", &short);
}

#[test]
fn finds_trust_not_declared() {
    // Told by `verify`, which proves chains.
    let verified = |manifest: &str| {
        let desired = crate::below::desired(manifest);
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(folder.path().join("inventory/.forecert")).expect("a folder");
        let inventory = crate::below::inventory(folder.path(), &desired);
        let plan = crate::below::planned(&desired, &inventory, crate::estate::NOW);
        let findings = forecert::verify::verify(&desired, &inventory, &plan, true);
        let mut codes = findings.into_iter().map(|finding| finding.code);
        codes.any(|code| code == "trust_not_declared")
    };
    assert!(!verified(SOUND));
    assert!(verified(&with(
        "validity: 90d, trust: [root.pem]",
        "validity: 90d"
    )));
}

#[test]
fn finds_validity_limit_nears() {
    let longer = with("validity: 90d", "validity: 199d");
    told("validity_limit_nears", &longer);
    let found = |now| codes_at(&longer, now).contains(&"validity_limit_nears");
    let begins = datetime!(2027-03-15 0:00 UTC);
    let around = [begins - Duration::SECOND, begins, begins + Duration::SECOND];
    // From then on it is over the limit.
    assert_eq!(around.map(found), [true, false, false]);
}

#[test]
fn finds_validity_over_limit() {
    told(
        "validity_over_limit",
        &with("validity: 90d", "validity: 201d"),
    );
    for (validity, day) in [
        ("200d", datetime!(2027-03-15 0:00 UTC)),
        ("100d", datetime!(2029-03-15 0:00 UTC)),
        ("398d", datetime!(2026-03-15 0:00 UTC)),
    ] {
        let manifest = with("validity: 90d", &format!("validity: {validity}"));
        let found = |now| codes_at(&manifest, now).contains(&"validity_over_limit");
        let around = [day - Duration::SECOND, day, day + Duration::SECOND];
        assert_eq!(around.map(found), [false, true, true], "{validity}");
    }
}

#[test]
fn finds_web_name_reused() {
    let reused = with(
        "  - fqdn: edge.contoso.net",
        "  - fqdn: pool02.contoso.net\n    role: front-end\n    \
         web_services: { internal: webint.contoso.net, external: webext2.contoso.com }\n    \
         servers: [fe11.contoso.net]\n  - fqdn: edge.contoso.net",
    );
    told("web_name_reused", &reused);
}

#[test]
fn finds_web_names_equal() {
    let equal = with(
        "internal: webint.contoso.net",
        "internal: webext.contoso.com",
    );
    told("web_names_equal", &equal);
}

#[test]
fn finds_wildcard_extra_name() {
    let wildcard = with(
        "usage: edge-external, issuer: public",
        "usage: edge-external, issuer: public, extra_dns: [\"*.contoso.com\"]",
    );
    told("wildcard_extra_name", &wildcard);
}

#[test]
fn finds_xmpp_without_edge() {
    let text = SOUND.replace("product:", "xmpp: { domains: [contoso.com] }\nproduct:");
    let (head, tail) = text
        .split_once("  - fqdn: edge.contoso.net")
        .expect("an Edge pool");
    let (_, tail) = tail
        .split_once("  - fqdn: rp.contoso.com")
        .expect("a reverse proxy");
    told(
        "xmpp_without_edge",
        &format!("{head}  - fqdn: rp.contoso.com{tail}"),
    );
}
