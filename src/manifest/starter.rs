//! What `init` writes: a manifest to start from, and what keeps the keys out of git.

/// A commented manifest of one Standard Edition server with a local authority, and
/// everything else to be switched on.
pub fn starter() -> &'static str {
    STARTER
}

/// The lines that keep private keys out of version control.
pub fn gitignore() -> &'static str {
    "# Private keys are never committed.\nkeys/\nca/keys/\n"
}

const STARTER: &str = r##"# yaml-language-server: $schema=schemas/manifest.schema.json
#
# The certificates of this estate. Edit, then: forecert plan
version: 1
rules: "2026.1"                # the edition of the role rules; an upgrade of forecert keeps it

# lync-server-2013, skype-for-business-2015, skype-for-business-2019 or skype-for-business-se
product: skype-for-business-2019

# The first is the default SIP domain.
sip_domains: [contoso.com]

# One Meet URL for each SIP domain, one Dial-in URL; Admin never leaves the inside.
simple_urls:
  meet: ["https://meet.contoso.com"]
  dialin: ["https://dialin.contoso.com"]
  admin: ["https://admin.contoso.com"]

# Who signs. A local authority is made on first use and suits a lab. For production
# declare your own authorities as `request`: forecert writes requests, somebody has
# them signed, and `forecert accept` takes in what comes back.
issuers:
  - name: lab
    type: local-ca
    class: enterprise
    directory: ca
    crl_url: http://pki.contoso.com/lab.crl    # Lync demands one; publish ca/lab.crl there
#  - name: enterprise
#    type: request
#    class: enterprise
#    validity: 2y
#    template: WebServer
#    trust: [pki/root.pem, pki/issuing.pem]    # what its certificates must chain to
#    subject: { organization: Contoso, locality: Redmond, state: Washington, country: US }
#  - name: public
#    type: request
#    class: public
#    validity: 199d
#    subject: { organization: Contoso, country: US }

defaults:
  issuer: lab
  renew_before: 30d

pools:
  - fqdn: se01.contoso.com
    role: standard-edition
    web_services: { external: webext.contoso.com }

#  - fqdn: pool01.contoso.com                  # an Enterprise Front End pool
#    role: front-end
#    load_balancing: dns
#    web_services: { internal: webint.contoso.com, external: webext01.contoso.com }
#    servers: [fe01.contoso.com, fe02.contoso.com, fe03.contoso.com]

#  - fqdn: dirpool01.contoso.com
#    role: director
#    web_services: { internal: dirwebint.contoso.com, external: dirwebext.contoso.com }
#    servers: [dir01.contoso.com, dir02.contoso.com]

#  - fqdn: medpool01.contoso.com               # stand-alone Mediation servers
#    role: mediation
#    next_hop: pool01.contoso.com
#    servers: [med01.contoso.com]

#  - fqdn: edge.contoso.com                    # the internal FQDN of the Edge pool
#    role: edge
#    next_hop: dirpool01.contoso.com
#    edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, av: av.contoso.com }
#    certificates:
#      - { usage: edge-external, issuer: public }
#    servers: [edge01.contoso.com, edge02.contoso.com]

#  - fqdn: sbc.contoso.com                     # anything else: plain certificates
#    role: custom
#    servers: [sbc01.contoso.com]
#    certificates:
#      - { usage: tls, common_name: "{server}", dns: ["{pool}", "{server}"] }
"##;

#[cfg(test)]
mod tests {
    use crate::manifest::Manifest;

    use super::*;

    fn parse(text: &str) {
        if let Err(rejected) = Manifest::parse("forecert.yaml", text.as_bytes()) {
            panic!("{:?}", rejected.findings);
        }
    }

    #[test]
    fn the_starter_is_a_manifest_with_and_without_its_commented_parts() {
        parse(starter());
        let uncommented: String = starter()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(rest) if rest.starts_with("  ") => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        assert!(uncommented.contains("\n  - fqdn: edge.contoso.com"));
        parse(&uncommented);
    }
}
