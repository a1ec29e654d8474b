//! What holds for whole files: what is written opens again, and what is not as written
//! is refused in bounded time.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use proptest::prelude::*;
use time::macros::datetime;
use zeroize::Zeroizing;

use super::*;
use crate::cert::{Contents, Curve, ExtendedKeyUsage, KeySpec, KeyUsage, Subject, Validity};
use crate::mint::{self, Authority};
use crate::secret::{PrivateKey, random};
use crate::x509::Certificate;
use crate::x509::asn1::{self, Element, tag};

const BOTH: [Encryption; 2] = [Encryption::TripleDesSha1, Encryption::Aes256Sha256];

/// A key, its certificate, and the root that signed it.
struct Identity {
    key: PrivateKey,
    certificate: Certificate,
    chain: [Certificate; 1],
}

static EC: LazyLock<Identity> = LazyLock::new(|| identity(&KeySpec::Ec(Curve::P256)));
static RSA: LazyLock<Identity> = LazyLock::new(|| identity(&KeySpec::Rsa(2048)));

fn identity(spec: &KeySpec) -> Identity {
    let validity = Validity {
        not_before: datetime!(2026-01-01 0:00 UTC),
        not_after: datetime!(2028-01-01 0:00 UTC),
    };
    let contents = |spec: &KeySpec| Contents {
        subject: Subject::default().with("CN", Some("fe01.contoso.net")),
        names: ["fe01.contoso.net".to_owned()].into(),
        other_names: [].into(),
        key: spec.clone(),
        key_usage: Some([KeyUsage::DigitalSignature].into()),
        extended_key_usage: [ExtendedKeyUsage::ServerAuth].into(),
        template: None,
    };
    let made = |spec| PrivateKey::generate(spec).ok().unwrap();
    let root_spec = KeySpec::Ec(Curve::P256);
    let root_key = made(&root_spec);
    let root = mint::root(&contents(&root_spec), &root_key, validity).unwrap();
    let authority = Authority::new(root.clone(), root_key).unwrap();
    let key = made(spec);
    let request = mint::request(&contents(spec), &key).unwrap();
    let crl = "http://pki.contoso.com/lab.crl";
    let certificate = mint::leaf(&request, &contents(spec), &authority, validity, crl).unwrap();
    Identity {
        key,
        certificate,
        chain: [root],
    }
}

impl Identity {
    fn container(&self) -> Container<'_> {
        Container {
            key: &self.key,
            certificate: &self.certificate,
            chain: &self.chain,
            root: true,
            friendly_name: "Zürich 😀",
            provider: SCHANNEL,
            local_machine: true,
        }
    }

    /// With one iteration, so that it opens at once.
    fn quick(&self, encryption: Encryption) -> Vec<u8> {
        let container = self.container();
        let password = password("secret");
        container
            .write_with(encryption, NonZeroU32::MIN, &password, random())
            .unwrap()
    }
}

fn password(text: &str) -> Password {
    Password::new(Zeroizing::new(text.to_owned()))
}

fn refused(bytes: &[u8], text: &str) -> OpenError {
    match open(bytes, &password(text)) {
        Ok(_) => panic!("it opens"),
        Err(error) => error,
    }
}

#[test]
fn what_is_written_opens_again_equal() {
    for encryption in BOTH {
        for identity in [&*EC, &*RSA] {
            let opened = open(&identity.quick(encryption), &password("secret"));
            let opened = opened.ok().unwrap();
            let [key] = &opened.keys[..] else {
                panic!("one key")
            };
            let [leaf, root] = &opened.certificates[..] else {
                panic!("two certificates")
            };
            assert_eq!(key.key.pkcs8(), identity.key.pkcs8());
            assert_eq!(leaf.certificate, identity.certificate);
            assert_eq!(root.certificate, identity.chain[0]);
            let name = Some("Zürich 😀");
            assert_eq!(key.friendly_name.as_deref(), name);
            assert_eq!(leaf.friendly_name.as_deref(), name);
            assert_eq!(root.friendly_name, None);
            assert_eq!(key.local_key_id.as_ref().map(Vec::len), Some(20));
            assert_eq!(key.local_key_id, leaf.local_key_id);
            assert_eq!(root.local_key_id, None);
            assert!(key.local_machine);
            assert_eq!(opened.passed_over, Vec::<String>::new());
            let own = opened.certificates_of(key).map(|own| &own.certificate);
            assert_eq!(own.collect::<Vec<_>>(), [&identity.certificate]);
        }
    }
}

