//! The certificates of a whole estate lead back to a manifest that makes the same ones.

use forecert::desired::DesiredCertificate;
use forecert::manifest::model::{Model, Pool, Role};

use crate::{existing, propose, read};

/// The certificates that a manifest asks for, as if they existed; authorities are none.
fn of(manifest: &str) -> Vec<forecert::proposal::Existing> {
    let (_, desired) = read(manifest);
    let servers = |one: &&DesiredCertificate| one.role != "issuer";
    desired
        .certificates
        .values()
        .filter(servers)
        .map(|one| {
            existing(
                &format!("{}.pfx", one.id),
                one.contents.clone(),
                &one.issuer,
            )
        })
        .collect()
}

fn pool<'m>(model: &'m Model, fqdn: &str) -> &'m Pool {
    let mut pools = model.pools.iter();
    pools.find(|pool| pool.fqdn == fqdn).expect(fqdn)
}

#[test]
fn the_contoso_estate_is_proposed_with_every_certificate_as_it_is() {
    let all = of(include_str!("../../examples/contoso/forecert.yaml"));
    let proposal = propose(&all);
    assert_eq!(
        (proposal.alike, proposal.certificates),
        (all.len(), all.len()),
        "{}",
        proposal.text
    );
    assert_eq!(
        proposal.text.matches("# Question: ").count(),
        proposal.questions
    );
    let (manifest, _) = read(&proposal.text);
    let model = manifest.model;
    let front_end = pool(&model, "pool01.contoso.net");
    assert_eq!(front_end.role, Role::FrontEnd);
    assert!(model.pools.iter().any(|pool| pool.role == Role::Edge));
    assert!(model.sip_domains.contains(&"contoso.com".to_owned()));
    assert!(!model.simple_urls.meet.is_empty());
}

#[test]
fn documented_estates_lose_no_certificate() {
    for text in [
        include_str!("../estates/contoso-sfb2015.yaml"),
        include_str!("../estates/tenant-sfb2015.yaml"),
        include_str!("../../examples/quickstart/forecert.yaml"),
        include_str!("../../examples/custom/forecert.yaml"),
    ] {
        let all = of(text);
        let proposal = propose(&all);
        let (_, desired) = read(&proposal.text);
        // Each is made as it is, or the text says in what it differs.
        let marked = proposal.text.matches("that certificate").count();
        assert_eq!(
            proposal.alike + marked,
            proposal.certificates,
            "{}",
            proposal.text
        );
        for one in &all {
            assert!(
                proposal.text.contains(&format!("`{}`", one.shown)),
                "{}",
                one.shown
            );
        }
        assert!(!desired.certificates.is_empty());
    }
}

#[test]
fn the_issuer_that_signed_most_is_the_default_one_and_others_are_named() {
    let mut all = of(include_str!("../../examples/contoso/forecert.yaml"));
    for one in &mut all {
        if one.shown.contains("edge-external") {
            one.issuer = forecert::cert::Subject::default()
                .with("CN", Some("DigiCert TLS RSA CA"))
                .with("O", Some("DigiCert Inc"));
        }
    }
    let proposal = propose(&all);
    let (manifest, desired) = read(&proposal.text);
    let names: Vec<&str> = desired.issuers.keys().map(String::as_str).collect();
    assert!(names.contains(&"digicert-tls-rsa-ca"), "{names:?}");
    assert!(
        proposal
            .text
            .contains("    class: public\n    validity: 199d\n"),
        "{}",
        proposal.text
    );
    let edge = manifest
        .model
        .pools
        .iter()
        .find(|pool| pool.role == Role::Edge)
        .unwrap();
    let [external] = &edge.certificates[..] else {
        panic!("{:?}", edge.certificates);
    };
    assert_eq!(external.usage, "edge-external");
    assert_eq!(external.issuer.as_deref(), Some("digicert-tls-rsa-ca"));
}

#[test]
fn names_beside_a_role_are_kept_as_changes_to_it() {
    let mut all = of(include_str!("../../examples/contoso/forecert.yaml"));
    let own = |shown: &str| shown.starts_with("pool01.contoso.net/");
    for one in all.iter_mut().filter(|one| own(&one.shown)) {
        one.contents.names.insert("alias.contoso.com".to_owned());
        assert!(
            one.contents
                .names
                .remove("lyncdiscoverinternal.fabrikam.com")
        );
    }
    let proposal = propose(&all);
    assert_eq!(proposal.alike, all.len(), "{}", proposal.text);
    let (manifest, _) = read(&proposal.text);
    let pool = pool(&manifest.model, "pool01.contoso.net");
    assert_eq!(pool.role, Role::FrontEnd);
    let [change] = &pool.certificates[..] else {
        panic!("{:?}", pool.certificates);
    };
    assert!(change.extra_dns.contains(&"alias.contoso.com".to_owned()));
    assert!(
        change
            .without_dns
            .contains(&"lyncdiscoverinternal.fabrikam.com".to_owned())
    );
}

#[test]
fn an_earlier_version_is_left_out_and_one_that_ended_is_marked() {
    let mut all = of(include_str!("../../examples/custom/forecert.yaml"));
    let mut earlier = all[0].clone();
    earlier.shown = "earlier.pfx".to_owned();
    earlier.not_after -= time::Duration::days(300);
    all.push(earlier);
    let proposal = propose(&all);
    assert_eq!(proposal.certificates, all.len() - 1);
    assert!(!proposal.text.contains("earlier.pfx"));
    for one in &mut all {
        one.not_after = crate::NOW - time::Duration::days(1);
    }
    assert!(
        propose(&all)
            .text
            .contains("Doubtful: it ended on 2026-11-26.")
    );
}

#[test]
fn what_subjects_have_in_common_is_said_of_their_issuer() {
    let mut all = of(include_str!("../../examples/custom/forecert.yaml"));
    for (index, one) in all.iter_mut().enumerate() {
        one.issuer = forecert::cert::Subject::default().with("CN", Some("Root"));
        let common = one.contents.subject.common_name().unwrap().to_owned();
        one.contents.subject = forecert::cert::Subject::default()
            .with("C", Some("US"))
            .with("O", Some("Contoso: \"North\" #1"))
            .with("OU", Some(if index == 0 { "IT" } else { "UC" }))
            .with("CN", Some(&common));
    }
    let text = propose(&all).text;
    let (_, desired) = read(&text);
    let certificates = desired.certificates.values();
    for one in certificates.filter(|one| one.role != "issuer") {
        let subject = &one.contents.subject;
        assert_eq!(
            subject.values("O").next(),
            Some("Contoso: \"North\" #1"),
            "{text}"
        );
        assert_eq!(subject.values("C").next(), Some("US"));
        assert_eq!(subject.values("OU").next(), None);
    }
}
