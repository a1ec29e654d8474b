//! The machines that certificates are carried to: which, with which Windows, and whether
//! the product runs on that.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cert::DnsName;
use crate::finding::Finding;
use crate::lync::{Product, Support, Windows};
use crate::manifest::Path;
use crate::manifest::model::{Model, Os, Server};

use super::deployment::Estate;
use super::outputs::{self, Output};
use super::pools::{self, Pool};
use super::problems::Problems;

/// A machine that certificates are carried to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its FQDN; the pool's, where a custom pool lists no servers.
    pub server: DnsName,
    /// The pool it belongs to.
    pub pool: DnsName,
    /// The role's word in the manifest.
    pub role: &'static str,
    /// What it runs; nothing on a custom pool.
    pub product: Option<Product>,
    /// The Windows version, where it is known.
    pub windows: Option<Windows>,
    /// The files that are made of its certificates, by usage, where the manifest says; a
    /// PFX file of the others.
    pub outputs: BTreeMap<String, Vec<Output>>,
    /// Where the manifest lists it.
    pub span: Range<usize>,
}

/// The machines of each pool, in order.
pub(super) fn members(machines: &BTreeMap<DnsName, Machine>) -> BTreeMap<DnsName, Vec<DnsName>> {
    let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for Machine { server, pool, .. } in machines.values() {
        let of_pool = members.entry(pool.clone()).or_default();
        of_pool.push(server.clone());
    }
    members
}

