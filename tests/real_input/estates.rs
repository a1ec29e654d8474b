//! The two estates of `tests/estates`: planned, applied, signed by `openssl ca`,
//! accepted, verified, and judged by others. The names are listed by eye, from the
//! documents and Microsoft's rules for the roles.

use std::collections::BTreeSet;

use crate::count;
use crate::judge::{self, Kept};
use crate::office::{Office, WRAPPINGS, Wrapping};
use crate::support::Deployment;
use crate::tools::tool_or_pass;

/// A certificate that the estate needs: its id, its common name, its DNS names.
type Wanted = (&'static str, &'static str, &'static [&'static str]);

const CONTOSO: [Wanted; 8] = [
    ("oauth", "contoso.com", &["contoso.com"]),
    (
        "frontendpool.contoso.com/xfrontend1.contoso.com/default",
        "frontendpool.contoso.com",
        &[
            "frontendpool.contoso.com", // pool, internal and external web services
            "xfrontend1.contoso.com",
            "sip.contoso.com",
            "meet.contoso.com",
            "dialin.contoso.com",
            "lyncdiscoverinternal.contoso.com",
            "lyncdiscover.contoso.com",
        ],
    ),
    (
        "frontendpool.contoso.com/xfrontend2.contoso.com/default",
        "frontendpool.contoso.com",
        &[
            "frontendpool.contoso.com",
            "xfrontend2.contoso.com",
            "sip.contoso.com",
            "meet.contoso.com",
            "dialin.contoso.com",
            "lyncdiscoverinternal.contoso.com",
            "lyncdiscover.contoso.com",
        ],
    ),
    (
        "frontendpool.contoso.com/xfrontend3.contoso.com/default",
        "frontendpool.contoso.com",
        &[
            "frontendpool.contoso.com",
            "xfrontend3.contoso.com",
            "sip.contoso.com",
            "meet.contoso.com",
            "dialin.contoso.com",
            "lyncdiscoverinternal.contoso.com",
            "lyncdiscover.contoso.com",
        ],
    ),
    (
        "frontendpool.contoso.com/xfrontend4.contoso.com/default",
        "frontendpool.contoso.com",
        &[
            "frontendpool.contoso.com",
            "xfrontend4.contoso.com",
            "sip.contoso.com",
            "meet.contoso.com",
            "dialin.contoso.com",
            "lyncdiscoverinternal.contoso.com",
            "lyncdiscover.contoso.com",
        ],
    ),
    (
        "edgepool.contoso.com/edge-internal",
        "edgepool.contoso.com",
        &["edgepool.contoso.com"],
    ),
    (
        "edgepool.contoso.com/edge-external",
        "externaledge.contoso.com",
        // One name for Access, Web Conferencing and A/V.
        &["externaledge.contoso.com", "sip.contoso.com"],
    ),
    (
        "xoffice1.contoso.com/web-apps",
        "xoffice1.contoso.com",
        &["xoffice1.contoso.com"],
    ),
];

const TENANT: [Wanted; 3] = [
    ("oauth", "tenant.rlevchenko.com", &["tenant.rlevchenko.com"]),
    (
        "poolfe.tenant.rlevchenko.com/skype-fe-01.tenant.rlevchenko.com/default",
        "poolfe.tenant.rlevchenko.com",
        &[
            "poolfe.tenant.rlevchenko.com", // pool, internal and external web services
            "skype-fe-01.tenant.rlevchenko.com",
            "sip.tenant.rlevchenko.com",
            "meet.tenant.rlevchenko.com",
            "dialin.tenant.rlevchenko.com",
            "admin.tenant.rlevchenko.com",
            "lyncdiscoverinternal.tenant.rlevchenko.com",
            "lyncdiscover.tenant.rlevchenko.com",
        ],
    ),
    (
        "srv-owa-01.tenant.rlevchenko.com/web-apps",
        "srv-owa-01.tenant.rlevchenko.com",
        &["srv-owa-01.tenant.rlevchenko.com"],
    ),
];

/// With the office's chain trusted, and an OU that the office drops.
#[test]
fn the_contoso_estate_is_signed_by_openssl_accepted_in_halves_and_verified() {
    tool_or_pass!("openssl");
    let manifest = include_str!("../estates/contoso-sfb2015.yaml");
    let manifest = manifest.replace(
        "subject: { organization: Contoso, country: US }",
        "trust: [pki/root.pem, pki/issuing.pem]\n    \
         subject: { organization: Contoso, organizational_unit: UC, state: Washington, \
         locality: Redmond, country: US }",
    );
    assert_eq!(manifest.matches("trust:").count(), 2);
    run(&manifest, &CONTOSO, |common_name| {
        // As the policy orders it, and without the OU.
        format!("CN={common_name},O=Contoso,L=Redmond,ST=Washington,C=US")
    });
}

/// As it stands: nothing is trusted by name, the chain comes with the answers.
#[test]
fn the_tenant_estate_is_signed_by_openssl_accepted_in_halves_and_verified() {
    tool_or_pass!("openssl");
    let manifest = include_str!("../estates/tenant-sfb2015.yaml");
    run(manifest, &TENANT, |common_name| format!("CN={common_name}"));
}

