//! An inventory that keytool exported.

use crate::count::{self, REQUESTS, map, set};
use crate::office::openssl;
use crate::support::Deployment;
use crate::tools::tool_or_pass;

#[test]
fn whatever_keytool_exports_is_recognised_and_its_stores_are_findings() {
    tool_or_pass!("keytool");
    tool_or_pass!("openssl");
    let deployment = Deployment::new(&count::manifest(REQUESTS));
    deployment.write("inventory/README", "what keytool made\n");
    let run = |line: &str| {
        let line = line.replace("I/", "inventory/");
        let words = line.split_whitespace();
        let arguments: Vec<&str> = ["-J-Xshare:auto", "-storepass", "changeit"]
            .into_iter()
            .chain(words)
            .collect();
        deployment.tool("keytool", &arguments)
    };
    let sbc = "-keystore I/sbc.p12 -alias sbc";
    let ca = "-keystore ca.p12 -alias ca";
    run(&format!(
        "{ca} -genkeypair -keyalg RSA -dname CN=House -ext bc:c"
    ));
    run(&format!(
        "{sbc} -genkeypair -keyalg RSA -keysize 2048 -dname CN=sbc.contoso.com,O=Contoso"
    ));
    run(
        "-keystore I/old.jks -storetype JKS -keypass changeit -alias old -genkeypair \
         -keyalg EC -groupname secp256r1 -dname CN=old.contoso.com",
    );
    run(
        "-keystore I/older.jceks -storetype JCEKS -keypass changeit -alias old -genkeypair \
         -keyalg RSA -dname CN=old.contoso.com",
    );

    // Requests: as it labels them, and in another algorithm.
    run(&format!(
        "{sbc} -certreq -ext SAN=dns:sbc.contoso.com -file I/sbc.csr"
    ));
    run("-keystore I/old.jks -alias old -certreq -file I/old.csr");

    // Certificates: bare, printed, signed by the other store, with the chain.
    run(&format!("{ca} -exportcert -file I/ca.cer"));
    run(&format!("{sbc} -exportcert -rfc -file I/self-signed.pem"));
    run(&format!(
        "{ca} -gencert -infile I/sbc.csr -ext SAN=dns:sbc.contoso.com -outfile I/sbc.cer"
    ));
    run(&format!(
        "{ca} -gencert -rfc -infile I/sbc.csr -outfile I/sbc.pem"
    ));
    run(&format!("{ca} -gencrl -id 1 -file I/ca.crl"));
    run(&format!("{ca} -gencrl -rfc -id 1 -file I/ca-crl.pem"));
    let chain = run(&format!("{ca} -exportcert -rfc")) + &deployment.read("inventory/sbc.pem");
    deployment.write("chain.pem", chain);
    run(&format!("{sbc} -importcert -noprompt -file chain.pem"));
    let list = run(&format!("{sbc} -list -rfc")); // text, and the chain between
    deployment.write("inventory/list.txt", list);
    let text = run("-printcert -rfc -file inventory/ca.cer");
    deployment.write("inventory/printed.pem", text);
    openssl(
        &deployment,
        "crl2pkcs7 -nocrl -certfile inventory/list.txt -out inventory/chain.p7b",
    );
    // The only way that a key leaves it.
    openssl(
        &deployment,
        "pkcs12 -in inventory/sbc.p12 -passin pass:changeit -nodes -out inventory/bags.pem",
    );

    let found = count::count(&deployment);
    found.cannot_be_read(&[
        ("old.jks", "Java keystore"),
        ("older.jceks", "Java keystore"),
    ]);
    let objects = map(&[
        ("bags.pem", "CCK"),
        ("ca-crl.pem", "L"),
        ("ca.cer", "C"),
        ("ca.crl", "L"),
        ("chain.p7b", "CC"),
        ("list.txt", "CC"),
        ("old.csr", "R"),
        ("printed.pem", "C"),
        ("sbc.cer", "C"),
        ("sbc.csr", "R"),
        ("sbc.p12", "CCKP"),
        ("sbc.pem", "C"),
        ("self-signed.pem", "C"),
    ]);
    assert_eq!(found.objects, objects);
    assert_eq!(found.joined, set(&["bags.pem", "sbc.p12"]));
    assert_eq!(found.strays, set(&[]));
}
