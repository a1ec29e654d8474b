//! When a server changes from one certificate to the next where both can be used for a
//! while: A/V authentication and OAuth.
//!
//! Tokens that were signed with the old certificate are still out when the new one takes
//! over, so the change has to come before the old one ends: 8 hours before for A/V, whose
//! tokens live that long, and 24 hours before for OAuth, whose partners keep them longer
//! (Microsoft, "Staging AV and OAuth certificates using -Roll in Set-CsCertificate").

use time::{Duration, OffsetDateTime};

use super::holding::Item;
use super::script::Roll;

/// The type that its own certificate can be rolled for, and how long before the end.
const ROLLED: [(&str, Duration); 2] = [
    ("AudioVideoAuthentication", Duration::hours(8)),
    ("OAuthTokenIssuer", Duration::hours(24)),
];

/// Nobody waits longer than that for a change that is ready.
const LONGEST_WAIT: Duration = Duration::WEEK;

/// Less than that, and the change is not ready on all servers in time.
const SHORTEST_WAIT: Duration = Duration::HOUR;

/// A date that was settled earlier.
#[derive(Clone, Copy, Debug)]
pub struct Settled<'a> {
    /// How the certificate takes over.
    pub roll: &'a Roll,
    /// Whether the receipts of its servers say that they have it.
    pub is_carried_out: bool,
}

/// Whether one of several types could be rolled and is not, for the others' sake.
pub fn shares(types: &[String]) -> bool {
    let is_rolled = |name: &String| ROLLED.iter().any(|(rolled, _)| rolled == name);
    types.iter().any(is_rolled) && !types.iter().all(is_rolled)
}

