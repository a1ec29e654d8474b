//! A Microsoft enterprise CA, by its web enrolment.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::issuer::{Class, SubjectParts};
use crate::manifest::model::secret::SecretSource;
use crate::manifest::model::service::Connection;

/// A Microsoft enterprise CA, by its web enrolment (`/certsrv/`).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdcsIssuer {
    /// Its name, which certificates refer to.
    pub name: String,
    /// Whose rules it works under.
    pub class: Class,
    /// How long its certificates shall hold, such as `199d` or `2y`.
    pub validity: String,
    /// The address of the web enrolment, such as `https://ca01.contoso.net/certsrv`.
    pub address: String,
    /// The certificate template's name (not its display name).
    pub template: String,
    /// How to log in.
    pub login: AdcsLogin,
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

/// How to log in at a web enrolment.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdcsLogin {
    /// By which of the ways that the server offers.
    #[serde(default)]
    pub method: AdcsMethod,
    /// Who enrols, such as `CONTOSO\\svc-forecert`.
    pub user: String,
    /// The password.
    pub password: SecretSource,
}

/// By which way to log in at a web enrolment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AdcsMethod {
    /// NTLM, bound to the TLS connection.
    #[default]
    Ntlm,
    /// Basic, within TLS.
    Basic,
}