#[test]
fn an_rsa_key_says_where_it_goes_and_an_ec_key_leaves_it_to_windows() {
    let key = |identity: &Identity| {
        let opened = open(
            &identity.quick(Encryption::TripleDesSha1),
            &password("secret"),
        );
        opened.ok().unwrap().keys.remove(0)
    };
    let rsa = key(&RSA);
    assert_eq!(rsa.provider.as_deref(), Some(SCHANNEL));
    assert_eq!(rsa.purpose, Some(KeyPurpose::Exchange));
    let ec = key(&EC);
    assert_eq!((ec.provider, ec.purpose), (None, None));
}

#[test]
fn the_protection_is_told_with_what_it_needs() {
    let told = |encryption| {
        let opened = open(&EC.quick(encryption), &password("secret"));
        let protection = opened.ok().unwrap().protection;
        let schemes: Vec<String> = protection.schemes.iter().map(Scheme::to_string).collect();
        let new = protection.needs_windows_server_2019();
        (schemes.join(", "), protection.mac, new)
    };
    assert_eq!(
        told(Encryption::TripleDesSha1),
        ("3DES by SHA-1".to_owned(), Some(Hash::Sha1), false)
    );
    assert_eq!(
        told(Encryption::Aes256Sha256),
        (
            "AES-256 by PBKDF2 with SHA-256".to_owned(),
            Some(Hash::Sha256),
            true
        )
    );
}

#[test]
fn a_root_stays_out_unless_asked_for_and_the_certificate_itself_is_there_once() {
    let certificates = |container: Container<'_>| {
        let bytes = container.write(Encryption::TripleDesSha1, &password("x"), random());
        let opened = open(&bytes.unwrap(), &password("x"));
        opened.ok().unwrap().certificates.len()
    };
    let chain = [EC.certificate.clone(), EC.chain[0].clone()];
    let with = |root| Container {
        root,
        chain: &chain,
        ..EC.container()
    };
    assert_eq!(certificates(with(false)), 1);
    assert_eq!(certificates(with(true)), 2);
}

#[test]
fn the_same_randomness_gives_the_same_bytes_and_other_randomness_others() {
    for encryption in BOTH {
        let made = |random| {
            let container = EC.container();
            container.write(encryption, &password("x"), random).unwrap()
        };
        assert_eq!(made([7; RANDOMNESS]), made([7; RANDOMNESS]));
        assert_ne!(made([7; RANDOMNESS]), made([8; RANDOMNESS]));
    }
}

#[test]
fn what_windows_would_not_take_is_not_written() {
    let refused = |container: Container<'_>, text: &str| {
        let made = container.write(Encryption::TripleDesSha1, &password(text), random());
        made.unwrap_err()
    };
    assert_eq!(refused(EC.container(), ""), WriteError::NoPassword);
    assert_eq!(
        refused(EC.container(), "Zürich"),
        WriteError::PasswordNotAscii
    );
    let other = Container {
        key: &RSA.key,
        ..EC.container()
    };
    assert_eq!(refused(other, "x"), WriteError::OtherKey);
    let lines = Container {
        friendly_name: "two\0lines",
        ..EC.container()
    };
    let what = "friendly name";
    assert_eq!(refused(lines, "x"), WriteError::ControlCharacter { what });
}

#[test]
fn every_changed_octet_is_an_error_and_told_as_damage_where_a_part_still_opens() {
    for encryption in BOTH {
        let bytes = EC.quick(encryption);
        let mut damaged = 0;
        for at in 0..bytes.len() {
            // One bit, the one that says "constructed", and all.
            for change in [0x01, 0x20, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                let error = refused(&changed, "secret");
                damaged += usize::from(matches!(error, OpenError::Damaged { .. }));
            }
        }
        // What is left is the frame, where the bytes are no such file any more.
        assert!(damaged > bytes.len() * 3 * 9 / 10, "{damaged}");
    }
}

#[test]
fn every_file_that_is_cut_off_or_goes_on_is_an_error() {
    let bytes = EC.quick(Encryption::Aes256Sha256);
    for length in 0..bytes.len() {
        assert_eq!(refused(&bytes[..length], "secret"), OpenError::NotPkcs12);
    }
    let longer = [&bytes[..], b"\r\n"].concat();
    assert_eq!(refused(&longer, "secret"), OpenError::NotPkcs12);
}

#[test]
fn a_wrong_password_is_told_from_a_changed_file() {
    for encryption in BOTH {
        let mut bytes = EC.quick(encryption);
        for text in ["Secret", "secret ", "", "sécret"] {
            assert_eq!(refused(&bytes, text), OpenError::WrongPassword, "{text}");
        }
        let key = bytes.len() - 200;
        bytes[key] ^= 1;
        let reason = "the password opens it, but its MAC does not fit its contents";
        assert_eq!(refused(&bytes, "secret"), OpenError::Damaged { reason });
        assert_eq!(refused(&bytes, "Secret"), OpenError::WrongPassword);
    }
}

