//! What each kind of change in a topology leads to: one difference at its place, with the
//! lines that mend it and the certificates that change.

use forecert::drift::{Effect, What};
use forecert::manifest::Numbered;

use super::{drifts, manifest};
use crate::cmdlets::{DOMAINS, POOLS, SERVICES, URLS, WEB};
use crate::{PUBLISHED, estate, parsed, with};

/// The manifest of a document, as text.
fn text_of(document: &str) -> String {
    manifest(&estate(&[("t", document)]))
        .source
        .text()
        .to_owned()
}

/// The only difference of a document from the manifest of the one before: its code, the lines
/// that go and come, and the certificates that change.
#[track_caller]
fn only(before: &[(&str, &str)], after: &[(&str, &str)]) -> (&'static str, String, Vec<String>) {
    let manifest = manifest(&estate(before));
    let after = estate(after);
    let drift = drifts(&manifest, &after);
    let [difference] = &drift.differences[..] else {
        panic!("{:#?}", drift.differences);
    };
    let text = manifest.source.text();
    let mut lines = String::new();
    for edit in difference.lines(&Numbered::new(text)) {
        lines.extend(edit.before.iter().map(|line| format!("-{}\n", line.trim())));
        lines.extend(edit.after.iter().map(|line| format!("+{}\n", line.trim())));
    }
    let Effect::Known(changes) = &difference.effect else {
        panic!("{:?}", difference.effect);
    };
    assert_eq!(drift.altogether, difference.effect);
    let changes = changes.iter().map(|change| match &change.what {
        What::New => format!("+ {}", change.id),
        What::Gone => format!("- {}", change.id),
        What::Again { gains, loses } => {
            format!("~ {} +{} -{}", change.id, gains.join(","), loses.join(","))
        }
    });
    // Mended, there is no drift left.
    let mended = parsed(drift.mended.as_ref().unwrap());
    assert!(drifts(&mended, &after).differences.is_empty());
    (difference.finding.code, lines, changes.collect())
}

/// The only difference when one stretch of the published topology is another.
#[track_caller]
fn changed(from: &str, to: &str) -> (&'static str, String, Vec<String>) {
    only(&[("t", PUBLISHED)], &[("t", &with(PUBLISHED, from, to))])
}

#[test]
fn a_server_that_came() {
    let (code, lines, changes) = changed(
        "<Machine OrdinalInCluster=\"2\" Fqdn=\"fe02.litware.net\" />",
        "<Machine OrdinalInCluster=\"2\" Fqdn=\"fe02.litware.net\" /><Machine Fqdn=\"FE03.litware.net\"/>",
    );
    assert_eq!(code, "drift_server_added");
    assert_eq!(
        lines,
        "-servers: [fe01.litware.net, fe02.litware.net]\n\
         +servers: [fe01.litware.net, fe02.litware.net, fe03.litware.net]\n"
    );
    assert_eq!(changes, ["+ pool01.litware.net/fe03.litware.net/default"]);
}

#[test]
fn a_server_that_went() {
    let (code, lines, changes) = changed(
        "<Machine OrdinalInCluster=\"1\" Fqdn=\"FE01.litware.net\" />",
        "",
    );
    assert_eq!(code, "drift_server_removed");
    assert!(lines.ends_with("+servers: [fe02.litware.net]\n"), "{lines}");
    assert_eq!(changes, ["- pool01.litware.net/fe01.litware.net/default"]);
}

#[test]
fn a_server_that_moved_to_another_pool() {
    let document = with(
        PUBLISHED,
        "<Machine OrdinalInCluster=\"2\" Fqdn=\"fe02.litware.net\" />",
        "",
    );
    let document = with(
        &document,
        "<Machine OrdinalInCluster=\"1\" Fqdn=\"med01.litware.net\" />",
        "<Machine Fqdn=\"med01.litware.net\" /><Machine Fqdn=\"fe02.litware.net\" />",
    );
    let (code, lines, changes) = only(&[("t", PUBLISHED)], &[("t", &document)]);
    assert_eq!(code, "drift_server_moved");
    assert!(lines.contains("+servers: [fe01.litware.net]\n"), "{lines}");
    assert!(
        lines.contains("+servers: [med01.litware.net, fe02.litware.net]\n"),
        "{lines}"
    );
    assert_eq!(
        changes,
        [
            "+ medpool.litware.net/fe02.litware.net/default",
            "- pool01.litware.net/fe02.litware.net/default"
        ]
    );
}

