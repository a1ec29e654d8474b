//! What holds for the certificates of every estate, whatever its roles and products.

use std::collections::BTreeSet;

use forecert::cert::CertificateId;
use proptest::prelude::*;

use crate::below;
use crate::estate::estate;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_certificate_of_every_estate_keeps_the_rules(
        estate in estate(),
        order in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let text = estate.manifest(&[0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let desired = below::desired(&text);
        let mut friendly = BTreeSet::new();
        for certificate in desired.certificates.values() {
            let contents = &certificate.contents;
            let common_name = contents.subject.common_name().unwrap_or_default();
            prop_assert!(!common_name.contains('*'), "{}", certificate.id);
            prop_assert!(contents.names.contains(common_name), "{}", certificate.id);
            prop_assert_eq!(&certificate.origins[0].name, common_name);
            let origins: BTreeSet<String> =
                certificate.origins.iter().map(|origin| origin.name.clone()).collect();
            prop_assert_eq!(&origins, &contents.names);
            for origin in &certificate.origins {
                prop_assert!(origin.rule.source.is_some(), "{}", origin.name);
                let span = origin.span.clone().unwrap();
                prop_assert!(!text[span].is_empty());
            }
            prop_assert!(friendly.insert(certificate.friendly_name(1)));
            prop_assert!(!contents.names.contains("av.d0.com"));
            let outside = ["web-external", "farm", "edge-external"].contains(&certificate.id.usage());
            let admin = contents.names.iter().any(|name| name.starts_with("admin"));
            prop_assert!(!(outside && admin), "{}", certificate.id);
            let wild = contents.names.iter().any(|name| name.starts_with("*."));
            let web = ["front-end", "standard-edition", "director"].contains(&certificate.role);
            let may = match certificate.role {
                "reverse-proxy" => estate.wildcard != "none",
                _ => web && estate.wildcard == "all",
            };
            prop_assert!(!wild || may, "{}", certificate.id);
        }
        // What one certificate serves beside its own has all its names there.
        for (served, by) in &desired.served {
            prop_assert!(!desired.certificates.contains_key(served));
            let names = &desired.certificates[by].contents.names;
            for name in ["ext0.d0.com", "meet.d0.com", "dialin.d0.com"] {
                prop_assert!(names.contains(name), "{name}");
            }
        }
        prop_assert_eq!(
            desired.served.is_empty(),
            !(estate.same_as && estate.has_edge() && estate.servers[8] > 0)
        );
        // Declared in another order, the same certificates; only who is first among the
        // published gives its name to a reverse proxy.
        let turned = below::desired(&estate.manifest(&order));
        let proxy = |id: &CertificateId| id.usage() == "farm";
        for (id, certificate) in &turned.certificates {
            let before = &desired.certificates[id];
            prop_assert_eq!(&certificate.contents.names, &before.contents.names);
            prop_assert!(proxy(id) || certificate.contents == before.contents);
        }
        prop_assert_eq!(turned.certificates.len(), desired.certificates.len());
        prop_assert_eq!(turned.graph, desired.graph);
    }
}
