//! What always holds, whatever the manifest, the inventory, the clock and the order of
//! commands: tried on generated ones, below the command line.

#[path = "../support/below.rs"]
mod below;

mod carried;
mod estate;
mod world;

use forecert::plan::Action;
use proptest::prelude::*;

use estate::{Deed, Estate, Pool, deed, estate};
use world::{World, said};

fn lives(estate: Estate, deeds: &[Deed]) {
    let mut world = World::new(estate);
    world.check();
    for deed in deeds {
        world.act(deed);
        world.check();
    }
    world.carries();
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_done_keys_stay_plans_are_equal_and_an_apply_leaves_nothing_to_make(
        estate in estate(),
        deeds in prop::collection::vec(deed(), 1..16),
    ) {
        lives(estate, &deeds);
    }

    #[test]
    fn an_apply_and_all_answers_leave_everything_in_order(estate in estate()) {
        let mut world = World::new(estate);
        for deed in [Deed::Apply, Deed::Accept(0x5555), Deed::Accept(0xffff)] {
            world.act(&deed);
            world.check();
        }
        let desired = world.desired(false).expect("a pool");
        let plan = world.plan(&desired, &world.read(&desired));
        let kept = plan.entries.iter().all(|entry| entry.action == Action::Keep);
        prop_assert!(kept, "{:#?}", said(&plan));
        world.carries_everything();
    }
}

#[test]
fn time_alone_renews_what_an_apply_finds_due_and_no_more() {
    let pool = |local, keep| Pool {
        declared: true,
        servers: 2,
        local,
        shared: false,
        extra: true,
        keep,
        large: false,
        renew_before: 30,
    };
    let pools = vec![pool(true, false), pool(false, true), pool(true, true)];
    let mut deeds = vec![Deed::Apply, Deed::Accept(0xffff)];
    for days in [1, 200, 130, 5, 40, 365] {
        deeds.extend([Deed::Wait(days), Deed::Apply, Deed::Accept(0xffff)]);
    }
    lives(Estate { pools }, &deeds);
}
