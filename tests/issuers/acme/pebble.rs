//! A real ACME authority (`pebble`) with DNS, and a deployment that asks it.

use std::process::Command;

use crate::server::{Server, free_port, listens};
use crate::support::{Deployment, Run};

/// A TSIG key, made for these tests.
const TSIG: &str = "key \"hook\" { algorithm hmac-sha256; secret \"bWFkZS1mb3ItdGhlc2UtdGVzdHMtYW5kLW5vdGhpbmc=\"; };\n";

/// An HMAC key of an account, made for these tests.
pub const MAC: &str = "bWFkZS1mb3ItdGhlc2UtdGVzdHMtYW5kLW5vdGhpbmctZWxzZQ";

/// An authority with a DNS server, and a deployment that asks it.
pub struct Pebble {
    pub deployment: Deployment,
    pub port: u16,
    pub management: u16,
    pub dns: u16,
    pub http: u16,
    pub servers: Vec<Server>,
}

impl Pebble {
    /// Whose names are looked up at real DNS.
    pub fn with_named(config: &str) -> Self {
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
    pub fn with_test_dns(config: &str, variables: &[(&str, &str)]) -> Self {
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

    pub fn prepared() -> Self {
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

    pub fn start(&mut self, config: &str, variables: &[(&str, &str)]) {
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
    pub fn fetch(&self, path: &str) -> String {
        let code = "import ssl,sys,urllib.request as u;c=ssl._create_unverified_context();\
                    sys.stdout.write(u.urlopen(sys.argv[1],context=c).read().decode())";
        let url = format!("https://127.0.0.1:{}/{path}", self.management);
        self.deployment.tool("python3", &["-c", code, &url])
    }

    /// Its directory, with an address that says when certificates are to be renewed.
    pub fn directory(&self) -> String {
        let code = "import ssl,sys,json,urllib.request as u;c=ssl._create_unverified_context();\
                    d=json.load(u.urlopen(sys.argv[1],context=c));print(json.dumps(d))";
        let url = format!("https://127.0.0.1:{}/dir", self.port);
        self.deployment.tool("python3", &["-c", code, &url])
    }

    pub fn manifest(&self, servers: &str, more: &str) {
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
    pub fn hook(&self) -> String {
        let hook = include_str!("../../../examples/acme/nsupdate.sh");
        self.deployment.write("nsupdate.sh", hook);
        self.deployment.tool("chmod", &["+x", "nsupdate.sh"]);
        "    challenge: { dns_hook: { program: ./nsupdate.sh, environment: [NSUPDATE_SERVER, NSUPDATE_KEY] } }\n".to_owned()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.deployment.command(env!("CARGO_BIN_EXE_forecert"));
        command
            .env("COLUMNS", "200")
            .env("NSUPDATE_SERVER", format!("127.0.0.1 {}", self.dns))
            .env("NSUPDATE_KEY", "dns/hook.key")
            .env("EAB_KEY", MAC)
            .args(args);
        command
    }

    pub fn forecert(&self, args: &[&str]) -> Run {
        let run = Run::of(self.command(args).output().unwrap());
        assert!(
            !run.stdout.contains(MAC) && !run.stderr.contains(MAC),
            "a secret is shown"
        );
        run
    }

    pub fn order(&self) -> serde_json::Value {
        let path = "inventory/sbc.contoso.net/a.contoso.net/tls/0001/order.json";
        serde_json::from_str(&self.deployment.read(path)).unwrap()
    }
}

/// `apply` as a job calls it.
pub const APPLY: [&str; 4] = ["apply", "--yes", "--create-inventory", "-v"];
