//! Machines beside the product: their certificates in the files that their programs read,
//! judged by those programs as far as they are here.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::estate::{ISSUING, ROOT, answer, kept_passwords, open_requests, opened, passed_over};
use crate::judges;
use crate::support::{Deployment, has};

const MANIFEST: &str = r#"version: 1
rules: "2026.1"
product: skype-for-business-2019
sip_domains: [contoso.com]
bundle: { BUNDLE }
defaults: { issuer: enterprise, key: { algorithm: ec, size: 256 } }
oauth: { issuer: enterprise, key: { algorithm: rsa, size: 2048 } }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y, trust: [root.pem, issuing.pem] }
pools:
  - fqdn: se01.contoso.net
    role: standard-edition
    os: windows-server-2019
    web_services: { external: webext.contoso.com }
  - fqdn: edge.contoso.net
    role: edge
    next_hop: se01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
    servers: [{ fqdn: edge01.contoso.net, os: windows-server-2016 }]
  - fqdn: rp01.contoso.com
    role: reverse-proxy
    servers: [rp01.contoso.com]
    certificates: [{ usage: farm, same_as: edge.contoso.net/edge-external }]
  - fqdn: wac.contoso.net
    role: office-web-apps
    os: windows-server-2022
    office_web_apps: { external: wac.contoso.com }
    servers: [wac01.contoso.net]
    certificates:
      - { usage: farm, outputs: [{ format: pfx, file: office.pfx }, { format: pem-full-chain, mode: "0640" }] }
  - fqdn: lb.contoso.net
    role: custom
    servers: [lb01.contoso.net]
    certificates:
      - { usage: nginx, common_name: "{server}", dns: ["{server}"], eku: [server-auth], outputs: [{ format: pem-full-chain, file: fullchain.pem }] }
      - { usage: apache, common_name: "{server}", dns: ["{server}"], eku: [server-auth], outputs: [{ format: pem-split }] }
      - { usage: haproxy, common_name: "{server}", dns: ["{server}"], eku: [server-auth], key: { algorithm: rsa, size: 2048 }, outputs: [{ format: pem-combined, mode: "0640" }] }
"#;

fn carried(bundle: &str) -> Deployment {
    let estate = Deployment::new(&MANIFEST.replace("BUNDLE", bundle));
    estate.write("root.pem", ROOT);
    estate.write("issuing.pem", ISSUING);
    let _ = estate
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    answer(&estate, &open_requests(&estate), 1, 400);
    let _ = estate.forecert(&["bundle"]).exits(0);
    estate
}

#[test]
fn each_program_gets_its_files_and_takes_them() {
    let estate = carried("");
    openssl_finds_them_to_fit(&estate);
    nginx_takes_its_own(&estate);
    haproxy_takes_its_own(&estate);
    the_reverse_proxy_has_the_certificate_of_the_edge(&estate);
    let _ = estate.forecert(&["verify"]).exits(0);
}

