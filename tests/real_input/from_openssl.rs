//! An inventory that OpenSSL made: every container it writes.

use crate::count::{self, REQUESTS, map, set};
use crate::office::{Office, openssl};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

#[test]
fn whatever_openssl_writes_is_recognised_or_a_finding_with_its_reason() {
    tool_or_pass!("openssl");
    let deployment = Deployment::new(&count::manifest(REQUESTS));
    let run = |line: &str| openssl(&deployment, &line.replace("I/", "inventory/"));
    deployment.write("inventory/README", "what OpenSSL made\n");

    // Keys, each with a certificate beside it.
    run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out I/rsa.pem");
    run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out other.pem");
    run("rsa -in other.pem -traditional -out I/pkcs1.key");
    run("rsa -in other.pem -traditional -outform DER -out I/pkcs1.der");
    run("pkcs8 -topk8 -nocrypt -in other.pem -outform DER -out I/pkcs8.der");
    run("ecparam -name prime256v1 -genkey -out I/p256-sec1.pem"); // and EC PARAMETERS
    run("ec -in I/p256-sec1.pem -outform DER -conv_form compressed -out I/p256-sec1.der");
    run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -text -out I/p384.pem");
    run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out I/p521.pem");
    run("ec -in I/p521.pem -no_public -out I/p521-no-public.pem");
    run("genpkey -algorithm ed25519 -out I/ed25519.pem");
    for (key, certificate) in [
        ("I/rsa.pem", "-text -out I/text.crt"),
        ("other.pem", "-outform DER -out I/bare.cer"),
        ("I/p256-sec1.pem", "-out I/p256.crt"),
        ("I/p384.pem", "-out I/p384.crt"),
        ("I/p521.pem", "-out I/p521.crt"),
        ("I/ed25519.pem", "-out I/ed25519.crt"),
    ] {
        run(&format!(
            "req -x509 -subj /CN=sbc.contoso.com -key {key} {certificate}"
        ));
    }
    run("x509 -in I/text.crt -trustout -addtrust serverAuth -setalias house -out I/trusted.pem");
    run("x509 -in I/text.crt -trustout -addtrust serverAuth -outform DER -out I/trusted.der");
    run("crl2pkcs7 -nocrl -certfile I/text.crt -certfile I/p256.crt -out I/two.p7c");
    run("crl2pkcs7 -nocrl -certfile I/text.crt -outform DER -out I/one.p7b");
    run("pkcs12 -export -in I/text.crt -inkey I/rsa.pem -passout pass: -out I/sbc.pfx");
    run("pkcs12 -in I/sbc.pfx -passin pass: -nodes -out I/bags.txt");

    // Requests and lists.
    let request = "req -new -subj /CN=sbc.contoso.com -addext subjectAltName=DNS:sbc.contoso.com";
    run(&format!("{request} -key I/rsa.pem -text -out I/text.req"));
    run(&format!("{request} -key other.pem -newhdr -out I/new.csr"));
    run(&format!(
        "{request} -key I/p256-sec1.pem -outform DER -out I/request.der"
    ));
    let _ = Office::open(&deployment);
    run("crl -in pki/issuing.crl -text -out I/text.crl");
    run("crl -in pki/issuing.crl -outform DER -out I/list.crl");
    run("crl2pkcs7 -in pki/issuing.crl -outform DER -out I/only-a-list.p7b");

    // What cannot be read.
    run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out I/k256.pem");
    run("ecparam -name prime256v1 -param_enc explicit -genkey -out I/explicit.pem");
    run("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out I/pss.pem");
    run("pkcs8 -topk8 -in other.pem -passout pass:x -out I/encrypted.pem");
    run("pkcs8 -topk8 -in other.pem -passout pass:x -outform DER -out I/encrypted.der");
    run("rsa -in other.pem -traditional -aes256 -passout pass:x -out I/encrypted-pkcs1.pem");
    let whole = deployment.read("inventory/text.crt");
    let wide = whole.encode_utf16().flat_map(u16::to_le_bytes);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
    deployment.write("inventory/redirected.crt", wide);
    deployment.write("inventory/cut.crt", &whole[..whole.len() - 300]);
    let whole = std::fs::read(deployment.path("inventory/bare.cer")).unwrap();
    let mut damaged = whole.clone();
    damaged[10] ^= 0x55;
    deployment.write("inventory/damaged.cer", damaged);
    deployment.write("inventory/cut.cer", &whole[..whole.len() - 100]);
    deployment.write("inventory/sent-by-mail.cer", [&whole[..], b"\r\n"].concat());

    // What is none of ours.
    run("pkey -in other.pem -pubout -out I/public.pem");
    run("pkey -in other.pem -pubout -outform DER -out I/public.der");
    run("rsa -in other.pem -RSAPublicKey_out -outform DER -out I/public-pkcs1.der");
    run("genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out I/dh.pem");
    run("dhparam -in I/dh.pem -outform DER -out I/dh.der");
    run("ecparam -name prime256v1 -outform DER -out I/curve.der");
    run("ocsp -issuer pki/issuing.pem -serial 1 -reqout I/ocsp-request.der");
    run("ts -query -data pki/issuing.pem -cert -out I/query.tsq");
    run("rand -out I/noise.bin 4096");
    // In DER, 0 is a SEQUENCE and `a` this length.
    let checksum = format!("0a{}\n", "7".repeat(usize::from(b'a') - 1));
    deployment.write("inventory/sum", checksum);
    deployment.write(
        "inventory/how-to.md",
        "    -----BEGIN is how a block begins\n",
    );

    let found = count::count(&deployment);
    found.cannot_be_read(&[
        ("cut.cer", "breaks off"),
        ("cut.crt", "has no end"),
        ("damaged.cer", "it is DER, but no certificate"),
        ("encrypted-pkcs1.pem", "encrypted"),
        ("encrypted.der", "encrypted"),
        ("encrypted.pem", "encrypted"),
        ("explicit.pem", "explicit parameters"),
        ("k256.pem", "secp256k1"),
        ("only-a-list.p7b", "holds nothing"),
        ("pss.pem", "RSASSA-PSS"),
    ]);
    let objects = map(&[
        ("bags.txt", "CK"),
        ("bare.cer", "C"),
        ("ed25519.crt", "C"),
        ("ed25519.pem", "K"),
        ("list.crl", "L"),
        ("new.csr", "R"),
        ("one.p7b", "C"),
        ("p256-sec1.der", "K"),
        ("p256-sec1.pem", "K"),
        ("p256.crt", "C"),
        ("p384.crt", "C"),
        ("p384.pem", "K"),
        ("p521-no-public.pem", "K"),
        ("p521.crt", "C"),
        ("p521.pem", "K"),
        ("pkcs1.der", "K"),
        ("pkcs1.key", "K"),
        ("pkcs8.der", "K"),
        ("redirected.crt", "C"),
        ("request.der", "R"),
        ("rsa.pem", "K"),
        ("sbc.pfx", "CKP"),
        ("sent-by-mail.cer", "C"),
        ("text.crl", "L"),
        ("text.crt", "C"),
        ("text.req", "R"),
        ("trusted.der", "C"),
        ("trusted.pem", "C"),
        ("two.p7c", "CC"),
    ]);
    assert_eq!(found.objects, objects);
    // Every key finds its certificate.
    let keys = objects.iter().filter(|(_, letters)| letters.contains('K'));
    assert_eq!(found.joined, keys.map(|(name, _)| name.clone()).collect());
    assert_eq!(found.strays, set(&[]));
}
