//! Where secrets are: never in the manifest itself.

use schemars::JsonSchema;
use serde::Deserialize;

/// Where a password is, in one of these ways; it is never shown. There is no way to have a
/// program print it: a plan is made of what strangers propose in a pull request, and must
/// not start what they name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub struct SecretSource {
    /// The name of the environment variable that holds it.
    pub env: Option<String>,
    /// The file whose first line it is, relative to this file. Never under version control.
    pub file: Option<String>,
}