#[test]
fn names_of_web_and_edge_services() {
    let (code, lines, changes) = changed("WebExt.litware.com", "web2.litware.com");
    assert_eq!(code, "drift_name_changed");
    assert!(lines.contains("external: web2.litware.com"), "{lines}");
    assert_eq!(
        changes,
        [
            "~ pool01.litware.net/fe01.litware.net/default +web2.litware.com -webext.litware.com",
            "~ pool01.litware.net/fe02.litware.net/default +web2.litware.com -webext.litware.com"
        ]
    );
    let (code, _, changes) = changed("\"webcon.litware.com\"", "\"wc.litware.com\"");
    assert_eq!(code, "drift_name_changed");
    assert_eq!(
        changes,
        ["~ edge.litware.net/edge-external +wc.litware.com -webcon.litware.com"]
    );
    // It stands in no certificate.
    let (code, _, changes) = changed("\"av.litware.com\"", "\"av2.litware.com\"");
    assert_eq!((code, changes.len()), ("drift_name_changed", 0));
    // The internal one is known from the web service only.
    let before = [("t", PUBLISHED), ("w", WEB)];
    let web = WEB.replace("WebInt.litware.net", "webint2.litware.net");
    let (code, lines, changes) = only(&before, &[("t", PUBLISHED), ("w", &web)]);
    assert_eq!((code, changes.len()), ("drift_name_changed", 2));
    assert!(lines.contains("internal: webint2.litware.net"), "{lines}");
    let web = WEB.replace("WebInt.litware.net", "");
    let (code, lines, _) = only(&before, &[("t", PUBLISHED), ("w", &web)]);
    assert_eq!(code, "drift_name_changed");
    assert!(
        lines.ends_with("+web_services: { external: webext.litware.com }\n"),
        "{lines}"
    );
}

#[test]
fn a_pool_with_another_name_keeps_its_lines_and_those_that_refer_to_it() {
    let (code, lines, changes) =
        changed("Fqdn=\"dirpool.litware.net\"", "Fqdn=\"dir.litware.net\"");
    assert_eq!(code, "drift_pool_renamed");
    assert_eq!(
        lines,
        "-- fqdn: dirpool.litware.net\n+- fqdn: dir.litware.net\n\
         -next_hop: dirpool.litware.net\n+next_hop: dir.litware.net\n"
    );
    assert_eq!(
        changes,
        [
            "+ dir.litware.net/dir01.litware.net/default",
            "- dirpool.litware.net/dir01.litware.net/default"
        ]
    );
}

#[test]
fn a_pool_that_came_or_went() {
    let start = PUBLISHED
        .find("    <Cluster RequiresReplication=\"true\" RequiresSetup=\"true\" Fqdn=\"video")
        .unwrap();
    let end = start + PUBLISHED[start..].find("</Cluster>\n").unwrap() + "</Cluster>\n".len();
    let service = PUBLISHED.find("RoleName=\"VideoInteropServer\"").unwrap();
    let first = PUBLISHED[..service].rfind("    <Service ").unwrap();
    let last = first + PUBLISHED[first..].find("</Service>\n").unwrap() + "</Service>\n".len();
    let mut without = PUBLISHED.to_owned();
    without.replace_range(first..last, "");
    without.replace_range(start..end, "");
    let (code, lines, changes) = only(&[("t", PUBLISHED)], &[("t", &without)]);
    assert_eq!(code, "drift_pool_removed");
    assert!(lines.starts_with("-- fqdn: video.litware.net\n"), "{lines}");
    assert_eq!(changes, ["- video.litware.net/video01.litware.net/default"]);
    let (code, lines, changes) = only(&[("t", &without)], &[("t", PUBLISHED)]);
    assert_eq!(code, "drift_pool_added");
    assert_eq!(
        lines,
        "+- fqdn: video.litware.net\n+role: video-interop\n+site: \"Seattle & environs\"\n\
         +next_hop: pool01.litware.net\n+servers: [video01.litware.net]\n"
    );
    assert_eq!(changes, ["+ video.litware.net/video01.litware.net/default"]);
}

