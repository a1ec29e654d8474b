//! A server that hangs, floods, closes amid its answer, is busy or lies, over plain HTTP on
//! this machine; and a proxy on the way to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::support::{Deployment, Run};

/// A server that answers to a signature as it is told. It is gone with the test.
struct Hostile {
    port: u16,
    /// How often it was asked to sign.
    signatures: Arc<AtomicUsize>,
}

type Deed = fn(&mut TcpStream, usize);

impl Hostile {
    fn start(deed: Deed) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let signatures = Arc::new(AtomicUsize::new(0));
        let counted = signatures.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counted = counted.clone();
                thread::spawn(move || serve(stream, deed, &counted));
            }
        });
        Self { port, signatures }
    }
}

/// One request a connection: who may read the role is told no, who wants a signature is
/// served.
fn serve(mut stream: TcpStream, deed: Deed, signatures: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut first, mut length) = (String::new(), 0);
    let _ = reader.read_line(&mut first);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) <= 2 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    if first.contains("/sign/") {
        deed(&mut stream, signatures.fetch_add(1, Ordering::SeqCst));
    } else {
        reply(
            &mut stream,
            "403 Forbidden",
            "",
            r#"{"errors":["permission denied"]}"#,
        );
    }
}

fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
}

fn deployment(port: u16, connection: &str) -> Deployment {
    Deployment::new(&format!(
        r#"version: 1
rules: "2026.1"
defaults: {{ key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - name: bao
    type: vault
    class: enterprise
    validity: 300d
    address: "http://127.0.0.1:{port}"
    role: lync
    login: {{ token: {{ env: BAO_SECRET }} }}
    connection: {{ {connection} }}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [a.contoso.net]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{server}}"], eku: [server-auth] }}
"#
    ))
}

fn apply(deployment: &Deployment, variables: &[(&str, &str)]) -> Run {
    let output = deployment
        .command(env!("CARGO_BIN_EXE_forecert"))
        .env("COLUMNS", "300")
        .env("BAO_SECRET", "hvs.not-a-real-token")
        .envs(variables.iter().copied())
        .args(["apply", "--yes", "--create-inventory", "-v"])
        .output()
        .unwrap();
    let run = Run::of(output);
    let shown = format!("{}{}", run.stdout, run.stderr);
    assert!(!shown.contains("hvs.not"), "a secret is shown: {shown}");
    run
}

fn state(deployment: &Deployment) -> String {
    let order = "inventory/sbc.contoso.net/a.contoso.net/tls/0001/order.json";
    let order: serde_json::Value = serde_json::from_str(&deployment.read(order)).unwrap();
    order["state"].as_str().unwrap().to_owned()
}

const DIRECT: &str = "proxy: none, timeout: 2s";

#[test]
fn a_server_that_gives_no_answer_leaves_the_order_unknown_and_is_not_asked_twice() {
    let hangs: Deed = |_, _| thread::sleep(Duration::from_secs(30));
    let floods: Deed = |stream, _| {
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n"
        );
        while stream.write_all(&[b'x'; 65_536]).is_ok() {}
    };
    let closes: Deed = |stream, _| {
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{{\"data\":"
        );
    };
    let babbles: Deed = |stream, _| reply(stream, "200 OK", "", "<html>Welcome</html>");
    let breaks: Deed = |stream, _| reply(stream, "500 Oops", "", "out of memory");
    for (deed, said) in [
        (hangs, "its answer did not come: timeout"),
        (
            floods,
            "its answer did not come: the answer is longer than 1048576 bytes",
        ),
        (closes, "its answer did not come: "),
        (babbles, "its answer cannot be read: "),
        (
            breaks,
            "the server answered with HTTP status 500: out of memory",
        ),
    ] {
        let server = Hostile::start(deed);
        let deployment = deployment(server.port, DIRECT);
        let run = apply(&deployment, &[]).exits(1);
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
        assert_eq!(state(&deployment), "submitting", "{said}");
        // The next one looks it up, is not let in, and asks for nothing.
        let run = apply(&deployment, &[]).exits(1);
        assert!(
            run.stdout.contains("cannot be looked up"),
            "{said}: {}",
            run.stdout
        );
        assert_eq!(server.signatures.load(Ordering::SeqCst), 1, "{said}");
    }
}

#[test]
fn a_server_that_is_busy_is_asked_again_when_it_says_so() {
    let server = Hostile::start(|stream, times| match times {
        0 => reply(
            stream,
            "429 Too Many Requests",
            "Retry-After: 1\r\n",
            "slow down",
        ),
        _ => reply(
            stream,
            "400 Bad Request",
            "",
            r#"{"errors":["no such name"]}"#,
        ),
    });
    let deployment = deployment(server.port, DIRECT);
    let run = apply(&deployment, &[]).exits(1);
    assert!(
        run.stdout.contains("the issuer refused: no such name"),
        "{}",
        run.stdout
    );
    assert_eq!(server.signatures.load(Ordering::SeqCst), 2);
}

#[test]
fn a_server_that_wants_an_hour_is_left_alone_and_nothing_has_left() {
    let server = Hostile::start(|stream, _| {
        reply(
            stream,
            "503 Service Unavailable",
            "Retry-After: 3600\r\n",
            "",
        );
    });
    let deployment = deployment(server.port, DIRECT);
    let run = apply(&deployment, &[]);
    assert!(
        run.stdout.contains("sealed or in standby") || run.stdout.contains("3600 s"),
        "{}",
        run.stdout
    );
    assert_eq!(state(&deployment), "prepared");
}

#[test]
fn a_server_that_is_not_there_took_nothing() {
    let port = crate::server::free_port();
    let deployment = deployment(port, DIRECT);
    let run = apply(&deployment, &[]).exits(1);
    assert!(run.stdout.contains("it is not reached: "), "{}", run.stdout);
    assert_eq!(state(&deployment), "prepared");
}

#[test]
fn a_server_that_wants_for_ever_is_no_crash() {
    let server = Hostile::start(|stream, _| {
        let retry = format!("Retry-After: {}\r\n", u64::MAX);
        reply(stream, "429 Too Many Requests", &retry, "come back never");
    });
    let deployment = deployment(server.port, DIRECT);
    let run = apply(&deployment, &[]).exits(6);
    assert!(
        run.stdout.contains("takes no more requests for 604800 s"),
        "{}",
        run.stdout
    );
    assert_eq!(state(&deployment), "prepared");
}

/// A proxy that is asked to connect through, and refuses; it says to whom.
fn proxy() -> (u16, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (give, take) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut line = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let _ = reader.read_line(&mut line);
            let _ = give.send(line.trim().to_owned());
            let mut stream = stream;
            let _ = write!(
                stream,
                "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
            );
        }
    });
    (port, take)
}

