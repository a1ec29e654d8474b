//! PKCS#12 files that are damaged, locked, huge, or ask for years of work: told at once,
//! and nothing else suffers.

use std::fs;
use std::time::{Duration, Instant};

use forecert::pfx::{Container, Encryption, Password, SCHANNEL};
use forecert::secret::{PrivateKey, random};
use forecert::x509::asn1::{self, Element, tag};
use forecert::x509::{Certificate, armor};

use crate::support::{Deployment, Run};
use crate::{SMALL, TLS, made};

const SECRET: &str = "Lync2013 pool";

/// Everything made, and a password named that opens what [`pfx`] writes.
fn estate() -> Deployment {
    let deployment = made();
    let manifest = SMALL.replacen("issuers:", "secrets: [{ file: pfx.txt }]\nissuers:", 1);
    deployment.write("forecert.yaml", manifest);
    deployment.write("pfx.txt", SECRET);
    deployment
}

/// Key and certificate of what was made, in one file.
fn pfx(deployment: &Deployment, encryption: Encryption) -> Vec<u8> {
    let key = deployment.read(&format!("keys/{TLS}/0001.pem"));
    let certificate = deployment.read(&format!("inventory/{TLS}/0001/certificate.pem"));
    let blocks = armor::blocks(certificate.as_bytes());
    let container = Container {
        key: &PrivateKey::from_pem(key.as_bytes()).unwrap(),
        certificate: &Certificate::parse(&blocks[0].as_ref().unwrap().der).unwrap(),
        chain: &[],
        root: false,
        friendly_name: "a",
        provider: SCHANNEL,
        local_machine: true,
    };
    let password = Password::new(SECRET.to_owned().into());
    container.write(encryption, &password, random()).unwrap()
}

/// Puts a file into the inventory and hands it in: both say these words and end soon.
#[track_caller]
fn told(deployment: &Deployment, bytes: &[u8], code: &str, words: &str) {
    deployment.write("inventory/old/a.pfx", bytes);
    deployment.write("a.pfx", bytes);
    let before = deployment.files();
    let plan = soon(deployment, &["plan", "--detailed-exitcode"]).exits(0);
    assert!(
        plan.stderr.contains(&format!("warning[{code}]")),
        "{plan:?}"
    );
    assert!(plan.stderr.contains(words), "`{words}`\n{}", plan.stderr);
    let accept = soon(deployment, &["accept", "a.pfx"]).exits(65);
    assert!(
        accept.stdout.contains(&format!("error[{code}]")),
        "{accept:?}"
    );
    assert!(
        accept.stdout.contains(words),
        "`{words}`\n{}",
        accept.stdout
    );
    assert!(deployment.files() == before, "something was written");
}

/// Soon for a debug build under load; what is guarded against takes hours and years.
#[track_caller]
fn soon(deployment: &Deployment, args: &[&str]) -> Run {
    let begun = Instant::now();
    let run = deployment.forecert(args);
    assert!(begun.elapsed() < Duration::from_secs(300), "{args:?}");
    run
}

#[test]
fn a_pfx_of_which_a_byte_is_another_is_told_wherever_that_byte_is() {
    let deployment = estate();
    let whole = pfx(&deployment, Encryption::TripleDesSha1);
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        bytes
    };
    let last = whole.len() - 1;
    for (at, code, words) in [
        // The length of all of it, its version, the type of its contents.
        (3, "unreadable_file", "damaged or cut off"),
        (13, "unreadable_file", "PKCS#12"),
        // What is encrypted, in the middle: the MAC tells.
        (whole.len() / 2, "unreadable_file", "its MAC does not fit"),
        // The MAC's digest and its salt.
        (last - 20, "unreadable_file", "its MAC does not fit"),
        // How often it is derived.
        (last, "unreadable_file", "its MAC does not fit"),
    ] {
        told(&deployment, &changed(at), code, words);
    }
    told(
        &deployment,
        &whole[..whole.len() - 100],
        "unreadable_file",
        "damaged or cut off",
    );
}

#[test]
fn a_pfx_that_is_damaged_all_over_looks_like_one_of_another_password() {
    let deployment = estate();
    let whole = pfx(&deployment, Encryption::Aes256Sha256);
    deployment.write("pfx.txt", "lync2013 pool");
    told(&deployment, &whole, "pfx_password", "does not open it");
}

#[test]
fn a_pfx_of_a_hundred_megabytes_is_told_by_its_size_and_never_read() {
    let deployment = estate();
    let length = 100 << 20;
    // A SEQUENCE of that length, version 3, and a ContentInfo of data.
    let mut head = vec![0x30, 0x84];
    head.extend_from_slice(&(length - 6_u32).to_be_bytes());
    head.extend_from_slice(
        b"\x02\x01\x03\x30\x82\x0f\xff\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01",
    );
    for place in ["inventory/old/a.pfx", "answers/a.pfx"] {
        deployment.write(place, &head);
        let file = fs::File::options().write(true).open(deployment.path(place));
        file.unwrap().set_len(u64::from(length)).unwrap();
    }
    let plan = soon(&deployment, &["plan"]).exits(0);
    assert!(plan.stderr.contains("warning[unreadable_file]"), "{plan:?}");
    assert!(plan.stderr.contains("104857600 bytes"), "{plan:?}");
    for given in ["answers/a.pfx", "answers"] {
        let accept = soon(&deployment, &["accept", given]).exits(65);
        assert!(accept.stdout.contains("error[too_large]"), "{accept:?}");
    }
}

#[test]
fn a_pfx_that_asks_for_two_billion_iterations_is_refused_at_once() {
    let deployment = estate();
    for (encryption, own) in [
        (Encryption::TripleDesSha1, &b"\x27\x10"[..]),
        (Encryption::Aes256Sha256, b"\x01\x86\xa0"),
    ] {
        let bytes = pfx(&deployment, encryption);
        let in_all = with_iterations(&bytes, own, b"\x7f\xff\xff\xff");
        assert_ne!(in_all, bytes);
        let words = "asks for";
        told(&deployment, &in_all, "unreadable_file", words);
        // Without a MAC the parts ask, and so do they behind a MAC that asks for little.
        let parts = Element::whole(&in_all).unwrap().children().unwrap();
        let honest = Element::whole(&bytes).unwrap().children().unwrap()[2];
        let bare = asn1::write(tag::SEQUENCE, &[parts[0].raw, parts[1].raw]);
        told(&deployment, &bare, "unreadable_file", words);
        let behind = asn1::write(tag::SEQUENCE, &[parts[0].raw, parts[1].raw, honest.raw]);
        told(&deployment, &behind, "unreadable_file", words);
    }
}

#[test]
fn many_files_that_ask_for_much_are_left_closed_after_some_and_counted() {
    let deployment = estate();
    let bytes = pfx(&deployment, Encryption::TripleDesSha1);
    // As many as are granted to one derivation, and not one of them is right.
    let greedy = with_iterations(&bytes, b"\x27\x10", b"\x4c\x4b\x40");
    for number in 0..1000 {
        deployment.write(&format!("inventory/old/{number:04}.pfx"), &greedy);
    }
    let plan = soon(&deployment, &["plan", "-v"]).exits(0);
    let closed = "`inventory/old/0006.pfx` and 993 more were not opened";
    assert!(plan.stderr.contains(closed), "{}", plan.stderr);
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
