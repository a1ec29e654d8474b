//! Certificates that lie elsewhere in the tree.

use forecert::mint;
use forecert::secret::PrivateKey;

use crate::estate::{Estate, ID, WAITING, a_year, entry, verdict};

/// An estate with nothing made and a fitting certificate with its key in `old/`.
fn with_old(manifest: &str) -> Estate {
    let source = Estate::answered(WAITING);
    let estate = Estate::new(manifest);
    let root = source.authority.certificate.pem();
    estate.deployment.write("pki/root.pem", root);
    let certificate = source.certificate(1).pem();
    estate
        .deployment
        .write("inventory/old/sbc.cer", certificate);
    let key = source.deployment.read(&source.key(1));
    estate.deployment.write("inventory/old/sbc.key", key);
    estate
}

#[test]
fn a_fitting_certificate_with_its_key_is_copied_and_never_moved() {
    let estate = with_old(WAITING);
    let before = estate.deployment.files();
    assert_eq!(estate.verdict(), "adopt 1 kept found");
    let message = estate.planned(&[])["reasons"][0]["message"].to_string();
    assert!(message.contains("old/sbc.cer") && message.contains("old/sbc.key"));
    let _ = estate.apply().exits(0);
    assert_eq!(estate.verdict(), "keep 1 none");
    let after = estate.deployment.files();
    assert!(before.iter().all(|file| after.contains(file)));
    assert_eq!(
        estate.deployment.read(&estate.part(1, "certificate.pem")),
        estate.deployment.read("inventory/old/sbc.cer")
    );
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_certificate_without_its_key_is_not_adopted() {
    let estate = with_old(WAITING);
    estate.remove("inventory/old/sbc.key");
    assert_eq!(estate.verdict(), "create 1 new missing");
}

#[test]
fn a_certificate_that_lacks_a_name_is_not_adopted() {
    let estate = with_old(&WAITING.replace("sip.contoso.net", "sips.contoso.net"));
    assert_eq!(estate.verdict(), "create 1 new missing");
}

#[test]
fn a_self_signed_certificate_is_not_adopted() {
    for trust in ["    trust: [pki/root.pem]\n", ""] {
        let source = Estate::applied(WAITING);
        let estate = Estate::new(&WAITING.replace("    trust: [pki/root.pem]\n", trust));
        let path = [
            "-key",
            &source.key(1),
            "-in",
            &source.part(1, "request.csr"),
        ];
        let args = ["x509", "-req", "-copy_extensions", "copy", "-days", "300"];
        let args = [&args[..], &["-signkey"], &path[1..], &["-out", "self.pem"]].concat();
        let _ = source.deployment.tool("openssl", &args);
        let certificate = source.deployment.read("self.pem");
        estate
            .deployment
            .write("inventory/old/sbc.cer", certificate);
        let key = source.deployment.read(&source.key(1));
        estate.deployment.write("inventory/old/sbc.key", key);
        assert_eq!(estate.verdict(), "create 1 new missing");
    }
}

/// Two servers whose certificates ask for the same.
fn pair() -> String {
    WAITING
        .replace(
            "servers: [sbc01.contoso.net]",
            "servers: [sbc01.contoso.net, sbc02.contoso.net]",
        )
        .replace(
            "common_name: \"{server}\", dns: [\"{server}\",",
            "common_name: \"{pool}\", dns: [",
        )
}

const SECOND: &str = "sbc.contoso.net/sbc02.contoso.net/tls";

#[test]
fn one_certificate_is_adopted_by_one_server_only_also_in_a_later_run() {
    let source = Estate::answered(&pair().replace(", sbc02.contoso.net]", "]"));
    let estate = Estate::new(&pair());
    let root = source.authority.certificate.pem();
    estate.deployment.write("pki/root.pem", root);
    let certificate = source.certificate(1).pem();
    estate
        .deployment
        .write("inventory/old/sbc.cer", certificate);
    // Another certificate of the same key is the same key.
    let other = source.answer(1, a_year(), |_| {});
    let other = source.deployment.read(&other);
    estate.deployment.write("inventory/old/other.cer", other);
    let key = source.deployment.read(&source.key(1));
    estate.deployment.write("inventory/old/sbc.key", key);
    let plan = estate.plan(&[]);
    assert_eq!(verdict(&entry(&plan, ID)), "adopt 1 kept found");
    assert_eq!(verdict(&entry(&plan, SECOND)), "create 1 new missing");
    let args = ["apply", "--yes", "--server", "sbc01.contoso.net"];
    let _ = estate.run(&args).exits(0);
    let plan = estate.plan(&[]);
    assert_eq!(verdict(&entry(&plan, ID)), "keep 1 none");
    assert_eq!(verdict(&entry(&plan, SECOND)), "create 1 new missing");
}

#[test]
fn a_renamed_usage_adopts_what_its_old_folder_holds() {
    let estate = Estate::answered(WAITING);
    estate.edit("usage: tls", "usage: sip-tls");
    let plan = estate.plan(&[]);
    let id = "sbc.contoso.net/sbc01.contoso.net/sip-tls";
    assert_eq!(verdict(&entry(&plan, id)), "adopt 1 kept found");
    assert_eq!(entry(&plan, ID)["action"], "orphan");
    let _ = estate.apply().exits(0);
    assert_eq!(verdict(&entry(&estate.plan(&[]), id)), "keep 1 none");
    assert!(estate.has(&estate.part(1, "certificate.pem")));
}

#[test]
fn an_authority_made_elsewhere_with_several_domain_components_is_adopted_and_signs() {
    use forecert::cert::{Contents, Curve, KeySpec, Subject};
    let estate = Estate::new(crate::estate::LOCAL);
    let spec = KeySpec::Ec(Curve::P384);
    let key = PrivateKey::generate(&spec).unwrap();
    let contents = Contents {
        subject: Subject::default()
            .with("DC", Some("net"))
            .with("DC", Some("contoso"))
            .with("CN", Some("contoso-DC01-CA")),
        names: Default::default(),
        other_names: Default::default(),
        key: spec,
        key_usage: None,
        extended_key_usage: Default::default(),
        template: None,
    };
    let mut validity = a_year();
    validity.not_after += time::Duration::days(3650);
    let root = mint::root(&contents, &key, validity).unwrap();
    estate.deployment.write("ca/contoso-ca.cer", root.pem());
    estate.deployment.write("ca/contoso-ca.key", &*key.pem());
    let plan = estate.plan(&[]);
    assert_eq!(verdict(&entry(&plan, "issuer/lab")), "adopt 1 kept found");
    let _ = estate.apply().exits(0);
    assert!(estate.certificate(1).is_signed_by(&root));
    let _ = estate.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn nothing_is_adopted_where_the_trusted_certificate_is_missing() {
    let estate = with_old(WAITING);
    estate.remove("pki/root.pem");
    assert_eq!(estate.verdict(), "create 1 new missing");
}
