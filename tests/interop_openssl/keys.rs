//! Keys in every container that OpenSSL writes.

use forecert::cert::{Curve, KeySpec};
use forecert::secret::{KeyError, PrivateKey, public_half};

use crate::bench::Bench;

const KINDS: [(&str, &str, KeySpec); 4] = [
    ("RSA", "-pkeyopt rsa_keygen_bits:2048", KeySpec::Rsa(2048)),
    (
        "EC",
        "-pkeyopt ec_paramgen_curve:P-256",
        KeySpec::Ec(Curve::P256),
    ),
    (
        "EC",
        "-pkeyopt ec_paramgen_curve:P-384",
        KeySpec::Ec(Curve::P384),
    ),
    (
        "EC",
        "-pkeyopt ec_paramgen_curve:P-521",
        KeySpec::Ec(Curve::P521),
    ),
];

#[test]
fn keys_in_every_container_join_with_their_certificate() {
    for (algorithm, option, spec) in KINDS {
        let bench = Bench::new();
        bench.openssl(&format!(
            "genpkey -algorithm {algorithm} {option} -out k.pem"
        ));
        bench.openssl("req -x509 -new -key k.pem -subj /CN=x -out c.pem");
        let public = bench.certificate("c.pem").public_key().clone();
        assert_eq!(public.spec, spec);
        bench.openssl("pkey -in k.pem -traditional -out traditional.pem");
        bench.openssl("pkey -in k.pem -traditional -outform DER -out traditional.der");
        bench.openssl("pkcs8 -topk8 -nocrypt -in k.pem -outform DER -out pkcs8.der");
        bench.openssl("pkey -in k.pem -text -out text.pem");
        let text = String::from_utf8(bench.read("text.pem")).unwrap();
        bench.write(
            "crlf.pem",
            format!("Bag Attributes\r\n{}", text.replace('\n', "\r\n")),
        );
        let certificate = String::from_utf8(bench.read("c.pem")).unwrap();
        bench.write("both.pem", certificate + &text);
        for name in [
            "k.pem",
            "traditional.pem",
            "text.pem",
            "crlf.pem",
            "both.pem",
        ] {
            assert_eq!(bench.key(name).public(), &public, "{name}");
        }
        for name in ["traditional.der", "pkcs8.der"] {
            let der = bench.read(name);
            assert_eq!(public_half(&der), Ok(public.clone()), "{name}");
        }
        // What is written back is PKCS#8, and OpenSSL finds it sound.
        let key = bench.key("traditional.pem");
        assert_eq!(key.check(), Ok(()));
        bench.write("back.pem", &*key.pem());
        assert!(
            bench
                .openssl("pkey -in back.pem -check -noout")
                .contains("Key is valid")
        );
        bench.write("back.der", key.pkcs8());
        bench.openssl("pkcs8 -nocrypt -inform DER -in back.der -out again.pem");
    }
}

#[test]
fn ec_keys_without_their_public_half_or_with_a_compressed_one_are_the_same_key() {
    for curve in ["P-256", "P-384", "P-521"] {
        let bench = Bench::new();
        bench.openssl(&format!("ecparam -name {curve} -genkey -out k.pem"));
        bench.openssl("ec -in k.pem -no_public -out bare.pem");
        bench.openssl("ec -in k.pem -conv_form compressed -out compressed.pem");
        bench.openssl("pkcs8 -topk8 -nocrypt -in bare.pem -out bare8.pem");
        bench.openssl("req -x509 -new -key compressed.pem -subj /CN=x -out compressed.crt");
        bench.openssl("req -x509 -new -key k.pem -subj /CN=x -out plain.crt");
        let public = bench.certificate("plain.crt").public_key().clone();
        for name in ["k.pem", "bare.pem", "bare8.pem", "compressed.pem"] {
            assert_eq!(bench.key(name).public(), &public, "{curve} {name}");
        }
        let compressed = bench.certificate("compressed.crt");
        assert_eq!(compressed.public_key(), &public);
        assert!(compressed.is_signed_by(&compressed), "{curve}");
    }
}

