//! A run killed at any write leaves a tree that the next one completes, with no key
//! lost. Every write-like system call is counted first and then each one is tried,
//! with a real SIGKILL. Linux only; passed over, and said so, without `strace`.

#![cfg(target_os = "linux")]

#[path = "../support/mod.rs"]
mod support;

mod scenario;
mod trace;
mod tree;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use scenario::Scenario;
use trace::{Kill, Traced};
use tree::Tree;

/// Each thread waits for a process most of the time.
const THREADS: usize = 3;

#[test]
fn an_apply_that_makes_everything_anew_survives_a_kill_at_any_write() {
    survives(&scenario::everything_anew());
}

#[test]
fn an_apply_that_uses_what_exists_survives_a_kill_at_any_write() {
    survives(&scenario::adoption());
}

#[test]
fn an_apply_that_renews_and_completes_survives_a_kill_at_any_write() {
    survives(&scenario::renewal());
}

#[test]
fn an_accept_survives_a_kill_at_any_write() {
    survives(&scenario::acceptance());
}

#[test]
fn an_accept_of_a_key_made_elsewhere_survives_a_kill_at_any_write() {
    survives(&scenario::other_key());
}

#[test]
fn a_withdrawal_survives_a_kill_at_any_write() {
    survives(&scenario::withdrawal());
}

#[test]
fn the_renewal_of_an_authority_survives_a_kill_at_any_write() {
    survives(&scenario::authority_renewed());
}

/// Kills the scenario's command at each write in turn, each time in a fresh copy.
fn survives(scenario: &Scenario) {
    if let Err(why) = trace::possible() {
        println!("passed over: {why}");
        return;
    }
    let before = Tree::read(scenario.deployment.root());
    let counted = counted(scenario, &before);
    let kills = counted.kills();
    assert!(kills.len() > 5, "only {} writes were seen", kills.len());
    println!("{} writes, each one tried", kills.len());
    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(kill) = kills.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome =
                        std::panic::catch_unwind(|| one(scenario, &before, &counted, kill));
                    if outcome.is_err() {
                        let mut faults = faults.lock().expect("no thread panics holding it");
                        faults.push(kill.to_string());
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no thread panics holding it");
    assert!(faults.is_empty(), "not survived: {faults:#?}");
}

/// The run without a kill: what it writes, in one thread.
fn counted(scenario: &Scenario, before: &Tree) -> Traced {
    let folder = tempfile::tempdir().expect("a temporary folder");
    before.write(folder.path());
    let traced = trace::run(folder.path(), scenario.command, None);
    assert_eq!(traced.code, Some(0), "{}", traced.stderr);
    let threads = traced.threads_that_write();
    assert_eq!(threads, 1, "writes are counted in each thread apart");
    scenario.holds(folder.path(), "without a kill");
    traced
}

fn one(scenario: &Scenario, before: &Tree, counted: &Traced, kill: &Kill) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    before.write(root);
    let killed = trace::run(root, scenario.command, Some(kill));
    assert_eq!(killed.code, None, "{kill}: not killed: {}", killed.stderr);
    assert_eq!(
        killed.names(),
        counted.names()[..=kill.position],
        "{kill}: killed elsewhere"
    );
    let after = Tree::read(root);
    before.keeps_everything_in(&after, kill);
    after.holds_no_torn_key(kill);

    scenario.again(root, &kill.to_string());
    let healed = Tree::read(root);
    before.keeps_everything_in(&healed, kill);
    healed.holds_no_torn_key(kill);
    healed.holds_no_staging(kill);
    healed.holds_the_keys_of(&after, kill);
    scenario.holds(root, &kill.to_string());
}

/// `forecert` in a folder.
fn forecert(root: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_forecert"))
        .args(args)
        .current_dir(root)
        .env("HOME", root)
        .output()
        .expect("forecert runs");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    (output.status.code(), text)
}
