//! The manifest as a whole, and what holds for all pools.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::bundle::Bundle;
use crate::manifest::model::certificate::{Key, Oauth, RenewalKey};
use crate::manifest::model::issuer::Issuer;
use crate::manifest::model::pool::{Os, Pool};
use crate::manifest::model::secret::SecretSource;

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
    /// How much the checks weigh that are to weigh another than usual;
    /// `forecert explain --checks` lists them.
    #[serde(default)]
    pub rules_severity: Vec<RuleSeverity>,
    /// The product that the estate runs; needed as soon as a pool has a role other
    /// than `custom`.
    pub product: Option<Product>,
    /// The inventory's directory, relative to this file.
    #[serde(default = "default_inventory")]
    pub inventory: String,
    /// Where private keys are kept.
    #[serde(default)]
    pub keys: Keys,
    /// The passwords that PKCS#12 (PFX) files in the inventory are tried with, in this
    /// order, after none and the empty one.
    #[serde(default)]
    #[schemars(length(max = 64))]
    pub secrets: Vec<SecretSource>,
    /// The day by which everything must be there, such as `2027-03-01`; it begins at
    /// 00:00 UTC. A pool or a server may have its own.
    pub needed_by: Option<String>,
    /// Times in which nothing is renewed.
    #[serde(default)]
    pub freeze: Vec<Freeze>,
    /// The SIP domains; the first is the default SIP domain.
    #[serde(default)]
    pub sip_domains: Vec<String>,
    /// The simple URLs of the deployment.
    #[serde(default)]
    pub simple_urls: SimpleUrls,
    /// Sites, where something differs from one to another.
    #[serde(default)]
    pub sites: Vec<Site>,
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
    /// What is carried to the servers: PFX files and scripts.
    #[serde(default)]
    pub bundle: Bundle,
    /// The pools, and single servers as pools of one. At least one.
    #[schemars(length(min = 1))]
    pub pools: Vec<Pool>,
}

/// How much a check weighs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSeverity {
    /// The check's code, such as `ec_key`.
    pub code: String,
    /// What it weighs.
    pub severity: Severity,
}

/// What a check weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing is said.
    Allow,
    /// It is worth knowing.
    Remark,
    /// It is warned of; the work goes on.
    Warn,
    /// The work is refused, with exit code 5.
    Deny,
}

/// A time in which nothing is renewed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// Its first day, such as `2026-12-15`; it begins at 00:00 UTC.
    pub from: String,
    /// Its last day; it ends with it, in UTC.
    pub until: String,
    /// Why, as plans say it.
    pub reason: String,
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

impl Edition {
    /// Every edition, the oldest first.
    pub const ALL: [Self; 1] = [Self::E2026_1];

    /// As the manifest writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::E2026_1 => "2026.1",
        }
    }
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
            encryption: Encryption::default(),
        }
    }
}

fn default_keys() -> String {
    "keys".to_owned()
}

/// How keys are encrypted at rest: not at all, or under a passphrase.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Encryption {
    /// Not at all.
    No(NoEncryption),
    /// Under a passphrase.
    Passphrase(KeyEncryption),
}

impl Default for Encryption {
    fn default() -> Self {
        Self::No(NoEncryption::None)
    }
}

/// Keys that are not encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoEncryption {
    /// Not at all: the directory's own protection is all there is.
    None,
}

/// How keys are encrypted, those of local authorities too.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyEncryption {
    /// Where the passphrase is.
    pub passphrase: SecretSource,
}

/// A site.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its name, which pools refer to.
    pub name: String,
    /// The simple URLs of its pools, in place of the deployment's.
    pub simple_urls: Option<SimpleUrls>,
}

/// Simple URLs. A site or a pool that has any of its own replaces all of these for itself.
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
    /// By HTTP on port 80: a reverse proxy's certificate does without that name.
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
    /// How long before its end a certificate is renewed: a length of time such as `30d`,
    /// but never more than a third of its lifetime; or a share of its lifetime, such as
    /// `33%`.
    pub renew_before: Option<String>,
    /// How long a certificate shall still hold on the day by which it is needed, such as
    /// `90d`.
    pub min_remaining: Option<String>,
    /// Whether a renewal gets a new key.
    pub renewal_key: Option<RenewalKey>,
    /// One certificate for Default, WebServicesInternal and WebServicesExternal, or three.
    pub certificate_layout: Option<Layout>,
    /// The Windows version that servers run. It decides how their PFX files are encrypted.
    pub os: Option<Os>,
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
