//! The attributes that Windows goes by, octet for octet as OpenSSL writes them for it, and
//! the key's usage inside of the encrypted key.

use forecert::pfx::{Encryption, SCHANNEL};
use forecert::x509::asn1::{Element, dotted, hex, tag};

use crate::bench::{BORDER, Bench, FRIENDLY, FRONT_END, SECRET};

/// The key bag: what is encrypted in it, and its attributes.
fn key_bag(pfx: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let inside = |element: Element<'_>| -> Vec<u8> {
        let wrapped = element.children().unwrap()[1];
        Element::whole(wrapped.content).unwrap().content.to_vec()
    };
    let safe = inside(Element::whole(pfx).unwrap().children().unwrap()[1]);
    let parts = Element::whole(&safe).unwrap().children().unwrap();
    let data = parts.into_iter().find(|part| {
        let kind = part.children().unwrap()[0];
        dotted(kind.content) == "1.2.840.113549.1.7.1"
    });
    let contents = inside(data.unwrap());
    let bag = Element::whole(&contents).unwrap().children().unwrap()[0];
    let [kind, value, attributes] = bag.children().unwrap()[..] else {
        panic!("a bag with attributes");
    };
    assert_eq!(dotted(kind.content), "1.2.840.113549.1.12.10.1.2");
    let attributes = attributes.tagged(tag::SET).unwrap().children().unwrap();
    let attributes = attributes.iter().map(|one| one.raw.to_vec()).collect();
    (value.content.to_vec(), attributes)
}

#[test]
fn a_key_has_the_attributes_that_openssl_writes_for_windows() {
    let bench = Bench::with(&FRONT_END);
    bench.well(&format!(
        "openssl pkcs12 -export -inkey key.pem -in leaf.pem -name '{FRIENDLY}' -keyex \
         -CSP '{SCHANNEL}' -LMK -passout 'pass:{SECRET}' -out theirs.pfx"
    ));
    let (_, mut theirs) = key_bag(&bench.read("theirs.pfx"));
    theirs.sort();
    for encryption in [Encryption::TripleDesSha1, Encryption::Aes256Sha256] {
        let (_, ours) = key_bag(&FRONT_END.written(encryption));
        assert_eq!(ours, theirs);
    }
    let machine = "#300d06092b06010401823711023100";
    assert!(
        theirs.iter().any(|one| hex(one) == machine),
        "{theirs:02x?}"
    );
}

#[test]
fn an_ec_key_names_no_provider() {
    let (_, attributes) = key_bag(&BORDER.written(Encryption::Aes256Sha256));
    let names: Vec<String> = attributes
        .iter()
        .map(|one| Element::whole(one).unwrap().children().unwrap()[0])
        .map(|name| dotted(name.content))
        .collect();
    assert_eq!(
        names,
        [
            "1.3.6.1.4.1.311.17.2",
            "1.2.840.113549.1.9.21",
            "1.2.840.113549.1.9.20"
        ]
    );
}

/// The key as it comes out of the file, by nothing but OpenSSL's PBKDF2 and AES.
fn decrypted(identity: &crate::bench::Identity) -> Vec<u8> {
    let bench = Bench::new();
    let (encrypted, _) = key_bag(&identity.written(Encryption::Aes256Sha256));
    let both = Element::whole(&encrypted).unwrap().children().unwrap();
    bench.write("key.bin", both[1].content);
    bench.write("key.der", &encrypted);
    let shown = bench.well("openssl asn1parse -inform DER -in key.der");
    let strings: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("OCTET STRING"))
        .filter_map(|line| line.split("[HEX DUMP]:").nth(1))
        .collect();
    let [salt, vector, _] = strings[..] else {
        panic!("salt, vector, key: {shown}")
    };
    let key = bench.well(&format!(
        "openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt 'pass:{SECRET}' \
         -kdfopt hexsalt:{salt} -kdfopt iter:100000 PBKDF2"
    ));
    let key = key.trim().replace(':', "");
    bench.well(&format!(
        "openssl enc -d -aes-256-cbc -K {key} -iv {vector} -in key.bin -out plain.der"
    ));
    bench.read("plain.der")
}

#[test]
fn the_usage_inside_of_an_rsa_key_is_key_exchange() {
    let plain = decrypted(&FRONT_END);
    let attributes = Element::whole(&plain).unwrap().children().unwrap()[3];
    assert_eq!(hex(attributes.raw), "#a00d300b0603551d0f310403020410");
}

#[test]
fn an_ec_key_is_encrypted_as_it_is() {
    assert_eq!(decrypted(&BORDER), BORDER.key.pkcs8());
}
