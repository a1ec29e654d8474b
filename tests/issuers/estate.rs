//! A deployment with an issuer that is a program and does as it is told.

use std::fs;

use crate::support::Deployment;

/// The program.
const CA: &str = include_str!("ca.sh");

/// A deployment of servers that each have one certificate.
pub struct Estate {
    pub deployment: Deployment,
}

impl Estate {
    /// With these servers, and more keys for the issuer.
    pub fn new(servers: &[&str], more: &str) -> Self {
        let servers: Vec<String> = servers
            .iter()
            .map(|server| format!("{server}.contoso.net"))
            .collect();
        let deployment = Deployment::new(&format!(
            r#"version: 1
rules: "2026.1"
defaults: {{ key: {{ algorithm: ec, size: 256 }} }}
issuers:
  - name: enterprise
    type: command
    class: enterprise
    validity: 300d
    trust: [ca/root.pem]
    program: ./ca.sh
{more}
pools:
  - fqdn: sbc.contoso.net
    role: custom
    servers: [{}]
    certificates:
      - {{ usage: tls, per: server, common_name: "{{server}}", dns: ["{{server}}"], eku: [server-auth] }}
"#,
            servers.join(", ")
        ));
        deployment.write("ca.sh", CA);
        deployment.tool("chmod", &["+x", "ca.sh"]);
        for folder in ["work", "done", "mood"] {
            deployment.write(&format!("ca/{folder}/.keep"), "");
        }
        deployment.write(
            "ca/extensions",
            "crlDistributionPoints=URI:http://pki.contoso.com/x.crl\n",
        );
        for name in ["root", "stranger"] {
            let (key, certificate) = (format!("ca/{name}.key"), format!("ca/{name}.pem"));
            let subject = format!("/CN={name}");
            deployment.tool(
                "openssl",
                &[
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-keyout",
                    &key,
                    "-out",
                    &certificate,
                    "-days",
                    "3650",
                    "-subj",
                    &subject,
                    "-addext",
                    "keyUsage=critical,keyCertSign,cRLSign",
                ],
            );
        }
        Self { deployment }
    }

    /// The issuer takes the request of a server so from now on.
    pub fn mood(&self, server: &str, mood: &str) {
        let path = format!("ca/mood/{server}.contoso.net");
        self.deployment.write(&path, mood);
    }

    /// What the issuer was asked, in order; sorted, since it is asked at once.
    pub fn calls(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.deployment.path("ca/calls")).unwrap_or_default();
        let mut calls: Vec<String> = calls
            .lines()
            .map(|line| line.replace(".contoso.net", ""))
            .collect();
        calls.sort();
        calls
    }

    /// How many certificates the issuer has signed.
    pub fn signed(&self) -> usize {
        let signed = fs::read_to_string(self.deployment.path("ca/signed"));
        signed.unwrap_or_default().lines().count()
    }

    /// The record of a server's order.
    pub fn order(&self, server: &str, generation: u32) -> serde_json::Value {
        let path = format!(
            "inventory/sbc.contoso.net/{server}.contoso.net/tls/{generation:04}/order.json"
        );
        serde_json::from_str(&self.deployment.read(&path)).unwrap()
    }

    /// The action and the first reason that are planned for a server.
    pub fn planned(&self, server: &str) -> (String, String) {
        let plan = self.deployment.forecert(&["plan", "--format", "json"]);
        let plan = plan.exits(0).json();
        let id = format!("sbc.contoso.net/{server}.contoso.net/tls");
        let all = plan["certificates"].as_array().unwrap();
        let one = all.iter().find(|one| one["id"] == id.as_str()).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        (text(&one["action"]), text(&one["reasons"][0]["code"]))
    }
}

/// `apply` as a job calls it.
pub const APPLY: [&str; 3] = ["apply", "--yes", "--create-inventory"];

/// `apply` that only asks again.
pub const POLL: [&str; 2] = ["apply", "--poll"];
