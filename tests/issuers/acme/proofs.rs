//! Names are proved in every way, accounts bound, refusals told, renewals planned.

use crate::acme::needs;
use crate::acme::pebble::{APPLY, MAC, Pebble};
use crate::server::{Server, free_port, listens};
use crate::tools::tool_or_pass;

#[test]
fn names_are_proved_through_real_dns_and_certificates_are_renewed() {
    needs!("pebble" "named" "nsupdate");
    let pebble = Pebble::with_named(r#""certificateValidityPeriod": 15,"#);
    pebble.manifest("a.contoso.net, b.contoso.net", &pebble.hook());
    let run = pebble.forecert(&APPLY).exits(0);
    assert!(run.stdout.contains("Apply: 2 done"), "{}", run.stdout);
    let _ = pebble.forecert(&["plan", "--detailed-exitcode"]).exits(0);
    // The account's key is nobody's certificate's, and is not said to be lost.
    let run = pebble.forecert(&["verify"]);
    assert!(!run.stderr.contains("stray_key"), "{}", run.stderr);
    let key = pebble.deployment.path("keys/acme/pebble/0001.pem");
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Nothing is left behind in DNS.
    let zone = pebble.deployment.tool(
        "dig",
        &[
            "+short",
            "-p",
            &pebble.dns.to_string(),
            "@127.0.0.1",
            "_acme-challenge.a.contoso.net",
            "TXT",
        ],
    );
    assert_eq!(zone, "");

    // Two thirds of their life have gone.
    std::thread::sleep(std::time::Duration::from_secs(11));
    let run = pebble.forecert(&["apply", "--yes"]).exits(0);
    assert!(run.stdout.contains("version 2 issued"), "{}", run.stdout);
}

#[test]
fn an_account_is_bound_to_another_one_where_the_authority_wants_that() {
    needs!("pebble" "pebble-challtestsrv");
    let config = format!(
        r#""externalAccountBindingRequired": true, "externalAccountMACKeys": {{"kid-1": "{MAC}"}},"#
    );
    let variables = [("PEBBLE_VA_ALWAYS_VALID", "1")];
    let pebble = Pebble::with_test_dns(&config, &variables);
    pebble.manifest(
        "a.contoso.net",
        "    challenge: { http_webroot: { directory: www } }\n",
    );
    pebble.deployment.write("www/.keep", "");
    let run = pebble.forecert(&APPLY).exits(1);
    assert!(
        run.stdout.contains("declare `external_account`"),
        "{}",
        run.stdout
    );
    assert_eq!(pebble.order()["state"], "prepared");

    let bound = "    challenge: { http_webroot: { directory: www } }\n    external_account: { key_id: kid-1, key: { env: EAB_KEY } }\n";
    pebble.manifest("a.contoso.net, b.contoso.net", bound);
    let _ = pebble.forecert(&APPLY).exits(0);
    pebble.manifest("a.contoso.net, b.contoso.net, c.contoso.net", bound);
    let _ = pebble.forecert(&APPLY).exits(0);
    let _ = pebble.forecert(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_refusal_has_the_words_of_the_authority() {
    needs!("pebble" "pebble-challtestsrv");
    // It refuses every second nonce, too.
    let pebble = Pebble::with_test_dns(
        r#""domainBlocklist": ["a.contoso.net"],"#,
        &[("PEBBLE_WFE_NONCEREJECT", "50")],
    );
    pebble.deployment.write("www/.keep", "");
    pebble.manifest(
        "a.contoso.net, b.contoso.net",
        "    challenge: { http_webroot: { directory: www } }\n",
    );
    let run = pebble.forecert(&APPLY).exits(1);
    // One is on its list; of the other it found no proof, since no web server runs.
    assert!(run.stdout.contains("policy"), "{}", run.stdout);
    assert!(
        run.stdout.contains("http://b.contoso.net:"),
        "{}",
        run.stdout
    );
    assert_eq!(pebble.order()["state"], "denied");
    let plan = pebble
        .forecert(&["plan", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(plan["summary"]["blocked"], 2);
}

#[test]
fn names_are_proved_by_files_of_a_web_server_and_the_chain_is_the_preferred_one() {
    needs!("pebble" "pebble-challtestsrv");
    let mut pebble = Pebble::with_test_dns("", &[("PEBBLE_ALTERNATE_ROOTS", "2")]);
    pebble.deployment.write("www/.keep", "");
    let mut web = pebble.deployment.command("python3");
    let port = pebble.http;
    web.args([
        "-m",
        "http.server",
        "--bind",
        "127.0.0.1",
        "--directory",
        "www",
        &port.to_string(),
    ]);
    pebble.servers.push(Server::start(web, || listens(port)));
    let other = pebble.fetch("roots/1");
    pebble.deployment.write("other.pem", &other);
    let subject = pebble.deployment.tool(
        "openssl",
        &["x509", "-in", "other.pem", "-noout", "-subject"],
    );
    let name = subject.trim().rsplit("CN = ").next().unwrap().to_owned();
    pebble.manifest(
        "a.contoso.net",
        &format!("    challenge: {{ http_webroot: {{ directory: www }} }}\n    preferred_chain: \"{name}\"\n"),
    );
    let text = pebble.deployment.read("forecert.yaml");
    pebble.deployment.write(
        "forecert.yaml",
        text.replace("[root.pem]", "[root.pem, other.pem]"),
    );
    let _ = pebble.forecert(&APPLY).exits(0);
    let chain = "inventory/sbc.contoso.net/a.contoso.net/tls/0001/chain.pem";
    let issuer = pebble
        .deployment
        .tool("openssl", &["x509", "-in", chain, "-noout", "-issuer"]);
    assert!(issuer.contains(&name), "{issuer} is not {name}");
    let left = std::fs::read_dir(pebble.deployment.path("www/.well-known/acme-challenge")).unwrap();
    assert_eq!(left.count(), 0, "proofs are taken away again");
}

#[test]
fn a_person_puts_the_record_into_dns_and_presses_enter() {
    needs!("pebble" "pebble-challtestsrv" "script");
    let pebble = Pebble::with_test_dns("", &[("PEBBLE_VA_ALWAYS_VALID", "1")]);
    pebble.manifest("a.contoso.net", "    challenge: { dns_manual: {} }\n");
    let apply = format!("{} {}", env!("CARGO_BIN_EXE_forecert"), APPLY.join(" "));
    let mut terminal = pebble
        .deployment
        .command("script")
        .args(["-q", "-e", "-c", &apply, "/dev/null"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut shown = terminal.stdout.take().unwrap();
    let mut said = Vec::new();
    let mut keys = terminal.stdin.take().unwrap();
    let mut piece = [0; 4096];
    use std::io::{Read as _, Write as _};
    let mut pressed = false;
    while let Ok(count @ 1..) = shown.read(&mut piece) {
        said.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&said);
        if !pressed && text.contains("Press Enter once all name servers have them") {
            assert!(
                text.contains("_acme-challenge.a.contoso.net.  IN TXT  \""),
                "{text}"
            );
            keys.write_all(b"\n").unwrap();
            pressed = true;
        }
    }
    assert!(
        terminal.wait().unwrap().success(),
        "{}",
        String::from_utf8_lossy(&said)
    );
    assert!(pressed);
    let text = String::from_utf8_lossy(&said);
    assert!(
        text.contains("No longer needed in DNS: _acme-challenge.a.contoso.net TXT"),
        "{text}"
    );
    let _ = pebble.forecert(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_person_who_is_waited_for_can_interrupt() {
    needs!("pebble" "pebble-challtestsrv" "script");
    let pebble = Pebble::with_test_dns("", &[("PEBBLE_VA_ALWAYS_VALID", "1")]);
    pebble.manifest("a.contoso.net", "    challenge: { dns_manual: {} }\n");
    let apply = format!("{} {}", env!("CARGO_BIN_EXE_forecert"), APPLY.join(" "));
    let mut terminal = pebble
        .deployment
        .command("script")
        .args(["-q", "-e", "-c", &apply, "/dev/null"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut shown = terminal.stdout.take().unwrap();
    let mut keys = terminal.stdin.take().unwrap();
    let (mut said, mut piece, mut pressed) = (Vec::new(), [0; 4096], 0);
    use std::io::{Read as _, Write as _};
    while let Ok(count @ 1..) = shown.read(&mut piece) {
        said.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&said);
        // The second one once the first one was answered.
        let wanted = [
            "Press Enter once all name servers",
            "interrupt again to stop at once",
        ];
        if wanted
            .get(pressed)
            .is_some_and(|wanted| text.contains(wanted))
        {
            keys.write_all(b"\x03").unwrap();
            pressed += 1;
        }
    }
    assert_eq!(terminal.wait().unwrap().code(), Some(130));
    assert_eq!(pebble.order()["state"], "pending");
}

#[test]
fn an_authority_says_when_it_wants_a_certificate_renewed() {
    needs!("pebble" "pebble-challtestsrv");
    let mut pebble = Pebble::with_test_dns("", &[("PEBBLE_VA_ALWAYS_VALID", "1")]);
    // Pebble says nothing of renewals: a directory of our own does, beside pebble's addresses.
    let port = free_port();
    pebble
        .deployment
        .write("directory.json", pebble.directory());
    pebble
        .deployment
        .write("directory.py", include_str!("../directory.py"));
    pebble
        .deployment
        .write("window", "2026-01-01T00:00:00Z 2026-01-02T00:00:00Z");
    let mut directory = pebble.deployment.command("python3");
    directory.args(["directory.py", &port.to_string()]);
    pebble
        .servers
        .push(Server::start(directory, || listens(port)));
    pebble.manifest(
        "a.contoso.net",
        "    challenge: { http_webroot: { directory: www } }\n",
    );
    pebble.deployment.write("www/.keep", "");
    let text = pebble.deployment.read("forecert.yaml");
    let address = format!("https://127.0.0.1:{}/dir", pebble.port);
    let text = text.replace(&address, &format!("http://127.0.0.1:{port}/dir"));
    pebble.deployment.write("forecert.yaml", text);

    // Far in the past: it is to be renewed at once.
    let _ = pebble.forecert(&APPLY).exits(0);
    let renewal = pebble.order()["renew_at"].as_str().unwrap().to_owned();
    assert!(renewal.starts_with("2026-01-01T"), "{renewal}");
    let plan = pebble
        .forecert(&["plan", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(plan["certificates"][0]["action"], "renew");

    // Another day is asked for with every poll, and nothing else happens.
    pebble
        .deployment
        .write("window", "2190-01-01T00:00:00Z 2190-01-02T00:00:00Z");
    let _ = pebble.forecert(&["apply", "--poll"]).exits(0);
    assert!(
        pebble.order()["renew_at"]
            .as_str()
            .unwrap()
            .starts_with("2190-01-01T")
    );
    let plan = pebble
        .forecert(&["plan", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(plan["certificates"][0]["action"], "keep");
}
