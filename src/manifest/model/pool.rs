//! Pools and their servers.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::certificate::Certificate;
use crate::manifest::model::estate::{Layout, SimpleUrls};

/// A pool, or a single server as a pool of one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// The pool's FQDN. For an Edge pool the internal one.
    pub fqdn: String,
    /// What its servers do.
    pub role: Role,
    /// How clients are spread over its servers.
    pub load_balancing: Option<LoadBalancing>,
    /// The FQDNs of its web services.
    pub web_services: Option<WebServices>,
    /// The external FQDNs of an Edge pool.
    pub edge: Option<Edge>,
    /// The pool that an Edge pool, Director or Mediation pool passes traffic on to.
    pub next_hop: Option<String>,
    /// Pools that are installed before this one.
    #[serde(default)]
    pub depends_on: Vec<String>,
    /// Whether clients sign in here without being told the server, which needs
    /// `sip.<sip domain>` in the certificate. True unless said otherwise.
    pub auto_logon: Option<bool>,
    /// One certificate for Default, WebServicesInternal and WebServicesExternal, or three.
    pub certificate_layout: Option<Layout>,
    /// This pool's own simple URLs, in place of the deployment's.
    pub simple_urls: Option<SimpleUrls>,
    /// Changes to what the role derives, by usage; and certificates of our own.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// Its servers. May be left out for `standard-edition`, where the pool is the server.
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
}

/// A Windows version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[allow(missing_docs)] // each says itself
pub enum Os {
    #[serde(rename = "windows-server-2008-r2")]
    Windows2008R2,
    #[serde(rename = "windows-server-2012")]
    Windows2012,
    #[serde(rename = "windows-server-2012-r2")]
    Windows2012R2,
    #[serde(rename = "windows-server-2016")]
    Windows2016,
    #[serde(rename = "windows-server-2019")]
    Windows2019,
    #[serde(rename = "windows-server-2022")]
    Windows2022,
    #[serde(rename = "windows-server-2025")]
    Windows2025,
}
