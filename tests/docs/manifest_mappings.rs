//! What the schema does not hold about the mappings of the manifest: the order of the
//! sections, a title and an example of each. Tests hold each against the schema.

/// A mapping: its name in the schema, its title, and an example with all of its keys.
pub struct Object {
    pub name: &'static str,
    pub title: &'static str,
    pub example: &'static str,
}

/// Every mapping, in the order of a manifest.
pub const OBJECTS: [Object; 41] = [
    Object {
        name: "",
        title: "The file",
        example: r#"
version: 1
rules: "2026.1"
rules_severity: [{ code: no_crl_distribution_point, severity: deny }]
product: skype-for-business-2015
inventory: inventory
keys: { directory: keys }
secrets: [{ env: PFX_PASSWORD }]
needed_by: 2027-03-15
freeze: [{ from: 2026-12-15, until: 2027-01-06, reason: end of the year }]
sip_domains: [contoso.com, fabrikam.com]
simple_urls: { meet: ["https://meet.contoso.com", "https://meet.fabrikam.com"] }
sites: [{ name: redmond }, { name: dublin }]
dns: { sipinternal: true }
xmpp: { domains: [contoso.com] }
autodiscover: https
defaults: { issuer: enterprise }
issuers:
  - { name: enterprise, type: request, class: enterprise, validity: 2y }
oauth: { issuer: enterprise }
bundle: { directory: bundle }
pools:
  - { fqdn: med01.contoso.net, role: mediation, servers: [med01.contoso.net] }
"#,
    },
    Object {
        name: "RuleSeverity",
        title: "How much a check weighs",
        example: "
rules_severity:
  - code: no_crl_distribution_point
    severity: deny
",
    },
    Object {
        name: "Keys",
        title: "Where private keys are kept",
        example: "
keys:
  directory: keys
  encryption: none
",
    },
    Object {
        name: "KeyEncryption",
        title: "Keys that are encrypted",
        example: "
encryption:
  passphrase: { env: KEY_PASSPHRASE }
",
    },
    Object {
        name: "SecretSource",
        title: "The place of a password",
        example: "
secrets:
  - env: PFX_PASSWORD
  - file: ../pfx-password.txt
",
    },
    Object {
        name: "Freeze",
        title: "Times in which nothing is renewed",
        example: "
freeze:
  - from: 2026-12-15
    until: 2027-01-06
    reason: end of the year
",
    },
    Object {
        name: "SimpleUrls",
        title: "Simple URLs",
        example: r#"
simple_urls:
  meet: ["https://meet.contoso.com", "https://meet.fabrikam.com"]
  dialin: ["https://dialin.contoso.com"]
  admin: ["https://admin.contoso.com"]
  wildcard: none
"#,
    },
    Object {
        name: "Site",
        title: "Sites",
        example: r#"
sites:
  - name: dublin
    simple_urls:
      meet: ["https://meet-eu.contoso.com", "https://meet-eu.fabrikam.com"]
      dialin: ["https://dialin-eu.contoso.com"]
      admin: ["https://admin-eu.contoso.com"]
"#,
    },
    Object {
        name: "Dns",
        title: "Further DNS names",
        example: "
dns:
  sipinternal: true
  sipexternal: false
",
    },
    Object {
        name: "Xmpp",
        title: "XMPP federation",
        example: "
xmpp:
  domains: [contoso.com]
  san_style: host-wildcard
",
    },
    Object {
        name: "Defaults",
        title: "Defaults",
        example: "
defaults:
  issuer: enterprise
  key: { algorithm: rsa, size: 2048 }
  renew_before: 30d
  min_remaining: 90d
  renewal_key: new
  certificate_layout: combined
  os: windows-server-2012-r2
",
    },
    Object {
        name: "Key",
        title: "A key to make",
        example: "
key:
  algorithm: rsa
  size: 2048
",
    },
    Object {
        name: "Issuer/request",
        title: "An issuer that takes requests",
        example: "
issuers:
  - name: enterprise
    type: request
    class: enterprise
    validity: 2y
    lead_time: 3d
    submit_after: 2027-01-20
    template: WebServer
    trust: [pki/contoso-root.pem, pki/contoso-issuing.pem]
    subject: { organization: Contoso, country: US }
",
    },
    Object {
        name: "Issuer/local-ca",
        title: "A local authority",
        example: r#"
issuers:
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: "http://pki.contoso.com/lab.crl"
    validity: 1y
    subject: { organization: Contoso }
    authority: { common_name: Contoso Lab }
"#,
    },
    Object {
        name: "Issuer/command",
        title: "An issuer that a program talks to",
        example: "
issuers:
  - name: windows
    type: command
    class: enterprise
    validity: 2y
    program: powershell
    arguments: [-NoProfile, -File, certreq.ps1]
    environment: [CA_USER]
    timeout: 2m
    lookup: false
    parallel: 4
    lead_time: 3d
    submit_after: 2027-01-20
    template: WebServer
    trust: [pki/contoso-root.pem]
    subject: { organization: Contoso }
",
    },
    Object {
        name: "Issuer/vault",
        title: "A Vault or an OpenBao",
        example: "
issuers:
  - name: vault
    type: vault
    class: enterprise
    validity: 300d
    address: \"https://vault.contoso.com:8200\"
    mount: pki
    role: lync
    namespace: uc
    login: { token: { env: VAULT_TOKEN } }
    connection: { trust: [pki/vault-root.pem] }
    parallel: 4
    lead_time: 3d
    submit_after: 2027-01-20
    trust: [pki/contoso-root.pem]
    subject: { organization: Contoso }
",
    },
    Object {
        name: "Issuer/acme",
        title: "An authority that speaks ACME",
        example: "
issuers:
  - name: acme
    type: acme
    class: public
    validity: 90d
    directory: \"https://acme.example/directory\"
    terms_agreed: true
    contact: [\"mailto:pki@contoso.com\"]
    external_account: { key_id: kid-1, key: { env: EAB_KEY } }
    profile: classic
    preferred_chain: Example Root X1
    challenge: { dns_manual: {} }
    connection: { timeout: 30s }
    parallel: 4
    lead_time: 1d
    submit_after: 2027-01-20
    trust: [pki/example-root.pem]
    subject: { organization: Contoso }
",
    },
    Object {
        name: "ExternalAccount",
        title: "An account with an ACME authority",
        example: "
external_account:
  key_id: kid-1
  key: { env: EAB_KEY }
",
    },
    Object {
        name: "Challenge",
        title: "How names are proved",
        example: "
challenge:
  dns_hook: { program: ./nsupdate.sh }

challenge:
  dns_manual: {}

challenge:
  http_webroot: { directory: www }
",
    },
    Object {
        name: "DnsHook",
        title: "A program that puts records into DNS",
        example: "
dns_hook:
  program: ./nsupdate.sh
  arguments: [--zone, contoso.com]
  environment: [NSUPDATE_SERVER, NSUPDATE_KEY]
  timeout: 30s
  propagation: 2m
",
    },
    Object {
        name: "HttpWebroot",
        title: "The root of a web server",
        example: "
http_webroot:
  directory: www
",
    },
    Object {
        name: "Issuer/adcs",
        title: "A Microsoft enterprise CA",
        example: "
issuers:
  - name: enterprise
    type: adcs
    class: enterprise
    validity: 2y
    address: \"https://ca01.contoso.net/certsrv\"
    template: WebServer
    login: { user: 'CONTOSO\\svc-forecert', password: { env: CA_PASSWORD } }
    connection: { trust: [pki/contoso-root.pem] }
    parallel: 4
    lead_time: 3d
    submit_after: 2027-01-20
    trust: [pki/contoso-root.pem]
    subject: { organization: Contoso }
",
    },
    Object {
        name: "AdcsLogin",
        title: "A login at a web enrolment",
        example: "
login:
  method: ntlm
  user: svc-forecert@contoso.net
  password: { env: CA_PASSWORD }
",
    },
    Object {
        name: "VaultLogin",
        title: "A login at a Vault",
        example: "
login:
  token: { env: VAULT_TOKEN }

login:
  app_role: { role_id: 4b1ce3a1-7f6b-4a0e-9a0e-2f3a4b5c6d7e, secret_id: { file: ../secret-id.txt } }
",
    },
    Object {
        name: "AppRole",
        title: "A login by AppRole",
        example: "
app_role:
  mount: approle
  role_id: 4b1ce3a1-7f6b-4a0e-9a0e-2f3a4b5c6d7e
  secret_id: { env: VAULT_SECRET_ID }
",
    },
    Object {
        name: "Connection",
        title: "The way to an issuer's server",
        example: "
connection:
  trust: [pki/vault-root.pem]
  proxy: \"http://proxy.contoso.com:3128\"
  timeout: 30s
",
    },
    Object {
        name: "Authority",
        title: "A local authority's own certificate",
        example: "
authority:
  issuer: offline-root
  common_name: Contoso Lab
  validity: 15y
  key: { algorithm: rsa, size: 4096 }
",
    },
    Object {
        name: "SubjectParts",
        title: "Parts of a subject",
        example: "
subject:
  organization: Contoso
  organizational_unit: UC
  locality: Redmond
  state: Washington
  country: US
",
    },
    Object {
        name: "Oauth",
        title: "The OAuth certificate",
        example: r#"
oauth:
  issuer: enterprise
  key: { algorithm: rsa, size: 2048 }
  validity: 2y
  renew_before: 60d
  renewal_key: new
  allow: [{ code: chain_unproved, reason: "ticket 4711" }]
"#,
    },
    Object {
        name: "Pool",
        title: "Pools",
        example: r#"
pools:
  - fqdn: pool01.contoso.net
    role: front-end
    product: skype-for-business-2015
    site: redmond
    needed_by: 2027-03-01
    os: windows-server-2016
    servers: [fe01.contoso.net, fe02.contoso.net]
    load_balancing: dns
    web_services: { internal: webint01.contoso.net, external: webext01.contoso.com }
    auto_logon: true
    certificate_layout: split
    simple_urls: { meet: ["https://meet.contoso.com"] }
    certificates: [{ usage: web-external, issuer: public }]
  - fqdn: edge.contoso.net
    role: edge
    servers: [edge01.contoso.net]
    next_hop: pool01.contoso.net
    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com }
  - fqdn: wac.contoso.net
    role: office-web-apps
    servers: [wac01.contoso.net]
    office_web_apps: { external: wac.contoso.com }
  - fqdn: rp.contoso.com
    role: reverse-proxy
    servers: [rp01.contoso.com]
    publishes: [pool01.contoso.net, wac.contoso.net]
    depends_on: [edge.contoso.net]
"#,
    },
    Object {
        name: "DetailedServer",
        title: "A server with more to say",
        example: "
servers:
  - fqdn: fe01.contoso.net
    os: windows-server-2019
    needed_by: 2027-02-22
",
    },
    Object {
        name: "WebServices",
        title: "Web services",
        example: "
web_services:
  internal: webint01.contoso.net
  external: webext01.contoso.com
",
    },
    Object {
        name: "Edge",
        title: "External names of an Edge pool",
        example: "
edge:
  access: sip.contoso.com
  web_conferencing: webcon.contoso.com
  av: av.contoso.com
  av_certificate: shared
",
    },
    Object {
        name: "OfficeWebApps",
        title: "An Office Web Apps farm",
        example: "
office_web_apps:
  external: wac.contoso.com
  server_names: false
",
    },
    Object {
        name: "Certificate",
        title: "Certificates of a pool",
        example: r#"
certificates:
  # A change to what the role derives.
  - usage: default
    per: pool
    issuer: enterprise
    key: { algorithm: rsa, size: 4096 }
    validity: 1y
    renew_before: 45d
    renewal_key: keep
    extra_dns: [lyncdiscoverinternal.contoso.net]
    without_dns: [lyncdiscover.contoso.com]
    allow: [{ code: chain_unproved, reason: "ticket 4711" }]
  # On a reverse proxy: nothing is made here, the Edge's certificate serves both.
  - { usage: farm, same_as: edge.contoso.net/edge-external }
  # On a `custom` pool: a certificate of its own.
  - usage: tls
    common_name: "{server}"
    dns: ["{pool}", "{server}"]
    eku: [server-auth, client-auth]
    outputs: [{ format: pem-full-chain, file: sbc.pem }]
"#,
    },
    Object {
        name: "Output",
        title: "Files for a machine that is no Lync server",
        example: r#"
outputs:
  # nginx: fullchain.pem and fullchain.key
  - { format: pem-full-chain, file: fullchain.pem, mode: "0640" }
  # HAProxy: all in one
  - { format: pem-combined, file: haproxy.pem }
  # IIS
  - { format: pfx }
"#,
    },
    Object {
        name: "Bundle",
        title: "What is carried to the servers",
        example: "
bundle:
  directory: bundle
  provider: Microsoft RSA SChannel Cryptographic Provider
  exportable: true
  root_in_pfx: false
  password: { generated: { per: server } }
",
    },
    Object {
        name: "PasswordSource",
        title: "Where the passwords of PFX files come from",
        example: "
password: { env: PFX_PASSWORD }

password: { file: ../pfx-password.txt }

password: { command: [vault, kv, get, -field=password, secret/pfx] }

password: { prompt: true }

password: { generated: { per: deployment } }
",
    },
    Object {
        name: "Generated",
        title: "Generated passwords",
        example: "
generated:
  per: server
  kept_in: keys/bundle-passwords.txt
  # or, instead of a file:
  handed_to: [pass, insert, --multiline, lync/pfx]
",
    },
    Object {
        name: "Allow",
        title: "A waived check",
        example: r#"
allow:
  - code: chain_unproved
    reason: "ticket 4711: the issuing CA's certificate follows"
    until: 2027-03-01
"#,
    },
    Object {
        name: "Server",
        title: "Servers",
        example: "
servers:
  - fe01.contoso.net
  - { fqdn: fe02.contoso.net, os: windows-server-2019 }
",
    },
];
