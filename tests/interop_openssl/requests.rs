//! Requests before OpenSSL, and OpenSSL's and Windows' requests here.

use forecert::cert::{Curve, ExtendedKeyUsage, KeySpec};
use forecert::mint;
use forecert::secret::PrivateKey;
use forecert::x509::{Request, armor};

use crate::bench::{Bench, contents, reencoded};

#[test]
fn openssl_verifies_a_request_with_every_kind_of_key() {
    for spec in [
        KeySpec::Rsa(2048),
        KeySpec::Ec(Curve::P256),
        KeySpec::Ec(Curve::P384),
        KeySpec::Ec(Curve::P521),
    ] {
        let bench = Bench::new();
        let key = PrivateKey::generate(&spec).ok().unwrap();
        let request = mint::request(&contents(&spec), &key).unwrap();
        bench.write("r.pem", request.pem());
        let verdict = bench.openssl("req -in r.pem -verify -noout");
        assert!(verdict.contains("verify OK"), "{verdict}");
    }
}

#[test]
fn openssl_reads_in_a_request_what_was_declared() {
    let spec = KeySpec::Ec(Curve::P256);
    let bench = Bench::new();
    let key = PrivateKey::generate(&spec).ok().unwrap();
    let request = mint::request(&contents(&spec), &key).unwrap();
    bench.write("r.der", request.der());
    let text =
        bench.openssl("req -inform DER -in r.der -noout -text -nameopt RFC2253,utf8,-esc_msb");
    for part in [
        "Subject: C=US,OU=Zürich,OU=UC,O=Contoso,CN=pool01.contoso.net",
        "DNS:pool01.contoso.net, DNS:*.contoso.com, DNS:fe01.contoso.net",
        "X509v3 Key Usage: critical\n                    Digital Signature, Key Encipherment\n",
        "X509v3 Extended Key Usage: \n                    TLS Web Server Authentication, TLS Web Client Authentication\n",
        "1.3.6.1.4.1.311.20.2: \n                    ...W.e.b.S.e.r.v.e.r",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let types = bench.openssl("asn1parse -inform DER -in r.der");
    let kind = |value: &str| {
        let line = types.lines().find(|line| line.ends_with(value)).unwrap();
        line.contains("PRINTABLESTRING")
    };
    assert!(kind(":US") && !kind(":Contoso"), "{types}");
}

#[test]
fn requests_of_others_are_read_whole() {
    let bench = Bench::new();
    let config = "[req]\ndistinguished_name=dn\nreq_extensions=ext\nprompt=no\nutf8=yes\n\
        string_mask=MASK:0x800\n[dn]\nC=DE\n0.OU=Büro\n1.OU=IT\nCN=FE01.Contoso.net\n\
        [ext]\nsubjectAltName=DNS:FE01.Contoso.net,DNS:*.b.c,IP:10.0.0.1,IP:2001:db8::1,\
        URI:sip:a@b,email:a@b.c,RID:1.2.3,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:u@c.net,\
        dirName:dir\nkeyUsage=critical,digitalSignature,keyAgreement,decipherOnly\n\
        extendedKeyUsage=serverAuth,codeSigning,1.2.3.4\n\
        1.3.6.1.4.1.311.20.2=ASN1:BMPSTRING:Machine\n[dir]\nO=X\nCN=Y\n";
    bench.write("c.cnf", config);
    bench.openssl("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -config c.cnf -out r.pem");
    let block = armor::blocks(&bench.read("r.pem")).remove(0).ok().unwrap();
    let request = Request::parse(&block.der).unwrap();
    let contents = request.contents();
    assert_eq!(
        contents.subject.to_string(),
        "C=DE, OU=Büro, OU=IT, CN=FE01.Contoso.net"
    );
    let names: Vec<&str> = contents.names.iter().map(String::as_str).collect();
    assert_eq!(names, ["*.b.c", "fe01.contoso.net"]);
    let others: Vec<&str> = contents.other_names.iter().map(String::as_str).collect();
    assert_eq!(
        others,
        [
            "IP 10.0.0.1",
            "IP 2001:db8::1",
            "OID 1.2.3",
            "UPN u@c.net",
            "URI sip:a@b",
            "directory O=X, CN=Y",
            "email a@b.c",
        ]
    );
    assert_eq!(contents.template.as_deref(), Some("Machine"));
    let usage = contents.key_usage.as_ref().unwrap().iter();
    let usage: Vec<String> = usage.map(ToString::to_string).collect();
    assert_eq!(usage, ["digitalSignature", "keyAgreement", "decipherOnly"]);
    let other = |oid: &str| ExtendedKeyUsage::Other(oid.to_owned());
    assert_eq!(
        contents.extended_key_usage,
        [
            ExtendedKeyUsage::ServerAuth,
            other("1.3.6.1.5.5.7.3.3"),
            other("1.2.3.4")
        ]
        .into()
    );
    assert!(request.is_self_signed());
    assert_eq!(bench.key("k.pem").public(), request.public_key());
}

#[test]
fn the_extensions_of_a_request_of_windows_2000_are_found() {
    let bench = Bench::new();
    let key = PrivateKey::generate(&KeySpec::Ec(Curve::P256))
        .ok()
        .unwrap();
    let request = mint::request(&contents(&key.public().spec), &key).unwrap();
    // The same attribute by Microsoft's own number, which is one octet longer.
    let standard = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e".as_slice();
    let microsoft = b"\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x02\x01\x0e".as_slice();
    bench.write("r.der", reencoded(request.der(), standard, microsoft));
    let altered = Request::parse(&bench.read("r.der")).unwrap();
    assert_eq!(altered.contents(), request.contents());
}
