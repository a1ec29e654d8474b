//! Ctrl-C, and two runs at once.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use forecert::secret::PrivateKey;

use crate::support::Deployment;
use crate::{files, manifest};

/// A run under way.
struct Running {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Running {
    fn start(deployment: &Deployment, args: &[&str]) -> Self {
        let mut child = deployment
            .command(env!("CARGO_BIN_EXE_forecert"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("forecert runs");
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        Self { child, stderr }
    }

    /// Waits for a line with these words.
    fn says(&mut self, words: &str) {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            let read = self.stderr.read_line(&mut line).expect("text");
            assert!(read > 0, "it ended without saying `{words}`");
        }
    }

    fn interrupt(&self) {
        let process = self.child.id().to_string();
        let status = Command::new("kill").args(["-INT", &process]).status();
        assert!(status.expect("kill runs").success());
    }

    /// Its exit code and what it said on stdout.
    fn end(mut self) -> (Option<i32>, String) {
        let mut stdout = String::new();
        let mut pipe = self.child.stdout.take().expect("it is piped");
        pipe.read_to_string(&mut stdout).expect("text");
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).expect("text");
        let status = self.child.wait().expect("it ends");
        (status.code(), stdout)
    }
}

#[track_caller]
fn every_key_is_whole(deployment: &Deployment) -> usize {
    let keys = files(&deployment.path("keys"));
    let at_place = keys.iter().filter(|path| path.ends_with("0001.pem"));
    let mut count = 0;
    for path in at_place {
        let bytes = std::fs::read(path).expect("a readable file");
        assert!(PrivateKey::from_pem(&bytes).is_ok(), "{}", path.display());
        count += 1;
    }
    count
}

#[test]
fn the_first_interrupt_finishes_the_step_at_hand_and_reports_the_rest() {
    let deployment = Deployment::new(&manifest(40, "enterprise", "rsa", 2048));
    let mut run = Running::start(
        &deployment,
        &["apply", "--yes", "--create-inventory", "--jobs", "2"],
    );
    run.says("version 1 asked of enterprise");
    run.interrupt();
    let (code, stdout) = run.end();
    assert_eq!(code, Some(6), "{stdout}");
    let done = stdout.matches("version 1 asked of").count();
    let not_reached = stdout
        .matches("not reached: stopped before it began")
        .count();
    assert!(done >= 1 && not_reached >= 1, "{stdout}");
    assert_eq!(done + not_reached, 40, "{stdout}");
    assert_eq!(every_key_is_whole(&deployment), done);
    let _ = deployment.forecert(&["apply", "--yes"]).exits(0);
    assert_eq!(every_key_is_whole(&deployment), 40);
    let _ = deployment
        .forecert(&["plan", "--detailed-exitcode"])
        .exits(3);
}

#[test]
fn the_second_interrupt_ends_the_run_at_once() {
    let deployment = Deployment::new(&manifest(3, "enterprise", "rsa", 4096));
    // A key may be found before the second interrupt arrives; then it is tried again
    // with the next one.
    for _ in 0..3 {
        let mut run = Running::start(
            &deployment,
            &["apply", "--yes", "-v", "--create-inventory", "--jobs", "1"],
        );
        run.says("working on");
        run.interrupt();
        run.says("interrupt again");
        let start = Instant::now();
        run.interrupt();
        let (code, stdout) = run.end();
        if code == Some(6) {
            continue;
        }
        assert_eq!(code, Some(130), "{stdout}");
        assert!(start.elapsed() < Duration::from_secs(5));
        every_key_is_whole(&deployment);
        let _ = deployment.forecert(&["plan"]).exits(0);
        return;
    }
    println!("passed over: every key was made before the second interrupt");
}

#[test]
fn of_two_runs_at_once_one_is_told_who_holds_the_lock() {
    let deployment = Deployment::new(&manifest(40, "enterprise", "rsa", 2048));
    let mut first = Running::start(
        &deployment,
        &["apply", "--yes", "--create-inventory", "--jobs", "1"],
    );
    first.says("version 1 asked of enterprise");
    let process = format!("(process {})", first.child.id());
    for command in [
        &["apply", "--yes"][..],
        &["accept", "forecert.yaml"],
        &[
            "withdraw",
            "sbc.contoso.net/s01.contoso.net/tls",
            "--reason",
            "x",
        ],
    ] {
        let second = deployment.forecert(command).exits(7);
        for words in ["`forecert apply` on ", &process, "since 20", "help: "] {
            assert!(second.stderr.contains(words), "{words}: {second:?}");
        }
    }
    // Reading takes no lock.
    let _ = deployment.forecert(&["status"]).exits(0);
    first.interrupt();
    let (code, _) = first.end();
    assert_eq!(code, Some(6));
    let _ = deployment
        .forecert(&[
            "withdraw",
            "sbc.contoso.net/s01.contoso.net/tls",
            "--reason",
            "x",
        ])
        .exits(0);
}
