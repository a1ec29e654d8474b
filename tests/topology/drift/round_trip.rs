//! The manifest that a document leads to has no drift against it.

use super::{drifts, manifest};
use crate::cmdlets::{DOMAINS, POOLS, SERVICES, URLS, WEB};
use crate::export::{export, settings};
use crate::{BUILDER, PUBLISHED, estate};
use forecert::topology::{self, Document};

#[test]
fn a_manifest_does_not_differ_from_the_documents_that_it_was_made_of() {
    let exported = export(&[
        settings("Global", "https://meet.litware.com"),
        settings("Site", "https://meet.lyon.litware.com")
            .replace("<SchemaId", "<S>Lyon</S><SchemaId"),
    ]);
    let documents: [&[(&str, &str)]; 8] = [
        &[("t", PUBLISHED)],
        &[("t", BUILDER)],
        &[(
            "t",
            include_str!("../../../examples/topology/contoso.tbxml"),
        )],
        &[("t", &exported)],
        &[("t", PUBLISHED), ("u", URLS)],
        &[("t", PUBLISHED), ("w", WEB), ("d", DOMAINS)],
        &[
            ("t", BUILDER),
            (
                "u",
                &URLS[..URLS.find("},\n  { \"Identity\"").unwrap() + 1].replacen('[', "", 1),
            ),
        ],
        &[("p", POOLS), ("s", SERVICES), ("d", DOMAINS), ("u", URLS)],
    ];
    for documents in documents {
        let estate = estate(documents);
        let manifest = manifest(&estate);
        let drift = drifts(&manifest, &estate);
        assert!(drift.differences.is_empty(), "{:#?}", drift.differences);
        assert_eq!(drift.mended.as_deref(), Some(manifest.source.text()));
    }
}

#[test]
fn nor_in_any_encoding() {
    for document in [PUBLISHED, BUILDER] {
        let own = manifest(&estate(&[("t", document)]));
        // A declaration would name another encoding.
        let bare = document
            .split_once("?>")
            .map_or(document, |(_, rest)| rest)
            .trim_start();
        let units = || bare.encode_utf16();
        let forms = [
            bare.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", bare.as_bytes()].concat(),
            [
                b"\xFF\xFE".to_vec(),
                units().flat_map(u16::to_le_bytes).collect(),
            ]
            .concat(),
            [
                b"\xFE\xFF".to_vec(),
                units().flat_map(u16::to_be_bytes).collect(),
            ]
            .concat(),
            bare.replace('\n', "\r\n").into_bytes(),
        ];
        for bytes in forms {
            let document = Document {
                name: "t",
                bytes: &bytes,
            };
            let drift = drifts(&own, &topology::read(&[document]).unwrap());
            assert!(drift.differences.is_empty(), "{:#?}", drift.differences);
        }
    }
}

#[test]
fn what_a_document_cannot_know_is_no_difference() {
    let own = manifest(&estate(&[("t", PUBLISHED)]));
    let text = own
        .source
        .text()
        .replace(
            "pools:\n",
            "pools:\n  - { fqdn: rp.litware.com, role: reverse-proxy, servers: [rp01.litware.com] }\n  \
             - { fqdn: sbc.litware.net, role: custom, servers: [sbc01.litware.net], certificates: \
             [{ usage: tls, dns: [\"{server}\"] }] }\n  - { fqdn: owa.litware.net, role: \
             office-web-apps, servers: [owa01.litware.net] }\n",
        )
        .replace("servers: [wac01.litware.net]", "servers: [wac01.litware.net, wac02.litware.net]")
        .replace(
            "sip_domains: [litware.com, fabrikam.com]\n",
            "sip_domains: [LITWARE.com, fabrikam.com]\nsimple_urls: { meet: \
             [\"https://meet.litware.com\", \"https://meet.fabrikam.com\"] }\ndns: { sipinternal: true }\n",
        )
        .replace("    web_services: { external: webext.litware.com }\n", "    load_balancing: dns\n    \
             web_services: { internal: webint.litware.net, external: WebExt.litware.com }\n")
        .replace("      av: av.litware.com\n", "")
        // The cluster that no role is known of.
        + "  - { fqdn: odd.litware.net, role: mediation, next_hop: pool01.litware.net, servers: [odd01.litware.net] }\n";
    assert_eq!(super::told(&text, PUBLISHED), []);
    // Nor a site that a pool does not say, as long as no certificate depends on it.
    let silent: String = own
        .source
        .text()
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("    site: Lyon"))
        .collect();
    assert_eq!(super::told(&silent, PUBLISHED), []);
}
