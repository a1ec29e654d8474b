//! What is handed to `accept` and is no answer.

use std::fs;

use crate::{TLS, awaiting, refusal, refused};

const REQUEST: &str = "inventory/sbc.contoso.net/a.contoso.net/asked/0001/request.csr";

#[test]
fn an_answer_that_is_not_there_is_told() {
    let deployment = awaiting();
    refused(
        &deployment,
        &["accept", "nowhere.cer"],
        65,
        &["`nowhere.cer`", "nothing was taken in"],
    );
}

#[test]
fn nothing_at_all_is_a_mistake_in_usage() {
    let deployment = awaiting();
    let before = deployment.files();
    let run = deployment.forecert(&["accept"]).exits(64);
    assert!(run.stderr.contains("FILE"), "{run:?}");
    assert!(deployment.files() == before);
}

#[test]
fn an_empty_directory_holds_no_answer() {
    let deployment = awaiting();
    fs::create_dir(deployment.path("answers")).unwrap();
    refused(&deployment, &["accept", "answers"], 65, &["`answers`"]);
}

#[test]
fn a_private_key_is_no_answer_and_stays_unread_aloud() {
    let deployment = awaiting();
    let key = format!("keys/{TLS}/0001.pem");
    let run = refusal(
        &deployment,
        &["accept", &key],
        65,
        &[&key, "no certificate"],
    );
    assert!(!run.stderr.contains("BEGIN") && !run.stdout.contains("BEGIN"));
}

#[test]
fn a_request_is_no_answer() {
    let deployment = awaiting();
    refused(
        &deployment,
        &["accept", REQUEST],
        65,
        &[REQUEST, "no certificate"],
    );
}

#[test]
fn garbage_is_no_answer() {
    let deployment = awaiting();
    for (name, bytes) in [
        ("empty.cer", &b""[..]),
        ("words.cer", b"Your order has been received."),
        ("half.cer", b"-----BEGIN CERTIFICATE-----\nMIIB"),
        (
            "wrong.cer",
            b"-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n",
        ),
        ("noise.cer", &[0x30, 0x82, 0xff, 0xff, 0, 1, 2]),
    ] {
        deployment.write(name, bytes);
        refused(&deployment, &["accept", name], 65, &[name]);
    }
}

#[test]
fn a_certificate_of_somebody_else_is_no_answer() {
    let deployment = awaiting();
    let other = crate::made().read(&format!("inventory/{TLS}/0001/certificate.pem"));
    deployment.write("other.cer", other);
    refused(
        &deployment,
        &["accept", "other.cer"],
        65,
        &["other.cer", "refused"],
    );
}

#[test]
fn a_file_too_large_to_be_an_answer_is_not_cut_off_in_silence() {
    let deployment = awaiting();
    let certificate = deployment.read(&format!("inventory/{TLS}/0001/certificate.pem"));
    let padding = " ".repeat(2 << 20);
    deployment.write("large.cer", format!("{padding}\n{certificate}"));
    refused(
        &deployment,
        &["accept", "large.cer"],
        65,
        &["`large.cer`", "bytes"],
    );
}
