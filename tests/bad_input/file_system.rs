//! File systems that cannot be written to: mounted read-only, and full. Needs to
//! mount in a namespace of its own; passed over, and said so, where that is not
//! permitted.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use forecert::secret::PrivateKey;

use crate::support::Deployment;
use crate::{ASKED, SMALL, TLS};

/// The way into a mount namespace, if there is one.
fn namespace() -> Option<Vec<&'static str>> {
    let ways = [vec!["unshare", "-m"], vec!["unshare", "-r", "-m"]];
    let way = ways.into_iter().find(|way| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let script = "mount --bind . . && mount -o remount,ro,bind . && mount -t tmpfs tmpfs .";
        let status = Command::new(way[0])
            .args(&way[1..])
            .args(["sh", "-c", script])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    });
    if way.is_none() {
        println!("passed over: mounting is not permitted here");
    }
    way
}

/// Runs a script in a mount namespace; `$F` is forecert.
fn run(way: &[&str], deployment: &Deployment, script: &str) -> String {
    let mut args = way[1..].to_vec();
    args.extend(["sh", "-c", script]);
    let output = deployment
        .command(way[0])
        .args(args)
        .env("F", env!("CARGO_BIN_EXE_forecert"))
        .output()
        .expect("unshare runs");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{stderr}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn on_a_read_only_file_system_everything_can_be_read_and_writing_is_refused_with_the_cause() {
    let Some(way) = namespace() else { return };
    let deployment = Deployment::new(&format!("{SMALL}{ASKED}"));
    let asked = "sbc.contoso.net/a.contoso.net/asked";
    let _ = deployment
        .forecert(&["apply", "--yes", "--create-inventory"])
        .exits(0);
    let _ = deployment
        .forecert(&["plan", "--out", "plan.json"])
        .exits(0);
    let manifest = deployment
        .read("forecert.yaml")
        .replace("[a.", "[b.contoso.net, a.");
    deployment.write("forecert.yaml", manifest);
    let script = format!(
        "mount --bind . . && mount -o remount,ro,bind . && cd \"$PWD\" || exit 1
         try() {{ code=$1; shift; out=$($F \"$@\" 2>&1); got=$?; echo \"== $*: $got ($code)\"; echo \"$out\"; }}
         try 2 plan --detailed-exitcode
         try 0 status
         try 4 verify
         try 0 graph
         try 0 explain {TLS}
         try 0 show plan.json
         try 0 validate
         try 1 apply --yes
         try 1 accept ca/0001/certificate.pem
         try 1 withdraw {asked} --reason x
         try 1 init
         try 1 plan --out other.json"
    );
    let before = deployment.files();
    let text = run(&way, &deployment, &script);
    assert!(deployment.files() == before, "something was written");
    let runs: Vec<&str> = text.split("== ").skip(1).collect();
    assert_eq!(runs.len(), 12, "{text}");
    for run in runs {
        let (head, said) = run.split_once('\n').expect("a head");
        let (got, wanted) = head
            .rsplit_once(": ")
            .expect("codes")
            .1
            .split_once(' ')
            .expect("two");
        assert_eq!(format!("({got})"), wanted, "{run}");
        if got == "1" {
            assert!(said.contains("Read-only file system"), "{run}");
            assert!(said.contains("help: "), "{run}");
            assert!(said.contains('`'), "no path: {run}");
        }
    }
}

#[test]
fn on_a_full_disk_nothing_is_torn_and_room_is_all_that_it_takes_to_go_on() {
    let Some(way) = namespace() else { return };
    let manifest = format!("{SMALL}{ASKED}")
        .replace(
            "rules:",
            "inventory: disk/inventory\nkeys: { directory: disk/keys }\nrules:",
        )
        .replace("directory: ca", "directory: disk/ca");
    let deployment = Deployment::new(&manifest);
    fs::create_dir(deployment.path("disk")).expect("a folder");
    // Each round leaves so many pages free, and keeps a copy of what came of it.
    let script = "
        for free in 0 1 2 3 4 5 6 7 8 9 10 11 12 14 16 18 20; do
            mount -t tmpfs -o size=512k,nr_inodes=1000 tmpfs disk || exit 1
            mkdir -p disk/inventory/.forecert
            head -c $((free * 4096)) /dev/zero > disk/room
            cat /dev/zero > disk/filler 2>/dev/null
            rm disk/room
            $F apply --yes --jobs 1 > said.$free 2>&1
            echo $? > code.$free
            cp -a disk copy.$free; rm copy.$free/filler
            rm disk/filler
            $F apply --yes > again.$free 2>&1
            echo $? >> code.$free
            $F plan --detailed-exitcode >> again.$free 2>&1
            echo $? >> code.$free
            $F verify --usage tls >> again.$free 2>&1
            echo $? >> code.$free
            find disk -name '.staging-*' > left.$free
            for key in $(cd copy.$free; find . -path '*keys*' -name '0*.pem'); do
                cmp copy.$free/$key disk/$key || exit 1
            done
            umount disk
        done";
    run(&way, &deployment, script);
    let mut failed = 0;
    for free in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20] {
        let said = deployment.read(&format!("said.{free}"));
        let again = deployment.read(&format!("again.{free}"));
        let codes = deployment.read(&format!("code.{free}"));
        let codes: Vec<&str> = codes.lines().collect();
        let [first, rest @ ..] = &codes[..] else {
            panic!("no codes")
        };
        assert_eq!(rest, ["0", "3", "0"], "{free}: {again}");
        assert_eq!(deployment.read(&format!("left.{free}")), "", "{free}");
        if *first != "0" {
            failed += 1;
            assert!(["1", "6"].contains(first), "{free}: {first}\n{said}");
            assert!(said.contains("No space left on device"), "{free}: {said}");
            assert!(
                said.contains("disk/") && said.contains("help: "),
                "{free}: {said}"
            );
        }
        let copy = deployment.path(&format!("copy.{free}"));
        for keys in ["keys", "ca/keys"] {
            whole(&copy.join(keys));
        }
    }
    assert!(failed >= 5, "only {failed} runs found the disk full");
}

/// Every key below a folder is whole.
fn whole(folder: &Path) {
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).expect("a readable file");
            let name = entry.path().display();
            assert!(PrivateKey::from_pem(&bytes).is_ok(), "{name} is torn");
        }
    }
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let deployment = crate::made();
    for args in [
        &["plan", "--format", "json"][..],
        &["status"],
        &["graph"],
        &["--help"],
    ] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("/dev/full");
        let output = deployment
            .command(env!("CARGO_BIN_EXE_forecert"))
            .args(args)
            .stdout(full)
            .output()
            .expect("forecert runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {stderr}");
        assert!(stderr.contains("No space left"), "{args:?}: {stderr}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let deployment = crate::made();
    let script = "{ \"$F\" plan -v --format json; echo $? > code; } | true";
    let status = deployment
        .command("sh")
        .args(["-c", script])
        .env("F", env!("CARGO_BIN_EXE_forecert"))
        .status();
    assert!(status.expect("sh runs").success());
    assert_eq!(deployment.read("code").trim(), "0");
}