#[test]
fn encrypted_keys_are_recognised_as_such() {
    let bench = Bench::new();
    bench.openssl("genrsa -out k.pem 2048");
    bench.openssl("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret -in k.pem -out v2.pem");
    bench.openssl("pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:secret -in k.pem -out v1.pem");
    bench.openssl("rsa -aes256 -traditional -passout pass:secret -in k.pem -out old.pem");
    for name in ["v2.pem", "v1.pem", "old.pem"] {
        let error = PrivateKey::from_pem(&bench.read(name)).err();
        assert_eq!(error, Some(KeyError::Encrypted), "{name}");
    }
    bench.openssl("pkcs8 -topk8 -passout pass:secret -in k.pem -outform DER -out v2.der");
    assert_eq!(public_half(&bench.read("v2.der")), Err(KeyError::Encrypted));
}

#[test]
fn keys_that_lync_cannot_use_are_named() {
    let bench = Bench::new();
    bench.openssl("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.pem");
    bench.openssl("genpkey -algorithm X25519 -out x.pem");
    bench.openssl("ecparam -name secp256k1 -genkey -noout -out koblitz.pem");
    bench.openssl("ecparam -name prime256v1 -genkey -noout -param_enc explicit -out explicit.pem");
    bench.openssl("pkcs8 -topk8 -nocrypt -in explicit.pem -out explicit8.pem");
    bench.openssl("genrsa -primes 3 -traditional -out primes.pem 2048");
    bench.openssl("genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.par");
    bench.openssl("genpkey -paramfile dsa.par -out dsa.pem");
    bench.openssl("pkey -in dsa.pem -traditional -out dsa-old.pem");
    for (name, algorithm) in [
        ("pss.pem", "RSASSA-PSS"),
        ("x.pem", "X25519"),
        ("koblitz.pem", "EC secp256k1"),
        ("explicit.pem", "EC with explicit parameters"),
        ("explicit8.pem", "EC with explicit parameters"),
        ("primes.pem", "RSA with more than two primes"),
        ("dsa.pem", "DSA"),
        ("dsa-old.pem", "DSA"),
    ] {
        let algorithm = algorithm.to_owned();
        let error = PrivateKey::from_pem(&bench.read(name)).err();
        assert_eq!(error, Some(KeyError::Unsupported { algorithm }), "{name}");
    }
    // Read, so that it can be named and joined, but nothing is made with it.
    bench.openssl("genpkey -algorithm ED25519 -out ed.pem");
    bench.openssl("req -x509 -new -key ed.pem -subj /CN=x -out ed.crt");
    let key = bench.key("ed.pem");
    assert_eq!(key.public().spec, KeySpec::Other("Ed25519".to_owned()));
    assert_eq!(key.public(), bench.certificate("ed.crt").public_key());
    assert!(key.sign(b"").is_err());
}

#[test]
fn one_key_is_wanted_and_what_is_wrong_with_a_file_is_said() {
    let bench = Bench::new();
    bench.openssl("genrsa -traditional -out k.pem 2048");
    let text = String::from_utf8(bench.read("k.pem")).unwrap();
    let error = |text: &str| PrivateKey::from_pem(text.as_bytes()).err();
    assert_eq!(error(&text.repeat(2)), Some(KeyError::Several { count: 2 }));
    assert_eq!(error("no key here"), Some(KeyError::NotAKey));
    let cut = &text[..text.len() / 2];
    assert!(matches!(error(cut), Some(KeyError::Damaged { .. })));
    // Another number in its place: it is still read, and the check tells.
    let block = forecert::x509::armor::blocks(text.as_bytes()).remove(0);
    let mut der = block.ok().unwrap().der;
    let last = der.len() - 1;
    der[last] ^= 1;
    let key = PrivateKey::from_der(&der).ok().unwrap();
    assert!(matches!(key.check(), Err(KeyError::Damaged { .. })));
    assert!(key.sign(b"x").is_err());
}

#[test]
fn generated_keys_are_sound() {
    for (.., spec) in KINDS {
        let bench = Bench::new();
        let key = PrivateKey::generate(&spec).ok().unwrap();
        assert_eq!(key.public().spec, spec);
        bench.write("k.pem", &*key.pem());
        bench.openssl("pkey -in k.pem -check -noout");
    }
    let odd = KeySpec::Rsa(1024);
    assert_eq!(
        PrivateKey::generate(&odd).err(),
        Some(KeyError::Size { spec: odd })
    );
}
