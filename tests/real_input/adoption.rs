//! A certificate that others made and that fits is used: shown with its proof, copied,
//! its original left as it is.

use crate::count::{self, ID, REQUESTS};
use crate::from_easyrsa;
use crate::judge::{self, Kept};
use crate::office::{Office, Wrapping, openssl};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

#[test]
fn a_server_certificate_of_easy_rsa_is_adopted() {
    let easyrsa = tool_or_pass!("easyrsa");
    tool_or_pass!("openssl");
    let deployment = Deployment::new(&count::manifest(REQUESTS));
    from_easyrsa::pki(&deployment, &easyrsa);
    adopts(
        &deployment,
        // The copy by serial number is the same; the key is named once. The one that
        // holds longer is revoked.
        &[
            "inventory/pki/",
            "`inventory/pki/private/sbc.contoso.com.key`",
        ],
        "inventory/pki/issued/sbc.contoso.com.crt",
    );
    let _ = deployment.forecert(&["verify"]).exits(0);
    let crl = "inventory/pki/crl.pem";
    let root = "inventory/pki/ca.crt";
    // easy-rsa's own authority is not critical in its constraints, which
    // `-x509_strict` demands.
    let kept = Kept::of(ID, 1);
    let verdict = openssl(
        &deployment,
        &format!(
            "verify -crl_check -CAfile {root} -CRLfile {crl} -untrusted {} {}",
            kept.chain, kept.certificate
        ),
    );
    assert!(verdict.ends_with(": OK\n"), "{verdict}");

    // Revoked later, it is no longer held.
    from_easyrsa::run(&deployment, &easyrsa, "revoke sbc.contoso.com");
    from_easyrsa::run(&deployment, &easyrsa, "gen-crl");
    let verdict = deployment.forecert(&["verify"]).exits(4);
    assert!(verdict.stdout.contains("error[revoked]"), "{verdict:?}");
}

#[test]
fn a_certificate_in_pkcs7_with_its_traditional_key_in_der_is_adopted() {
    tool_or_pass!("openssl");
    let trusting = format!("{REQUESTS}, trust: [pki/root.pem]");
    let deployment = Deployment::new(&count::manifest(&trusting));
    let office = Office::open(&deployment);
    deployment.write("inventory/old/notes.txt", "bought for the old gateway\n");
    openssl(
        &deployment,
        "req -newkey rsa:2048 -nodes -keyout old.key -out old.csr -subj /O=Contoso/CN=sbc.contoso.com \
         -addext subjectAltName=DNS:sbc01.contoso.com,DNS:sbc.contoso.com,DNS:old.contoso.com \
         -addext keyUsage=critical,digitalSignature,keyEncipherment \
         -addext extendedKeyUsage=serverAuth,clientAuth",
    );
    openssl(
        &deployment,
        "rsa -in old.key -traditional -outform DER -out inventory/old/gateway.dat",
    );
    let answer = office.sign("old.csr", "old", Wrapping::Pkcs7AsCertificate);
    deployment.write("inventory/old/gateway.cer", deployment.read(&answer));
    adopts(
        &deployment,
        &["`inventory/old/gateway.cer", "`inventory/old/gateway.dat`"],
        "pki/old.pem",
    );
    let _ = deployment.forecert(&["verify"]).exits(0);
    judge::chain_holds(
        &deployment,
        &Kept::of(ID, 1),
        "pki/root.pem",
        "pki/issuing.crl",
        "sbc01.contoso.com",
    );
}