#[test]
fn the_proxy_of_the_manifest_or_of_the_environment_is_asked_and_no_other() {
    for from_environment in [false, true] {
        let (port, asked) = proxy();
        let address = format!("http://127.0.0.1:{port}");
        let connection = match from_environment {
            true => "timeout: 5s".to_owned(),
            false => format!("timeout: 5s, proxy: \"{address}\""),
        };
        let deployment = deployment(1, &connection);
        let text = deployment.read("forecert.yaml");
        let text = text.replace("http://127.0.0.1:1\"", "https://vault.contoso.net:8200\"");
        deployment.write("forecert.yaml", text);
        let variables = [("HTTPS_PROXY", address.as_str())];
        let variables = if from_environment {
            &variables[..]
        } else {
            &[]
        };
        let run = apply(&deployment, variables).exits(1);
        assert!(run.stdout.contains("it is not reached: "), "{}", run.stdout);
        assert_eq!(state(&deployment), "prepared");
        let line = asked.recv_timeout(Duration::from_secs(5)).unwrap();
        assert!(
            line.starts_with("CONNECT vault.contoso.net:8200 "),
            "{line}"
        );
    }
}

#[test]
fn a_proxy_that_is_not_known_is_not_passed_over() {
    let deployment = deployment(1, "timeout: 5s");
    let run = apply(&deployment, &[("ALL_PROXY", "socks5://127.0.0.1:1080")]).exits(1);
    assert!(run.stdout.contains("names a SOCKS proxy"), "{}", run.stdout);
    assert_eq!(state(&deployment), "prepared");
}
