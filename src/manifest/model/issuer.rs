//! Who signs.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::model::acme::AcmeIssuer;
use crate::manifest::model::adcs::AdcsIssuer;
use crate::manifest::model::certificate::Key;
use crate::manifest::model::service::CommandIssuer;
use crate::manifest::model::vault::VaultIssuer;

/// Who signs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Issuer {
    /// Somebody else: forecert writes a request, a person takes it there, and
    /// `forecert accept` takes in what comes back.
    Request(RequestIssuer),
    /// A certification authority in a directory, kept by forecert.
    LocalCa(LocalCa),
    /// A program that hands requests to whoever signs, and says what they answer.
    Command(CommandIssuer),
    /// A Microsoft enterprise CA, by its web enrolment.
    Adcs(AdcsIssuer),
    /// An authority that speaks ACME (RFC 8555).
    Acme(AcmeIssuer),
    /// A PKI secrets engine of HashiCorp Vault or OpenBao.
    Vault(VaultIssuer),
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
    /// The issuer of type `request` that signs it, such as an offline root; it signs itself
    /// unless given.
    pub issuer: Option<String>,
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
