//! Generated manifests, and what people do to a deployment.

use proptest::prelude::*;

/// One pool of a generated manifest.
#[derive(Clone, Debug)]
pub struct Pool {
    pub declared: bool,
    pub servers: usize,
    pub local: bool,
    pub shared: bool,
    pub extra: bool,
    pub keep: bool,
    pub large: bool,
    pub renew_before: u8,
}

/// A generated manifest.
#[derive(Clone, Debug)]
pub struct Estate {
    pub pools: Vec<Pool>,
}

impl Estate {
    /// The manifest, with everything that has no order turned around on demand.
    pub fn manifest(&self, turned: bool) -> String {
        let turn = |mut items: Vec<String>| {
            if turned {
                items.reverse();
            }
            items.join("")
        };
        let issuers = vec![
            "  - { name: enterprise, type: request, class: enterprise, validity: 2y, \
             trust: [root.pem], subject: { organization: Contoso } }\n"
                .to_owned(),
            "  - { name: lab, type: local-ca, class: enterprise, directory: ca, validity: 1y, \
             crl_url: \"http://pki.contoso.net/lab.crl\", \
             authority: { validity: 60y, key: { algorithm: ec, size: 256 } } }\n"
                .to_owned(),
        ];
        let declared = |(_, pool): &(usize, &Pool)| pool.declared;
        let pools = self.pools.iter().enumerate().filter(declared);
        let pools = pools.map(|(index, pool)| {
            let servers = 1..=pool.servers;
            let servers = servers.map(|server| format!("s{server}.p{index}.contoso.net, "));
            let servers = turn(servers.collect());
            let (per, name) = match pool.shared {
                true => ("pool", "{pool}"),
                false => ("server", "{server}"),
            };
            let extra = if pool.extra { ", sip.contoso.net" } else { "" };
            let issuer = if pool.local { "lab" } else { "enterprise" };
            let keep = if pool.keep { "keep" } else { "new" };
            let size = if pool.large { 384 } else { 256 };
            let days = pool.renew_before;
            format!(
                "  - fqdn: p{index}.contoso.net\n    role: custom\n    servers: [{}]\n    \
                 certificates:\n      - {{ usage: tls, per: {per}, common_name: \"{name}\", \
                 dns: [\"{name}\"{extra}], issuer: {issuer}, renewal_key: {keep}, \
                 renew_before: {days}d, key: {{ algorithm: ec, size: {size} }} }}\n",
                servers.trim_end_matches(", ")
            )
        });
        format!(
            "version: 1\nrules: \"2026.1\"\nissuers:\n{}pools:\n{}",
            turn(issuers),
            turn(pools.collect())
        )
    }
}

/// What somebody does.
#[derive(Clone, Debug)]
pub enum Deed {
    Apply,
    /// Takes in the answers to those open requests whose bit is set.
    Accept(u16),
    Withdraw(usize),
    Edit(usize, Change),
    Wait(u16),
    /// A run is cut off between the key and the folder of the newest open request.
    Crash(usize),
    /// Somebody puts something into the inventory.
    Litter(u8),
}

#[derive(Clone, Debug)]
pub enum Change {
    Declared,
    Local,
    Shared,
    Extra,
    Keep,
    Large,
    Servers(usize),
}

pub fn pool() -> impl Strategy<Value = Pool> {
    (1..=3usize, any::<[bool; 5]>(), 1..=60u8).prop_map(|(servers, flags, renew_before)| {
        let [local, shared, extra, keep, large] = flags;
        Pool {
            declared: true,
            servers,
            local,
            shared,
            extra,
            keep,
            large,
            renew_before,
        }
    })
}

pub fn estate() -> impl Strategy<Value = Estate> {
    prop::collection::vec(pool(), 1..=3).prop_map(|pools| Estate { pools })
}

pub fn deed() -> impl Strategy<Value = Deed> {
    let change = prop_oneof![
        Just(Change::Declared),
        Just(Change::Local),
        Just(Change::Shared),
        Just(Change::Extra),
        Just(Change::Keep),
        Just(Change::Large),
        (1..=3usize).prop_map(Change::Servers),
    ];
    prop_oneof![
        4 => Just(Deed::Apply),
        4 => any::<u16>().prop_map(Deed::Accept),
        1 => any::<usize>().prop_map(Deed::Withdraw),
        3 => (any::<usize>(), change).prop_map(|(pool, change)| Deed::Edit(pool, change)),
        2 => (0..400u16).prop_map(Deed::Wait),
        1 => any::<usize>().prop_map(Deed::Crash),
        1 => any::<u8>().prop_map(Deed::Litter),
    ]
}
