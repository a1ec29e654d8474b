//! The manifest as it is written: one type for each mapping, nothing checked yet
//! beyond its shape. The JSON schema is made from these types, and so are the
//! checks of unknown keys and wrong types.

use schemars::JsonSchema;
use serde::Deserialize;

/// A forecert manifest: the pools and servers of an estate, and who signs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The version of this format.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// The edition of the role rules and defaults, written by `forecert init`. A
    /// newer forecert goes on applying the edition that is named here.
    pub rules: Edition,
    /// The product that the estate runs; needed as soon as a pool has a role other
    /// than `custom`.
    pub product: Option<Product>,
    /// The inventory's directory, relative to this file.
    #[serde(default = "default_inventory")]
    pub inventory: String,
    /// Where private keys are kept.
    #[serde(default)]
    pub keys: Keys,
    /// The SIP domains; the first is the default SIP domain.
    #[serde(default)]
    pub sip_domains: Vec<String>,
    /// The simple URLs of the deployment.
    #[serde(default)]
    pub simple_urls: SimpleUrls,
    /// Further DNS names that clients of this deployment look up.
    #[serde(default)]
    pub dns: Dns,
    /// How clients reach the initial Autodiscover service from outside.
    #[serde(default)]
    pub autodiscover: Autodiscover,
    /// XMPP federation, where the Edge pools offer it.
    pub xmpp: Option<Xmpp>,
    /// What holds for every certificate that does not say otherwise.
    #[serde(default)]
    pub defaults: Defaults,
    /// Who signs. At least one.
    #[schemars(length(min = 1))]
    pub issuers: Vec<Issuer>,
    /// The deployment's one OAuthTokenIssuer certificate.
    pub oauth: Option<Oauth>,
    /// The pools, and single servers as pools of one. At least one.
    #[schemars(length(min = 1))]
    pub pools: Vec<Pool>,
}

fn default_inventory() -> String {
    "inventory".to_owned()
}

/// An edition of the role rules and defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Edition {
    /// The first edition.
    #[serde(rename = "2026.1")]
    E2026_1,
}

/// A product whose servers need certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum Product {
    /// Lync Server 2013
    #[serde(rename = "lync-server-2013")]
    Lync2013,
    /// Skype for Business Server 2015
    #[serde(rename = "skype-for-business-2015")]
    Sfb2015,
    /// Skype for Business Server 2019
    #[serde(rename = "skype-for-business-2019")]
    Sfb2019,
    /// Skype for Business Server Subscription Edition
    #[serde(rename = "skype-for-business-se")]
    SfbSe,
}

/// Where private keys are kept.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The key directory, relative to this file. Never under version control.
    #[serde(default = "default_keys")]
    pub directory: String,
    /// How keys are encrypted at rest.
    #[serde(default)]
    pub encryption: Encryption,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            directory: default_keys(),
            encryption: Encryption::None,
        }
    }
}

fn default_keys() -> String {
    "keys".to_owned()
}

/// How keys are encrypted at rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encryption {
    /// Not at all: the directory's own protection is all there is.
    #[default]
    None,
}

/// Simple URLs. A pool that has any of its own replaces all of these for itself.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimpleUrls {
    /// The Meet URLs, one for each SIP domain: `https://meet.contoso.com` or
    /// `https://lync.contoso.com/meet`.
    #[serde(default)]
    pub meet: Vec<String>,
    /// The Dial-in URLs.
    #[serde(default)]
    pub dialin: Vec<String>,
    /// The Admin URLs; never reachable from outside.
    #[serde(default)]
    pub admin: Vec<String>,
    /// Where one wildcard name stands for the simple URLs and Autodiscover names.
    #[serde(default)]
    pub wildcard: Wildcard,
}

/// Where a wildcard name is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wildcard {
    /// Nowhere: each name is listed.
    #[default]
    None,
    /// On the reverse proxy only, which no desk phone talks to.
    ReverseProxy,
    /// On Front Ends, Standard Edition servers and Directors too. Desk phones fail on it.
    All,
}

/// Further DNS names that clients look up.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dns {
    /// `sipinternal.<sip domain>` exists in DNS.
    #[serde(default)]
    pub sipinternal: bool,
    /// `sipexternal.<sip domain>` exists in DNS.
    #[serde(default)]
    pub sipexternal: bool,
}

/// How clients reach the initial Autodiscover service from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Autodiscover {
    /// By HTTPS: `lyncdiscover.<sip domain>` is in the certificates.
    #[default]
    Https,
    /// By HTTP on port 80: the external certificates do without that name.
    Http,
}

/// XMPP federation (Lync Server 2013 and Skype for Business Server 2015).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Xmpp {
    /// The domains that federate by XMPP.
    pub domains: Vec<String>,
    /// Which of Microsoft's two documented styles of names to use.
    #[serde(default)]
    pub san_style: XmppStyle,
}

/// The names that XMPP federation adds to an Edge pool's external certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum XmppStyle {
    /// The domain itself, as the deployment wizard does it.
    #[default]
    BareDomain,
    /// `xmpp.<domain>` and `*.<domain>`.
    HostWildcard,
}

/// What holds for every certificate that does not say otherwise.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// The issuer's name. May be left out where there is one issuer only.
    pub issuer: Option<String>,
    /// The key to make.
    pub key: Option<Key>,
    /// How long before its end a certificate is renewed, such as `30d`; never more
    /// than a third of its lifetime.
    pub renew_before: Option<String>,
    /// Whether a renewal gets a new key.
    pub renewal_key: Option<RenewalKey>,
    /// One certificate for Default, WebServicesInternal and WebServicesExternal, or three.
    pub certificate_layout: Option<Layout>,
}

