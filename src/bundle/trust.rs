//! The authorities that a machine has to know: those of its own certificates, and those of
//! every server it talks to.
//!
//! Servers of a deployment prove themselves to each other (Microsoft, "Environmental
//! requirements": all servers use certificates for mutual TLS), so each has to trust the
//! issuers of the others. Who talks to whom:
//!
//! | machine | talks to |
//! |---|---|
//! | a server inside | the servers inside, the Edge's internal side, Office Web Apps |
//! | Edge | the servers inside |
//! | reverse proxy | the web services that it publishes, Office Web Apps |
//! | Office Web Apps | the web services inside |
//! | anything else | the pools that it is installed after, and that are installed after it |
//!
//! On an Edge, which is in no domain, the chain must be there before the certificate
//! (Microsoft, "Set up certificates for the internal edge interface").

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use crate::cert::{CertificateId, DnsName, Fingerprint};
use crate::desired::{Desired, DesiredCertificate, EdgeKind, IssuerKind, Machine, Milestone, Node};
use crate::inventory::{ChainState, Inventory};
use crate::x509::{self, Certificate};

use super::holding::{Holding, Item, Recipient};

/// What a machine has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust<'a> {
    /// Self-signed: for Trusted Root Certification Authorities.
    pub roots: Vec<&'a Certificate>,
    /// Signed by another: for Intermediate Certification Authorities, never among the
    /// roots, where Windows Server 2012 and later stop servers over it (Microsoft, KB2795828).
    pub intermediates: Vec<&'a Certificate>,
    /// The issuers whose root is not known.
    pub rootless: Vec<String>,
}

/// Which issuers sign what, and which authorities each has.
pub struct Authorities<'a> {
    /// The issuers of each kind of peer.
    peers: BTreeMap<Peer, BTreeSet<&'a str>>,
    /// The issuers of each pool's certificates.
    by_pool: BTreeMap<&'a DnsName, BTreeSet<&'a str>>,
    /// The pools that a custom pool is installed next to.
    neighbours: BTreeMap<&'a DnsName, BTreeSet<&'a DnsName>>,
    /// What each issuer may chain to.
    issuers: BTreeMap<&'a str, Known>,
}

/// What others may talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Peer {
    Inside,
    WebInside,
    WebOutside,
    EdgeInside,
    OfficeWebApps,
}

/// The authorities of one issuer.
#[derive(Default)]
struct Known {
    roots: BTreeMap<Fingerprint, Certificate>,
    intermediates: BTreeMap<Fingerprint, Certificate>,
}

impl<'a> Authorities<'a> {
    /// Finds them once for all machines.
    pub fn new(desired: &'a Desired, inventory: &Inventory, now: OffsetDateTime) -> Self {
        let mut peers: BTreeMap<Peer, BTreeSet<&str>> = BTreeMap::new();
        let mut by_pool: BTreeMap<&DnsName, BTreeSet<&str>> = BTreeMap::new();
        for declared in desired.certificates.values() {
            let issuer = declared.issuer.as_str();
            for peer in seen_as(declared) {
                peers.entry(peer).or_default().insert(issuer);
            }
            if let Some(pool) = &declared.pool {
                by_pool.entry(pool).or_default().insert(issuer);
            }
        }
        let issuers = desired
            .issuers
            .keys()
            .map(|name| (name.as_str(), Known::default()));
        let mut authorities = Self {
            peers,
            by_pool,
            neighbours: neighbours(desired),
            issuers: issuers.collect(),
        };
        authorities.collect(desired, inventory, now);
        authorities
    }

    /// What is declared as trust, what a local authority is, and what proves the
    /// certificates that are there.
    fn collect(&mut self, desired: &Desired, inventory: &Inventory, now: OffsetDateTime) {
        let pool = inventory.authorities();
        for (name, known) in &mut self.issuers {
            for trusted in inventory.trust.get(*name).into_iter().flatten() {
                known.add(trusted, now);
            }
            let local = matches!(desired.issuers[*name].kind, IssuerKind::LocalCa { .. });
            if local && let Ok(id) = CertificateId::parse(&format!("issuer/{name}")) {
                for generation in inventory.of(&id).filter(|one| one.is_sound()) {
                    generation
                        .certificate
                        .iter()
                        .for_each(|own| known.add(own, now));
                }
            }
        }
        // One chain for each authority that signs, not for each certificate.
        let mut seen = BTreeSet::new();
        for (id, declared) in &desired.certificates {
            let Some(known) = self.issuers.get_mut(declared.issuer.as_str()) else {
                continue;
            };
            for certificate in inventory.of(id).filter_map(|one| one.certificate.as_ref()) {
                if certificate.validity().not_after < now
                    || matches!(id, CertificateId::Issuer { .. })
                {
                    continue;
                }
                if seen.insert((
                    declared.issuer.as_str(),
                    certificate.issuer_raw(),
                    certificate.authority_key_id(),
                )) {
                    let chain = x509::chain(certificate, &pool, &[]);
                    chain
                        .issuers
                        .iter()
                        .for_each(|issuer| known.add(issuer, now));
                }
            }
        }
    }

