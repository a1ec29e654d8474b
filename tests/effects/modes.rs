//! Keys and their folders are for the owner from the moment they are made, whatever
//! the umask.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::manifest;
use crate::support::Deployment;

#[test]
fn keys_are_for_their_owner_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let deployment = Deployment::new(&manifest(2, "lab", "ec", 256));
        let script = format!("umask {umask}; exec \"$F\" apply --yes --create-inventory");
        let status = deployment
            .command("sh")
            .args(["-c", &script])
            .env("F", env!("CARGO_BIN_EXE_forecert"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status();
        assert!(status.expect("sh runs").success());
        let mut keys = 0;
        for root in ["keys", "ca/keys"] {
            for entry in walkdir::WalkDir::new(deployment.path(root)) {
                let entry = entry.expect("an entry");
                let mode = entry.metadata().expect("its metadata").permissions().mode() & 0o7777;
                let wanted = if entry.file_type().is_dir() {
                    0o700
                } else {
                    0o600
                };
                assert_eq!(mode, wanted, "umask {umask}: {}", entry.path().display());
                keys += usize::from(entry.file_type().is_file());
            }
        }
        assert_eq!(keys, 3);
        // What is not secret is for whom the umask says.
        let umask = u32::from_str_radix(umask, 8).expect("octal");
        for entry in walkdir::WalkDir::new(deployment.path("inventory")) {
            let entry = entry.expect("an entry");
            let mode = entry.metadata().expect("its metadata").permissions().mode() & 0o777;
            let wanted = if entry.file_type().is_dir() {
                0o777
            } else {
                0o666
            };
            assert_eq!(mode, wanted & !umask, "{}", entry.path().display());
        }
        let _ = deployment.forecert(&["verify"]).exits(0);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_mode_is_ever_changed_afterwards() {
    let deployment = Deployment::new(&manifest(1, "lab", "ec", 256));
    let traced = Command::new("strace")
        .args([
            "-f",
            "-q",
            "-o",
            "trace",
            "-e",
            "trace=?chmod,?fchmod,?fchmodat,?fchmodat2",
        ])
        .arg(env!("CARGO_BIN_EXE_forecert"))
        .args(["apply", "--yes", "--create-inventory"])
        .current_dir(deployment.root())
        .output();
    match traced {
        Ok(output) if output.status.success() => {}
        _ => return println!("passed over: strace cannot be used here"),
    }
    let trace = deployment.read("trace");
    assert!(!trace.contains("chmod"), "{trace}");
}
