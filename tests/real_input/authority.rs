//! An authority that OpenSSL made, with a subject of several DC parts, in a directory
//! under any file names: forecert signs with it, and others believe it.

use crate::count::{self, ID};
use crate::judge::{self, Kept};
use crate::office::{Office, openssl};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

const LOCAL: &str =
    "type: local-ca, directory: ca, crl_url: \"http://pki.contoso.com/house.crl\", validity: 1y";

/// Of the office's issuing authority.
const SUBJECT: &str = "DC=net, DC=contoso, DC=corp, CN=Contoso_Issuing_CA_1";

#[test]
fn an_issuing_authority_made_by_openssl_signs_what_openssl_and_certtool_verify() {
    tool_or_pass!("openssl");
    let deployment = Deployment::new(&count::manifest(LOCAL));
    let _ = Office::open(&deployment);
    deployment.write(
        "ca/Contoso Issuing CA 1.crt",
        openssl(&deployment, "x509 -text -in pki/issuing.pem"),
    );
    deployment.write("ca/private/issuing.key", deployment.read("pki/issuing.key"));
    deployment.tool("chmod", &["600", "ca/private/issuing.key"]);
    deployment.write("ca/Contoso Root CA.crt", deployment.read("pki/root.pem"));
    signs(&deployment, "pki/root.pem", SUBJECT);
    // The root, which is known here, stands in the chain.
    let chain = deployment.read(&Kept::of(ID, 1).chain);
    assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 2);
}

#[test]
fn copies_of_one_authority_are_one() {
    tool_or_pass!("openssl");
    let deployment = Deployment::new(&count::manifest(LOCAL));
    let _ = Office::open(&deployment);
    deployment.write("ca/ca.key", deployment.read("pki/issuing.key"));
    deployment.tool("chmod", &["600", "ca/ca.key"]);
    deployment.write("ca/ca.pem", deployment.read("pki/issuing.pem"));
    let bundle = "crl2pkcs7 -nocrl -certfile pki/root.pem -certfile pki/issuing.pem";
    openssl(&deployment, &format!("{bundle} -out ca/ca.p7b"));
    openssl(
        &deployment,
        "x509 -in ca/ca.pem -outform DER -out ca/ca.cer",
    );
    signs(&deployment, "pki/root.pem", SUBJECT);
}

#[test]
fn a_root_of_other_makes_signs_too() {
    tool_or_pass!("openssl");
    for (key, form) in [
        (
            "ecparam -name secp384r1 -genkey -noout -outform DER -out ca/a.bin",
            "DER",
        ),
        ("genrsa -traditional -out ca/a.bin 3072", "PEM"),
        (
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ca/a.bin",
            "PEM",
        ),
    ] {
        let deployment = Deployment::new(&count::manifest(LOCAL));
        deployment.write("ca/README", "made by hand\n");
        openssl(&deployment, key);
        openssl(
            &deployment,
            &format!(
                "req -x509 -key ca/a.bin -keyform {form} -days 3000 -outform DER -out ca/b.bin \
                 -subj /DC=net/DC=contoso/O=Contoso/CN=House \
                 -addext keyUsage=critical,keyCertSign,cRLSign"
            ),
        );
        openssl(&deployment, "x509 -inform DER -in ca/b.bin -out root.pem");
        signs(
            &deployment,
            "root.pem",
            "DC=net, DC=contoso, O=Contoso, CN=House",
        );
    }
}