    /// The chain that goes into the files of a certificate, nearest first: what proves it in
    /// the inventory, else what the known authorities make of it. The root is the last,
    /// where it is known.
    pub fn chain(&self, item: &Item<'_>) -> Vec<Certificate> {
        let known = self.issuers.get(item.declared.issuer.as_str());
        let pool: Vec<Certificate> = known.into_iter().flat_map(Known::all).cloned().collect();
        if item.generation.chain_state != ChainState::Proves {
            return x509::chain(item.certificate, &pool, &[]).issuers;
        }
        let mut chain = item.generation.chain.clone();
        let last = chain.last().filter(|last| !is_root(last));
        let above = last.map(|last| x509::chain(last, &pool, &[]).issuers);
        chain.extend(above.unwrap_or_default());
        chain
    }

    /// What one recipient has to know.
    pub fn trust(&self, holding: &Holding<'_>) -> Trust<'_> {
        let mut wanted: BTreeSet<&str> = holding
            .items
            .iter()
            .map(|item| item.declared.issuer.as_str())
            .collect();
        if let Recipient::Machine(machine) = holding.recipient {
            wanted.extend(self.talks_to(machine));
        }
        let mut trust = Trust::default();
        let (mut roots, mut intermediates) = (BTreeMap::new(), BTreeMap::new());
        for name in wanted {
            let Some(known) = self.issuers.get(name) else {
                continue;
            };
            if known.roots.is_empty() {
                trust.rootless.push(name.to_owned());
            }
            roots.extend(&known.roots);
            intermediates.extend(&known.intermediates);
        }
        trust.roots = roots.into_values().collect();
        trust.intermediates = intermediates.into_values().collect();
        trust
    }

    fn talks_to(&self, machine: &Machine) -> BTreeSet<&'a str> {
        let peers: &[Peer] = match machine.role {
            "edge" => &[Peer::Inside],
            "reverse-proxy" => &[Peer::WebOutside, Peer::OfficeWebApps],
            "office-web-apps" => &[Peer::WebInside],
            "custom" => &[],
            _ => &[
                Peer::Inside,
                Peer::WebInside,
                Peer::EdgeInside,
                Peer::OfficeWebApps,
            ],
        };
        let of_peers = peers.iter().filter_map(|peer| self.peers.get(peer));
        let next_to = self.neighbours.get(&machine.pool).into_iter().flatten();
        let of_neighbours = next_to.filter_map(|pool| self.by_pool.get(pool));
        of_peers.chain(of_neighbours).flatten().copied().collect()
    }
}

impl Known {
    fn all(&self) -> impl Iterator<Item = &Certificate> {
        self.intermediates.values().chain(self.roots.values())
    }

    fn add(&mut self, certificate: &Certificate, now: OffsetDateTime) {
        if certificate.validity().not_after < now
            || !certificate.is_authority() && !is_root(certificate)
        {
            return;
        }
        let place = match is_root(certificate) {
            true => &mut self.roots,
            false => &mut self.intermediates,
        };
        place
            .entry(certificate.fingerprint())
            .or_insert_with(|| certificate.clone());
    }
}

/// Self-signed, which a name that issued itself is not by that alone.
pub(super) fn is_root(certificate: &Certificate) -> bool {
    certificate.is_self_issued() && certificate.is_signed_by(certificate)
}

/// As what others meet a certificate.
fn seen_as(declared: &DesiredCertificate) -> Vec<Peer> {
    let is_for = |name: &str| declared.usages.iter().any(|usage| usage == name);
    let mut peers = Vec::new();
    match declared.role {
        "edge" if is_for("Internal") => peers.push(Peer::EdgeInside),
        "edge" | "reverse-proxy" | "custom" | "issuer" => {}
        "office-web-apps" => peers.push(Peer::OfficeWebApps),
        _ => {
            if is_for("Default") || is_for("OAuthTokenIssuer") {
                peers.push(Peer::Inside);
            }
            if is_for("WebServicesInternal") {
                peers.push(Peer::WebInside);
            }
            if is_for("WebServicesExternal") {
                peers.push(Peer::WebOutside);
            }
        }
    }
    peers
}

