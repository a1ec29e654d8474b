//! Servers of strangers, started for one test and ended with it.

use std::io::Read;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A process that is ended with the test, also where that fails.
pub struct Server {
    child: Child,
}

impl Server {
    /// Starts a program, and waits until it is ready.
    pub fn start(mut command: Command, is_ready: impl Fn() -> bool) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it was looked for before");
        let mut server = Self { child };
        let began = Instant::now();
        while !is_ready() {
            if let Some(status) = server.child.try_wait().unwrap() {
                let mut said = String::new();
                let _ = server
                    .child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut said);
                panic!("{command:?} ended with {status}: {said}");
            }
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "{command:?} does not come up"
            );
            thread::sleep(Duration::from_millis(50));
        }
        // What it goes on saying is read by nobody and must not fill the pipe.
        let mut stderr = server.child.stderr.take().unwrap();
        thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        server
    }

    /// Its number among processes.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that nobody listens on at the moment.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Whether somebody listens on a port.
pub fn listens(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}