/// A key to make.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The algorithm. Lync needs RSA: elliptic-curve keys exist only in providers
    /// that it cannot use.
    pub algorithm: Algorithm,
    /// The size in bits: 2048, 3072 or 4096 for RSA, 256, 384 or 521 for EC.
    pub size: Option<u32>,
}

/// The algorithm of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// RSA
    Rsa,
    /// Elliptic curve, on a NIST curve
    Ec,
}

/// Whether a renewal gets a new key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RenewalKey {
    /// A new one.
    #[default]
    New,
    /// The one that the current certificate has.
    Keep,
}

/// How a Front End, Standard Edition server or Director divides its usages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// One certificate for Default, WebServicesInternal and WebServicesExternal.
    #[default]
    Combined,
    /// One certificate for each of them.
    Split,
}

/// Who signs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Issuer {
    /// Somebody else: forecert writes a request, a person takes it there, and
    /// `forecert accept` takes in what comes back.
    Request(RequestIssuer),
    /// A certification authority in a directory, kept by forecert.
    LocalCa(LocalCa),
}

/// Somebody else who signs requests.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestIssuer {
    /// Its name, which certificates refer to.
    pub name: String,
    /// Whose rules it works under.
    pub class: Class,
    /// How long its certificates shall hold, such as `199d` or `2y`.
    pub validity: String,
    /// The certificate template's name (not its display name), for an enterprise CA.
    pub template: Option<String>,
    /// Files with the root and intermediate certificates that it may chain to,
    /// relative to this file.
    #[serde(default)]
    pub trust: Vec<String>,
    /// What its requests carry in the subject beside the common name.
    #[serde(default)]
    pub subject: SubjectParts,
}

/// A certification authority in a directory, kept by forecert.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalCa {
    /// Its name, which certificates refer to.
    pub name: String,
    /// Whose rules it works under.
    pub class: Class,
    /// Its directory, relative to this file. Holds its private key.
    pub directory: String,
    /// Where its revocation list will be published. Stands in every certificate,
    /// since Lync Server demands a CRL distribution point.
    pub crl_url: String,
    /// How long its certificates hold; two years unless said otherwise.
    pub validity: Option<String>,
    /// What its certificates carry in the subject beside the common name.
    #[serde(default)]
    pub subject: SubjectParts,
    /// The authority's own certificate, as it is made on first use.
    #[serde(default)]
    pub authority: Authority,
}

/// The own certificate of a local authority, as it is made on first use.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its common name; derived from the issuer's name unless given.
    pub common_name: Option<String>,
    /// How long it holds; ten years unless said otherwise.
    pub validity: Option<String>,
    /// Its key; RSA 3072 unless said otherwise.
    pub key: Option<Key>,
}

/// Whose rules an issuer works under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// The organization's own.
    Enterprise,
    /// The CA/Browser Forum's: trusted by everybody, public names only.
    Public,
}

/// The parts of a subject beside the common name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectParts {
    /// O
    pub organization: Option<String>,
    /// OU
    pub organizational_unit: Option<String>,
    /// L
    pub locality: Option<String>,
    /// ST
    pub state: Option<String>,
    /// C: two letters
    pub country: Option<String>,
}

/// The deployment's one OAuthTokenIssuer certificate.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Oauth {
    /// The issuer's name.
    pub issuer: Option<String>,
    /// The key to make; RSA of at least 2048 bits.
    pub key: Option<Key>,
    /// How long it shall hold.
    pub validity: Option<String>,
    /// How long before its end it is renewed.
    pub renew_before: Option<String>,
    /// Whether a renewal gets a new key.
    pub renewal_key: Option<RenewalKey>,
    /// Checks that are waived for it.
    #[serde(default)]
    pub allow: Vec<Allow>,
}

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

/// A change to what the role derives, by usage; or, on a `custom` pool, a
/// certificate of its own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What it is for: `default`, `web-internal`, `web-external`, `edge-internal`,
    /// `edge-external`, `edge-av`, or a word of your own on a `custom` pool.
    pub usage: String,
    /// One for each server, or one that the pool shares.
    pub per: Option<Per>,
    /// The issuer's name.
    pub issuer: Option<String>,
    /// The key to make.
    pub key: Option<Key>,
    /// How long it shall hold, instead of the issuer's validity.
    pub validity: Option<String>,
    /// How long before its end it is renewed.
    pub renew_before: Option<String>,
    /// Whether a renewal gets a new key.
    pub renewal_key: Option<RenewalKey>,
    /// The common name, on a `custom` pool. `{pool}` and `{server}` stand for the FQDNs.
    pub common_name: Option<String>,
    /// The names, on a `custom` pool. `{pool}` and `{server}` stand for the FQDNs.
    pub dns: Option<Vec<String>>,
    /// The extended key usages, on a `custom` pool; server-auth unless given.
    pub eku: Option<Vec<Eku>>,
    /// Names beside those that the role derives.
    #[serde(default)]
    pub extra_dns: Vec<String>,
    /// Names that the role derives and that shall not be in. Warned about.
    #[serde(default)]
    pub without_dns: Vec<String>,
    /// Checks that are waived for it.
    #[serde(default)]
    pub allow: Vec<Allow>,
}

/// One certificate for each server, or one that the pool shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// One for each server.
    Server,
    /// One that all servers of the pool share, with its key.
    Pool,
}

/// An extended key usage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Eku {
    /// TLS server
    ServerAuth,
    /// TLS client
    ClientAuth,
}

/// A check that is waived, for a reason and for a time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The check's code, as the refusal prints it.
    pub code: String,
    /// Why, for whoever reads it later.
    pub reason: String,
    /// The day on which the exception ends, as `2027-03-01`.
    pub until: Option<String>,
}
