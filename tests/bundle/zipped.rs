//! A folder as one zip file: the same as the folder, byte for byte and time and again.

use std::fs;

use crate::estate::{applied, bundle_of, passed_over, small};
use crate::support::{Deployment, has};

const ZIP: &str = "bundle/a.contoso.net.zip";

fn bundled(args: &[&str]) -> Deployment {
    let deployment = applied(&small(""));
    let _ = deployment.forecert(args).exits(0);
    deployment
}

#[test]
fn python_finds_the_folder_in_it_and_nothing_else() {
    if !has("python3") {
        return passed_over("python3");
    }
    let deployment = bundled(&["bundle", "--zip"]);
    deployment.write("bundle/a.contoso.net/receipt.json", "{}");
    let _ = deployment.forecert(&["bundle", "--zip"]).exits(0);
    let told = deployment.tool(
        "python3",
        &[
            "-c",
            "import zipfile, pathlib\n\
             found = zipfile.ZipFile('bundle/a.contoso.net.zip')\n\
             assert found.testzip() is None\n\
             for one in found.infolist():\n    \
                 assert found.read(one) == pathlib.Path('bundle', one.filename).read_bytes()\n    \
                 print(oct(one.external_attr >> 16 & 0o777), one.date_time[0], one.filename)\n",
        ],
    );
    let mut expected = String::new();
    for (path, (_, _, mode)) in bundle_of(&deployment) {
        let is_file = deployment.path(&format!("bundle/{path}")).is_file();
        if path.starts_with("a.contoso.net/") && is_file && !path.ends_with("receipt.json") {
            expected.push_str(&format!("{mode:#o} 1980 {path}\n").replace("0o", "0o"));
        }
    }
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&told), sorted(&expected));
    assert!(told.lines().count() >= 6, "{told}");
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    let deployment = bundled(&["bundle", "--zip"]);
    let made = bundle_of(&deployment);
    let run = deployment.forecert(&["bundle", "--zip"]).exits(0);
    assert!(
        run.stdout.contains("Bundle: 0 made, 2 unchanged"),
        "{run:?}"
    );
    assert!(made == bundle_of(&deployment));
    fs::remove_file(deployment.path(ZIP)).unwrap();
    let _ = deployment.forecert(&["bundle", "--zip"]).exits(0);
    assert_eq!(
        made["a.contoso.net.zip"].0,
        bundle_of(&deployment)["a.contoso.net.zip"].0
    );
}

#[test]
fn a_zip_file_is_made_on_demand_and_follows_its_folder_from_then_on() {
    let deployment = bundled(&["bundle"]);
    assert!(!deployment.path(ZIP).exists());
    let _ = deployment.forecert(&["bundle", "--zip"]).exits(0);
    let first = fs::read(deployment.path(ZIP)).unwrap();
    deployment.write("bundle/a.contoso.net/README.txt", "changed");
    let _ = deployment.forecert(&["bundle"]).exits(0);
    let second = fs::read(deployment.path(ZIP)).unwrap();
    assert_ne!(first, second);
    // One that somebody spoilt is made anew as well.
    deployment.write(ZIP, "PK");
    let _ = deployment.forecert(&["bundle"]).exits(0);
    assert_eq!(fs::read(deployment.path(ZIP)).unwrap(), second);
}
