//! Building the graph: milestones between the pools, edges from each to the next, and
//! the waves that follow.

use std::collections::BTreeMap;

use petgraph::algo::toposort;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::cert::CertificateId;
use crate::lync;
use crate::manifest::model::Role;

use super::super::DesiredCertificate;
use super::super::issuers::Issuers;
use super::super::pools::{Pool, role};
use super::{EdgeKind, Graph, Milestone, Node, Reference};

/// The graph of certificates of pools that do not wait for each other in a circle.
///
/// Linear in what there is: every pool begins, has its shared certificates, and is done;
/// its certificates stand between these milestones, and other pools wait for `done`.
pub(in super::super) fn build(
    certificates: &[DesiredCertificate],
    pools: &[Pool<'_>],
    references: &[Reference],
    issuers: &Issuers,
) -> Graph {
    let mut builder = Builder::default();
    for certificate in certificates {
        builder.node(Node::Certificate(certificate.id.clone()));
    }
    builder.tiers(pools);
    for reference in references {
        let before = Milestone::Done(pools[reference.to].fqdn.clone());
        let after = Milestone::Begins(pools[reference.from].fqdn.clone());
        builder.after(&Node::Milestone(before), &Node::Milestone(after));
    }
    builder.members(certificates, pools);
    let mut signers = BTreeMap::new();
    for certificate in certificates {
        let authority = issuers
            .get(&certificate.issuer)
            .and_then(|issuer| issuer.authority.as_ref());
        let Some(authority) = authority else { continue };
        let signer = CertificateId::Issuer {
            name: authority.name.clone(),
        };
        if signer != certificate.id {
            let from = Node::Certificate(signer.clone());
            builder.edge(
                &from,
                &Node::Certificate(certificate.id.clone()),
                EdgeKind::Signs,
            );
            signers.insert(certificate.id.clone(), signer);
        }
    }
    builder.finish(signers)
}

#[derive(Default)]
struct Builder {
    graph: DiGraph<Node, EdgeKind>,
    index: BTreeMap<String, NodeIndex>,
}

impl Builder {
    fn node(&mut self, node: Node) -> NodeIndex {
        let graph = &mut self.graph;
        *self
            .index
            .entry(node.to_string())
            .or_insert_with(|| graph.add_node(node))
    }

    fn edge(&mut self, from: &Node, to: &Node, kind: EdgeKind) {
        let (from, to) = (self.node(from.clone()), self.node(to.clone()));
        self.graph.add_edge(from, to, kind);
    }

    fn after(&mut self, before: &Node, after: &Node) {
        self.edge(before, after, EdgeKind::InstallsAfter);
    }

    /// Front Ends before Directors before Edges, Front Ends before all that leans on them
    /// (Microsoft, "Deployment checklist for external user access in Lync Server 2013",
    /// Gg425910), whatever `next_hop` says beside. An Office Web Apps farm leans on nothing.
    fn tiers(&mut self, pools: &[Pool<'_>]) {
        let front_ends = Node::Milestone(Milestone::FrontEnds);
        let directors = Node::Milestone(Milestone::Directors);
        let any = |wanted: &[Role]| pools.iter().any(|pool| wanted.contains(&pool.model.role));
        let have_front_ends = any(&[Role::FrontEnd, Role::StandardEdition]);
        let have_directors = any(&[Role::Director]);
        for pool in pools {
            let begins = Node::Milestone(Milestone::Begins(pool.fqdn.clone()));
            let done = Node::Milestone(Milestone::Done(pool.fqdn.clone()));
            match pool.model.role {
                Role::FrontEnd | Role::StandardEdition => self.after(&done, &front_ends),
                Role::Director => {
                    if have_front_ends {
                        self.after(&front_ends, &begins);
                    }
                    self.after(&done, &directors);
                }
                // Where there are Directors they come after the Front Ends already.
                Role::Edge if have_directors => self.after(&directors, &begins),
                Role::Custom | Role::OfficeWebApps => {}
                _ if have_front_ends => self.after(&front_ends, &begins),
                _ => {}
            }
        }
    }

    fn members(&mut self, certificates: &[DesiredCertificate], pools: &[Pool<'_>]) {
        let mut of_pool: BTreeMap<&str, Vec<&CertificateId>> = BTreeMap::new();
        for certificate in certificates {
            if let Some(pool) = &certificate.pool {
                of_pool
                    .entry(pool.as_str())
                    .or_default()
                    .push(&certificate.id);
            }
        }
        let oauth = Node::Certificate(CertificateId::Oauth);
        let has_oauth = certificates
            .iter()
            .any(|certificate| certificate.id == CertificateId::Oauth);
        for pool in pools {
            let milestone = |make: fn(_) -> Milestone| Node::Milestone(make(pool.fqdn.clone()));
            let (begins, shared, done) = (
                milestone(Milestone::Begins),
                milestone(Milestone::Shared),
                milestone(Milestone::Done),
            );
            // Assigned once, and every server of these roles must know it.
            if has_oauth && role(pool.model.role).is_some_and(lync::Role::is_of_the_product) {
                self.after(&oauth, &begins);
            }
            let ids = of_pool
                .get(pool.fqdn.as_str())
                .map_or(&[][..], Vec::as_slice);
            let (of_servers, of_all): (Vec<&CertificateId>, Vec<&CertificateId>) =
                ids.iter().partition(|id| id.server().is_some());
            let both = !of_servers.is_empty() && !of_all.is_empty();
            let (end_of_shared, start_of_servers) = if both {
                (&shared, &shared)
            } else {
                (&done, &begins)
            };
            for id in &of_all {
                let node = Node::Certificate((*id).clone());
                self.after(&begins, &node);
                self.after(&node, end_of_shared);
            }
            for id in &of_servers {
                let node = Node::Certificate((*id).clone());
                self.after(start_of_servers, &node);
                self.after(&node, &done);
            }
            if ids.is_empty() {
                self.after(&begins, &done);
            }
        }
    }

    fn finish(self, signers: BTreeMap<CertificateId, CertificateId>) -> Graph {
        let Self { graph, index } = self;
        let sorted = toposort(&graph, None).expect("circles were reported and stopped the work");
        // The longest way to a node, counted in certificates.
        let mut wave = vec![0_u32; graph.node_count()];
        for node in sorted {
            let before = graph
                .edges_directed(node, petgraph::Direction::Incoming)
                .map(|edge| wave[edge.source().index()])
                .max()
                .unwrap_or_default();
            let own = u32::from(matches!(graph[node], Node::Certificate(_)));
            wave[node.index()] = before + own;
        }
        // By text, so that nothing depends on the order of insertion.
        let mut place = vec![0_usize; graph.node_count()];
        let mut nodes = Vec::with_capacity(graph.node_count());
        let mut certificates = Vec::new();
        for node in index.into_values() {
            place[node.index()] = nodes.len();
            if let Node::Certificate(id) = &graph[node] {
                certificates.push((wave[node.index()], id.clone()));
            }
            nodes.push(graph[node].clone());
        }
        let mut edges: Vec<(usize, usize, EdgeKind)> = graph
            .edge_references()
            .map(|edge| {
                let (from, to) = (edge.source().index(), edge.target().index());
                (place[from], place[to], *edge.weight())
            })
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let waves = certificates
            .iter()
            .map(|(wave, id)| (id.clone(), *wave))
            .collect();
        // Stable, and by id already.
        certificates.sort_by_key(|(wave, _)| *wave);
        Graph {
            order: certificates.into_iter().map(|(_, id)| id).collect(),
            waves,
            nodes,
            edges,
            signers,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::cert::CertificateId;
    use crate::desired::trial::{ESTATE, desired};
    use crate::desired::{EdgeKind, Graph, Node};

    #[test]
    fn the_work_goes_from_the_oauth_certificate_to_the_edge() {
        let graph = desired(ESTATE).graph;
        let waves: Vec<String> = graph
            .order()
            .iter()
            .map(|id| format!("{} {id}", graph.wave(id)))
            .collect();
        assert_eq!(
            waves,
            [
                "1 issuer/lab",
                "1 oauth",
                "2 pool01.contoso.net/fe01.contoso.net/default",
                "2 pool01.contoso.net/fe02.contoso.net/default",
                "3 dirpool01.contoso.net/dir01.contoso.net/default",
                "3 medpool.contoso.net/med01.contoso.net/default",
                "4 edge.contoso.net/edge-external",
                "4 edge.contoso.net/edge-internal",
                "4 sbc.contoso.net/sbc01.contoso.net/tls",
            ]
        );
        let leaf = CertificateId::parse("sbc.contoso.net/sbc01.contoso.net/tls").unwrap();
        let root = CertificateId::parse("issuer/lab").unwrap();
        assert_eq!(graph.signed_by(&leaf), Some(root.clone()));
        assert_eq!(graph.signed_by(&root), None);
    }

    #[test]
    fn what_leans_on_front_ends_comes_after_them_and_an_office_web_apps_farm_leans_on_nothing() {
        let estate = format!(
            "{ESTATE}  - {{ fqdn: chat.contoso.net, role: persistent-chat, servers: [chat01.contoso.net] }}
  - {{ fqdn: sba01.contoso.net, role: survivable-branch }}
  - {{ fqdn: apps.contoso.net, role: trusted-application, next_hop: dirpool01.contoso.net, servers: [app01.contoso.net] }}
  - {{ fqdn: rp.contoso.com, role: reverse-proxy, servers: [rp01.contoso.com] }}
  - {{ fqdn: wac.contoso.net, role: office-web-apps, servers: [wac01.contoso.net] }}
"
        );
        let graph = desired(&estate).graph;
        let wave = |id: &str| graph.wave(&CertificateId::parse(id).unwrap());
        assert_eq!(wave("pool01.contoso.net/fe01.contoso.net/default"), 2);
        assert_eq!(wave("chat.contoso.net/chat01.contoso.net/default"), 3);
        assert_eq!(wave("sba01.contoso.net/sba01.contoso.net/default"), 3);
        assert_eq!(wave("rp.contoso.com/farm"), 3);
        assert_eq!(wave("apps.contoso.net/default"), 4);
        assert_eq!(wave("wac.contoso.net/farm"), 1);
    }

    #[test]
    fn shared_certificates_come_before_those_of_the_members() {
        let desired = desired(
            r#"
version: 1
rules: "2026.1"
issuers: [{ name: ca, type: request, class: enterprise, validity: 1y }]
pools:
  - fqdn: farm.contoso.net
    role: custom
    servers: [a.contoso.net, b.contoso.net]
    certificates:
      - { usage: own, dns: ["{server}"] }
      - { usage: farm, per: pool, dns: ["{pool}"] }
"#,
        );
        let edges: Vec<String> = desired
            .graph
            .edges()
            .map(|edge| format!("{} -> {}", edge.from, edge.to))
            .collect();
        assert_eq!(
            edges,
            [
                "farm.contoso.net begins -> farm.contoso.net/farm",
                "farm.contoso.net shared -> farm.contoso.net/a.contoso.net/own",
                "farm.contoso.net shared -> farm.contoso.net/b.contoso.net/own",
                "farm.contoso.net/a.contoso.net/own -> farm.contoso.net done",
                "farm.contoso.net/b.contoso.net/own -> farm.contoso.net done",
                "farm.contoso.net/farm -> farm.contoso.net shared",
            ]
        );
    }

    /// A manifest of custom pools, each of which depends on some of those before it.
    fn pools() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), 1..12)
            .prop_map(|pools| {
                let mut text = "version: 1\nrules: \"2026.1\"\nissuers:\n  - { name: lab, type: local-ca, class: enterprise, directory: ca, crl_url: \"http://pki.contoso.com/ca.crl\" }\npools:\n".to_owned();
                for (number, before) in pools.iter().enumerate() {
                    let mut names: Vec<String> = before
                        .iter()
                        .filter(|_| number > 0)
                        .map(|index| format!("p{}.contoso.net", index.index(number)))
                        .collect();
                    names.dedup();
                    text += &format!(
                        "  - {{ fqdn: p{number}.contoso.net, role: custom, depends_on: [{}], servers: [s{number}.contoso.net], certificates: [{{ usage: tls, dns: [\"{{server}}\"] }}] }}\n",
                        names.join(", ")
                    );
                }
                text
            })
    }

    /// The longest way to each node, by going over all edges again and again.
    fn holds(graph: &Graph) -> bool {
        let mut reached: std::collections::BTreeMap<String, u32> = Default::default();
        for _ in 0..graph.nodes.len() {
            for edge in graph.edges() {
                let from = match edge.from {
                    Node::Certificate(id) => graph.wave(id),
                    Node::Milestone(_) => reached.get(&edge.from.to_string()).copied().unwrap_or(0),
                };
                match edge.to {
                    Node::Certificate(id) if graph.wave(id) <= from => return false,
                    Node::Certificate(_) => {}
                    Node::Milestone(_) => {
                        let to = reached.entry(edge.to.to_string()).or_default();
                        *to = from.max(*to);
                    }
                }
            }
        }
        true
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_certificate_is_in_a_later_wave_than_all_that_come_before_it(text in pools()) {
            let desired = desired(&text);
            prop_assert!(holds(&desired.graph));
            let signed = desired.graph.edges().filter(|edge| edge.kind == EdgeKind::Signs).count();
            prop_assert_eq!(signed, desired.certificates.len() - 1);
            let waves: Vec<u32> = desired.graph.order().iter().map(|id| desired.graph.wave(id)).collect();
            prop_assert!(waves.is_sorted());
        }
    }
}
