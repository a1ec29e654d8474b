//! PKCS#12 files of strangers in an inventory: planned, taken in, and judged by others.

use crate::count::{self, ID, REQUESTS};
use crate::judge::{self, Kept};
use crate::office::{Office, Wrapping, openssl};
use crate::support::{Deployment, Run};
use crate::tools::tool_or_pass;

const NAMES: &str = "subjectAltName=DNS:sbc01.contoso.com,DNS:sbc.contoso.com";

/// A deployment with a password in a file, and an office whose root it trusts.
fn deployment() -> Deployment {
    let manifest = count::manifest(&format!("{REQUESTS}, trust: [pki/root.pem]"));
    let secrets = "secrets: [{ file: nowhere.txt }, { file: pfx.txt }]\nissuers:";
    let deployment = Deployment::new(&manifest.replacen("issuers:", secrets, 1));
    deployment.write("pfx.txt", "secret\n");
    deployment.write("inventory/.forecert/.keep", "");
    deployment.write("inventory/old/notes.txt", "exported from the old gateway\n");
    deployment
}

/// A key and its certificate, as `old.key` and `pki/old.pem`.
fn signed(deployment: &Deployment) {
    let office = Office::open(deployment);
    asked_elsewhere(deployment);
    office.sign("old.csr", "old", Wrapping::Der);
}

/// Adopted out of one file: planned, applied, nothing left, verified, judged.
fn is_adopted(deployment: &Deployment, pfx: &str) {
    let plan = plan(deployment, 2);
    let entries = plan["certificates"].as_array().unwrap();
    let reason = entries[0]["reasons"][0]["message"].as_str().unwrap();
    let words = format!("`{pfx}` satisfies the declaration, and has its key in it");
    assert_eq!((&entries[0]["action"], reason), (&"adopt".into(), &*words));
    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    plan_is_empty(deployment);
    let kept = Kept::of(ID, 1);
    judge::key_fits(deployment, &kept);
    judge::chain_holds(
        deployment,
        &kept,
        "pki/root.pem",
        "pki/issuing.crl",
        "sbc01.contoso.com",
    );
}

fn plan(deployment: &Deployment, code: i32) -> serde_json::Value {
    let plan = deployment.forecert(&["plan", "--detailed-exitcode", "--format", "json"]);
    plan.exits(code).json()
}

fn plan_is_empty(deployment: &Deployment) {
    let _ = plan(deployment, 0);
    let _ = deployment.forecert(&["verify"]).exits(0);
}

fn codes(plan: &serde_json::Value) -> Vec<&str> {
    let findings = plan["findings"].as_array().unwrap().iter();
    findings
        .filter_map(|found| found["code"].as_str())
        .collect()
}

#[test]
fn an_export_of_openssl_is_adopted_in_every_encryption_and_without_a_password() {
    tool_or_pass!("openssl");
    let deployment = deployment();
    signed(&deployment);
    for (options, password, new_windows) in [
        ("", "secret", true),
        ("-legacy", "secret", false),
        ("-legacy", "", false),
        ("", "", true),
        (
            "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
            "secret",
            false,
        ),
        ("-keypbe AES-128-CBC -certpbe NONE -nomac", "secret", true),
        ("-keypbe NONE -certpbe NONE -nomac", "any", false),
    ] {
        openssl(
            &deployment,
            &format!(
                "pkcs12 -export -inkey old.key -in pki/old.pem -certfile pki/issuing.pem {options} \
                 -passout pass:{password} -out inventory/old/gateway.pfx"
            ),
        );
        let found = plan(&deployment, 2);
        let codes = codes(&found);
        assert_eq!(codes.contains(&"pfx_encryption"), new_windows, "{options}");
        assert!(!codes.contains(&"pfx_chain_missing"), "{options}");
        is_adopted(&deployment, "inventory/old/gateway.pfx");
        std::fs::remove_dir_all(deployment.path("keys")).unwrap();
        std::fs::remove_dir_all(deployment.path("inventory/sbc.contoso.com")).unwrap();
    }
}

