//! A real OpenBao signs under a role. Passed over, and said so, without `bao`.

use std::process::Command;

use crate::server::{Server, free_port};
use crate::support::{Deployment, Run};
use crate::tools::tool_or_pass;

/// An OpenBao with a PKI engine, over TLS with a root of its own.
struct Bao {
    deployment: Deployment,
    port: u16,
    _server: Server,
}

/// What forecert may do there.
const POLICY: &str = r#"
path "pki/sign/*" { capabilities = ["update"] }
path "pki/roles/*" { capabilities = ["read"] }
path "pki/certs" { capabilities = ["list"] }
path "pki/cert/*" { capabilities = ["read"] }
"#;

impl Bao {
    fn start() -> Self {
        let port = free_port();
        let deployment = Deployment::new("");
        deployment.write("tls/.keep", "");
        let mut command = deployment.command("bao");
        command.args([
            "server",
            "-dev",
            "-dev-root-token-id=root",
            "-dev-no-store-token",
            "-dev-tls",
            "-dev-tls-cert-dir=tls",
            &format!("-dev-listen-address=127.0.0.1:{port}"),
        ]);
        let is_ready = || {
            let mut status = Self::client(&deployment, port);
            status.arg("status").output().unwrap().status.success()
        };
        let server = Server::start(command, is_ready);
        let bao = Self {
            port,
            _server: server,
            deployment,
        };
        bao.run(&["secrets", "enable", "pki"]);
        bao.run(&["secrets", "tune", "-max-lease-ttl=87600h", "pki"]);
        bao.run(&[
            "write",
            "pki/root/generate/internal",
            "common_name=Bao root",
            "key_type=ec",
            "key_bits=256",
            "ttl=87600h",
        ]);
        bao.run(&[
            "write",
            "pki/config/urls",
            "crl_distribution_points=http://pki.contoso.com/bao.crl",
        ]);
        bao.run(&[
            "write",
            "pki/roles/lync",
            "allowed_domains=contoso.net",
            "allow_subdomains=true",
            "key_type=any",
            "max_ttl=17520h",
        ]);
        bao.deployment.write("policy.hcl", POLICY);
        bao.run(&["policy", "write", "forecert", "policy.hcl"]);
        bao
    }

    fn client(deployment: &Deployment, port: u16) -> Command {
        let mut command = deployment.command("bao");
        command
            .env("BAO_ADDR", format!("https://127.0.0.1:{port}"))
            .env("BAO_CACERT", "tls/vault-ca.pem")
            .env("BAO_TOKEN", "root");
        command
    }

    #[track_caller]
    fn run(&self, args: &[&str]) -> String {
        let output = Self::client(&self.deployment, self.port)
            .args(args)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "bao {args:?}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn token(&self) -> String {
        self.run(&["token", "create", "-policy=forecert", "-field=token"])
    }