fn openssl_finds_them_to_fit(estate: &Deployment) {
    if !has("openssl") {
        return passed_over("openssl");
    }
    let mode = |path: &str| {
        let path = estate.path(&format!("bundle/{path}"));
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    let fits = |certificate: &str, key: &str| {
        let (certificate, key) = (format!("bundle/{certificate}"), format!("bundle/{key}"));
        let public = estate.tool(
            "openssl",
            &["x509", "-in", &certificate, "-noout", "-pubkey"],
        );
        assert_eq!(
            public,
            estate.tool("openssl", &["pkey", "-in", &key, "-pubout"])
        );
        estate.tool(
            "openssl",
            &[
                "verify",
                "-CAfile",
                "root.pem",
                "-untrusted",
                "issuing.pem",
                "-purpose",
                "sslserver",
                &certificate,
            ],
        );
        estate
            .read(&certificate)
            .matches("BEGIN CERTIFICATE")
            .count()
    };
    // The chain goes up to the root and does not hold it.
    for (certificate, key, count, of_key) in [
        (
            "lb01.contoso.net/fullchain.pem",
            "lb01.contoso.net/fullchain.key",
            2,
            0o600,
        ),
        (
            "lb01.contoso.net/apache.crt",
            "lb01.contoso.net/apache.key",
            1,
            0o600,
        ),
        (
            "lb01.contoso.net/haproxy.pem",
            "lb01.contoso.net/haproxy.pem",
            2,
            0o640,
        ),
        (
            "wac01.contoso.net/farm.pem",
            "wac01.contoso.net/farm.key",
            2,
            0o640,
        ),
    ] {
        assert_eq!(fits(certificate, key), count, "{certificate}");
        assert_eq!(mode(key), of_key, "{key}");
    }
    let chain = estate.read("bundle/lb01.contoso.net/apache.chain.pem");
    assert_eq!(
        chain.split_whitespace().collect::<String>(),
        ISSUING.split_whitespace().collect::<String>()
    );
    assert!(
        !estate
            .path("bundle/lb01.contoso.net/Install-Certificates.ps1")
            .exists()
    );
    assert!(!estate.path("bundle/lb01.contoso.net/nginx.pfx").exists());
    assert!(!kept_passwords(estate).contains_key("lb01.contoso.net"));
    let sheet = estate.read("bundle/lb01.contoso.net/README.txt");
    assert!(
        sheet.contains("Files with a key that are no PFX files have no password"),
        "{sheet}"
    );
}

fn the_reverse_proxy_has_the_certificate_of_the_edge(estate: &Deployment) {
    let passwords = kept_passwords(estate);
    let certificate = |path: &str, server: &str| {
        let opened = opened(estate, path, &passwords[server]).expect(path);
        opened.certificates[0].certificate.thumbprint()
    };
    let proxy = certificate("bundle/rp01.contoso.com/farm.pfx", "rp01.contoso.com");
    let edge = certificate(
        "bundle/edge01.contoso.net/edge-external.pfx",
        "edge01.contoso.net",
    );
    assert_eq!(proxy, edge);
    let cer = fs::read(estate.path("bundle/rp01.contoso.com/farm.cer")).unwrap();
    assert_eq!(
        cer,
        fs::read(estate.path("bundle/edge01.contoso.net/edge-external.cer")).unwrap()
    );
}

#[test]
fn every_file_is_encrypted_for_the_windows_that_opens_it() {
    let estate = carried("root_in_pfx: true");
    let mut files = judges::files(&estate);
    for file in &mut files {
        let later = ["se01", "wac01", "deployment"]
            .iter()
            .any(|one| file.path.contains(one));
        assert_eq!(file.aes, later, "{}", file.path);
        file.count = 3;
    }
    assert_eq!(files.len(), 6, "{files:?}");
    judges::openssl(&estate, &files);
    judges::python(&estate, &files);
    judges::java(&estate, &files);
    judges::nss(&estate, &files);
}

fn nginx_takes_its_own(estate: &Deployment) {
    if !on_the_path("nginx") {
        return passed_over("nginx");
    }
    let root = estate.root().display();
    let own = format!("{root}/bundle/lb01.contoso.net");
    estate.write(
        "nginx.conf",
        format!(
            "pid {root}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ access_log off;\n\
             client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;\n\
             uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;\n\
             server {{ listen 127.0.0.1:8443 ssl; ssl_certificate {own}/fullchain.pem;\n\
             ssl_certificate_key {own}/fullchain.key; }} }}\n"
        ),
    );
    let output = estate
        .command("nginx")
        .args(["-t", "-c"])
        .arg(estate.path("nginx.conf"))
        .output();
    let output = output.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn haproxy_takes_its_own(estate: &Deployment) {
    if !on_the_path("haproxy") {
        return passed_over("haproxy");
    }
    let own = estate.path("bundle/lb01.contoso.net/haproxy.pem");
    estate.write(
        "haproxy.cfg",
        format!(
            "defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n\
             frontend f\n  bind 127.0.0.1:8444 ssl crt {}\n  default_backend b\nbackend b\n",
            own.display()
        ),
    );
    let output = estate
        .command("haproxy")
        .envs(judges::library_path())
        .args(["-c", "-f", "haproxy.cfg"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn on_the_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
