//! What each recipient gets, and why it lacks what it lacks.

use time::Duration;

use crate::bundle::trial::{self, Estate, NOW};
use crate::inventory::Root;

const SBC: &str = "sbc.contoso.net/sbc01.contoso.net/tls";

/// What a recipient gets, by usage, and why it lacks what it lacks.
fn gets(estate: &Estate, name: &str) -> (Vec<String>, Vec<String>) {
    estate.designed(|design| {
        let mut holdings = design.holdings.iter();
        let holding = holdings
            .find(|one| one.recipient.name() == name)
            .expect(name);
        let items = holding.items.iter().map(|item| {
            let types = item.types.join("+");
            format!(
                "{} {} v{} {types}",
                item.usage, item.id, item.generation.number
            )
        });
        let absent = holding.absent.iter();
        let absent = absent.map(|one| format!("{}: {} -> {}", one.id, one.why, one.cure));
        (items.collect(), absent.collect())
    })
}

fn lacks(estate: &Estate, name: &str) -> String {
    let (_, absent) = gets(estate, name);
    assert_eq!(absent.len(), 1, "{absent:?}");
    absent.into_iter().next().unwrap()
}

#[test]
fn the_deployment_comes_first_and_each_machine_has_its_own_and_what_its_pool_shares() {
    let estate = Estate::of(trial::ESTATE, &trial::root("Contoso"));
    let names = estate.designed(|design| {
        let names = design
            .holdings
            .iter()
            .map(|one| one.recipient.name().to_owned());
        names.collect::<Vec<_>>()
    });
    assert_eq!(
        names,
        [
            "deployment",
            "edge01.contoso.net",
            "edge02.contoso.net",
            "fe01.contoso.net",
            "fe02.contoso.net",
            "med01.contoso.net",
            "rp01.contoso.com",
            "sbc01.contoso.net",
            "wac01.contoso.net"
        ]
    );
    let edge = [
        "edge-av edge.contoso.net/edge-av v1 AudioVideoAuthentication",
        "edge-external edge.contoso.net/edge-external v1 AccessEdgeExternal+DataEdgeExternal",
        "edge-internal edge.contoso.net/edge-internal v1 Internal",
    ];
    for server in ["edge01.contoso.net", "edge02.contoso.net"] {
        let (items, absent) = gets(&estate, server);
        assert_eq!(
            (items.as_slice(), absent.len()),
            (&edge.map(str::to_owned)[..], 0)
        );
    }
    // `same_as`: the Edge's certificate under the name that it has here.
    let (items, _) = gets(&estate, "rp01.contoso.com");
    assert_eq!(items.len(), 1);
    assert!(
        items[0].starts_with("farm edge.contoso.net/edge-external v1"),
        "{items:?}"
    );
}

#[test]
fn what_is_not_there_is_told_with_what_to_do() {
    let mut estate = Estate::new(trial::ESTATE);
    assert_eq!(
        lacks(&estate, "sbc01.contoso.net"),
        format!("{SBC}: it is not made yet -> run `forecert apply`")
    );
    estate.asked(SBC, 1);
    let awaited = lacks(&estate, "sbc01.contoso.net");
    assert!(
        awaited.starts_with(&format!("{SBC}: it is awaited: ")),
        "{awaited}"
    );
    assert!(
        awaited.ends_with("-> run `forecert accept` with the answer"),
        "{awaited}"
    );
}

#[test]
fn a_certificate_whose_successor_is_awaited_is_carried_until_it_ends() {
    let ca = trial::root("Gate");
    for (ends, version) in [(1, Some(1)), (0, Some(1)), (-1, None)] {
        let mut estate = Estate::new(trial::ESTATE);
        let ends = NOW + Duration::seconds(ends);
        estate.signed(SBC, 1, &ca, NOW - Duration::days(700)..ends);
        estate.asked(SBC, 2);
        let (items, absent) = gets(&estate, "sbc01.contoso.net");
        assert_eq!(items.len(), version.map_or(0, |_| 1), "{ends}: {absent:?}");
    }
}

#[test]
fn the_newest_that_is_sound_is_carried_and_the_one_before_is_remembered_while_it_holds() {
    let ca = trial::root("Gate");
    for (ends, remembered) in [(1, true), (0, false), (-1, false)] {
        let mut estate = Estate::new(trial::ESTATE);
        let ends = NOW + Duration::seconds(ends);
        estate.signed(SBC, 1, &ca, NOW - Duration::days(700)..ends);
        estate.signed(SBC, 2, &ca, trial::days(300));
        estate.designed(|design| {
            let holdings = design.holdings.iter();
            let mut items = holdings.flat_map(|holding| &holding.items);
            let item = items.find(|item| item.id.to_string() == SBC).unwrap();
            assert_eq!(item.generation.number, 2);
            assert_eq!(item.previous.is_some(), remembered, "{ends}");
        });
    }
}

#[test]
fn a_certificate_that_is_no_longer_what_is_declared_is_not_carried() {
    let ca = trial::root("Gate");
    let mut estate = Estate::new(trial::ESTATE);
    estate.signed(SBC, 1, &ca, trial::days(300));
    let changed = trial::ESTATE.replace(r#"dns: ["{server}"]"#, r#"dns: ["{server}", "{pool}"]"#);
    estate.desired = Estate::new(&changed).desired;
    assert_eq!(
        lacks(&estate, "sbc01.contoso.net"),
        format!("{SBC}: version 1 is no longer what is declared -> run `forecert apply`")
    );
    estate.asked(SBC, 2);
    assert_eq!(
        lacks(&estate, "sbc01.contoso.net"),
        format!(
            "{SBC}: version 1 is no longer what is declared, and the next one is awaited -> \
             run `forecert accept` with the answer"
        )
    );
}

#[test]
fn without_its_key_a_certificate_is_not_carried() {
    let mut estate = Estate::new(trial::ESTATE);
    estate.signed(SBC, 1, &trial::root("Gate"), trial::days(300));
    estate.without(&Root::Keys, "sbc.contoso.net/");
    assert_eq!(
        lacks(&estate, "sbc01.contoso.net"),
        format!(
            "{SBC}: its key is not here -> run this where the private keys are, or restore \
             the key"
        )
    );
}

#[test]
fn a_name_that_windows_reserves_is_another_folder() {
    let manifest = trial::ESTATE.replace("sbc01.contoso.net", "con.contoso.net");
    let estate = Estate::new(&manifest);
    estate.designed(|design| {
        let recipients = design.holdings.iter().map(|one| one.recipient);
        let mut recipients = recipients.filter(|one| one.name() == "con.contoso.net");
        assert_eq!(recipients.next().unwrap().folder(), "_con.contoso.net");
    });
}
