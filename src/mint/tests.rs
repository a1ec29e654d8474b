//! What is made, held against what was asked for; strangers judge it in
//! `tests/interop_openssl`.

use std::collections::BTreeSet;

use time::macros::datetime;

use super::*;
use crate::cert::Contents;
use crate::cert::Curve;
use crate::cert::ExtendedKeyUsage;
use crate::cert::KeySpec;
use crate::cert::KeyUsage;
use crate::cert::Subject;
use crate::cert::Validity;
use crate::secret::PrivateKey;
use crate::x509::RevocationList;

const SPEC: KeySpec = KeySpec::Ec(Curve::P256);
const YEAR: Validity = Validity {
    not_before: datetime!(2026-01-01 0:00 UTC),
    not_after: datetime!(2027-01-01 0:00 UTC),
};
const CRL: &str = "http://pki.contoso.com/lab.crl";

fn key() -> PrivateKey {
    PrivateKey::generate(&SPEC).unwrap()
}

fn contents() -> Contents {
    let names = ["pool01.contoso.net", "fe01.contoso.net", "*.contoso.com"];
    Contents {
        subject: Subject::default()
            .with("CN", Some("pool01.contoso.net"))
            .with("O", Some("Contoso"))
            .with("OU", Some("UC"))
            .with("OU", Some("Redmond"))
            .with("C", Some("US")),
        names: names.map(str::to_owned).into(),
        other_names: BTreeSet::new(),
        key: SPEC,
        key_usage: Some([KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment].into()),
        extended_key_usage: [
            ExtendedKeyUsage::ServerAuth,
            ExtendedKeyUsage::Other("1.3.6.1.4.1.311.10.3.4".to_owned()),
        ]
        .into(),
        template: Some("WebServer".to_owned()),
    }
}

fn authority() -> Authority {
    let key = key();
    let contents = Contents {
        subject: Subject::default().with("CN", Some("Lab")),
        ..contents()
    };
    Authority::new(root(&contents, &key, YEAR).unwrap(), key).unwrap()
}