#[test]
fn role_product_and_next_hop_of_a_pool() {
    let (code, lines, changes) = changed(
        "RoleName=\"VideoInteropServer\"",
        "RoleName=\"PersistentChat\"",
    );
    assert_eq!(code, "drift_role");
    assert_eq!(lines, "-role: video-interop\n+role: persistent-chat\n");
    // The names are the same.
    assert_eq!(changes, [""; 0]);
    let newer = PUBLISHED.replace("ServiceVersion=\"6\"", "ServiceVersion=\"7\"");
    let (code, lines, _) = only(&[("t", PUBLISHED)], &[("t", &newer)]);
    assert_eq!(code, "drift_product");
    assert_eq!(
        lines,
        "-product: lync-server-2013\n+product: skype-for-business-2015\n"
    );
    let from = PUBLISHED
        .find("RoleName=\"EdgeServer\" Instance=\"1\" />\n      <DependsOn>")
        .unwrap();
    let hop = "RoleName=\"Registrar\" Instance=\"2\"";
    let at = from + PUBLISHED[from..].find(hop).unwrap();
    let mut document = PUBLISHED.to_owned();
    document.replace_range(at..at + hop.len(), "RoleName=\"Registrar\" Instance=\"1\"");
    let (code, lines, changes) = only(&[("t", PUBLISHED)], &[("t", &document)]);
    assert_eq!(code, "drift_next_hop");
    assert_eq!(
        lines,
        "-next_hop: dirpool.litware.net\n+next_hop: pool01.litware.net\n"
    );
    assert_eq!(changes, [""; 0]);
}

#[test]
fn sip_domains_and_which_is_the_default_one() {
    let (code, lines, changes) = changed(
        "<InternalDomain Name=\"litware.com\"",
        "<InternalDomain Name=\"Contoso.com\"/><InternalDomain Name=\"litware.com\"",
    );
    assert_eq!(code, "drift_sip_domain_added");
    assert!(
        lines.ends_with("+sip_domains: [litware.com, fabrikam.com, contoso.com]\n"),
        "{lines}"
    );
    assert!(changes.len() > 3, "{changes:?}");
    assert!(
        changes.iter().all(|change| change.starts_with('~')),
        "{changes:?}"
    );
    let (code, lines, _) = changed(
        "<InternalDomain Name=\"Fabrikam.com\" Authoritative=\"false\" AllowSubDomains=\"false\" />",
        "",
    );
    assert_eq!(code, "drift_sip_domain_removed");
    assert!(lines.ends_with("+sip_domains: [litware.com]\n"), "{lines}");
    let (code, lines, _) = changed(
        "DefaultDomain=\"litware.com\"",
        "DefaultDomain=\"fabrikam.com\"",
    );
    assert_eq!(code, "drift_default_sip_domain");
    assert!(
        lines.ends_with("+sip_domains: [fabrikam.com, litware.com]\n"),
        "{lines}"
    );
}

#[test]
fn simple_urls_of_the_deployment_and_of_a_site() {
    let before = [("t", PUBLISHED), ("u", URLS)];
    let after = |urls: &str| only(&before, &[("t", PUBLISHED), ("u", urls)]);
    let (code, lines, changes) = after(&URLS.replace(
        "{ \"Url\": \"https://old.litware.com/meet\" }",
        "{ \"Url\": \"https://old.litware.com/meet\" }, { \"Url\": \"https://new.litware.com/meet\" }",
    ));
    assert_eq!(code, "drift_url_added");
    assert!(
        lines.ends_with("+- \"https://new.litware.com/meet\"\n"),
        "{lines}"
    );
    // The pools of the other site have their own.
    assert!(
        changes.iter().all(|change| !change.contains("se01")),
        "{changes:?}"
    );
    let (code, _, changes) =
        after(&URLS.replace(", { \"Url\": \"https://old.litware.com/meet\" }", ""));
    assert_eq!(code, "drift_url_removed");
    assert!(changes[0].ends_with("+ -old.litware.com"), "{changes:?}");
    // A site that has none any more goes by the deployment's.
    let (code, lines, changes) =
        after(&URLS[..URLS.find("},\n  { \"Identity\"").unwrap() + 1].replacen('[', "", 1));
    assert_eq!(code, "drift_url_removed");
    assert!(lines.starts_with("-simple_urls:\n-meet: ["), "{lines}");
    assert_eq!(changes.len(), 1);
    // And one that has some now needs them, and the pools that say that they stand in it.
    let (code, lines, changes) = only(
        &[
            ("t", PUBLISHED),
            (
                "u",
                &URLS[..URLS.find("},\n  { \"Identity\"").unwrap() + 1].replacen('[', "", 1),
            ),
        ],
        &[
            ("t", PUBLISHED),
            (
                "u",
                &URLS
                    .replace("    \"Component=Meet;Domain=fabrikam.com", "    \"x")
                    .replace("    \"Component=Dialin", "    \"x")
                    .replace("    \"Component=Cscp", "    \"x"),
            ),
        ],
    );
    assert_eq!(code, "drift_url_added");
    assert!(
        lines.contains("+meet: [\"https://meet.lyon.litware.com\"]"),
        "{lines}"
    );
    assert_eq!(changes.len(), 1);
}

