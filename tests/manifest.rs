//! Manifests as people have them: whole, in any encoding of line ends, and with
//! faults of every kind at once.

mod support;

use forecert::manifest::Manifest;
use support::Deployment;

#[test]
fn five_thousand_servers_are_read() {
    let servers: Vec<String> = (0..5000)
        .map(|n| format!("      - s{n}.example.com\n"))
        .collect();
    let text = format!(
        "version: 1\nrules: \"2026.1\"\nissuers:\n  - {{ name: a, type: request, class: \
         enterprise, validity: 1y }}\npools:\n  - fqdn: pool.example.com\n    role: custom\n    \
         certificates: [{{ usage: tls, dns: [\"{{server}}\"] }}]\n    servers:\n{}",
        servers.concat()
    );
    let manifest = Manifest::parse("forecert.yaml", text.as_bytes()).unwrap();
    assert_eq!(manifest.model.pools[0].servers.len(), 5000);
    let desired = forecert::desired::resolve(&manifest).unwrap();
    assert_eq!(desired.certificates.len(), 5000);
}

#[test]
fn the_examples_and_the_estates_are_manifests() {
    for (name, text) in [
        (
            "quickstart",
            include_str!("../examples/quickstart/forecert.yaml"),
        ),
        ("contoso", include_str!("../examples/contoso/forecert.yaml")),
        ("custom", include_str!("../examples/custom/forecert.yaml")),
        ("command", include_str!("../examples/command/forecert.yaml")),
        (
            "contoso-sfb2015",
            include_str!("estates/contoso-sfb2015.yaml"),
        ),
        (
            "tenant-sfb2015",
            include_str!("estates/tenant-sfb2015.yaml"),
        ),
    ] {
        for text in [
            text.to_owned(),
            text.replace('\n', "\r\n"),
            format!("\u{feff}{text}"),
        ] {
            let manifest = Manifest::parse(name, text.as_bytes());
            let manifest = manifest.unwrap_or_else(|bad| panic!("{name}: {:?}", bad.findings));
            if let Err(findings) = forecert::desired::resolve(&manifest) {
                panic!("{name}: {findings:?}");
            }
        }
    }
}

#[test]
fn faults_of_shape_do_not_hide_what_is_wrong_beside_them() {
    let deployment = Deployment::new(
        r#"ruels: "2026.1"
version: 1
issuers:
  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: "http://a.example.com/a" }
pools:
  - fqdn: farm.example.com
    role: custm
    colour: red
    depends_on: [fram.example.com]
    servers: [web01.example.com, web01.example.com]
    certificates: [{ usage: tls, issuer: lba, dns: ["{server}"] }]
"#,
    );
    let run = deployment
        .forecert(&["validate", "--format", "json"])
        .exits(65);
    let faults: Vec<(String, u64)> = run.json()["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            let code = fault["code"].as_str().unwrap().to_owned();
            (code, fault["line"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        faults,
        [
            ("unknown_key".to_owned(), 1),
            ("unknown_value".to_owned(), 7),
            ("unknown_key".to_owned(), 8),
            ("unknown_pool".to_owned(), 9),
            ("server_twice".to_owned(), 10),
            ("unknown_issuer".to_owned(), 11),
        ]
    );
}
