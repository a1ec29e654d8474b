//! The paths of NIST's Public Key Interoperability Test Suite (PKITS 1.0.1), as Python's
//! `cryptography_vectors` carries it: what it calls valid is proved, what it calls invalid
//! because of signatures, names, basic constraints or key usages is not.
//!
//! The whole suite is at hand for every search, so that a path that only seems to be one has
//! four hundred certificates to be found among. Dates, revocation, policies, name constraints
//! and extensions that nobody knows are no part of the proof of a chain here.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use forecert::x509::{Certificate, chain};

/// Valid paths that are not proved, and why.
const NOT_PROVED: [(&str, &str); 7] = [
    ("ValidDSASignaturesTest4", "DSA is not verified"),
    ("ValidDSAParameterInheritanceTest5", "DSA is not verified"),
    // RFC 5280 7.1 compares without regard to case and white space; Windows compares bytes.
    (
        "ValidNameChainingWhitespaceTest3",
        "names are compared byte for byte",
    ),
    (
        "ValidNameChainingWhitespaceTest4",
        "names are compared byte for byte",
    ),
    (
        "ValidNameChainingCapitalizationTest5",
        "names are compared byte for byte",
    ),
    (
        "ValidRolloverfromPrintableStringtoUTF8StringTest10",
        "names are compared byte for byte",
    ),
    (
        "ValidUTF8StringCaseInsensitiveMatchTest11",
        "names are compared byte for byte",
    ),
];

/// Invalid paths that must not be proved: by section of the suite.
const BROKEN: [&str; 17] = [
    // 4.1 Signature verification
    "InvalidCASignatureTest2",
    "InvalidEESignatureTest3",
    "InvalidDSASignatureTest6",
    // 4.3 Name chaining
    "InvalidNameChainingTest1",
    "InvalidNameChainingOrderTest2",
    // 4.6 Basic constraints
    "InvalidMissingbasicConstraintsTest1",
    "InvalidcAFalseTest2",
    "InvalidcAFalseTest3",
    "InvalidpathLenConstraintTest5",
    "InvalidpathLenConstraintTest6",
    "InvalidpathLenConstraintTest9",
    "InvalidpathLenConstraintTest10",
    "InvalidpathLenConstraintTest11",
    "InvalidpathLenConstraintTest12",
    "InvalidSelfIssuedpathLenConstraintTest16",
    // 4.7 Key usage
    "InvalidkeyUsageCriticalkeyCertSignFalseTest1",
    "InvalidkeyUsageNotCriticalkeyCertSignFalseTest2",
];

/// Where the suite lies, if Python has it.
fn suite() -> Option<PathBuf> {
    let script =
        "import cryptography_vectors, os; print(os.path.dirname(cryptography_vectors.__file__))";
    let output = Command::new("python3").args(["-c", script]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    let path = PathBuf::from(path.trim()).join("x509/PKITS_data/certs");
    path.is_dir().then_some(path)
}

/// Every certificate that can be read, by the name of its file.
fn certificates(suite: &PathBuf) -> BTreeMap<String, Certificate> {
    let files = fs::read_dir(suite).expect("a folder");
    let files = files.map(|file| file.expect("a file").path());
    let read = files.filter_map(|path| {
        let name = path.file_stem()?.to_str()?.to_owned();
        let der = fs::read(&path).expect("a file");
        Some((name, Certificate::parse(&der).ok()?))
    });
    read.collect()
}

#[test]
fn the_paths_of_nist_are_proved_where_they_are_valid_and_not_where_they_are_broken() {
    let Some(suite) = suite() else {
        crate::tools::say("passed over: Python's `cryptography_vectors` is not installed");
        return;
    };
    let certificates = certificates(&suite);
    assert!(certificates.len() > 390, "{}", certificates.len());
    let anchor = [certificates["TrustAnchorRootCertificate"].clone()];
    let pool: Vec<Certificate> = certificates.values().cloned().collect();
    let proved = |name: &str| {
        let leaf = certificates.get(&format!("{name}EE"));
        leaf.is_some_and(|leaf| chain(leaf, &pool, &anchor).anchored())
    };
    let mut wrong = Vec::new();
    let mut valid = 0;
    for name in certificates.keys() {
        let Some(name) = name
            .strip_suffix("EE")
            .filter(|name| name.starts_with("Valid"))
        else {
            continue;
        };
        valid += 1;
        let known = NOT_PROVED.iter().find(|(known, _)| *known == name);
        if proved(name) == known.is_some() {
            wrong.push(format!("{name}: proved: {}, {known:?}", proved(name)));
        }
    }
    for name in BROKEN {
        if proved(name) {
            wrong.push(format!("{name}: proved"));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(valid > 80, "{valid}");
}