#[test]
fn damage_is_told_without_a_mac_too_where_a_part_still_opens() {
    for encryption in BOTH {
        let bytes = EC.quick(encryption);
        let parts = Element::whole(&bytes).unwrap().children().unwrap();
        let mut bare = asn1::write(tag::SEQUENCE, &[parts[0].raw, parts[1].raw]);
        assert!(open(&bare, &password("secret")).is_ok());
        assert_eq!(refused(&bare, "Secret"), OpenError::WrongPassword);
        // The last octet of the certificates, in front of the part with the key: that begins
        // with four octets of tag and length, and its type.
        let data = scheme::identifier(oid::DATA);
        let mut starts = bare.windows(data.len()).enumerate();
        let (key, _) = starts.rfind(|(_, octets)| *octets == data).unwrap();
        bare[key - 5] ^= 1;
        let reason = "the password opens a part of it only";
        assert_eq!(refused(&bare, "secret"), OpenError::Damaged { reason });
    }
}

/// The DER with another number of iterations wherever there was this one.
fn with_iterations(der: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (element, rest) = Element::read(der).unwrap();
    let inner = |element: Element<'_>| {
        let children = element.children().unwrap();
        let changed = children.iter().map(|it| with_iterations(it.raw, from, to));
        changed.collect::<Vec<_>>().concat()
    };
    let own = match element.tag {
        tag::INTEGER if element.content == from => asn1::write(tag::INTEGER, &[to]),
        tag::OCTET_STRING if Element::whole(element.content).is_some() => {
            let inside = with_iterations(element.content, from, to);
            asn1::write(tag::OCTET_STRING, &[&inside])
        }
        constructed if constructed & 0x20 != 0 => asn1::write(constructed, &[&inner(element)]),
        _ => element.raw.to_vec(),
    };
    [own, rest.to_vec()].concat()
}

#[test]
fn billions_of_iterations_are_refused_at_once() {
    let iterations = NonZeroU32::new(3210).unwrap();
    for encryption in BOTH {
        let container = EC.container();
        let random = [1; RANDOMNESS];
        let bytes = container.write_with(encryption, iterations, &password("x"), random);
        let bytes = bytes.unwrap();
        assert_eq!(with_iterations(&bytes, b"\x0c\x8a", b"\x0c\x8a"), bytes);
        for most in [
            &b"\x7f\xff\xff\xff"[..],
            b"\x00\xff\xff\xff\xff",
            &[0x7f; 40],
        ] {
            let bomb = with_iterations(&bytes, b"\x0c\x8a", most);
            let error = refused(&bomb, "x");
            assert!(matches!(error, OpenError::TooMuchWork { .. }), "{error}");
            // Without the MAC, the parts ask.
            let whole = Element::whole(&bomb).unwrap();
            let parts = whole.children().unwrap();
            let bare = asn1::write(tag::SEQUENCE, &[parts[0].raw, parts[1].raw]);
            let error = refused(&bare, "x");
            assert!(matches!(error, OpenError::TooMuchWork { .. }), "{error}");
        }
        let none = with_iterations(&bytes, b"\x0c\x8a", b"\x00");
        assert!(matches!(refused(&none, "x"), OpenError::Damaged { .. }));
        let negative = with_iterations(&bytes, b"\x0c\x8a", b"\xff");
        assert!(matches!(refused(&negative, "x"), OpenError::Damaged { .. }));
    }
}

/// A file without a MAC around the bags.
fn bare(bags: &[&[u8]]) -> Vec<u8> {
    let data = |contents: &[u8]| {
        let octets = asn1::write(tag::OCTET_STRING, &[contents]);
        let kind = scheme::identifier(oid::DATA);
        asn1::write(tag::SEQUENCE, &[&kind, &asn1::write(0xa0, &[&octets])])
    };
    let part = data(&asn1::write(tag::SEQUENCE, bags));
    let safe = data(&asn1::write(tag::SEQUENCE, &[&part]));
    asn1::write(tag::SEQUENCE, &[&asn1::unsigned(&[3]), &safe])
}

fn bag(kind: &str, value: &[u8]) -> Vec<u8> {
    let value = asn1::write(0xa0, &[value]);
    asn1::write(tag::SEQUENCE, &[&scheme::identifier(kind), &value])
}

