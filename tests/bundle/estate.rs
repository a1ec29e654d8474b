//! Deployments whose certificates can be carried, who signs their requests, and how a
//! bundle looks from outside.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::LazyLock;
use std::time::SystemTime;

use forecert::cert::Validity;
use forecert::mint::{self, Authority};
use forecert::pfx::{self, Opened, Password};
use forecert::secret::PrivateKey;
use forecert::x509::{Certificate, Request, armor};
use time::{Duration, OffsetDateTime};

use crate::support::{Deployment, Run};

/// A root, and the authority below it that signs.
pub const ROOT: &str = include_str!("pki/root.pem");
pub const ISSUING: &str = include_str!("pki/issuing.pem");

static OFFICE: LazyLock<Authority> = LazyLock::new(|| {
    let key = PrivateKey::from_pem(include_bytes!("pki/issuing.key"));
    let block = armor::blocks(ISSUING.as_bytes()).remove(0).unwrap();
    let certificate = Certificate::parse(&block.der).unwrap();
    Authority::new(certificate, key.ok().unwrap()).unwrap()
});

/// Two servers with an EC key each, signed at once by an authority of the deployment.
pub fn small(bundle: &str) -> String {
    format!(
        r#"version: 1
rules: "2026.1"
bundle: {{ {bundle} }}
defaults: {{ issuer: lab, key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - {{ name: enterprise, type: request, class: enterprise, validity: 2y, trust: [root.pem, issuing.pem] }}
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.com/lab.crl"
    authority: {{ key: {{ algorithm: ec, size: 256 }} }}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [a.contoso.net, b.contoso.net]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{pool}}"], eku: [server-auth] }}
"#
    )
}

/// The small estate with all its certificates.
pub fn applied(manifest: &str) -> Deployment {
    let deployment = Deployment::new(manifest);
    deployment.write("root.pem", ROOT);
    deployment.write("issuing.pem", ISSUING);
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    deployment
}

/// Runs `forecert` with these variables.
pub fn run_with(deployment: &Deployment, environment: &[(&str, &str)], args: &[&str]) -> Run {
    let output = deployment
        .command(env!("CARGO_BIN_EXE_forecert"))
        .env("COLUMNS", "200")
        .envs(environment.iter().copied())
        .args(args)
        .output()
        .expect("forecert runs");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The ids with an open request, in order.
pub fn open_requests(deployment: &Deployment) -> Vec<String> {
    let tree = walkdir::WalkDir::new(deployment.path("inventory")).sort_by_file_name();
    let requests = tree.into_iter().filter_map(Result::ok);
    let requests = requests.filter(|entry| {
        entry.file_name() == "request.csr"
            && !entry.path().with_file_name("certificate.pem").exists()
    });
    let folders = requests.map(|entry| {
        let below = entry.path().parent().unwrap();
        let below = below.strip_prefix(deployment.path("inventory")).unwrap();
        below.display().to_string()
    });
    folders.collect()
}

/// Signs the request in a folder of the inventory, from so many days ago for so many days.
pub fn sign(deployment: &Deployment, folder: &str, ago: i64, days: i64) -> String {
    let text = deployment.read(&format!("inventory/{folder}/request.csr"));
    let block = armor::blocks(text.as_bytes()).remove(0).unwrap();
    let request = Request::parse(&block.der).unwrap();
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
    let validity = Validity {
        not_before: now - Duration::days(ago),
        not_after: now + Duration::days(days),
    };
    let url = "http://pki.contoso.com/issuing.crl";
    let leaf = mint::leaf(&request, request.contents(), &OFFICE, validity, url);
    leaf.expect("a certificate").pem()
}

/// Answers the requests in these folders, and takes the answers in.
pub fn answer(deployment: &Deployment, folders: &[String], ago: i64, days: i64) {
    for folder in folders {
        let name = folder.replace('/', "-");
        let leaf = sign(deployment, folder, ago, days);
        deployment.write(&format!("answers/{name}.pem"), format!("{leaf}{ISSUING}"));
    }
    let _ = deployment.forecert(&["accept", "answers"]).exits(0);
}

/// Everything below a folder as nobody could have touched it: bytes, moment and mode.
pub fn seen(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime, u32)> {
    let tree = walkdir::WalkDir::new(folder).min_depth(1).into_iter();
    let entries = tree.map(|entry| entry.expect("a readable entry"));
    let seen = entries.map(|entry| {
        let metadata = entry.metadata().expect("its metadata");
        let bytes = match metadata.is_file() {
            true => fs::read(entry.path()).expect("a readable file"),
            false => Vec::new(),
        };
        let path = entry.path().strip_prefix(folder).unwrap();
        let what = (
            bytes,
            metadata.modified().unwrap(),
            metadata.permissions().mode() & 0o7777,
        );
        (path.display().to_string(), what)
    });
    seen.collect()
}

/// The bundle of a deployment, and that it is there.
pub fn bundle_of(deployment: &Deployment) -> BTreeMap<String, (Vec<u8>, SystemTime, u32)> {
    let seen = seen(&deployment.path("bundle"));
    assert!(!seen.is_empty(), "there is a bundle");
    for path in seen.keys() {
        assert!(!path.contains(".staging"), "`{path}` is left over");
    }
    seen
}

/// The generated passwords, by server.
pub fn kept_passwords(deployment: &Deployment) -> BTreeMap<String, String> {
    let text = deployment.read("keys/bundle-passwords.txt");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, password) = line.split_once(' ').expect("two words");
            (name.to_owned(), password.trim().to_owned())
        })
        .collect()
}

/// Opens a PFX file of the bundle; nothing under another password.
pub fn opened(deployment: &Deployment, path: &str, password: &str) -> Option<Opened> {
    let bytes = fs::read(deployment.path(path)).expect(path);
    let password = Password::new(password.to_owned().into());
    match pfx::open(&bytes, &password) {
        Ok(opened) => Some(opened),
        Err(pfx::OpenError::WrongPassword) => None,
        Err(error) => panic!("{path}: {error}"),
    }
}

/// Prints a line also where the test harness swallows what a test prints.
pub fn passed_over(what: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "passed over: {what} is not there");
}