/// The pools that stand before or behind a custom pool in the order of installation.
fn neighbours(desired: &Desired) -> BTreeMap<&DnsName, BTreeSet<&DnsName>> {
    let is_custom = |pool: &DnsName| {
        let pool = desired.background.pools.get(pool);
        pool.is_some_and(|pool| pool.role == "custom")
    };
    let mut neighbours: BTreeMap<&DnsName, BTreeSet<&DnsName>> = BTreeMap::new();
    for edge in desired.graph.edges() {
        if let (
            Node::Milestone(Milestone::Done(first)),
            Node::Milestone(Milestone::Begins(second)),
            EdgeKind::InstallsAfter,
        ) = (edge.from, edge.to, edge.kind)
            && (is_custom(first) || is_custom(second))
        {
            neighbours.entry(first).or_default().insert(second);
            neighbours.entry(second).or_default().insert(first);
        }
    }
    neighbours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::trial::{self, Estate, NOW};
    use crate::mint::Authority;

    /// The estate in which every issuer is an authority of its own, named like it.
    fn apart() -> (BTreeMap<&'static str, Authority>, Estate) {
        let names = ["enterprise", "dmz", "public", "office", "gate"];
        let all = names.map(|name| (name, trial::root(name)));
        let all = BTreeMap::from(all);
        let mut estate = Estate::new(trial::ESTATE);
        estate.all_signed(|issuer| &all[issuer]);
        (all, estate)
    }

    /// The names of the files in a folder's `roots` and `intermediates`, without the digits
    /// of their thumbprints.
    fn authorities(estate: &Estate, server: &str) -> Vec<String> {
        let paths = estate.paths(server).into_iter();
        let paths = paths.filter(|path| path.contains('/'));
        paths
            .map(|path| path[..path.rfind('-').unwrap()].to_owned())
            .collect()
    }

    #[test]
    fn each_machine_knows_the_issuers_of_those_it_talks_to_and_no_others() {
        let (_, estate) = apart();
        for (server, expected) in [
            ("deployment", &["roots/enterprise"][..]),
            (
                "fe01.contoso.net",
                &["roots/dmz", "roots/enterprise", "roots/office"],
            ),
            (
                "edge01.contoso.net",
                &["roots/dmz", "roots/enterprise", "roots/public"],
            ),
            (
                "med01.contoso.net",
                &[
                    "roots/dmz",
                    "roots/enterprise",
                    "roots/gate",
                    "roots/office",
                ],
            ),
            ("wac01.contoso.net", &["roots/enterprise", "roots/office"]),
            (
                "rp01.contoso.com",
                &["roots/enterprise", "roots/office", "roots/public"],
            ),
            // A gateway next to a Mediation pool.
            ("sbc01.contoso.net", &["roots/enterprise", "roots/gate"]),
        ] {
            assert_eq!(authorities(&estate, server), expected, "{server}");
        }
    }

    #[test]
    fn what_is_signed_by_another_is_never_among_the_roots() {
        let issuing = trial::issuing();
        let mut estate = Estate::of(trial::ESTATE, &issuing);
        for issuer in ["enterprise", "dmz", "public", "office", "gate"] {
            // Both in the wrong order, as somebody saved them.
            estate.trusting(issuer, &format!("{}{}", trial::ISSUING, trial::ROOT));
        }
        let expected = [
            "intermediates/contoso-issuing-ca-1",
            "roots/contoso-root-ca",
        ];
        for server in [
            "fe01.contoso.net",
            "edge01.contoso.net",
            "sbc01.contoso.net",
        ] {
            assert_eq!(authorities(&estate, server), expected, "{server}");
        }
    }

    #[test]
    fn an_issuer_whose_root_nobody_knows_is_warned_about_once_and_named_in_the_sheet() {
        let estate = Estate::of(trial::ESTATE, &trial::issuing());
        let expected = ["intermediates/contoso-issuing-ca-1"];
        assert_eq!(authorities(&estate, "fe01.contoso.net"), expected);
        estate.designed(|design| {
            let findings = design.findings();
            let told: Vec<&str> = findings.iter().map(|one| one.message.as_str()).collect();
            let message =
                |issuer| format!("the root of `{issuer}` is not known, so no folder has it");
            let all = ["dmz", "enterprise", "gate", "office", "public"].map(message);
            assert_eq!(told, all);
            let sheet = trial::text(design, "sbc01.contoso.net", "README.txt");
            assert!(
                sheet.contains("The root of enterprise, gate is not known here."),
                "{sheet}"
            );
        });
    }

    #[test]
    fn a_file_has_the_chain_of_its_certificate_with_the_root_behind_it() {
        let mut estate = Estate::of(trial::ESTATE, &trial::issuing());
        estate.trusting("enterprise", trial::ROOT);
        let inventory = estate.inventory();
        let authorities = Authorities::new(&estate.desired, &inventory, NOW);
        estate.designed(|design| {
            let holdings = design.holdings.iter();
            for item in holdings.flat_map(|holding| &holding.items) {
                let chain = authorities.chain(item);
                let expected = [trial::ISSUING, trial::ROOT].map(trial::parsed);
                assert_eq!(chain, expected, "{}", item.id);
            }
        });
    }

    #[test]
    fn an_authority_that_has_ended_is_trusted_no_more() {
        let (all, mut estate) = apart();
        estate.trusting("gate", &all["office"].certificate.pem());
        let later = all["gate"].certificate.validity().not_after + time::Duration::SECOND;
        let inventory = estate.inventory();
        let now = Authorities::new(&estate.desired, &inventory, NOW);
        let then = Authorities::new(&estate.desired, &inventory, later);
        let roots = |known: &Authorities<'_>| known.issuers["gate"].roots.len();
        assert_eq!((roots(&now), roots(&then)), (2, 0));
    }
}
