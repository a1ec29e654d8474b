//! The whole estate of `examples/contoso`: before, amid and after the answers of those who
//! sign, and every file of it before strangers.

use std::collections::BTreeSet;
use std::fs;

use crate::estate::{ISSUING, ROOT, answer, bundle_of, open_requests};
use crate::judges;
use crate::support::Deployment;

const MANIFEST: &str = include_str!("../../examples/contoso/forecert.yaml");

const SERVERS: [&str; 22] = [
    "app01.contoso.net",
    "app02.contoso.net",
    "chat01.contoso.net",
    "chat02.contoso.net",
    "dir01.contoso.net",
    "dir02.contoso.net",
    "edge01.contoso.net",
    "edge02.contoso.net",
    "edge11.contoso.net",
    "fe01.contoso.net",
    "fe02.contoso.net",
    "fe03.contoso.net",
    "fe11.contoso.net",
    "fe12.contoso.net",
    "fe13.contoso.net",
    "med01.contoso.net",
    "rp01.contoso.com",
    "sba01.contoso.net",
    "se01.contoso.net",
    "wac01.contoso.net",
    "wac02.contoso.net",
    "deployment",
];

/// The folders that are there, but for the requests.
fn folders(estate: &Deployment) -> BTreeSet<String> {
    let entries = fs::read_dir(estate.path("bundle")).unwrap();
    let entries = entries.map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    names.filter(|name| name != "requests").collect()
}

#[test]
fn the_whole_estate_is_carried_when_its_answers_are_there_and_strangers_open_all_of_it() {
    let estate = Deployment::new(MANIFEST);
    estate.write("pki/contoso-root.pem", ROOT);
    estate.write("pki/contoso-issuing.pem", ISSUING);
    let _ = estate
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);

    // Before the answers: everything is left out, and told with what to do.
    for partial in [&["bundle"][..], &["bundle", "--partial"]] {
        let run = estate.forecert(partial).exits(3);
        assert!(
            run.stdout
                .contains("Bundle: 0 made, 0 unchanged, 22 left out"),
            "{run:?}"
        );
        for server in SERVERS {
            assert!(run.stdout.contains(server), "{server}: {run:?}");
        }
        assert!(
            run.stdout
                .contains("pool01.contoso.net/fe01.contoso.net/default: it is awaited")
        );
        assert!(run.stderr.contains("accept"), "{run:?}");
    }
    assert!(folders(&estate).is_empty());
    assert!(
        estate
            .read("bundle/order.txt")
            .contains("! still missing: oauth")
    );
    let open = open_requests(&estate);
    let requests = bundle_of(&estate);
    let requests = requests
        .keys()
        .filter(|path| path.ends_with(".req"))
        .count();
    assert_eq!((open.len(), requests), (28, 28));

    // Half of the answers: what is complete is made, the rest on demand and marked.
    let (first, second): (Vec<_>, Vec<_>) = open
        .into_iter()
        .partition(|folder| !folder.contains("edge-external") && !folder.contains("pool02"));
    answer(&estate, &first, 1, 190);
    let run = estate.forecert(&["bundle"]).exits(3);
    let complete = folders(&estate);
    assert!(
        complete.contains("deployment") && complete.contains("fe01.contoso.net"),
        "{run:?}"
    );
    assert!(!complete.contains("edge01.contoso.net") && !complete.contains("fe11.contoso.net"));
    let marked = |estate: &Deployment| -> BTreeSet<String> {
        let paths = bundle_of(estate).into_keys();
        let marks =
            paths.filter_map(|path| path.strip_suffix("/INCOMPLETE.txt").map(str::to_owned));
        marks.collect()
    };
    assert!(marked(&estate).is_empty());
    let before = bundle_of(&estate);
    let run = estate.forecert(&["bundle", "--partial"]).exits(3);
    let partial = [
        "edge01.contoso.net",
        "edge02.contoso.net",
        "edge11.contoso.net",
    ];
    assert_eq!(
        marked(&estate),
        partial.map(str::to_owned).into(),
        "{run:?}"
    );
    let text = estate.read("bundle/edge01.contoso.net/INCOMPLETE.txt");
    assert!(
        text.contains("\r\nedge.contoso.net/edge-external\r\n"),
        "{text}"
    );
    for (path, what) in &before {
        if !path.starts_with("requests") && path != "order.txt" {
            assert_eq!(bundle_of(&estate).get(path), Some(what), "{path}");
        }
    }
    let again = bundle_of(&estate);
    let _ = estate.forecert(&["bundle", "--partial"]).exits(3);
    assert!(again == bundle_of(&estate), "the same parts are missing");

    // All of them.
    answer(&estate, &second, 1, 190);
    let run = estate.forecert(&["bundle"]).exits(0);
    assert_eq!(
        folders(&estate),
        SERVERS.map(str::to_owned).into(),
        "{run:?}"
    );
    assert!(marked(&estate).is_empty());
    assert!(!estate.read("bundle/order.txt").contains("missing"));
    let made = bundle_of(&estate);
    let run = estate.forecert(&["bundle"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 0 made, 22 unchanged"),
        "{run:?}"
    );
    assert!(made == bundle_of(&estate), "nothing has changed");
    let _ = estate.forecert(&["verify"]).exits(0);

    // Every PFX file, by everybody.
    let files = judges::files(&estate);
    assert_eq!(
        files.len(),
        32,
        "{:?}",
        files.iter().map(|file| &file.path).collect::<Vec<_>>()
    );
    judges::openssl(&estate, &files);
    judges::python(&estate, &files);
    judges::java(&estate, &files);
    judges::nss(&estate, &files);
}
