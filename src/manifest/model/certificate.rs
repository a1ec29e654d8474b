//! What can be said about one certificate: its key, its names, its exceptions.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::bundle::Output;

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
    /// How long before its end it is renewed: `30d`, or a share of its lifetime, `33%`.
    pub renew_before: Option<String>,
    /// Whether a renewal gets a new key.
    pub renewal_key: Option<RenewalKey>,
    /// Checks that are waived for it.
    #[serde(default)]
    pub allow: Vec<Allow>,
}

/// A change to what the role derives, by usage; or, on a `custom` pool, a
/// certificate of its own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What it is for: `default`, `web-internal`, `web-external`, `edge-internal`,
    /// `edge-external`, `edge-av`, `farm`, or a word of your own on a `custom` pool.
    pub usage: String,
    /// The id of a certificate of another pool that serves this one too, such as
    /// `edge.contoso.net/edge-external` for a reverse proxy: its names go there, and
    /// nothing is made for it here.
    pub same_as: Option<String>,
    /// One for each server, or one that the pool shares.
    pub per: Option<Per>,
    /// The issuer's name.
    pub issuer: Option<String>,
    /// The key to make.
    pub key: Option<Key>,
    /// How long it shall hold, instead of the issuer's validity.
    pub validity: Option<String>,
    /// How long before its end it is renewed: `30d`, or a share of its lifetime, `33%`.
    pub renew_before: Option<String>,
    /// Whether a renewal gets a new key.
    pub renewal_key: Option<RenewalKey>,
    /// The common name, on a `custom` pool. `{pool}` and `{server}` stand for the FQDNs.
    pub common_name: Option<String>,
    /// The names, on a `custom` pool. `{pool}` and `{server}` stand for the FQDNs.
    pub dns: Option<Vec<String>>,
    /// The extended key usages; server-auth unless given. Only public IM with AOL asked
    /// for client-auth on an Edge pool's `edge-external`.
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
    /// The files that `bundle` makes of it for a reverse proxy, an Office Web Apps server
    /// or a machine of a `custom` pool; one PFX file unless given.
    #[serde(default)]
    pub outputs: Vec<Output>,
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
