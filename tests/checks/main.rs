//! Each check with an example that it finds and one that it passes over; how much each
//! weighs by the manifest; and exceptions.

#[path = "../support/mod.rs"]
mod support;

#[path = "../support/tools.rs"]
mod tools;

#[path = "../support/below.rs"]
mod below;

mod declared;
mod estate;
mod issued;
mod weight;

use std::collections::BTreeSet;

use forecert::checks::CHECKS;
use forecert::codes;

/// The examples, by file.
const EXAMPLES: [&str; 2] = [include_str!("declared.rs"), include_str!("issued.rs")];

#[test]
fn every_check_has_an_example_and_every_example_is_of_a_check() {
    let shown: BTreeSet<&str> = EXAMPLES
        .iter()
        .flat_map(|text| text.split("fn finds_").skip(1))
        .filter_map(|rest| rest.split('(').next())
        .collect();
    let known: BTreeSet<&str> = CHECKS.iter().map(|check| check.code).collect();
    assert_eq!(shown, known);
}

#[test]
fn every_check_says_what_it_means_and_what_to_do() {
    for check in &CHECKS {
        let code = codes::find(check.code).expect(check.code);
        assert!(!code.cure.is_empty(), "{}", check.code);
        assert!(check.url.starts_with("https://"), "{}", check.code);
        assert!(!check.applies.ends_with('.'), "{}", check.code);
    }
    assert!(CHECKS.is_sorted_by_key(|check| check.code));
}
