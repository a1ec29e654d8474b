//! A web enrolment that shows Microsoft's pages, with logins that `pyspnego` judges. Passed
//! over, and said so, without `python3` and `pyspnego`.

use crate::server::{Server, free_port, listens};
use crate::support::{Deployment, Run};
use crate::tools::{pass_over, tool_or_pass};

const PASSWORD: &str = "Pa55 w\u{f6}rd";
const APPLY: [&str; 4] = ["apply", "--yes", "--create-inventory", "-v"];

/// A web enrolment with a CA behind it.
struct Certsrv {
    deployment: Deployment,
    port: u16,
    _server: Server,
}

impl Certsrv {
    /// With this login and language; nothing where the judge of logins is missing.
    fn start(login: &str, language: &str) -> Option<Self> {
        let deployment = Deployment::new("");
        let judge = deployment
            .command("python3")
            .args(["-c", "import spnego"])
            .output();
        if !judge.is_ok_and(|judge| judge.status.success()) {
            pass_over("pyspnego");
            return None;
        }
        deployment.write("certsrv.py", include_str!("certsrv.py"));
        deployment.write(
            "extensions",
            "crlDistributionPoints=URI:http://pki.contoso.com/x.crl\n",
        );
        for folder in ["signed", "mood"] {
            deployment.write(&format!("{folder}/.keep"), "");
        }
        for (name, extensions) in [
            (
                "ca",
                "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign",
            ),
            (
                "tls",
                "basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1",
            ),
        ] {
            deployment.write(
                &format!("{name}.cnf"),
                format!("[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=own\n[dn]\nCN={name}\n[own]\n{extensions}\n"),
            );
            let args = format!(
                "req -x509 -config {name}.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key -out {name}.pem -days 3650"
            );
            deployment.tool("openssl", &args.split(' ').collect::<Vec<_>>());
        }
        let port = free_port();
        let mut command = deployment.command("python3");
        command.args(["certsrv.py", &port.to_string(), login, language]);
        let server = Server::start(command, || listens(port));
        Some(Self {
            deployment,
            port,
            _server: server,
        })
    }