    fn manifest(&self, servers: &str, login: &str, more: &str) {
        let port = self.port;
        self.deployment.write("forecert.yaml", format!(
            r#"version: 1
rules: "2026.1"
defaults: {{ key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - name: bao
    type: vault
    class: enterprise
    validity: 300d
    trust: [root.pem]
    address: "https://127.0.0.1:{port}"
    role: lync
    login: {login}
    connection: {{ trust: [tls/vault-ca.pem], proxy: none, timeout: 20s }}
{more}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [{servers}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{server}}"], eku: [server-auth, client-auth] }}
"#
        ));
        self.deployment.write(
            "root.pem",
            self.run(&["read", "-field=certificate", "pki/cert/ca"]),
        );
    }

    fn forecert(&self, secret: &str, args: &[&str]) -> Run {
        let output = self
            .deployment
            .command(env!("CARGO_BIN_EXE_forecert"))
            .env("COLUMNS", "200")
            .env("BAO_SECRET", secret)
            .args(args)
            .output()
            .unwrap();
        let run = Run::of(output);
        assert!(
            !run.stdout.contains(secret) && !run.stderr.contains(secret),
            "a secret is shown"
        );
        run
    }
}

const TOKEN: &str = "{ token: { env: BAO_SECRET } }";
const APPLY: [&str; 4] = ["apply", "--yes", "--create-inventory", "-v"];
const GENERATION: &str = "inventory/sbc.contoso.net/a.contoso.net/tls/0001";

#[test]
fn an_openbao_signs_our_requests_and_the_plan_is_empty() {
    tool_or_pass!("bao");
    let bao = Bao::start();
    bao.manifest("a.contoso.net, b.contoso.net", TOKEN, "");
    let token = bao.token();
    let run = bao.forecert(&token, &APPLY).exits(0);
    assert!(run.stdout.contains("Apply: 2 done"), "{}", run.stdout);
    let _ = bao
        .forecert(&token, &["plan", "--detailed-exitcode"])
        .exits(0);
    let _ = bao.forecert(&token, &["verify"]).exits(0);

    // As it stands when the answer was lost on the way.
    let certificate = bao
        .deployment
        .read(&format!("{GENERATION}/certificate.pem"));
    for file in ["certificate.pem", "chain.pem"] {
        std::fs::remove_file(bao.deployment.path(&format!("{GENERATION}/{file}"))).unwrap();
    }
    let order = bao.deployment.read(&format!("{GENERATION}/order.json"));
    let order = order.replace("pending", "submitting");
    bao.deployment
        .write(&format!("{GENERATION}/order.json"), order);
    let _ = bao.forecert(&token, &APPLY).exits(0);
    let found = bao
        .deployment
        .read(&format!("{GENERATION}/certificate.pem"));
    assert_eq!(found, certificate, "it was signed a second time");
}

#[test]
fn an_app_role_in_a_namespace_logs_in() {
    tool_or_pass!("bao");
    let bao = Bao::start();
    bao.run(&["auth", "enable", "approle"]);
    bao.run(&[
        "write",
        "auth/approle/role/ci",
        "token_policies=forecert",
        "token_ttl=5m",
    ]);
    let role_id = bao.run(&["read", "-field=role_id", "auth/approle/role/ci/role-id"]);
    let secret_id = bao.run(&[
        "write",
        "-f",
        "-field=secret_id",
        "auth/approle/role/ci/secret-id",
    ]);
    let login =
        format!("{{ app_role: {{ role_id: {role_id}, secret_id: {{ env: BAO_SECRET }} }} }}");
    bao.manifest("a.contoso.net", &login, "");
    let _ = bao.forecert(&secret_id, &APPLY).exits(0);
    let _ = bao.forecert(&secret_id, &["verify"]).exits(0);

    // A namespace is a tree of its own: without an engine there, nothing is signed.
    bao.run(&["namespace", "create", "uc"]);
    bao.manifest("b.contoso.net", TOKEN, "    namespace: uc\n");
    let run = bao.forecert("root", &["apply", "--yes"]).exits(1);
    assert!(
        run.stdout.contains("it has no role `lync` at `pki`")
            || run.stdout.contains("gave no answer"),
        "{}",
        run.stdout
    );
    let enable = ["secrets", "enable", "-namespace=uc", "pki"];
    bao.run(&enable);
    bao.run(&[
        "secrets",
        "tune",
        "-namespace=uc",
        "-max-lease-ttl=87600h",
        "pki",
    ]);
    bao.run(&[
        "write",
        "-namespace=uc",
        "pki/root/generate/internal",
        "common_name=UC root",
        "key_type=ec",
        "key_bits=256",
        "ttl=87600h",
    ]);
    bao.run(&[
        "write",
        "-namespace=uc",
        "pki/roles/lync",
        "allow_any_name=true",
        "key_type=any",
    ]);
    let root = bao.run(&["read", "-namespace=uc", "-field=certificate", "pki/cert/ca"]);
    bao.deployment.write("root.pem", root);
    let run = bao.forecert("root", &["apply", "--yes"]).exits(0);
    assert!(run.stdout.contains("version 1 issued"), "{}", run.stdout);
}

#[test]
fn the_limits_of_a_role_are_told_before_anything_is_handed_in() {
    tool_or_pass!("bao");
    let bao = Bao::start();
    let token = bao.token();
    bao.manifest("a.contoso.net, a.fabrikam.com", TOKEN, "");
    let run = bao.forecert(&token, &APPLY).exits(6);
    assert!(
        run.stdout
            .contains("`bao` would refuse it: its role does not allow the name `a.fabrikam.com`"),
        "{}",
        run.stdout
    );
    let order = bao
        .deployment
        .read("inventory/sbc.contoso.net/a.fabrikam.com/tls/0001/order.json");
    assert!(order.contains("prepared"), "{order}");

    // Who may not read the role hears it from the engine.
    bao.deployment.write(
        "policy.hcl",
        "path \"pki/sign/*\" { capabilities = [\"update\"] }\n",
    );
    bao.run(&["policy", "write", "forecert", "policy.hcl"]);
    let run = bao.forecert(&token, &["apply", "--yes"]).exits(1);
    assert!(
        run.stdout.contains("the issuer refused: "),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("not allowed by this role"),
        "{}",
        run.stdout
    );

    // The role was widened: what was refused is closed and asked for anew.
    bao.run(&[
        "write",
        "pki/roles/lync",
        "allow_any_name=true",
        "key_type=any",
        "max_ttl=240h",
    ]);
    bao.deployment.write("policy.hcl", POLICY);
    bao.run(&["policy", "write", "forecert", "policy.hcl"]);
    let id = "sbc.contoso.net/a.fabrikam.com/tls";
    let _ = bao
        .forecert(&token, &["withdraw", id, "--reason", "role widened"])
        .exits(0);
    let run = bao.forecert(&token, &["apply", "--yes"]).exits(0);
    assert!(run.stdout.contains("version 2 issued"), "{}", run.stdout);
    assert!(
        run.stderr
            .contains("its role signs for 10 days at most, and 300 are asked for"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_login_that_fails_and_a_server_that_is_not_trusted_take_nothing() {
    tool_or_pass!("bao");
    let bao = Bao::start();
    bao.manifest("a.contoso.net", TOKEN, "");
    for (secret, trust, said) in [
        ("s.wrong", "tls/vault-ca.pem", "it does not let us in"),
        ("root", "root.pem", "it is not reached: "),
        (
            "root",
            "nowhere.pem",
            "which the connection is to trust, cannot be read",
        ),
        ("", "tls/vault-ca.pem", "the variable `BAO_SECRET` is empty"),
    ] {
        let text = bao.deployment.read("forecert.yaml");
        let text = text.replace("trust: [tls/vault-ca.pem]", &format!("trust: [{trust}]"));
        bao.deployment.write("other.yaml", text);
        let output = bao
            .deployment
            .command(env!("CARGO_BIN_EXE_forecert"))
            .env("COLUMNS", "200")
            .env("BAO_SECRET", secret)
            .args(["apply", "--yes", "--create-inventory", "-f", "other.yaml"])
            .output()
            .unwrap();
        let run = Run::of(output).exits(1);
        assert!(run.stdout.contains(said), "{said}: {}", run.stdout);
        let order = bao.deployment.read(&format!("{GENERATION}/order.json"));
        assert!(order.contains("prepared"), "{order}");
    }
    let _ = bao.forecert("root", &APPLY).exits(0);
}
