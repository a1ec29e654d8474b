//! Faults in pools, their servers, their web services, and in the order in which they
//! are installed.

use super::Kind::{Problem, Warning};
use super::{Area, Code};

pub(super) static AREA: Area = Area {
    title: "Pools and servers in the manifest",
    codes: &[
        Code {
            code: "circle",
            kinds: &[Problem],
            meaning: "Pools are installed one after the other: Front End before Director before \
                     Edge by `next_hop`, and whatever `depends_on` says. Here each waits for \
                     another of the same circle, so none could come first.",
            cure: "Take the reference out that is wrong. Traffic goes from Edge to Director to \
                  Front End, never back.",
            see: &["refers_to_itself"],
        },
        Code {
            code: "common_name_too_long",
            kinds: &[Problem],
            meaning: "A common name takes 64 characters (X.520), and authorities refuse longer \
                     ones. Alternative names may be longer, but Lync Server wants this very name \
                     as the common name.",
            cure: "Choose a shorter FQDN for the pool, server or domain. In a topology that \
                  exists already this means a new pool.",
            see: &["name_invalid", "id_too_long"],
        },
        Code {
            code: "edge_names_missing",
            kinds: &[Problem],
            meaning: "The external certificate of an Edge pool is made of the FQDNs of its \
                     services, and they are not given.",
            cure: "Add `edge: { access: sip.contoso.com, web_conferencing: webcon.contoso.com, \
                  av: av.contoso.com }` to the pool.",
            see: &["web_services_missing"],
        },
        Code {
            code: "edge_names_partly_equal",
            kinds: &[Warning],
            meaning: "An Edge pool has one FQDN for all three services on three ports, or one \
                     FQDN for each. Two that are equal and a third that is not are hardly what \
                     the topology says.",
            cure: "Compare with the Edge pool in Topology Builder, and correct the name that is \
                  wrong.",
            see: &["edge_names_missing"],
        },
        Code {
            code: "id_too_long",
            kinds: &[Problem],
            meaning: "Pool, server and usage are the folders of a certificate. Windows programs \
                     fail on paths of more than 260 characters, and the inventory's own path \
                     needs room too.",
            cure: "Shorten the names, or the usage of a custom certificate.",
            see: &["common_name_too_long"],
        },
        Code {
            code: "internal_web_missing",
            kinds: &[Problem],
            meaning: "With DNS load balancing the pool's FQDN resolves to all Front Ends for SIP, \
                     while web traffic still needs a hardware load balancer. Both cannot have one \
                     name, so the internal web services need one of their own (`Override internal \
                     Web Services pool FQDN` in Topology Builder).",
            cure: "Set `web_services.internal` to a name other than the pool's, or \
                  `load_balancing: hardware` where the balancer takes all traffic.",
            see: &["web_names_equal", "internal_web_not_possible"],
        },
        Code {
            code: "internal_web_not_possible",
            kinds: &[Problem],
            meaning: "A Standard Edition server is its own pool: Topology Builder gives its \
                     internal web services the server's FQDN and lets nobody change it.",
            cure: "Take `internal` out of `web_services`.",
            see: &["internal_web_missing"],
        },
        Code {
            code: "not_publishable",
            kinds: &[Problem],
            meaning: "A reverse proxy publishes web services: those of Front End pools, Standard \
                     Edition servers and Directors, and Office Web Apps farms with an external \
                     FQDN. This pool has none.",
            cure: "Take the pool out of `publishes`. Edge servers stand in the perimeter network \
                  themselves.",
            see: &["nothing_published"],
        },
        Code {
            code: "nothing_published",
            kinds: &[Problem],
            meaning: "A reverse proxy is declared, and no pool whose web services it could \
                     publish. Its certificate would be without names.",
            cure: "Declare the pool that it publishes, with `web_services`.",
            see: &["not_publishable"],
        },
        Code {
            code: "pool_twice",
            kinds: &[Problem],
            meaning: "Two pools have the same FQDN. It names their folder, their certificates and \
                     their order, so it must be there once.",
            cure: "Join them to one, or correct the FQDN of the other.",
            see: &["server_twice"],
        },
        Code {
            code: "published_twice",
            kinds: &[Problem],
            meaning: "A reverse proxy lists the same pool twice.",
            cure: "Take one of them out.",
            see: &["not_publishable"],
        },
        Code {
            code: "refers_to_itself",
            kinds: &[Problem],
            meaning: "A pool names itself as `next_hop` or in `depends_on`, and would wait for \
                     itself for ever.",
            cure: "Name the pool that traffic goes on to, or take the key out.",
            see: &["circle", "unknown_pool"],
        },
        Code {
            code: "role_not_in_product",
            kinds: &[Problem],
            meaning: "The product of this pool does not have the role: Persistent Chat ended with \
                     Skype for Business Server 2015, Video Interop Servers began with it.",
            cure: "Take the pool out, or correct `product`, which a pool may have of its own \
                  where it still runs an older one.",
            see: &["product_missing"],
        },
        Code {
            code: "section_not_used",
            kinds: &[Problem],
            meaning: "A key is given that this role has no use for, such as `edge` on a Mediation \
                     pool. Either the key or the role is wrong, and a key without effect would \
                     mislead whoever reads it.",
            cure: "Take the key out, or correct `role`.",
            see: &["edge_names_missing", "web_services_missing"],
        },
        Code {
            code: "server_is_pool",
            kinds: &[Problem],
            meaning: "A server's FQDN is the FQDN of another pool, or of its own pool although \
                     the pool has more servers. In DNS and in Active Directory both cannot exist.",
            cure: "Give the pool a name of its own. Only a pool of exactly one server may have \
                  its name.",
            see: &["server_twice"],
        },
        Code {
            code: "server_twice",
            kinds: &[Problem],
            meaning: "One server stands in two pools, or twice in one. A server runs one role of \
                     Lync Server and has one default certificate.",
            cure: "Take it out of the pool where it does not belong.",
            see: &["pool_twice", "server_is_pool"],
        },
        Code {
            code: "servers_missing",
            kinds: &[Problem],
            meaning: "The pool has no servers. Most roles make a certificate for each of them, \
                     and every certificate needs to be installed somewhere.",
            cure: "Add `servers: [fe01.contoso.net]`.",
            see: &["standard_edition_servers"],
        },
        Code {
            code: "site_not_used",
            kinds: &[Warning],
            meaning: "A site is declared in which no pool stands, so its simple URLs have no \
                     effect.",
            cure: "Add `site: NAME` to its pools, or take the site out.",
            see: &["unknown_site"],
        },
        Code {
            code: "site_twice",
            kinds: &[Problem],
            meaning: "Two sites have one name, so that a pool could not say which it stands in.",
            cure: "Join them to one, or correct one of the names.",
            see: &["site_without_name"],
        },
        Code {
            code: "site_without_name",
            kinds: &[Problem],
            meaning: "A site needs the name by which pools refer to it.",
            cure: "Give it the name that Topology Builder shows.",
            see: &["site_twice"],
        },
        Code {
            code: "standard_edition_servers",
            kinds: &[Problem],
            meaning: "A Standard Edition server is a pool of exactly one: itself. It cannot have \
                     further servers.",
            cure: "Take `servers` out, declare each Standard Edition server as a pool of its own, \
                  or use the role `front-end` for an Enterprise pool.",
            see: &["servers_missing"],
        },
        Code {
            code: "survivable_branch_servers",
            kinds: &[Problem],
            meaning: "A survivable branch appliance or server is a pool of exactly one: itself.",
            cure: "Take `servers` out, and declare each branch as a pool of its own.",
            see: &["standard_edition_servers"],
        },
        Code {
            code: "unknown_pool",
            kinds: &[Problem],
            meaning: "`next_hop` or `depends_on` names a pool that this manifest does not declare.",
            cure: "Correct the FQDN, or declare the pool. One that is managed elsewhere is left \
                  out of the reference.",
            see: &["refers_to_itself"],
        },
        Code {
            code: "unknown_site",
            kinds: &[Problem],
            meaning: "A pool names a site that `sites` does not have.",
            cure: "Correct the name, or declare the site.",
            see: &["site_not_used"],
        },
        Code {
            code: "web_name_reused",
            kinds: &[Warning],
            meaning: "Two pools have the same FQDN for their web services. The reverse proxy and \
                     DNS could send a client to either, and it would find its home pool by chance \
                     only.",
            cure: "Give each pool and each Director its own internal and external web FQDN.",
            see: &["web_names_equal"],
        },
        Code {
            code: "web_names_equal",
            kinds: &[Warning],
            meaning: "Mobile clients tell inside from outside by the host they are sent to. With \
                     one name for both, traffic from inside takes the way of the outside or the \
                     other way round.",
            cure: "Give `web_services.external` a name of its own, which only the reverse proxy \
                  answers to.",
            see: &["web_name_reused", "internal_web_missing"],
        },
        Code {
            code: "web_services_missing",
            kinds: &[Problem],
            meaning: "Front End, Standard Edition and Director servers publish web services: \
                     meetings, address book, mobility. The external FQDN has to be in their \
                     certificate, and it is not given.",
            cure: "Add `web_services: { external: webext.contoso.com }` to the pool, and \
                  `internal` where the pool is balanced by DNS.",
            see: &["edge_names_missing"],
        },
    ],
};
