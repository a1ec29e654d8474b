//! Manual pages as formatters take them.

use std::fs;

use crate::support::{Deployment, has};

#[test]
fn pages_are_written_for_every_command_and_formatters_have_nothing_to_say() {
    let place = Deployment::new("");
    let wrote = place.forecert(&["man", "--out", "share/man1"]).exits(0);
    let again = place.forecert(&["man", "--out", "share/man1"]).exits(0);
    assert_eq!(wrote.stdout, again.stdout);
    let pages: Vec<_> = fs::read_dir(place.path("share/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(pages.len(), wrote.stdout.lines().count());
    assert!(pages.len() > 14);
    let plan = place.forecert(&["man", "plan"]).exits(0).stdout;
    assert_eq!(plan, place.read("share/man1/forecert-plan.1"));
    for page in pages {
        let page = page.to_string_lossy();
        for (program, args) in [
            ("groff", &["-man", "-Tutf8", "-ww", "-z"][..]),
            ("mandoc", &["-Tlint", "-Werror"]),
        ] {
            if !has(program) {
                eprintln!("passed over: there is no {program}");
                continue;
            }
            let output = place.command(program).args(args).arg(&*page).output();
            let output = output.unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            assert!(output.status.success(), "{program} {page}: {said}");
            assert_eq!(said, "", "{program} {page}");
        }
    }
}

#[test]
fn a_page_of_no_command_is_answered_with_the_nearest() {
    let place = Deployment::new("");
    let run = place.forecert(&["man", "paln"]).exits(64);
    assert!(
        run.stderr.contains("did you mean `plan`?"),
        "{}",
        run.stderr
    );
}
