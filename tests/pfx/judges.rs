//! What forecert writes is opened by each stranger, with all that is in it.

use forecert::pfx::{Encryption, SCHANNEL};

use crate::bench::{BORDER, Bench, FRIENDLY, FRONT_END, SECRET};
use crate::tools::tool_or_pass;

const BOTH: [Encryption; 2] = [Encryption::TripleDesSha1, Encryption::Aes256Sha256];

#[test]
fn openssl_finds_key_certificate_and_chain_under_the_declared_encryption() {
    let _ = tool_or_pass!("openssl");
    for (encryption, parts, mac) in [
        (
            Encryption::TripleDesSha1,
            "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 10000",
            "MAC: sha1, Iteration 10000\nMAC length: 20, salt length: 8",
        ),
        (
            Encryption::Aes256Sha256,
            "PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256",
            "MAC: sha256, Iteration 100000\nMAC length: 32, salt length: 16",
        ),
    ] {
        for identity in [&*FRONT_END, &*BORDER] {
            let bench = Bench::with(identity);
            bench.write("made.pfx", identity.written(encryption));
            let told = bench.well(&format!(
                "openssl pkcs12 -in made.pfx -info -nodes -passin 'pass:{SECRET}'"
            ));
            assert!(told.contains(mac), "{told}");
            assert!(
                told.contains(&format!("PKCS7 Encrypted data: {parts}")),
                "{told}"
            );
            assert!(
                told.contains(&format!("Shrouded Keybag: {parts}")),
                "{told}"
            );
            assert_eq!(told.matches("BEGIN CERTIFICATE").count(), 2, "{told}");
            assert!(
                told.contains(identity.certificate.pem().trim_end()),
                "{told}"
            );
            assert!(told.contains(identity.chain[0].pem().trim_end()), "{told}");
            bench.write("told.pem", &told);
            let public = bench.well("openssl pkey -in told.pem -pubout");
            assert_eq!(public, bench.well("openssl pkey -in key.pem -pubout"));
            bench.well("openssl pkey -in told.pem -check -noout");
        }
    }
}

#[test]
fn openssl_shows_names_provider_and_usage() {
    let _ = tool_or_pass!("openssl");
    let bench = Bench::new();
    bench.write("made.pfx", FRONT_END.written(Encryption::TripleDesSha1));
    let told = bench.well(&format!(
        "openssl pkcs12 -in made.pfx -nodes -passin 'pass:{SECRET}'"
    ));
    // It writes a name as Latin-1.
    let name = FRIENDLY.replace('ü', "\u{fffd}");
    assert_eq!(
        told.matches(&format!("friendlyName: {name}")).count(),
        2,
        "{told}"
    );
    assert_eq!(told.matches("localKeyID: ").count(), 2, "{told}");
    assert!(
        told.contains("Microsoft Local Key set: <No Values>"),
        "{told}"
    );
    assert!(
        told.contains(&format!("Microsoft CSP Name: {SCHANNEL}")),
        "{told}"
    );
    assert!(
        told.contains("Key Attributes\n    X509v3 Key Usage: 10"),
        "{told}"
    );
}

#[test]
fn gnutls_opens_both_encryptions() {
    let _ = tool_or_pass!("openssl");
    let _ = tool_or_pass!("certtool");
    for (encryption, mac, schema) in [
        (
            Encryption::TripleDesSha1,
            "MAC: SHA1 ",
            "Schema: PKCS12-3DES-SHA1 ",
        ),
        (
            Encryption::Aes256Sha256,
            "MAC: SHA256 ",
            "Schema: PBES2-AES256-CBC ",
        ),
    ] {
        let bench = Bench::new();
        bench.write("made.pfx", FRONT_END.written(encryption));
        let told = bench.well(&format!(
            "certtool --p12-info --inder --infile made.pfx --password '{SECRET}'"
        ));
        assert!(told.contains(mac), "{told}");
        assert_eq!(told.matches(schema).count(), 2, "{told}");
        assert_eq!(
            told.matches(&format!("Friendly name: {FRIENDLY}")).count(),
            2,
            "{told}"
        );
        assert!(
            told.contains(FRONT_END.certificate.pem().trim_end()),
            "{told}"
        );
        bench.write("told.pem", &told);
        bench.well(&format!(
            "certtool --key-info --infile told.pem --password '{SECRET}' --outfile key.txt"
        ));
        let told = bench.well("openssl pkey -in key.txt -pubout");
        bench.write("key.pem", FRONT_END.key.pem().as_bytes());
        assert_eq!(told, bench.well("openssl pkey -in key.pem -pubout"));
    }
}

#[test]
fn java_finds_the_key_with_its_chain_under_its_friendly_name() {
    let _ = tool_or_pass!("keytool");
    for encryption in BOTH {
        let bench = Bench::new();
        bench.write("made.pfx", FRONT_END.written(encryption));
        let told = bench.well(&format!(
            "keytool -list -v -storetype PKCS12 -keystore made.pfx -storepass '{SECRET}'"
        ));
        let alias = FRIENDLY.to_lowercase();
        assert!(told.contains(&format!("Alias name: {alias}")), "{told}");
        assert!(told.contains("Entry type: PrivateKeyEntry"), "{told}");
        assert!(told.contains("Certificate chain length: 2"), "{told}");
    }
}

#[test]
fn nss_imports_the_key_and_the_certificate_under_the_friendly_name() {
    let _ = tool_or_pass!("pk12util");
    for encryption in BOTH {
        for identity in [&*FRONT_END, &*BORDER] {
            let bench = Bench::new();
            bench.write("made.pfx", identity.written(encryption));
            bench.well("certutil -N -d . --empty-password");
            let told = bench.well(&format!("pk12util -i made.pfx -d . -W '{SECRET}'"));
            assert!(told.contains("PKCS12 IMPORT SUCCESSFUL"), "{told}");
            // `u`: its key is there.
            let told = bench.well("certutil -L -d .");
            let trust = told.lines().find(|line| line.starts_with(FRIENDLY));
            assert!(trust.is_some_and(|line| line.ends_with("u,u,u")), "{told}");
        }
    }
}

#[test]
fn python_finds_key_certificate_name_and_chain() {
    let _ = tool_or_pass!("python3");
    for encryption in BOTH {
        for identity in [&*FRONT_END, &*BORDER] {
            let bench = Bench::with(identity);
            bench.write("made.pfx", identity.written(encryption));
            bench.write("judge.py", PYTHON);
            let told = bench.well(&format!(
                "python3 -W error judge.py '{SECRET}' '{FRIENDLY}'"
            ));
            assert_eq!(told, "as written\n");
        }
    }
}

const PYTHON: &str = r#"
import pathlib
import sys

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12

password, name = sys.argv[1:]
found = pkcs12.load_pkcs12(pathlib.Path("made.pfx").read_bytes(), password.encode())
pem = lambda certificate: certificate.certificate.public_bytes(Encoding.PEM).decode()
public = lambda key: key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
assert pem(found.cert) == pathlib.Path("leaf.pem").read_text()
assert [pem(issuer) for issuer in found.additional_certs] == [pathlib.Path("root.pem").read_text()]
assert found.cert.friendly_name == name.encode()
assert public(found.key.public_key()) == public(found.cert.certificate.public_key())
print("as written")
"#;