/// keytool keeps keys to itself: OpenSSL takes them out, into one file with everything.
#[test]
fn a_certificate_of_keytool_is_adopted_out_of_one_file_with_its_key_and_chain() {
    tool_or_pass!("keytool");
    tool_or_pass!("openssl");
    let deployment = Deployment::new(&count::manifest(REQUESTS));
    deployment.write("inventory/README", "what keytool made\n");
    let run = |line: &str| {
        let words = ["-storepass", "changeit"]
            .into_iter()
            .chain(line.split_whitespace());
        deployment.tool("keytool", &words.collect::<Vec<&str>>())
    };
    let (ca, sbc) = ("-keystore ca.p12 -alias ca", "-keystore sbc.p12 -alias sbc");
    run(&format!(
        "{ca} -genkeypair -keyalg RSA -dname CN=House -ext bc:c"
    ));
    run(&format!(
        "{sbc} -genkeypair -keyalg RSA -keysize 2048 -dname CN=sbc.contoso.com"
    ));
    run(&format!("{sbc} -certreq -file sbc.csr"));
    let chain = run(&format!("{ca} -exportcert -rfc"))
        + &run(&format!(
            "{ca} -gencert -rfc -infile sbc.csr -validity 300 -ext ku:c=dig,keyE -ext eku=sa \
             -ext san=dns:sbc.contoso.com,dns:sbc01.contoso.com"
        ));
    deployment.write("chain.pem", chain);
    run(&format!("{sbc} -importcert -noprompt -file chain.pem"));
    openssl(
        &deployment,
        "pkcs12 -in sbc.p12 -passin pass:changeit -nodes -out inventory/everything",
    );
    adopts(
        &deployment,
        &[
            "`inventory/everything (object ",
            "its key is `inventory/everything`",
        ],
        "inventory/everything",
    );
    let _ = deployment.forecert(&["verify"]).exits(0);
}

#[test]
fn a_certificate_of_certtool_is_adopted() {
    tool_or_pass!("certtool");
    tool_or_pass!("openssl");
    let deployment = Deployment::new(&count::manifest(REQUESTS));
    deployment.write(
        "template",
        "cn = sbc.contoso.com\ndns_name = sbc.contoso.com\ndns_name = sbc01.contoso.com\n\
         expiration_days = 300\ntls_www_server\nsigning_key\nencryption_key\n",
    );
    deployment.write(
        "ca-template",
        "cn = House\nca\ncert_signing_key\ncrl_signing_key\n",
    );
    deployment.write("inventory/README", "what certtool made\n");
    for line in [
        "--generate-privkey --bits=2048 --outfile=ca.key",
        "--generate-self-signed --load-privkey=ca.key --template=ca-template --outfile=ca.crt",
        "--generate-privkey --bits=2048 --outfile=inventory/key",
        "--generate-certificate --load-privkey=inventory/key --load-ca-privkey=ca.key \
         --load-ca-certificate=ca.crt --template=template --outfile=inventory/certificate",
    ] {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        deployment.tool("certtool", &arguments);
    }
    adopts(
        &deployment,
        &["`inventory/certificate`", "`inventory/key`"],
        "inventory/certificate",
    );
    // Its issuer is nowhere in the inventory: named later, it completes the chain.
    let wanting = deployment.forecert(&["verify"]).exits(4);
    assert!(wanting.stdout.contains("[chain_incomplete]"), "{wanting:?}");
    let _ = deployment.forecert(&["accept", "ca.crt"]).exits(0);
    let _ = deployment.forecert(&["verify"]).exits(0);
}

/// Plans, applies, and looks that all is as it should be.
fn adopts(deployment: &Deployment, proof: &[&str], original: &str) {
    let originals = deployment.files();
    std::fs::create_dir(deployment.path("inventory/.forecert")).unwrap();
    let plan = deployment.forecert(&["plan", "--detailed-exitcode", "--format", "json"]);
    let plan = plan.exits(2).json();
    let mut entries = plan["certificates"].as_array().unwrap().iter();
    let entry = entries.find(|entry| entry["id"] == ID).unwrap();
    assert_eq!(entry["action"], "adopt", "{entry:#}");
    let reason = entry["reasons"][0]["message"].as_str().unwrap();
    for words in proof {
        assert!(reason.contains(words), "{words} in {reason}");
    }
    let human = deployment.forecert(&["plan"]).exits(0).stdout;
    assert!(
        human.contains(&format!("  = {ID}  use existing")),
        "{human}"
    );

    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    let after = deployment.files();
    for (path, bytes) in &originals {
        let there = after.iter().find(|(other, _)| other == path);
        assert_eq!(there.map(|(_, bytes)| bytes), Some(bytes), "{path}");
    }
    let _ = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(0);
    let kept = Kept::of(ID, 1);
    judge::key_fits(deployment, &kept);
    let fingerprint = |path: &str| {
        openssl(
            deployment,
            &format!("x509 -noout -fingerprint -sha256 -in {path}"),
        )
    };
    assert_eq!(fingerprint(&kept.certificate), fingerprint(original));
    // A key of ours is for its owner only, whatever the original's mode.
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(deployment.path(&kept.key))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
