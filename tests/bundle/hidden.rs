//! No password, and no byte of a key without one, stands where it does not belong.

use std::fs;
use std::process::Command;

use crate::estate::{applied, kept_passwords, run_with, small};
use crate::support::Deployment;

/// Every shape in which a text would be found.
fn shapes(text: &str) -> Vec<Vec<u8>> {
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut shapes = vec![text.as_bytes().to_vec(), little, big];
    for plain in shapes.clone() {
        // What is in base64 shifts with what is before it.
        for before in 0..3 {
            let encoded = base64(&[&vec![b'x'; before], &plain[..]].concat());
            let (skip, end) = ([0, 2, 3][before], encoded.len() / 4 * 4 - 4);
            shapes.push(encoded[skip..end].to_vec());
        }
        let hex: String = plain.iter().map(|octet| format!("{octet:02x}")).collect();
        shapes.push(hex.to_ascii_uppercase().into_bytes());
        shapes.push(hex.into_bytes());
    }
    shapes
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::new();
    for chunk in bytes.chunks(3) {
        let octet = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = octet(0) << 16 | octet(1) << 8 | octet(2);
        for place in 0..4 {
            text.push(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]);
        }
    }
    text
}

/// Whether a text is nowhere below a deployment but in the files that are meant to have it.
fn nowhere(deployment: &Deployment, said: &str, secret: &str, but: &[&str]) {
    let shapes = shapes(secret);
    assert_eq!(shapes.len(), 18);
    let holds = |bytes: &[u8]| {
        shapes
            .iter()
            .any(|shape| bytes.windows(shape.len()).any(|window| window == shape))
    };
    assert!(!holds(said.as_bytes()), "it is said");
    for (path, bytes) in deployment.files() {
        assert!(
            but.contains(&path.as_str()) || !holds(&bytes),
            "`{path}` holds it"
        );
    }
}

#[test]
fn the_shapes_are_those_that_others_write() {
    let deployment = Deployment::new("");
    let text = "Correct-horse-9";
    for (line, index) in [
        ("printf '%s' \"$0\" | base64 -w0", 3),
        ("printf 'x%s' \"$0\" | base64 -w0", 4),
        ("printf 'xx%s' \"$0\" | base64 -w0", 5),
        ("printf '%s' \"$0\" | iconv -t UTF-16LE", 1),
    ] {
        let output = Command::new("sh")
            .args(["-c", line, text])
            .output()
            .unwrap();
        let shape = &shapes(text)[index];
        let found = output
            .stdout
            .windows(shape.len())
            .any(|window| window == shape);
        assert!(found, "{line}: {}", String::from_utf8_lossy(shape));
    }
    drop(deployment);
}

/// All that a bundle says, whatever it is asked for and however it ends.
fn all_said(deployment: &Deployment, environment: &[(&str, &str)]) -> String {
    let mut said = String::new();
    for args in [
        &["bundle", "--zip", "-v"][..],
        &["bundle", "-v"],
        &["bundle", "--format", "json", "-v"],
        &["verify", "-v"],
        &["verify", "--format", "json"],
        &["status", "-v"],
        &["bundle", "--requests", "-v"],
        &["plan", "-v"],
    ] {
        let run = run_with(deployment, environment, args);
        said.push_str(&run.stdout);
        said.push_str(&run.stderr);
    }
    // One folder fails.
    fs::remove_dir_all(deployment.path("bundle/a.contoso.net")).unwrap();
    fs::write(deployment.path("bundle/a.contoso.net"), "").unwrap();
    let run = run_with(deployment, environment, &["bundle", "-v"]).exits(6);
    said.push_str(&run.stdout);
    said.push_str(&run.stderr);
    fs::remove_file(deployment.path("bundle/a.contoso.net")).unwrap();
    let _ = run_with(deployment, environment, &["bundle", "-v", "--zip"]).exits(0);
    assert!(said.len() > 2_000, "{said}");
    said
}

#[test]
fn a_password_of_the_environment_stands_nowhere() {
    let secret = "Xq7-Hidden-Horse-31";
    let deployment = applied(&small("password: { env: PFX }"));
    let said = all_said(&deployment, &[("PFX", secret)]);
    nowhere(&deployment, &said, secret, &[]);
}

#[test]
fn generated_passwords_stand_in_their_own_file_only() {
    let deployment = applied(&small(""));
    let said = all_said(&deployment, &[]);
    for secret in kept_passwords(&deployment).values() {
        nowhere(&deployment, &said, secret, &["keys/bundle-passwords.txt"]);
    }
}

#[test]
fn a_password_that_is_refused_is_not_quoted() {
    let secret = "Hidden-Hörse-31";
    let deployment = applied(&small("password: { env: PFX }"));
    let run = run_with(&deployment, &[("PFX", secret)], &["bundle", "-v"]).exits(1);
    nowhere(&deployment, &(run.stdout + &run.stderr), "rse-31", &[]);
    let deployment = applied(&small(
        "password: { command: [sh, -c, 'cat word; exit 1'] }",
    ));
    deployment.write("word", "Hidden-Horse-31");
    let run = deployment.forecert(&["bundle", "-v"]).exits(1);
    nowhere(
        &deployment,
        &(run.stdout + &run.stderr),
        "Hidden-Horse-31",
        &["word"],
    );
}

#[test]
fn no_part_of_a_key_stands_in_a_bundle_that_is_carried_in_pfx_files() {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(&["bundle", "--zip"]).exits(0);
    for server in ["a.contoso.net", "b.contoso.net"] {
        let key = deployment.read(&format!("keys/sbc.contoso.net/{server}/tls/0001.pem"));
        let body: String = key
            .lines()
            .filter(|line| !line.starts_with("---"))
            .collect();
        // Behind the head that every key of its kind begins with.
        let secret = &body[48..88];
        for (path, bytes) in deployment.files() {
            let text = String::from_utf8_lossy(&bytes).replace(['\r', '\n'], "");
            let is_home = path.starts_with("keys/") || path.starts_with("ca/keys/");
            assert!(is_home || !text.contains(secret), "{path}");
            assert!(is_home || !text.contains("PRIVATE KEY"), "{path}");
        }
    }
}
