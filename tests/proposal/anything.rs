//! Whatever names certificates have, what is proposed is a valid manifest, and speaks of each
//! of them.

use std::collections::BTreeSet;

use forecert::cert::{Contents, KeySpec, Subject};
use proptest::prelude::*;

use crate::{existing, propose, read};

/// Labels with a meaning, and others.
fn label() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "sip",
        "lyncdiscover",
        "lyncdiscoverinternal",
        "meet",
        "dialin",
        "admin",
        "webext",
        "webint",
        "pool01",
        "fe01",
        "fe02",
        "edge01",
        "edge",
        "access",
        "rp",
        "sipinternal",
        "med01",
        "*",
        "1",
        "a_b",
        "",
    ])
}

fn name() -> impl Strategy<Value = String> {
    let domain = prop::sample::select(vec![
        "contoso.com",
        "contoso.net",
        "fabrikam.com",
        "1.2",
        "x",
    ]);
    prop_oneof![
        8 => (label(), domain.clone()).prop_map(|(label, domain)| format!("{label}.{domain}")),
        1 => domain.prop_map(str::to_owned),
        1 => "[ -~é\u{202E}]{0,12}",
    ]
}

fn certificate() -> impl Strategy<Value = (Option<String>, Vec<String>, String, bool)> {
    let issuer = prop_oneof![
        Just("Contoso Root".to_owned()),
        Just("DigiCert".to_owned()),
        "[ -~é\u{202E}\n]{0,20}"
    ];
    (
        prop::option::weighted(0.9, name()),
        prop::collection::vec(name(), 0..7),
        issuer,
        any::<bool>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_proposed_is_valid_and_speaks_of_every_certificate(
        certificates in prop::collection::vec(certificate(), 0..9),
    ) {
        let all: Vec<_> = certificates
            .into_iter()
            .enumerate()
            .map(|(index, (common, names, issuer, big))| {
                let names: BTreeSet<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
                let contents = Contents {
                    subject: Subject::default().with("CN", common.as_deref()).with("O", Some(&issuer)),
                    names,
                    other_names: BTreeSet::new(),
                    key: KeySpec::Rsa(if big { 4096 } else { 1024 }),
                    key_usage: None,
                    extended_key_usage: BTreeSet::new(),
                    template: None,
                };
                existing(&format!("{index}.pfx"), contents, &issuer)
            })
            .collect();
        let Some(proposal) = forecert::proposal::propose("old", &all, &[], crate::NOW) else {
            prop_assert!(all.iter().all(|one| one.host().is_none()));
            return Ok(());
        };
        let (_, desired) = read(&proposal.text);
        prop_assert!(!desired.certificates.is_empty());
        prop_assert_eq!(proposal.text.matches("# Question: ").count(), proposal.questions);
        let told = all.iter().filter(|one| proposal.text.contains(&format!("`{}`", one.shown)));
        prop_assert_eq!(told.count(), proposal.certificates, "{}", proposal.text);
        let hidden = proposal.text.contains('\u{202E}');
        prop_assert!(!hidden);
        // The same again.
        prop_assert_eq!(propose(&all).text, proposal.text);
    }
}
