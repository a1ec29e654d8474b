//! Certificates and revocation lists before OpenSSL, by authorities of both makers.

use forecert::cert::{Contents, Curve, KeySpec, Subject};
use forecert::mint::{self, Authority};
use forecert::secret::PrivateKey;
use forecert::x509::Certificate;
use time::Duration;

use crate::bench::{Bench, contents, month};

const EC: KeySpec = KeySpec::Ec(Curve::P256);
const URL: &str = "http://pki.contoso.com/lab.crl";

/// Issues a leaf and a revocation list, and lets OpenSSL check both.
fn judged(bench: &Bench, authority: &Authority) -> Certificate {
    let key = PrivateKey::generate(&EC).ok().unwrap();
    let contents = contents(&EC);
    let request = mint::request(&contents, &key).unwrap();
    let leaf = mint::leaf(&request, &contents, authority, month(), URL).unwrap();
    let now = month().not_before;
    let list = mint::revocation_list(authority, now, now + Duration::days(7), 7).unwrap();
    bench.write("root.pem", authority.certificate.pem());
    bench.write("leaf.pem", leaf.pem());
    bench.write("list.der", list);
    let strict = "verify -x509_strict -purpose sslserver -verify_hostname fe01.contoso.net";
    let verdict = bench.openssl(&format!("{strict} -CAfile root.pem leaf.pem"));
    assert_eq!(verdict, "leaf.pem: OK\n");
    let verdict = bench.openssl("crl -inform DER -in list.der -CAfile root.pem -noout");
    assert_eq!(verdict, "verify OK\n");
    bench.openssl("crl -inform DER -in list.der -out list.pem");
    let checked = bench.openssl("verify -crl_check -CRLfile list.pem -CAfile root.pem leaf.pem");
    assert_eq!(checked, "leaf.pem: OK\n");
    leaf
}

#[test]
fn openssl_trusts_what_our_own_root_signs_with_every_kind_of_key() {
    for spec in [
        KeySpec::Rsa(2048),
        EC,
        KeySpec::Ec(Curve::P384),
        KeySpec::Ec(Curve::P521),
    ] {
        let bench = Bench::new();
        let key = PrivateKey::generate(&spec).ok().unwrap();
        let contents = Contents {
            subject: Subject::default().with("CN", Some("Lab Root")),
            ..contents(&spec)
        };
        let root = mint::root(&contents, &key, month()).unwrap();
        bench.write("r.pem", root.pem());
        let text = bench.openssl("x509 -in r.pem -noout -text");
        for part in [
            "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0",
            "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign",
            "X509v3 Subject Key Identifier",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        judged(&bench, &Authority::new(root, key).unwrap());
    }
}

#[test]
fn openssl_reads_in_a_leaf_what_was_declared() {
    let bench = Bench::new();
    let key = PrivateKey::generate(&EC).ok().unwrap();
    let root = mint::root(&contents(&EC), &key, month()).unwrap();
    let leaf = judged(&bench, &Authority::new(root.clone(), key).unwrap());
    let text = bench.openssl("x509 -in leaf.pem -noout -text");
    for part in [
        "DNS:pool01.contoso.net, DNS:*.contoso.com, DNS:fe01.contoso.net",
        "X509v3 Key Usage: critical\n                Digital Signature, Key Encipherment\n",
        "TLS Web Server Authentication, TLS Web Client Authentication",
        "X509v3 Basic Constraints: critical\n                CA:FALSE",
        "URI:http://pki.contoso.com/lab.crl",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let serial = bench.openssl("x509 -in leaf.pem -noout -serial");
    assert_eq!(
        serial.trim(),
        format!("serial={}", leaf.serial().to_uppercase())
    );
    let print = bench.openssl("x509 -in leaf.pem -noout -fingerprint -sha256");
    let print = print.trim().replace(':', "").to_lowercase();
    assert!(print.ends_with(&leaf.fingerprint().to_string()), "{print}");
    let id = root.subject_key_id().unwrap();
    let id: Vec<String> = id.iter().map(|octet| format!("{octet:02X}")).collect();
    let named = text.matches(&id.join(":")).count();
    assert_eq!(named, 1, "the authority key identifier");
    let list = bench.openssl("crl -in list.pem -noout -text");
    for part in [
        "Version 2",
        "No Revoked Certificates",
        "X509v3 CRL Number: \n                7",
        &id.join(":"),
    ] {
        assert!(list.contains(part), "{part}\n{list}");
    }
}

/// An authority that OpenSSL made.
fn foreign(bench: &Bench, key: &str, subject: &str, options: &str) -> Authority {
    bench.openssl(&format!("genpkey {key} -out ca.key"));
    bench.openssl(&format!(
        "req -x509 -new -key ca.key -days 60 -out ca.pem -multivalue-rdn -utf8 -subj '{subject}' \
         -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign,cRLSign {options}"
    ));
    Authority::new(bench.certificate("ca.pem"), bench.key("ca.key")).unwrap()
}

const P256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";

#[test]
fn the_chain_of_an_authority_with_several_domain_components_verifies() {
    for key in [
        "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        P256,
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
    ] {
        let bench = Bench::new();
        let subject = "/DC=com/DC=contoso/CN=Contoso Issuing CA";
        let authority = foreign(&bench, key, subject, "");
        let leaf = judged(&bench, &authority);
        assert_eq!(
            leaf.issuer().to_string(),
            "DC=com, DC=contoso, CN=Contoso Issuing CA"
        );
        assert_eq!(leaf.issuer_raw(), authority.certificate.subject_raw());
    }
}

#[test]
fn the_chain_of_an_authority_with_an_odd_name_verifies() {
    for subject in [
        "/DC=com/CN=Lab+OU=PKI+serialNumber=7/O=Büro",
        "/C=CH/C=DE/O=a, b = c",
    ] {
        let bench = Bench::new();
        judged(&bench, &foreign(&bench, P256, subject, ""));
    }
}

#[test]
fn an_authority_without_a_key_identifier_signs_too() {
    let bench = Bench::new();
    let none = "-addext subjectKeyIdentifier=none -addext authorityKeyIdentifier=none";
    let authority = foreign(&bench, P256, "/CN=Old", none);
    assert_eq!(authority.certificate.subject_key_id(), None);
    let key = PrivateKey::generate(&EC).ok().unwrap();
    let contents = contents(&EC);
    let request = mint::request(&contents, &key).unwrap();
    let leaf = mint::leaf(&request, &contents, &authority, month(), URL).unwrap();
    assert!(leaf.authority_key_id().is_some());
    bench.write("leaf.pem", leaf.pem());
    bench.openssl("verify -CAfile ca.pem leaf.pem");
}

#[test]
fn a_request_made_by_openssl_is_signed_for_its_own_key() {
    let bench = Bench::new();
    let authority = foreign(&bench, P256, "/CN=Lab", "");
    bench.openssl(
        "req -new -newkey rsa:2048 -nodes -keyout k.pem -subj /CN=whatever -outform DER -out r.der",
    );
    let request = forecert::x509::Request::parse(&bench.read("r.der")).unwrap();
    let contents = contents(&KeySpec::Rsa(2048));
    let leaf = mint::leaf(&request, &contents, &authority, month(), URL).unwrap();
    bench.write("leaf.pem", leaf.pem());
    bench.openssl("verify -CAfile ca.pem leaf.pem");
    let key = bench.openssl("pkey -in k.pem -pubout");
    assert_eq!(bench.openssl("x509 -in leaf.pem -noout -pubkey"), key);
    assert_eq!(bench.key("k.pem").public(), leaf.public_key());
}