/// How a certificate takes over from the one before. A date that was settled earlier for
/// the same two stays while it lies ahead, since all servers of a pool have to change
/// together; and for good where the servers say that they have the certificate.
///
/// Nothing where its types are not rolled, also if only one of several is not, where there
/// is none before it, and where the one before ends too soon: then it is assigned at once,
/// unless the script finds one in use that is not known here and could be rolled from.
pub fn roll(item: &Item<'_>, settled: Option<Settled<'_>>, now: OffsetDateTime) -> Option<Roll> {
    if let Some(settled) = settled.filter(|settled| settled.is_carried_out) {
        return Some(settled.roll.clone());
    }
    let leads = item.types.iter().map(|name| {
        let mut rolled = ROLLED.iter();
        rolled
            .find(|(rolled, _)| rolled == name)
            .map(|(_, lead)| *lead)
    });
    let lead = leads.collect::<Option<Vec<_>>>()?.into_iter().max()?;
    let previous = item.previous?;
    let begins = item.certificate.validity().not_before.max(now);
    let latest = previous.validity().not_after - lead;
    let previous = previous.thumbprint();
    if let Some(Settled { roll: settled, .. }) = settled
        && settled.previous == previous
        && settled.latest == latest
        && settled.effective > now
    {
        return Some(settled.clone());
    }
    let room: Duration = latest - begins;
    if room < SHORTEST_WAIT {
        return None;
    }
    let half: Duration = room / 2;
    let wait = half.min(LONGEST_WAIT);
    let effective = begins + wait;
    let seconds = i64::from(effective.second());
    Some(Roll {
        previous,
        effective: effective.replace_nanosecond(0).unwrap_or(effective)
            - Duration::seconds(seconds),
        latest,
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::bundle::trial::{self, Estate, NOW};
    use crate::cert::CertificateId;
    use crate::x509::Certificate;

    const AV: &str = "edge.contoso.net/edge-av";

    /// How an A/V certificate takes over at NOW from one that ends then, both within the same
    /// types; the new one holds from `begins` on.
    fn rolled(
        types: &[&str],
        ends: OffsetDateTime,
        begins: OffsetDateTime,
        settled: Option<Settled<'_>>,
    ) -> Option<Roll> {
        let ca = trial::root("Dmz");
        let mut estate = Estate::new(trial::ESTATE);
        estate.signed(AV, 1, &ca, NOW - Duration::days(300)..ends);
        estate.signed(AV, 2, &ca, begins..NOW + Duration::days(300));
        let inventory = estate.inventory();
        let id = CertificateId::parse(AV).unwrap();
        let version = |number| -> &Certificate {
            let generation = inventory.generation(&id, number).unwrap();
            generation.certificate.as_ref().unwrap()
        };
        let types: Vec<String> = types.iter().map(|name| (*name).to_owned()).collect();
        let item = Item {
            id: &id,
            declared: &estate.desired.certificates[&id],
            usage: "edge-av",
            types: &types,
            generation: inventory.generation(&id, 2).unwrap(),
            certificate: version(2),
            previous: Some(version(1)).filter(|one| one.validity().not_after > NOW),
        };
        roll(&item, settled, NOW)
    }

    fn ahead(roll: &Roll) -> Settled<'_> {
        Settled {
            roll,
            is_carried_out: false,
        }
    }

    const AV_TYPE: &[&str] = &["AudioVideoAuthentication"];

    #[test]
    fn the_change_is_halfway_between_now_and_the_last_safe_moment() {
        let before = NOW - Duration::days(1);
        for (types, lead) in [(AV_TYPE, 8), (&["OAuthTokenIssuer"], 24)] {
            let ends = NOW + Duration::hours(lead) + Duration::days(4);
            let roll = rolled(types, ends, before, None).unwrap();
            assert_eq!(roll.latest, NOW + Duration::days(4), "{types:?}");
            assert_eq!(roll.effective, NOW + Duration::days(2), "{types:?}");
        }
    }

    #[test]
    fn nobody_waits_longer_than_a_week() {
        let before = NOW - Duration::days(1);
        for (seconds, effective) in [
            (-2, datetime!(2027-03-08 11:59 UTC)),
            (0, datetime!(2027-03-08 12:00 UTC)),
            (2, datetime!(2027-03-08 12:00 UTC)),
        ] {
            let latest = NOW + Duration::days(14) + Duration::seconds(seconds);
            let roll = rolled(AV_TYPE, latest + Duration::hours(8), before, None).unwrap();
            assert_eq!((roll.effective, roll.latest), (effective, latest));
        }
    }

    #[test]
    fn what_ends_within_the_hour_is_followed_at_once() {
        let before = NOW - Duration::days(1);
        for (seconds, rolls) in [(-1, false), (0, true), (1, true)] {
            let latest = NOW + Duration::hours(1) + Duration::seconds(seconds);
            let roll = rolled(AV_TYPE, latest + Duration::hours(8), before, None);
            assert_eq!(roll.is_some(), rolls, "{seconds}");
        }
        for seconds in [-1, 0, 1] {
            let roll = rolled(AV_TYPE, NOW + Duration::seconds(seconds), before, None);
            assert_eq!(roll, None);
        }
    }

    #[test]
    fn a_certificate_that_holds_later_takes_over_later() {
        let begins = NOW + Duration::days(2);
        let ends = NOW + Duration::days(6) + Duration::hours(8);
        let roll = rolled(AV_TYPE, ends, begins, None).unwrap();
        assert_eq!(roll.effective, NOW + Duration::days(4));
    }

    #[test]
    fn a_settled_date_stays_while_it_lies_ahead() {
        let before = NOW - Duration::days(1);
        // Less than an hour is left, and yet it has been settled.
        let ends = NOW + Duration::hours(8) + Duration::minutes(45);
        let settled = |seconds, previous: &str| Roll {
            previous: previous.to_owned(),
            effective: NOW + Duration::seconds(seconds),
            latest: ends - Duration::hours(8),
        };
        // What it was before is known by its thumbprint alone: another one settles nothing.
        assert_eq!(
            rolled(AV_TYPE, ends, before, Some(ahead(&settled(60, "0A")))),
            None
        );
        let mut estate = Estate::new(trial::ESTATE);
        let ca = trial::root("Dmz");
        estate.signed(AV, 1, &ca, before..ends);
        estate.signed(AV, 2, &ca, before..NOW + Duration::days(300));
        let inventory = estate.inventory();
        let id = CertificateId::parse(AV).unwrap();
        let old = inventory.generation(&id, 1).unwrap();
        let thumbprint = old.certificate.as_ref().unwrap().thumbprint();
        for (seconds, stays) in [(1, true), (0, false), (-1, false)] {
            let settled = settled(seconds, &thumbprint);
            let all = [((id.clone(), 2), settled.clone())].into();
            let rolls = estate.designed_at(NOW, &all, |design| {
                let edges = ["edge01.contoso.net", "edge02.contoso.net"];
                edges.map(|name| {
                    let listed = &trial::folder(design, name).certificates;
                    listed.iter().find(|one| one.id == id).unwrap().roll.clone()
                })
            });
            let expected = stays.then_some(settled);
            assert_eq!(rolls, [expected.clone(), expected], "{seconds}");
        }
    }

    #[test]
    fn a_date_that_the_servers_have_carried_out_stays_for_good() {
        let before = NOW - Duration::days(1);
        let past = Roll {
            previous: "0A".to_owned(),
            effective: NOW - Duration::days(2),
            latest: NOW - Duration::days(1),
        };
        for (is_carried_out, expected) in [(true, Some(past.clone())), (false, None)] {
            let settled = Settled {
                roll: &past,
                is_carried_out,
            };
            // Its predecessor is over, so nothing else would be rolled any more.
            assert_eq!(rolled(AV_TYPE, before, before, Some(settled)), expected);
        }
    }

    #[test]
    fn only_what_windows_keeps_two_of_is_rolled() {
        let (before, ends) = (NOW - Duration::days(1), NOW + Duration::days(30));
        for types in [
            &[][..],
            &["Default"],
            &["Internal"],
            &[
                "AccessEdgeExternal",
                "DataEdgeExternal",
                "AudioVideoAuthentication",
            ],
        ] {
            let roll = rolled(types, ends, before, None);
            // A certificate without a type is assigned to nothing.
            assert_eq!(roll, None, "{types:?}");
        }
    }

    #[test]
    fn a_first_certificate_follows_none() {
        let estate = Estate::of(trial::ESTATE, &trial::root("Contoso"));
        estate.designed(|design| {
            let all = design.blueprints.iter().flat_map(|one| &one.certificates);
            assert!(all.clone().count() > 5);
            assert!(all.clone().all(|listed| listed.roll.is_none()));
        });
    }
}
