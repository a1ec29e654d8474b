//! Made once, an estate is in order until the second at which the first renewal is due, and
//! not a second longer.

use std::fs;

use forecert::cert::CertificateId;
use forecert::desired::Desired;
use forecert::plan::{Action, Plan};
use proptest::prelude::*;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::below;
use crate::estate::{Estate, estate};

/// Leap years on both sides.
const NOW: OffsetDateTime = datetime!(2027-12-30 23:59:58 UTC);

/// How long things hold, in days.
#[derive(Clone, Debug)]
struct Terms {
    leaf: u32,
    authority: u32,
    renew_before: u32,
}

fn terms() -> impl Strategy<Value = Terms> {
    let days = |days: &[u32]| prop::sample::select(days.to_vec());
    let leaf = days(&[1, 47, 60, 199, 365, 730]);
    let authority = days(&[90, 400, 3650]);
    (leaf, authority, days(&[1, 30, 300])).prop_map(|(leaf, authority, renew_before)| Terms {
        leaf,
        authority,
        renew_before,
    })
}

/// The manifest, signed for on the spot.
fn manifest(estate: &Estate, terms: &Terms) -> String {
    let Terms {
        leaf,
        authority,
        renew_before,
    } = terms;
    let text = estate.manifest(&[0, 1, 2, 3, 4, 5, 6, 7, 8]);
    let asked = "issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]\n";
    let signing = format!(
        "defaults: {{ key: {{ algorithm: ec, size: 256 }}, renew_before: {renew_before}d }}\n\
         oauth: {{ key: {{ algorithm: rsa, size: 2048 }} }}\n\
         issuers: [{{ name: ca, type: local-ca, class: enterprise, directory: ca, \
         crl_url: \"http://pki.d0.com/ca.crl\", validity: {leaf}d, \
         authority: {{ validity: {authority}d, key: {{ algorithm: ec, size: 256 }} }} }}]\n"
    );
    assert!(text.contains(asked));
    text.replace(asked, &signing)
}

struct World {
    folder: tempfile::TempDir,
    desired: Desired,
}

impl World {
    fn plan(&self, now: OffsetDateTime) -> Plan {
        let inventory = below::inventory(self.folder.path(), &self.desired);
        below::planned(&self.desired, &inventory, now)
    }

    fn applied(&self, now: OffsetDateTime) {
        let outcome = below::apply(self.folder.path(), &self.desired, now);
        assert!(outcome.is_complete(), "{outcome:?}");
    }
}

/// What is not in order.
fn left(plan: &Plan) -> Vec<String> {
    let entries = plan.entries.iter();
    let left = entries.filter(|entry| entry.action != Action::Keep);
    left.map(|entry| format!("{} {} {:?}", entry.id, entry.action.name(), entry.reasons))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_apply_lasts_until_the_second_of_the_first_renewal(
        estate in estate(),
        terms in terms(),
    ) {
        let world = World {
            folder: tempfile::tempdir().unwrap(),
            desired: below::desired(&manifest(&estate, &terms)),
        };
        fs::create_dir_all(world.folder.path().join("inventory/.forecert")).unwrap();
        let before = world.plan(NOW);
        prop_assert!(before.makes());
        prop_assert_eq!(before.summary()[&Action::Create], world.desired.certificates.len());
        world.applied(NOW);
        let after = world.plan(NOW);
        prop_assert_eq!(left(&after), [""; 0]);
        let authority = |id: &CertificateId| matches!(id, CertificateId::Issuer { .. });
        let leaves = after.entries.iter().filter(|entry| !authority(&entry.id));
        let due = leaves.filter_map(|entry| Some(entry.current.as_ref()?.renewal_due)).min();
        let due = due.unwrap();
        prop_assert_eq!(left(&world.plan(due - Duration::SECOND)), [""; 0]);
        prop_assert_ne!(left(&world.plan(due)), [""; 0]);
    }
}
