//! Certificates in PKCS#7, and certificates with odd encodings.

use forecert::x509::{Certificate, DecodeError, armor, pkcs7_certificates};

use crate::bench::{Bench, reencoded};

fn certificates(bench: &Bench, names: &[&str]) -> Vec<Vec<u8>> {
    let made = names.iter().map(|name| {
        bench.openssl(&format!(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key \
             -subj /CN={name} -out {name}.pem"
        ));
        bench.certificate(&format!("{name}.pem")).der().to_vec()
    });
    made.collect()
}

#[test]
fn certificates_are_read_from_pkcs7_in_pem_and_der() {
    let bench = Bench::new();
    let mut made = certificates(&bench, &["a", "b", "c"]);
    let files = "-certfile c.pem -certfile a.pem -certfile b.pem";
    bench.openssl(&format!("crl2pkcs7 -nocrl {files} -out all.p7b"));
    bench.openssl(&format!(
        "crl2pkcs7 -nocrl {files} -outform DER -out all.der"
    ));
    let block = armor::blocks(&bench.read("all.p7b"))
        .remove(0)
        .ok()
        .unwrap();
    assert_eq!(block.label, "PKCS7");
    let mut from_pem = pkcs7_certificates(&block.der).unwrap();
    let mut from_der = pkcs7_certificates(&bench.read("all.der")).unwrap();
    assert!(from_pem.iter().all(|der| Certificate::parse(der).is_ok()));
    made.sort();
    from_pem.sort();
    from_der.sort();
    assert_eq!((&from_pem, &from_der), (&made, &made));
}

#[test]
fn indefinite_lengths_are_read() {
    let bench = Bench::new();
    let made = certificates(&bench, &["a", "b"]);
    bench.write("text", "hello");
    bench.openssl(
        "cms -sign -stream -nodetach -binary -in text -signer a.pem -inkey a.key -certfile b.pem \
         -outform DER -out m.der",
    );
    let message = bench.read("m.der");
    assert_eq!(message[..2], [0x30, 0x80], "an indefinite length");
    let mut found = pkcs7_certificates(&message).unwrap();
    found.sort();
    let mut made = made;
    made.sort();
    assert_eq!(found, made);
}

#[test]
fn another_kind_of_message_is_refused_by_name() {
    let bench = Bench::new();
    certificates(&bench, &["a"]);
    bench.write("text", "hello");
    bench.openssl("cms -data_create -in text -outform DER -out m.der");
    let error = pkcs7_certificates(&bench.read("m.der")).unwrap_err();
    let found = "plain data".to_owned();
    assert_eq!(error, DecodeError::OtherContent { found });
    bench.openssl("crl2pkcs7 -nocrl -outform DER -out none.der");
    let error = pkcs7_certificates(&bench.read("none.der")).unwrap_err();
    let found = "nothing".to_owned();
    assert_eq!(error, DecodeError::OtherContent { found });
}

#[test]
fn names_in_old_string_types_are_read_as_text() {
    for mask in ["0x4", "0x800", "0x100", "0x2000"] {
        let bench = Bench::new();
        let config = format!(
            "[req]\ndistinguished_name=dn\nprompt=no\nutf8=yes\nstring_mask=MASK:{mask}\n\
             [dn]\nO=Büro für Straßen\nCN=x\n"
        );
        bench.write("c.cnf", config);
        bench.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -config c.cnf -out c.pem");
        let subject = bench.certificate("c.pem").contents().subject.to_string();
        assert_eq!(subject, "O=Büro für Straßen, CN=x", "{mask}");
    }
}

#[test]
fn what_is_wrong_with_the_bytes_is_said() {
    let bench = Bench::new();
    let der = certificates(&bench, &["a"]).remove(0);
    let error = |der: &[u8]| Certificate::parse(der).unwrap_err().to_string();
    let longer = [&der[..], b"\r\n"].concat();
    assert_eq!(
        error(&longer),
        "further bytes (2) follow the end of an X.509 certificate"
    );
    let start = "this is not an X.509 certificate: ";
    assert!(error(&der[..der.len() - 1]).starts_with(start));
    assert!(error(b"").starts_with(start));
    assert!(error(b"hello").starts_with(start));
}

#[test]
fn an_extension_that_stands_there_twice_is_refused() {
    let bench = Bench::new();
    bench.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -subj /CN=x \
         -addext keyUsage=digitalSignature -addext extendedKeyUsage=serverAuth -out c.pem",
    );
    let der = bench.certificate("c.pem").der().to_vec();
    let altered = reencoded(&der, b"\x06\x03\x55\x1d\x25", b"\x06\x03\x55\x1d\x0f");
    let error = Certificate::parse(&altered).unwrap_err();
    assert_eq!(error.to_string(), "the extension `keyUsage` is there twice");
}

#[test]
fn a_decisive_extension_that_cannot_be_read_is_refused() {
    let bench = Bench::new();
    bench.openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -subj /CN=x \
         -addext 2.5.29.17=DER:0400 -out c.pem",
    );
    let block = armor::blocks(&bench.read("c.pem")).remove(0).ok().unwrap();
    let error = Certificate::parse(&block.der).unwrap_err().to_string();
    let start = "the extension `subjectAltName` cannot be read: ";
    assert!(error.starts_with(start), "{error}");
}
