//! A real ACME authority (`pebble`), real DNS (`named`, `nsupdate`). Passed over, and said so,
//! where one of them is missing.

use std::process::Command;

use crate::server::{Server, free_port, listens};
use crate::support::{Deployment, Run};
use crate::tools::tool_or_pass;

/// A TSIG key, made for these tests.
const TSIG: &str = "key \"hook\" { algorithm hmac-sha256; secret \"bWFkZS1mb3ItdGhlc2UtdGVzdHMtYW5kLW5vdGhpbmc=\"; };\n";

/// An HMAC key of an account, made for these tests.
const MAC: &str = "bWFkZS1mb3ItdGhlc2UtdGVzdHMtYW5kLW5vdGhpbmctZWxzZQ";

/// An authority with a DNS server, and a deployment that asks it.
struct Pebble {
    deployment: Deployment,
    port: u16,
    management: u16,
    dns: u16,
    http: u16,
    servers: Vec<Server>,
}

impl Pebble {
    /// Whose names are looked up at real DNS.
    fn with_named(config: &str) -> Self {
        let mut pebble = Self::prepared();
        let dns = pebble.dns;
        let write = |name: &str, text: String| pebble.deployment.write(name, text);
        write("dns/hook.key", TSIG.to_owned());
        write(
            "dns/contoso.net.zone",
            "$TTL 60\n@ IN SOA ns hostmaster 1 60 60 600 60\n@ IN NS ns\nns IN A 127.0.0.1\n"
                .to_owned(),
        );
        let folder = pebble.deployment.path("dns");
        let folder = folder.display();
        write(
            "dns/named.conf",
            format!(
                "options {{ directory \"{folder}\"; listen-on port {dns} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; \
             pid-file none; session-keyfile \"{folder}/session.key\"; recursion no; \
             allow-transfer {{ none; }}; dnssec-validation no; }};\ncontrols {{ }};\n{TSIG}\
             zone \"contoso.net\" {{ type primary; file \"contoso.net.zone\"; allow-update {{ key hook; }}; }};\n"
            ),
        );
        let mut named = pebble.deployment.command("named");
        named.args(["-g", "-c", "dns/named.conf"]);
        pebble.servers.push(Server::start(named, || listens(dns)));
        pebble.start(config, &[]);
        pebble
    }

    /// Whose names all lead to this machine, and have no TXT records.
    fn with_test_dns(config: &str, variables: &[(&str, &str)]) -> Self {
        let mut pebble = Self::prepared();
        let management = free_port();
        let mut dns = pebble.deployment.command("pebble-challtestsrv");
        dns.args([
            "-dns01",
            &format!("127.0.0.1:{}", pebble.dns),
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
            "-management",
            &format!("127.0.0.1:{management}"),
            "-defaultIPv6",
            "",
        ]);
        pebble
            .servers
            .push(Server::start(dns, || listens(management)));
        pebble.start(config, variables);
        pebble
    }

    fn prepared() -> Self {
        let deployment = Deployment::new("");
        deployment.write(
            "tls.cnf",
            "[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=server\n[dn]\nCN=pebble\n\
             [server]\nbasicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1\n",
        );
        let key = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key";
        let args = format!("req -x509 -config tls.cnf -newkey {key} -out tls.pem -days 30");
        deployment.tool("openssl", &args.split(' ').collect::<Vec<_>>());
        Self {
            deployment,
            port: free_port(),
            management: free_port(),
            dns: free_port(),
            http: free_port(),
            servers: Vec::new(),
        }
    }

