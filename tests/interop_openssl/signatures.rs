//! Signatures of every kind that turns up in estates.

use forecert::x509::{Certificate, SignatureKind};

use crate::bench::Bench;

fn acceptable(name: &str) -> SignatureKind {
    SignatureKind::Acceptable(name.to_owned())
}

fn legacy(name: &str) -> SignatureKind {
    SignatureKind::Legacy(name.to_owned())
}

fn forbidden(name: &str) -> SignatureKind {
    SignatureKind::Forbidden(name.to_owned())
}

#[test]
fn every_signature_that_estates_have_is_verified_and_judged() {
    let bench = Bench::new();
    bench.openssl("genrsa -out rsa.key 2048");
    bench.openssl("genrsa -out small.key 1024");
    for curve in ["P-256", "P-384", "P-521"] {
        let name = curve.to_lowercase();
        bench.openssl(&format!(
            "ecparam -name {curve} -genkey -noout -out {name}.key"
        ));
    }
    bench.openssl("genpkey -algorithm ED25519 -out ed.key");
    bench.openssl("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.key");
    let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest";
    for (key, options, kind) in [
        ("rsa", "-sha1".to_owned(), legacy("RSA with SHA-1")),
        ("rsa", "-sha256".to_owned(), acceptable("RSA with SHA-256")),
        ("rsa", "-sha384".to_owned(), acceptable("RSA with SHA-384")),
        ("rsa", "-sha512".to_owned(), acceptable("RSA with SHA-512")),
        ("small", "-sha1".to_owned(), legacy("RSA with SHA-1")),
        (
            "small",
            "-sha256".to_owned(),
            acceptable("RSA with SHA-256"),
        ),
        (
            "rsa",
            format!("-sha256 {pss}"),
            forbidden("RSASSA-PSS with SHA-256"),
        ),
        (
            "rsa",
            format!("-sha512 {pss}"),
            forbidden("RSASSA-PSS with SHA-512"),
        ),
        (
            "pss",
            format!("-sha384 {pss}"),
            forbidden("RSASSA-PSS with SHA-384"),
        ),
        (
            "p-256",
            "-sha256".to_owned(),
            acceptable("ECDSA with SHA-256"),
        ),
        (
            "p-256",
            "-sha512".to_owned(),
            acceptable("ECDSA with SHA-512"),
        ),
        ("p-256", "-sha1".to_owned(), legacy("ECDSA with SHA-1")),
        (
            "p-384",
            "-sha256".to_owned(),
            acceptable("ECDSA with SHA-256"),
        ),
        (
            "p-384",
            "-sha384".to_owned(),
            acceptable("ECDSA with SHA-384"),
        ),
        (
            "p-521",
            "-sha256".to_owned(),
            acceptable("ECDSA with SHA-256"),
        ),
        (
            "p-521",
            "-sha512".to_owned(),
            acceptable("ECDSA with SHA-512"),
        ),
        ("ed", String::new(), forbidden("Ed25519")),
    ] {
        bench.openssl(&format!(
            "req -x509 -new -key {key}.key {options} -subj /CN=x -out c.pem"
        ));
        let certificate = bench.certificate("c.pem");
        assert_eq!(certificate.signature(), kind);
        assert!(certificate.is_signed_by(&certificate), "{key} {options}");
        let mut der = certificate.der().to_vec();
        let last = der.len() - 1;
        der[last] ^= 1;
        let altered = Certificate::parse(&der).unwrap();
        assert!(!altered.is_signed_by(&certificate), "{key} {options}");
    }
}

#[test]
fn what_cannot_be_verified_is_no_proof_but_has_a_name() {
    let bench = Bench::new();
    bench.openssl("genrsa -out rsa.key 2048");
    for (options, kind) in [
        ("-md5", forbidden("RSA with MD5")),
        ("-sha224", acceptable("RSA with SHA-224")),
        (
            "-sha1 -sigopt rsa_padding_mode:pss",
            forbidden("RSASSA-PSS with SHA-1"),
        ),
    ] {
        bench.openssl(&format!(
            "req -x509 -new -key rsa.key {options} -subj /CN=x -out c.pem"
        ));
        let certificate = bench.certificate("c.pem");
        assert_eq!(certificate.signature(), kind);
        assert!(!certificate.is_signed_by(&certificate), "{options}");
    }
}
