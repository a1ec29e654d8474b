//! Whatever the bytes, reading them ends with a value or an error.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use forecert::cert::{Contents, Curve, ExtendedKeyUsage, KeySpec, KeyUsage, Subject, Validity};
use forecert::inventory::{
    Content, File, Inventory, Object, Passwords, Root, Snapshot, find_key, recognise,
};
use forecert::manifest::Manifest;
use forecert::mint::{self, Authority};
use forecert::pfx::{self, Container, Encryption, Password, SCHANNEL};
use forecert::secret::{PrivateKey, public_half, random};
use forecert::topology::{self, Document, Manuscript};
use forecert::x509::{
    Certificate, Request, RevocationList, armor, asn1, chain, pkcs7_certificates, public_key,
};
use proptest::prelude::*;
use time::macros::datetime;

const RSA: KeySpec = KeySpec::Rsa(2048);
const EC: KeySpec = KeySpec::Ec(Curve::P256);

/// What a server says that it has.
const RECEIPT: &str = r#"{"receipt":"forecert","format_version":"1.0","server":"fe01.contoso.net",
"pool":"pool01.contoso.net","at":"2026-11-25T22:00:00Z","computer":"FE01","assigned":[{"type":
"Default","thumbprint":"AB00000000000000000000000000000000000001","effective":null}],"store":
{"thumbprint":"AB00000000000000000000000000000000000001","subject":"CN=a","has_key":true}}"#;

/// Real material of every kind, to be mutated.
static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let validity = Validity {
        not_before: datetime!(2026-01-01 0:00 UTC),
        not_after: datetime!(2056-01-01 0:00 UTC),
    };
    let contents = |key: &KeySpec| Contents {
        subject: Subject::default()
            .with("DC", Some("com"))
            .with("CN", Some("fe01.contoso.net"))
            .with("C", Some("US")),
        names: BTreeSet::from(["fe01.contoso.net".to_owned(), "*.contoso.com".to_owned()]),
        other_names: BTreeSet::new(),
        key: key.clone(),
        key_usage: Some([KeyUsage::DigitalSignature, KeyUsage::DecipherOnly].into()),
        extended_key_usage: [
            ExtendedKeyUsage::ServerAuth,
            ExtendedKeyUsage::Other("1.2.840.113549".to_owned()),
        ]
        .into(),
        template: Some("WebServer".to_owned()),
    };
    let mut seeds = vec![
        include_bytes!("topology/published.xml").to_vec(),
        include_bytes!("topology/builder.tbxml").to_vec(),
        RECEIPT.as_bytes().to_vec(),
    ];
    for text in [include_str!("topology/builder.tbxml"), RECEIPT] {
        let utf16 = ["\u{feff}", text].concat();
        let utf16 = utf16.encode_utf16().flat_map(u16::to_le_bytes);
        seeds.push(utf16.collect());
    }
    for spec in [RSA, EC] {
        let key = PrivateKey::generate(&spec).ok().unwrap();
        let root = mint::root(&contents(&spec), &key, validity).unwrap();
        let request = mint::request(&contents(&spec), &key).unwrap();
        let pem = key.pem().as_bytes().to_vec();
        let pkcs8 = key.pkcs8().to_vec();
        let inner = asn1::Element::whole(&pkcs8).unwrap().children().unwrap();
        let inner = inner[2].content.to_vec();
        seeds.extend(pfx_files(&key, &root));
        let authority = Authority::new(root.clone(), key).unwrap();
        let crl = "http://pki.contoso.com/lab.crl";
        let leaf = mint::leaf(&request, &contents(&spec), &authority, validity, crl).unwrap();
        let (from, to) = (validity.not_before, validity.not_after);
        let list = mint::revocation_list(&authority, from, to, 1).unwrap();
        let bag = asn1::write(0xa0, &[root.der(), leaf.der()]);
        let bag = asn1::write(0x30, &[b"\x02\x01\x01\x31\x00\x30\x00", &bag, b"\x31\x00"]);
        let signed = asn1::object_identifier("1.2.840.113549.1.7.2").unwrap();
        let bag = asn1::write(0x30, &[&signed, &asn1::write(0xa0, &[&bag])]);
        seeds.extend([pem, pkcs8, inner, list, bag]);
        seeds.extend(
            [root.der(), request.der(), leaf.der(), leaf.public_key_der()].map(<[u8]>::to_vec),
        );
    }
    seeds
});

