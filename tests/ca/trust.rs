//! What an issuer may chain to, old and new: a certificate is replaced only when it chains to
//! none of it.

use std::collections::BTreeSet;

use forecert::cert::{Contents, Curve, KeySpec, Subject, Validity};
use forecert::mint::{self, Authority};
use forecert::rules;
use forecert::secret::PrivateKey;
use forecert::x509::Certificate;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::below;
use crate::support::Deployment;
use crate::tools::tool_or_pass;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

const MANIFEST: &str = r#"
version: 1
rules: "2026.1"
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 1y, trust: [TRUST] }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net]
    certificates:
      - { usage: tls, key: { algorithm: ec, size: 256 }, common_name: "{server}", dns: ["{server}"] }
"#;

/// A root under the one name, with this key, from a year on.
fn root(pkcs8: &[u8], year: i32) -> Authority {
    let key = PrivateKey::from_der(pkcs8).expect("a key");
    let contents = Contents {
        subject: Subject::default().with("CN", Some("Contoso Root")),
        names: BTreeSet::new(),
        other_names: BTreeSet::new(),
        key: KeySpec::Ec(Curve::P256),
        key_usage: None,
        extended_key_usage: BTreeSet::new(),
        template: None,
    };
    let begin = datetime!(2020-01-01 0:00 UTC) + Duration::days(365 * i64::from(year - 2020));
    let validity = Validity {
        not_before: begin,
        not_after: begin + Duration::days(3650),
    };
    let certificate = mint::root(&contents, &key, validity).expect("a root");
    Authority::new(certificate, key).expect("an authority")
}

fn new_key() -> Vec<u8> {
    let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256)).expect("a key");
    key.pkcs8().to_vec()
}

/// What becomes of a certificate of a signer when the issuer may chain to these; and whether
/// OpenSSL proves it by them.
fn verdict(signer: &Authority, trust: &[&Certificate]) -> (String, bool) {
    let names: Vec<String> = (0..trust.len()).map(|at| format!("root{at}.pem")).collect();
    let deployment = Deployment::new("");
    let base = deployment.root();
    deployment.write("inventory/.forecert/here", "");
    deployment.write("signer.pem", signer.certificate.pem());
    // It is taken in while the issuer may chain to its signer.
    let before = below::desired(&MANIFEST.replace("TRUST", "signer.pem"));
    assert!(below::apply(base, &before, NOW).is_complete());
    let inventory = below::inventory(base, &before);
    let generations = inventory.generations.values().flat_map(|all| all.values());
    let mut requests = generations.filter_map(|found| found.request.as_ref());
    let request = requests.next().expect("a request");
    let validity = Validity {
        not_before: NOW,
        not_after: NOW + Duration::days(365),
    };
    let url = "http://pki.contoso.net/root.crl";
    let leaf = mint::leaf(request, request.contents(), signer, validity, url).expect("a leaf");
    below::accept(base, &before, &leaf.pem(), NOW);
    for (name, root) in names.iter().zip(trust) {
        deployment.write(name, root.pem());
    }
    let all: String = trust.iter().map(|root| root.pem()).collect();
    deployment.write("trust.pem", all);
    deployment.write("leaf.pem", leaf.pem());
    let desired = below::desired(&MANIFEST.replace("TRUST", &names.join(", ")));
    let inventory = below::inventory(base, &desired);
    let mut plan = below::planned(&desired, &inventory, NOW);
    rules::check(&mut plan, &desired, &inventory);
    let entry = &plan.entries[0];
    let reasons = entry.reasons.iter().map(|reason| reason.code);
    let findings = plan.findings.iter().map(|finding| finding.code);
    let words: Vec<&str> = [entry.action.name()]
        .into_iter()
        .chain(reasons)
        .chain(findings)
        .collect();
    let args = [
        "verify",
        "-attime",
        "1800000000",
        "-CAfile",
        "trust.pem",
        "leaf.pem",
    ];
    let openssl = deployment
        .command("openssl")
        .args(args)
        .output()
        .expect("openssl");
    (words.join(" "), openssl.status.success())
}

#[test]
fn a_certificate_is_replaced_only_when_it_chains_to_nothing_that_is_declared() {
    let _ = tool_or_pass!("openssl");
    let (key, other_key) = (new_key(), new_key());
    let old = root(&key, 2021);
    // The same name: once with the same key, once with another one.
    let (renewed, rekeyed) = (root(&key, 2026), root(&other_key, 2026));
    let of = |trust: &[&Authority]| {
        let trust: Vec<&Certificate> = trust.iter().map(|one| &one.certificate).collect();
        verdict(&old, &trust)
    };
    let keep = |more: &str| (format!("keep{more}"), true);
    assert_eq!(of(&[&old]), keep(""));
    assert_eq!(of(&[&old, &renewed]), keep(" chain_superseded"));
    assert_eq!(of(&[&renewed, &old]), keep(" chain_superseded"));
    assert_eq!(of(&[&old, &rekeyed]), keep(" chain_superseded"));
    // The key is the one that signed it: that proves it too.
    assert_eq!(of(&[&renewed]), keep(" chain_superseded"));
    let (action, proved) = of(&[&rekeyed]);
    assert!(action.starts_with("replace issuer_replaced"), "{action}");
    assert!(!proved);
}
