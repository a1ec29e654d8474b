//! An issuer that a program talks to, and how the server of any other is reached.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::issuer::{Class, SubjectParts};

/// A program that hands requests to whoever signs: it reads a JSON request on its standard
/// input and writes a JSON answer on its standard output, as `forecert schema command` says.
/// Only `apply` starts it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandIssuer {
    /// Its name, which certificates refer to.
    pub name: String,
    /// Whose rules it works under.
    pub class: Class,
    /// How long its certificates shall hold, such as `199d` or `2y`.
    pub validity: String,
    /// The program: a path relative to this file, such as `./sign.sh`, or a bare name that
    /// is looked for in `PATH`.
    pub program: String,
    /// What it is started with.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// The environment variables that it gets, beside those that every program needs.
    #[serde(default)]
    pub environment: Vec<String>,
    /// How long it may take for one answer, such as `30s` or `5m`; a minute unless said
    /// otherwise.
    pub timeout: Option<String>,
    /// Whether it can tell if a request was handed in before: then one that was cut off is
    /// looked up, and a person need not.
    #[serde(default)]
    pub lookup: bool,
    /// How many requests it may be asked at once; sixteen unless said otherwise.
    #[schemars(range(min = 1, max = 64))]
    pub parallel: Option<u8>,
    /// How long it takes to answer, such as `14d`.
    pub lead_time: Option<String>,
    /// The day before which no request leaves for it, such as `2027-01-15`. Keys and
    /// requests are made all the same.
    pub submit_after: Option<String>,
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

/// How the server of an issuer is reached.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Files with the roots that its server may chain to, relative to this file; what the
    /// system trusts unless given.
    #[serde(default)]
    pub trust: Vec<String>,
    /// The proxy, such as `http://proxy.contoso.com:3128`, or `none`; what `HTTPS_PROXY` and
    /// `NO_PROXY` say unless given.
    pub proxy: Option<String>,
    /// How long one answer may take, such as `30s`; a minute unless said otherwise.
    pub timeout: Option<String>,
}