    fn start(&mut self, config: &str, variables: &[(&str, &str)]) {
        let Self {
            port,
            management,
            dns,
            http,
            ..
        } = *self;
        self.deployment.write("pebble.json", format!(
            r#"{{"pebble": {{"listenAddress": "127.0.0.1:{port}", "managementListenAddress": "127.0.0.1:{management}",
                "certificate": "tls.pem", "privateKey": "tls.key", "httpPort": {http}, "tlsPort": {}, {config}
                "ocspResponderURL": ""}}}}"#,
            free_port()
        ));
        let mut command = self.deployment.command("pebble");
        command
            .args([
                "-config",
                "pebble.json",
                "-dnsserver",
                &format!("127.0.0.1:{dns}"),
            ])
            .env("PEBBLE_VA_NOSLEEP", "1")
            .envs(variables.iter().copied());
        self.servers.push(Server::start(command, || {
            listens(port) && listens(management)
        }));
        self.deployment.write("root.pem", self.fetch("roots/0"));
    }

    /// What its management says.
    fn fetch(&self, path: &str) -> String {
        let code = "import ssl,sys,urllib.request as u;c=ssl._create_unverified_context();\
                    sys.stdout.write(u.urlopen(sys.argv[1],context=c).read().decode())";
        let url = format!("https://127.0.0.1:{}/{path}", self.management);
        self.deployment.tool("python3", &["-c", code, &url])
    }

    /// Its directory, with an address that says when certificates are to be renewed.
    fn directory(&self) -> String {
        let code = "import ssl,sys,json,urllib.request as u;c=ssl._create_unverified_context();\
                    d=json.load(u.urlopen(sys.argv[1],context=c));print(json.dumps(d))";
        let url = format!("https://127.0.0.1:{}/dir", self.port);
        self.deployment.tool("python3", &["-c", code, &url])
    }

    fn manifest(&self, servers: &str, more: &str) {
        let port = self.port;
        self.deployment.write("forecert.yaml", format!(
            r#"version: 1
rules: "2026.1"
defaults: {{ key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - name: pebble
    type: acme
    class: enterprise
    validity: 90d
    trust: [root.pem]
    directory: "https://127.0.0.1:{port}/dir"
    terms_agreed: true
    contact: ["mailto:pki@contoso.net"]
    connection: {{ trust: [tls.pem], proxy: none, timeout: 5s }}
{more}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [{servers}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{server}}"], eku: [server-auth],
          allow: [{{ code: no_crl_distribution_point, reason: pebble has none, until: 2090-01-01 }}] }}
"#
        ));
    }

    /// The challenge by the example's hook, against the real DNS.
    fn hook(&self) -> String {
        let hook = include_str!("../../examples/acme/nsupdate.sh");
        self.deployment.write("nsupdate.sh", hook);
        self.deployment.tool("chmod", &["+x", "nsupdate.sh"]);
        "    challenge: { dns_hook: { program: ./nsupdate.sh, environment: [NSUPDATE_SERVER, NSUPDATE_KEY] } }\n".to_owned()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.deployment.command(env!("CARGO_BIN_EXE_forecert"));
        command
            .env("COLUMNS", "200")
            .env("NSUPDATE_SERVER", format!("127.0.0.1 {}", self.dns))
            .env("NSUPDATE_KEY", "dns/hook.key")
            .env("EAB_KEY", MAC)
            .args(args);
        command
    }

    fn forecert(&self, args: &[&str]) -> Run {
        let run = Run::of(self.command(args).output().unwrap());
        assert!(
            !run.stdout.contains(MAC) && !run.stderr.contains(MAC),
            "a secret is shown"
        );
        run
    }

    fn order(&self) -> serde_json::Value {
        let path = "inventory/sbc.contoso.net/a.contoso.net/tls/0001/order.json";
        serde_json::from_str(&self.deployment.read(path)).unwrap()
    }
}

const APPLY: [&str; 4] = ["apply", "--yes", "--create-inventory", "-v"];

