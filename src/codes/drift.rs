//! What a manifest and a topology of today differ in.

use super::Kind::Warning;
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Drift",
    codes: &[
        Code {
            code: "drift_default_sip_domain",
            kinds: &[Warning],
            meaning: "Another SIP domain is the default one in the topology. The first of \
                      `sip_domains` is; the OAuth certificate has its name.",
            cure: "Put the domains in the order that is shown, and plan.",
            see: &["drift_sip_domain_added"],
        },
        Code {
            code: "drift_name_changed",
            kinds: &[Warning],
            meaning: "The web services or the Edge services of a pool have another FQDN in the \
                      topology. The old one is in certificates that clients no longer ask for; \
                      the new one is in none.",
            cure: "Put the new name in, and plan. Where the topology is wrong, correct it in \
                   Topology Builder.",
            see: &["drift_url_added"],
        },
        Code {
            code: "drift_next_hop",
            kinds: &[Warning],
            meaning: "Traffic of a pool goes on to another pool in the topology. No name in a \
                      certificate depends on it; the order of the work does.",
            cure: "Put the pool that is shown in as `next_hop`.",
            see: &["drift_pool_removed"],
        },
        Code {
            code: "drift_pool_added",
            kinds: &[Warning],
            meaning: "The topology has a pool that is not declared, so that no certificate is \
                      made for it.",
            cure: "Put the lines that are shown in below `pools`, say what no topology knows, such \
                   as `load_balancing`, and plan.",
            see: &["drift_pool_renamed", "drift_server_added"],
        },
        Code {
            code: "drift_pool_moved",
            kinds: &[Warning],
            meaning: "A pool stands in another site in the topology. Where that site has simple \
                      URLs of its own, other names belong into its certificates.",
            cure: "Put the site in that is shown, and plan.",
            see: &["drift_site_added", "drift_site_renamed"],
        },
        Code {
            code: "drift_pool_removed",
            kinds: &[Warning],
            meaning: "A pool is declared that the topology does not have. It may have been taken \
                      out, or not be published yet.",
            cure: "Take it out of the manifest once its servers are gone; what is in the \
                   inventory stays there. Until a planned pool is published, nothing has to be \
                   done.",
            see: &["drift_pool_added", "drift_pool_renamed"],
        },
        Code {
            code: "drift_pool_renamed",
            kinds: &[Warning],
            meaning: "A pool of the topology has the servers and the role of a declared one, and \
                      another FQDN. Its certificates are others under the new name.",
            cure: "Put the new name in wherever it is shown, and plan.",
            see: &["drift_pool_added", "drift_pool_removed"],
        },
        Code {
            code: "drift_product",
            kinds: &[Warning],
            meaning: "A pool, or most of them, runs another product in the topology, by the \
                      version of its services. Subscription Edition cannot be told from 2019.",
            cure: "Put the product in that is shown, and plan.",
            see: &["drift_role"],
        },
        Code {
            code: "drift_role",
            kinds: &[Warning],
            meaning: "The services of a pool in the topology are those of another role, which \
                      needs other certificates.",
            cure: "Put the role in that is shown, and what it needs; then plan.",
            see: &["drift_product"],
        },
        Code {
            code: "drift_server_added",
            kinds: &[Warning],
            meaning: "A pool has a server in the topology that is not declared, so that no \
                      certificate is made for it. Where servers share one, it lacks a name.",
            cure: "Put the server in, and plan.",
            see: &["drift_server_moved", "drift_server_removed"],
        },
        Code {
            code: "drift_server_moved",
            kinds: &[Warning],
            meaning: "A server is in another pool in the topology. Its certificates are others \
                      there.",
            cure: "Move the server in the manifest as it is shown, and plan.",
            see: &["drift_server_added", "drift_server_removed"],
        },
        Code {
            code: "drift_server_removed",
            kinds: &[Warning],
            meaning: "A server is declared that its pool does not have in the topology.",
            cure: "Take it out of the manifest once it is gone; what is in the inventory stays \
                   there.",
            see: &["drift_server_added", "drift_server_moved"],
        },
        Code {
            code: "drift_sip_domain_added",
            kinds: &[Warning],
            meaning: "The topology has a SIP domain that is not declared. Its names, such as \
                      `sip.` and `lyncdiscover.`, are in no certificate, and its users cannot \
                      sign in.",
            cure: "Put the domain in, with its Meet URL, and plan.",
            see: &["drift_sip_domain_removed", "drift_url_added"],
        },
        Code {
            code: "drift_sip_domain_removed",
            kinds: &[Warning],
            meaning: "A SIP domain is declared that the topology does not have. Its names are in \
                      certificates for nothing; a public authority may no longer sign them.",
            cure: "Take the domain out once nobody signs in with it, and plan.",
            see: &["drift_sip_domain_added"],
        },
        Code {
            code: "drift_site_added",
            kinds: &[Warning],
            meaning: "The topology has a site that is not declared, and that matters: it has \
                      simple URLs of its own, or a pool moved there.",
            cure: "Put the site in that is shown; its pools are told by themselves.",
            see: &["drift_pool_moved"],
        },
        Code {
            code: "drift_site_renamed",
            kinds: &[Warning],
            meaning: "The pools of a declared site stand in a site of another name in the \
                      topology. No certificate changes by that alone.",
            cure: "Put the new name in wherever it is shown.",
            see: &["drift_pool_moved"],
        },
        Code {
            code: "drift_url_added",
            kinds: &[Warning],
            meaning: "A simple URL of the deployment or of a site is not declared. Its host is in \
                      no certificate, and browsers warn of it.",
            cure: "Put the URL in, and plan.",
            see: &["drift_url_removed"],
        },
        Code {
            code: "drift_url_removed",
            kinds: &[Warning],
            meaning: "A simple URL is declared that the topology does not have.",
            cure: "Take it out once no meeting has it in its invitation any more, and plan.",
            see: &["drift_url_added"],
        },
    ],
};
