//! What programs answer, and what is made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use crate::cert::{Contents, Curve, KeySpec, Lifetime, Subject};
use crate::issuers::{Answer, Asked, Command, Program, Service, ServiceError};
use crate::mint;
use crate::secret::PrivateKey;
use crate::x509::Request;

const SPEC: KeySpec = KeySpec::Ec(Curve::P256);

fn request() -> Request {
    let contents = Contents {
        subject: Subject::default().with("CN", Some("fe01.contoso.net")),
        names: BTreeSet::from(["fe01.contoso.net".to_owned()]),
        other_names: BTreeSet::new(),
        key: SPEC,
        key_usage: None,
        extended_key_usage: BTreeSet::new(),
        template: None,
    };
    mint::request(&contents, &PrivateKey::generate(&SPEC).unwrap()).unwrap()
}

fn asked(request: &Request) -> Asked<'_> {
    Asked {
        issuer: "enterprise",
        id: "pool01.contoso.net/fe01.contoso.net/default",
        generation: 3,
        request,
        validity: Lifetime::days(730),
        template: Some("WebServer"),
    }
}

/// A shell that runs this script.
fn shell(script: &str, timeout: Duration) -> Command {
    let program = Program {
        path: PathBuf::from("sh"),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        folder: std::env::temp_dir(),
        environment: BTreeMap::from([("PATH".to_owned(), std::env::var_os("PATH").unwrap())]),
        timeout,
    };
    Command::new(program, true)
}

const SOON: Duration = Duration::from_secs(20);

fn said(script: &str) -> Result<Answer, ServiceError> {
    shell(script, SOON).submit(&asked(&request()))
}

#[test]
fn a_program_is_told_the_request_and_what_is_in_it() {
    // What it was told comes back as the handle.
    let script = r#"printf '{"status":"pending","handle":"%s"}' "$(grep -o '"[a-z_]*":' | tr -d '":\n' | cut -c1-200) $0 $SECRET""#;
    let Ok(Answer::Pending { handle, .. }) = said(script) else {
        panic!("it is pending");
    };
    assert_eq!(
        handle.trim(),
        "versionactionissueridgenerationrequestcommon_namednsvalidity_daystemplate sh"
    );
}

#[test]
fn every_answer_of_a_program_is_understood() {
    assert_eq!(
        said(r#"echo '{"status":"denied","message":"no template"}'"#),
        Ok(Answer::Denied {
            words: "no template".into()
        })
    );
    assert_eq!(
        said(r#"echo '{"status":"pending","handle":"7","retry_after":5,"message":"soon"}'"#),
        Ok(Answer::Pending {
            handle: "7".into(),
            again: Some(Duration::from_secs(5)),
            words: Some("soon".into()),
        })
    );
    assert!(matches!(
        said(r#"echo '{"status":"not_taken","message":"no route"}'"#),
        Err(ServiceError::NotTaken { .. })
    ));
    assert!(matches!(
        said(r#"echo '{"status":"not_taken","message":"later","retry_after":9}'"#),
        Err(ServiceError::Busy { after, .. }) if after.as_secs() == 9
    ));
    let found = shell(r#"echo '{"status":"not_found"}'"#, SOON);
    assert_eq!(found.look_up(&asked(&request())), Ok(None));
}

#[test]
fn a_program_that_gives_no_answer_leaves_the_request_unknown_and_says_why() {
    for (script, reason) in [
        (
            "echo certreq: RPC server unavailable >&2; exit 3",
            "it ended with exit status: 3: certreq: RPC server unavailable",
        ),
        (
            "echo '{\"status\":\"issued\",\"certificate\":\"\"}'",
            "its answer cannot be read: it holds no certificate",
        ),
        (
            "echo '{\"status\":\"pending\",\"handle\":\"\"}'",
            "its `handle` has 0 bytes",
        ),
        (
            "echo hello",
            "its answer is not what `forecert schema command` says: expected value at line 1 column 1",
        ),
        (
            "head -c 100000000 /dev/zero",
            "its answer is longer than 1048576 bytes",
        ),
        (
            "echo '{\"status\":\"not_found\"}'",
            "it answered `not_found`, which is an answer to `lookup` only",
        ),
    ] {
        let Err(ServiceError::Unknown { reason: why, .. }) = said(script) else {
            panic!("{script}");
        };
        assert_eq!(why, reason, "{script}");
    }
}

#[test]
fn a_program_that_hangs_is_ended_with_what_it_started() {
    // The second one holds the pipe open that the answer comes through.
    for script in ["sleep 600", "sleep 600 & sleep 600"] {
        let hanging = shell(script, Duration::from_millis(200));
        let Err(ServiceError::Unknown { reason, .. }) = hanging.submit(&asked(&request())) else {
            panic!("it hangs");
        };
        assert_eq!(reason, "it gave no answer in 0 seconds");
    }
}

#[test]
fn a_program_that_is_not_there_took_nothing() {
    let program = Program {
        path: PathBuf::from("/nowhere/sign"),
        arguments: Vec::new(),
        folder: std::env::temp_dir(),
        environment: BTreeMap::new(),
        timeout: SOON,
    };
    let missing = Command::new(program, false);
    let error = missing.submit(&asked(&request())).unwrap_err();
    assert!(matches!(error, ServiceError::NotTaken { .. }));
    assert!(
        error
            .to_string()
            .starts_with("`/nowhere/sign` cannot be started: ")
    );
    assert!(error.help().starts_with("check `program` in the manifest"));
}

proptest::proptest! {
    #[test]
    fn no_certificate_of_an_answer_is_too_odd(text in ".{0,200}", bytes in proptest::collection::vec(0u8..=255, 0..200)) {
        let block = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----");
        let _ = crate::issuers::received::certificates(block.as_bytes());
        let _ = crate::issuers::received::certificates(&bytes);
    }
}
