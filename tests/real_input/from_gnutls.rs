//! An inventory that GnuTLS's certtool made.

use crate::count::{self, REQUESTS, map, set};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

#[test]
fn whatever_certtool_writes_is_recognised_or_a_finding_with_its_reason() {
    tool_or_pass!("certtool");
    let deployment = Deployment::new(&count::manifest(REQUESTS));
    deployment.write("inventory/README", "what certtool made\n");
    deployment.write(
        "template",
        "cn = sbc.contoso.com\ndns_name = sbc.contoso.com\nexpiration_days = 300\n\
         tls_www_server\nsigning_key\nencryption_key\ncrl_next_update = 7\ncrl_number = 1\n",
    );
    deployment.write(
        "ca-template",
        "cn = House\nca\ncert_signing_key\ncrl_signing_key\n",
    );
    let run = |line: &str| {
        let line = line.replace("I/", "inventory/");
        let arguments: Vec<&str> = line.split_whitespace().collect();
        deployment.tool("certtool", &arguments)
    };

    // Keys in its own formats, with the numbers printed above them.
    run("--generate-privkey --key-type=rsa --bits=2048 --outfile=I/rsa.key");
    run("--generate-privkey --key-type=ecdsa --curve=secp256r1 --outfile=I/p256.key");
    run("--generate-privkey --key-type=ecdsa --curve=secp384r1 --no-text --outfile=I/p384.key");
    run("--generate-privkey --key-type=ecdsa --curve=secp521r1 --outder --outfile=I/p521.der");
    run("--generate-privkey --key-type=ed25519 --outfile=I/ed25519.key");
    run("--generate-privkey --bits=2048 --pkcs8 --password= --outfile=I/pkcs8.key");
    run("--generate-privkey --bits=2048 --provable --outfile=I/provable.key");
    run("--generate-privkey --bits=2048 --outder --outfile=I/rsa.der");
    run("--generate-privkey --bits=2048 --outfile=ca.key");
    run("--generate-self-signed --load-privkey=ca.key --template=ca-template --outfile=ca.crt");
    let issue = "--load-ca-privkey=ca.key --load-ca-certificate=ca.crt --template=template";
    for (key, form) in [
        ("I/rsa.key", "--outfile=I/rsa.crt"), // with the text above
        ("I/p256.key", "--no-text --outfile=I/p256.crt"),
        ("I/p384.key", "--outder --outfile=I/p384.cer"),
        ("I/ed25519.key", "--outfile=I/ed25519.crt"),
        ("I/pkcs8.key", "--outfile=I/pkcs8.crt"),
        ("I/provable.key", "--outfile=I/provable.crt"),
    ] {
        run(&format!(
            "--generate-certificate --load-privkey={key} {issue} {form}"
        ));
    }
    let request = "--generate-request --template=template";
    run(&format!(
        "{request} --load-privkey=I/rsa.key --outfile=I/rsa.req"
    ));
    run(&format!(
        "{request} --load-privkey=I/p256.key --outder --outfile=I/p256.req"
    ));
    run(&format!("--generate-crl {issue} --outfile=I/ca.crl"));
    run("--p7-generate --load-certificate=I/rsa.crt --outfile=I/rsa.p7b");
    let text = run("--certificate-info --infile=I/p256.crt"); // text, then PEM
    deployment.write("inventory/info.txt", text);

    run("--generate-privkey --bits=2048 --pkcs8 --password=x --outfile=I/encrypted.key");
    run("--generate-privkey --key-type=rsa-pss --bits=2048 --outfile=I/pss.key");
    run("--generate-privkey --key-type=ed448 --outfile=I/ed448.key");
    run("--generate-privkey --key-type=dsa --bits=2048 --outfile=I/dsa.key");
    run(
        "--to-p12 --load-privkey=I/rsa.key --load-certificate=I/rsa.crt --p12-name=x \
         --password=x --outder --outfile=I/rsa.p12",
    );
    run(
        "--to-p12 --load-privkey=I/rsa.key --load-certificate=I/rsa.crt --p12-name=x \
         --password=x --outfile=I/rsa-p12.pem",
    );
    run("--pubkey-info --load-certificate=I/rsa.crt --outfile=I/public.pem");
    run("--get-dh-params --outfile=I/dh.pem");

    let found = count::count(&deployment);
    found.cannot_be_read(&[
        ("dsa.key", "DSA"),
        ("ed448.key", "Ed448"),
        ("encrypted.key", "encrypted"),
        ("pss.key", "RSASSA-PSS"),
    ]);
    let objects = map(&[
        ("ca.crl", "L"),
        ("ed25519.crt", "C"),
        ("ed25519.key", "K"),
        ("info.txt", "C"),
        ("p256.crt", "C"),
        ("p256.key", "K"),
        ("p256.req", "R"),
        ("p384.cer", "C"),
        ("p384.key", "K"),
        ("p521.der", "K"),
        ("pkcs8.crt", "C"),
        ("pkcs8.key", "K"),
        ("provable.crt", "C"),
        ("provable.key", "K"),
        ("rsa-p12.pem", "CKP"),
        ("rsa.crt", "C"),
        ("rsa.der", "K"),
        ("rsa.key", "K"),
        ("rsa.p12", "CKP"),
        ("rsa.p7b", "C"),
        ("rsa.req", "R"),
    ]);
    assert_eq!(found.objects, objects);
    assert_eq!(found.strays, set(&["p521.der", "rsa.der"]));
    let keys = objects.iter().filter(|(_, letters)| letters.contains('K'));
    let keys = keys
        .map(|(name, _)| name.clone())
        .filter(|name| !name.ends_with(".der"));
    assert_eq!(found.joined, keys.collect());
}
