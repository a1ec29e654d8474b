//! Which servers a certificate belongs on, and what it is assigned to there.

use std::collections::BTreeMap;

use crate::cert::{CertificateId, DnsName};
use crate::lync;

use super::{Desired, DesiredCertificate, Machine};

/// A server that a certificate belongs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder<'a> {
    /// The server.
    pub server: &'a DnsName,
    /// Microsoft's types that it is assigned to there (`Set-CsCertificate -Type`); none
    /// where it lies in the computer's store and something else takes it from there.
    pub types: Vec<&'a str>,
}

impl Desired {
    /// The servers that a certificate belongs on, by name: its own, or all of its pool, and
    /// those of the certificates that it serves. The OAuth certificate belongs on all that
    /// have web services; an authority's own belongs on none.
    pub fn holders<'a>(&'a self, certificate: &'a DesiredCertificate) -> Vec<Holder<'a>> {
        let mut holders: BTreeMap<&DnsName, Vec<&str>> = BTreeMap::new();
        for server in self.own_servers(certificate) {
            let types = types(&certificate.usages);
            holders.entry(server).or_default().extend(types);
        }
        for served in &certificate.serves {
            for server in &served.servers {
                let types = types(&served.usages);
                holders.entry(server).or_default().extend(types);
            }
        }
        let holders = holders.into_iter();
        holders
            .map(|(server, types)| Holder { server, types })
            .collect()
    }

    /// Whether a certificate comes to a server without being installed there. The OAuth
    /// certificate is replicated to every server of the product ("Managing server-to-server
    /// authentication (OAuth) and partner applications in Lync Server 2013").
    pub fn is_replicated_to(&self, server: &DnsName, certificate: &DesiredCertificate) -> bool {
        let of_the_product = || {
            let machine = self.machines.get(server);
            let role = machine.and_then(|machine| self.role(machine));
            role.is_some_and(lync::Role::is_of_the_product)
        };
        certificate.id == CertificateId::Oauth && of_the_product()
    }

    fn own_servers<'a>(&'a self, certificate: &'a DesiredCertificate) -> Vec<&'a DnsName> {
        match &certificate.id {
            CertificateId::Server { server, .. } => vec![server],
            CertificateId::Pool { pool, .. } => {
                let members = self.members.get(pool);
                members.into_iter().flatten().collect()
            }
            CertificateId::Oauth => {
                let machines = self.machines.values().filter(|machine| {
                    let role = self.role(machine);
                    role.is_some_and(lync::Role::has_web_services)
                });
                machines.map(|machine| &machine.server).collect()
            }
            CertificateId::Issuer { .. } => Vec::new(),
        }
    }

    /// The role of a machine's pool; nothing on a custom one.
    fn role(&self, machine: &Machine) -> Option<lync::Role> {
        let pool = self.background.pools.get(&machine.pool)?;
        pool.lync.as_ref().map(|lync| lync.kind.role())
    }
}

/// Microsoft's types among usages.
fn types(usages: &[String]) -> impl Iterator<Item = &str> {
    let usages = usages.iter().map(String::as_str);
    usages.filter(|usage| lync::purpose::purpose(usage).is_some())
}

#[cfg(test)]
mod tests {
    use crate::cert::{CertificateId, DnsName};
    use crate::desired::trial::{ESTATE, desired};

    /// The servers of a certificate, each with its types.
    fn holders(text: &str, id: &str) -> Vec<String> {
        let desired = desired(text);
        let certificate = &desired.certificates[&CertificateId::parse(id).unwrap()];
        let holders = desired.holders(certificate).into_iter();
        holders
            .map(|holder| format!("{}: {}", holder.server, holder.types.join(" ")))
            .collect()
    }

    #[test]
    fn a_certificate_belongs_on_its_server_or_on_all_of_its_pool() {
        assert_eq!(
            holders(ESTATE, "pool01.contoso.net/fe02.contoso.net/default"),
            ["fe02.contoso.net: Default WebServicesInternal WebServicesExternal"]
        );
        assert_eq!(
            holders(ESTATE, "edge.contoso.net/edge-internal"),
            [
                "edge01.contoso.net: Internal",
                "edge02.contoso.net: Internal"
            ]
        );
        assert_eq!(
            holders(ESTATE, "sbc.contoso.net/sbc01.contoso.net/tls"),
            ["sbc01.contoso.net: "]
        );
        assert_eq!(holders(ESTATE, "issuer/lab"), [""; 0]);
    }

    #[test]
    fn a_custom_pool_without_servers_is_a_machine_itself() {
        let text = ESTATE.replace(
            "    servers: [sbc01.contoso.net]\n    certificates:\n      - { usage: tls, common_name: \"{server}\", dns: [\"{pool}\", \"*.{pool}\"],",
            "    certificates:\n      - { usage: tls, per: pool, dns: [\"{pool}\"],",
        );
        assert_eq!(holders(&text, "sbc.contoso.net/tls"), ["sbc.contoso.net: "]);
    }

    #[test]
    fn oauth_belongs_on_front_ends_and_directors_and_may_be_on_every_lync_server() {
        let of = "OAuthTokenIssuer";
        assert_eq!(
            holders(ESTATE, "oauth"),
            ["dir01", "fe01", "fe02"].map(|name| format!("{name}.contoso.net: {of}"))
        );
        let desired = desired(ESTATE);
        let oauth = &desired.certificates[&CertificateId::Oauth];
        for (server, may) in [
            ("med01.contoso.net", true),
            ("edge01.contoso.net", true),
            ("sbc01.contoso.net", false),
            ("old01.contoso.net", false),
        ] {
            let server = DnsName::parse(server).unwrap();
            assert_eq!(desired.is_replicated_to(&server, oauth), may, "{server}");
        }
        let med01 = DnsName::parse("med01.contoso.net").unwrap();
        let mut others = desired.certificates.values().filter(|it| it.id != oauth.id);
        assert!(!others.any(|other| desired.is_replicated_to(&med01, other)));
    }

    #[test]
    fn what_serves_another_pool_belongs_on_its_servers_too_and_is_assigned_there_to_nothing() {
        let text = format!(
            "{ESTATE}  - fqdn: rp.contoso.com\n    role: reverse-proxy\n    servers: [rp01.contoso.com]\n    certificates: [{{ usage: farm, same_as: edge.contoso.net/edge-external }}]\n"
        );
        let of = "AccessEdgeExternal DataEdgeExternal AudioVideoAuthentication";
        assert_eq!(
            holders(&text, "edge.contoso.net/edge-external"),
            [
                format!("edge01.contoso.net: {of}"),
                format!("edge02.contoso.net: {of}"),
                "rp01.contoso.com: ".to_owned(),
            ]
        );
    }
}
