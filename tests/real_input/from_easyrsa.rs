//! A whole `pki` folder that easy-rsa keeps.

use crate::count::{self, map, set};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

/// Runs easy-rsa on the folder `inventory/pki`.
pub fn run(deployment: &Deployment, easyrsa: &str, line: &str) {
    let folder = format!("--pki-dir={}", deployment.path("inventory/pki").display());
    let words = line.split_whitespace();
    let arguments: Vec<&str> = ["--batch", &folder].into_iter().chain(words).collect();
    deployment.tool(easyrsa, &arguments);
}

/// Makes that folder, with a server certificate for the manifest.
pub fn pki(deployment: &Deployment, easyrsa: &str) {
    std::fs::create_dir_all(deployment.path("inventory")).unwrap();
    let run = |line: &str| run(deployment, easyrsa, line);
    run("init-pki");
    run("--req-cn=House build-ca nopass");
    run(
        "--subject-alt-name=DNS:sbc.contoso.com,DNS:sbc01.contoso.com \
         build-server-full sbc.contoso.com nopass",
    );
    run("build-client-full someone nopass");
    // It would fit, and outlives the other.
    run(
        "--days=900 --subject-alt-name=DNS:sbc.contoso.com,DNS:sbc01.contoso.com \
         --req-cn=sbc.contoso.com gen-req left nopass",
    );
    run(
        "--days=900 --subject-alt-name=DNS:sbc.contoso.com,DNS:sbc01.contoso.com \
         sign-req server left",
    );
    run("revoke left");
    run("gen-crl");
    run("--use-algo=ec --curve=prime256v1 gen-req asked nopass");
    run("export-p7 sbc.contoso.com");
}

#[test]
fn the_pki_folder_of_easy_rsa_is_read_whole() {
    let easyrsa = tool_or_pass!("easyrsa");
    let deployment = Deployment::new(&count::manifest(count::REQUESTS));
    pki(&deployment, &easyrsa);

    let found = count::count(&deployment);
    found.cannot_be_read(&[]);
    // The name of a copy is its serial number.
    let objects = found.objects.into_iter().map(|(path, letters)| {
        let folder = path.rsplit_once('/').unwrap().0;
        match folder.contains("by_serial") {
            true => (folder.to_owned(), letters),
            false => (path, letters),
        }
    });
    let expected = map(&[
        ("pki/ca.crt", "C"),
        ("pki/certs_by_serial", "C"),
        ("pki/crl.pem", "L"),
        ("pki/issued/sbc.contoso.com.crt", "C"),
        ("pki/issued/sbc.contoso.com.p7b", "CC"),
        ("pki/issued/someone.crt", "C"),
        ("pki/private/asked.key", "K"),
        ("pki/private/ca.key", "K"),
        ("pki/private/sbc.contoso.com.key", "K"),
        ("pki/private/someone.key", "K"),
        ("pki/reqs/asked.req", "R"),
        ("pki/reqs/sbc.contoso.com.req", "R"),
        ("pki/reqs/someone.req", "R"),
        ("pki/revoked/certs_by_serial", "C"),
        ("pki/revoked/private_by_serial", "K"),
        ("pki/revoked/reqs_by_serial", "R"),
    ]);
    assert_eq!(
        objects.collect::<std::collections::BTreeMap<_, _>>(),
        expected
    );
    assert_eq!(found.strays, set(&[]));
}