/// The machines of all pools, by FQDN.
pub(super) fn read(
    model: &Model,
    pools: &[Pool<'_>],
    estate: &Estate<'_>,
    problems: &mut Problems<'_>,
) -> BTreeMap<DnsName, Machine> {
    let mut machines = BTreeMap::new();
    for pool in pools {
        let outputs = outputs::read(pool, problems);
        let declared = Declared::of(model, pool);
        let product = pools::role(pool.model.role).map(|_| pools::product(pool.model, estate));
        let mut versions: Vec<(Windows, Range<usize>)> = Vec::new();
        let servers = match pool.servers.is_empty() {
            true => std::slice::from_ref(&pool.fqdn),
            false => &pool.servers,
        };
        for (index, server) in servers.iter().enumerate() {
            let os = declared.get(server);
            let windows = os.map(|(windows, _)| *windows);
            versions.extend(os.map(|(windows, path)| (*windows, problems.value(path))));
            let span = pool.places.servers.get(index);
            let machine = Machine {
                server: server.clone(),
                pool: pool.fqdn.clone(),
                role: pools::word(pool.model.role),
                product,
                windows,
                outputs: outputs.clone(),
                span: span.unwrap_or(&pool.places.fqdn).clone(),
            };
            machines.insert(server.clone(), machine);
        }
        if pools::role(pool.model.role).is_some_and(|role| role.runs_the_product())
            && let Some(product) = product
        {
            check(pool, product, versions, problems);
        }
    }
    machines
}

/// The Windows versions that hold for the servers of a pool, and where they are declared.
struct Declared {
    own: BTreeMap<String, (Windows, Path)>,
    /// The pool's, or the default.
    other: Option<(Windows, Path)>,
}

impl Declared {
    fn of(model: &Model, pool: &Pool<'_>) -> Self {
        let listed = pool.model.servers.iter().enumerate();
        let own = listed.filter_map(|(index, server)| match server {
            Server::Detailed(server) => {
                let path = pool.path.key("servers").index(index).key("os");
                let name = server.fqdn.to_ascii_lowercase();
                Some((name, (windows(server.os?), path)))
            }
            Server::Fqdn(_) => None,
        });
        let default = || {
            let path = Path::root().key("defaults").key("os");
            Some((windows(model.defaults.os?), path))
        };
        let of_pool = pool.model.os;
        Self {
            own: own.collect(),
            other: of_pool
                .map(|os| (windows(os), pool.path.key("os")))
                .or_else(default),
        }
    }

    fn get(&self, server: &DnsName) -> Option<&(Windows, Path)> {
        self.own.get(server.as_str()).or(self.other.as_ref())
    }
}

/// Holds the versions of one pool against what its product runs on.
fn check(
    pool: &Pool<'_>,
    product: Product,
    mut versions: Vec<(Windows, Range<usize>)>,
    problems: &mut Problems<'_>,
) {
    versions.sort_by_key(|(windows, span)| (*windows, span.start));
    versions.dedup_by_key(|(windows, _)| *windows);
    let source = product.systems();
    for (windows, span) in &versions {
        let (finding, says) = match product.runs_on(*windows) {
            Support::Yes | Support::With(_) => continue,
            Support::No => (
                Finding::error(
                    "os_not_supported",
                    format!("{} does not run on {}", product.name(), windows.name()),
                )
                .help(format!(
                    "correct `os`, or leave it out and PFX files suit every Windows; see {}",
                    source.url
                )),
                "not on the list",
            ),
            Support::Silent => (
                Finding::warning(
                    "os_not_confirmed",
                    format!(
                        "Microsoft does not say whether {} runs on {}",
                        product.name(),
                        windows.name()
                    ),
                )
                .help(format!(
                    "ask before you install; the list is {}",
                    source.url
                )),
                "nothing is said of it",
            ),
        };
        problems.report(finding.at(span.clone(), says));
    }
    // "System requirements for Skype for Business Server 2019".
    if let [(one, span), (other, second), ..] = &versions[..]
        && product >= Product::Sfb2019
    {
        problems.report(
            Finding::warning(
                "os_differs",
                format!(
                    "the servers of `{}` run {} and {}",
                    pool.fqdn,
                    one.name(),
                    other.name()
                ),
            )
            .help("all servers of a pool run the same version of Windows")
            .at(span.clone(), "one")
            .at(second.clone(), "another"),
        );
    }
}

fn windows(os: Os) -> Windows {
    match os {
        Os::Windows2008R2 => Windows::Server2008R2,
        Os::Windows2012 => Windows::Server2012,
        Os::Windows2012R2 => Windows::Server2012R2,
        Os::Windows2016 => Windows::Server2016,
        Os::Windows2019 => Windows::Server2019,
        Os::Windows2022 => Windows::Server2022,
        Os::Windows2025 => Windows::Server2025,
    }
}

#[cfg(test)]
mod tests {
    use crate::cert::DnsName;
    use crate::desired::trial::{ESTATE, codes, desired, estate_with, only, places};
    use crate::lync::Windows;

    fn version(text: &str, server: &str) -> Option<Windows> {
        desired(text).machines[&DnsName::parse(server).unwrap()].windows
    }

    #[test]
    fn a_server_says_its_windows_itself_or_its_pool_does_or_the_default() {
        let pool = estate_with(
            "    load_balancing: dns\n",
            "    load_balancing: dns\n    os: windows-server-2012\n",
        );
        let default = |text: &str| {
            text.replace(
                "defaults: { issuer: enterprise }",
                "defaults: { issuer: enterprise, os: windows-server-2008-r2 }",
            )
        };
        for (text, server, expected) in [
            (ESTATE.to_owned(), "fe01.contoso.net", None),
            (
                ESTATE.to_owned(),
                "fe02.contoso.net",
                Some(Windows::Server2012R2),
            ),
            (pool.clone(), "fe01.contoso.net", Some(Windows::Server2012)),
            (
                pool.clone(),
                "fe02.contoso.net",
                Some(Windows::Server2012R2),
            ),
            (
                default(&pool),
                "fe01.contoso.net",
                Some(Windows::Server2012),
            ),
            (
                default(&pool),
                "dir01.contoso.net",
                Some(Windows::Server2008R2),
            ),
            (
                default(&pool),
                "sbc01.contoso.net",
                Some(Windows::Server2008R2),
            ),
        ] {
            assert_eq!(version(&text, server), expected, "{server}");
        }
    }

    #[test]
    fn a_windows_that_the_product_does_not_run_on_is_a_fault() {
        let text = estate_with("windows-server-2012-r2", "windows-server-2019");
        let finding = only("os_not_supported", &text);
        assert_eq!(
            finding.message,
            "Lync Server 2013 does not run on Windows Server 2019"
        );
        assert_eq!(places("os_not_supported", &text), ["windows-server-2019"]);
        // The machines beside the product are not on its list.
        let custom = ESTATE.replace(
            "    servers: [sbc01.contoso.net]\n",
            "    servers: [sbc01.contoso.net]\n    os: windows-server-2025\n",
        );
        assert_eq!(codes(&custom), [""; 0]);
    }

    #[test]
    fn where_microsoft_is_silent_there_is_a_warning() {
        let text = ESTATE
            .replace("lync-server-2013", "skype-for-business-2019")
            .replace("windows-server-2012-r2", "windows-server-2022");
        assert_eq!(codes(&text), ["os_not_confirmed"]);
    }

    #[test]
    fn servers_of_one_pool_run_one_windows() {
        let text = ESTATE
            .replace("lync-server-2013", "skype-for-business-se")
            .replace(
                "[fe01.contoso.net, { fqdn: fe02.contoso.net, os: windows-server-2012-r2 }]",
                "[{ fqdn: fe01.contoso.net, os: windows-server-2016 }, { fqdn: fe02.contoso.net, os: windows-server-2019 }]",
            );
        assert_eq!(codes(&text), ["os_differs"]);
    }
}