fn run(manifest: &str, wanted: &[Wanted], subject: impl Fn(&str) -> String) {
    let estate = Deployment::new(manifest);
    let office = Office::open(&estate);

    // Nothing is there: everything is to be made, and nothing else.
    let _ = estate
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let plan = plan_of(&estate, 3);
    let ids: BTreeSet<&str> = entries(&plan).map(|entry| text(entry, "id")).collect();
    let expected: BTreeSet<&str> = wanted.iter().map(|(id, ..)| *id).collect();
    assert_eq!(ids, expected);
    assert!(entries(&plan).all(|entry| text(entry, "action") == "wait"));
    let _ = estate.forecert(&["verify"]).exits(4);

    let answers: Vec<String> = wanted
        .iter()
        .zip(WRAPPINGS.iter().cycle())
        .enumerate()
        .map(|(number, ((id, ..), wrapping))| {
            let request = format!("inventory/{id}/0001/request.csr");
            office.sign(&request, &format!("answer{number}"), *wrapping)
        })
        .collect();

    // Half of them: the rest is awaited.
    let (first, second) = answers.split_at(answers.len() / 2);
    accept(&estate, first);
    let halfway = plan_of(&estate, 3);
    for (number, (id, ..)) in wanted.iter().enumerate() {
        let action = if number < first.len() { "keep" } else { "wait" };
        let entry = entries(&halfway).find(|entry| text(entry, "id") == *id);
        assert_eq!(text(entry.unwrap(), "action"), action, "{id}");
    }
    let human = estate.forecert(&["plan"]).exits(0).stdout;
    assert_eq!(human.matches("  … ").count(), second.len(), "{human}");

    // The other half, some of the first again, and the issuer for those that came alone.
    let issuers = ["pki/issuing.pem", "pki/root.pem"].map(str::to_owned);
    let rest: Vec<String> = [second, &first[..1], &issuers].concat();
    accept(&estate, &rest);
    let plan = plan_of(&estate, 0);
    assert!(entries(&plan).all(|entry| text(entry, "action") == "keep"));
    let _ = estate.forecert(&["verify"]).exits(0);
    let before = estate.files();
    let again = estate.forecert(&["apply", "--yes"]).exits(0);
    assert_eq!(before, estate.files(), "{again:?}");

    for (id, common_name, dns) in wanted {
        let kept = Kept::of(id, 1);
        judge::chain_holds(
            &estate,
            &kept,
            "pki/root.pem",
            "pki/issuing.crl",
            common_name,
        );
        judge::key_fits(&estate, &kept);
        let certificate = &kept.certificate;
        assert_eq!(judge::subject(&estate, certificate), subject(common_name));
        let dns: BTreeSet<String> = dns.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(judge::names(&estate, certificate), dns, "{id}");
        let usage = judge::extension(&estate, certificate, "keyUsage,extendedKeyUsage");
        assert!(usage.contains("Key Usage: critical\n    Digital Signature, Key Encipherment"));
        assert!(usage.contains("Extended Key Usage: \n    TLS Web Server Authentication\n"));
        let points = judge::extension(&estate, certificate, "crlDistributionPoints");
        assert!(points.contains("URI:http://pki.contoso.com/issuing.crl"));
    }
}

/// A public authority that hands over the bare certificate, though only its root is
/// trusted; then the folder that the mail's attachments were saved to.
#[test]
fn an_answer_without_its_intermediate_is_refused_until_it_is_there_too() {
    tool_or_pass!("openssl");
    let trusting = format!("{}, trust: [pki/root.pem]", count::REQUESTS);
    let estate = Deployment::new(&count::manifest(&trusting));
    let office = Office::open(&estate);
    let _ = estate
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let request = format!("inventory/{}/0001/request.csr", count::ID);
    let answer = office.sign(&request, "bare", Wrapping::Der);
    let refused = estate.forecert(&["accept", &answer]).exits(65);
    assert!(refused.stdout.contains("chain_unproved"), "{refused:?}");

    // What else lies in the folder is not mistaken for an answer.
    estate.write("answers/request.csr", estate.read(&request));
    estate.write(
        "answers/mail.txt",
        "Dear colleagues, please find attached\n",
    );
    estate.write("answers/empty", "");
    estate.write("answers/issuing.pem", estate.read("pki/issuing.pem"));
    let taken = estate.forecert(&["accept", "answers"]).exits(0);
    assert!(!taken.stdout.contains("mail.txt"), "{taken:?}");
    let _ = plan_of(&estate, 0);
    let _ = estate.forecert(&["verify"]).exits(0);

    // Named one by one, they are; and so is a folder without any.
    estate.write("nothing/mail.txt", "The certificate follows tomorrow\n");
    for path in ["answers/mail.txt", "nothing"] {
        let run = estate.forecert(&["accept", path]).exits(65);
        assert!(
            (run.stdout + &run.stderr).contains("holds no certificate"),
            "{path}"
        );
    }
}

fn accept(estate: &Deployment, files: &[String]) {
    let files = files.iter().map(String::as_str);
    let arguments: Vec<&str> = std::iter::once("accept").chain(files).collect();
    let _ = estate.forecert(&arguments).exits(0);
}

fn plan_of(estate: &Deployment, code: i32) -> serde_json::Value {
    let run = estate.forecert(&["plan", "--detailed-exitcode", "--format", "json"]);
    run.exits(code).json()
}

fn entries(plan: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    plan["certificates"].as_array().unwrap().iter()
}

fn text<'a>(entry: &'a serde_json::Value, field: &str) -> &'a str {
    entry[field].as_str().unwrap()
}
