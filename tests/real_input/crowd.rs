//! A tree with 20,000 files that are none of forecert's business.

use crate::count::{self, REQUESTS};
use crate::support::Deployment;

const PLAN: [&str; 3] = ["plan", "--format", "json"];

#[test]
fn twenty_thousand_unrelated_files_are_no_problem_and_no_finding() {
    let deployment = Deployment::new(&count::manifest(REQUESTS));
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let quiet = deployment.forecert(&PLAN).exits(0).json();
    for folder in 0..200 {
        let place = deployment.path(&format!("inventory/share/{folder}"));
        std::fs::create_dir_all(&place).unwrap();
        for file in 0..100 {
            let content = match file % 5 {
                0 => format!("{{ \"number\": {file} }}\n"),
                1 => format!("0{}\n", "x".repeat(file)), // 0 is a SEQUENCE
                2 => format!("0a{}\n", "7".repeat(96)),  // of this length
                3 => String::new(),
                _ => format!("# {folder}\n{}", "all work and no play\n".repeat(50)),
            };
            std::fs::write(place.join(format!("{file}.txt")), content).unwrap();
        }
    }
    let crowded = deployment.forecert(&PLAN).exits(0).json();
    assert_eq!(crowded["certificates"], quiet["certificates"]);
    assert_eq!(crowded["findings"], serde_json::json!([]));
}
