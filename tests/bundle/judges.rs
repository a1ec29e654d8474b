//! Strangers who open PFX files of a bundle: each file must hold the certificate of the
//! inventory, its key and its chain.

use std::fs;

use crate::estate::{bundle_of, kept_passwords, passed_over};
use crate::support::{Deployment, has};

/// A PFX file of a bundle, with what opens it and what has to be in it.
#[derive(Debug)]
pub struct File {
    /// Below the deployment.
    pub path: String,
    pub password: String,
    /// The certificate in its folder of the inventory, and the key beside.
    certificate: String,
    key: String,
    friendly: String,
    pub aes: bool,
    /// How many certificates are in it.
    pub count: usize,
}

const PROVIDER: &str = "Microsoft RSA SChannel Cryptographic Provider";

/// All of a deployment whose roots are not in its files; those of servers that run a later
/// Windows are in AES.
pub fn files(estate: &Deployment) -> Vec<File> {
    let passwords = kept_passwords(estate);
    let paths = bundle_of(estate).into_keys();
    let paths = paths.filter(|path| path.ends_with(".pfx"));
    let file = |path: String| {
        let (server, name) = path.split_once('/').unwrap();
        let record = estate.read(&format!("bundle/{server}/bundle.json"));
        let record: serde_json::Value = serde_json::from_str(&record).unwrap();
        let listed = record["certificates"].as_array().unwrap();
        let usage = name.strip_suffix(".pfx").unwrap();
        let mine = listed.iter().find(|one| {
            let id = one["id"].as_str().unwrap();
            id.rsplit('/').next() == Some(usage)
        });
        let mine = mine.unwrap_or(&listed[0]);
        let id = mine["id"].as_str().unwrap();
        let sheet = estate.read(&format!("bundle/{server}/README.txt"));
        let (_, after) = sheet
            .split_once(&format!("certificate       {id}, version 1\r\n"))
            .unwrap();
        let friendly = after
            .lines()
            .find_map(|line| line.strip_prefix("  friendly name     "));
        File {
            password: passwords[server].clone(),
            certificate: format!("inventory/{id}/0001/certificate.pem"),
            key: format!("keys/{id}/0001.pem"),
            friendly: friendly.unwrap().to_owned(),
            aes: sheet.contains("PFX files are in AES-256"),
            count: 2,
            path: format!("bundle/{path}"),
        }
    };
    paths.map(file).collect()
}

/// OpenSSL 3 finds everything that Windows goes by.
pub fn openssl(estate: &Deployment, files: &[File]) {
    if !has("openssl") {
        return passed_over("openssl");
    }
    for file in files {
        let File {
            path,
            password,
            certificate,
            key,
            friendly,
            aes,
            count,
        } = file;
        let password = format!("pass:{password}");
        let output = estate
            .command("openssl")
            .args([
                "pkcs12", "-in", path, "-info", "-nodes", "-passin", &password,
            ])
            .output()
            .unwrap();
        assert!(output.status.success(), "{path}: {output:?}");
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let (mac, parts) = match aes {
            false => ("MAC: sha1, ", "pbeWithSHA1And3-KeyTripleDES-CBC, "),
            true => ("MAC: sha256, ", "PBES2, PBKDF2, AES-256-CBC, "),
        };
        for words in [
            mac,
            &format!("Encrypted data: {parts}"),
            &format!("Shrouded Keybag: {parts}"),
        ] {
            assert!(told.contains(words), "{path}: {words}\n{told}");
        }
        let times = |words: &str| told.matches(words).count();
        assert_eq!(times("BEGIN CERTIFICATE"), *count, "{path}\n{told}");
        assert_eq!(
            times(&format!("friendlyName: {friendly}\n")),
            2,
            "{path}\n{told}"
        );
        let ids: Vec<&str> = told
            .lines()
            .filter(|line| line.contains("localKeyID"))
            .collect();
        assert!(ids.len() == 2 && ids[0] == ids[1], "{path}\n{told}");
        assert!(
            told.contains(&estate.read(certificate).replace("\r\n", "\n")),
            "{path}\n{told}"
        );
        let key = estate.tool("openssl", &["pkey", "-in", key, "-pubout"]);
        let rsa = key.len() > 300;
        assert_eq!(told.contains("X509v3 Key Usage: 10"), rsa, "{path}\n{told}");
        assert_eq!(
            told.contains(&format!("Microsoft CSP Name: {PROVIDER}")),
            rsa,
            "{path}\n{told}"
        );
        assert!(
            told.contains("Microsoft Local Key set: <No Values>"),
            "{path}\n{told}"
        );
        estate.write("told.pem", &told);
        let found = estate.tool("openssl", &["pkey", "-in", "told.pem", "-pubout"]);
        assert_eq!(found, key, "{path}");
        let own = estate.tool(
            "openssl",
            &["x509", "-in", certificate, "-noout", "-pubkey"],
        );
        assert_eq!(own, key, "{path}");
    }
    fs::remove_file(estate.path("told.pem")).unwrap();
}