/// PKCS#12 as it is written, and plain, so that mutations get to its entries too.
fn pfx_files(key: &PrivateKey, certificate: &Certificate) -> [Vec<u8>; 2] {
    let container = Container {
        key,
        certificate,
        chain: &[],
        root: true,
        friendly_name: "fe01",
        provider: SCHANNEL,
        local_machine: true,
    };
    let encryption = Encryption::TripleDesSha1;
    let made = container.write(encryption, &password(), random());
    let oid = |dotted| asn1::object_identifier(dotted).unwrap();
    let under =
        |dotted, content: &[u8]| asn1::write(0x30, &[&oid(dotted), &asn1::write(0xa0, &[content])]);
    let data = |content: &[u8]| under("1.2.840.113549.1.7.1", &asn1::write(4, &[content]));
    let x509 = asn1::write(4, &[certificate.der()]);
    let x509 = under("1.2.840.113549.1.9.22.1", &x509);
    let bags = [
        under("1.2.840.113549.1.12.10.1.1", key.pkcs8()),
        under("1.2.840.113549.1.12.10.1.3", &x509),
    ];
    let part = data(&asn1::write(0x30, &[&bags[0], &bags[1]]));
    let safe = data(&asn1::write(0x30, &[&part]));
    let plain = asn1::write(0x30, &[&asn1::unsigned(&[3]), &safe]);
    assert!(pfx::open(&plain, &password()).is_ok());
    [made.unwrap(), plain]
}

/// What PKCS#12 files are tried with.
static PASSWORDS: LazyLock<Passwords> = LazyLock::new(|| Passwords::new([password_text().into()]));

fn password_text() -> String {
    "secret".to_owned()
}

fn password() -> Password {
    Password::new(password_text().into())
}

/// Reads the bytes as everything there is, and uses what comes out.
fn swallow(bytes: &[u8]) {
    if let Ok(certificate) = Certificate::parse(bytes) {
        let pool = [certificate.clone()];
        let _ = (chain(&certificate, &pool, &[]), certificate.serial());
        let _ = (certificate.contents().rendering(), certificate.pem());
        assert_eq!(certificate.der(), bytes);
    }
    if let Ok(request) = Request::parse(bytes) {
        let _ = (request.is_self_signed(), request.contents().rendering());
    }
    let _ = RevocationList::parse(bytes).map(|list| format!("{list:?}"));
    if let Ok(found) = pkcs7_certificates(bytes) {
        found.iter().for_each(|der| drop(Certificate::parse(der)));
    }
    let _ = public_key(bytes);
    let _ = public_half(bytes);
    let _ = armor::blocks(bytes);
    if let Ok(key) = PrivateKey::from_der(bytes) {
        let again = PrivateKey::from_der(key.pkcs8()).ok().unwrap();
        assert_eq!(again.public(), key.public());
        let _ = key.check();
    }
    let _ = PrivateKey::from_pem(bytes);
    if let Ok(opened) = pfx::open(bytes, &password()) {
        let own = |key| opened.certificates_of(key).count();
        let _ = opened.keys.iter().map(own).sum::<usize>();
    }
    for found in recognise(bytes, &mut PASSWORDS.opener()) {
        match found.object {
            Ok(Object::Container(container)) => {
                let keys = container.keys.iter().map(|key| key.public.id);
                keys.for_each(|id| assert!(find_key(bytes, id, &PASSWORDS).is_some()));
            }
            Ok(_) => {}
            Err(reason) => assert!(!reason.to_string().is_empty()),
        }
    }
    let read = Inventory::read(&Snapshot {
        files: vec![File {
            root: Root::Inventory,
            path: "receipt.json".to_owned(),
            shown: "receipt.json".to_owned(),
            content: Content::Bytes(bytes.to_vec().into()),
            mode: None,
        }],
        ..Snapshot::default()
    });
    if bytes == RECEIPT.as_bytes() {
        assert_eq!(read.receipts.len(), 1);
    }
    let document = Document {
        name: "topology.xml",
        bytes,
    };
    match topology::read(&[document]) {
        Ok(estate) => {
            let written = Manuscript::write(&["topology.xml"], &estate);
            drop(Manifest::parse("forecert.yaml", written.text.as_bytes()).unwrap());
        }
        Err(refused) => assert!(!refused.documents[0].findings.is_empty()),
    }
}

/// One thing that happens to bytes.
#[derive(Clone, Debug)]
enum Mutation {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        6 => (at(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        1 => at().prop_map(Mutation::Cut),
        1 => (at(), any::<Vec<u8>>()).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        1 => at().prop_map(Mutation::Remove),
    ]
}

fn mutated(seed: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for mutation in mutations {
        let place = |at: &prop::sample::Index, bytes: &[u8]| at.index(bytes.len().max(1));
        match mutation {
            _ if bytes.is_empty() => {}
            Mutation::Set(at, byte) => {
                let at = place(at, &bytes);
                bytes[at] = *byte;
            }
            Mutation::Cut(at) => bytes.truncate(place(at, &bytes)),
            Mutation::Insert(at, more) => {
                let at = place(at, &bytes);
                bytes.splice(at..at, more.iter().copied());
            }
            Mutation::Remove(at) => drop(bytes.drain(..=place(at, &bytes)).next_back()),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn arbitrary_bytes_are_read_without_panic(bytes in any::<Vec<u8>>()) {
        swallow(&bytes);
    }

    #[test]
    fn mutated_real_material_is_read_without_panic(
        seed in any::<prop::sample::Index>(),
        mutations in prop::collection::vec(mutation(), 0..4),
    ) {
        let seed: &Vec<u8> = seed.get(SEEDS.as_slice());
        swallow(&mutated(seed, &mutations));
    }
}
