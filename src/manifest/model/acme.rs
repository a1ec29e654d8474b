//! An authority that speaks ACME.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::issuer::{Class, SubjectParts};
use crate::manifest::model::secret::SecretSource;
use crate::manifest::model::service::Connection;

/// An authority that speaks ACME (RFC 8555).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcmeIssuer {
    /// Its name, which certificates refer to.
    pub name: String,
    /// Whose rules it works under.
    pub class: Class,
    /// How long its certificates shall hold, such as `199d` or `2y`.
    pub validity: String,
    /// The address of its directory.
    pub directory: String,
    /// Whether you agree to its terms of service.
    #[serde(default)]
    pub terms_agreed: bool,
    /// Whom it writes to, such as `mailto:pki@contoso.com`.
    #[serde(default)]
    pub contact: Vec<String>,
    /// The account with the authority that the ACME account is bound to.
    pub external_account: Option<ExternalAccount>,
    /// The profile of its certificates, where it has several.
    pub profile: Option<String>,
    /// The common name of the root that the chain shall lead to, where it has several.
    pub preferred_chain: Option<String>,
    /// How it is shown that the names are yours.
    pub challenge: Challenge,
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

/// An account with an authority that an ACME account is bound to (RFC 8555 7.3.4).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExternalAccount {
    /// The key's id, which is no secret.
    pub key_id: String,
    /// The key, in base64url as the authority gives it.
    pub key: SecretSource,
}

/// How it is shown that names are yours: one of these ways.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub struct Challenge {
    /// A program that puts a TXT record into DNS and takes it out.
    pub dns_hook: Option<DnsHook>,
    /// A person puts a TXT record into DNS; only with a terminal.
    pub dns_manual: Option<DnsManual>,
    /// A file below the root of a web server, which is reached over port 80.
    pub http_webroot: Option<HttpWebroot>,
}

/// A program that puts a TXT record into DNS (`present`) and takes it out (`cleanup`). It is
/// started with that word, the record's name and its value.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsHook {
    /// The program: a path relative to this file, such as `./dns.sh`, or a bare name that is
    /// looked for in `PATH`.
    pub program: String,
    /// What it is started with, before the word.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// The environment variables that it gets, beside those that every program needs.
    #[serde(default)]
    pub environment: Vec<String>,
    /// How long it may take; a minute unless said otherwise.
    pub timeout: Option<String>,
    /// How long a record takes to reach all name servers, such as `2m`; it is there at once
    /// unless said otherwise.
    pub propagation: Option<String>,
}

/// A person puts a TXT record into DNS.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DnsManual {}

/// A file below the root of a web server.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpWebroot {
    /// The root of the web server, relative to this file.
    pub directory: String,
}