    fn manifest(&self, servers: &str, method: &str) {
        let port = self.port;
        self.deployment.write("forecert.yaml", format!(
            r#"version: 1
rules: "2026.1"
defaults: {{ key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - name: enterprise
    type: adcs
    class: enterprise
    validity: 300d
    template: WebServer
    trust: [ca.pem]
    address: "https://127.0.0.1:{port}/certsrv/"
    login: {{ method: {method}, user: 'CONTOSO\svc-forecert', password: {{ env: CA_PASSWORD }} }}
    connection: {{ trust: [tls.pem], proxy: none, timeout: 20s }}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [{servers}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{server}}"], eku: [server-auth] }}
"#
        ));
    }

    fn mood(&self, server: &str, mood: &str) {
        self.deployment
            .write(&format!("mood/{server}.contoso.net"), mood);
    }

    fn with_password(&self, password: &str, args: &[&str]) -> Run {
        let output = self
            .deployment
            .command(env!("CARGO_BIN_EXE_forecert"))
            .env("COLUMNS", "200")
            .env("CA_PASSWORD", password)
            .args(args)
            .output()
            .unwrap();
        let run = Run::of(output);
        assert!(
            !run.stdout.contains(password) && !run.stderr.contains(password),
            "a secret is shown"
        );
        run
    }

    fn forecert(&self, args: &[&str]) -> Run {
        self.with_password(PASSWORD, args)
    }

    fn calls(&self) -> Vec<String> {
        let calls = std::fs::read_to_string(self.deployment.path("calls")).unwrap_or_default();
        let mut calls: Vec<String> = calls
            .lines()
            .map(|line| line.replace(".contoso.net", ""))
            .collect();
        calls.sort();
        calls
    }

    fn order(&self, server: &str) -> serde_json::Value {
        let path = format!("inventory/sbc.contoso.net/{server}.contoso.net/tls/0001/order.json");
        serde_json::from_str(&self.deployment.read(&path)).unwrap()
    }
}

macro_rules! certsrv {
    ($login:literal, $language:literal) => {
        match Certsrv::start($login, $language) {
            Some(certsrv) => certsrv,
            None => return,
        }
    };
}

#[test]
fn an_enterprise_ca_signs_with_ntlm_that_is_bound_to_the_connection() {
    tool_or_pass!("openssl");
    for (login, language) in [("ntlm", "en"), ("negotiate", "de")] {
        let Some(certsrv) = Certsrv::start(login, language) else {
            return;
        };
        certsrv.manifest("a.contoso.net, b.contoso.net", "ntlm");
        let run = certsrv.forecert(&APPLY).exits(0);
        assert!(run.stdout.contains("Apply: 2 done"), "{}", run.stdout);
        let _ = certsrv.forecert(&["plan", "--detailed-exitcode"]).exits(0);
        let _ = certsrv.forecert(&["verify"]).exits(0);
        assert_eq!(
            certsrv.calls(),
            [
                "a newreq CertificateTemplate:WebServer Mozilla",
                "b newreq CertificateTemplate:WebServer Mozilla"
            ]
        );
        let logins = certsrv.deployment.read("logins");
        assert!(
            logins.lines().all(|line| line == "CONTOSO\\svc-forecert"),
            "{logins}"
        );
        let chain = certsrv
            .deployment
            .read("inventory/sbc.contoso.net/a.contoso.net/tls/0001/chain.pem");
        assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 1);
    }
}

#[test]
fn a_request_that_an_officer_decides_waits_and_is_fetched_by_its_number() {
    tool_or_pass!("openssl");
    for (language, under, by) in [
        (
            "en",
            "Taken Under Submission",
            "Denied by CONTOSO\\ca-admin",
        ),
        ("de", "\u{dc}bermittelt", "Verweigert von CONTOSO\\ca-admin"),
    ] {
        let Some(certsrv) = Certsrv::start("basic", language) else {
            return;
        };
        certsrv.manifest("a.contoso.net, b.contoso.net", "basic");
        certsrv.mood("a", "pending");
        certsrv.mood("b", "pending");
        let run = certsrv.forecert(&APPLY).exits(0);
        assert!(run.stdout.contains(under), "{}", run.stdout);
        let number = certsrv.order("a")["handle"].as_str().unwrap().to_owned();
        assert!(["7", "8"].contains(&number.as_str()), "{number}");

        certsrv.mood("a", "issued");
        certsrv.mood("b", "denied");
        let run = certsrv.forecert(&["apply", "--poll"]).exits(6);
        assert!(run.stdout.contains("version 1 issued"), "{}", run.stdout);
        assert!(run.stdout.contains(by), "{}", run.stdout);
        assert!(run.stdout.contains("0x80094014"), "{}", run.stdout);
        assert_eq!(certsrv.order("b")["state"], "denied");
        assert_eq!(certsrv.calls().len(), 2);
    }
}

#[test]
fn a_template_that_the_ca_does_not_have_is_refused_in_its_own_words() {
    tool_or_pass!("openssl");
    for (language, words) in [
        ("en", "template that is not supported"),
        ("de", "nicht unterst\u{fc}tzt"),
    ] {
        let Some(certsrv) = Certsrv::start("basic", language) else {
            return;
        };
        certsrv.manifest("a.contoso.net", "basic");
        certsrv.mood("a", "template");
        let run = certsrv.forecert(&APPLY).exits(1);
        let said: Vec<&str> = run.stdout.split_whitespace().collect();
        assert!(said.join(" ").contains(words), "{}", run.stdout);
        assert_eq!(certsrv.order("a")["state"], "denied");
    }
}

#[test]
fn a_wrong_password_and_a_server_that_takes_no_ntlm_take_nothing() {
    tool_or_pass!("openssl");
    let certsrv = certsrv!("ntlm", "en");
    certsrv.manifest("a.contoso.net", "ntlm");
    let run = certsrv.with_password("wrong", &APPLY).exits(1);
    assert!(
        run.stdout
            .contains("it does not let `CONTOSO\\svc-forecert` in (HTTP status 401)"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("`Extended Protection` of `/certsrv/`"),
        "{}",
        run.stdout
    );
    assert_eq!(certsrv.order("a")["state"], "prepared");
    assert_eq!(certsrv.calls(), [""; 0]);
    let _ = certsrv.forecert(&["apply", "--yes"]).exits(0);

    let certsrv = certsrv!("kerberos", "en");
    certsrv.manifest("a.contoso.net", "ntlm");
    let run = certsrv.forecert(&APPLY).exits(1);
    assert!(
        run.stdout.contains("it takes no NTLM; it offers Negotiate"),
        "{}",
        run.stdout
    );
    assert_eq!(certsrv.order("a")["state"], "prepared");
}

#[test]
fn a_redirect_is_not_followed_and_a_page_of_something_else_is_not_taken_for_an_answer() {
    tool_or_pass!("openssl");
    let certsrv = certsrv!("basic", "en");
    certsrv.manifest("a.contoso.net, b.contoso.net", "basic");
    certsrv.mood("a", "elsewhere");
    certsrv.mood("b", "proxy");
    let run = certsrv.forecert(&APPLY).exits(1);
    assert!(
        run.stdout
            .contains("the server sends us to `https://evil.example/certsrv/`"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("Please log in to the network first"),
        "{}",
        run.stdout
    );
    assert_eq!(certsrv.order("a")["state"], "prepared");
    assert_eq!(certsrv.order("b")["state"], "submitting");
}
