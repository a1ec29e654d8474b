//! Checks of what was issued, kept and installed.

use forecert::cert::{CertificateId, Validity};
use forecert::mint::{self, Authority};
use forecert::rules;
use time::Duration;

use crate::below;
use crate::estate::{Answered, ID, NOW, PLAIN, SOUND, Signing, with};
use crate::tools::tool_or_pass;

/// The sound estate with its reverse proxy on an old Windows.
fn old() -> String {
    with(
        "role: reverse-proxy",
        "role: reverse-proxy\n    os: windows-server-2012-r2",
    )
}

#[test]
fn an_answer_in_order_is_not_spoken_of() {
    let _ = tool_or_pass!("openssl");
    let estate = Answered::new(&old());
    let run = estate.accept(PLAIN).exits(0);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    assert_eq!(estate.codes(&["plan"]), [""; 0]);
    assert_eq!(estate.codes(&["verify"]), [""; 0]);
}

#[test]
fn finds_chain_signature_forbidden() {
    let _ = tool_or_pass!("openssl");
    let estate = Answered::new(SOUND);
    let _ = estate.accept(PLAIN).exits(0);
    let plan = ["plan", "--id", ID];
    let _ = estate.deployment.forecert(&plan).exits(0);
    // The same authority with the same key, signed anew.
    let signing = Signing {
        pss_above: true,
        ..PLAIN
    };
    estate.answer(signing);
    let chain = format!("inventory/{ID}/0001/chain.pem");
    assert!(estate.deployment.path(&chain).exists());
    let middle = estate.deployment.read("middle.pem") + &estate.deployment.read("root.pem");
    estate.deployment.write(&chain, middle);
    let run = estate.deployment.forecert(&plan).exits(5);
    assert!(
        run.stderr.contains("chain_signature_forbidden"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("RSASSA-PSS"), "{}", run.stderr);
}

#[test]
fn finds_no_crl_distribution_point() {
    let _ = tool_or_pass!("openssl");
    let estate = Answered::new(SOUND);
    let signing = Signing {
        names_list: false,
        ..PLAIN
    };
    let run = estate.accept(signing).exits(0);
    assert!(
        run.stdout.contains("no CRL distribution point"),
        "{}",
        run.stdout
    );
    assert_eq!(estate.codes(&["verify"]), ["no_crl_distribution_point"]);
}

#[test]
fn finds_public_not_sha256() {
    let _ = tool_or_pass!("openssl");
    let estate = Answered::new(SOUND);
    let signing = Signing {
        leaf: "-sha384",
        ..PLAIN
    };
    let _ = estate.accept(signing).exits(0);
    assert_eq!(estate.codes(&["plan"]), ["public_not_sha256"]);
    // Of what is not public nothing is said.
    let internal = SOUND.replace(
        "usage: farm, issuer: public",
        "usage: farm, issuer: enterprise",
    );
    let estate = Answered::new(&internal);
    let _ = estate.accept(signing).exits(0);
    assert_eq!(estate.codes(&["plan"]), [""; 0]);
}

#[test]
fn finds_sha512_old_windows() {
    let _ = tool_or_pass!("openssl");
    let signing = Signing {
        leaf: "-sha512",
        ..PLAIN
    };
    let codes = |windows: &str| {
        let manifest = old().replace("windows-server-2012-r2", windows);
        let estate = Answered::new(&manifest);
        let _ = estate.accept(signing).exits(0);
        estate.codes(&["plan"])
    };
    assert_eq!(
        codes("windows-server-2012-r2"),
        ["public_not_sha256", "sha512_old_windows"]
    );
    assert_eq!(codes("windows-server-2016"), ["public_not_sha256"]);
}

#[test]
fn finds_signature_legacy() {
    let _ = tool_or_pass!("openssl");
    let estate = Answered::new(SOUND);
    let signing = Signing {
        leaf: "-sha1",
        ..PLAIN
    };
    let run = estate.accept(signing).exits(0);
    assert!(run.stdout.contains("RSA with SHA-1"), "{}", run.stdout);
}

#[test]
fn finds_key_in_clear() {
    let _ = tool_or_pass!("openssl");
    let estate = Answered::new(SOUND);
    assert_eq!(estate.codes(&["plan"]), [""; 0]);
    let asked = SOUND.replace(
        "product:",
        "keys: { encryption: { passphrase: { env: P } } }\nproduct:",
    );
    estate.deployment.write("forecert.yaml", asked);
    assert_eq!(estate.codes(&["plan"]), ["key_in_clear"]);
}

/// One certificate for each of two servers, with keys that are quickly made.
const SBC: &str = r#"
version: 1
rules: "2026.1"
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 1y, trust: [root.pem, other.pem] }
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [sbc01.contoso.net, sbc02.contoso.net]
    certificates:
      - { usage: tls, key: { algorithm: ec, size: 256 }, common_name: "{server}", dns: ["{server}"] }