#[test]
fn bags_in_bags_end_somewhere() {
    let nested = |depth| {
        let empty = asn1::write(tag::SEQUENCE, &[]);
        let inner = (0..depth).fold(empty, |inner, _| {
            asn1::write(tag::SEQUENCE, &[&bag(oid::SAFE_CONTENTS_BAG, &inner)])
        });
        bare(&[&bag(oid::SAFE_CONTENTS_BAG, &inner)])
    };
    assert!(open(&nested(3), &password("")).is_ok());
    let error = refused(&nested(1000), "");
    assert!(matches!(error, OpenError::Damaged { .. }), "{error}");
}

#[test]
fn what_is_neither_key_nor_certificate_is_named() {
    let crl = bag(oid::CRL_BAG, &[5, 0]);
    let secret = bag(oid::SECRET_BAG, &[5, 0]);
    let other = bag("1.2.3", &[5, 0]);
    let opened = open(&bare(&[&crl, &secret, &other]), &password(""));
    assert_eq!(
        opened.ok().unwrap().passed_over,
        [
            "a revocation list",
            "a secret that is no key pair",
            "an entry of type 1.2.3"
        ]
    );
}

#[test]
fn the_end_mark_that_windows_exports_with_a_name_is_left_out() {
    let der = asn1::write(tag::OCTET_STRING, &[EC.certificate.der()]);
    let x509 = bag(oid::X509_CERTIFICATE, &der);
    let name = asn1::write(tag::BMP_STRING, &[b"\0f\0e\0\0"]);
    let name = asn1::write(tag::SET, &[&name]);
    let name = asn1::write(
        tag::SEQUENCE,
        &[&scheme::identifier(oid::FRIENDLY_NAME), &name],
    );
    let own = asn1::write(0xa0, &[&x509]);
    let own = asn1::write(
        tag::SEQUENCE,
        &[
            &scheme::identifier(oid::CERTIFICATE_BAG),
            &own,
            &asn1::write(tag::SET, &[&name]),
        ],
    );
    let opened = open(&bare(&[&own]), &password("")).ok().unwrap();
    let name = opened.certificates[0].friendly_name.as_deref();
    assert_eq!(name, Some("fe"));
}

#[test]
fn a_mac_by_pbmac1_is_refused_by_name() {
    let bytes = EC.quick(Encryption::Aes256Sha256);
    let parts = Element::whole(&bytes).unwrap().children().unwrap();
    let info = [
        scheme::algorithm(oid::PBMAC1, &[]),
        asn1::write(tag::OCTET_STRING, &[&[7; 32]]),
    ];
    let info = asn1::write(tag::SEQUENCE, &[&info[0], &info[1]]);
    let salt = asn1::write(tag::OCTET_STRING, &[&[7; 8]]);
    let mac = asn1::write(tag::SEQUENCE, &[&info, &salt]);
    let other = asn1::write(tag::SEQUENCE, &[parts[0].raw, parts[1].raw, &mac]);
    let what = "a MAC by PBMAC1".to_owned();
    assert_eq!(refused(&other, "secret"), OpenError::Unsupported { what });
}

#[test]
fn more_entries_and_bytes_than_a_server_needs_are_refused() {
    let crl = bag(oid::CRL_BAG, &[5, 0]);
    let many = bare(&vec![&crl[..]; 1000]);
    assert_eq!(refused(&many, ""), OpenError::TooMany { most: 1000 });
    let huge = vec![0x30; 100 * 1024 * 1024];
    let (size, most) = (huge.len(), 2 * 1024 * 1024);
    assert_eq!(refused(&huge, ""), OpenError::TooLarge { size, most });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_password_and_the_name_it_opens_again(
        text in "[ -~]{1,40}",
        name in "\\PC{0,40}",
        aes in any::<bool>(),
        local_machine in any::<bool>(),
    ) {
        let encryption = BOTH[usize::from(aes)];
        let container = Container { friendly_name: &name, local_machine, ..EC.container() };
        let one = NonZeroU32::MIN;
        let bytes = container.write_with(encryption, one, &password(&text), random()).unwrap();
        let opened = open(&bytes, &password(&text)).ok().unwrap();
        prop_assert_eq!(opened.keys[0].key.pkcs8() == EC.key.pkcs8(), true);
        prop_assert_eq!(opened.keys[0].local_machine, local_machine);
        prop_assert_eq!(opened.certificates[0].friendly_name.as_ref(), Some(&name));
        prop_assert_eq!(&opened.certificates[0].certificate, &EC.certificate);
        let other = format!("{text} ");
        prop_assert_eq!(refused(&bytes, &other), OpenError::WrongPassword);
    }
}
