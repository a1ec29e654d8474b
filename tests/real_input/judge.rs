//! Others judge a certificate: OpenSSL and, where it is installed, certtool.

use std::collections::BTreeSet;

use crate::office::openssl;
use crate::support::Deployment;
use crate::tools::{say, tool};

/// The folder of a certificate's generation and its key, as forecert keeps them.
#[derive(Debug)]
pub struct Kept {
    pub certificate: String,
    pub chain: String,
    pub key: String,
}

impl Kept {
    pub fn of(id: &str, generation: u32) -> Self {
        let folder = format!("inventory/{id}/{generation:04}");
        Self {
            certificate: format!("{folder}/certificate.pem"),
            chain: format!("{folder}/chain.pem"),
            key: format!("keys/{id}/{generation:04}.pem"),
        }
    }
}

/// The chain holds up to the root, also without the root in it, for a TLS server of
/// that name, and against the issuer's CRL.
pub fn chain_holds(deployment: &Deployment, kept: &Kept, root: &str, crl: &str, name: &str) {
    let Kept {
        certificate, chain, ..
    } = kept;
    // What the root itself lacks is not asked of what it signed.
    let description = openssl(deployment, &format!("x509 -noout -text -in {root}"));
    let strict = match description.contains("Subject Key Identifier") {
        true => "-x509_strict",
        false => "",
    };
    let verdict = openssl(
        deployment,
        &format!(
            "verify {strict} -purpose sslserver -verify_hostname {name} -crl_check \
             -CAfile {root} -CRLfile {crl} -untrusted {chain} {certificate}"
        ),
    );
    assert_eq!(verdict, format!("{certificate}: OK\n"));
    if tool("certtool").is_none() {
        say("certtool did not judge: it is not installed");
        return;
    }
    let whole = deployment.read(certificate) + &deployment.read(chain);
    deployment.write("whole-chain.pem", &whole);
    let verdict = deployment.tool(
        "certtool",
        &[
            "--verify",
            &format!("--load-ca-certificate={root}"),
            &format!("--verify-hostname={name}"),
            "--verify-purpose=1.3.6.1.5.5.7.3.1",
            "--infile=whole-chain.pem",
        ],
    );
    assert!(
        verdict.contains("Chain verification output: Verified."),
        "{verdict}"
    );
    // certtool wants the root at the end of a chain that it judges alone.
    let root = deployment.read(root);
    if !whole.contains(&root) {
        deployment.write("whole-chain.pem", whole + &root);
    }
    let verdict = deployment.tool("certtool", &["--verify-chain", "--infile=whole-chain.pem"]);
    assert!(
        verdict.contains("Chain verification output: Verified."),
        "{verdict}"
    );
}

/// The private key is the certificate's.
pub fn key_fits(deployment: &Deployment, kept: &Kept) {
    let of_key = openssl(deployment, &format!("pkey -pubout -in {}", kept.key));
    let of_certificate = openssl(
        deployment,
        &format!("x509 -noout -pubkey -in {}", kept.certificate),
    );
    assert_eq!(of_key, of_certificate, "{kept:?}");
    openssl(deployment, &format!("pkey -check -noout -in {}", kept.key));
}

/// The DNS names, as OpenSSL prints them.
pub fn names(deployment: &Deployment, certificate: &str) -> BTreeSet<String> {
    let text = extension(deployment, certificate, "subjectAltName");
    let list = text.lines().nth(1).unwrap_or_default();
    let names = list.split(',').map(str::trim);
    names
        .map(|name| name.strip_prefix("DNS:").expect(&text).to_owned())
        .collect()
}

/// An extension, as OpenSSL prints it.
pub fn extension(deployment: &Deployment, certificate: &str, name: &str) -> String {
    openssl(
        deployment,
        &format!("x509 -noout -ext {name} -in {certificate}"),
    )
}

/// The subject, as RFC 4514 writes it.
pub fn subject(deployment: &Deployment, certificate: &str) -> String {
    let text = openssl(
        deployment,
        &format!("x509 -noout -subject -nameopt RFC2253 -in {certificate}"),
    );
    text.trim().trim_start_matches("subject=").to_owned()
}