"#;

#[test]
fn finds_pool_issuers_differ() {
    let other = below::authority("Other Root");
    let told = |second: &Authority| {
        let folder = tempfile::tempdir().expect("a folder");
        let base = folder.path();
        std::fs::create_dir_all(base.join("inventory/.forecert")).expect("a folder");
        for (name, root) in [("root.pem", &*below::FOREIGN), ("other.pem", &other)] {
            std::fs::write(base.join(name), root.certificate.pem()).expect("a file");
        }
        let desired = below::desired(SBC);
        assert!(below::apply(base, &desired, NOW).is_complete());
        for (server, authority) in [("sbc01", &*below::FOREIGN), ("sbc02", second)] {
            let id = format!("sbc.contoso.net/{server}.contoso.net/tls");
            let id = CertificateId::parse(&id).expect("an id");
            let inventory = below::inventory(base, &desired);
            let request = inventory
                .generation(&id, 1)
                .and_then(|found| found.request.as_ref());
            let request = request.expect("a request");
            let validity = Validity {
                not_before: NOW,
                not_after: NOW + Duration::days(365),
            };
            let url = "http://pki.contoso.net/x.crl";
            let leaf = mint::leaf(request, request.contents(), authority, validity, url);
            below::accept(base, &desired, &leaf.expect("a certificate").pem(), NOW);
        }
        let inventory = below::inventory(base, &desired);
        let mut plan = below::planned(&desired, &inventory, NOW);
        rules::check(&mut plan, &desired, &inventory);
        let found = plan.findings.into_iter().map(|finding| finding.code);
        found.collect::<Vec<_>>()
    };
    assert_eq!(told(&below::FOREIGN), [""; 0]);
    assert_eq!(told(&other), ["pool_issuers_differ"]);
}

#[test]
fn finds_edge_members_differ() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = folder.path();
    std::fs::create_dir_all(base.join("inventory/.forecert")).expect("a folder");
    std::fs::create_dir_all(base.join("inventory/receipts")).expect("a folder");
    std::fs::write(base.join("root.pem"), below::FOREIGN.certificate.pem()).expect("a file");
    let desired = below::desired(SOUND);
    let id = CertificateId::parse("edge.contoso.net/edge-internal").expect("an id");
    assert!(desired.certificates.contains_key(&id));
    let receipt = |server: &str, thumbprint: char| {
        let thumbprint: String = std::iter::repeat_n(thumbprint, 40).collect();
        let text = format!(
            "{{\"receipt\": \"forecert\", \"format_version\": \"1.0\", \"server\": \
             \"{server}.contoso.net\", \"at\": \"2026-11-20T22:00:00Z\", \"assigned\": [{{\"type\": \
             \"Internal\", \"thumbprint\": \"{thumbprint}\", \"effective\": null}}], \"store\": []}}"
        );
        std::fs::write(base.join(format!("inventory/receipts/{server}.json")), text)
            .expect("a file");
    };
    let codes = || {
        let inventory = below::inventory(base, &desired);
        assert_eq!(
            inventory.receipts.len(),
            2,
            "{:?}",
            inventory.receipt_findings
        );
        let plan = below::planned(&desired, &inventory, NOW);
        let found = rules::installed(&plan, &desired, &inventory).into_iter();
        found.map(|finding| finding.code).collect::<Vec<_>>()
    };
    receipt("edge01", 'A');
    receipt("edge02", 'A');
    assert_eq!(codes(), [""; 0]);
    receipt("edge02", 'B');
    assert_eq!(codes(), ["edge_members_differ"]);
}