/// Names and identifiers as old and foreign authorities have them: several values in one
/// RDN, strings of every type, no or an odd key identifier, RSASSA-PSS in their own
/// certificate.
#[test]
fn the_name_of_an_odd_authority_is_kept_byte_for_byte() {
    tool_or_pass!("openssl");
    let cases = [
        // (its name, configuration of the request, extensions, further arguments)
        (
            "1.DC = net\n2.DC = contoso\nCN = House\n+OU = PKI",
            "",
            "subjectKeyIdentifier = hash",
            "",
        ),
        (
            "CN = Z\u{fc}rich\nO = Contoso",
            "string_mask = MASK:0x800",
            "subjectKeyIdentifier = hash",
            "",
        ),
        (
            "CN = House\nO = Contoso",
            "string_mask = MASK:0x4",
            "subjectKeyIdentifier = hash",
            "",
        ),
        (
            "CN = Z\u{fc}rich\nemailAddress = pki@contoso.com",
            "",
            "subjectKeyIdentifier = none",
            "",
        ),
        (
            "serialNumber = 4711\nUID = x\ntitle = CA\nCN = House",
            "",
            "subjectKeyIdentifier = 01:02:03",
            "",
        ),
        (
            "1.OU = a\n2.OU = b\n3.OU = a\nCN = House",
            "",
            "subjectKeyIdentifier = hash",
            "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
        ),
        (
            "O = Contoso",
            "",
            "subjectKeyIdentifier = hash\nnameConstraints = permitted;DNS:contoso.com",
            "",
        ),
    ];
    for (name, strings, extensions, arguments) in cases {
        let deployment = Deployment::new(&count::manifest(LOCAL));
        deployment.write(
            "ca.cnf",
            format!(
                "[req]\nprompt = no\nutf8 = yes\n{strings}\ndistinguished_name = name\n\
                 x509_extensions = ca\n[name]\n{name}\n[ca]\n\
                 basicConstraints = critical, CA:TRUE\n\
                 keyUsage = critical, keyCertSign, cRLSign\n{extensions}\n"
            ),
        );
        deployment.write("ca/README", "made by hand\n");
        openssl(
            &deployment,
            &format!(
                "req -config ca.cnf -x509 -newkey rsa:2048 -nodes -days 3000 -keyout ca/key \
                 -out ca/certificate {arguments}"
            ),
        );
        let subject = openssl(&deployment, "x509 -noout -subject -in ca/certificate");
        let subject = subject
            .trim()
            .split_once('=')
            .unwrap()
            .1
            .replace(" = ", "=");
        signs(&deployment, "ca/certificate", &subject);
    }
}

fn signs(deployment: &Deployment, root: &str, subject: &str) {
    let originals = deployment.files();
    std::fs::create_dir_all(deployment.path("inventory/.forecert")).unwrap();
    let plan = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(2);
    let found = |line: &str| line.starts_with("  = issuer/house ") && line.contains("use existing");
    assert!(plan.stdout.lines().any(found), "{plan:?}");
    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    let after = deployment.files();
    for (path, bytes) in &originals {
        let there = after.iter().find(|(other, _)| other == path);
        assert_eq!(there.map(|(_, bytes)| bytes), Some(bytes), "{path}");
    }
    let _ = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    let _ = deployment.forecert(&["verify"]).exits(0);

    let kept = Kept::of(ID, 1);
    let lists = after.iter().filter(|(path, _)| path.ends_with("house.crl"));
    let lists: Vec<&str> = lists.map(|(path, _)| path.as_str()).collect();
    let [list] = lists[..] else {
        panic!("{lists:?}")
    };
    openssl(
        deployment,
        &format!("crl -inform DER -in {list} -out crl.pem"),
    );
    judge::chain_holds(deployment, &kept, root, "crl.pem", "sbc.contoso.com");
    judge::key_fits(deployment, &kept);
    let points = judge::extension(deployment, &kept.certificate, "crlDistributionPoints");
    assert!(
        points.contains("URI:http://pki.contoso.com/house.crl"),
        "{points}"
    );
    let issuer = |what: &str| {
        let text = openssl(deployment, what);
        text.trim().split_once('=').unwrap().1.replace(" = ", "=")
    };
    let certificate = &kept.certificate;
    assert_eq!(
        issuer(&format!("x509 -noout -issuer -in {certificate}")),
        subject
    );
    assert_eq!(issuer("crl -noout -issuer -in crl.pem"), subject);
    let names = judge::names(deployment, certificate);
    assert_eq!(names, count::set(&["sbc.contoso.com", "sbc01.contoso.com"]));
}
