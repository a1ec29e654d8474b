//! A PKI secrets engine of HashiCorp Vault or OpenBao.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::issuer::{Class, SubjectParts};
use crate::manifest::model::secret::SecretSource;
use crate::manifest::model::service::Connection;

/// A PKI secrets engine of HashiCorp Vault or OpenBao: it signs requests under a role.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaultIssuer {
    /// Its name, which certificates refer to.
    pub name: String,
    /// Whose rules it works under.
    pub class: Class,
    /// How long its certificates shall hold, such as `199d` or `2y`.
    pub validity: String,
    /// The server, such as `https://vault.contoso.com:8200`.
    pub address: String,
    /// Where the engine is mounted.
    #[serde(default = "pki")]
    pub mount: String,
    /// The role that it signs under.
    pub role: String,
    /// The namespace, such as `uc/lync`.
    pub namespace: Option<String>,
    /// How to log in: by a token or by AppRole.
    pub login: VaultLogin,
    /// How its server is reached.
    #[serde(default)]
    pub connection: Connection,
    /// How many requests it may be asked at once; sixteen unless said otherwise.
    #[schemars(range(min = 1, max = 64))]
    pub parallel: Option<u8>,
    /// How long it takes to answer, such as `14d`.
    pub lead_time: Option<String>,
    /// The day before which no request leaves for it, such as `2027-01-15`. Keys and
    /// requests are made all the same.
    pub submit_after: Option<String>,
    /// Files with the root and intermediate certificates that it may chain to,
    /// relative to this file.
    #[serde(default)]
    pub trust: Vec<String>,
    /// What its requests carry in the subject beside the common name.
    #[serde(default)]
    pub subject: SubjectParts,
}

/// How to log in at a Vault: one of these ways.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub struct VaultLogin {
    /// The token.
    pub token: Option<SecretSource>,
    /// By AppRole.
    pub app_role: Option<AppRole>,
}

/// A login by AppRole.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppRole {
    /// Where the method is mounted.
    #[serde(default = "approle")]
    pub mount: String,
    /// The role's id, which is no secret.
    pub role_id: String,
    /// The secret id.
    pub secret_id: SecretSource,
}

fn pki() -> String {
    "pki".to_owned()
}

fn approle() -> String {
    "approle".to_owned()
}