macro_rules! needs {
    ($($name:literal)*) => { $( tool_or_pass!($name); )* };
}

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
fn a_server_that_dies_or_hangs_amid_an_order_is_asked_again_for_the_same_order() {
    needs!("pebble" "named" "nsupdate");
    let pebble = Pebble::with_named("");
    let challenge = pebble.hook().replace("./nsupdate.sh", "./stops.sh");
    // The server stops between the order and its proof, and goes on later.
    let stops = "#!/bin/sh\n[ -e stopped ] || { : >stopped; kill -STOP $(cat pebble.pid); }\nexec ./nsupdate.sh \"$@\"\n";
    pebble.deployment.write("stops.sh", stops);
    pebble.deployment.tool("chmod", &["+x", "stops.sh"]);
    let pid = pebble.servers.last().unwrap().id().to_string();
    pebble.deployment.write("pebble.pid", &pid);
    pebble.manifest("a.contoso.net", &challenge);
    let run = pebble.forecert(&APPLY).exits(1);
    assert!(
        run.stdout.contains("its answer did not come"),
        "{}",
        run.stdout
    );
    let order = pebble.order();
    assert_eq!(order["state"], "pending");
    pebble.deployment.tool("kill", &["-CONT", &pid]);
    let run = pebble.forecert(&["apply", "--poll"]).exits(0);
    assert!(run.stdout.contains("version 1 issued"), "{}", run.stdout);
    let _ = pebble.forecert(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_run_that_dies_amid_an_order_goes_on_with_the_same_one() {
    needs!("pebble" "named" "nsupdate");
    let pebble = Pebble::with_named("");
    let challenge = pebble.hook().replace("./nsupdate.sh", "./dies.sh");
    let dies = "#!/bin/sh\n[ -e died ] || { : >died; kill -9 $PPID; }\nexec ./nsupdate.sh \"$@\"\n";
    pebble.deployment.write("dies.sh", dies);
    pebble.deployment.tool("chmod", &["+x", "dies.sh"]);
    pebble.manifest("a.contoso.net", &challenge);
    let _ = pebble.forecert(&APPLY).exits(-1);
    let order = pebble.order();
    assert_eq!(order["state"], "pending");
    let run = pebble.forecert(&["apply", "--poll"]).exits(0);
    assert!(run.stdout.contains("version 1 issued"), "{}", run.stdout);
    let _ = pebble.forecert(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn a_server_that_forgot_an_order_is_given_another_only_by_a_person() {
    needs!("pebble" "named" "nsupdate");
    let mut pebble = Pebble::with_named("");
    let challenge = pebble.hook().replace("./nsupdate.sh", "./kills.sh");
    let kills = "#!/bin/sh\n[ -e killed ] || { : >killed; kill -9 $(cat pebble.pid); }\nexec ./nsupdate.sh \"$@\"\n";
    pebble.deployment.write("kills.sh", kills);
    pebble.deployment.tool("chmod", &["+x", "kills.sh"]);
    let pid = pebble.servers.last().unwrap().id().to_string();
    pebble.deployment.write("pebble.pid", pid);
    pebble.manifest("a.contoso.net", &challenge);
    let run = pebble.forecert(&APPLY).exits(1);
    assert!(
        run.stdout.contains("`pebble` gave no answer"),
        "{}",
        run.stdout
    );
    let handle = pebble.order()["handle"].clone();
    assert!(handle.as_str().unwrap().contains("/my-order/"), "{handle}");
    let run = pebble.forecert(&["apply", "--poll"]).exits(1);
    assert!(run.stdout.contains("it is not reached"), "{}", run.stdout);

    // It keeps nothing: the one that comes up knows neither the account nor the order.
    pebble.start("", &[]);
    let run = pebble.forecert(&["apply", "--poll"]).exits(1);
    assert!(run.stdout.contains("withdraw"), "{}", run.stdout);
    assert_eq!(pebble.order()["handle"], handle);
    let id = "sbc.contoso.net/a.contoso.net/tls";
    let _ = pebble
        .forecert(&["withdraw", id, "--reason", "the authority lost it"])
        .exits(0);
    let _ = pebble.forecert(&["apply", "--yes"]).exits(0);
}

#[test]
fn a_person_is_shown_the_record_and_nothing_happens_where_there_is_none() {
    needs!("pebble" "pebble-challtestsrv");
    let pebble = Pebble::with_test_dns("", &[]);
    pebble.manifest("a.contoso.net", "    challenge: { dns_manual: {} }\n");
    let run = pebble.forecert(&APPLY).exits(1);
    assert!(
        run.stderr
            .contains("  _acme-challenge.a.contoso.net.  IN TXT  \""),
        "{}",
        run.stderr
    );
    assert!(
        run.stdout.contains("there is no terminal to wait at"),
        "{}",
        run.stdout
    );
    assert_eq!(pebble.order()["state"], "pending");

    // Without the account's key nothing is asked, and no other account is made.
    let key = pebble.deployment.path("keys/acme");
    std::fs::rename(&key, pebble.deployment.path("backup")).unwrap();
    let run = pebble.forecert(&["apply", "--poll"]).exits(1);
    assert!(
        run.stdout
            .contains("the key of the account that ordered it is not here"),
        "{}",
        run.stdout
    );
    assert!(!key.exists());
    std::fs::rename(pebble.deployment.path("backup"), &key).unwrap();
    // A run that died behind the order and before its record finds it again.
    let order = pebble.order();
    let path = "inventory/sbc.contoso.net/a.contoso.net/tls/0001/order.json";
    let mut lost = order.clone();
    lost["state"] = "submitting".into();
    let fields = lost.as_object_mut().unwrap();
    fields.remove("handle");
    fields.remove("poll_after");
    pebble.deployment.write(path, lost.to_string());
    let _ = pebble.forecert(&["apply", "--yes"]).exits(1);
    assert_eq!(pebble.order()["handle"], order["handle"]);
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
        .write("directory.py", include_str!("directory.py"));
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
