//! Pools and their servers.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::certificate::Certificate;
use crate::manifest::model::estate::{Layout, Product, SimpleUrls};

/// A pool, or a single server as a pool of one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// The pool's FQDN. For an Edge pool the internal one.
    pub fqdn: String,
    /// What its servers do.
    pub role: Role,
    /// The product that its servers run, where it is not the deployment's: while an
    /// estate moves from one to the next.
    pub product: Option<Product>,
    /// The site it stands in, one of `sites`.
    pub site: Option<String>,
    /// The day by which its certificates must be there, such as `2027-03-01`; a server may
    /// have its own.
    pub needed_by: Option<String>,
    /// How clients are spread over its servers.
    pub load_balancing: Option<LoadBalancing>,
    /// The FQDNs of its web services.
    pub web_services: Option<WebServices>,
    /// The external FQDNs of an Edge pool.
    pub edge: Option<Edge>,
    /// What a reverse proxy publishes: pools with web services, and Office Web Apps farms
    /// with an external FQDN. All of them unless given. The external web FQDN of the first
    /// is the common name.
    pub publishes: Option<Vec<String>>,
    /// More about an Office Web Apps farm.
    pub office_web_apps: Option<OfficeWebApps>,
    /// The pool that this one passes traffic on to, or belongs to.
    pub next_hop: Option<String>,
    /// Pools that are installed before this one.
    #[serde(default)]
    pub depends_on: Vec<String>,
    /// Whether clients sign in here without being told the server, which needs
    /// `sip.<sip domain>` in the certificate. True unless said otherwise.
    pub auto_logon: Option<bool>,
    /// One certificate for Default, WebServicesInternal and WebServicesExternal, or three.
    pub certificate_layout: Option<Layout>,
    /// The Windows version that its servers run, unless they say otherwise.
    pub os: Option<Os>,
    /// This pool's own simple URLs, in place of its site's and the deployment's.
    pub simple_urls: Option<SimpleUrls>,
    /// Changes to what the role derives, by usage; and certificates of our own.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// Its servers. May be left out for `standard-edition` and `survivable-branch`, where
    /// the pool is the server.
    #[serde(default)]
    pub servers: Vec<Server>,
}

/// What the servers of a pool do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// An Enterprise Edition Front End pool
    FrontEnd,
    /// A Standard Edition server
    StandardEdition,
    /// A Director or Director pool
    Director,
    /// An Edge server or Edge pool
    Edge,
    /// A stand-alone Mediation server or pool
    Mediation,
    /// A Persistent Chat pool
    PersistentChat,
    /// A pool of Video Interop Servers
    VideoInterop,
    /// A survivable branch appliance or server
    SurvivableBranch,
    /// A trusted application pool
    TrustedApplication,
    /// A reverse proxy
    ReverseProxy,
    /// An Office Web Apps or Office Online Server farm
    OfficeWebApps,
    /// Anything else: plain certificates, all of them declared
    Custom,
}

/// How clients are spread over the servers of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoadBalancing {
    /// By DNS, which needs an internal web services FQDN apart from the pool's.
    Dns,
    /// By a hardware load balancer.
    Hardware,
}

/// The FQDNs of a pool's web services.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebServices {
    /// From inside; the pool's FQDN unless overridden.
    pub internal: Option<String>,
    /// From outside, through the reverse proxy.
    pub external: String,
}

/// The external FQDNs of an Edge pool.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// The Access Edge service.
    pub access: String,
    /// The Web Conferencing Edge service; the same as `access` where one FQDN serves all.
    pub web_conferencing: String,
    /// The A/V Edge service. Stands in no certificate.
    pub av: Option<String>,
    /// Whether the A/V Authentication service has a certificate of its own.
    #[serde(default)]
    pub av_certificate: AvCertificate,
}

/// More about an Office Web Apps farm. The pool's FQDN is the farm's internal one.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeWebApps {
    /// The farm's FQDN from outside, which the reverse proxy publishes.
    pub external: Option<String>,
    /// Whether its servers are reached by their own names too, as by a load balancer that
    /// looks after each of them by HTTPS.
    #[serde(default)]
    pub server_names: bool,
}

/// Whether the A/V Authentication service has a certificate of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AvCertificate {
    /// It uses the external certificate of the other services.
    #[default]
    Shared,
    /// It has its own, which can be rolled ahead of time.
    Separate,
}

/// A server: its FQDN alone, or with more to say.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Server {
    /// The FQDN alone.
    Fqdn(String),
    /// With more to say.
    Detailed(DetailedServer),
}

/// A server with more to say than its FQDN.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DetailedServer {
    /// The server's FQDN.
    pub fqdn: String,
    /// The Windows version it runs.
    pub os: Option<Os>,
    /// The day by which its certificates must be there.
    pub needed_by: Option<String>,
}

/// A Windows version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum Os {
    /// Windows Server 2008 R2
    #[serde(rename = "windows-server-2008-r2")]
    Windows2008R2,
    /// Windows Server 2012
    #[serde(rename = "windows-server-2012")]
    Windows2012,
    /// Windows Server 2012 R2
    #[serde(rename = "windows-server-2012-r2")]
    Windows2012R2,
    /// Windows Server 2016
    #[serde(rename = "windows-server-2016")]
    Windows2016,
    /// Windows Server 2019
    #[serde(rename = "windows-server-2019")]
    Windows2019,
    /// Windows Server 2022
    #[serde(rename = "windows-server-2022")]
    Windows2022,
    /// Windows Server 2025
    #[serde(rename = "windows-server-2025")]
    Windows2025,
}