#[test]
fn the_first_simple_urls_come_together_with_their_section() {
    let manifest = manifest(&estate(&[("t", PUBLISHED)]));
    let after = estate(&[("t", PUBLISHED), ("u", URLS)]);
    let drift = drifts(&manifest, &after);
    let codes: Vec<&str> = drift
        .differences
        .iter()
        .map(|one| one.finding.code)
        .collect();
    assert_eq!(
        codes
            .iter()
            .filter(|code| **code == "drift_url_added")
            .count(),
        9
    );
    let mended = parsed(drift.mended.as_ref().unwrap());
    assert!(drifts(&mended, &after).differences.is_empty());
    assert_eq!(mended.model.simple_urls.meet.len(), 3);
    assert_eq!(
        mended.model.sites[1]
            .simple_urls
            .as_ref()
            .unwrap()
            .meet
            .len(),
        2
    );
}

#[test]
fn a_pool_that_moved_to_another_site() {
    let pools = POOLS.replace(
        "\"Computers\": [\"edge01.litware.net\"], \"Fqdn\": \"edge.litware.net\", \"Site\": \"Site:Seattle\"",
        "\"Computers\": [\"edge01.litware.net\"], \"Fqdn\": \"edge.litware.net\", \"Site\": \"Site:Lyon\"",
    );
    assert_ne!(pools, POOLS);
    let with = |pools| [("p", pools), ("s", SERVICES), ("d", DOMAINS), ("u", URLS)];
    let (code, lines, changes) = only(&with(POOLS), &with(&pools));
    assert_eq!(code, "drift_pool_moved");
    assert_eq!(lines, "-site: Seattle\n+site: Lyon\n");
    // An Edge server has no simple URLs.
    assert_eq!(changes, [""; 0]);
    let pools = POOLS.replace(
        "\"Site\": \"Site:Seattle\" },\n  { \"Identity\": \"sql01",
        "\"Site\": \"Site:Oslo\" },\n  { \"Identity\": \"sql01",
    );
    let moved = drifts(&manifest(&estate(&with(POOLS))), &estate(&with(&pools)));
    let codes: Vec<&str> = moved
        .differences
        .iter()
        .map(|one| one.finding.code)
        .collect();
    assert_eq!(codes, ["drift_site_added", "drift_pool_moved"]);
}

#[test]
fn a_site_with_another_name_is_told_once() {
    let (code, lines, changes) = changed("Lyon", "Lugdunum");
    assert_eq!(code, "drift_site_renamed");
    assert!(
        lines.starts_with("-- name: Lyon\n+- name: Lugdunum\n-site: Lyon\n+site: Lugdunum\n"),
        "{lines}"
    );
    assert_eq!(changes, [""; 0]);
}

#[test]
fn a_newer_product_of_all_pools_is_told_once() {
    let newer = PUBLISHED.replace("ServiceVersion=\"7\"", "ServiceVersion=\"8\"");
    let manifest = manifest(&estate(&[("t", PUBLISHED)]));
    let found = super::told(manifest.source.text(), &newer);
    assert_eq!(
        found,
        [("drift_product", "skype-for-business-2015".to_owned())]
    );
    // Subscription Edition cannot be told from 2019.
    let text = text_of(&newer.replace("PersistentChat", "ExternalServer")).replace(
        "product: skype-for-business-2019",
        "product: skype-for-business-se",
    );
    assert_eq!(
        super::told(&text, &newer.replace("PersistentChat", "ExternalServer")),
        []
    );
}
