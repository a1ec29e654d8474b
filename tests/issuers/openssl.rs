//! The example around `openssl ca`, against a real one: `examples/command/openssl-ca.sh`.

use crate::support::{Deployment, Run};
use crate::tools::tool_or_pass;

const CONFIGURATION: &str = "[ca]
default_ca = it
[it]
dir = .
database = index.txt
new_certs_dir = newcerts
serial = serial
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
x509_extensions = server
[any]
organizationName = optional
commonName = supplied
[server]
basicConstraints = CA:FALSE
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://pki.contoso.com/openssl.crl
";

/// The example's deployment, with the CA that it talks to.
fn example() -> Deployment {
    let manifest = include_str!("../../examples/command/forecert.yaml");
    let manifest = manifest.replacen(
        "    validity: 1y",
        "    validity: 1y\n    trust: [ca/ca.pem]",
        1,
    );
    let key = "defaults: { key: { algorithm: rsa, size: 2048 } }\n\nissuers:";
    let deployment = Deployment::new(&manifest.replacen("issuers:", key, 1));
    deployment.write(
        "openssl-ca.sh",
        include_str!("../../examples/command/openssl-ca.sh"),
    );
    deployment.tool("chmod", &["+x", "openssl-ca.sh"]);
    for (name, content) in [
        ("openssl.cnf", CONFIGURATION),
        ("index.txt", ""),
        ("serial", "01\n"),
        ("newcerts/.keep", ""),
    ] {
        deployment.write(&format!("ca/{name}"), content);
    }
    let args = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca/ca.key -out ca/ca.pem \
                -days 3650 -subj /CN=Example -addext keyUsage=critical,keyCertSign,cRLSign";
    deployment.tool("openssl", &args.split_whitespace().collect::<Vec<_>>());
    deployment
}

fn forecert(deployment: &Deployment, args: &[&str]) -> Run {
    let output = deployment
        .command(env!("CARGO_BIN_EXE_forecert"))
        .env("COLUMNS", "200")
        .env("CA_DIRECTORY", deployment.path("ca"))
        .args(args)
        .output()
        .unwrap();
    Run::of(output)
}

fn signed(deployment: &Deployment) -> usize {
    deployment.read("ca/index.txt").lines().count()
}

const APPLY: [&str; 3] = ["apply", "--yes", "--create-inventory"];

#[test]
fn openssl_ca_signs_by_the_example_and_what_was_lost_is_found_in_its_database() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let deployment = example();
    let run = forecert(&deployment, &APPLY).exits(0);
    assert!(run.stdout.contains("Apply: 2 done"), "{}", run.stdout);
    let _ = forecert(&deployment, &["verify"]).exits(0);
    assert_eq!(signed(&deployment), 2);

    // As it stands when the answer was lost on the way.
    for file in ["certificate.pem", "chain.pem"] {
        std::fs::remove_file(deployment.path(&format!("inventory/oauth/0001/{file}"))).unwrap();
    }
    let order = deployment.read("inventory/oauth/0001/order.json");
    deployment.write(
        "inventory/oauth/0001/order.json",
        order.replace("pending", "submitting"),
    );
    let _ = forecert(&deployment, &APPLY).exits(0);
    let _ = forecert(&deployment, &["verify"]).exits(0);
    assert_eq!(signed(&deployment), 2);
}

#[test]
fn openssl_ca_refuses_in_its_own_words_and_a_ca_that_is_not_there_took_nothing() {
    tool_or_pass!("jq");
    tool_or_pass!("openssl");
    let deployment = example();
    let missing = deployment.forecert(&APPLY).exits(1);
    assert!(
        missing.stdout.contains("CA_DIRECTORY is not set"),
        "{}",
        missing.stdout
    );

    let strict =
        CONFIGURATION.replace("organizationName = optional", "organizationName = supplied");
    deployment.write("ca/openssl.cnf", strict);
    let run = forecert(&deployment, &APPLY).exits(1);
    assert!(
        run.stdout.contains("the issuer refused: "),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("organizationName"), "{}", run.stdout);
    assert_eq!(signed(&deployment), 0);
}