/// The files in a list that other programs read: path, password, certificate, count.
fn list(estate: &Deployment, files: &[File]) {
    let line = |file: &File| {
        let File {
            path,
            password,
            certificate,
            friendly,
            count,
            ..
        } = file;
        format!("{path}\t{password}\t{certificate}\t{friendly}\t{count}\n")
    };
    estate.write("list.txt", files.iter().map(line).collect::<String>());
}

/// Python's cryptography.
pub fn python(estate: &Deployment, files: &[File]) {
    let there = estate
        .command("python3")
        .args(["-c", "import cryptography"])
        .output();
    if !there.is_ok_and(|output| output.status.success()) {
        return passed_over("Python's cryptography");
    }
    list(estate, files);
    let told = estate.tool("python3", &["-c", PYTHON]);
    assert_eq!(told.trim(), files.len().to_string());
}

const PYTHON: &str = r#"
import pathlib, warnings
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12
warnings.simplefilter("ignore")
public = lambda key: key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
lines = pathlib.Path("list.txt").read_text().splitlines()
for line in lines:
    path, password, certificate, friendly, count = line.split("\t")
    found = pkcs12.load_pkcs12(pathlib.Path(path).read_bytes(), password.encode())
    pem = found.cert.certificate.public_bytes(Encoding.PEM).decode()
    assert pem.split() == pathlib.Path(certificate).read_text().split(), path
    assert found.cert.friendly_name == friendly.encode(), path
    assert public(found.key.public_key()) == public(found.cert.certificate.public_key()), path
    assert len(found.additional_certs) + 1 == int(count), path
    selfsigned = [c for c in found.additional_certs if c.certificate.subject == c.certificate.issuer]
    assert len(selfsigned) == (1 if int(count) == 3 else 0), path
print(len(lines))
"#;

/// Java's own keystore of this kind.
pub fn java(estate: &Deployment, files: &[File]) {
    if !has("javac") {
        return passed_over("javac");
    }
    list(estate, files);
    estate.write("Judge.java", JAVA);
    let told = estate.tool("java", &["Judge.java"]);
    assert_eq!(told.trim(), files.len().to_string());
}

const JAVA: &str = r#"
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.util.*;
public class Judge {
    public static void main(String[] none) throws Exception {
        int good = 0;
        for (String line : Files.readAllLines(Path.of("list.txt"))) {
            String[] part = line.split("\t");
            char[] password = part[1].toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(Path.of(part[0]))) { store.load(in, password); }
            String alias = part[3].toLowerCase(Locale.ROOT);
            PrivateKey key = (PrivateKey) store.getKey(alias, password);
            java.security.cert.Certificate[] chain = store.getCertificateChain(alias);
            X509Certificate own;
            try (var in = Files.newInputStream(Path.of(part[2]))) {
                own = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            }
            if (!chain[0].equals(own)) throw new Exception(part[0] + ": another certificate");
            if (chain.length != Integer.parseInt(part[4])) throw new Exception(part[0] + ": chain of " + chain.length);
            Signature signing = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signing.initSign(key); signing.update(new byte[] {1}); byte[] made = signing.sign();
            signing.initVerify(own.getPublicKey()); signing.update(new byte[] {1});
            if (!signing.verify(made)) throw new Exception(part[0] + ": another key");
            good++;
        }
        System.out.println(good);
    }
}
"#;

/// NSS, as browsers have it.
pub fn nss(estate: &Deployment, files: &[File]) {
    // Its tools have no --version.
    let path = std::env::var_os("PATH").unwrap_or_default();
    if !std::env::split_paths(&path).any(|folder| folder.join("pk12util").is_file()) {
        return passed_over("pk12util");
    }
    for file in files {
        let File {
            path,
            password,
            friendly,
            count,
            ..
        } = file;
        let told = run(estate, "pk12util", &["-l", path, "-W", password]);
        assert_eq!(
            told.matches("Certificate(has private key)").count(),
            1,
            "{path}\n{told}"
        );
        assert!(
            told.contains(&format!("Friendly Name: {friendly}")),
            "{path}\n{told}"
        );
        let all = told
            .lines()
            .filter(|line| line.starts_with("Certificate"))
            .count();
        assert!(all >= *count, "{path}\n{told}");
        assert_eq!(told.matches("Key(shrouded):").count(), 1, "{path}\n{told}");
    }
}

fn run(estate: &Deployment, program: &str, args: &[&str]) -> String {
    let mut command = estate.command(program);
    command.envs(library_path());
    let output = command.args(args).output().expect(program);
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{args:?}: {told}");
    told
}

/// Tools may lie with their libraries where nobody installed them.
pub fn library_path() -> Option<(&'static str, std::ffi::OsString)> {
    const NAME: &str = "LD_LIBRARY_PATH";
    std::env::var_os(NAME).map(|value| (NAME, value))
}