#[test]
fn an_export_with_a_key_of_cng_is_adopted_and_warned_of_until_then() {
    tool_or_pass!("openssl");
    let deployment = deployment();
    signed(&deployment);
    let mut export: Vec<&str> = "pkcs12 -export -inkey old.key -in pki/old.pem -legacy -passout \
                                 pass:secret -LMK -keyex -out inventory/old/gateway.pfx"
        .split_whitespace()
        .collect();
    export.extend(["-CSP", "Microsoft Software Key Storage Provider"]);
    deployment.tool("openssl", &export);
    let run: Run = deployment.forecert(&["plan"]).exits(0);
    for words in [
        "warning[pfx_cng_provider]",
        "`Microsoft Software Key Storage Provider`",
        "note[pfx_chain_missing]",
    ] {
        assert!(run.stderr.contains(words), "{words}\n{}", run.stderr);
    }
    deployment.write("inventory/issuing.pem", deployment.read("pki/issuing.pem"));
    assert!(!codes(&plan(&deployment, 2)).contains(&"pfx_chain_missing"));
    is_adopted(&deployment, "inventory/old/gateway.pfx");
    assert!(!codes(&plan(&deployment, 0)).contains(&"pfx_cng_provider"));
}

/// A store of Java is a PKCS#12 file with as many keys as one likes.
#[test]
fn the_right_key_of_several_in_a_store_of_java_is_adopted() {
    tool_or_pass!("keytool");
    tool_or_pass!("openssl");
    let deployment = deployment();
    deployment.write("pfx.txt", "changeit\n");
    let office = Office::open(&deployment);
    let store = "-keystore inventory/old/store.p12 -storepass changeit";
    let run = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        deployment.tool("keytool", &words)
    };
    for alias in ["first", "sbc", "last"] {
        run(&format!(
            "-genkeypair {store} -alias {alias} -keyalg RSA -keysize 2048 -dname CN={alias}"
        ));
    }
    run(&format!(
        "-certreq {store} -alias sbc -file old.csr -dname CN=sbc.contoso.com,O=Contoso \
         -ext ku:c=dig,keyE -ext eku=sa,ca -ext san=dns:sbc.contoso.com,dns:sbc01.contoso.com"
    ));
    office.sign("old.csr", "old", Wrapping::Der);
    let chain =
        ["pki/root.pem", "pki/issuing.pem", "pki/old.pem"].map(|path| deployment.read(path));
    deployment.write("chain.pem", chain.concat());
    run(&format!(
        "-importcert {store} -alias sbc -noprompt -file chain.pem"
    ));
    is_adopted(&deployment, "inventory/old/store.p12");
}

/// The key that was asked for comes back with its certificate, as some offices do it.
#[test]
fn an_answer_in_a_pfx_of_openssl_is_taken_in_with_its_chain() {
    tool_or_pass!("openssl");
    let deployment = deployment();
    deployment.write("pki/root.pem", "");
    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    let office = Office::open(&deployment);
    let request = format!("inventory/{ID}/0001/request.csr");
    office.sign(&request, "answer", Wrapping::Der);
    openssl(
        &deployment,
        &format!(
            "pkcs12 -export -inkey keys/{ID}/0001.pem -in pki/answer.pem -certfile pki/issuing.pem \
             -passout pass:secret -out answers/answer.pfx"
        ),
    );
    std::fs::remove_file(deployment.path("answers/answer.cer")).unwrap();
    let _ = deployment.forecert(&["accept", "answers"]).exits(0);
    plan_is_empty(&deployment);

    // One with a key of its own making renews it, on consent.
    signed_again(&deployment);
    let refused = deployment.forecert(&["accept", "other.pfx"]).exits(65);
    assert!(
        refused.stdout.contains("--adopt 'other.pfx'"),
        "{refused:?}"
    );
    let _ = deployment
        .forecert(&["accept", "--adopt", "other.pfx"])
        .exits(0);
    plan_is_empty(&deployment);
    judge::key_fits(&deployment, &Kept::of(ID, 2));
}

/// A new key `old.key` and a request for it, `old.csr`.
fn asked_elsewhere(deployment: &Deployment) {
    openssl(
        deployment,
        &format!(
            "req -newkey rsa:2048 -nodes -keyout old.key -out old.csr -subj /O=Contoso/CN=sbc.contoso.com \
             -addext {NAMES} -addext keyUsage=critical,digitalSignature,keyEncipherment \
             -addext extendedKeyUsage=serverAuth,clientAuth"
        ),
    );
}

/// Another key with a certificate of the office, as `other.pfx`. It ends later than any other
/// of the office, for one made within the same second is no better than what is there.
fn signed_again(deployment: &Deployment) {
    asked_elsewhere(deployment);
    openssl(
        deployment,
        "ca -batch -config pki/openssl.cnf -days 720 -in old.csr -out pki/other.pem",
    );
    openssl(
        deployment,
        "pkcs12 -export -inkey old.key -in pki/other.pem -certfile pki/issuing.pem -legacy \
         -passout pass:secret -out other.pfx",
    );
}