fn error<T>(result: Result<T, MintError>) -> String {
    match result {
        Ok(_) => panic!("it was made"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_request_says_exactly_what_was_declared() {
    let request = request(&contents(), &key()).unwrap();
    assert_eq!(request.contents(), &contents());
    assert!(request.is_self_signed());
    // The SAN in its order: the common name first.
    let der = request.der();
    let at = |name: &[u8]| der.windows(name.len()).rposition(|part| part == name);
    assert!(at(b"pool01.contoso.net") < at(b"*.contoso.com"));
    assert!(at(b"*.contoso.com") < at(b"fe01.contoso.net"));
}

#[test]
fn two_certificates_for_one_key_have_different_serial_numbers() {
    let authority = authority();
    let request = request(&contents(), &key()).unwrap();
    let leaf = || leaf(&request, &contents(), &authority, YEAR, CRL).unwrap();
    let (one, other) = (leaf(), leaf());
    assert_ne!(one.serial(), other.serial());
    assert_eq!(one.serial().len(), 32);
    assert_eq!(one.contents().names, contents().names);
    assert_eq!(one.contents().subject, contents().subject);
    assert!(!one.is_authority() && one.path_length().is_none());
    assert_eq!(one.crl_urls(), [CRL]);
    assert!(one.subject_key_id().is_some());
    assert_eq!(
        one.authority_key_id(),
        authority.certificate.subject_key_id()
    );
}

#[test]
fn a_root_may_sign_leaves_and_lists_and_no_more() {
    let root = authority().certificate;
    assert!(root.is_authority() && root.is_self_issued() && root.is_signed_by(&root));
    assert_eq!(root.path_length(), Some(0));
    let usage = [KeyUsage::KeyCertSign, KeyUsage::CrlSign].into();
    assert_eq!(root.contents().key_usage, Some(usage));
    assert!(root.contents().names.is_empty());
}

#[test]
fn a_revocation_list_is_numbered_and_names_its_authority() {
    let authority = authority();
    let (now, next) = (
        datetime!(2026-06-01 12:00:00.5 UTC),
        datetime!(2026-09-01 12:00 UTC),
    );
    for number in [0, 1, 128, u64::MAX] {
        let list = revocation_list(&authority, now, next, number).unwrap();
        let list = RevocationList::parse(&list).unwrap();
        assert_eq!(list.number(), Some(number));
        assert_eq!(list.this_update(), datetime!(2026-06-01 12:00 UTC));
        assert!(list.is_signed_by(&authority.certificate));
    }
    assert!(error(revocation_list(&authority, next, now, 1)).ends_with("is none"));
}

#[test]
fn dates_from_2050_on_are_written_too() {
    let validity = Validity {
        not_before: datetime!(2026-01-01 0:00 UTC),
        not_after: datetime!(2076-01-01 0:00 UTC),
    };
    let root = root(&contents(), &key(), validity).unwrap();
    assert_eq!(root.validity(), validity);
}

#[test]
fn what_cannot_stand_in_a_certificate_is_refused() {
    let made = |change: fn(&mut Contents)| {
        let mut contents = contents();
        change(&mut contents);
        error(request(&contents, &key()))
    };
    assert_eq!(
        made(|it| it.key = KeySpec::Rsa(2048)),
        "the key is `EC P-256`, but `RSA 2048` is declared"
    );
    assert_eq!(
        made(|it| {
            it.names.insert("fe_01.contoso.net".to_owned());
        }),
        "`fe_01.contoso.net` cannot be a DNS name in a certificate"
    );
    assert_eq!(
        made(|it| {
            it.other_names.insert("IP 10.0.0.1".to_owned());
        }),
        "the alternative name `IP 10.0.0.1` is not of type DNS"
    );
    assert_eq!(
        made(|it| it.subject = Subject::default().with("CN", Some(&"a".repeat(65)))),
        "the subject's `CN` has 65 characters, but 64 at most are possible"
    );
    let bad = ExtendedKeyUsage::Other("server".to_owned());
    let contents = Contents {
        extended_key_usage: [bad].into(),
        ..contents()
    };
    assert_eq!(
        error(request(&contents, &key())),
        "the extended key usage `server` is not an object identifier"
    );
}

#[test]
fn an_authority_is_a_certificate_that_may_sign_with_the_key_that_fits() {
    let good = authority();
    let asked = request(&contents(), &key()).unwrap();
    assert_eq!(
        error(Authority::new(good.certificate.clone(), key())),
        "the certificate of `CN=Lab` cannot sign: the key belongs to another certificate"
    );
    let own = key();
    let request = request(&contents(), &own).unwrap();
    let issued = leaf(&request, &contents(), &good, YEAR, CRL).unwrap();
    assert!(
        error(Authority::new(issued, own)).ends_with("its basic constraints do not say CA:TRUE")
    );
    assert_eq!(
        error(leaf(&asked, &contents(), &good, YEAR, "http://pki/ä.crl")),
        "`http://pki/ä.crl` cannot be the address of a revocation list"
    );
    let late = Validity {
        not_before: datetime!(2027-06-01 0:00 UTC),
        not_after: datetime!(2028-06-01 0:00 UTC),
    };
    assert!(error(leaf(&asked, &contents(), &good, late, CRL)).ends_with("is none"));
}

#[test]
fn a_request_that_somebody_altered_is_not_signed() {
    let request = request(&contents(), &key()).unwrap();
    let mut der = request.der().to_vec();
    let at = der.windows(4).position(|part| part == b"fe01").unwrap();
    der[at] = b'x';
    let altered = crate::x509::Request::parse(&der).unwrap();
    assert!(!altered.is_self_signed());
    assert_eq!(
        error(leaf(&altered, &contents(), &authority(), YEAR, CRL)),
        "the request is not signed by its own key"
    );
}
