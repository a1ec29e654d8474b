//! From a document to certificates that OpenSSL takes, with nothing edited in between.

use std::path::{Path, PathBuf};

use crate::support::{Deployment, has};
use crate::{BUILDER, PUBLISHED};

#[test]
fn a_document_of_each_kind_leads_to_certificates_that_openssl_verifies() {
    if !has("openssl") {
        eprintln!("passed over: there is no openssl");
        return;
    }
    for (name, document, leaves) in [("a.xml", PUBLISHED, 13), ("b.tbxml", BUILDER, 4)] {
        let deployment = Deployment::new("");
        std::fs::remove_file(deployment.path("forecert.yaml")).unwrap();
        deployment.write(name, document);
        let run = deployment
            .forecert(&["init", "--from-topology", name])
            .exits(0);
        assert!(
            run.stdout.starts_with(&format!("read {name}: a ")),
            "{}",
            run.stdout
        );
        assert!(
            run.stderr.contains("at any time: forecert plan"),
            "{}",
            run.stderr
        );
        let ignore = deployment.read(".gitignore");
        assert!(ignore.contains("ca/keys\n"), "{ignore}");
        let _ = deployment.forecert(&["validate"]).exits(0);
        let _ = deployment.forecert(&["plan"]).exits(0);
        let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
        let _ = deployment.forecert(&["verify"]).exits(0);
        let plan = deployment.forecert(&["plan", "--detailed-exitcode"]);
        assert_eq!(plan.code, 0, "{}", plan.stdout);

        let found = certificates(deployment.root());
        let (roots, found): (Vec<PathBuf>, Vec<PathBuf>) = found
            .into_iter()
            .partition(|path| path.starts_with(deployment.path("ca")));
        let [root] = &roots[..] else {
            panic!("{roots:?}");
        };
        assert_eq!(found.len(), leaves);
        let mut args = vec!["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile"];
        args.push(root.to_str().unwrap());
        args.extend(found.iter().map(|path| path.to_str().unwrap()));
        let told = deployment.tool("openssl", &args);
        assert_eq!(told.matches(": OK").count(), leaves, "{told}");
    }
}

/// The certificates below a folder.
fn certificates(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(certificates(&path));
        } else if path.ends_with("certificate.pem") {
            found.push(path);
        }
    }
    found.sort();
    found
}
