//! From the manifest to what is desired, in one pass that finds all problems.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::manifest::Manifest;

use super::certificates::{Declared, Sources};
use super::issuers::Issuers;
use super::problems::Problems;
use super::{
    Background, Desired, Freezes, bundle, certificates, dates, deployment, directories, exceptions,
    graph, machines, pools, secrets,
};

/// Says what a manifest asks for.
///
/// # Errors
///
/// All findings, warnings and remarks too, where one of them is an error.
pub fn resolve(manifest: &Manifest) -> Result<Desired, Vec<Finding>> {
    let Manifest { model, source } = manifest;
    let mut problems = Problems::new(source);
    directories::check(model, &mut problems);
    let passphrase = secrets::passphrase(model, &mut problems);
    let secrets = secrets::read(model, &mut problems);
    let issuers = Issuers::read(model, &mut problems);
    let estate = deployment::read(model, &mut problems);
    let pools = pools::read(model, &estate, &mut problems);
    let machines = machines::read(model, &pools, &estate, &mut problems);
    let bundle = bundle::read(model, &mut problems);
    let severities = exceptions::severities(model, &mut problems);
    let freezes = Freezes::read(model, &mut problems);
    let references = graph::references(model, &pools, &mut problems);
    graph::report_circles(&pools, &references, &mut problems);
    let sources = Sources {
        issuers: &issuers,
        estate: &estate,
    };
    let Declared {
        mut certificates,
        served,
    } = certificates::declare(model, &pools, &sources, &mut problems);
    dates::put(&mut certificates, model, &pools, &issuers, &mut problems);
    let (declarations, exceptions) = exceptions::placed(model, &pools, &problems);
    let findings = problems.outcome()?;
    let graph = graph::build(&certificates, &pools, &references, &issuers);
    for certificate in &mut certificates {
        certificate.wave = graph.wave(&certificate.id);
    }
    // Ids cannot collide: pools, their servers and their usages are each there once, and
    // a server's name has a dot, which no usage has.
    let certificates: BTreeMap<_, _> = certificates
        .into_iter()
        .map(|certificate| (certificate.id.clone(), certificate))
        .collect();
    Ok(Desired {
        certificates,
        served,
        issuers: issuers.into_desired(),
        graph,
        members: machines::members(&machines),
        machines,
        bundle,
        severities,
        exceptions,
        declarations,
        freezes,
        inventory: model.inventory.clone(),
        keys: model.keys.directory.clone(),
        passphrase,
        secrets,
        findings,
        background: Background::new(model, source, &estate, &pools),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::cert::CertificateId;
    use crate::desired::trial::{ESTATE, codes, desired, estate_with, places};

    use super::*;

    #[test]
    fn an_estate_leads_to_its_certificates() {
        let desired = desired(ESTATE);
        assert_eq!(desired.findings, []);
        let lines: Vec<String> = desired
            .certificates
            .values()
            .map(|certificate| {
                format!(
                    "{} {} {} [{}] {} {}",
                    certificate.id,
                    certificate.role,
                    certificate.issuer,
                    certificate.usages.join(" "),
                    certificate.contents.subject,
                    certificate.validity
                )
            })
            .collect();
        let enterprise = "O=Contoso, L=Redmond, ST=Washington, C=US 730d";
        assert_eq!(
            lines,
            [
                format!("dirpool01.contoso.net/dir01.contoso.net/default director enterprise [Default WebServicesInternal WebServicesExternal] CN=dirpool01.contoso.net, {enterprise}"),
                "edge.contoso.net/edge-external edge public [AccessEdgeExternal DataEdgeExternal AudioVideoAuthentication] CN=sip.contoso.com, O=Contoso, C=US 199d".to_owned(),
                format!("edge.contoso.net/edge-internal edge enterprise [Internal] CN=edge.contoso.net, {enterprise}"),
                "issuer/lab issuer lab [] CN=lab root, O=Contoso, C=US 3650d".to_owned(),
                format!("medpool.contoso.net/med01.contoso.net/default mediation enterprise [Default] CN=medpool.contoso.net, {enterprise}"),
                format!("oauth deployment enterprise [OAuthTokenIssuer] CN=contoso.com, {enterprise}"),
                format!("pool01.contoso.net/fe01.contoso.net/default front-end enterprise [Default WebServicesInternal WebServicesExternal] CN=pool01.contoso.net, {enterprise}"),
                format!("pool01.contoso.net/fe02.contoso.net/default front-end enterprise [Default WebServicesInternal WebServicesExternal] CN=pool01.contoso.net, {enterprise}"),
                "sbc.contoso.net/sbc01.contoso.net/tls custom lab [tls] CN=sbc01.contoso.net, O=Contoso, L=Redmond, C=US 730d".to_owned(),
            ]
        );
    }

    #[test]
    fn contents_are_whole() {
        let desired = desired(ESTATE);
        let of = |id: &str| {
            let id = CertificateId::parse(id).unwrap();
            desired.certificates[&id].contents.rendering()
        };
        assert_eq!(
            of("edge.contoso.net/edge-external"),
            "subject: CN=sip.contoso.com, O=Contoso, C=US\n\
             dns: sip.contoso.com\ndns: sip.fabrikam.com\ndns: webcon.contoso.com\n\
             key: RSA 2048\nkey usage: digitalSignature, keyEncipherment\n\
             extended key usage: serverAuth\n"
        );
        assert_eq!(
            of("sbc.contoso.net/sbc01.contoso.net/tls"),
            "subject: CN=sbc01.contoso.net, O=Contoso, L=Redmond, C=US\n\
             dns: *.sbc.contoso.net\ndns: sbc.contoso.net\ndns: sbc01.contoso.net\n\
             key: RSA 2048\nkey usage: digitalSignature, keyEncipherment\n\
             extended key usage: serverAuth, clientAuth\n"
        );
        assert_eq!(
            of("issuer/lab"),
            "subject: CN=lab root, O=Contoso, C=US\nkey: RSA 3072\n\
             key usage: keyCertSign, cRLSign\nextended key usage: any (absent)\n"
        );
        assert!(of("oauth").ends_with("template: WebServer\n"));
    }

    #[test]
    fn all_problems_are_found_at_once() {
        let text = estate_with("country: us", "country: USA")
            .replace("validity: 199d", "validity: long")
            .replace(
                "next_hop: pool01.contoso.net",
                "next_hop: pool02.contoso.net",
            )
            .replace("sbc01.contoso.net]", "sbc_01.contoso.net]");
        let mut found = codes(&text);
        found.sort_unstable();
        let expected = [
            "country_invalid",
            "lifetime_invalid",
            "name_invalid",
            "unknown_pool",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn each_problem_is_underlined_where_it_stands_and_at_the_place_it_disagrees_with() {
        for (from, to, code, underlined) in [
            (
                "country: us",
                "country: USA",
                "country_invalid",
                &["USA"][..],
            ),
            (
                "fe02.contoso.net",
                "fe_02.contoso.net",
                "name_invalid",
                &["fe_02.contoso.net"],
            ),
            (
                "[med01.contoso.net]",
                "[edge01.contoso.net]",
                "server_twice",
                &["edge01.contoso.net", "edge01.contoso.net"],
            ),
            (
                "issuer: public",
                "issuer: pubic",
                "unknown_issuer",
                &["pubic"],
            ),
            (
                "next_hop: pool01.contoso.net",
                "next_hop: pool02.contoso.net",
                "unknown_pool",
                &["pool02.contoso.net"],
            ),
            (
                "[medpool.contoso.net]",
                "[sbc.contoso.net]",
                "refers_to_itself",
                &["sbc.contoso.net", "sbc.contoso.net"],
            ),
            (
                "    role: mediation\n",
                "    role: mediation\n    auto_logon: false\n",
                "section_not_used",
                &["auto_logon", "mediation"],
            ),
            (
                "https://admin.contoso.com",
                "https://pool01.contoso.net",
                "simple_url_is_pool",
                &["\"https://pool01.contoso.net\"", "pool01.contoso.net"],
            ),
            (
                "directory: ca,",
                "directory: inventory/ca,",
                "authority_in_inventory",
                &["inventory/ca"],
            ),
            (
                "usage: edge-external,",
                "usage: edge-external, per: server,",
                "per_not_possible",
                &["server"],
            ),
            (
                "usage: edge-external,",
                "usage: edge-external, without_dns: [sip.fabrikam.com],",
                "name_left_out",
                &["sip.fabrikam.com"],
            ),
            (
                "    load_balancing: dns\n",
                "    next_hop: edge.contoso.net\n",
                "circle",
                &["director", "edge.contoso.net", "dirpool01.contoso.net"],
            ),
            (
                "internal: webint.contoso.net, external: webext.contoso.com",
                "external: webext.contoso.com",
                "internal_web_missing",
                &["{ external: webext.contoso.com }", "pool01.contoso.net"],
            ),
        ] {
            let found = places(code, &estate_with(from, to));
            assert_eq!(&found[..underlined.len()], underlined, "{code}");
        }
    }

    #[test]
    fn the_graph_grows_with_the_servers_and_no_faster() {
        let servers: Vec<String> = (0..5000).map(|n| format!("fe{n}.contoso.net")).collect();
        let text = estate_with(
            "[fe01.contoso.net, { fqdn: fe02.contoso.net, os: windows-server-2012-r2 }]",
            &format!("[{}]", servers.join(", ")),
        );
        let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
        let desired = resolve(&manifest).unwrap();
        assert_eq!(desired.certificates.len(), 5007);
        assert!(desired.graph.edges().count() < 3 * 5007);
    }

    /// An estate whose pools are declared in this order.
    fn shuffled(order: &[usize]) -> String {
        let (head, pools) = ESTATE.split_once("pools:\n").unwrap();
        let pools: Vec<String> = pools
            .split("  - fqdn")
            .filter(|pool| !pool.trim().is_empty())
            .map(|pool| format!("  - fqdn{}\n", pool.trim_end()))
            .collect();
        let pools: String = order.iter().map(|index| pools[*index].as_str()).collect();
        format!("{head}pools:\n{pools}")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_order_of_declaration_does_not_matter(
            order in Just(vec![0_usize, 1, 2, 3, 4]).prop_shuffle()
        ) {
            let (one, other) = (desired(ESTATE), desired(&shuffled(&order)));
            prop_assert_eq!(&one.graph, &other.graph);
            prop_assert_eq!(
                one.certificates.keys().collect::<Vec<_>>(),
                other.certificates.keys().collect::<Vec<_>>()
            );
        }
    }
}
